"""Leaves of the narrative: what is one unit, of which kind, and under what it hangs."""

from collections.abc import Callable

import pytest

from nlp.document import Report

TITLE = "青湾县民政局2021年政府信息公开工作年度报告\n"


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("公开信息9条。", ["paragraph 公开信息9条。"]),
        ("公开信息9条。收到申请1件。", ["sentence 公开信息9条。", "sentence 收到申请1件。"]),
        # full stops that end nothing, doubled ones, closing quotes
        ("公开信息9条(见附表。以上含转载)。", ["paragraph 公开信息9条(见附表。以上含转载)。"]),
        ("坚持“公开为常态。不公开为例外”原则。", ["paragraph 坚持“公开为常态。不公开为例外”原则。"]),
        ("实现“双提升”。我局继续推进。", ["sentence 实现“双提升”。", "sentence 我局继续推进。"]),
        ("成为亮点。。公开9条。", ["sentence 成为亮点。。", "sentence 公开9条。"]),
        # items in a sentence
        ("一是完善目录;二是加强解读。", ["item 一是完善目录;", "item 二是加强解读。"]),
        ("措施主要有:一是完善目录;二是加强解读。", ["lead 措施主要有:", "item 一是完善目录;", "item 二是加强解读。"]),
        ("一是目录不完善,二是解读不深入。", ["item 一是目录不完善,", "item 二是解读不深入。"]),
        ("渠道有两个,一是网站,二是公报。", ["paragraph 渠道有两个,一是网站,二是公报。"]),
        ("第一,完善机制。第二,加强监督。", ["item 第一,完善机制。", "item 第二,加强监督。"]),
        ("①目录不全;②更新慢。", ["item ①目录不全;", "item ②更新慢。"]),
        ("公开财政信息9条;公开人事信息3条。", ["paragraph 公开财政信息9条;公开人事信息3条。"]),
        ("这是否是问题,尚无定论。", ["paragraph 这是否是问题,尚无定论。"]),
        # leads state nothing
        (
            "收到申请3件,情况如下:一是当面1件;二是信函2件。",
            ["sentence 收到申请3件,情况如下:", "item 一是当面1件;", "item 二是信函2件。"],
        ),
        ("现将有关情况报告如下:", ["paragraph 现将有关情况报告如下:"]),
    ],
)
def test_units_of_a_paragraph(paragraph: str, expected: list[str], report: Callable[[str], Report]) -> None:
    found = report(f"{TITLE}一、总体情况\n{paragraph}\n五、存在的主要问题及改进情况\n更新慢。\n")
    units = [unit for unit in found.units if unit.role == "overview" and unit.kind != "heading"]
    assert [f"{unit.kind} {found.quote(unit.span)}" for unit in units] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(一)主动公开\n公开9条。\n", ["heading (一)主动公开", "paragraph 公开9条。"]),
        ("(一)主动公开。公开9条。\n", ["heading (一)主动公开。", "sentence 公开9条。"]),
        ("(一)主动公开 公开9条。收到1件。\n", ["sentence (一)主动公开 公开9条。", "sentence 收到1件。"]),
        ("(一)主动公开:公开9条。\n", ["paragraph (一)主动公开:公开9条。"]),
        ("1.解读形式单一;\n2.更新不及时。\n", ["item 1.解读形式单一;", "item 2.更新不及时。"]),
        ("下一步做好以下工作:\n一是加强解读。\n", ["lead 下一步做好以下工作:", "item 一是加强解读。"]),
        ("一是加强领导。成立小组。\n", ["item 一是加强领导。", "sentence 成立小组。"]),
        ("无\n", ["paragraph 无"]),
    ],
)
def test_headings_leads_and_items(text: str, expected: list[str], report: Callable[[str], Report]) -> None:
    found = report(f"{TITLE}一、总体情况\n{text}五、存在的主要问题及改进情况\n更新慢。\n")
    units = [unit for unit in found.units if unit.role == "overview"][1:]
    assert [f"{unit.kind} {found.quote(unit.span)}" for unit in units] == expected


def test_units_know_what_they_hang_under(report: Callable[[str], Report]) -> None:
    found = report(
        f"{TITLE}一、总体情况\n公开9条。\n五、存在的主要问题及改进情况\n(一)主要问题\n问题主要有:一是更新慢;二是解读少。\n"
        "二是人员少。培训不够。\n"
    )
    by_text = {found.quote(unit.span): unit for unit in found.units}
    by_id = {unit.id: found.quote(unit.span) for unit in found.units}
    lead = by_text["问题主要有:"]
    assert lead.path == ("存在的主要问题及改进情况", "主要问题")
    assert by_id[lead.parent or ""] == "(一)主要问题"
    assert by_id[by_text["一是更新慢;"].parent or ""] == "问题主要有:"
    assert by_id[by_text["培训不够。"].parent or ""] == "二是人员少。"
    assert by_id[by_text["(一)主要问题"].parent or ""] == "五、存在的主要问题及改进情况"
    assert by_text["一是更新慢;"].marker == "一是"
    assert by_text["一是更新慢;"].depth == lead.depth + 1
    assert by_text["一是更新慢;"].paragraph == lead.paragraph
    assert by_text["二是人员少。"].paragraph == lead.paragraph + 1


def test_lines_broken_at_a_fixed_width_are_one_paragraph(report: Callable[[str], Report]) -> None:
    sentence = (
        "2021年,我局推进政务公开标准化规范化,全年主动公开政府信息1428条,"
        "其中政务动态883条、通知公告302条、其他243条,群众满意。"
    )
    wrapped = "\n".join(sentence[at : at + 24] for at in range(0, len(sentence), 24)) + "\n"
    text = "".join(f"({number})建设\n{wrapped}" for number in "一二三四")
    found = report(f"{TITLE}一、总体情况\n{text}五、存在的主要问题及改进情况\n更新慢。\n")
    whole = [unit for unit in found.units if found.quote(unit.span).replace("\n", "") == sentence]
    assert len(whole) == 4
    assert {unit.kind for unit in whole} == {"paragraph"}


def test_units_lie_in_the_narrative_in_order_and_apart(report: Callable[[str], Report]) -> None:
    found = report(
        f"{TITLE}|||||\n一、总体情况 | \n公开9条。收到1件。 |\n二、主动公开政府信息情况\n"
        "信息内容 | 本年制发件数 |\n规章 | 0 |\n行政许可 | 3 |\n"
        "五、存在的主要问题及改进情况\n一是慢;二是少。\n青湾县民政局\n2022年1月9日\n"
    )
    narrative = [span for kind, span in found.zones if kind == "narrative"]
    for before, after in zip(found.units, found.units[1:], strict=False):
        assert before.span.end <= after.span.start
    for unit in found.units:
        assert any(span.covers(unit.span) for span in narrative)
    covered = "".join(found.quote(unit.span) for unit in found.units)
    whole = "".join(found.quote(span) for span in narrative)
    assert "".join(covered.split()) == "".join(whole.split())
    assert [unit.role for unit in found.units[-2:]] == ["none", "none"]
