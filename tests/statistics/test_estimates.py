"""Intervals cover what they should, and corrected shares are nearer the truth than the labels people gave alone."""

import numpy as np
import pytest

from nlp.statistics.estimates import Labeled, bootstrap, corrected

TRIALS = 200


def drawn(random: np.random.Generator, share: float, sensitivity: float, specificity: float) -> list[Labeled]:
    """400 reports of about 12 units, their labels by a machine, 50 of them labeled by people too."""
    reports = []
    seen = set(random.choice(400, 50, replace=False).tolist())
    for at in range(400):
        units = int(random.poisson(12)) + 1
        own = random.beta(share * 6, (1 - share) * 6)  # reports differ in what they write about
        truth = random.random(units) < own
        machine = np.where(truth, random.random(units) < sensitivity, random.random(units) >= specificity)
        looked = (units, int(truth.sum()), int(machine.sum()), int((truth & machine).sum())) if at in seen else ()
        reports.append(Labeled(units, int(machine.sum()), *looked))
    return reports


def by_hand(reports: list[Labeled]) -> float:
    return sum(r.human for r in reports) / sum(r.seen for r in reports)


@pytest.mark.parametrize(
    ("share", "sensitivity", "specificity"), [(0.1, 0.8, 0.95), (0.2, 0.9, 0.9), (0.3, 0.95, 0.98)]
)
def test_corrected_intervals_cover_the_truth_and_are_nearer_than_hand_labels(share, sensitivity, specificity):
    random = np.random.default_rng(2024)
    covered, by_us, by_them = 0, [], []
    for _ in range(TRIALS):
        reports = drawn(random, share, sensitivity, specificity)
        found = corrected(reports)
        covered += found.low <= share <= found.high
        by_us.append(found.value - share)
        by_them.append(by_hand(reports) - share)
    assert 0.91 <= covered / TRIALS <= 0.99  # .95 within what 200 trials can tell
    assert np.square(by_us).mean() < np.square(by_them).mean()


def test_a_perfect_machine_needs_no_correction():
    reports = [Labeled(10, at % 4, 10, at % 4, at % 4, at % 4) if at < 30 else Labeled(10, at % 4) for at in range(200)]
    assert corrected(reports).value == pytest.approx(sum(at % 4 for at in range(200)) / 2000, abs=1e-9)


def test_a_machine_that_says_nothing_leaves_the_hand_labels():
    reports = [Labeled(10, 0, 10, at % 3, 0, 0) for at in range(30)] + [Labeled(10, 0)] * 100
    assert corrected(reports).value == pytest.approx(by_hand(reports[:30]))


def test_few_labeled_reports_give_no_interval():
    found = corrected([Labeled(10, 2, 10, 3, 2, 2)] * 5 + [Labeled(10, 2)] * 50)
    assert (found.low, found.high) == (None, None)


def test_some_units_of_a_report_stand_for_all_of_it():
    some = [Labeled(40, 0, 4, 2, 0, 0)] * 20 + [Labeled(10, 0, 10, 0, 0, 0)] * 20
    assert corrected(some).value == pytest.approx(0.4)


def test_resampled_bounds_hold_the_value():
    part, whole = np.arange(60) % 5, np.full(60, 10)
    found = bootstrap([part], [whole])[0]
    assert found.low < found.value == 0.2 < found.high


def test_a_sum_has_no_bounds():
    assert bootstrap([np.array([3, 4])], [None])[0].value == 7


def test_one_report_has_no_bounds():
    assert bootstrap([np.array([3])], [np.array([4])])[0].low is None


def test_the_same_seed_gives_the_same_bounds():
    part, whole = np.arange(40) % 7, np.full(40, 9)
    assert bootstrap([part], [whole], seed=5) == bootstrap([part], [whole], seed=5)
    assert bootstrap([part], [whole], seed=5) != bootstrap([part], [whole], seed=6)
