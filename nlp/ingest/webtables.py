"""Tables of web pages: real ones with their spans, ones that only lay a page out, ones drawn with boxes."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from nlp.document import Place
from nlp.ingest.assembly import Piece, Placed, grid, one_line
from nlp.ingest.budget import Budget
from nlp.ingest.markup import Element, names

ROWS = frozenset(("tbody", "thead", "tfoot"))
BREAKS = names("br p div li tr h1 h2 h3 h4 h5 h6 dt dd")
WIDEST, TALLEST = 1000, 65534  # spans beyond are cut, as the standard of HTML has it
PROSE = 160  # characters of a cell with several sentences: the notes inside forms are shorter
SENTENCES = 2
# a cell that spans the table: "一、总体情况", "2022年政府信息公开工作年度报告"; but not "第二十条第（一）项"
HEADING = re.compile(r"\s*(?:[一二三四五六七八]、\s*\S|.{0,40}年度?报告|[（(][一二三四五六七八九十]+[)）]\S)")
SHORTEST = 40  # characters: a line of prose, if it has a full stop
DRAWN = re.compile(r"display\s*:\s*(?:inline-)?table(?:-row-group)?\s*(?:;|$)", re.I)
DRAWN_ROW = re.compile(r"display\s*:\s*(?:table-row|flex|grid)\s*(?:;|$)", re.I)
FEW_ROWS, FEW_CELLS = 3, 3
LONG_CELL = 120


class Sheet(NamedTuple):
    """A table in parts: grids, and lines of prose that stand in rows of their own."""

    parts: tuple[str | list[Placed], ...]


class Stacked(NamedTuple):
    """Rows drawn with boxes that differ in length, one a line with tabs between."""

    text: str


class _Row(NamedTuple):
    cells: list[Piece]
    elements: list[Element]


def sheet(table: Element, budget: Budget) -> Sheet | None:
    """The table's grids and what stands between them; None for one that lays out what is in it."""
    rows: list[_Row] = []
    inner = size = 0
    for tr in _rows(table):
        cells = [child for child in tr.children if not isinstance(child, str) and child.tag in ("td", "th")]
        pieces = []
        for cell in cells:
            text, nested = _text(cell)
            inner += nested
            size += 1
            wide = tall = 1
            if cell.attributes:
                wide, tall = _span(cell, "colspan", WIDEST), _span(cell, "rowspan", TALLEST)
            pieces.append(Piece(text, wide, tall, Place(path=cell.path)))
        rows.append(_Row(pieces, cells))
        budget.check_time()
    if not size or inner > size or all(len(row.cells) < 2 for row in rows):
        return None
    if inner and any(_holds_table(cell) for row in rows for cell in row.elements):
        return None
    if not any(map(_is_prose, (piece.text for row in rows for piece in row.cells))):
        return Sheet((grid([row.cells for row in rows], budget),))
    parts = _parts(rows, budget)
    return Sheet(tuple(parts)) if parts else None


def _rows(table: Element) -> Iterator[Element]:
    for child in table.children:
        if isinstance(child, str):
            continue
        if child.tag == "tr":
            yield child
        elif child.tag in ROWS:
            yield from (row for row in child.children if not isinstance(row, str) and row.tag == "tr")


def _parts(rows: list[_Row], budget: Budget) -> list[str | list[Placed]]:
    """Grids between rows of prose; none where a cell of prose stands beside others."""
    parts: list[str | list[Placed]] = []
    open_rows: list[list[Piece]] = []
    for row in rows:
        filled = [piece for piece in row.cells if piece.text.strip()]
        alone = len(filled) == 1 and (len(row.cells) == 1 or filled[0] is row.cells[0])
        if alone and (_is_prose(filled[0].text) or HEADING.match(filled[0].text)):
            if open_rows:
                parts.append(grid(open_rows, budget))
                open_rows = []
            parts += [line for line in filled[0].text.split("\n") if line.strip()]
        elif any(_is_prose(piece.text) for piece in filled):
            return []
        else:
            open_rows.append(row.cells)
    return [*parts, grid(open_rows, budget)] if open_rows else parts


def _is_prose(text: str) -> bool:
    return (
        len(text) > SHORTEST
        and text.count("。") >= (1 if "\n" not in text.strip() else SENTENCES)
        and (len(text) > PROSE or text.count("。") >= SENTENCES)
    )


def _holds_table(cell: Element) -> bool:
    """A table of some size stands in the cell."""
    stack: list[Element | str] = [cell]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            continue
        if item.tag == "table" and sum(1 for _ in _cells(item)) >= 2 * FEW_CELLS:
            return True
        stack.extend(item.children)
    return False


def _cells(table: Element) -> Iterator[Element]:
    for row in _rows(table):
        yield from (cell for cell in row.children if not isinstance(cell, str) and cell.tag in ("td", "th"))


def _span(cell: Element, name: str, most: int) -> int:
    if name not in cell.attributes:
        return 1
    written = cell.attribute(name).strip()
    if not (written.isascii() and written[:1].isdigit()):
        return 1
    digits = re.match(r"\d+", written)
    number = int(digits[0][:6]) if digits else 1
    return most if name == "rowspan" and number == 0 else min(number, most)


def _text(cell: Element) -> tuple[str, int]:
    """Text of a cell with its line ends, and how many cells of tables within it there are."""
    children = cell.children
    if not children:
        return "", 0
    if len(children) == 1 and isinstance(only := children[0], str):  # as most cells are
        return only.replace("\t", " ").strip(), 0
    parts: list[str] = []
    nested = 0
    stack: list[Element | str] = list(reversed(children))
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item.replace("\t", " "))
            continue
        nested += item.tag in ("td", "th")
        if item.tag in BREAKS:
            parts.append("\n")
            stack.append("\n")
        stack.extend(reversed(item.children))
    return "".join(parts).strip(), nested


# Tables without <table>.


def stacked(element: Element, budget: Budget) -> Sheet | Stacked | None:
    """Rows of boxes: by style or role, or many short boxes of one kind in each of several like rows."""
    if element.tag not in ("div", "ul", "section", "dl"):
        return None
    rows = [child for child in element.children if not isinstance(child, str)]
    if len(rows) < FEW_ROWS or any(isinstance(child, str) and child.strip() for child in element.children):
        return None
    drawn = bool(DRAWN.search(element.attribute("style"))) or element.attribute("role") in ("table", "grid")
    read: list[list[Piece]] = []
    for row in rows:
        if row.tag not in ("div", "ul", "li", "dl", "p"):
            return None
        cells = [child for child in row.children if not isinstance(child, str)]
        if any(isinstance(child, str) and child.strip() for child in row.children):
            return None
        if any(cell.tag not in ("div", "span", "li", "p", "dt", "dd") for cell in cells):
            return None
        pieces = [Piece(_text(cell)[0], place=Place(path=cell.path)) for cell in cells]
        if any(len(piece.text) > LONG_CELL for piece in pieces):
            return None
        drawn = drawn or bool(DRAWN_ROW.search(row.attribute("style"))) or row.attribute("role") == "row"
        read.append(pieces)
        budget.check_time()
    (width, often), *_ = Counter(map(len, read)).most_common(1)
    wide = sum(len(pieces) >= FEW_CELLS for pieces in read)
    if (
        width < 2
        or wide < (1 if drawn else 0.7 * len(read))
        or not (drawn or any(c.isdigit() for r in read for p in r for c in p.text))
    ):
        return None
    if often == len(read):
        return Sheet((grid(read, budget),))
    return Stacked("\n".join("\t".join(one_line(piece.text) for piece in pieces) for pieces in read))
