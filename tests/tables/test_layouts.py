"""Whatever layout a table was flattened to, every value stands in its cell."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp import catalog

CASES = [("G1", "G1"), ("G2", "2"), ("G2", "3"), ("G2", "4"), ("G3", "2"), ("G3", "3"), ("G3", "4")]
LAYOUTS = [
    "one cell a line, pipes behind",
    "one row a line, pipes",
    "one row a line, pipes around",
    "one row a line, no pipe behind",
    "one cell a line, pipes before",
    "a pipe between cells on its own line",
    "runs of pipes on one line",
    "markdown",
    "a tab before every cell",
    "tabs between cells",
    "tabs, wide labels leave blanks",
    "one cell a line",
    "one cell a paragraph",
    "one line, single blanks",
    "one row a line, blanks",
    "labels broken over lines",
]
POSITIONAL = [
    "one row a line, pipes",
    "one row a line, pipes around",
    "a tab before every cell",
    "tabs between cells",
]


def addresses(form: str, table: str) -> list[str]:
    spec = next(t for t in catalog.load().forms[form].tables if t.id == table)
    return [cell for row in spec.rows for cell in row.cells]


def distinct(form: str, table: str) -> dict[str, str]:
    """A different number in every cell."""
    return {cell: str(i + 11) for i, cell in enumerate(addresses(form, table))}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("form", "table"), CASES)
def test_every_cell_in_every_layout(form, table, layout, forms, grid, layouts, read):
    values = distinct(form, table)
    text = layouts[layout](grid(forms[form], table, values))
    cells = read(text).cells
    wrong = {a: (cells[a].state, cells[a].value) for a in values if cells[a].value != Decimal(values[a])}
    assert not wrong
    assert len(cells) == len(values)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("form", ["G2", "G3"])
def test_three_tables_in_one_zone(form, layout, forms, grid, layouts, read):
    parts = [layouts[layout](grid(forms[form], table, distinct(form, table))) for table in "234"]
    result = read("\n\n".join(parts))
    assert result.form == form
    for table in "234":
        for address, value in distinct(form, table).items():
            assert result.cells[address].value == Decimal(value), address


@pytest.mark.parametrize("form", ["G1", "G2", "G3"])
def test_form_is_known_by_its_template(form, forms, grid, layouts, read):
    names = [t.id for t in forms[form].tables]
    parts = [layouts["one row a line, pipes"](grid(forms[form], name, {})) for name in names]
    result = read(*parts)
    assert result.form == form
    assert [t.form for t in result.report.tables] == [form] * len(names)
    assert [t.decoding for t in result.report.tables] == ["direct"] * len(names)
    assert sum(len(t.cells) for t in result.report.tables) == {"G1": 58, "G2": 198, "G3": 200}[form]


@pytest.mark.parametrize("layout", POSITIONAL)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_blanks_that_the_layout_shows_stay_where_they_are(layout, data, forms, grid, layouts, read):
    """Some rows keep values at both ends, so that the layout proves that its blanks are blanks."""
    values = distinct("G3", "3")
    blank = set(data.draw(st.lists(st.sampled_from(sorted(values)), max_size=60)))
    blank -= {a for a in values if a.startswith(("rq_new_received", "rq_granted"))}
    blank |= {"rq_new_received@commercial", "rq_granted@research"}
    printed = {a: "" if a in blank else v for a, v in values.items()}
    cells = read(layouts[layout](grid(forms["G3"], "3", printed))).cells
    for address, value in values.items():
        expected = ("blank", None) if address in blank else ("value", Decimal(value))
        assert (cells[address].state, cells[address].value) == expected, address


# column heads of the file's own above the row of table 4
OWN_HEADS = ["项目", *(f"数据{i}" for i in range(1, 15))]


@pytest.mark.parametrize("separator", [" | ", "\t"])
@pytest.mark.parametrize("doubtful", ["", "O"])
def test_a_line_that_names_columns_is_no_row(separator, doubtful, forms, grid, read):
    values = distinct("G3", "4")
    first = next(iter(values))
    values[first] = doubtful or values[first]
    *heads, row = grid(forms["G3"], "4", values)
    text = "\n".join(separator.join(["", *line, ""]) for line in [*heads, OWN_HEADS, row]) + "\n"
    cells = read(text).cells
    expected = {a: ("value", Decimal(v)) if v.isdigit() else ("unreadable", None) for a, v in values.items()}
    assert {a: (cells[a].state, cells[a].value) for a in values} == expected
