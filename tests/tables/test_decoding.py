"""Dropped blanks: the identities place a value where only one place fits, else it stays ambiguous."""

import random
from decimal import Decimal

import pytest

COLUMNS = ("natural", "commercial", "research", "public_welfare", "legal_service", "other_org", "total")
ENDS = ("rq_new_received", "rq_carried_in", "rq_total_processed", "rq_carried_out")


def packed_lines(grid):
    """One cell a line; the pipes of the blanks moved to the end of the row."""
    return "\n".join(" |\n".join(c for c in row if c) + " |\n" + "|" * (2 + sum(not c for c in row)) for row in grid)


def packed_rows(grid):
    return "\n".join(" | ".join(c for c in row if c) + " | " + "| " * sum(not c for c in row) for row in grid)


def bare(grid):
    return "\n".join(cell for row in grid for cell in row if cell)


def one_line(grid):
    return " ".join(cell for row in grid for cell in row if cell)


def piped(grid):
    return "\n".join(" | ".join(row) + " |" for row in grid)


DROPPING = [packed_lines, packed_rows, bare, one_line]


def sparse(form, table, **values):
    """A table with these cells filled, all others blank."""
    spec = next(t for t in form.tables if t.id == table)
    cells = {cell: "" for row in spec.rows for cell in row.cells}
    return cells | {name.replace("__", "@"): str(value) for name, value in values.items()}


def readings(cell):
    return [reading.value for reading in cell.readings]


@pytest.mark.parametrize("layout", DROPPING)
def test_a_pair_stays_open_but_for_its_total(layout, forms, grid, read):
    """5 and 5: one applicant and the total, and nobody knows which applicant."""
    ends = {f"{row}__{who}": 5 for row in ("rq_new_received", "rq_granted", "rq_total_processed")
            for who in ("natural", "total")}  # fmt: skip
    result = read(layout(grid(forms["G3"], "3", sparse(forms["G3"], "3", **ends))))
    table = result.tables["3"]
    assert table.decoding == "ambiguous"
    assert result.cells["rq_granted@total"].value == 5
    assert [result.cells[f"rq_granted@{who}"].state for who in COLUMNS[:6]] == ["ambiguous"] * 6
    assert readings(result.cells["rq_granted@commercial"]) == [5, None]
    assert result.cells["rq_partial@natural"].state == "blank"


@pytest.mark.parametrize("layout", DROPPING)
def test_the_columns_place_what_the_rows_leave_open(layout, forms, grid, read):
    """A full row of new requests says in which column each outcome stands."""
    values = {f"rq_new_received__{who}": n for who, n in zip(COLUMNS, (7, 2, 0, 0, 0, 3, 12), strict=True)}
    values |= {f"rq_total_processed__{who}": n for who, n in zip(COLUMNS, (7, 2, 0, 0, 0, 3, 12), strict=True)}
    values |= {"rq_granted__natural": 7, "rq_granted__commercial": 2, "rq_granted__total": 9}
    values |= {"rq_partial__other_org": 3, "rq_partial__total": 3}
    result = read(layout(grid(forms["G2"], "3", sparse(forms["G2"], "3", **values))))
    assert result.tables["3"].decoding == "aligned"
    assert result.cells["rq_granted@commercial"].value == 2
    assert result.cells["rq_partial@other_org"].value == 3
    assert result.cells["rq_granted@other_org"].state == "blank"


@pytest.mark.parametrize(
    ("said", "state"),
    [("其中78件为自然人提交。", "value"), ("自然人申请78件。", "value"), ("其中60件为自然人提交。", "ambiguous")],
)
def test_the_office_says_how_many_were_natural_persons(said, state, forms, grid, read):
    values = {}
    for row in ("rq_new_received", "rq_granted", "rq_total_processed"):
        values |= {f"{row}__natural": 78, f"{row}__commercial": 10, f"{row}__total": 88}
    text = packed_lines(grid(forms["G2"], "3", sparse(forms["G2"], "3", **values)))
    result = read(text, narrative=said)
    assert [result.cells[f"{row}@natural"].state for row in ("rq_new_received", "rq_granted")] == [state] * 2
    assert result.cells["rq_granted@commercial"].state == "ambiguous"  # the prose decides no other column
    assert ("aligned_by_prose" in result.tables["3"].notes) == (state == "value")


@pytest.mark.parametrize("layout", DROPPING)
def test_table_four_by_its_three_sums(layout, forms, grid, read):
    ids = next(t for t in forms["G3"].tables if t.id == "4").rows[0].cells
    values = dict(zip(ids, (3, 2, 1, "", 6, 3, 1, 1, "", 5, 1, "", "", "", 1), strict=True))
    cells = read(layout(grid(forms["G3"], "4", sparse(forms["G3"], "4", **values)))).cells
    assert [cells[f"rl_{part}_total"].value for part in ("review", "direct", "postreview")] == [6, 5, 1]
    assert readings(cells["rl_review_corrected"]) == [3, 2, None]
    assert {cell.state for a, cell in cells.items() if not a.endswith("total")} == {"ambiguous"}


def test_a_lone_zero_may_stand_anywhere(forms, grid, read):
    cells = read(bare(grid(forms["G2"], "3", sparse(forms["G2"], "3", rq_carried_in__total=0)))).cells
    assert all(readings(cells[f"rq_carried_in@{who}"]) == [0, None] for who in COLUMNS)


def test_rows_of_table_two_have_no_sum_to_go_by(forms, grid, read):
    cells = read(bare(grid(forms["G3"], "2", sparse(forms["G3"], "2", ad_rule_in_force=4)))).cells
    assert readings(cells["ad_rule_issued"]) == [4, None]
    assert cells["ad_normdoc_issued"].state == "blank"


def test_a_sum_that_fails_is_not_repaired(forms, grid, read):
    """5 and 6 add up nowhere: every order-preserving place stays possible."""
    values = sparse(forms["G3"], "3", rq_granted__natural=5, rq_granted__total=6)
    cells = read(bare(grid(forms["G3"], "3", values))).cells
    assert readings(cells["rq_granted@total"]) == [6, None]
    assert readings(cells["rq_granted@commercial"]) == [5, 6, None]


def test_a_full_row_that_fails_stays_as_printed(forms, grid, read):
    values = {f"rq_granted@{who}": n for who, n in zip(COLUMNS, "1234567", strict=True)}
    result = read(bare(grid(forms["G3"], "3", values)))
    assert [str(result.cells[f"rq_granted@{who}"].value) for who in COLUMNS] == list("1234567")
    assert result.tables["3"].decoding == "direct"


@pytest.mark.parametrize("totals_only", [True, False])
def test_blank_cells_that_are_printed_are_believed(totals_only, forms, grid, read):
    spec = next(t for t in forms["G3"].tables if t.id == "3")
    cells = [cell for row in spec.rows for cell in row.cells]
    values = {cell: "5" if cell.endswith("@total") == totals_only else "" for cell in cells}
    found = read(piped(grid(forms["G3"], "3", values))).cells
    assert all(found[c].value == (Decimal(5) if values[c] else None) for c in cells)
    assert {cell.state for cell in found.values()} == {"value", "blank"}


@pytest.mark.parametrize("layout", DROPPING)
def test_numbers_that_happen_to_add_up_are_no_parts_and_sum(layout, forms, grid, read):
    """2, 3 and 5, and no other row has its sum: the office printed none."""
    values = {f"rq_granted__{who}": n for who, n in zip(COLUMNS, (2, 3, 5), strict=False)}
    values |= {f"rq_partial__{who}": n for who, n in zip(COLUMNS, (1, 4), strict=False)}
    cells = read(layout(grid(forms["G3"], "3", sparse(forms["G3"], "3", **values)))).cells
    assert readings(cells["rq_granted@total"]) == [5, None]
    assert readings(cells["rq_granted@research"]) == [2, 3, 5, None]


@pytest.mark.parametrize("carried_out", [1, 2])
def test_one_wrong_sum_among_many_that_fit_the_columns(carried_out, forms, grid, read):
    """4 and 6 don't add up; the sums of all rows add up to the same, so they are sums."""
    names = ["rq_new_received", "rq_granted", "rq_partial", "rq_denied_state_secret", "rq_total_processed"]
    numbers = [(9, 21), (2, 7), (3, 7), (4, 6), (9, 20)]
    parts = {"rq_new_received": (9, 12), "rq_granted": (2, 5), "rq_partial": (3, 4), "rq_total_processed": (9, 11)}
    values = {f"{n}__natural": a for n, (a, _) in zip(names, numbers, strict=True)}
    values |= {f"{n}__total": b for n, (_, b) in zip(names, numbers, strict=True)}
    values |= {f"{n}__other_org": b for n, (_, b) in parts.items()}
    values |= {"rq_carried_out__natural": carried_out, "rq_carried_out__total": carried_out}
    cells = read(bare(grid(forms["G3"], "3", sparse(forms["G3"], "3", **values)))).cells
    assert cells["rq_granted@total"].state == ("value" if carried_out == 1 else "ambiguous")
    assert cells["rq_denied_state_secret@total"].state == "ambiguous"


def random_table(rng, form):
    """A balanced table 3 with many empty cells."""
    rows = [row.id for row in next(t for t in form.tables if t.id == "3").rows if row.cells]
    inner = [row for row in rows if row not in ENDS]
    value = {row: [0] * 7 for row in rows}
    scale, density = rng.choice((3, 30, 400)), rng.choice((0.05, 0.15, 0.4))
    for column in range(6):
        for row in inner:
            if rng.random() < density / (1 if column == 0 else 3):
                value[row][column] = rng.randint(1, scale)
        done, left = sum(value[row][column] for row in inner), rng.choice((0, 0, 0, 1, 2))
        carried = min(done + left, rng.choice((0, 0, 0, 1, 2)))
        ends = (done + left - carried, carried, done, left)
        for row, n in zip(ENDS, ends, strict=True):
            value[row][column] = n
    for row in rows:
        value[row][6] = sum(value[row])
    zeros = rng.choice((0, 0.3))
    return {
        f"{row}@{who}": str(n) if n or rng.random() < zeros else ""
        for row in rows
        for who, n in zip(COLUMNS, value[row], strict=True)
    }


@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_invented(seed, forms, grid, read):
    """Whatever was dropped: a settled cell is right, an open one holds the truth among its readings."""
    rng = random.Random(seed)
    form = forms[rng.choice(("G2", "G3"))]
    printed = random_table(rng, form)
    cells = read(rng.choice([*DROPPING, piped])(grid(form, "3", printed))).cells
    for address, text in printed.items():
        cell, truth = cells[address], Decimal(text) if text else None
        if cell.state == "ambiguous":
            assert truth in readings(cell), address
        else:
            assert (cell.state, cell.value) == ("value" if text else "blank", truth), address
