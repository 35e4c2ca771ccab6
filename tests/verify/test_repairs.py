"""Slips of the pen by their name, and wrong cells of table three found by their row and column."""

from decimal import Decimal

import pytest

from nlp.verify.repairs import slip

SLIPS = [
    ("1", "11", "digit_dropped"),
    ("982", "9827", "digit_dropped"),
    ("1399", "13997", "digit_dropped"),
    ("155", "15", "digit_doubled"),
    ("21", "12", "digits_swapped"),
    ("4051", "4501", "digits_swapped"),
    ("38", "36", "digit_changed"),
    ("150000", "15", "ten_thousand"),
    ("22.36", "223600", "ten_thousand"),
    ("38.5", "385", "tenfold"),
    ("98", "155", ""),
    ("3", "1", ""),
]


@pytest.mark.parametrize(("written", "meant", "kind"), SLIPS)
def test_slip(written, meant, kind):
    assert slip(Decimal(written), Decimal(meant)) == kind
