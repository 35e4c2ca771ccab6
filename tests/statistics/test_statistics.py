"""Numbers of an annotated corpus: each opens to what it counts, knows its coverage, and comes out the same again."""

import json

import pytest

from nlp.errors import UsageError
from nlp.statistics import Estimate, Openings, members, overview, statistics
from nlp.statistics.corpus import Corpus


@pytest.fixture(scope="module")
def rows(out) -> list[Estimate]:
    return list(statistics(out, ("form",)))


def one(rows: list[Estimate], cell: str) -> Estimate:
    return next(row for row in rows if row.cell == cell)


TABLES = (
    "tags tag_groups reports_with_tag problem_types measure_types measure_status problems_answered problems_linked "
    "density series series_sound rates rates_sound contradictions"
)


@pytest.fixture(scope="module")
def openings(out) -> Openings:
    return Openings(out)


@pytest.mark.parametrize("table", TABLES.split())
def test_every_number_opens_to_what_it_counts(openings, rows, table):
    counted = [row for row in rows if row.table == table]
    assert any(row.count for row in counted)
    for row in counted:
        listed = sum(member.amount for member in openings.members(row.cell, texts=False))
        assert listed == pytest.approx(row.count), row.cell


def test_no_table_is_left_out(rows):
    assert {row.table for row in rows} == set(TABLES.split())


def test_listed_paragraphs_bear_the_tag(out):
    listed = {member.id for member in members(out, "tags:sv_training:")}
    units = Corpus(out).units
    assert listed == set(units["unit_id"][units["tags"].map(lambda tags: "sv_training" in tags)])


@pytest.mark.parametrize(
    ("cell", "zh", "en"),
    [
        ("tag_groups:A:", "主动公开", "proactive disclosure"),
        ("rates:consent:", "同意率", "consent"),
        ("density:units:", "单元", "units"),
        ("series:rq_granted@natural:", "予以公开（自然人）", "(Natural persons)"),
        ("contradictions:IT204:", "收支不平", "balance"),
    ],
)
def test_items_have_names_in_both_languages(rows, cell, zh, en):
    (row,) = [row for row in rows if row.cell == cell]
    assert zh in row.item_zh and en in row.item_en


def test_an_overview_names_what_there_are_cases_of(rows):
    shown = {line.cell: line for line in overview(rows)}
    assert shown["problem_types:PT04:"].name.startswith("公开或更新不及时")
    assert all(line.count for line in shown.values())


def test_a_table_that_is_none_is_told_with_those_there_are(out):
    with pytest.raises(UsageError, match="rates"):
        list(statistics(out, only=("ratez",)))


def test_listed_paragraphs_show_their_text(out):
    assert all(member.text for member in members(out, "tags:problem:"))


def test_groups_add_up_to_the_whole(rows):
    parts = [row.count for row in rows if row.table == "tags" and row.item == "problem" and "form=" in row.cell]
    assert sum(parts) == one(rows, "tags:problem:").count


def test_a_rate_counts_only_reports_that_have_every_cell(rows):
    consent = one(rows, "rates:consent:")
    assert 0 < consent.measured < consent.read
    assert one(rows, "rates:consent:form=G1").measured == 0


def test_sound_series_leave_contradicted_cells_out(rows):
    sound = {row.cell.replace("series_sound", "series"): row.count for row in rows if row.table == "series_sound"}
    assert any(row.count != sound[row.cell] for row in rows if row.table == "series")


def test_the_difference_is_that_from_the_sound_value(rows):
    sound = {row.cell.replace("_sound", ""): row for row in rows if row.table.endswith("_sound")}
    told = [row for row in rows if row.difference]
    assert {row.table for row in told} == {"series", "rates"}
    for row in told:
        assert row.difference == pytest.approx(row.value - sound[row.cell].value, abs=2e-6)


def test_few_reports_get_no_interval(rows):
    assert all((row.low is None) == (row.measured < 12) for row in rows if row.basis == "resampled" and row.total)


def test_what_no_report_has_may_still_be_there_in_some(rows):
    row = one(rows, "reports_with_tag:boilerplate:")
    none = [row for row in rows if row.table == "reports_with_tag" and not row.count and row.measured >= 12]
    assert row.value == 1 and row.low < 1
    assert none and all(0 == row.low < row.high < 0.3 for row in none)


def test_contradictions_are_out_of_what_could_be_compared(rows):
    row = one(rows, "contradictions:TT101:")
    assert 0 < row.count < row.total <= row.read


def test_expected_reports_stand_beside(out, tmp_path):
    (tmp_path / "expected.csv").write_text("issuer,form\n甲局,G3\n乙局,G3\n丙局,G1\n", encoding="utf-8-sig")
    rows = list(statistics(out, ("form",), expected=tmp_path / "expected.csv"))
    assert one(rows, "tags:problem:").expected == 3
    assert one(rows, "tags:problem:form=G3").expected == 2


def test_a_group_nobody_labeled_gets_no_interval(out, tmp_path):
    corpus = Corpus(out)
    form = dict(zip(corpus.reports["report_id"], corpus.reports["form"], strict=True))
    units = corpus.units[corpus.units["report_id"].map(form) == "G3"]
    lines = [json.dumps({"unit_id": unit, "tags": ["problem"]}) for unit in units["unit_id"]]
    (tmp_path / "labels.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rows = list(statistics(out, ("form",), labels=tmp_path / "labels.jsonl"))
    row = one(rows, "tags:problem:form=G1")
    assert (row.basis, row.low, row.high) == ("too_few_labels", None, None)
    assert row.value == row.naive == pytest.approx(row.count / row.total, abs=1e-6)


def test_hand_labels_correct_the_shares(out, tmp_path):
    units = Corpus(out).units
    lines = [json.dumps({"unit_id": unit, "tags": ["problem"]}) for unit in units["unit_id"]]
    (tmp_path / "labels.jsonl").write_text("\n".join(lines), encoding="utf-8")
    row = one(list(statistics(out, labels=tmp_path / "labels.jsonl")), "tags:problem:")
    assert (row.basis, row.value) == ("corrected", 1.0)
    assert row.naive < 0.5


def test_the_same_corpus_gives_the_same_numbers(out, rows):
    assert list(statistics(out, ("form",))) == rows


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda out: list(statistics(out, ("color",))), "color"),
        (lambda out: list(members(out, "tags:nothing:")), "no such number"),
        (lambda out: list(statistics(out / "nowhere")), "annotate first"),
        (lambda out: list(statistics(out, expected=out / "none.csv")), "can't read"),
    ],
)
def test_misuse_is_told(out, call, told):
    with pytest.raises(UsageError, match=told):
        call(out)
