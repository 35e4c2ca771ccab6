"""The numeral grammar and the conventions of approximate numbers."""

from decimal import Decimal

import pytest

from nlp.quantities import Interval, number, parse, printing, rounding

NUMBERS = [
    ("1,113", "1113"),
    ("12,345.6", "12345.6"),
    ("97.72", "97.72"),
    ("2.30", "2.30"),
    ("-223", "-223"),
    ("+3", "3"),
    ("负五", "-5"),
    ("6万5千", "65000"),
    ("1亿2000万", "120000000"),
    ("10万3000", "103000"),
    ("1万200", "10200"),
    ("3千5百", "3500"),
    ("4.5亿", "450000000"),
    ("3.5万亿", "3500000000000"),
    ("一点三亿", "130000000"),
    ("二〇二一", "2021"),
    ("两千", "2000"),
    ("二十五", "25"),
    ("一百零五", "105"),
    ("一万零五", "10005"),
    ("一千零五十", "1050"),
    ("十万八千", "108000"),
    ("一万五千三百二十一", "15321"),
    ("百万", "1000000"),
    ("0万", "0"),
    ("零", "0"),
]


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_number(text, value):
    assert str(number(text)) == value


REFUSED = "三万五 万万 一万万 1万2 一百五 二五 三五 一二三 1,2345 百八 统一 半 几 一百一 五十百 万千"


@pytest.mark.parametrize("text", [*REFUSED.split(), ""])
def test_what_can_be_read_in_two_ways_is_refused(text):
    assert number(text) is None


QUANTITIES = [
    ("300余", "301..399"),
    ("10余", "11..19"),
    ("3.99多万", "39901..39999"),
    ("5.65万余", "56501..56599"),
    ("1万余", "10001..19999"),
    ("1370余", "1371..1379"),
    ("四十余", "41..49"),
    ("二百三十余万", "2300001..2399999"),
    ("500多亿", "50000000001..59999999999"),
    ("15余", "15.."),
    ("25396多", "25396.."),
    ("8.5余", "8.5.."),
    ("近5000", "0..5000"),
    ("不超过5", "0..5"),
    ("最高8", "0..8"),
    ("5以下", "0..5"),
    ("不足5", "0..4"),
    ("超2300万", "23000001.."),
    ("逾50万", "500001.."),
    ("突破550万", "5500001.."),
    ("100以上", "100.."),
    ("至少3", "3.."),
    ("不少于12", "12.."),
    ("106万+", "1060000.."),
    ("约196.4万", ".."),
    ("300左右", ".."),
    ("近300余", ".."),
    ("十几", "11..19"),
    ("十几万", "100001..199999"),
    ("数十", "20..99"),
    ("数百", "200..999"),
    ("几百万", "2000000..9999999"),
    ("上百", "100.."),
    ("两三", "2..3"),
    ("三四百", "300..400"),
    ("二三十", "20..30"),
    ("十七八", "17..18"),
    ("1~3万", "10000..30000"),
    ("9000~1.2万", "9000..12000"),
    ("5至10", "5..10"),
    ("15—20", "15..20"),
    ("百分之九十五", "95..95 %"),
    ("百分之百", "100..100 %"),
    ("百分之二点三", "2.3..2.3 %"),
    ("千分之三", "3..3 ‰"),
    ("3‰", "3..3 ‰"),
    ("四分之三", "75..75 %"),
    ("三分之一", "33.33325..33.33335 %"),
    ("九成", "90..90 %"),
    ("八成五", "85..85 %"),
    ("超八成", "80.. %"),
    ("5%~10%", "5..10 %"),
]


@pytest.mark.parametrize(("text", "expected"), QUANTITIES)
def test_quantity(text, expected):
    found = parse(text)
    low, high = ("" if end is None else str(end) for end in (found.low, found.high))
    assert f"{low}..{high}{f' {found.unit}' if found.unit else ''}" == expected


@pytest.mark.parametrize("text", ["10~5", "三万五余", "几", "余", "分之一", "5%~3%", "一二三"])
def test_no_quantity(text):
    assert parse(text) is None


def test_the_printed_decimals_are_kept():
    assert str(parse("97.70%").value) == "97.70"


def test_a_limit_of_something_divisible_has_no_next_whole_number():
    assert parse("超98.5", whole=False).low == Decimal("98.5")


def test_share_of_intervals():
    some, all_ = Interval(Decimal(41), Decimal(49)), Interval(Decimal(50), Decimal(100))
    assert some.percent_of(all_) == Interval(Decimal(41), Decimal(98))
    assert some.percent_of(Interval(Decimal(0), Decimal(5))) is None


@pytest.mark.parametrize(
    ("printed", "part", "whole", "verdict"),
    [
        ("97.73", 86, 88, "holds"),
        ("97.72", 86, 88, "holds_truncated"),
        ("97.71", 86, 88, None),
        ("2.3", 2, 88, "holds"),
        ("100", 88, 88, "holds"),
        ("33", 1, 3, "holds"),
    ],
)
def test_a_percentage_rounded_cut_or_wrong(printed, part, whole, verdict):
    true = Interval.point(Decimal(part)).percent_of(Interval.point(Decimal(whole)))
    assert printing(Decimal(printed), true) == verdict


def test_rounding_is_half_a_unit_of_the_last_digit():
    assert rounding(Decimal("71.7")) == Interval(Decimal("71.65"), Decimal("71.75"))
    assert rounding(Decimal("300")) == Interval(Decimal("299.5"), Decimal("300.5"))
