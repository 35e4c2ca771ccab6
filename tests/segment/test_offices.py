"""Who reports, from where, for which year and for whom."""

from collections.abc import Callable

import pytest

from nlp.document import Report

BODY = "一、总体情况\n推进政务公开。\n五、存在的主要问题及改进情况\n更新慢。\n六、其他需要报告的事项\n无。\n"


@pytest.mark.parametrize(
    ("title", "issuer", "year"),
    [
        ("青湾县民政局2021年政府信息公开工作年度报告", "青湾县民政局", 2021),
        ("青湾县民政局2021年度政府信息公开年度报告。", "青湾县民政局", 2021),
        ("青湾县民政局 2021 年政府信息公开工作年度报告 |", "青湾县民政局", 2021),
        ("2021年青湾县民政局政府信息公开工作年度报告", "青湾县民政局", 2021),
        ("青湾县民政局政府信息公开2021年度报告", "青湾县民政局", 2021),
        ("青湾县民政局关于2013年度政府信息公开工作情况的报告", "青湾县民政局", 2013),
        ("青湾县民政局二〇二一年政府信息公开年报", "青湾县民政局", 2021),
        ("青湾县民政局2016年政务公开工作总结", "青湾县民政局", 2016),
        ("青湾县民政局政府信息公开工作年度报告(2021年度)", "青湾县民政局", 2021),
        ("青湾县民政局政府信息公开工作年度报告\n(2021年度)", "青湾县民政局", 2021),
        ("青湾县民政局\n2021年政府信息公开工作年度报告", "青湾县民政局", 2021),
        ("青湾县民政局\n2021年政府信息公开\n工作年度报告", "青湾县民政局", 2021),
        ("青湾县民政局关于2021年\n政府信息公开工作年度报告", "青湾县民政局", 2021),
        ("青湾县民政局\n关于报送2021年政府信息公开工作年度报告的函", "青湾县民政局", 2021),
        ("- 1 - 青湾县民政局2021年政府信息公开工作年度报告", "青湾县民政局", 2021),
        ("青湾市2021年政府信息公开工作年度报告", "青湾市人民政府", 2021),
        ("柳河镇2021年政府信息公开工作年度报告", "柳河镇人民政府", 2021),
        ("柳河街道2021年政府信息公开工作年度报告", "柳河街道办事处", 2021),
        ("青湾经济开发区2021年政府信息公开工作年度报告", "青湾经济开发区", 2021),
        ("青湾学院2020-2021学年信息公开工作年度报告", "青湾学院", 2021),
        ("区民政局2021年政府信息公开工作年度报告", "区民政局", 2021),
        ("青湾县民政局2021年政府信息公开工作年度报告(2022年1月发布)", "青湾县民政局", 2021),
        ("《青湾县民政局2021年政府信息公开工作年度报告》", "青湾县民政局", 2021),
        ("【年报】青湾县民政局2021年政府信息公开工作年度报告", "青湾县民政局", 2021),
        ("青湾县民政局2021年政府信息公开工作年度报告.docx", "青湾县民政局", 2021),
        ("青湾县民政局2021年政府信息公开工作年度报告-青湾县人民政府门户网站", "青湾县民政局", 2021),
        ("青湾县民政局2021年政府信息公开年报_年报_青湾县政府网", "青湾县民政局", 2021),
        ("关于青湾县民政局2021年度政府信息公开工作年度报告的公示", "青湾县民政局", 2021),
        ("青湾县政府办公室关于印发青湾县2021年政府信息公开工作年度报告的通知", "青湾县人民政府", 2021),
        ("青湾县民政局(青湾县老龄办)2021年政府信息公开工作年度报告", "青湾县民政局(青湾县老龄办)", 2021),
        ("青湾县民政局二0二一年政府信息公开工作年度报告", "青湾县民政局", 2021),
        ("青湾县民政局\n2021年度\n政府信息公开工作年度报告", "青湾县民政局", 2021),
        ("2021年度\n青湾县民政局政府信息公开工作年度报告", "青湾县民政局", 2021),
        ("青湾县\n民政局2021年政府信息公开工作年度报告", "青湾县民政局", 2021),
        ("青湾县民政局2021年法治政府建设和政府信息公开工作年度报告", "青湾县民政局", 2021),
        ("青湾县民政局qwx.gov.cn2021年政府信息公开工作年度报告", "青湾县民政局", 2021),
    ],
)
def test_title(title: str, issuer: str, year: int, report: Callable[[str], Report]) -> None:
    found = report(f"{title}\n{BODY}")
    assert (found.issuer, found.issuer_basis, found.year) == (issuer, "title", year)
    assert found.title_span is not None and found.span.start == found.title_span.start
    assert found.quote(found.title_span)[-1] not in "。| \n"
    assert [unit.kind for unit in found.units[:2]] == ["heading", "heading"]


@pytest.mark.parametrize(
    "line",
    [
        "以上为青湾县民政局2021年政府信息公开工作报告。",
        "现公布2021年政府信息公开工作年度报告",
        "本机关2021年政府信息公开工作年度报告",
        "编制《青湾县民政局2021年政府信息公开工作年度报告》",
        "政务公开 > 青湾县民政局2021年政府信息公开工作年度报告",
        "青湾县民政局2021年法治政府建设年度报告",
    ],
)
def test_what_is_no_title(line: str, report: Callable[[str], Report]) -> None:
    assert report(f"{line}\n{BODY}").title is None


@pytest.mark.parametrize(
    ("text", "issuer", "basis"),
    [
        ("编制《青湾县民政局2020年度政府信息公开工作年度报告》并公布。", "青湾县民政局", "text"),
        (
            "印发《青湾县人民政府办公室关于公文公开的通知》《青湾县人民政府办公室关于解读的通知》。",
            "青湾县人民政府办公室",
            "text",
        ),
        ("贯彻《国务院办公厅关于公开的意见》《国务院办公厅关于解读的意见》。", None, None),
        ("我局落实《青湾县人民政府办公室关于公开的通知》《青湾县人民政府办公室关于解读的通知》。", None, None),
        ("青湾县人民政府重视此项工作。青湾县人民政府全年召开会议2次。", "青湾县人民政府", "text"),
        ("推进公开。", None, None),
    ],
)
def test_office_without_a_title(
    text: str, issuer: str | None, basis: str | None, report: Callable[[str], Report]
) -> None:
    found = report(BODY.replace("推进政务公开。", text))
    assert (found.issuer, found.issuer_basis) == (issuer, basis)


def test_office_that_the_page_names(report: Callable[[str], Report]) -> None:
    found = report(f"索引号: | 1133/2022 | 发布机构: | 青湾县民政局 |\n2021年政府信息公开工作年度报告\n{BODY}")
    assert (found.issuer, found.issuer_basis) == ("青湾县民政局", "text")


def test_office_that_signs(report: Callable[[str], Report]) -> None:
    found = report(f"{BODY}青湾县民政局\n2022年1月9日\n")
    assert (found.issuer, found.issuer_basis) == ("青湾县民政局", "signature")


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("统计期限自2020年1月1日起至2020年12月31日止。2021年继续推进,2021年将加强。", 2020),
        ("统计期限为2020年1月1日—12月31日。", 2020),
        ("2020年公开信息9条,比2019年多3条。2020年收到申请1件。", 2020),
        ("印发〔2019〕5号文件。2020年公开信息9条。2022年1月9日公布。", 2020),
        ("公开信息9条。", None),
    ],
)
def test_year_without_a_title(text: str, year: int | None, report: Callable[[str], Report]) -> None:
    assert report(BODY.replace("推进政务公开。", text)).year == year


def test_the_year_of_the_title_outranks_a_stale_period(report: Callable[[str], Report]) -> None:
    text = "青湾县民政局2021年政府信息公开工作年度报告\n统计期限为2020年1月1日至12月31日。\n" + BODY
    assert report(text).year == 2021


@pytest.mark.parametrize(
    ("issuer", "text", "region", "level"),
    [
        ("广元市林业局", "", "四川省广元市", "prefecture"),
        ("四川省水利厅", "", "四川省", "province"),
        ("云南省昆明市官渡区环保局", "", "云南省昆明市官渡区", "county"),
        ("官渡区环保局", "被昆明市环保局评为先进。", "云南省昆明市官渡区", "county"),
        ("温州市生态环境局瑞安分局", "见瑞安市政府网站。", "浙江省温州市瑞安市", "county"),
        ("义乌市民政局", "按照浙江省要求推进。", "浙江省义乌市", "county"),
        ("青湾县民政局", "", None, "county"),
        ("柳河镇人民政府", "", None, "township"),
        ("北京市海淀区教育局", "", "北京市海淀区", "county"),
        ("上海市教育委员会", "", "上海市", "province"),
        ("恩施土家族苗族自治州水利局", "", "湖北省恩施土家族苗族自治州", "prefecture"),
        ("吉林省吉林市船营区人民政府", "", "吉林省吉林市船营区", "county"),
        ("国家统计局", "", None, "national"),
    ],
)
def test_place_and_level(
    issuer: str, text: str, region: str | None, level: str, report: Callable[[str], Report]
) -> None:
    found = report(
        f"{issuer}2021年政府信息公开工作年度报告\n" + BODY.replace("推进政务公开。", f"推进政务公开。{text}")
    )
    assert (found.region, found.office_level) == (region, level)


@pytest.mark.parametrize(
    ("issuer", "text", "scope"),
    [
        ("青湾县民政局", "我局公开信息9条。", "own"),
        ("青湾县人民政府", "公开信息9条。", None),
        ("青湾县人民政府", "全县共受理申请9件。", "area"),
        ("青湾县人民政府办公室", "综合各乡镇和县政府各部门的工作情况编制本报告。", "area"),
        ("青湾县民政局", "汇总局机关和各所属单位数据编制。", "area"),
    ],
)
def test_scope(issuer: str, text: str, scope: str | None, report: Callable[[str], Report]) -> None:
    found = report(f"{issuer}2021年政府信息公开工作年度报告\n" + BODY.replace("推进政务公开。", text))
    assert found.scope == scope


@pytest.mark.parametrize(
    ("issuer", "said", "scope"),
    [
        ("青湾县人民政府", "全县共公开信息9条。本报告数据为机关本级数据。", "own"),
        ("青湾县人民政府", "全县共公开信息9条。", "area"),
        ("青湾县人民政府办公室", "全县共公开信息9条。", None),
    ],
)
def test_scope_said_outranks_scope_inferred(issuer, said, scope, report):
    assert report(f"{issuer}2021年政府信息公开工作年度报告\n{BODY.replace('推进政务公开。', said)}").scope == scope


def test_unknown_city_of_a_province_is_no_province(report):
    assert report(f"四川省青湾市水利局2021年政府信息公开工作年度报告\n{BODY}").office_level is None
