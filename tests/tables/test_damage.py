"""What happens to real tables on their way: every case a table of another shape, the same cells."""

import re
from decimal import Decimal

import pytest

from nlp import catalog

LINES = "one cell a line, pipes behind"
ROWS = "one row a line, pipes"
BARE = "one cell a line"
ONE_LINE = "one line, single blanks"
TABS = "a tab before every cell"


def distinct(form, table):
    spec = next(t for t in catalog.load().forms[form].tables if t.id == table)
    return {cell: str(i + 11) for i, cell in enumerate(c for row in spec.rows for c in row.cells)}


def wrong(cells, values, skipped=()):
    return {
        a: (cells[a].state, cells[a].value)
        for a, v in values.items()
        if not a.startswith(skipped) and cells[a].value != Decimal(v)
    }


def replaced(old, new):
    return lambda grid: [[cell.replace(old, new) for cell in row] for row in grid]


def without(*heads):
    return lambda grid: [row for row in grid if not row[0].startswith(heads)]


def inserted(at, *rows):
    return lambda grid: [*grid[:at], *[list(row) for row in rows], *grid[at:]]


def numbered(change):
    return lambda grid: [[change(cell) for cell in row] for row in grid]


def vertical(grid):
    """A group's heading set in single letters between the rows."""
    letters = iter("三、本年度办理结果" * 4)
    return [part for i, row in enumerate(grid) for part in ([row, [next(letters)]] if i > 5 else [row])]


def around(grid):
    """A long label set in two lines around its values."""
    parts = []
    for row in grid:
        label = row[-8] if len(row) >= 8 else ""
        half = len(label) // 2
        is_long = len(label) > 9 and label[0].isdigit()
        parts += [[*row[:-8], label[:half]], row[-7:], [label[half:]]] if is_long else [row]
    return parts


def serial(grid):
    return [[str(i), *row] for i, row in enumerate(grid)]


def three_columns(grid):
    return [row + ([str(int(row[2]) - 4), "4"] if row[2].isdigit() else ["", ""]) for row in grid]


def one_wrong_sum(grid):
    rows = three_columns(grid)
    return [*rows[:20], [*rows[20][:-1], "5"], *rows[21:]]


REPEATED_HEAD = (["自然人", "法人或其他组织", "总计"], ["商业企业", "科研机构", "其他"])
REMARK = ["备注:“其他对外管理服务事项”指除“行政许可”以外的3类事项"]
FOOTER = ["单位负责人:", "审核人:", "联系电话:65551234", "填报日期:2018年1月3日"]

CASES = {
    "a head with blanks in it": ("G2", "2", replaced("本年新制作数量", "本年新 制作数量")),
    "the other name of the row": ("G2", "2", replaced("规范性文件", "行政规范性文件")),
    "the shorter name of the row": ("G3", "2", replaced("行政规范性文件", "规范性文件")),
    "a head with a remark": ("G3", "2", replaced("现行有效件数", "现行有效件(数)(历史累计)")),
    "the year in a head": ("G3", "2", replaced("本年制发件数", "本年(2023)制发件数")),
    "a 0 filled into a head": ("G3", "2", replaced("(单位:万元)", "(单位:0万元)")),
    "banners lost": ("G3", "2", without("第二十条")),
    "heads lost": ("G2", "2", without("信息内容")),
    "heads and banners lost": ("G3", "2", without("信息内容", "第二十条")),
    "a banner cut": ("G2", "2", replaced("第二十条第(一)项", "第二十条第")),
    "the first head lost": ("G3", "2", lambda grid: grid[2:]),
    "a head cut": ("G2", "2", replaced("本年新制作数量", "本年新")),
    "an extra row": ("G3", "2", inserted(4, ["其他主动公开文件", "3", "4", "5"])),
    "a remark between rows": ("G2", "2", inserted(9, REMARK)),
    "the next year's wording": ("G3", "3", replaced("结转下年度继续办理", "结转下一年度继续办理")),
    "another word for total": ("G3", "3", replaced("(七)总计", "(七)合计")),
    "numbers lost": ("G3", "3", numbered(lambda c: re.sub(r"^(\d\.|\([一-七]\)|[一二三四]、)", "", c))),
    "other numbers": ("G3", "3", numbered(lambda c: re.sub(r"^(\d)\.", r"\1、", c))),
    "straight quotes": ("G2", "3", replaced("“三安全一稳定”", '"三安全一稳定"')),
    "heads printed again": ("G3", "3", inserted(15, *REPEATED_HEAD)),
    "a running head": ("G3", "3", inserted(15, ["某局2021年政府信息公开工作年度报告"])),
    "filling rules in a label": ("G3", "3", replaced("申请数量", "申请数量(填报说明:2021年1月1日起,含网上申请)")),
    "group headings in every row": ("G3", "3", lambda g: g[:3] + [["三、本年度办理结果", *r] for r in g[3:]]),
    "other words for the same": ("G3", "3", replaced("信息", "资讯")),
    "heads of table four cut": ("G3", "4", replaced("尚未审结", "尚未")),
    "heads of table four glued": ("G3", "4", replaced("总计", "审结总计")),
    "a remark below table four": ("G2", "4", lambda grid: [*grid, ["注:数据截至2021年12月31日"]]),
    "a running number": ("G1", "G1", serial),
    "parts beside the total": ("G1", "G1", three_columns),
    "parts beside the total, one sum wrong": ("G1", "G1", one_wrong_sum),
    "a running number and parts": ("G1", "G1", lambda grid: serial(three_columns(grid))),
    "a footer with nothing before it": (
        "G1",
        "G1",
        lambda g: [*g[:-1], [*g[-1][:2], g[-1][2] + "\n单位负责人: 审核人:"]],
    ),
    "the footer of the old form": ("G1", "G1", lambda grid: [*grid, FOOTER]),
}


@pytest.mark.parametrize("layout", [LINES, ROWS, BARE, ONE_LINE, TABS, "tabs between cells", "markdown"])
@pytest.mark.parametrize("case", CASES)
def test_the_same_cells(case, layout, forms, grid, layouts, read):
    form, table, change = CASES[case]
    values = distinct(form, table)
    text = layouts[layout](change(grid(forms[form], table, values)))
    result = read(text)
    assert not wrong(result.cells, values)
    assert result.form == (form if table != "4" else None)


@pytest.mark.parametrize("change", [vertical, around], ids=["vertical letters", "labels around values"])
@pytest.mark.parametrize("layout", [BARE, ONE_LINE, "one cell a paragraph", "one row a line, blanks"])
def test_pages_as_text(change, layout, forms, grid, layouts, read):
    values = distinct("G3", "3")
    assert not wrong(read(layouts[layout](change(grid(forms["G3"], "3", values)))).cells, values)


def test_page_numbers_are_no_cells(forms, grid, layouts, read):
    values = distinct("G3", "3")
    text = layouts[BARE](inserted(14, ["- 3 -"])(grid(forms["G3"], "3", values)))
    assert not wrong(read(text).cells, values)


@pytest.mark.parametrize("put", ["0", ""])
@pytest.mark.parametrize("label", ["1.属于国家秘密", "2.重复申请", "(一)予以公开", "(七)总计"])
@pytest.mark.parametrize("layout", [LINES, ROWS, BARE, ONE_LINE, TABS])
def test_a_row_that_lost_its_label(layout, label, put, forms, grid, layouts, read):
    values = distinct("G3", "3")
    rows = [[put if cell == label else cell for cell in row] for row in grid(forms["G3"], "3", values)]
    result = read(layouts[layout]([[cell for cell in row if cell] for row in rows]))
    assert not wrong(result.cells, values)
    lost = next(row.id for t in forms["G3"].tables for row in t.rows if row.label.endswith(label[-4:]))
    assert f"label_lost:{lost}" in result.tables["3"].notes


def test_a_row_that_is_missing_is_absent(forms, grid, layouts, read):
    rows = without("2.重复申请")(grid(forms["G3"], "3", {}))
    result = read(layouts[ROWS](rows))
    states = {c.state for a, c in result.cells.items() if a.startswith("rq_refused_duplicate")}
    assert states == {"absent"}
    assert "row_absent:rq_refused_duplicate" in result.tables["3"].notes


@pytest.mark.parametrize("glue", ["", "\n"], ids=["on one line", "a row a line"])
@pytest.mark.parametrize(("form", "table"), [("G2", "2"), ("G2", "3"), ("G3", "3"), ("G3", "4")])
def test_cells_run_together_are_unreadable(form, table, glue, forms, grid, read):
    result = read(glue.join("".join(row) for row in grid(forms[form], table, {})))
    assert {cell.state for cell in result.cells.values()} == {"unreadable"}
    assert result.tables[table].decoding == "unreadable"


def test_values_that_stand_apart_from_their_labels(forms, grid, read):
    """Labels in one block, numbers in another: a label without numbers is not a blank row."""
    rows = [row for row in grid(forms["G3"], "3", distinct("G3", "3")) if len(row) > 7]
    labels = "\n".join(" ".join(row[:-7]) for row in rows)
    result = read(labels + "\n" + "\n".join(" ".join(row[-7:]) for row in rows))
    assert {cell.state for cell in result.cells.values()} == {"unreadable"}


def test_wording_between_a_label_and_its_values(forms, grid, layouts, read):
    """Whose values are they? The row's, or those of a row whose label nobody knows."""
    rows = grid(forms["G3"], "3", {})
    at = next(i for i, row in enumerate(rows) if row[0] == "2.重复申请")
    text = layouts[BARE]([*rows[:at], ["2.重复申请"], ["3.另一种处理方式", *rows[at][1:]], *rows[at + 1 :]])
    assert read(text).cells["rq_refused_duplicate@total"].state == "unreadable"


def test_a_run_of_digits_is_not_taken_for_a_value(read):
    cells = read("信息内容本年制发件数本年废止件数现行有效件数\n规章000\n行政规范性文件127\n").cells
    assert {cells[f"ad_{row}_issued"].state for row in ("rule", "normdoc")} == {"unreadable"}


def test_a_value_run_into_the_only_cell_of_its_row(read):
    head = "第二十条第(五)项信息内容本年处理决定数量"
    cells = read(f"{head}行政许可867{head}行政处罚11行政强制0").cells
    names = ("license", "penalty", "coercion")
    assert [cells[f"ad_{name}_decisions"].value for name in names] == [867, 11, 0]


def test_a_wide_cell_printed_once_for_each_column(read):
    text = "信息内容\t本年处理决定数量\n行政许可\t867\t867\t867\n行政处罚\t11\t12\t11\n行政强制\t0\t\t"
    cells = read(text).cells
    states = [cells[f"ad_{name}_decisions"].state for name in ("license", "penalty", "coercion")]
    assert states == ["value", "unreadable", "value"]
    assert cells["ad_license_decisions"].value == 867


@pytest.mark.parametrize("layout", [LINES, ROWS, TABS, BARE])
def test_notations_keep_their_states(layout, forms, grid, layouts, read):
    printed = {
        "ad_rule_issued": "/",
        "ad_normdoc_issued": "28\n(其中修订16件)",
        "ad_license_items_delta": "减少5项",
        "ad_fee_items_delta": "↓",
        "ad_procure_amount_wan": "251000元",
    }
    cells = read(layouts[layout](grid(forms["G2"], "2", printed))).cells
    assert cells["ad_rule_issued"].state == "na"
    assert (cells["ad_normdoc_issued"].value, cells["ad_normdoc_issued"].text) == (28, "28")
    assert (cells["ad_license_items_delta"].value, cells["ad_license_items_delta"].text) == (-5, "减少5项")
    assert cells["ad_fee_items_delta"].state == "unreadable"
    assert (cells["ad_procure_amount_wan"].value, cells["ad_procure_amount_wan"].unit) == (Decimal("25.1"), "元")


def test_the_unit_column_of_the_old_form(forms, grid, layouts, read):
    cells = read(layouts[ROWS](grid(forms["G1"], "G1", {"sv_budget_wan": "0.5"}))).cells
    assert (cells["sv_budget_wan"].value, cells["sv_budget_wan"].unit) == (Decimal("0.5"), "万元")
    assert cells["tr_trainees"].unit == "人次"


@pytest.mark.parametrize("layout", [ROWS, "one row a line, pipes around"])
def test_a_running_number_is_not_the_value_of_the_blank_before_it(layout, forms, grid, layouts, read):
    values = dict.fromkeys(distinct("G1", "G1"), "") | {"ch_website": "155"}
    cells = read(layouts[layout](serial(grid(forms["G1"], "G1", values)))).cells
    assert {a for a, cell in cells.items() if cell.state != "blank"} == {"ch_website"}


def test_columns_of_which_none_is_the_total_are_not_chosen_from(forms, grid, layouts, read):
    rows = [row + (["7", "9"] if row[2] else ["", ""]) for row in grid(forms["G1"], "G1", distinct("G1", "G1"))]
    result = read(layouts[ROWS](rows))
    assert {cell.state for cell in result.cells.values()} == {"unreadable"}
    assert "value_columns:3" in result.tables["G1"].notes


STRAY = {
    "a stray field behind the last row": lambda g: "\n\n".join("\n".join("\t" + c for c in r) for r in g) + "\n\t",
    "a stray field behind every row": lambda grid: "\n".join("\t".join([*row, ""]) for row in grid),
    "a blank beside every label": lambda grid: "\n".join("\t".join([row[0], "", *row[1:]]) for row in grid),
}


@pytest.mark.parametrize("case", STRAY)
@pytest.mark.parametrize("zero", ["0", ""])
def test_stray_fields_move_no_value(case, zero, forms, grid, read):
    """The sum of the row says which of its fields is one too many."""
    row = ["", "", "3", "", zero, "4", "7"]
    spec = next(t for t in forms["G3"].tables if t.id == "3")
    values = {cell: text for r in spec.rows for cell, text in zip(r.cells, row, strict=False)}
    cells = read(STRAY[case](grid(forms["G3"], "3", values))).cells
    found = {a: ("" if cell.state == "blank" else str(cell.value)) for a, cell in cells.items()}
    assert found == values


@pytest.mark.parametrize("case", STRAY)
def test_a_stray_field_that_nothing_tells_from_a_blank(case, forms, grid, read):
    """Zeros add up wherever they stand."""
    spec = next(t for t in forms["G3"].tables if t.id == "3")
    values = {c: "" for r in spec.rows for c in r.cells} | {"rq_carried_out@research": "0", "rq_carried_out@total": ""}
    cell = read(STRAY[case](grid(forms["G3"], "3", values))).cells["rq_carried_out@research"]
    assert cell.state == "ambiguous"
    assert {reading.value for reading in cell.readings} == {0, None}
