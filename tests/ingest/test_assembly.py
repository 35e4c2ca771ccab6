"""Pieces of a document as text, blocks and grids: what every reader of a non-text file builds on."""

import pickle

import pytest

from nlp.document import Place, Source
from nlp.errors import BudgetExceeded
from nlp.ingest import Budget
from nlp.ingest.assembly import Assembly, Piece, grid, one_line
from nlp.spans import Span


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("行政\n许可", "行政许可"),
        ("行政 \r\n  许可", "行政许可"),
        ("12\n（其中修订2件）", "12 （其中修订2件）"),
        ("规章\n（件）", "规章（件）"),
        ("全年\n12件", "全年 12件"),
        ("1\t2", "1 2"),
        ("  0 ", "0"),
        ("\n", ""),
    ],
)
def test_a_cell_is_one_line(written: str, read: str) -> None:
    assert one_line(written) == read


def test_spanning_cells_stand_in_their_first_position_and_leave_the_others_empty() -> None:
    rows = [
        [Piece("信息内容", row_span=2), Piece("本年", 2)],
        [Piece("制发"), Piece("废止")],
        [Piece("规章"), Piece(""), Piece("0")],
    ]
    document = Assembly(Budget())
    document.paragraph("二、主动公开\n情况", "heading", Place(page=1))
    document.table(grid(rows, Budget()), Place(path="table"))
    raw = document.raw(Source("x"))
    assert raw.text == "二、主动公开情况\n信息内容\t本年\t\n\t制发\t废止\n规章\t\t0\n"
    heading, table = raw.blocks
    assert (heading.kind, raw.text[heading.span.start : heading.span.end]) == ("heading", "二、主动公开情况")
    cells = {(cell.row, cell.column): raw.text[cell.span.start : cell.span.end] for cell in table.cells}
    assert cells[1, 1] == "制发" and cells[2, 1] == "" and cells[2, 2] == "0"
    assert (1, 0) not in cells
    assert raw.places(Span(0, 1)) == (Place(page=1),)


def test_a_grid_of_ten_million_positions_is_refused_before_it_is_built() -> None:
    with pytest.raises(BudgetExceeded) as caught:
        grid([[Piece("x", 10_000, 1)] * 1000], Budget())
    assert caught.value.budget == "cells"
    assert pickle.loads(pickle.dumps(caught.value)).budget == "cells"


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("unpacked", lambda budget: budget.check_unpacked(1 << 40, 1 << 40)),
        ("ratio", lambda budget: budget.check_unpacked(1000, 1 << 24)),
        ("seconds", lambda budget: Budget(seconds=-1).started().check_time()),
        ("depth", lambda budget: budget.check("depth", 100_000)),
    ],
)
def test_what_was_exceeded_has_a_name(name: str, call) -> None:
    with pytest.raises(BudgetExceeded) as caught:
        call(Budget())
    assert caught.value.budget == name
    assert caught.value.zh and caught.value.en
