"""Which problem a measure answers, by their order and kind; and what the measure hears from it."""

from collections.abc import Sequence

import numpy as np
import pytest

from nlp.topics import label, load_model
from nlp.topics.links import inform, pair
from tests.topics.test_label import PROBLEMS, make_report, said

KINDS = {"a": (0.9, 0.1), "b": (0.1, 0.9), "-": (0.0, 0.0)}  # chances of two problem types


def linked(order: str, kinds: str = "", parts: Sequence[object] | None = None) -> list[tuple[int, int, str]]:
    """Links of units given as letters in reading order: P problem, M measure, B both, - neither."""
    problems, measures = (np.array([letter in own for letter in order], bool) for own in ("PB", "MB"))
    types = np.array([KINDS[kind] for kind in kinds or "-" * len(order)])
    return [(link.measure, link.problem, link.by) for link in pair(problems, measures, types, parts or order)]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("PM", [(1, 0, "next")]),
        ("P-M", [(2, 0, "next")]),
        ("PMM", [(1, 0, "next"), (2, 0, "next")]),
        ("PMPM", [(1, 0, "next"), (3, 2, "next")]),
        ("PPMM", [(2, 0, "order"), (3, 1, "order")]),
        ("B", [(0, 0, "same")]),
        ("M", []),
        ("MP", []),
        ("-", []),
    ],
)
def test_order_tells_the_problem(order: str, expected: list[tuple[int, int, str]]) -> None:
    assert linked(order, parts=["same"] * len(order)) == expected


def test_where_the_numbers_differ_the_kind_tells() -> None:
    assert linked("PPM", "abb", ["same"] * 3) == [(2, 1, "type")]
    assert linked("PPM", "ab-", ["same"] * 3) == []  # like neither: no link is better than a wrong one


def test_links_stay_inside_a_stretch_of_text() -> None:
    assert linked("PM", parts=["part five", "part six"]) == []
    assert linked("PM", parts=[("report 1", "problems"), ("report 2", "problems")]) == []


def test_a_measure_of_no_clear_kind_takes_that_of_its_problem() -> None:
    types = np.array([[0.95, 0.02], [0.3, 0.35]])
    links = pair(np.array([True, False]), np.array([False, True]), types, ["same"] * 2)
    told = inform(types, links)
    assert told[1].argmax() == 0
    np.testing.assert_array_equal(told[0], types[0])  # the problem hears nothing


def test_labels_carry_the_link_and_the_type_of_a_measure() -> None:
    lines = [
        ("lead", "problems", PROBLEMS, "存在以下不足:"),
        ("item", "problems", PROBLEMS, "一是个别栏目更新不及时。"),
        ("item", "problems", PROBLEMS, "二是工作人员多为兼职,岗位轮换频繁。"),
        ("lead", "problems", PROBLEMS, "下一步打算:"),
        ("item", "problems", PROBLEMS, "一是按月巡查栏目,及时更新到期信息。"),
        ("item", "problems", PROBLEMS, "二是配备专职人员,保持队伍稳定。"),
    ]
    (report,) = label([make_report(lines)], load_model())
    types = said(report, "problem_type")
    assert ("PT04" in types[1], "PT01" in types[2], "PT04" in types[4], "PT01" in types[5]) == (True,) * 4
    links = [(own.unit, own.target, own.by) for own in report.labels if own.layer == "link"]
    assert links == [("a/u4", "a/u1", "topics/links: order"), ("a/u5", "a/u2", "topics/links: order")]
