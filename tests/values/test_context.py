"""What the words around a figure say of it: kind, role, year, scope, direction, part of something."""

import pytest

REQUESTS = ("依申请公开情况",)


def found(report, quote):
    (figure,) = [f for f in report.figures if report.quote(f.span) == quote]
    return figure


KINDS = [
    ("占总数的97.72%。", "97.72%", "share"),
    ("占比达98.7%。", "98.7%", "share"),
    ("办结率100%。", "100%", "percent"),
    ("同比增长5%。", "增长5%", "change_percent"),
    ("增幅为12.5%。", "12.5%", "change_percent"),
    ("培训120人次,参加25人。", "120人次", "people"),
    ("经费3万元。", "3万元", "money"),
    ("用时3天。", "3天", "duration"),
    ("每季度一期。", "每季度一期", "frequency"),
    ("每年至少开展培训2次。", "2次", "frequency"),
    ("通报每日疫情300多期。", "300多期", "count"),
]


@pytest.mark.parametrize(("text", "quote", "kind"), KINDS)
def test_kind(text, quote, kind, read):
    assert found(read(text), quote).kind == kind


ROLES = [
    ("20个工作日内予以公开。", "20个工作日内", "norm"),
    ("实行扣分制,最高可扣8分。", "最高可扣8分", "norm"),
    ("政府公报每季度一期。", "每季度一期", "norm"),
    ("均在1~3个工作日内回复。", "1~3个工作日", "statistic"),
    ("平均3个工作日办结。", "3个工作日", "statistic"),
    ("全文包括概述、公开情况、其他事项6个部分。", "6个", "list_count"),
    ("年度报告由六部分组成。", "六部分", "list_count"),
    ("按照领导、职工、信息员三类培训。", "三类", "list_count"),
    ("围绕梳理、建设和编制三个重要环节。", "三个", "list_count"),
    ("设置机构、政策、互动等17个专栏。", "17个", "list_count"),
    ("发布《甲办法》《乙预案》等3个应急预案。", "3个", "list_count"),
    ("从以下四个方面改进:", "四个", "list_count"),
    ("主要体现在三个方面:一是公开。", "三个", "list_count"),
    ("全市7个县区全部完成。", "7个", "context"),
    ("将43家市直单位纳入。", "43家", "context"),
    ("全市45个政府网站实现集约化。", "45个", "context"),
    ("公开机构职能、人事等信息36条。", "36条", "statistic"),
    ("甲、乙等领域流程图19个。", "19个", "statistic"),
    ("已有101个事项实现通办。", "101个", "statistic"),
    ("公开许可、处罚、强制等信息52条。", "52条", "statistic"),
]


@pytest.mark.parametrize(("text", "quote", "role"), ROLES)
def test_role(text, quote, role, read):
    assert found(read(text), quote).role == role


YEARS = [
    ("全年收到申请12件。", "12件", 2022),
    ("2021年,收到申请12件。", "12件", 2021),
    ("2022年收到30件,比2021年的40件下降25%。", "30件", 2022),
    ("2022年收到30件,比2021年的40件下降25%。", "40件", 2021),
    ("2022年收到30件,比2021年的40件下降25%。", "下降25%", 2022),
    ("行政诉讼22起,比2021年(31起)下降29%。", "31起", 2021),
    ("发布22047条,较2021年增加3722件。", "增加3722件", 2022),
    ("去年收到9件,今年收到12件。", "9件", 2021),
    ("去年收到9件,今年收到12件。", "12件", 2022),
    ("上年结转3件,2021年结转2件。", "2件", 2022),
    ("结转下年度继续办理2件,结转至2023年1件。", "1件", 2022),
    ("由8个增加到16个。", "8个", None),
    ("由8个增加到16个。", "16个", 2022),
    ("访问量是2013年的1.5倍。", "1.5倍", 2022),
]


@pytest.mark.parametrize(("text", "quote", "year"), YEARS)
def test_year(text, quote, year, read):
    assert found(read(text, path=REQUESTS), quote).year == year


SCOPES = [
    ("全市共受理依申请公开12件。", "area"),
    ("县各单位受理依申请公开12件。", "area"),
    ("我局收到依申请公开12件。", "own"),
    ("本机关收到依申请公开12件。", "own"),
    ("代表区政府受理依申请公开12件。", "other"),
    ("收到依申请公开12件。", None),
]


@pytest.mark.parametrize(("text", "scope"), SCOPES)
def test_scope(text, scope, read):
    (figure,) = read(text).figures
    assert figure.scope == scope


PARTS = [
    ("收到依申请公开20件,其中依申请公开件12件。", "12件", True),
    ("收到依申请公开20件,其中自然人12件。", "12件", False),
    ("上半年受理依申请公开12件。", "12件", True),
    ("1-11月受理依申请公开12件。", "12件", True),
    ("1月1日至12月31日受理依申请公开12件。", "12件", False),
    ("协助他机关答复依申请公开1件。", "1件", True),
]


@pytest.mark.parametrize(("text", "quote", "partial"), PARTS)
def test_selection(text, quote, partial, read):
    assert found(read(text), quote).partial is partial


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("同比下降3%。", "down"),
        ("比上年增加3项。", "up"),
        ("回落12.3%。", "down"),
        ("降幅24.1%。", "down"),
        ("占3%。", None),
    ],
)
def test_direction(text, direction, read):
    (figure,) = read(text).figures
    assert figure.direction == direction


def test_the_clause_is_the_words_around_the_number(read):
    report = read("2022年,共受理依申请公开申请15件,其中3件结转。")
    assert [report.quote(f.clause) for f in report.figures] == ["共受理依申请公开申请15件", "其中3件结转"]


def test_what_was_done_with_decisions(read):
    report = read("作出行政许可12件,公示行政许可30条。")
    assert [f.verb for f in report.figures] == ["decide", "publish"]
