"""From pieces of a document to the text all later rooms read, with the place of every piece.

Readers of anything but plain text hand their paragraphs and tables to a `Assembly` in reading order; it writes
one piece a line, one table row a line with a tab between cells, and keeps blocks and cells in step with the text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from nlp.document import Block, GridCell, Place, Raw, Source
from nlp.errors import EmptySource
from nlp.ingest.budget import Budget
from nlp.spans import OffsetMap, Span

BREAK = re.compile(r"[\n\r\x0b\x0c\u2028\u2029]+")  # where a line ends
_WIDE = "一-鿿㐀-䶿豈-﫿　-〿＀-￯"
BETWEEN_HAN = re.compile(f"(?<=[{_WIDE}])\n(?=[{_WIDE}])")  # "行政\n许可", "规章\n（件）"
SHOWN, SHOWN_FROM, SHOWN_PIECES = 40, 400, 12  # characters of furniture told, read for it; pieces told
TABS = re.compile(r"[\t\x1f]")


class Piece(NamedTuple):
    """A cell as the source has it, before it is placed in the grid; spans of 0 or less count as 1."""

    text: str
    column_span: int = 1
    row_span: int = 1
    place: Place | None = None


class Placed(NamedTuple):
    """A cell of the grid: row and column count from 0."""

    row: int
    column: int
    piece: Piece


_COLUMN = attrgetter("column")


def one_line(text: str, tabs: bool = False) -> str:
    """Text of a cell or paragraph on one line: line ends vanish between Chinese characters, else become a blank.

    `tabs` keeps two and more of them: they part the columns of a table that is none.
    """
    tabs = tabs and text.count("\t") > 1
    if not text or text.isalnum():  # as most cells are
        return text
    text = text.strip(" \r\n\f\u3000\xa0") if tabs else TABS.sub(" ", text).strip()
    if "\n" in text or "\r" in text or BREAK.search(text):
        lines = filter(None, map(str.strip, BREAK.split(text)))
        text = BETWEEN_HAN.sub("", "\n".join(lines)).replace("\n", " ")
    return text


def grid(rows: Iterable[Sequence[Piece]], budget: Budget) -> list[Placed]:
    """Cells in the positions their spans leave free (the algorithm of HTML); cut at the last row.

    Columns and rows in which no cell begins are taken out: they are only there to be spanned.
    """
    rows = list(rows)
    placed: list[Placed] = []
    open_below: dict[int, int] = {}  # column: rows still covered from above
    positions = 0
    for at, row in enumerate(rows):
        covered = open_below
        open_below = {column: left - 1 for column, left in covered.items() if left > 1}
        column = 0
        for piece in row:
            while column in covered:
                column += 1
            text, wide, tall, where = piece
            if wide == tall == 1:
                positions += 1
                placed.append(Placed(at, column, piece))
                column += 1
                continue
            wide = max(1, wide)
            tall = min(max(1, tall), len(rows) - at)
            positions += wide * tall
            budget.check("cells", positions)
            placed.append(Placed(at, column, Piece(text, wide, tall, where)))
            if tall > 1:
                open_below.update((c, tall - 1) for c in range(column, column + wide))
            column += wide
        budget.check("cells", positions)
        budget.check_time()
    return _without_gaps(placed)


def _without_gaps(placed: list[Placed]) -> list[Placed]:
    rows = sorted({row for row, _, _ in placed})
    columns = sorted({column for _, column, _ in placed})
    dense = rows == list(range(len(rows))) and columns == list(range(len(columns)))
    if dense and all(wide == tall == 1 for _, _, (_, wide, tall, _) in placed):
        return placed
    found = []
    for cell in placed:
        row, column, piece = cell
        if dense and piece.row_span == piece.column_span == 1:
            found.append(cell)
            continue
        top, left = bisect_left(rows, row), bisect_left(columns, column)
        tall, wide = (
            bisect_left(rows, row + piece.row_span) - top,
            bisect_left(columns, column + piece.column_span) - left,
        )
        found.append(Placed(top, left, piece._replace(row_span=tall, column_span=wide)))
    return found


def left_out_of(texts: Iterable[str]) -> dict[str, str]:
    """Metadata on furniture that was left out: how many pieces, and how the first unlike ones begin, one a line."""
    pieces = [" ".join(text[:SHOWN_FROM].split())[:SHOWN] for text in texts]
    if not pieces:
        return {}
    shown = [piece for piece in dict.fromkeys(pieces) if piece][:SHOWN_PIECES]
    return {"furniture": str(len(pieces)), "furniture_text": "\n".join(shown)}


class Assembly:
    """Text and blocks of a document, written piece by piece in reading order."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._parts: list[str] = []
        self._blocks: list[Block] = []
        self._at = 0
        self._positions = 0

    def paragraph(
        self, text: str, kind: str = "paragraph", place: Place | None = None, level: int = 0, ends: bool = True
    ) -> None:
        """One line; nothing where the text is blank. kind: heading | paragraph | item | furniture | note.

        Without `ends` the next piece goes on on the same line, in a block with a place of its own.
        """
        text = one_line(text, tabs=True)
        if text.strip():
            self._blocks.append(Block(kind, Span(self._at, self._at + len(text)), place, level))
            self._write(text + "\n" * ends)

    def verbatim(self, text: str, place: Place | None = None) -> None:
        """Preformatted lines, with their tabs and blank lines, as one block."""
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
        if text.strip():
            self._blocks.append(Block("paragraph", Span(self._at, self._at + len(text)), place))
            self._write(text + "\n")

    def table(self, cells: Sequence[Placed], place: Place | None = None) -> None:
        """One row a line, a tab between cells; a spanning cell stands in its first position, the others are empty."""
        if not any(cell.piece.text.strip() for cell in cells):
            return
        width = max(cell.column + cell.piece.column_span for cell in cells)
        height = max(cell.row for cell in cells) + 1
        self._positions += width * height
        self.budget.check("cells", self._positions)
        rows: list[list[Placed]] = [[] for _ in range(height)]
        for cell in cells:
            rows[cell.row].append(cell)
        begin = end = self._at
        found: list[GridCell] = []
        parts = self._parts
        for at, row in enumerate(rows):
            column = 0
            row.sort(key=_COLUMN)
            for _, begins, (written, wide, tall, where) in row:
                if begins > column:
                    parts.append("\t" * (begins - column))
                    end += begins - column
                    column = begins
                text = one_line(written)
                start, end = end, end + len(text)
                found.append(GridCell(at, column, Span(start, end), tall, wide, where))
                parts.append(text)
            parts.append("\t" * (width - 1 - column) + "\n")
            end += width - column
            self.budget.check_time()
        self._at = end
        self._blocks.append(Block("table", Span(begin, self._at - 1), place, cells=tuple(found)))

    def raw(self, source: Source, metadata: dict[str, str] | None = None) -> Raw:
        """The finished `Raw`. Raises EmptySource where no piece held text."""
        text = "".join(self._parts)
        if not text.strip():
            raise EmptySource("文件没有文字", "no text in the file")
        return Raw(source, text, OffsetMap.identity(len(text)), tuple(self._blocks), metadata or {})

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._at += len(text)
