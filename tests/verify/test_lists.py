"""Listed items before a number: how many there are, at least and at most."""

import pytest

from nlp.verify.lists import _items

CASES = [
    # text before the number, items, least, most, open
    ("围绕甲事项、乙事项和丙事项", ["甲事项", "乙事项", "丙事项"], 2, 3, False),
    ("栏目包括甲、乙、丙、丁、戊等", ["甲", "乙", "丙", "丁", "戊"], 5, 5, True),
    ("印发《甲(2021年修订)》《乙》《丙》等", ["《甲(2021年修订)》", "《乙》", "《丙》"], 3, 3, True),
    ("印发《甲》、《乙》和《丙》", ["《甲》", "《乙》", "《丙》"], 3, 3, False),
    ("从甲和乙", ["甲", "乙"], 2, 2, False),
    ("分为甲、乙和丙、丁", ["甲", "乙和丙", "丁"], 3, 4, False),
    ("重点是甲(一、二)、丙", ["甲(一、二)", "丙"], 2, 2, False),
]


@pytest.mark.parametrize(("head", "items", "least", "most", "is_open"), CASES)
def test_items(head, items, least, most, is_open):
    spans, low, high, _, opened = _items(head, 0, len(head))
    assert (low, high, opened) == (least, most, is_open)
    assert len(spans) in (low, high)
    if low == high:
        assert [head[s.start : s.end] for s in spans] == items


def test_a_single_piece_is_no_list():
    assert _items("全年开展工作", 0, 6)[2] == 1
