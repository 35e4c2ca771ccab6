"""Numerals that are no figures, and why (field guide 47-113, section 1.3; peers' failures)."""

import pytest

CASES = [
    # years and dates, also damaged ones
    ("2022年,2022年度。", "2022:year 2022:year"),
    ("2016通过网站发布75条。", "2016:year_bare"),
    ("2022年1月1日至12月31日。", "2022:date 1:date 1:date 12:date 31:date"),
    ("1-11月受理,9月19日前完成。", "1:date 11:date 9:date 19:date"),
    ("20221月1日起,202212日,202112年。", "20221:date 1:date 202212:date 202112:year"),
    ("自,年5月1日至1231日,2007年45日。", "5:date 1:date 1231:date 2007:year 45:date"),
    ("二〇二二年十二月三十一日。", "二〇二二:year 十二:date 三十一:date"),
    ("2019-2022年,2022-01-31。", "2019:year 2022:year 2022:date 01:date 31:date"),
    ("上午8:30-12:00,下半年,前三季度。", "8:time_expression 30:time_expression 12:time_expression 00:time_expression "
     "半:time_expression 三:time_expression"),
    ("近三年,100周年,5·15。", "三:time_expression 100:time_expression 5:set_phrase 15:set_phrase"),
    # document and decree numbers, articles, sessions
    ("〔2022〕30号,〔202130号,[2021]15号。", "2022:document_number 30:document_number 202130:document_number "
     "2021:document_number 15:document_number"),
    ("国务院令第711号,711号令。", "711:decree_number 711:decree_number"),
    ("第二十条第(一)项,第36条。", "二十:article_number 一:article_number 36:article_number"),
    ("公开信息602条(40条为图解)。", ""),
    ("第十五届,十九大,十九届五中全会。",
     "十五:meeting_session 十九:political_ordinal 十九:political_ordinal 五:political_ordinal"),
    ("第76次会议,第一时间,第三方。", "76:ordinal 一:lexical_ordinal 三:lexical_ordinal"),
    ("列全市第四名、B组第1位,前10名。", "四:rank 1:rank 10:rank"),
    ("得分246分。", "246:score"),
    ("附件1,附表2,第3章。", "1:caption_number 2:caption_number 3:section_number"),
    # how to reach an office
    ("电话:0577-12345678,传真88112233。", "0577:phone 12345678:phone 88112233:phone"),
    ("电话13800138000,邮编:325000。", "13800138000:phone 325000:postcode"),
    ("解放路88号3楼301室。", "88:street_number 3:street_number 301:street_number"),
    ("网址http://www.abc12.cn/art/20.html,邮箱a12@163.com。", "12:url 20:url 12:url 163:url"),
    ("12345热线,12369、12315平台,89000平台。", "12345:hotline 12369:hotline 12315:hotline 89000:hotline"),
    # enumerators
    ("一是学习;二是落实。", "一:list_marker 二:list_marker"),
    ("一、概述\n(二)公开\n3.培训\n4、其他", "一:section_number 二:section_number 3:list_marker 4:list_marker"),
    ("例如:1.2022年度工作。", "1:list_marker 2022:year"),
    ("第一,学习;其二,落实;三要督查。", "一:list_marker 二:list_marker 三:list_marker"),
    # slogans, programs, plans
    ("“三公”经费、“五公开”、“1+2+3+N”。", "三:set_phrase 五:set_phrase 1:set_phrase 2:set_phrase 3:set_phrase"),
    ("双随机一公开、双公示、两化三制、六稳六保。", "双:set_phrase 一:lexical 双:set_phrase 两:set_phrase 三:set_phrase "
     "六:set_phrase 六:set_phrase"),
    ("三同时、三审三校、跑一次、一网通办。",
     "三:set_phrase 三:set_phrase 三:set_phrase 一:indefinite_article 一:set_phrase"),
    ("3个100%,5个100,1+2+3+N。",
     "3:set_phrase 100:set_phrase 5:set_phrase 100:set_phrase 1:set_phrase 2:set_phrase 3:set_phrase"),
    ("四个意识、两个维护、三位一体、一式两份。",
     "四:set_phrase 两:set_phrase 三:set_phrase 一:set_phrase 一:set_phrase 两:set_phrase"),
    ("十四五规划,市县两级,7×24小时。", "十四五:plan_name 两:set_phrase 7:set_phrase 24:set_phrase"),
    ("《2022年要点》《十大工程方案》。", "2022:year 十:title"),
    ("G20、5G、A4纸、IPv6。", "20:name 5:name 4:name 6:name"),
    # words and articles
    ("统一进一步一些一般老百姓万一。", "一:lexical 一:lexical 一:lexical 一:lexical 百:lexical 万一:set_phrase"),
    ("千方百计,十分重要,队伍建设。", "千:set_phrase 百:set_phrase 十:set_phrase"),
    ("一种意识、一支队伍、一批成果、一套手册。",
     "一:indefinite_article 一:indefinite_article 一:indefinite_article 一:indefinite_article"),
    ("最后一件,每办一件申请。", "一:indefinite_article 一:indefinite_article"),
    ("2021—2022学年,上午9时至12时。", "2021:school_year 2022:school_year 9:time_expression 12:time_expression"),
    ("每一项任务,以下几个方面。", "一:indefinite_quantifier 几:indefinite_quantifier"),
    ("三台县、四川、万州、六安、九江。", "三:place_name 四:place_name 万:place_name 六:place_name 九:place_name"),
    # plans are no facts of the year
    ("2023年计划举办培训4次。", "2023:year 4:goal"),
    ("下一步将组织检查3次。", "一:lexical 3:goal"),
    # what can't be read for sure is said to be so
    ("阅读三万五次,公开12 345条。", "三万五:ambiguous_numeral 12:ambiguous_numeral 345:ambiguous_numeral"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_no_figure_and_why(text, expected, read, reasons):
    assert " ".join(f"{numeral}:{reason}" for numeral, reason in reasons(read(text))) == expected


TRAPS = [
    "一是加强统一领导,二是进一步落实“五公开”。",
    "根据《条例》第二十条第(一)项和国办发〔2022〕8号文件。",
    "截至2022年12月31日,本报告电子版见网站。",
    "推进双随机一公开,做好六稳六保,召开两会。",
    "深入贯彻党的二十大和十九届历次全会精神。",
    "未按规定公开、没有审核的信息、无法提供、无正当理由。",
    "确保不发生泄密事件,力争零投诉,避免出现舆情。",
    "对未收到申请的单位加强指导,如未收到答复可以申请行政复议。",
    "无锡市、无障碍浏览、无需申请、无偿提供。",
    "六、其他需要报告的事项\n无。",
]


@pytest.mark.parametrize("text", TRAPS)
def test_nothing_is_reported(text, read, figures):
    assert figures(read(text)) == []
