"""A rule is stable only where it was measured and met the bar (nlp/catalog/measured.py), and pages say how."""

import pytest

from nlp import catalog
from nlp.catalog.measured import CLEAN, read_measurement, shortfalls
from nlp.write.rules import listing, marks

RULES = catalog.load().checked_rules
MEASUREMENT = read_measurement()
assert MEASUREMENT is not None, "docs/results/rules.json is missing: make rules"


def test_every_rule_was_measured():
    assert set(MEASUREMENT.rules) == set(RULES)
    assert MEASUREMENT.reports["simulated"] >= CLEAN


@pytest.mark.parametrize("code", RULES)
def test_a_stable_rule_meets_the_bar(code):
    rule, measured = RULES[code], MEASUREMENT.rules[code]
    assert rule.status != "stable" or shortfalls(rule, measured) == ()


@pytest.mark.parametrize("code", RULES)
def test_marks_are_counts_that_add_up(code):
    measured = MEASUREMENT.rules[code]
    assert 0 <= measured.found <= measured.planted
    assert measured.flagged == sum(tally.flagged for tally in measured.sources.values())
    assert measured.right == sum(tally.right for tally in measured.sources.values()) <= measured.flagged
    low, high = measured.recall_interval
    assert low <= measured.recall <= high


def test_the_list_of_rules_shows_marks_and_where_a_rule_falls_short():
    lines = "\n".join(listing(catalog.load(), MEASUREMENT))
    assert "recall" in lines and "precision" in lines
    details = "\n".join(marks(catalog.load(), MEASUREMENT))
    assert "simulated and hand-written" in details
    every = catalog.load().all_rules.values()
    assert details.count("short of stable") == sum(rule.status != "stable" for rule in every)


def test_without_a_measurement_nothing_is_claimed():
    assert shortfalls(RULES["TT101"], None) == ("not measured by the exam",)
    assert list(marks(catalog.load(), None)) == ["未量测 / not measured: gongkai exam --rules"]
