"""Workbooks and separated values: what the sheet shows, and nothing computed."""

import datetime
import io
import re
import zipfile

import openpyxl
import pytest

import nlp
from nlp.document import Source
from nlp.errors import BudgetExceeded, SourceError
from nlp.ingest import Budget, media, read_bytes, sheets
from nlp.ingest.formats import shown

ANNEX = [  # wording of the statutory form of 2014, numbers invented
    ["政府信息公开情况统计表"],
    ["（2016年度）"],
    ["填报单位（盖章）：青禾县水务局"],
    ["统计指标", "单位", "统计数"],
    ["一、主动公开情况", "——", "——"],
    ["（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", 426.0],
    ["其中：主动公开规范性文件数", "条", 6],
    ["制发规范性文件总数", "件", 6],
    ["（二）通过不同渠道和方式公开政府信息的情况", "——", "——"],
    ["1.政府公报公开政府信息数", "条", 0],
    ["2.政府网站公开政府信息数", "条", 1113],
    ["3.政务微博公开政府信息数", "条", None],
    ["4.政务微信公开政府信息数", "条", "/"],
    ["四、依申请公开情况", "——", "——"],
    ["（一）收到申请数", "件", 12],
    ["1.当面申请数", "件", 4],
    ["2.传真申请数", "件", 0],
    ["3.网络申请数", "件", 8],
    ["4.信函申请数", "件", 0],
]


def workbook(*rows: list, **sheet_state: str) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def edited(data: bytes, part: str, change) -> bytes:
    """A workbook with one part rewritten."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            text = old.read(info)
            new.writestr(info, change(text.decode()).encode() if info.filename == part else text)
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        *[("426.0", "", "426"), ("426", "General", "426"), ("0.30000000000000004", "General", "0.3")],
        *[("-223", "", "-223"), ("1E+3", "General", "1000"), ("12.5", "", "12.5"), ("abc", "0", "abc")],
        *[("1113", "#,##0", "1,113"), ("1113.456", "#,##0.00", "1,113.46"), ("12.4", "0", "12"), ("7", "000", "007")],
        *[("0.256", "0.0%", "25.6%"), ("0.5", "0%", "50%"), ("22.5", "0.##", "22.5"), ("22", "0.##", "22")],
        *[("5", '0"件"', "5件"), ("5", "0\\条", "5条"), ("3", "[Red]0", "3"), ("8", "0_ ", "8"), ("8", "0_);(0)", "8")],
        *[
            ("-8", "0_);(0)", "(8)"),
            ("-8", "#,##0", "-8"),
            ("-8", "0;[Red]-0", "-8"),
            ("-8", "0_ ;[Red]\\-0\\ ", "-8 "),
        ],
        *[("0", '#,##0;-#,##0;"-"', "0"), ("22.36", "[$¥-804]#,##0.00", "¥22.36"), ("2500000", "0.0,,", "2.5")],
        *[("44561", "yyyy/m/d", "2021/12/31"), ("44561", 'yyyy"年"m"月"d"日"', "2021年12月31日")],
        *[("1", "yyyy-mm-dd", "1900-01-01"), ("44561.5", "yyyy/m/d h:mm", "2021/12/31"), ("nan", "0", "nan")],
        *[("1e999999", "0", "1e999999"), ("-5", "yyyy", "-5"), ("5", "@", "5"), ("5", '"无"', "5")],
    ],
)
def test_numbers_as_shown(stored: str, code: str, text: str) -> None:
    assert shown(stored, code) == text


CAPTIONS = [
    [["政府信息公开情况统计表"], ["（2016年度）"]],
    [["附件2"], ["2016年政府信息公开情况统计表"]],
    [["青禾县水务局政府信息公开情况统计表(2016年度)"]],
]


@pytest.mark.parametrize("caption", CAPTIONS)
def test_a_sheet_alone_is_a_report(caption: list[list[str]]) -> None:
    (report,) = nlp.analyze(read_bytes(saved(workbook(*caption, *ANNEX[2:])), "附表.xlsx"))
    assert (report.year, report.issuer, report.form) == (2016, "青禾县水务局", "G1")
    cells = {cell.id: (cell.state, cell.value) for table in report.tables for cell in table.cells}
    values = [value for state, value in cells.values() if state == "value"]
    assert sorted(values) == [0, 0, 0, 4, 6, 6, 8, 12, 426, 1113]
    assert sorted(state for state, _ in cells.values() if state in ("na", "blank")) == ["blank", "na"]
    assert [finding for finding in report.findings if finding.level == "error"] == []


def test_layout_of_a_sheet() -> None:
    book = workbook(["标题"], [], ["甲", None, 3], ["乙", "丙", None], [], ["丁", None, "尾"])
    book.active.merge_cells("A3:B3")
    book.active.merge_cells("C3:C4")
    raw = read_bytes(saved(book), "x")
    assert raw.text == "标题\n甲\t\t3\n乙\t丙\t\n丁\t\t尾\n"
    cells = {(c.row, c.column): (c.row_span, c.column_span, c.place.path) for c in raw.blocks[1].cells}
    assert cells[0, 0] == (1, 2, "Sheet!A3") and cells[0, 2] == (2, 1, "Sheet!C3")
    assert (0, 1) not in cells and (1, 2) not in cells
    assert cells[2, 0] == (1, 1, "Sheet!A6")


def test_shown_sheets_in_order_hidden_ones_not() -> None:
    book = workbook(["甲", 1])
    book.create_sheet("隐").append(["不见", 2])
    book["隐"].sheet_state = "hidden"
    book.create_sheet("丙").append(["乙", 3])
    raw = read_bytes(saved(book), "x")
    assert raw.text == "甲\t1\n乙\t3\n"
    assert raw.blocks[1].cells[1].place.path == "丙!B1"


def test_hidden_rows_and_columns_are_left_out() -> None:
    book = workbook(["甲", 1, 2], ["不见", 8, 9], ["乙", 3, 4])
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    assert read_bytes(saved(book), "x").text == "甲\t\t2\n乙\t\t4\n"


def test_formulas_are_never_computed() -> None:
    never = saved(workbook(["合计", "=SUM(A1:A3)"], ["乙", '=WEBSERVICE("http://127.0.0.1/")']))
    assert read_bytes(never, "x").text == "合计\t#N/A\n乙\t#N/A\n"
    stored = edited(never, SHEET, lambda xml: re.sub(r"</f><v\s*/>|</f><v></v>", "</f><v>12</v>", xml))
    assert read_bytes(stored, "x").text == "合计\t12\n乙\t12\n"


def test_a_formula_without_a_result_is_neither_blank_nor_a_value() -> None:
    rows = [list(row) for row in ANNEX]
    rows[5][2] = "=1+1"
    (report,) = nlp.analyze(read_bytes(saved(workbook(*rows)), "附表.xlsx"))
    states = {cell.indicator: cell.state for table in report.tables for cell in table.cells}
    assert (states["ad_info_total"], states["ad_normdoc_public"]) == ("unreadable", "value")


def test_kinds_of_cells() -> None:
    book = workbook(["日期", datetime.date(2022, 1, 31)], ["真", True], ["错", "#REF!"], ["字", "05"])
    assert read_bytes(saved(book), "x").text == "日期\t2022-01-31\n真\tTRUE\n错\t#REF!\n字\t05\n"


def test_strings_with_runs_readings_and_escapes() -> None:
    runs = "<is><r><t>行政_x000D__xD800_</t></r><r><t>许可</t></r><rPh sb='0' eb='1'><t>xk</t></rPh></is>"
    data = edited(
        saved(workbook(["a", "b"])),
        SHEET,
        lambda xml: re.sub(r'<c r="A1"[^>]*>.*?</c>', f'<c r="A1" t="inlineStr">{runs}</c>', xml),
    )
    assert read_bytes(data, "x").text == "行政许可\tb\n"


@pytest.mark.parametrize("codec", ["utf-8-sig", "gb18030"])
def test_separated_values(codec: str) -> None:
    text = '统计表\r\n填报单位：某局\r\n指标,单位,数\r\n"（一）主动,公开\n信息数",条,"1,113"\r\n规章,件,\r\n'
    source = Source("x.csv", media.CSV)
    raw = sheets.read(text.encode(codec), source, Budget())
    assert raw.text == "统计表\n填报单位：某局\n指标\t单位\t数\n（一）主动,公开信息数\t条\t1,113\n规章\t件\t\n"
    assert raw.source.encoding == codec
    assert raw.blocks[2].cells[-1].place.path == "C5"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("指标,单位,数\n规章,件,1\n文件,件,2\n合计,件,3\n", media.CSV),
        ('指标,单位,数\n"规章,\n规范",件,1\n文件,件,2\n合计,件,3\n', media.CSV),
        ("指标,单位,数\n规章,件\n文件,件,2\n合计,件,3\n", media.PLAIN),
        ("收到3件,答复2件,结转1件.\n", media.PLAIN),
        ("甲,乙\n" * 9, media.PLAIN),
        ("", media.PLAIN),
    ],
)
def test_separated_values_are_known_by_their_rows(text: str, kind: str) -> None:
    assert media.media_type(text.encode("gb18030")) == kind


def test_tabs_may_separate() -> None:
    assert sheets.read("甲\t乙\n1\t2\n".encode(), Source("x", media.CSV), Budget()).text == "甲\t乙\n1\t2\n"


def test_a_string_that_is_not_there_is_no_blank() -> None:
    shared = f'<c r="C1" t="s"><v>{"9" * 5000}</v></c>'
    data = edited(saved(workbook(["甲", 1])), SHEET, lambda xml: xml.replace("</row>", f"{shared}</row>"))
    assert read_bytes(data, "x").text == "甲\t1\t#N/A\n"


FAR = '<c r="XFD1048576"><v>1</v></c>'


@pytest.mark.parametrize(
    ("part", "change", "error"),
    [
        (SHEET, lambda xml: "<x", SourceError),
        (SHEET, lambda xml: '<!DOCTYPE x [<!ENTITY a "b">]>' + xml.partition("?>")[2], SourceError),
        ("xl/_rels/workbook.xml.rels", lambda xml: xml.replace("sheet1.xml", "gone.xml"), SourceError),
        ("xl/_rels/workbook.xml.rels", lambda xml: xml.replace("/xl/worksheets", "/../../etc/worksheets"), SourceError),
    ],
)
def test_refused_with_a_reason(part: str, change, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        read_bytes(edited(saved(workbook(["甲", 1])), part, change), "x")
    assert caught.value.zh and caught.value.en


def test_a_cell_far_away_costs_nothing() -> None:
    data = edited(
        saved(workbook(["甲", 1])), SHEET, lambda xml: xml.replace("</row>", f'</row><row r="1048576">{FAR}</row>')
    )
    assert read_bytes(data, "x").text.count("\t") == 2 * 16_383


def test_ten_thousand_cells_far_apart_are_over_the_budget() -> None:
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>1</v></c><c r="XFD{at}"><v>1</v></c></row>' for at in range(2, 5000))
    data = edited(saved(workbook(["甲", 1])), SHEET, lambda xml: xml.replace("</row>", f"</row>{rows}"))
    with pytest.raises(BudgetExceeded) as caught:
        read_bytes(data, "x")
    assert caught.value.budget == "cells"


def test_merges_cost_no_more_than_what_they_cover() -> None:
    merges = "".join(f'<mergeCell ref="A{at}:XFD1048576"/>' for at in range(1, 2000))
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>1</v></c><c r="B{at}"><v>1</v></c></row>' for at in range(2, 5000))
    more = f"</sheetData><mergeCells>{merges}</mergeCells>"
    data = edited(saved(workbook(["甲", 1])), SHEET, lambda xml: xml.replace("</sheetData>", rows + more))
    with pytest.raises(BudgetExceeded):
        read_bytes(data, "x", Budget(ratio=10_000))
