"""DOCX (ECMA-376, transitional and strict) -> Raw, from the XML itself.

Read as printed: insertions kept and deletions dropped, automatic numbers written out, text boxes once, notes at
the end. Headers and footers, which stand in parts of their own, are furniture and not opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from nlp.document import Place, Raw, Source
from nlp.errors import SourceError
from nlp.ingest import numbering, wordstyles
from nlp.ingest.assembly import Assembly, Piece, Placed
from nlp.ingest.packages import Package, attribute, child, integer, name

if TYPE_CHECKING:
    from lxml.etree import _Element

    from nlp.ingest.budget import Budget

DOCUMENT = "word/document.xml"
_NOTES = (("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote"))
_COLUMNS = 1000
_TAB_CELLS = 3  # tabs that make a line of text a row of a table drawn with tabs

_DROPPED = frozenset(("del", "moveFrom", "instrText", "delText", "rt", "pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr"))
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_WINGDINGS = {  # symbols of its private range that reports use
    **{0xF081 + at: mark for at, mark in enumerate("①②③④⑤⑥⑦⑧⑨⑩")},
    **{0xF08C + at: mark for at, mark in enumerate("❶❷❸❹❺❻❼❽❾❿")},
    0xF0A8: "□",
    0xF06F: "□",
    0xF052: "☑",
    0xF0FE: "☑",
    0xF0FC: "√",
    0xF0FB: "×",
}


class Line(NamedTuple):
    """A paragraph as read: text with its number, kind and level, and the boxes that hang on it."""

    text: str
    kind: str
    level: int
    boxes: tuple[_Element, ...]

    def with_next(self, other: Line) -> Line:
        """One paragraph of two, the mark between them being deleted."""
        return self._replace(text=self.text + other.text, boxes=self.boxes + other.boxes)


def read(data: bytes, source: Source, budget: Budget) -> Raw:
    """Raw of a DOCX; `Place.path` is the node in word/document.xml, such as `/body/tbl[2]/tr[1]/tc[3]`.

    Raises SourceError, EmptySource, BudgetExceeded.
    """
    package = Package(data, budget)
    root = package.xml(DOCUMENT)
    body = child(root, "body")
    if body is None:
        raise SourceError("DOCX 没有正文", "the DOCX has no body")
    styles = wordstyles.load(package)
    writer = _Writer(Assembly(budget), styles, budget)
    writer.blocks(body, "/body", 0)
    for part, kind in _NOTES:
        if part in package:
            writer.notes(package.xml(part), kind)
    return writer.assembly.raw(source, _properties(package))


class _Writer:
    """Walks the body and writes its blocks in order."""

    def __init__(self, assembly: Assembly, styles: wordstyles.Styles, budget: Budget) -> None:
        self.assembly = assembly
        self.styles = styles
        self.budget = budget
        self._numbering = numbering.Numbering(styles.lists)
        self._positions = 0  # of all tables, spans counted out
        self._field: list[bool] = []  # of each open field, whether its result has begun
        self._drawn: list[tuple[str, str]] = []  # rows of a table drawn with tabs, and their paths

    def blocks(self, parent: _Element, path: str, depth: int) -> None:
        """Write the paragraphs and tables below a node."""
        self.budget.check("depth", depth)
        held: tuple[Line, str] | None = None  # its mark was deleted: the next paragraph runs on from it
        for element, where in flow(parent, path):
            self.budget.check_time()
            kind = name(element)
            if kind == "p":
                line = self.line(element)
                if held:
                    line, where = (
                        held[0]._replace(text=held[0].text + line.text, boxes=held[0].boxes + line.boxes),
                        held[1],
                    )
                held = (line, where) if wordstyles.mark_deleted(element) else None
                if not held:
                    self._paragraph(line, where, depth)
                continue
            if held:
                self._paragraph(*held, depth)
                held = None
            if kind == "tbl":
                self._end_drawn()
                self._table(element, where, depth + 1)
            elif kind == "altChunk":
                raise SourceError(
                    "DOCX 嵌有其他格式的片段（altChunk），请另存为普通 DOCX 后再读",
                    "the DOCX embeds pieces in other formats (altChunk); save it as a plain DOCX first",
                )
        if held:
            self._paragraph(*held, depth)
        self._end_drawn()

    def notes(self, root: _Element, kind: str) -> None:
        """Write footnotes or endnotes, one a line."""
        for at, note in enumerate((one for one in root if name(one) == kind), 1):
            if attribute(note, "type") in (None, "normal"):
                text = "\n".join(self.line(p).text for p, _ in flow(note, "") if name(p) == "p").strip()
                if text:
                    self.assembly.paragraph(f"注：{text}", "note", Place(path=f"/{kind}s/{kind}[{at}]"))

    def line(self, element: _Element) -> Line:
        """A paragraph with its automatic number."""
        self._field = []
        parts: list[str] = []
        boxes: list[_Element] = []
        self._inline(element, parts, boxes, 0)
        text = "".join(parts).strip("\n")
        style = self.styles.of(element)
        listed = style.number is not None and style.number in self._numbering
        if listed and style.number is not None and text.strip():
            text = numbering.joined(self._numbering.label(style.number, style.indent), text.lstrip())
        kind = "heading" if style.level else "item" if listed else "paragraph"
        return Line(text, kind, style.level, tuple(boxes))

    def _paragraph(self, line: Line, where: str, depth: int) -> None:
        for text in line.text.split("\n"):
            if text.strip().count("\t") >= _TAB_CELLS:
                self._drawn.append((text.rstrip(), where))
                continue
            self._end_drawn()
            self.assembly.paragraph(text, line.kind, Place(path=where), line.level)
        for at, box in enumerate(line.boxes, 1):
            self._end_drawn()
            self.blocks(box, f"{where}/txbxContent[{at}]", depth + 1)

    def _end_drawn(self) -> None:
        """Write the rows that were drawn with tabs as a table."""
        cells = [
            Placed(row, column, Piece(text, place=Place(path=where)))
            for row, (line, where) in enumerate(self._drawn)
            for column, text in enumerate(line.split("\t"))
        ]
        if cells:
            self.assembly.table(cells, Place(path=self._drawn[0][1]))
        self._drawn = []

    def _inline(self, parent: _Element, parts: list[str], boxes: list[_Element], depth: int) -> None:
        """Collect text and text boxes below a node in order."""
        self.budget.check("depth", depth)
        for element in parent:
            kind = name(element)
            if kind in _DROPPED or (kind == "r" and wordstyles.hidden(element)):
                continue
            if kind == "fldChar":
                self._field_mark(attribute(element, "fldCharType"))
            elif kind == "txbxContent":
                boxes.append(element)
            elif kind == "AlternateContent":
                self._alternative(element, parts, boxes, depth)
            elif kind == "t" or kind == "sym" or kind in _CHARACTERS:
                if all(self._field):  # else it is the code of a field, not its result
                    parts.append(_leaf(element, kind))
            else:
                self._inline(element, parts, boxes, depth + 1)

    def _field_mark(self, kind: str | None) -> None:
        if kind == "begin":
            self._field.append(False)
        elif kind == "separate" and self._field:
            self._field[-1] = True
        elif kind == "end" and self._field:
            self._field.pop()

    def _alternative(self, element: _Element, parts: list[str], boxes: list[_Element], depth: int) -> None:
        """The first of several renderings of one thing that holds text."""
        before = len(parts), len(boxes)
        for one in element:
            self._inline(one, parts, boxes, depth + 1)
            if (len(parts), len(boxes)) != before:
                return

    def _table(self, table: _Element, path: str, depth: int) -> None:
        """Write a table; a row that holds tables is layout and is written cell by cell."""
        self.budget.check("depth", depth)
        rows: list[list[_Cell]] = []
        for row, where in flow(table, path, "tr"):
            self.budget.check_time()
            if wordstyles.row_deleted(row):
                continue
            cells = list(_cells(row, where))
            self._positions += sum(cell.width for cell in cells)
            self.budget.check("cells", self._positions)  # before the text of any is read
            if any(name(e) == "tbl" for cell in cells for e, _ in flow(cell.element, "")):
                self._grid(rows, path)
                rows = []
                for cell in cells:
                    self.blocks(cell.element, cell.path, depth)
            else:
                rows.append(cells)
        self._grid(rows, path)

    def _grid(self, rows: list[list[_Cell]], path: str) -> None:
        """Write rows; a cell merged downwards counts its rows, the ones it covers are left out."""
        open_at: dict[int, int] = {}  # column: index in `placed` of the cell that runs on there
        placed: list[Placed] = []
        boxes: list[tuple[_Element, str]] = []
        for at, row in enumerate(rows):
            self.budget.check_time()
            running: dict[int, int] = {}
            for cell in row:
                above = open_at.get(cell.column)
                if cell.continues and above is not None and placed[above].piece.column_span == cell.width:
                    piece = placed[above].piece
                    placed[above] = placed[above]._replace(piece=piece._replace(row_span=piece.row_span + 1))
                    running[cell.column] = above
                    continue
                if cell.continues or cell.starts:
                    running[cell.column] = len(placed)
                text = self._cell_text(cell, boxes)
                placed.append(Placed(at, cell.column, Piece(text, cell.width, 1, Place(path=cell.path))))
            open_at = running
        self.assembly.table(placed, Place(path=path))
        for box, where in boxes:
            self.blocks(box, f"{where}/txbxContent", 1)

    def _cell_text(self, cell: _Cell, boxes: list[tuple[_Element, str]]) -> str:
        lines = [self.line(element) for element, _ in flow(cell.element, "") if name(element) == "p"]
        boxes.extend((box, cell.path) for line in lines for box in line.boxes)
        return "\n".join(line.text for line in lines)


class _Cell(NamedTuple):
    """A cell of a row in its grid column; `starts` and `continues` a merge downwards."""

    element: _Element
    path: str
    column: int
    width: int
    starts: bool
    continues: bool


def _cells(row: _Element, path: str) -> Iterator[_Cell]:
    """Cells of a row; a cell merged into the one on its left (the old way) has no width of its own."""
    properties = child(row, "trPr")
    column = integer(child(properties, "gridBefore"), 0, most=_COLUMNS)
    for element, where in flow(row, path, "tc"):
        own = child(element, "tcPr")
        width = max(1, integer(child(own, "gridSpan"), 1, most=_COLUMNS))
        down = child(own, "vMerge")
        across = child(own, "hMerge")
        if across is None or attribute(across) == "restart":
            starts = attribute(down) == "restart"
            yield _Cell(element, where, column, width, starts, down is not None and not starts)
        column += width


def flow(parent: _Element, path: str, wanted: str | None = None) -> Iterator[tuple[_Element, str]]:
    """Children with their paths, seen through content controls and tracked insertions."""
    counts: dict[str, int] = {}
    stack = [(iter(parent), path, counts)]
    while stack:
        children, here, counts = stack[-1]
        element = next(children, None)
        if element is None:
            stack.pop()
            continue
        kind = name(element)
        counts[kind] = counts.get(kind, 0) + 1
        where = f"{here}/{kind}[{counts[kind]}]"
        if kind in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "AlternateContent", "Choice"):
            stack.append((iter(element), where, {}))
        elif kind in ("p", "tbl", "tr", "tc", "altChunk") and wanted in (None, kind):
            yield element, where


def _leaf(element: _Element, kind: str) -> str:
    return (element.text or "") if kind == "t" else _symbol(element) if kind == "sym" else _CHARACTERS[kind]


def _symbol(element: _Element) -> str:
    """Character of a symbol font; nothing where it has no meaning outside the font."""
    try:
        code = int(attribute(element, "char") or "", 16)
    except ValueError:
        return ""
    if not 0xF000 <= code <= 0xF0FF:
        return chr(code) if 0x20 <= code < 0xD800 else ""
    font = (attribute(element, "font") or "").lower()
    if "wingdings" in font:
        return _WINGDINGS.get(code, "")
    return chr(code - 0xF000) if 0x20 <= code - 0xF000 < 0x7F else ""


def _properties(package: Package) -> dict[str, str]:
    """Title and author that the file states of itself."""
    if "docProps/core.xml" not in package:
        return {}
    wanted = {"title": "title", "creator": "author"}
    stated = [(wanted.get(name(one)), (one.text or "").strip()) for one in package.xml("docProps/core.xml")]
    return {key: text for key, text in stated if key and text}
