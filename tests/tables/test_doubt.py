"""Damage that could put a value into the wrong cell: the right cell, or no cell at all."""

import pytest

BLANKS = ["", "", "", "", "", "", ""]


def table_three(forms, **rows):
    """G3 table 3 with these rows (parts and total), all others blank."""
    spec = next(t for t in forms["G3"].tables if t.id == "3")
    return {cell: text for r in spec.rows for cell, text in zip(r.cells, rows.get(r.id, BLANKS), strict=False)}


def table_four(forms, values):
    (row,) = next(t for t in forms["G3"].tables if t.id == "4").rows
    return dict(zip(row.cells, values, strict=True))


def states(cells, row):
    return {cell.state for address, cell in cells.items() if address.startswith(row)}


def test_the_number_of_an_unknown_label_is_no_value(read):
    rows = ["(一)予以公开 1 0 0 0 0 0 1", "(二)部分公开 1 0 0 0  0 1", "3.其他某种 0 0 0 0 0 0 0"]
    cells = read("\n".join([*rows, "四、结转下年度继续办理 0 0 0 0 0 0 0"])).cells
    assert cells["rq_partial@total"].value == 1


@pytest.mark.parametrize("padding", ["", " |", " | |"])
def test_the_first_blank_of_table_four_is_no_margin(padding, forms, grid, read):
    values = table_four(forms, ["", "", "1", "", "1", "1", "", "", "1", "2", "", "", "", "", ""])
    text = "\n".join(" | ".join(cell or " " for cell in row) + " |" + padding for row in grid(forms["G3"], "4", values))
    found = {a: "" if c.state == "blank" else str(c.value) for a, c in read(text).cells.items()}
    assert found == values


@pytest.mark.parametrize("layout", ["tabs between cells", "one row a line, pipes", "markdown"])
def test_totals_left_blank_in_every_row(layout, forms, grid, layouts, read):
    """1 and 0 0 0 0 1 look like a part and its sum."""
    rows = {"rq_new_received": "321456", "rq_granted": "200407", "rq_partial": "121058", "rq_carried_out": "100001"}
    values = table_three(forms, **{name: [*digits, ""] for name, digits in rows.items()})
    cells = read(layouts[layout](grid(forms["G3"], "3", values))).cells
    assert {a: "" if c.state == "blank" else str(c.value) for a, c in cells.items()} == values


def test_values_of_a_row_without_a_label_are_not_those_of_the_row_above(read):
    """12 values behind the last label, and the last seven add up."""
    rows = "(一)予以公开|8|1|0|0|0|0|9|\n(二)部分公开\n|8\n|1\n|/\n|0\n|\n|\n|9\n|\n|1\n|1\n|0\n|/\n|0\n|0\n|2\n|"
    cells = read(f"二、上年结转政府信息公开申请数量|0|0|0|0|0|0|0|\n{rows}").cells
    assert states(cells, "rq_partial") == {"unreadable"}


@pytest.mark.parametrize("gap", ["\n", " "])
def test_a_bracket_that_is_never_closed_hides_no_value(gap, read):
    parts = ["(一)予以公开", *"1000001", "(二)部分公开(区分处理的,", *"1000001", "四、结转下年度继续办理", *"2000002"]
    cells = read(gap.join(parts)).cells
    assert cells["rq_partial@total"].value == 1


@pytest.mark.parametrize("layout", ["one row a line, pipes", "markdown", "tabs between cells", "one cell a line"])
def test_heads_of_table_four_without_a_row(layout, forms, grid, layouts, read):
    rows = grid(forms["G3"], "4", {})
    assert states(read(layouts[layout](rows[:-1])).cells, "rl_") == {"absent"}


@pytest.mark.parametrize("layout", ["one row a line, pipes", "markdown", "tabs between cells"])
def test_a_row_of_table_four_that_is_blank(layout, forms, grid, layouts, read):
    rows = [*grid(forms["G3"], "4", {})[:-1], [""] * 15]
    assert states(read(layouts[layout](rows)).cells, "rl_") == {"blank"}


@pytest.mark.parametrize("layout", ["one row a line, pipes", "tabs between cells", "one cell a line", "markdown"])
@pytest.mark.parametrize(
    ("sign", "state"), [("O", "unreadable"), ("?", "unreadable"), ("√", "unreadable"), ("〇", "value")]
)
def test_a_sign_in_a_cell_is_no_blank(sign, state, layout, forms, grid, layouts, read):
    for table in "34":
        spec = next(t for t in forms["G3"].tables if t.id == table)
        values = {cell: sign for r in spec.rows for cell in r.cells}
        assert {c.state for c in read(layouts[layout](grid(forms["G3"], table, values))).cells.values()} == {state}


@pytest.mark.parametrize("layout", ["one row a line, pipes", "tabs between cells", "one cell a line"])
@pytest.mark.parametrize(("unit", "value"), [("元", "6.5598"), ("万元", "65598"), ("亿元", "655980000")])
def test_the_head_of_the_fees_names_their_unit(unit, value, layout, forms, grid, layouts, read):
    rows = grid(forms["G3"], "2", {"ad_fee_amount_wan": "65598", "ad_license_decisions": "7"})
    rows = [[cell.replace("万元", unit) for cell in row] for row in rows]
    cells = read(layouts[layout](rows)).cells
    assert str(cells["ad_fee_amount_wan"].value) == value
    assert cells["ad_fee_amount_wan"].unit == unit
    assert (cells["ad_license_decisions"].value, cells["ad_license_decisions"].unit) == (7, None)


def test_a_table_printed_twice_with_another_value(forms, grid, layouts, read):
    rows = {"rq_granted": "1000001", "rq_partial": "2000002"}
    first = table_three(forms, **rows)
    second = first | {"rq_granted@natural": "7"}
    text = "\n".join(layouts["one row a line, pipes"](grid(forms["G3"], "3", v)) for v in (first, second))
    cells = read(text).cells
    assert [r.value for r in cells["rq_granted@natural"].readings] == [1, 7]
    assert (cells["rq_granted@total"].value, cells["rq_partial@natural"].value) == (1, 2)


def test_two_short_rows_of_which_one_lost_its_label(forms, grid, read):
    """3 4 7 and 1 0 0 1 fill one row, and add up to nothing."""
    values = table_three(forms, rq_granted=["3", "4", "", "", "", "", "7"], rq_partial=["1", "0", "", "", "", "0", "1"])
    rows = [[cell for cell in row if cell and cell != "(二)部分公开(区分处理的,只计这一情形,不计其他情形)"] for row in
            grid(forms["G3"], "3", values)]  # fmt: skip
    assert states(read("\n".join("\n".join(row) for row in rows)).cells, "rq_granted") == {"unreadable"}


@pytest.mark.parametrize("second", [["(一)予以公开", "1", "2"], ["(一)予以公开"]])
def test_a_row_printed_twice_is_one_row(second, forms, grid, layouts, read):
    rows = [
        [c for c in row if c] for row in grid(forms["G3"], "3", table_three(forms, rq_granted=["1", "2"] + [""] * 5))
    ]
    at = next(i for i, row in enumerate(rows) if "(一)予以公开" in row)
    cells = read(layouts["one cell a line"]([*rows[: at + 1], second, *rows[at + 1 :]])).cells
    assert [reading.value for reading in cells["rq_granted@total"].readings] == [2, None]


def test_a_cell_missing_in_table_four(forms, grid, layouts, read):
    """14 cells between the pipes around the row: the last pipe is no cell."""
    rows = grid(forms["G3"], "4", table_four(forms, ["1", "", "", "", "1", *["2", "", "1", "3", "6"] * 2]))
    rows[-1].pop(1)
    cells = read(layouts["markdown"](rows)).cells
    assert [cells[f"rl_{part}_total"].value for part in ("review", "direct", "postreview")] == [1, 6, 6]


def test_a_cell_missing_where_every_row_has_a_pipe_too_many(forms, grid, read):
    """16 without the blank before it would stand beside the total."""
    values = table_three(
        forms, rq_new_received=["16", "", "", "", "", "", "16"], rq_granted=["", "", "3", "", "", "", "3"]
    )
    rows = grid(forms["G3"], "3", values)
    next(row for row in rows if row[0].startswith("一、")).pop(2)
    cells = read("\n".join(" | ".join(cell or " " for cell in row) + " | |" for row in rows)).cells
    assert cells["rq_granted@research"].value == 3
    assert cells["rq_new_received@other_org"].state == "ambiguous"


@pytest.mark.parametrize("gap", ["\n", " "])
@pytest.mark.parametrize("bracket", [["(含修订", "1", "0", "3", ")"], ["(含", "1", "0", "3)"], ["(", "0", ")"]])
def test_values_within_a_bracket_of_the_label_are_not_blank(gap, bracket, read):
    rows = [["规章", *bracket], ["行政规范性文件", "0", "0", "4"]]
    heads = "第二十条第(一)项\n信息内容 本年制发件数 本年废止件数 现行有效件数\n"
    cells = read(heads + "\n".join(gap.join(row) for row in rows)).cells
    assert states(cells, "ad_rule") in ({"unreadable"}, {"ambiguous"})
    assert cells["ad_normdoc_in_force"].value == 4
