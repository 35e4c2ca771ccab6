"""Which text belongs to a report: titles, restarts, stubs, adverts, the frame of a site."""

import re
import sys
from collections.abc import Callable

import pytest

from nlp.document import Report
from nlp.errors import NotAReport

Reports = Callable[[str], tuple[Report, ...]]

TITLE = "青湾县民政局2021年政府信息公开工作年度报告\n"
PREAMBLE = "本报告依据条例编制,统计期限为2021年1月1日至2021年12月31日。\n"
BODY = (
    "一、总体情况\n2021年,我局发布信息128条。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"
    "四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n更新不够及时。\n六、其他需要报告的事项\n无。\n"
)
MENU = "首页 > 政务公开 > 年报\n选择搜索类型\n请输入关键词\n索引号: | 113300/2022-001 | 有效性: | 有效 |\n{{ title }}\n"
META = "发布时间:2022-01-20 信息来源:县民政局 浏览次数:\n"
FOOT = (
    "分享到:\n【打印本页】 【关闭窗口】\n上一篇:青湾县水务局2021年政府信息公开工作年度报告\n"
    "主办:青湾县人民政府\n浙ICP备05000001号\n"
)
CONTENTS = "目 录\n一、总体情况........1\n二、主动公开政府信息情况……………2\n"
NAMES = re.findall("[一二三四五六]、.*", BODY)
STUB = (
    "远山市教育局2009年政府信息公开工作年度报告\n"
    "远山市教育局2009年政府信息公开工作年度报告 根据规定编制。 一、概述 2009年,我局认真贯\n"
)
ADVERT = "东湖花园均价4200元/㎡,户型方正,现房发售。\n"
SNIPPET = "所谓统一平台,究竟是谁在维护,维护到什么程度,大家可以看看下面的讨论...\n"


def spoken(report: Report) -> str:
    """Narrative of a report."""
    return "".join(report.quote(span) for kind, span in report.zones if kind == "narrative")


@pytest.mark.parametrize(
    ("text", "titled"),
    [
        (TITLE + PREAMBLE + BODY, [True]),
        (PREAMBLE + BODY, [False]),
        (MENU + TITLE + META + PREAMBLE + BODY + FOOT, [True]),
        (MENU + PREAMBLE + BODY + FOOT, [False]),
        (TITLE + META + TITLE + PREAMBLE + BODY, [True]),  # the name of the page and the title
        (TITLE + CONTENTS + PREAMBLE + BODY, [True]),
        (TITLE + "目录\n" + "".join(f"{n}\n" for n in NAMES) + BODY, [True]),  # contents without dots
        (TITLE + BODY.replace("无。", "我局编制并公开了\n" + TITLE.replace("2021", "2020") + "无。"), [True]),
        (TITLE + BODY + "青湾县今年公开招聘教师公告,报名时间为6月,花园小学招五人。\n", [True]),
        (TITLE + PREAMBLE + BODY.replace("四、", TITLE + "四、"), [True]),  # a running head
        (TITLE + BODY + TITLE.replace("民政", "水务") + BODY, [True, True]),
        (TITLE + BODY + PREAMBLE + BODY, [True, False]),  # the outline begins anew
        (STUB + TITLE + BODY, [True]),
        (TITLE.strip() + " " + META + BODY, [True]),  # the page describes itself on the same line
        (TITLE + BODY + "青湾县民政局\n2022年1月9日\n新闻2009:市里召开会议,研究花园建设。\n", [True]),
        ("# " + TITLE + BODY.replace("二、", "## 二、").replace("五、", "**五、"), [True]),  # Markdown
        (BODY + ADVERT + SNIPPET + STUB + STUB + TITLE + BODY, [False, True]),
        (TITLE.strip() + " " + (PREAMBLE + BODY).replace("\n", " "), [True]),  # all on one line
    ],
)
def test_reports_of_a_file(text: str, titled: list[bool], reports: Reports) -> None:
    found = reports(text)
    assert [report.title is not None for report in found] == titled
    for report in found:
        narrative = spoken(report)
        assert "128条" in narrative and "无。" in narrative
        for foreign in ("索引号", "浏览", "搜索", "打印", "上一篇", "ICP", "花园", "大家可以", "2009", "......"):
            assert foreign not in narrative
        assert len(report.sections) == 6


@pytest.mark.parametrize(
    "text",
    [
        TITLE + BODY + ADVERT + "转让旺铺,房价面议,首付两成。\n",
        TITLE + BODY + SNIPPET,
        TITLE + BODY.replace("二、", ADVERT + "二、", 1),
    ],
)
def test_adverts_are_in_no_narrative(text: str, reports: Reports) -> None:
    (report,) = reports(text)
    assert not {"花园", "旺铺", "讨论"} & {word for word in ("花园", "旺铺", "讨论") if word in spoken(report)}
    assert report.units[-1].role == "other"


@pytest.mark.parametrize(
    "paragraph",
    [
        "全年查处违法建设别墅2栋,公开二手房交易信息30条。",
        "开展禁赌宣传,公布福利彩票公益金使用情况。",
        "关闭政务微博2个;",
        "公开方式:政府网站、公告栏",
        "主办单位责任进一步压实。",
    ],
)
def test_paragraphs_that_only_look_foreign_stay(paragraph: str, reports: Reports) -> None:
    (report,) = reports(TITLE + BODY.replace("二、", f"{paragraph}\n二、", 1))
    assert paragraph in spoken(report)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("今日天气晴,气温12度。\n明日有雨。\n", "no title"),
        ("1月5日,县政府召开政务公开工作会议。会议要求按时发布年度报告。\n", "no title"),
        (STUB, "not two sections"),
        (TITLE, "not two sections"),
        (TITLE + "敬请期待\n", "not two sections"),
        (
            "关于做好年度报告编制工作的通知\n各单位:\n一、总体情况\n包括五个方面。\n二、存在的问题\n逐条列出。\n",
            "no title",
        ),
    ],
)
def test_what_is_no_report_says_why(text: str, word: str, reports: Reports) -> None:
    with pytest.raises(NotAReport) as caught:
        reports(text)
    assert word in caught.value.en and caught.value.zh


def test_a_summary_without_headings_is_a_report(reports: Reports) -> None:
    (report,) = reports(
        "青湾县民政局2015年政府信息公开工作总结\n2015年,我局重视政府信息公开工作,成立政府信息公开领导小组,局长任组长。\n"
        "全年主动公开信息98条,其中网站公开80条、公告栏公开18条,群众能够方便地查阅。\n全年未收到政府信息公开申请,没有发生复议和诉讼。\n"
        "存在的问题是信息公开不够及时,下一步将加强培训,完善信息公开制度。\n青湾县民政局\n2016年1月8日\n"
    )
    roles = [unit.role for unit in report.units]
    assert roles == ["preamble", "overview", "overview", "overview", "problems", "none", "none"]


def test_ids_depend_on_the_file_and_its_place_alone(reports: Reports) -> None:
    text = TITLE + BODY + TITLE.replace("民政", "水务") + BODY
    first, second = reports(text)
    assert (first.id[10:], second.id[10:]) == ("/r1", "/r2")
    assert [report.id for report in reports(text)] == [first.id, second.id]
    assert first.id[:10] != reports(text + "\n")[0].id[:10]
    assert second.units[3].id == f"{second.id}/u4"
    assert second.sections[2].id == f"{second.id}/s3"


@pytest.mark.slow
@pytest.mark.parametrize(
    "filler",
    [
        *(
            "信",
            "|",
            " ",
            "0 ",
            "一、",
            "(一)",
            "。",
            "第二十条第",
            "信息内容 ",
            "一是好;",
            "“",
            "(",
            "\n",
            "|\n",
            "……",
        ),
        *("分享到:\n", "规章\n0\n", "一、总体情况\n", TITLE, TITLE + BODY, ADVERT, "存在问题:", "2021年1月1日\n"),
    ],
)
def test_steps_grow_with_the_text_alone(filler: str, reports: Reports) -> None:
    def steps(size: int) -> int:
        """Lines of code gone through, the same on any machine."""
        gone = 0

        def step(*_: object) -> object:
            nonlocal gone
            gone += 1
            return step

        text = TITLE + BODY + filler * (size // len(filler))
        before = sys.gettrace()
        sys.settrace(step)
        try:
            reports(text)
        finally:
            sys.settrace(before)
        return gone

    steps(1_000)  # what is loaded once
    assert steps(80_000) < 5 * steps(20_000)  # four times the text; square would be sixteen
