"""Slips of the pen by their name, and wrong cells of table three found by their row and column."""

from decimal import Decimal

import pytest

from nlp import catalog, ingest
from nlp.pipeline import Tools, analyze
from nlp.verify.repairs import slip

SLIPS = [
    ("1", "11", "digit_dropped"),
    ("982", "9827", "digit_dropped"),
    ("1399", "13997", "digit_dropped"),
    ("155", "15", "digit_doubled"),
    ("21", "12", "digits_swapped"),
    ("4051", "4501", "digits_swapped"),
    ("38", "36", "digit_changed"),
    ("150000", "15", "ten_thousand"),
    ("22.36", "223600", "ten_thousand"),
    ("38.5", "385", "tenfold"),
    ("98", "155", ""),
    ("3", "1", ""),
]


@pytest.mark.parametrize(("written", "meant", "kind"), SLIPS)
def test_slip(written, meant, kind):
    assert slip(Decimal(written), Decimal(meant)) == kind


REPORT = """松涛县水利局2022年政府信息公开工作年度报告
一、总体情况
{prose}
二、主动公开政府信息情况
第二十条第(五)项 |
信息内容 | 本年处理决定数量 |
行政许可 | 26 |
"""

RANKED = [
    # prose, what is proposed first: kind and value
    ("公开信息1200条,其中政策类180条,动态类910条,其他类11条。", ("tenfold", "110")),  # a part slipped
    ("公开信息351条,其中概况类9条,动态类306条,目录类33条。", ("value", "348")),  # nothing tells; the total first
    ("来信中咨询占47.1%,投诉占38.3%,建议占41.6%。", ("digits_swapped", "14.6")),  # one share of the three
]


@pytest.mark.parametrize(("prose", "first"), RANKED)
def test_what_a_slip_explains_is_proposed_first(prose, first):
    raw = ingest.read_bytes(REPORT.format(prose=prose).encode(), "repairs.txt")
    (report,) = analyze(raw, Tools(catalog.load()))
    (finding,) = (finding for finding in report.findings if finding.repairs)
    assert (finding.repairs[0].kind, finding.repairs[0].value) == first
