"""Laws of numerals (cn2an as the oracle) and of intervals."""

from decimal import Decimal

import cn2an
from hypothesis import given
from hypothesis import strategies as st

from nlp import catalog
from nlp.document import Figure, Raw, Report, Source, Text
from nlp.quantities import Interval, number, parse, printing
from nlp.spans import OffsetMap, Span
from nlp.values import extract

counts = st.integers(0, 10**12 - 1)
ends = st.integers(-1000, 1000).map(Decimal)
intervals = st.tuples(ends, ends).map(lambda pair: Interval(min(pair), max(pair)))
open_intervals = st.builds(
    lambda i, low, high: Interval(i.low if low else None, i.high if high else None),
    intervals,
    st.booleans(),
    st.booleans(),
)


def figures(text: str) -> tuple[Figure, ...]:
    """What is read from one sentence."""
    offsets, span = OffsetMap.identity(len(text)), Span(0, len(text))
    clean = Text(Raw(Source("test.txt"), text, offsets), text, offsets)
    return extract(Report("r", clean, span, year=2022, zones=(("narrative", span),)), catalog.load()).figures


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


@given(st.text("0123456789.十百千万亿零一二三两五", min_size=1, max_size=7))
def test_mixed_numerals_are_never_silently_other_than_cn2an(text):
    try:
        smart = Decimal(str(cn2an.cn2an(text, "smart")))
    except (ValueError, TypeError, KeyError, IndexError, ArithmeticError):
        return
    found = number(text)
    assert found is None or found == smart


@given(st.integers(1, 9999), st.integers(1, 9), st.sampled_from(["千", "百", "十"]), st.sampled_from(["万", "亿"]))
def test_arabic_and_chinese_digits_add_up(whole, rest, small, large):
    scale = {"千": 10**3, "百": 100, "十": 10, "万": 10**4, "亿": 10**8}
    assert number(f"{whole}{large}{rest}{small}") == whole * scale[large] + rest * scale[small]


@given(st.integers(2, 10**9))
def test_a_count_in_chinese_numerals_is_read_from_a_sentence(value):
    assert [f.value for f in figures(f"共{cn2an.an2cn(value)}件。")] == [value]


@given(st.integers(10, 10**7), st.integers(1, 7), st.sampled_from(["\n", ", ", ",\n"]))
def test_a_number_in_two_pieces_is_never_read_as_one_of_them(value, at, cut):
    digits = str(value)
    at = min(at, len(digits) - 1)
    assert not figures(f"共{digits[:at]}{cut}{digits[at:]}件。")


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
