"""Tables as printed: the text of each ruled cell, and a table that goes on over the page break made one."""

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from nlp.document import Place
from nlp.ingest.assembly import Piece, Placed
from nlp.ingest.pdf_grids import Grid
from nlp.ingest.pdf_lines import CellText, cell
from nlp.ingest.pdf_page import Character, Page

ALIKE = 5.0  # points by which the columns of two pages may differ

# "一、本年新收", "(三)不予公开", "4.保护", "第二十条第": no label goes on with these
OPENING = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|[（(]?[0-9]{1,2}[)）、.．]|第[一二三四五六七八九十0-9]{1,4}条"
)
VALUE = re.compile(r"[-+—–/0-9.,%％\s]*")
LABEL = re.compile("[一-鿿]{4}")  # no unit is as long
HAN = re.compile("[一-鿿]")


class Cell(Struct, frozen=True):
    """A cell of a table: where it stands, what is printed in it and where that is."""

    row: int
    column: int
    rows: int
    columns: int
    content: CellText
    place: Place

    @property
    def text(self) -> str:
        return self.content.text

    @property
    def below(self) -> int:
        return self.row + self.rows


class Table(Struct, frozen=True):
    """A table, or the part of it on one page; `xs` are the sides of its columns from its left edge."""

    xs: tuple[float, ...]
    height: int
    cells: tuple[Cell, ...]
    place: Place

    def placed(self) -> list[Placed]:
        return [Placed(c.row, c.column, Piece(c.text, c.columns, c.rows, c.place)) for c in self.cells]


def table(grid: Grid, characters: Sequence[Sequence[Character]], page: Page) -> Table:
    """The table of a grid with the characters of each of its slots."""
    cells = []
    for slot, inside in zip(grid.slots, characters, strict=True):
        place = Place(page=page.number, box=page.shown(slot.box))
        content = cell(inside, slot.box[0], slot.box[2])
        cells.append(Cell(slot.row, slot.column, slot.rows, slot.columns, content, place))
    edge = grid.xs[0]
    return Table(
        tuple(x - edge for x in grid.xs), len(grid.ys) - 1, tuple(cells), Place(page.number, page.shown(grid.box))
    )


def continued(above: Table, below: Table) -> tuple[Table, int] | None:
    """Both parts as one table and how many repeated head rows were left out; None where columns differ."""
    xs = _columns(above.xs, below.xs)
    if xs is None:
        return None
    above, below = _fitted(above, xs), _fitted(below, xs)
    heads = _repeated(above, below)
    if heads == below.height:
        heads = 0
    rest = [replace(each, row=each.row - heads) for each in below.cells if each.row >= heads]
    if heads and any(each.row < heads < each.below for each in below.cells):
        heads, rest = 0, list(below.cells)
    top = {(each.column, each.columns): each for each in rest if each.row == 0}
    bottom = {(each.column, each.columns): each for each in above.cells if each.below == above.height}
    cells = _with_last_row(above, rest, top) if _is_one_row(bottom, top) else _stacked(above, rest, bottom)
    return Table(xs, max(each.below for each in cells), tuple(cells), above.place), heads


def _columns(above: Sequence[float], below: Sequence[float]) -> tuple[float, ...] | None:
    """The finer of the two divisions, if the other one has none that it lacks."""
    fine, coarse = (above, below) if len(above) >= len(below) else (below, above)
    if any(min(abs(x - other) for other in fine) > ALIKE for x in coarse) or abs(above[-1] - below[-1]) > ALIKE:
        return None
    return tuple(fine)


def _fitted(part: Table, xs: tuple[float, ...]) -> Table:
    """The part with its cells in the columns of a finer division."""
    if len(part.xs) == len(xs):
        return part
    column = [min(range(len(xs)), key=lambda at: abs(xs[at] - x)) for x in part.xs]
    cells = [
        replace(c, column=column[c.column], columns=column[c.column + c.columns] - column[c.column]) for c in part.cells
    ]
    return Table(xs, part.height, tuple(cells), part.place)


def _repeated(above: Table, below: Table) -> int:
    """How many first rows the second part repeats of the first."""
    rows = 0
    while rows < min(above.height, below.height):
        first, again = ([(c.column, c.text) for c in part.cells if c.row == rows] for part in (above, below))
        if first != again:
            break
        rows += 1
    worded = any(HAN.search(each.text) for each in below.cells if each.row < rows)
    return rows if worded else 0


Edge = dict[tuple[int, int], Cell]


def _goes_on(cell: Cell, other: Cell) -> bool:
    """A label that fills its cell goes on; a number never does, nor a label with a number of its own."""
    if not cell.text or not other.text or VALUE.fullmatch(other.text):
        return False
    if OPENING.match(other.text) and cell.text[-1] not in "（(":
        return False
    return cell.content.runs_into(other.content)


def _is_one_row(bottom: Edge, top: Edge) -> bool:
    """The page break goes through a row: a label goes on, and no other cell has text on both pages."""
    if not top.keys() <= bottom.keys():
        return False
    both = [(bottom[key], top[key]) for key in top if bottom[key].text and top[key].text]
    single = any(bottom[key].rows == top[key].rows == 1 for key in top)
    return bool(both) and single and all(_goes_on(*pair) for pair in both)


def _with_last_row(above: Table, rest: Sequence[Cell], top: Edge) -> list[Cell]:
    """The first row of the second part taken into the last one of the first."""
    cells = []
    for each in above.cells:
        more = top.get((each.column, each.columns)) if each.below == above.height else None
        cells.append(replace(_joined(each, more), rows=each.rows + more.rows - 1) if more else each)
    return cells + [replace(each, row=each.row - 1 + above.height) for each in rest if each.row]


def _stacked(above: Table, rest: Sequence[Cell], bottom: Edge) -> list[Cell]:
    """The second part below the first; a label of several rows that goes on is made whole."""
    whole: Edge = {}
    low = []
    for each in rest:
        key = each.column, each.columns
        before = bottom.get(key)
        if before and each.row == 0 and _goes_on(before, each) and _leads(before, above.cells) and _leads(each, rest):
            whole[key] = _joined(before, each)
            each = replace(each, content=replace(each.content, text=""))
        low.append(replace(each, row=each.row + above.height))
    high = [
        whole.get((each.column, each.columns), each) if each.below == above.height else each for each in above.cells
    ]
    return high + low


def _leads(cell: Cell, cells: Sequence[Cell]) -> bool:
    """A label of other labels: it spans rows, or one stands beside it in its last row."""
    beside = (each for each in cells if each.row < cell.below <= each.below and each.column > cell.column)
    return cell.rows > 1 or any(LABEL.search(each.text) for each in beside)


def _joined(cell: Cell, more: Cell) -> Cell:
    if not more.text:
        return cell
    if not cell.text:
        return replace(cell, content=more.content, place=more.place)
    return replace(cell, content=replace(more.content, text=cell.text + "\n" + more.text))
