"""Tables stand in table zones in every layout of the field, and prose never does."""

from collections.abc import Callable

import pytest

from nlp.catalog import Catalog, load
from nlp.document import Report

Rows = list[list[str]]

TITLE = "青湾县民政局2021年政府信息公开工作年度报告\n"
OPENING = (
    "一、总体情况\n2021年,我局推进政务公开。\n(一)主动公开\n全年发布信息128条。\n"
    "(二)依申请公开\n收到申请7件,予以公开7件、不予公开0件,无行政复议、行政诉讼。\n"
)
PARTS = (
    "二、主动公开政府信息情况\n",
    "三、收到和处理政府信息公开申请情况\n",
    "四、政府信息公开行政复议、行政诉讼情况\n",
)
CLOSING = "五、存在的主要问题及改进情况\n一是解读形式不多;二是更新不够快。\n六、其他需要报告的事项\n无。\n"


def disclosure(form: str) -> Rows:
    """Part two as printed: banners, heads, rows."""
    if form == "G3":
        return [
            ["第二十条第(一)项"],
            ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
            ["规章", "0", "0", "0"],
            ["行政规范性文件", "3", "1", "17"],
            ["第二十条第(五)项"],
            ["信息内容", "本年处理决定数量"],
            ["行政许可", "1,286"],
            ["第二十条第(六)项"],
            ["信息内容", "本年处理决定数量"],
            ["行政处罚", "42"],
            ["行政强制", "/"],
            ["第二十条第(八)项"],
            ["信息内容", "本年收费金额(单位:万元)"],
            ["行政事业性收费", "10.3"],
        ]
    return [
        ["第二十条第(一)项"],
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        ["规章", "0", "0", "0"],
        ["规范性文件", "3", "3", "17件"],
        ["第二十条第(五)项"],
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政许可", "286", "增12", "150"],
        ["其他对外管理服务事项", "0", "0", "0"],
        ["第二十条第(六)项"],
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政处罚", "42", "-3", "9"],
        ["行政强制", "0", "0", "0"],
        ["第二十条第(八)项"],
        ["信息内容", "上一年项目数量", "本年增/减"],
        ["行政事业性收费", "2", "减少5项"],
        ["第二十条第(九)项"],
        ["信息内容", "采购项目数量", "采购总金额"],
        ["政府集中采购", "9", "22.36万元"],
    ]


def requests(form: str) -> Rows:
    """Part three: printed heads, rows from the catalog; a parent stands in the row of its first child."""
    rows: Rows = [
        ["(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)", "申请人情况"],
        ["自然人", "法人或其他组织", "总计"],
        ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
    ]
    parents: list[str] = []
    for row in next(table for table in load().forms[form].tables if table.id == "3").rows:
        if row.cells:
            rows.append([*parents, row.label, "7", "0", "0", "0", "0", "0", "7"])
            parents = []
        else:
            parents.append(row.label)
    return rows


def disputes() -> Rows:
    five = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    return [["行政复议", "行政诉讼"], [*five, "未经复议直接起诉", "复议后起诉"], five + five, ["1", *["0"] * 14]]


def annex() -> Rows:
    rows = load().forms["G1"].tables[0].rows
    return [["统计指标", "单位", "统计数"], *([r.label, r.unit or "——", *["5"] * len(r.cells)] for r in rows)]


def cells(rows: Rows) -> list[str]:
    return [cell for row in rows for cell in row]


LAYOUTS: dict[str, Callable[[Rows], str]] = {
    "row a line with pipes": lambda rows: "".join(" | ".join(row) + " |\n" for row in rows),
    "leading pipes": lambda rows: "".join("| " + " | ".join(row) + " |\n" for row in rows),
    "markdown": lambda rows: "".join(
        "|" + "|".join(row) + "|\n" + "|---|---|\n" * (at == 0) for at, row in enumerate(rows)
    ),
    "cell a line with pipes": lambda rows: "".join("".join(f"{c} |\n" for c in row) + "|||\n" for row in rows),
    "line end inside the cell": lambda rows: "".join(f"|{c}\n" for c in cells(rows)),
    "pipes on lines of their own": lambda rows: "".join(f"{c}\n|\n" for c in cells(rows)),
    "cell a line": lambda rows: "".join(f"{c}\n" for c in cells(rows)),
    "cell a paragraph": lambda rows: "".join(f"{c}\n\n" for c in cells(rows)),
    "tabs": lambda rows: "".join("\t".join(row) + "\n" for row in rows),
    "Word": lambda rows: "".join("".join(f"\t{c}\n" for c in row) + "\n" for row in rows),
    "row a line with blanks": lambda rows: "".join(" ".join(row) + "\n" for row in rows),
    "one line": lambda rows: " ".join(cells(rows)) + "\n",
    "one line with runs of pipes": lambda rows: ("|" * 60).join(cells(rows)) + "\n",
    "glued rows": lambda rows: "".join("".join(row) + "\n" for row in rows),
    "glued": lambda rows: "".join(cells(rows)) + "\n",
    "labels broken over lines": lambda rows: "".join(
        "".join(c[at : at + 7] + "\n" for at in range(0, len(c), 7)) for c in cells(rows)
    ),
}
TABLE_WORDS = ("信息内容", "勾稽", "申请人情况", "结果维持", "未经复议", "逾期", "集中采购", "结转下年度", "统计指标")


def zone(report: Report, kind: str) -> str:
    """Text of all zones of a kind, without white space."""
    return "".join("".join(report.quote(span).split()) for name, span in report.zones if name == kind)


def check(found: Report, prose: tuple[str, ...], tables: int) -> None:
    assert [kind for kind, _ in found.zones].count("table") == tables
    narrative = zone(found, "narrative")
    assert not [word for word in TABLE_WORDS if word in narrative]
    for words in prose:
        assert "".join(words.split()) in narrative


@pytest.mark.parametrize("form", ["G2", "G3"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("heads", ["above", "same line", "none"])
def test_tables_of_a_layout(form: str, layout: str, heads: str, report: Callable[[str], Report]) -> None:
    tables = [LAYOUTS[layout](rows) for rows in (disclosure(form), requests(form), disputes())]
    if heads == "same line":  # "二、… 第二十条第(一)项 …", the next heading right behind the last value
        text = OPENING + " ".join(f"{part.strip()} {table.strip()}" for part, table in zip(PARTS, tables, strict=True))
        text = f"{TITLE}{text} {CLOSING}"
    elif heads == "above":
        text = TITLE + OPENING + "".join(part + table for part, table in zip(PARTS, tables, strict=True)) + CLOSING
    else:
        text = TITLE + OPENING + "".join(tables) + CLOSING
    check(report(text), (OPENING, CLOSING, *(PARTS if heads != "none" else ())), 3)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_annex_of_the_old_form(layout: str, report: Callable[[str], Report]) -> None:
    head = "附件1\n政府信息公开情况统计表\n(2017年度)\n填报单位(盖章):青湾县民政局\n"
    foot = "单位负责人: 审核人: 填报人:\n联系电话: 填报日期:\n"
    text = TITLE.replace("2021", "2017") + OPENING + "青湾县民政局\n2018年1月9日\n" + head
    found = report(text + LAYOUTS[layout](annex()) + foot)
    check(found, (OPENING, "青湾县民政局2018年1月9日"), 1)
    assert zone(found, "caption") == "".join((head + foot).split())


def with_tables(two: str, three: str = "", four: str = "") -> str:
    layout = LAYOUTS["cell a line"]
    tables = (two, three or layout(requests("G3")), four or layout(disputes()))
    return TITLE + OPENING + "".join(p + t for p, t in zip(PARTS, tables, strict=True)) + CLOSING


PLAIN = LAYOUTS["cell a line"](disclosure("G3"))


@pytest.mark.parametrize(
    ("two", "three", "prose"),
    [
        # prose between heading and table, a footnote under it
        (PLAIN, "本年收到申请7件,详见下表。\n" + LAYOUTS["cell a line"](requests("G3")), ("本年收到申请7件",)),
        (PLAIN + "注:我局没有规章制定权,数据由办公室汇总。\n", "", ("注:我局没有规章制定权",)),
        # lost or cut labels, blank cells, other rows, filling rules, years in the head, broken heads
        (
            "第二十条第\n信息内容\n本年新\n本年新\n对外公开总数量\n规章\n\n\n规范性文件\n3\n3\n17\n行政许可\n/\n/\n",
            "",
            (),
        ),
        (PLAIN.replace("行政许可", "其他主动公开文件\n3\n0\n12\n行政许可"), "", ()),
        (PLAIN.replace("本年制发件数", "本年(2021)制发件数").replace("单位:万", "单位:0万"), "", ()),
        (PLAIN.replace("17\n", "17(其中修订16件)\n"), "", ()),
        ("第二十条第(一)项|\n信息内容|本年制发件数|\n行政规范性文件(不含内部文件,按号统计。)|3|1|9|\n", "", ()),
        ("|数据1|数据2|\n|---|---|\n|第二十条第(一)项||\n\n|数据1|数据2|\n|---|---|\n|规章|0|\n|行政许可|3|\n", "", ()),
        # a note with a pipe inside the table; page feet and vertical letters of a PDF
        (
            LAYOUTS["cell a line with pipes"](disclosure("G2")).replace(
                "第二十条第(六)", "备注:“其他”指其余事项。 |\n第二十条第(六)"
            ),
            "",
            (),
        ),
        (PLAIN, LAYOUTS["cell a line"](requests("G3")).replace("(三)不予", "三\n、\n本\n年\n- 3 -\n(三)不予"), ()),
    ],
)
def test_damaged_tables(two: str, three: str, prose: tuple[str, ...], report: Callable[[str], Report]) -> None:
    check(report(with_tables(two, three)), (OPENING, CLOSING, *PARTS, *prose), 3)


@pytest.mark.parametrize("cut", [40, 120, 400, 900])
def test_a_report_cut_inside_a_table_is_a_report(cut: int, report: Callable[[str], Report]) -> None:
    whole = with_tables(PLAIN)
    found = report(whole[: whole.index("信息内容") + cut])
    assert found.zones[-1][0] == "table"
    assert found.issuer == "青湾县民政局"


@pytest.mark.parametrize(
    "prose",
    [
        "办理结果:予以公开3件,部分公开1件,属于国家秘密1件,属于行政查询事项1件,重复申请2件。",
        "1.予以公开3件;\n2.部分公开1件;\n3.不予公开2件;\n4.无法提供1件;\n5.不予处理1件。",
        "公开行政许可、行政处罚、行政强制、行政事业性收费、政府集中采购等信息。",
        "按照《条例》第二十条第(一)项、第(五)项规定,公开规章、行政规范性文件3件。",
    ],
)
def test_prose_with_the_words_of_a_table_is_prose(prose: str, report: Callable[[str], Report]) -> None:
    found = report(TITLE + OPENING + prose + "\n" + CLOSING)
    assert [kind for kind, _ in found.zones] == ["narrative"]


def test_a_table_of_the_office_s_own_is_no_narrative(report: Callable[[str], Report]) -> None:
    found = report(TITLE + OPENING + "类别 | 数量 |\n政务动态 | 12 |\n通知公告 | 30 |\n以上共42条。\n" + CLOSING)
    assert zone(found, "table").startswith("类别|数量|政务动态|12|")
    assert "以上共42条。" in zone(found, "narrative")


def test_zones_cover_the_span_without_gap(report: Callable[[str], Report], catalog: Catalog) -> None:
    found = report("首页 > 年报\n" + with_tables(PLAIN) + "\n|||||\n分享到:\n")
    assert found.zones[0][1].start == found.span.start
    assert found.zones[-1][1].end == found.span.end
    for (_, before), (_, after) in zip(found.zones, found.zones[1:], strict=False):
        assert before.end == after.start
