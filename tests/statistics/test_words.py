"""Words: terms taken whole, negated and planned uses told apart, key words by weighted log-odds, and a way back."""

import math

import pytest

from nlp.errors import UsageError
from nlp.statistics.uses import merged, uses
from nlp.statistics.words import log_odds, places, words


def said(text: str, status: str | None = None) -> dict[str, str]:
    return {use.word: use.use for use in uses(text, status)}


@pytest.mark.parametrize(
    ("text", "whole", "inner"),
    [
        ("对3件申请不予公开。", "不予公开", "公开"),
        ("受理依申请公开12件。", "依申请公开", "公开"),
        ("主动公开各类文件", "主动公开", "公开"),
        ("部分公开2件", "部分公开", "公开"),
        ("政府信息公开工作", "政府信息公开", "公开"),
        ("复议后起诉1件", "复议后起诉", "复议"),
        ("行政复议后起诉1件", "行政复议后起诉", "行政复议"),
        ("未经复议直接起诉2件", "未经复议直接起诉", "复议"),
        ("行政复议3件", "行政复议", "复议"),
        ("应公开未公开的内容", "应公开未公开", "公开"),
        ("政府门户网站改版", "政府门户网站", "网站"),
        ("政务微信公众号", "政务微信", "微信"),
        ("印度尼西亚客商", "印度尼西亚", "印度"),
    ],
)
def test_the_longest_term_counts(text, whole, inner):
    found = said(text)
    assert whole in found
    assert inner not in found


def test_what_stands_inside_and_outside_a_term_is_counted_once_each():
    found = [use.word for use in uses("公开指南与依申请公开、公开栏一并公开")]
    assert found.count("公开") == 1
    assert "依申请公开" in found


def test_a_term_cut_apart_is_joined():
    assert merged(["未经", "复议", "直接", "起诉", "2", "件"]) == ["未经复议直接起诉", "2", "件"]


@pytest.mark.parametrize(
    ("text", "word", "use"),
    [
        ("本年度未收到行政复议申请。", "行政复议", "negated"),
        ("没有因政府信息公开提起行政诉讼。", "行政诉讼", "negated"),
        ("没有申请,公开栏更新12次。", "更新", "stated"),
        ("尚未建立考核制度,但培训已完成。", "考核", "negated"),
        ("尚未建立考核制度,但培训已完成。", "培训", "stated"),
        ("解读内容不够生动。", "生动", "negated"),
        ("无障碍网页改造完成。", "网页", "stated"),
        ("不断提升服务质量。", "提升", "stated"),
        ("下一步,我局将加强政策解读,完善考核。", "考核", "planned"),
        ("2024年将继续组织培训。", "培训", "planned"),
        ("将公开目录纳入考核。", "考核", "stated"),
        ("力争年底前建成查阅点。", "查阅点", "planned"),
        ("下一步加强培训。已建成查阅点。", "查阅点", "stated"),
        ("今后不再收取检索费。", "检索费", "negated"),
    ],
)
def test_negated_and_planned_uses_are_told_apart(text, word, use):
    assert said(text)[word] == use


def test_the_status_of_a_measure_decides_where_it_is_known():
    assert said("组织全员培训。", "planned")["培训"] == "planned"
    assert said("针对不足,下一步加强培训的安排已落实。", "done")["培训"] == "stated"


def test_places_are_those_of_the_text():
    text = "依申请公开受理12件,网站更新。"
    assert all(text[use.start : use.start + len(use.word)] == use.word for use in uses(text))


def test_log_odds_by_hand():
    odds, z = log_odds(30, 1000, 10, 1000, 0.02, 100)
    one, two = 32, 12  # with 2 of the 100 words of the prior
    assert odds == pytest.approx(math.log(one / (1100 - one)) - math.log(two / (1100 - two)))
    assert z == pytest.approx(odds / math.sqrt(1 / one + 1 / two))


def test_a_word_as_frequent_on_both_sides_tells_nothing():
    assert log_odds(20, 1000, 40, 2000, 0.02, 100)[1] == pytest.approx(0, abs=0.15)


def test_every_count_of_words_opens_to_its_places(out):
    rows = list(words(out, ("form",), top=12))
    assert {row.form for row in rows} >= {"G1", "G2", "G3"}
    for row in rows:
        found = list(places(out, row.cell))
        uses_of = [place.use for place in found]
        assert len(found) == row.count
        assert [uses_of.count(use) for use in ("stated", "negated", "planned")] == [
            row.stated,
            row.negated,
            row.planned,
        ]
        assert len({place.report_id for place in found}) == row.reports


def test_a_use_opens_apart(out):
    found = list(places(out, "words:申请:negated:form=G3"))
    assert found and {place.use for place in found} == {"negated"}


def test_places_are_where_the_word_stands_in_the_source(out, sources):
    found = list(places(out, "words:公开:all:"))
    assert len(found) > 50
    cut = [sources[place.report_id][place.source_start : place.source_end] for place in found]
    assert cut.count("公开") > 50
    assert all("公开" in text or "公開" in text for text in cut)  # of a converted unit the whole is given


def test_groups_add_up_to_the_whole(out):
    rows = [row for row in words(out, ("form",)) if row.word == "申请"]
    whole = next(row for row in rows if row.z is None)
    assert sum(row.count for row in rows if row.z is not None) == whole.count


@pytest.mark.parametrize("cell", ["words:公开:sometimes:", "words:公开:all:form=G9", "tags:problem:", "words"])
def test_misuse_is_told(out, cell):
    with pytest.raises(UsageError, match="no such number"):
        list(places(out, cell))
