"""Agreement against published examples; calibration, confusion and intervals on small cases."""

import json
from pathlib import Path

import numpy as np
import pytest

from nlp.errors import UsageError
from nlp.evaluate import run_agreement
from nlp.evaluate.agreement import ac1, alpha, compare
from nlp.evaluate.topics import confusion, intervals
from nlp.topics.calibrate import calibration


def test_alpha_of_krippendorffs_binary_example() -> None:
    # Computing Krippendorff's Alpha-Reliability, part A: ten units, two observers, alpha = .095
    one, two = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert alpha(one, two) == pytest.approx(0.095, abs=5e-4)


def test_alpha_of_krippendorffs_nominal_example() -> None:
    # part B: twelve units, five values, alpha = .692
    one, two = "aabbdcccedda", "babbbccceddd"
    assert alpha(one, two) == pytest.approx(0.692, abs=5e-4)


def test_ac1_holds_where_a_label_is_rare() -> None:
    # 118 both yes, 5 and 2 apart, 0 both no: Gwet's case of high agreement that kappa denies (AC1 = .94)
    one, two = [True] * 123 + [False] * 2, [True] * 118 + [False] * 5 + [True] * 2
    assert ac1(one, two) == pytest.approx(0.941, abs=1e-3)
    assert alpha(one, two) < 0


@pytest.mark.parametrize(("one", "two", "a", "g"), [("yy", "yy", None, 1), ("yn", "yn", 1, 1), ("", "", None, None)])
def test_agreement_without_variety(one: str, two: str, a: float | None, g: float | None) -> None:
    assert (alpha(one, two), ac1(one, two)) == (a, g)


def test_two_files_are_paired_by_unit_and_the_rest_is_counted(tmp_path: Path) -> None:
    lines = {
        "a": [("u1", ["ot_fee"]), ("u2", ["sv_org"])],
        "b": [("u2", ["sv_org", "sv_training"]), ("u3", ["ot_fee"])],
    }
    for name, units in lines.items():
        text = "\n".join(json.dumps({"text": unit, "unit": unit, "tags": tags}) for unit, tags in units)
        (tmp_path / f"{name}.jsonl").write_text(text, "utf-8")
    found = run_agreement(tmp_path / "a.jsonl", tmp_path / "b.jsonl", tmp_path / "out.json")
    assert (found["units"], found["one_only"]) == (1, 2)
    assert found["labels"]["sv_training"]["f1"] == 0
    assert json.loads((tmp_path / "out.json").read_text("utf-8")) == json.loads(json.dumps(found))
    (tmp_path / "c.jsonl").write_text(json.dumps({"text": "x", "unit": "u9", "tags": []}), "utf-8")
    with pytest.raises(UsageError, match="no unit in common"):
        run_agreement(tmp_path / "a.jsonl", tmp_path / "c.jsonl")


def test_sets_are_compared_whole() -> None:
    found = compare([{"a"}, {"a", "b"}, set()], [{"a"}, {"a"}, set()])
    assert found["labels"]["a"]["alpha"] == 1
    assert found["sets"]["alpha"] < 1


def test_calibration_error_is_the_mean_distance_of_bins() -> None:
    found = calibration(np.array([0.9, 0.9, 0.2, 0.2]), np.array([True, False, False, False]))
    assert found["ece"] == pytest.approx(0.5 * 0.4 + 0.5 * 0.2)
    assert [(point["n"], point["right"]) for point in found["points"]] == [(2, 0.0), (2, 0.5)]


def test_confusion_pairs_what_was_missed_with_what_was_said_instead() -> None:
    given = np.array([[1, 0, 0], [1, 0, 0], [0, 0, 1]], bool)
    wanted = np.array([[0, 1, 0], [0, 1, 0], [1, 0, 1]], bool)
    assert confusion(given, wanted, "abc") == [("b", "a", 2), ("a", "–", 1)]


def test_intervals_hold_the_value_and_draw_whole_reports() -> None:
    wanted = np.ones((40, 1), bool)
    given = np.repeat([[True], [False]], 20, axis=0)
    low, high = intervals(given, wanted, np.arange(40) // 8, ["a"])["a"]
    assert low < 0.2 and high > 0.9  # five reports, each all right or all wrong but one: next to nothing is known
    low, high = intervals(given, wanted, np.arange(40), ["a"])["micro_f1"]
    assert 0.4 < low < 2 / 3 < high < 0.9


def test_few_reports_have_no_interval() -> None:
    labels = np.ones((40, 1), bool)
    assert intervals(labels, labels, np.arange(40) % 4, ["a"]) == {}


def test_a_draw_without_a_label_says_nothing_of_it() -> None:
    wanted = np.zeros((12, 2), bool)
    wanted[:, 0] = wanted[0, 1] = True
    found = intervals(wanted, wanted, np.arange(12), ["often", "once"])
    assert found == {"micro_f1": (1, 1), "macro_f1": (1, 1), "often": (1, 1)}  # one report bears "once"
