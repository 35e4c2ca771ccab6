"""Rows of a source that has real grids (a web page, DOCX, sheets, ruled PDF): columns are looked up, not guessed.

A value belongs to the applicant below (or, in a turned table, beside) whose head it stands; without heads to the
cells right of the label, if there are as many as the form has. What does not come out even is left to the layouts.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from nlp.document import Block, GridCell
from nlp.tables.layout import Strip
from nlp.tables.notation import Printed, read

_DENSE = re.compile(r"[^\s\d.、()一二三四五六七八九十]+")  # wording of a head without number and blanks
_NUMBER = re.compile(r"\d")
_BRACKETS = re.compile(r"\([^()]*\)")
_PADDING = re.compile(r"[\s|]*")
UNTOLD = Strip(sure=True)  # the grid shows a label and not which values are its own


class Range(NamedTuple):
    """Rows or columns of a head, half-open."""

    start: int
    end: int


class Heads(NamedTuple):
    """Where the columns of a form stand: one range each. `turned`: they are rows. `starts`: of their wording."""

    ranges: tuple[Range, ...]
    turned: bool
    starts: frozenset[int]


class Sheet:
    """A grid of the source in clean text."""

    def __init__(self, block: Block, text: str) -> None:
        self.span = block.span
        self.text = text
        self.cells = block.cells
        self._filled = sorted((cell for cell in block.cells if len(cell.span)), key=lambda cell: cell.span)
        self._starts = [cell.span.start for cell in self._filled]
        self._rows: dict[int, list[GridCell]] = {}
        self._covering: dict[tuple[int, int], GridCell] = {}
        self._empty: frozenset[int] | None = None
        self._labels: frozenset[int] | None = None
        self._heads: dict[tuple[str, ...], Heads | None] = {}

    def at(self, position: int) -> GridCell | None:
        """The cell a character stands in."""
        index = bisect_right(self._starts, position) - 1
        cell = self._filled[index] if index >= 0 else None
        return cell if cell and position < cell.span.end else None

    def quote(self, cell: GridCell) -> str:
        return self.text[cell.span.start : cell.span.end]

    def named(self, since: int, names: Sequence[str]) -> list[tuple[str, GridCell]]:
        """Cells from a position on that hold nothing but one of the names."""
        found = []
        for cell in self._filled[bisect_right(self._starts, since - 1) :]:
            name = "".join(_DENSE.findall(self.quote(cell))) if len(cell.span) < 20 else ""
            if name in names:
                found.append((name, cell))
        return found

    def right_of(self, label: GridCell, until: int) -> list[GridCell]:
        """Cells of the label's row behind it, up to a position of the text."""
        if not self._rows:
            for cell in sorted(self.cells, key=lambda cell: cell.column):
                self._rows.setdefault(cell.row, []).append(cell)
        first = label.column + label.column_span
        return [c for c in self._rows.get(label.row, ()) if c.column >= first and c.span.start <= until]

    def covering(self, row: int, column: int) -> GridCell | None:
        """The cell that covers a position."""
        if not self._covering:
            for cell in self.cells:
                if cell.row_span == cell.column_span == 1:
                    self._covering[cell.row, cell.column] = cell
                    continue
                for r in range(cell.row, cell.row + cell.row_span):
                    for c in range(cell.column, cell.column + cell.column_span):
                        self._covering[r, c] = cell
        return self._covering.get((row, column))

    def heads(self, columns: Sequence[str]) -> "Heads | None":
        """Where the columns of a form stand; None where not all of them do."""
        key = tuple(columns)
        if key not in self._heads:
            self._heads[key] = _heads(self, columns)
        return self._heads[key]

    @property
    def label_columns(self) -> frozenset[int]:
        """Columns with wording and without a number."""
        if self._labels is None:
            kinds: dict[int, set[str]] = {}
            for cell in self._filled:
                kinds.setdefault(cell.column, set()).add(read(self.quote(cell)).kind)
            self._labels = frozenset(
                column for column, seen in kinds.items() if "text" in seen and "values" not in seen
            )
        return self._labels

    @property
    def empty_columns(self) -> frozenset[int]:
        """Columns in which nothing is written."""
        if self._empty is None:
            width = max((cell.column + cell.column_span for cell in self.cells), default=0)
            written = {c for cell in self._filled for c in range(cell.column, cell.column + cell.column_span)}
            self._empty = frozenset(range(width)) - written
        return self._empty


class Page(NamedTuple):
    """The clean text and its grids, in order."""

    text: str
    sheets: tuple[Sheet, ...] = ()

    @classmethod
    def of(cls, text: str, blocks: Sequence[Block]) -> "Page":
        return cls(text, tuple(Sheet(block, text) for block in blocks if block.cells))

    def sheet(self, position: int) -> Sheet | None:
        index = bisect_right(self.sheets, position, key=lambda sheet: sheet.span.start) - 1
        return self.sheets[index] if index >= 0 and position < self.sheets[index].span.end else None

    def is_head(self, end: int, columns: Sequence[str]) -> bool:
        """The label that ends here names an applicant beside the rows of a turned table."""
        sheet = self.sheet(end - 1)
        heads = sheet.heads(columns) if sheet and columns else None
        cell = sheet.at(end - 1) if sheet and heads and heads.turned else None
        return bool(cell and heads and cell.span.start in heads.starts)

    def row(self, start: int, end: int, stop: int, columns: Sequence[str], width: int) -> Strip | None:
        """The row of a label at `[start, end)`, the next one beginning at `stop`; None where no grid tells it.

        `columns` are the heads of the table where each row has all of them.
        """
        sheet = self.sheet(end - 1)
        label = sheet.at(end - 1) if sheet else None
        if sheet is None or label is None or sheet.at(start) is None:
            return None
        if stop < label.span.end and any(len(cell.span) for cell in sheet.right_of(label, sheet.span.end)):
            return UNTOLD  # several labels in one cell, and their values in others
        if stop < label.span.end or _NUMBER.search(_BRACKETS.sub("", self.text[end : label.span.end])):
            return None  # a row or more in one cell
        if len(columns) == width and (heads := sheet.heads(columns)):
            return _under(sheet, label, heads)
        return _beside(sheet, label, stop, width)

    def below(self, start: int, stop: int, pattern: Sequence[str], width: int) -> Strip | None:
        """The one data row below heads that begin at `start`; `pattern` is what the last row of heads repeats."""
        sheet = self.sheet(start)
        if sheet is None:
            return None
        leaves = sorted((cell for _, cell in sheet.named(start, pattern)), key=lambda cell: cell.column)
        names = tuple("".join(_DENSE.findall(sheet.quote(cell))) for cell in leaves)
        if names != tuple(pattern) * (width // len(pattern)) or not _apart(leaves):
            return None
        ranges = tuple(Range(cell.column, cell.column + cell.column_span) for cell in leaves)
        first = max(cell.row + cell.row_span for cell in leaves)
        rows = sorted({cell.row for cell in sheet.cells if cell.row >= first and cell.span.start <= stop})
        bands = [[(Range(row, row + 1), columns) for columns in ranges] for row in rows]
        strips = [_strip([_slot(sheet, *at, _reaching(sheet, *at)) for at in band]) for band in bands]
        return (
            next((strip for strip in strips if strip.printed), None)
            or (strips[0] if strips else None)
            or (self._carried(sheet, stop, width))
        )

    def _carried(self, heads: Sheet, stop: int, width: int) -> Strip | None:
        """The data row that stands in a grid of its own below that of the heads."""
        after = [sheet for sheet in self.sheets if heads.span.end <= sheet.span.start < stop]
        if not after or _PADDING.fullmatch(self.text, heads.span.end, after[0].span.start) is None:
            return None
        row = [cell for cell in after[0].cells if cell.row == 0]
        return _strip([_read(after[0], [cell]) for cell in row]) if len(row) == width else None


def _apart(cells: Sequence[GridCell]) -> bool:
    return all(a.column + a.column_span <= b.column for a, b in pairwise(cells))


def _heads(sheet: Sheet, columns: Sequence[str]) -> Heads | None:
    """Where the applicants of table 3 stand in a sheet: in one band of rows, or of columns, each once."""
    found = sheet.named(0, columns)
    middle = columns[1:-2]  # the names no row has
    anchor = next((cell for name, cell in found if name == middle[0]), None)
    if anchor is None:
        return None
    for turned in (False, True):
        at = anchor.column if turned else anchor.row
        band = [(name, cell) for name, cell in found if _covers(cell, at, turned)]
        heads: dict[str, GridCell] = {}
        for name, cell in band:
            if name in middle or turned or cell.row <= at:
                heads.setdefault(name, cell)
        if len(heads) == len(columns):
            ranges = tuple(_range(heads[name], turned) for name in columns)
            if len({r.start for r in ranges}) == len(columns):
                return Heads(ranges, turned, frozenset(cell.span.start for cell in heads.values()))
    return None


def _covers(cell: GridCell, at: int, turned: bool) -> bool:
    """The cell reaches into a row, or column, or ends right before it (a head of the band above)."""
    start, size = (cell.column, cell.column_span) if turned else (cell.row, cell.row_span)
    return start <= at <= start + size


def _range(cell: GridCell, turned: bool) -> Range:
    if turned:
        return Range(cell.row, cell.row + cell.row_span)
    return Range(cell.column, cell.column + cell.column_span)


def _under(sheet: Sheet, label: GridCell, heads: Heads) -> Strip | None:
    """What stands where the label's row meets each head."""
    own = Range(label.column, label.column + label.column_span) if heads.turned else Range(label.row, label.row + 1)
    edge = label.row + label.row_span if heads.turned else label.column + label.column_span
    if any(r.start < edge for r in heads.ranges) and not heads.turned:
        return None  # the label stands among the values
    if heads.turned and min(r.start for r in heads.ranges) < edge:
        return None
    crossings = [(rows, own) if heads.turned else (own, rows) for rows in heads.ranges]
    there = [_reaching(sheet, *crossing) for crossing in crossings]
    if not any(there):
        return UNTOLD
    if not all(there):
        return None
    return _strip([_slot(sheet, *crossing, cells) for crossing, cells in zip(crossings, there, strict=True)])


def _beside(sheet: Sheet, label: GridCell, stop: int, width: int) -> Strip | None:
    """The cells right of the label, if they are as many as the form has once empty columns and units are left out."""
    row = [cell for cell in sheet.right_of(label, stop) if cell.span.start < stop]
    readings = [read(sheet.quote(cell)) for cell in row]
    unit = next((r.printed[0].unit for r in readings if r.kind == "unit"), "")
    slots = [cell for cell, reading in zip(row, readings, strict=True) if reading.kind != "unit"]
    if len(slots) > width:
        slots = _without_padding(sheet, slots, len(slots) - width)
    if width == 1 and len(slots) > 1:
        filled = [cell for cell in slots if read(sheet.quote(cell)).kind != "blank"]
        slots = slots if len(filled) > 1 else filled or slots[:1]
    if len(slots) < width:
        some = _strip([_read(sheet, [cell]) for cell in slots])
        return some._replace(sure=False, strayed=True) if some.printed else UNTOLD
    if len(slots) != width or label.row_span > 1:
        return None
    return _strip([_read(sheet, [cell]) for cell in slots])._replace(unit=unit)


def _without_padding(sheet: Sheet, slots: list[GridCell], surplus: int) -> list[GridCell]:
    """The slots without columns of other labels before them and unused ones behind, if those are the surplus."""
    before = 0
    while before < len(slots) and not len(slots[before].span) and slots[before].column in sheet.label_columns:
        before += 1
    behind = 0
    while behind < len(slots) and slots[-1 - behind].column in sheet.empty_columns:
        behind += 1
    before = min(before, surplus)
    return slots[before : len(slots) - behind] if before + behind == surplus else slots


def _reaching(sheet: Sheet, rows: Range, columns: Range) -> list[GridCell]:
    """The cells that reach into a rectangle, each once."""
    inside: list[GridCell] = []
    for row in range(*rows):
        for column in range(*columns):
            cell = sheet.covering(row, column)
            if cell and not any(cell is other for other in inside):
                inside.append(cell)
    return inside


def _slot(sheet: Sheet, rows: Range, columns: Range, inside: Sequence[GridCell]) -> Printed | None:
    """What stands in a rectangle, `inside` the cells that reach into it; unreadable where a written one leaves it."""
    for cell in inside:
        beyond = cell.row < rows.start or cell.row + cell.row_span > rows.end
        beyond = beyond or cell.column < columns.start or cell.column + cell.column_span > columns.end
        if beyond and sheet.quote(cell).strip():
            return Printed("unreadable", None, "", cell.span.start, cell.span.end)
    return _read(sheet, inside)


def _read(sheet: Sheet, cells: Sequence[GridCell]) -> Printed | None:
    """Content of a slot; None where it is blank. Wording or several numbers can't be read."""
    written = []
    for cell in cells:
        reading = read(sheet.text[cell.span.start : cell.span.end])
        if reading.kind not in ("blank", "unit"):
            written.append((cell, reading))
    if not written:
        return None
    cell, reading = written[0]
    if len(written) == 1 and reading.kind == "values" and len(reading.printed) == 1:
        return reading.printed[0].at(cell.span.start)
    return Printed("unreadable", None, "", cell.span.start, written[-1][0].span.end)


def _strip(slots: Sequence[Printed | None]) -> Strip:
    filled = [(at, item) for at, item in enumerate(slots) if item is not None]
    return Strip(
        tuple(item for _, item in filled),
        tuple(at for at, _ in filled),
        len(slots),
        inline=True,
        sure=True,
    )
