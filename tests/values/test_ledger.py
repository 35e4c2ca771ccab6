"""The ledger: every numeral character of the narrative in exactly one row."""

import re

from hypothesis import given
from hypothesis import strategies as st

_NUMERAL = re.compile(r"[0-9〇零一二两三四五六七八九十百千万亿半双几]")
_PIECES = """公开信息 收到申请 2022年 1月 3件 , 。 、 ( ) 《 》 “ ” 一是 进一步 三个 方面 〔2021〕30号 第 号 近 余
万 条 % ~ 至 12 0 其中 占 下降 一 十 百 半 几 双 几十 . : ; 未收到 行政复议 没有 均为 分别 1.2022年 3.14 1,113 十几万
个半小时 电话 邮编"""
texts = st.lists(st.sampled_from([*_PIECES.split(), "\n", " "]), max_size=25).map("".join)


def rows_per_character(report):
    count = [0] * len(report.text.text)
    for numeral in report.numerals:
        for position in range(numeral.span.start, numeral.span.end):
            count[position] += 1
    return count


@given(texts)
def test_every_numeral_character_once(read, text):
    report = read(text)
    count = rows_per_character(report)
    assert all(count[m.start()] == 1 for m in _NUMERAL.finditer(text))
    assert all(report.text.text[n.span.start : n.span.end] == n.text for n in report.numerals)


@given(texts)
def test_rows_name_a_figure_or_a_reason(read, text):
    report = read(text)
    spans = {f.id: f.span for f in report.figures}
    for numeral in report.numerals:
        if numeral.state == "figure":
            assert spans[numeral.figure].covers(numeral.span)
            assert numeral.reason == ""
        else:
            assert (numeral.state, numeral.figure) == ("not_a_figure", None)
            assert numeral.reason


@given(texts)
def test_figures_lie_in_the_narrative_and_differ(read, text):
    report = read(text)
    assert all(report.span.covers(f.span) and f.clause.covers(f.span) for f in report.figures)
    assert len({f.id for f in report.figures}) == len(report.figures)
    assert all(f.low is None or f.high is None or f.low <= f.high for f in report.figures)


def test_the_two_ends_of_a_range_are_one_figure(read):
    report = read("均在1~3个工作日内回复。")
    assert [(n.text, n.figure) for n in report.numerals] == [("1", "r/f1"), ("3", "r/f1")]


def test_only_the_narrative_is_read(read):
    from nlp import catalog
    from nlp.spans import Span
    from nlp.values import extract

    report = read("公开12条。|行政许可|34|")
    whole = type(report)("r", report.text, report.span, zones=(("narrative", Span(0, 6)), ("table", Span(6, 17))))
    again = extract(whole, catalog.load())
    assert [n.text for n in again.numerals] == ["12"]
