"""Laws of numerals (cn2an as the oracle) and of intervals."""

from decimal import Decimal

import cn2an
from hypothesis import given
from hypothesis import strategies as st

from nlp.quantities import Interval, number, parse, printing

counts = st.integers(0, 10**12 - 1)
ends = st.integers(-1000, 1000).map(Decimal)
intervals = st.tuples(ends, ends).map(lambda pair: Interval(min(pair), max(pair)))
open_intervals = st.builds(
    lambda i, low, high: Interval(i.low if low else None, i.high if high else None),
    intervals,
    st.booleans(),
    st.booleans(),
)


@given(counts)
def test_chinese_numerals_are_read_as_cn2an_writes_them(value):
    assert number(cn2an.an2cn(str(value))) == value


@given(counts)
def test_thousands_commas_change_nothing(value):
    assert number(f"{value:,}") == number(str(value)) == value


@given(st.text("零一二三四五六七八九十百千万亿", min_size=1, max_size=6))
def test_never_silently_other_than_cn2an(text):
    try:
        strict = cn2an.cn2an(text, "strict")
    except ValueError:
        return
    found = number(text)
    assert found is None or found == strict


@given(st.integers(1, 99999), st.sampled_from("余多"))
def test_a_hedge_starts_at_its_number(value, hedge):
    found = parse(f"{value}{hedge}")
    assert found.low >= value
    assert found.high is None or found.low <= found.high < found.low + 10 ** len(str(value))


@given(st.integers(1, 10**8), st.sampled_from(["约", "近", "超", "逾", "至少", "不足", ""]))
def test_hedges_never_turn_an_interval_around(value, hedge):
    found = parse(f"{hedge}{value}")
    assert found.low is None or found.high is None or found.low <= found.high


@given(intervals, intervals)
def test_sum_holds_every_sum_of_members(a, b):
    total = a + b
    assert total.contains(a.low + b.high)
    assert (total - b).contains(a.low)
    assert (total - b).contains(a.high)


@given(open_intervals, open_intervals)
def test_overlap_is_symmetric_and_a_meeting(a, b):
    assert a.overlaps(b) == b.overlaps(a)
    common = a.meet(b)
    if common is not None and common.low is not None:
        assert a.contains(common.low)
        assert b.contains(common.low)


@given(intervals, st.integers(-20, 20))
def test_scaling_keeps_order(a, factor):
    scaled = a.scale(factor)
    assert scaled.low <= scaled.high
    assert scaled.contains(a.low * factor)


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 3))
def test_a_rounded_share_always_holds_and_a_cut_one_too(part, whole, digits):
    true = Interval.point(Decimal(part)).percent_of(Interval.point(Decimal(whole)))
    unit = Decimal(1).scaleb(-digits)
    assert printing(true.low.quantize(unit), true) == "holds"
    assert printing(true.low.quantize(unit, rounding="ROUND_DOWN"), true) in ("holds", "holds_truncated")
    assert printing(true.low.quantize(unit) + 2 * unit, true) is None
