"""Outlines of the field: parts by wording, levels, roles; headings told from list items."""

from collections.abc import Callable

import pytest

from nlp.document import Report

TITLE = "青湾县民政局2021年政府信息公开工作年度报告\n"
SIX = ["overview", "disclosure_table", "requests_table", "disputes_table", "problems", "other"]


def parts(report: Report) -> list[str]:
    """Roles of the parts."""
    return [section.role for section in report.sections if section.level == 1]


def tree(report: Report) -> list[str]:
    """Sections as `level title`."""
    return [f"{section.level} {section.title}" for section in report.sections]


@pytest.mark.parametrize(
    ("lines", "roles"),
    [
        # the standard, with and without numbers
        (
            "一、总体情况|二、主动公开政府信息情况|三、收到和处理政府信息公开申请情况|四、政府信息公开行政复议、行政诉讼情况"
            "|五、存在的主要问题及改进情况|六、其他需要报告的事项",
            SIX,
        ),
        (
            "总体情况|主动公开政府信息情况|收到和处理政府信息公开申请情况|政府信息公开行政复议、行政诉讼情况"
            "|存在的主要问题及改进情况|其他需要报告的事项",
            SIX,
        ),
        # other wordings, inner blanks, damaged and missing numbers, a heading lost
        (
            "一 、概 述|二、行政机关主动公开政府信息的情况|三、依申请公开政府信息情况"
            "|四、因政府信息公开工作被申请行政复议、提起行政诉讼情况|五、政府信息公开工作存在的主要问题及改进措施|六、其他有关事项",
            SIX,
        ),
        ("—、总体情况|二、主动公开政府信息情况|存在问题及改进措施|六、其他需要报告的事项", [*SIX[:2], *SIX[4:]]),
        # numbers of another kind, parts, a wrapper
        ("1、总体情况|2、主动公开政府信息情况|5、存在的主要问题及改进情况|6、其他需要报告的事项", [*SIX[:2], *SIX[4:]]),
        ("第一部分 总体情况|第二部分 主动公开政府信息情况|第五部分 存在的主要问题及改进情况", [*SIX[:2], "problems"]),
        (
            "一、报告内容|(一)总体情况|(二)主动公开政府信息情况|(五)存在的主要问题及改进情况",
            ["preamble", *SIX[:2], "problems"],
        ),
        # numbers begin anew before the tables; problems and measures as two parts; plans
        (
            "一、总体情况|二、存在的主要问题及改进情况|三、其他需要报告的事项|一、主动公开政府信息情况|二、收到和处理政府信息公开申请情况",
            ["overview", "problems", "other", "disclosure_table", "requests_table"],
        ),
        (
            "一、总体情况|五、存在的主要问题|六、改进措施|七、2022年工作思路",
            ["overview", "problems", "problems", "problems"],
        ),
    ],
)
def test_parts_by_wording(lines: str, roles: list[str], report: Callable[[str], Report]) -> None:
    text = "".join(f"{line}\n我局推进此项工作,成效明显。\n" for line in lines.split("|"))
    assert parts(report(TITLE + text)) == roles


def test_parts_of_an_old_report_hold_prose(report: Callable[[str], Report]) -> None:
    lines = (
        "一、概述|二、主动公开政府信息情况|三、依申请公开政府信息情况|四、收费及减免情况"
        "|五、行政复议和行政诉讼情况|六、咨询情况|七、存在的主要问题"
    )
    text = "".join(f"{line}\n我局推进此项工作,成效明显。\n" for line in lines.split("|"))
    assert parts(report(TITLE.replace("2021", "2013") + text)) == ["overview"] * 6 + ["problems"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # numbers repeated, missing, damaged
        (
            "一、总体情况\n(一)主动公开\n公开9条。\n(三)依申请公开\n收到1件。\n(三)信息管理\n规范。\n)平台建设\n改版。\n五)监督保障\n培训。\n",
            ["1 总体情况", "2 主动公开", "2 依申请公开", "2 信息管理", "2 平台建设", "2 监督保障"],
        ),
        # 1、 at both levels
        (
            "1、总体情况\n1、主动公开情况\n公开9条。\n2、依申请公开情况\n收到1件。\n2、主动公开政府信息情况\n无。\n",
            ["1 总体情况", "2 主动公开情况", "2 依申请公开情况", "1 主动公开政府信息情况"],
        ),
        # three levels; slogans and labels that run into the text
        (
            "一、总体情况\n(一)强化引领,提质增效。\n1.加强领导。成立小组。\n2.完善制度。修订制度。\n(二)平台建设:改版网站,功能更全。\n",
            ["1 总体情况", "2 强化引领,提质增效", "3 加强领导", "3 完善制度", "2 平台建设"],
        ),
        # headings on the line of their text
        (
            "一、总体情况 2021年我局推进公开。 (一)主动公开 公开9条。 (二)依申请公开 收到1件。\n",
            ["1 总体情况", "2 主动公开", "2 依申请公开"],
        ),
        ("一、总体情况2021年我局推进公开。\n", ["1 总体情况"]),
        # circled numbers, blanks in the number
        (
            "一、总体情况\n㈠主动公开\n公开9条。\n( 二)依申请公开\n收到1件。\n",
            ["1 总体情况", "2 主动公开", "2 依申请公开"],
        ),
        # a list is no outline
        ("一、总体情况\n1.解读形式单一;\n2.更新不及时;\n3.人员流动快。\n", ["1 总体情况"]),
        ("一、总体情况\n(一)解读形式单一。\n(二)更新不及时。\n", ["1 总体情况"]),
        ("一、总体情况\n(一)全年公开信息9条。\n(二)收到申请1件。\n", ["1 总体情况"]),
        # bold labels without number
        ("一、总体情况\n公开平台建设\n我局改版网站,增设栏目,群众查询更加方便。\n", ["1 总体情况", "2 公开平台建设"]),
    ],
)
def test_sections(text: str, expected: list[str], report: Callable[[str], Report]) -> None:
    closing = ["1 存在的主要问题及改进情况"]
    found = report(TITLE + text + "五、存在的主要问题及改进情况\n更新较慢。\n")
    if text.startswith("1、"):
        found = report(TITLE + text + "5、存在的主要问题及改进情况\n更新较慢。\n")
    assert tree(found) == expected + closing


def test_sections_nest_and_name_their_parents(report: Callable[[str], Report]) -> None:
    text = "一、总体情况\n(一)主动公开\n公开9条。\n(二)平台建设\n改版。\n"
    found = report(TITLE + text + "五、存在的主要问题及改进情况\n(一)主要问题\n更新慢。\n")
    by_id = {section.id: section for section in found.sections}
    assert [by_id[s.parent].title for s in found.sections if s.parent] == [
        "总体情况",
        "总体情况",
        "存在的主要问题及改进情况",
    ]
    for section in found.sections:
        assert section.parent is None or by_id[section.parent].span.covers(section.span)
        assert found.quote(section.span).startswith(section.number)
    assert [s.role for s in found.sections] == ["overview"] * 3 + ["problems"] * 2


def test_text_before_the_first_part(report: Callable[[str], Report]) -> None:
    preamble = "本报告依据条例编制。\n"
    whole = report(TITLE + preamble + "一、总体情况\n公开9条。\n五、存在的主要问题\n更新慢。\n")
    assert [unit.role for unit in whole.units[:4]] == ["preamble", "preamble", "overview", "overview"]
    headless = report(
        "1.推进解读。\n公开解读9条。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n五、存在的主要问题\n更新慢。\n"
    )
    assert [unit.role for unit in headless.units[:3]] == ["overview", "overview", "disclosure_table"]


def test_part_five_without_its_heading(report: Callable[[str], Report]) -> None:
    table = "行政复议 | 行政诉讼 |\n结果维持 | 尚未审结 | 未经复议直接起诉 | 复议后起诉 |\n0 | 0 | 0 | 0 |\n"
    text = (
        "一、总体情况\n公开9条。\n四、政府信息公开行政复议、行政诉讼情况\n"
        + table
        + "我局工作还存在一些不足。\n六、其他需要报告的事项\n无。\n"
    )
    assert [unit.role for unit in report(TITLE + text).units if unit.kind == "paragraph"] == [
        "overview",
        "problems",
        "other",
    ]


TABLE_4 = "结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |\n未经复议直接起诉 | 复议后起诉 |\n" + "0 | " * 15 + "\n"


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        (
            "四、政府信息公开争议解决情况\n" + TABLE_4 + "(五)存在的主要问题及改进情况\n更新慢。",
            ["disputes_table", "problems"],
        ),
        ("四、复议、诉讼情况\n" + TABLE_4 + "五、不足之处与努力方向\n更新慢。", ["disputes_table", "problems"]),
        ("四、复议、诉讼情况\n" + TABLE_4 + "五、短板弱项及提升举措\n更新慢。", ["disputes_table", "problems"]),
    ],
)
def test_parts_under_other_names(heading, role, report):
    title = "青湾县民政局2021年政府信息公开工作年度报告"
    text = f"{title}\n一、总体情况\n推进公开。\n{heading}\n六、其他需要报告的事项\n无。\n"
    assert [s.role for s in report(text).sections] == ["overview", *role, "other"]
