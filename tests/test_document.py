"""The record itself: where a span of a web page or a PDF stood."""

from nlp.document import Block, GridCell, Place, Places, Raw, Source
from nlp.spans import OffsetMap, Span

TEXT = "主动公开\n规章\t3\t1\n"
CELLS = (
    GridCell(0, 0, Span(5, 7), place=Place(page=2, path="table[1]/r1c1")),
    GridCell(0, 1, Span(8, 9), place=Place(page=2, path="table[1]/r1c2")),
)
RAW = Raw(
    source=Source("a.pdf"),
    text=TEXT,
    offsets=OffsetMap.identity(len(TEXT)),
    blocks=(
        Block("paragraph", Span(0, 4), Place(page=1, path="p[1]")),
        Block("table", Span(5, 11), Place(page=2, path="table[1]"), cells=CELLS),
    ),
)


def paths(start: int, end: int) -> list[str | None]:
    return [place.path for place in RAW.places(Span(start, end))]


def test_a_span_of_prose_is_where_its_paragraph_is():
    assert paths(1, 3) == ["p[1]"]


def test_a_span_in_a_table_is_where_its_cell_is():
    assert paths(8, 9) == ["table[1]/r1c2"]


def test_a_span_between_cells_is_where_the_table_is():
    assert paths(10, 11) == ["table[1]"]


def test_a_span_over_several_blocks_has_several_places():
    assert paths(0, 9) == ["p[1]", "table[1]/r1c1", "table[1]/r1c2"]


def test_between_blocks_nothing_stands():
    assert paths(4, 5) == []


ROW = tuple(GridCell(0, at, Span(4 + 3 * at, 6 + 3 * at), place=Place(page=2 + at)) for at in range(3))


def test_places_of_a_table_are_those_of_the_cells_a_span_touches() -> None:
    for cells in (ROW, ROW[::-1]):  # in the order of the text, and not
        places = Places((Block("paragraph", Span(0, 4), Place(page=1)), Block("table", Span(4, 12), None, cells=cells)))
        assert {place.page for place in places.of(Span(2, 5))} == {1, 2}
        assert {place.page for place in places.of(Span(7, 11))} == {3, 4}
        assert places.of(Span(12, 12)) == ()
