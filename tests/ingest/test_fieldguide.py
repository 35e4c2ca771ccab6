"""Layouts and damage of real reports: each is read right or declared, none is wrong. The list is in `fieldguide.py`."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fieldguide import DECLARED, LAYOUTS, RIGHT, judge
from samples import SENTENCES, printed, report

SECTIONS = {"1": 12, "2": 14, "3": 10, "4": 1}  # items of the list, in each of its parts
PAGED = ("pdf", "ofd")  # take longer


def cases():
    for at, layout in enumerate(LAYOUTS):
        marks = pytest.mark.slow if layout.kind in PAGED or at % 2 else ()
        yield pytest.param(layout, id=f"{layout.item} {layout.what} {layout.kind}", marks=marks)


@pytest.mark.parametrize("layout", list(cases()))
def test_a_layout_is_read_right_or_declared(layout) -> None:
    found, why = judge(layout)
    assert (found, why if found not in (RIGHT, DECLARED) else []) == (layout.expects, [])


def test_every_item_of_the_list_has_an_input() -> None:
    items = {layout.item for layout in LAYOUTS}
    for part, count in SECTIONS.items():
        own = {item.partition(".")[2] for item in items if item.startswith(f"{part}.")}
        expected = {chr(ord("a") + n) for n in range(count)} if part == "2" else {str(n + 1) for n in range(count)}
        assert own == expected
    assert {layout.kind for layout in LAYOUTS} >= {"html", "docx", "pdf", "ofd", "txt", "xlsx", "md"}


def test_the_sample_itself_says_what_it_is_judged_by() -> None:
    text = "".join(getattr(block, "text", "") for block in report())
    assert all(sentence in text for sentence in SENTENCES)
    cells = printed()
    assert sum(int(cells[f"rq_{row}@total"]) for row in ("granted", "partial", "denied_third_party", "denied_process_info", "unable_not_held", "refused_petition", "other_overdue_correction")) == int(cells["rq_total_processed@total"])  # fmt: skip  # noqa: E501
