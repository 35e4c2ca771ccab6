"""What holds of every check and finding: lasting ids, a complete ledger, operands that exist, located cells."""

import random

import pytest

from nlp import catalog

CATALOG = catalog.load()
CASE = ["2021 G3 某市应急管理局", "> 全年共办理行政处罚12件。", "ad_penalty_decisions = 21"]


def one(report):
    (finding,) = (f for f in report.findings if f.rule == "TT101")
    return finding


def test_a_finding_keeps_its_id_when_its_place_moves(checked):
    moved = [CASE[0], "> 坚持以公开为常态。", *CASE[1:]]
    assert one(checked(CASE)).id == one(checked(moved)).id
    assert one(checked(CASE)).fingerprint == one(checked(moved)).fingerprint


def test_other_numbers_keep_the_id_and_change_the_fingerprint(checked):
    other = [CASE[0], "> 全年共办理行政处罚15件。", "ad_penalty_decisions = 40"]
    assert one(checked(CASE)).id == one(checked(other)).id
    assert one(checked(CASE)).fingerprint != one(checked(other)).fingerprint


@pytest.mark.parametrize("head", ["2022 G3 某市应急管理局", "2021 G3 某市水利局"])
def test_another_year_or_office_is_another_finding(checked, head):
    assert one(checked(CASE)).id != one(checked([head, *CASE[1:]])).id


def test_two_findings_of_one_report_never_share_an_id(checked):
    report = checked(
        [CASE[0], "> 全年共作出行政许可决定5件。", "> 全年办理行政处罚12件。", *CASE[2:], "ad_license_decisions = 9"]
    )
    ids = [finding.id for finding in report.findings]
    assert len(ids) == len(set(ids)) >= 2


def test_evidence_shows_both_sides(checked):
    finding = one(checked(CASE))
    assert [side.quote for side in finding.evidence] == ["12件", "21"]
    assert [side.cell for side in finding.evidence] == [None, "ad_penalty_decisions"]
    assert "21 ≠ 12" in finding.message_zh and "21 ≠ 12" in finding.message_en


def test_checking_twice_gives_the_same(checked):
    assert checked(CASE).findings == checked(CASE).findings
    assert checked(CASE).checks == checked(CASE).checks


LEDGERS = [
    # prose, cell, state of the numeral
    ("全年办理行政处罚21件。", "ad_penalty_decisions = 21", "agrees"),
    ("全年办理行政处罚12件。", "ad_penalty_decisions = 21", "contradicts"),
    ("全年办理行政处罚12件。", "ad_penalty_decisions = unreadable", "not_checkable"),
    ("全市办理行政处罚12件。", "ad_penalty_decisions = 21", "not_checkable"),
    ("2020年办理行政处罚12件。", "ad_penalty_decisions = 21", "not_checkable"),
    ("召开座谈会3场。", "ad_penalty_decisions = 21", "no_counterpart"),
    ("全年主动公开政府信息351条。", "ad_penalty_decisions = 21", "no_counterpart"),
]


@pytest.mark.parametrize(("prose", "cell", "state"), LEDGERS)
def test_ledger(checked, prose, cell, state):
    numerals = checked([CASE[0], f"> {prose}", cell]).numerals
    assert state in {n.state for n in numerals}
    assert all(n.state != "figure" for n in numerals)
    assert all(n.reason for n in numerals if n.state == "not_checkable")


def test_parts_and_total_are_derived(checked):
    numerals = checked([CASE[0], "> 共收到来信18件,其中咨询类6件,投诉类12件。"]).numerals
    assert [n.state for n in numerals] == ["derived_agrees"] * 3
    numerals = checked([CASE[0], "> 共收到来信18件,其中咨询类9件,投诉类12件。"]).numerals
    assert [n.state for n in numerals] == ["derived_contradicts"] * 3


def table_three(seed):
    """A table of applications of the 2021 form that adds up in every row and column."""
    chance = random.Random(seed)
    form = CATALOG.forms["G3"]
    rows = [row.id for table in form.tables if table.id == "3" for row in table.rows if row.cells]
    results = [
        row for row in rows if row not in ("rq_new_received", "rq_carried_in", "rq_total_processed", "rq_carried_out")
    ]
    columns = [cell.partition("@")[2] for cell in form.tables[1].rows[0].cells][:-1]
    value = {}
    for column in columns:
        for row in results:
            value[row, column] = chance.choice((0, 0, 0, 1, 2, 7, 23))
        value["rq_total_processed", column] = sum(value[row, column] for row in results)
        value["rq_carried_in", column], value["rq_carried_out", column] = chance.randrange(4), chance.randrange(4)
        came = value["rq_total_processed", column] + value["rq_carried_out", column]
        value["rq_carried_out", column] += max(0, value["rq_carried_in", column] - came)
        came = value["rq_total_processed", column] + value["rq_carried_out", column]
        value["rq_new_received", column] = came - value["rq_carried_in", column]
    for row in rows:
        value[row, "total"] = sum(value[row, column] for column in columns)
    return value


def lines(value):
    return [CASE[0], *(f"{row}@{column} = {number}" for (row, column), number in value.items())]


def test_a_table_that_adds_up_has_no_finding(checked):
    report = checked(lines(table_three(1)))
    assert [f.rule for f in report.findings] == []
    assert {c.verdict for c in report.checks if c.rule in ("IT202", "IT203", "IT204")} == {"holds"}


@pytest.mark.parametrize("seed", range(30))
def test_a_single_wrong_cell_is_located_and_mended(checked, seed):
    value = table_three(seed)
    chance = random.Random(seed)
    wrong = chance.choice(list(value))
    right = value[wrong]
    value[wrong] = right + chance.choice((1, 5, 30, 100))
    report = checked(lines(value))
    repairs = [finding.repairs[0] for finding in report.findings if finding.level == "error"]
    assert repairs
    assert ("cell:" + "@".join(wrong), str(right)) in {(r.target, r.value) for r in repairs}
