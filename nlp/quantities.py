"""Chinese and Arabic numerals as written, and the interval algebra of approximate ones.

Everything is `Decimal`. What can be read in two ways (三万五, 1万2, 二五) is refused with None: a silently
wrong value is worse than none. The ends of the intervals follow one convention:

    300余, 3.99多万    the place value g of the last non-zero digit: N+1 .. N+g-1
    15余, 25396多      a hedge on a number without trailing zero: N or more
    近300, 不超过300   0 .. N         不足300   0 .. N-1
    超300, 逾, 突破    N+1 or more    300以上, 至少300, 300+   N or more
    约300, 300左右     open on both sides: never contradicted
    十几 11..19        数十 20..99    两三百 200..300    1~3万 10000..30000
"""

import re
from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "万亿": 10**12}

# the pieces a numeral is made of, for the patterns of `nlp.values`
ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"  # 1,113 or 106.5
CHINESE = "〇零一二两三四五六七八九十百千万亿"
HEDGE_BEFORE = (
    r"大约|约|将近|接近|近|不超过|不多于|超过|超|逾|突破|不少于|不低于|至少|最少|最多|最高|至多"
    r"|不足|不到|少于|低于|未满|上"
)
HEDGE_AFTER = r"余|多|几|来|\+|以上|以下|以内|之内|左右|上下|许"

_TOKEN = re.compile(rf"(?P<arabic>{ARABIC})|万亿|[{CHINESE}]")  # 1亿2000万 -> 1 亿 2000 万
_PLAIN = re.compile(rf"{ARABIC}")  # 1,113.50
_POINT = re.compile(rf"(?P<whole>[{CHINESE}]+)点(?P<rest>[〇零一二三四五六七八九]+)(?P<unit>万亿|[万亿]?)")  # 一点三亿
_SIGN = re.compile(r"[-+−负]")  # -223
_FRACTION = re.compile(r"(?P<whole>.+?)分之(?P<part>.+)")  # 三分之一, 百分之二点三
_TENTHS = re.compile(r"(?P<tens>[一二两三四五六七八九]|\d(?:\.\d)?)成(?P<units>[一二三四五六七八九半]?)")  # 八成五
_JOIN = re.compile(r"(?<=[^至到~—–-]) ?(?:~|—+|–|-|至|到) ?(?=[^至到~—–-])")  # 1~3, 5至10
_AROUND = re.compile(rf"(?P<before>(?:{HEDGE_BEFORE})?)(?P<core>.+?)(?P<after>(?:{HEDGE_AFTER}){{0,4}})")  # 近300余
_INNER = re.compile(rf"(?P<number>.*?[\d{CHINESE}])(?P<hedge>[余多几来])(?P<unit>万亿|十?万|十?亿|[百千]?)")  # 3.99多万
_SEVERAL = re.compile(r"(?P<lead>[几数])(?P<unit>[十百千]?(?:万亿|[万亿])?)")  # 数百万
_NEIGHBORS = re.compile(  # 三四百, 十七八
    r"(?P<tens>[一二三四五六七八九]?十)?(?P<a>[一二两三四五六七八九])(?P<b>[二两三四五六七八九])"
    r"(?P<unit>[十百千]?(?:万亿|[万亿])?)"
)


class Interval(Struct, frozen=True, gc=False):
    """Closed interval `[low, high]`; None is an open side."""

    low: Decimal | None
    high: Decimal | None

    @classmethod
    def point(cls, value: Decimal) -> "Interval":
        return cls(value, value)

    @property
    def exact(self) -> bool:
        return self.low is not None and self.low == self.high

    def contains(self, value: Decimal) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    def overlaps(self, other: "Interval") -> bool:
        return self.meet(other) is not None

    def meet(self, other: "Interval") -> "Interval | None":
        """What both hold, None where they have nothing in common."""
        low = _pick(max, self.low, other.low)
        high = _pick(min, self.high, other.high)
        return None if low is not None and high is not None and low > high else Interval(low, high)

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(_both(self.low, other.low), _both(self.high, other.high))

    def __neg__(self) -> "Interval":
        return Interval(None if self.high is None else -self.high, None if self.low is None else -self.low)

    def __sub__(self, other: "Interval") -> "Interval":
        return self + -other

    def scale(self, factor: Decimal | int) -> "Interval":
        """Both ends times a factor; a negative one swaps them."""
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        return Interval(low, high) if factor >= 0 else Interval(high, low)

    def percent_of(self, whole: "Interval") -> "Interval | None":
        """`100 * self / whole` for counts (>= 0); None where the whole can be 0."""
        if whole.low is None or whole.low <= 0:
            return None
        low = Decimal(0) if self.low is None or whole.high is None else 100 * self.low / whole.high
        high = None if self.high is None else 100 * self.high / whole.low
        return Interval(low, high)


def _pick(choose: Callable[[Decimal, Decimal], Decimal], a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return b if a is None else a if b is None else choose(a, b)


def _both(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else a + b


def rounding(printed: Decimal) -> Interval:
    """Values that print as `printed` when rounded: half a unit of the last printed digit either way."""
    half = Decimal(1).scaleb(_exponent(printed)) / 2
    return Interval(printed - half, printed + half)


def printing(printed: Decimal, true: Interval) -> str | None:
    """How a printed number stands to the true one: `holds` (rounded), `holds_truncated` (cut), None (neither)."""
    if true.overlaps(rounding(printed)):
        return "holds"
    low = printed if true.low is None else _cut(true.low, printed)
    high = printed if true.high is None else _cut(true.high, printed)
    return "holds_truncated" if low <= printed <= high else None


def _cut(value: Decimal, like: Decimal) -> Decimal:
    return value.quantize(Decimal(1).scaleb(_exponent(like)), rounding=ROUND_DOWN)


def _exponent(value: Decimal) -> int:
    """Power of ten of the last printed digit: -2 for 97.72, 0 for 300."""
    exponent = value.as_tuple().exponent
    return min(exponent, 0) if isinstance(exponent, int) else 0


class Quantity(Struct, frozen=True, gc=False):
    """A number as written. `value` is None for a range; `unit` is % or ‰ where the wording holds it.

    bound: exact | about | at_least | at_most | range. `value` keeps its printed decimals.
    """

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    bound: str = "exact"
    unit: str = ""

    @property
    def interval(self) -> Interval:
        return Interval(self.low, self.high)


def number(text: str) -> Decimal | None:
    """Exact value of a numeral (1,113 · 6万5千 · 一点三亿 · 二〇二一 · -223); None where unclear."""
    sign = _SIGN.match(text)
    if sign:
        value = _unsigned(text[1:])
        return value if value is None or sign.group() == "+" else -value
    return _unsigned(text)


def _unsigned(text: str) -> Decimal | None:
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", ""))
    point = _POINT.fullmatch(text)
    if point:
        whole = _unsigned(point["whole"])
        rest = "".join(str(DIGITS[c]) for c in point["rest"])
        scale = _LARGE.get(point["unit"], 1)
        return None if whole is None else plain(Decimal(f"{whole}.{rest}") * scale)
    if len(text) >= 3 and all(c in DIGITS for c in text):  # 二〇二一
        digits = [DIGITS[c] for c in text]
        counted = all(b - a == 1 for a, b in pairwise(digits))  # 一二三 may be a list
        return None if counted else Decimal("".join(map(str, digits)))
    pieces = [piece.group() for piece in _TOKEN.finditer(text)]
    return _compose(pieces) if pieces and "".join(pieces) == text else None


def _compose(pieces: list[str]) -> Decimal | None:
    """Value of coefficient and unit tokens such as 1 亿 2 千 万; None where they don't fit together."""
    total = group = Decimal(0)
    coefficient: Decimal | None = None
    last_small, last_large = 10**4, 10**16  # units must fall
    zero = fresh = False  # after 零; a coefficient that no unit has followed yet
    previous = ""
    for piece in pieces:
        if piece in _SMALL:
            unit = _SMALL[piece]
            if unit >= last_small or (coefficient is None and previous not in ("", "零", "〇")):
                return None
            group += (1 if coefficient is None else coefficient) * unit
            coefficient, last_small, fresh = None, unit, False
        elif piece in _LARGE:
            unit = _LARGE[piece]
            if unit >= last_large:
                return None
            group += coefficient or 0
            if not group and previous and coefficient is None:
                return None
            total += (group if previous else 1) * unit
            group, coefficient, last_small, last_large, fresh = Decimal(0), None, 10**4, unit, False
        elif piece in ("零", "〇") and previous:
            if fresh or zero:
                return None
            zero, previous = True, piece
            continue
        else:
            arabic = piece not in DIGITS
            if coefficient is not None:
                return None
            coefficient = Decimal(piece.replace(",", "")) if arabic else Decimal(DIGITS[piece])
            if previous and coefficient >= (last_small if group else last_large):
                return None
            fresh = True
        zero = False if piece not in ("零", "〇") else zero
        previous = piece
    if coefficient is not None:
        if not _ends(pieces, coefficient, last_small if group else last_large):
            return None
        group += coefficient
    return None if previous in ("零", "〇") and len(pieces) > 1 else plain(total + group)


def _ends(pieces: list[str], coefficient: Decimal, place: int) -> bool:
    """Whether a last coefficient without unit is clear: 一百零五 and 10万3000 are, 一百五 and 1万2 are not."""
    if len(pieces) == 1:
        return True
    before = pieces[-2]
    return before in ("零", "〇") or place == 10 or (coefficient >= 10 and coefficient == int(coefficient))


def plain(value: Decimal) -> Decimal:
    """Without trailing decimals that only came from multiplying: 268000 for 268000.0."""
    return value.to_integral_value() if value == value.to_integral_value() else value


def grain(value: Decimal) -> Decimal:
    """Place value of the last non-zero digit: 100 for 300, 1 for 15, 0.1 for 3.5."""
    if not value:
        return Decimal(1)
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)  # a parsed number is finite
    return Decimal(1).scaleb(exponent)


def parse(text: str, whole: bool = True) -> Quantity | None:
    """A number with its hedges, range, fraction or percent wording; None where it can't be read for sure.

    `whole` says that only whole numbers can be meant (counts), so that 超300 starts at 301.
    """
    around = _AROUND.fullmatch(text.strip())
    return around and quantity(around["core"], around["before"], around["after"], whole)


@lru_cache(maxsize=4096)  # a pure function of a few characters that come again and again
def quantity(core: str, before: str = "", after: str = "", whole: bool = True) -> Quantity | None:
    """Quantity of a bare number and the hedges around it, as `parse` splits them."""
    found = _core(core.replace(" ", ""))
    if found is None:
        return None
    for hedge in re.findall(HEDGE_AFTER, after):
        found = _hedged(found, hedge, whole)
    return _hedged(found, before, whole) if before else found


def _core(text: str) -> Quantity | None:
    value = number(text)
    if value is not None:
        return Quantity(value, value, value)
    for read in (_range, _percent, _several, _neighbors, _inner):
        found = read(text)
        if found is not None:
            return found
    return None


def _range(text: str) -> Quantity | None:
    ends = _JOIN.split(text)
    if len(ends) != 2:
        return None
    low, high = _core(ends[0].rstrip("%")), _core(ends[1])
    if low is None or high is None or "range" in (low.bound, high.bound):
        return None
    if low.low is None or high.high is None or (low.unit and low.unit != high.unit):
        return None
    scale = _LARGE.get(ends[1][-1:], 1) if ends[1][-1:] not in ends[0] else 1
    start = low.low * scale if low.low * scale < high.high else low.low  # 1~3万, but 9000~1.2万
    return Quantity(None, plain(start), high.high, "range", high.unit) if start < high.high else None


def _percent(text: str) -> Quantity | None:
    if text[-1:] in ("%", "‰"):
        inner = _core(text[:-1])
        if inner is None or inner.unit:
            return None
        return Quantity(inner.value, inner.low, inner.high, inner.bound, text[-1])
    tenths = _TENTHS.fullmatch(text)
    if tenths:
        tens = number(tenths["tens"]) or Decimal(0)
        units = Decimal(5) if tenths["units"] == "半" else number(tenths["units"]) or Decimal(0)
        value = plain(tens * 10 + units)
        return Quantity(value, value, value, unit="%")
    fraction = _FRACTION.fullmatch(text)
    if not fraction:
        return None
    whole, part = number(fraction["whole"]), _core(fraction["part"])
    if not whole or part is None or part.unit or part.low is None or part.high is None:
        return None
    if whole == 100:
        return Quantity(part.value, part.low, part.high, part.bound, "%")
    if whole == 1000:
        return Quantity(part.value, part.low, part.high, part.bound, "‰")
    if part.value is None:
        return None
    share = Interval.point(100 * part.value).percent_of(Interval.point(100 * whole))
    assert share is not None and share.low is not None
    if (share.low * whole) == 100 * part.value and share.low == round(share.low, 4):
        value = plain(share.low)
        return Quantity(value, value, value, unit="%")
    ends = rounding(round(share.low, 4))  # a third has no decimal
    return Quantity(None, ends.low, ends.high, "about", "%")


def _several(text: str) -> Quantity | None:
    """数十 20..99, 几百万 2000000..9999999; a bare 几 is no number."""
    several = _SEVERAL.fullmatch(text)
    scale = number("一" + several["unit"]) if several and several["unit"] else None
    return None if scale is None else Quantity(None, 2 * scale, 10 * scale - 1, "range")


def _neighbors(text: str) -> Quantity | None:
    """两三百 200..300, 十七八 17..18; neighbors only, so that 二五 stays unread."""
    pair = _NEIGHBORS.fullmatch(text)
    if not pair or DIGITS[pair["b"]] - DIGITS[pair["a"]] != 1 or (pair["tens"] and pair["unit"][:1] in _SMALL):
        return None
    base = number(pair["tens"]) if pair["tens"] else Decimal(0)
    scale = number("一" + pair["unit"]) if pair["unit"] else Decimal(1)
    if base is None or scale is None:
        return None
    low, high = ((base + DIGITS[pair[k]]) * scale for k in ("a", "b"))
    return Quantity(None, low, high, "range")


def _inner(text: str) -> Quantity | None:
    """A hedge before the last unit: 3.99多万, 二百三十余万, 十几万, 300余."""
    match = _INNER.fullmatch(text)
    if not match or (match["hedge"] == "几" and match["number"][-1] not in "十百千万亿"):
        return None
    value = number(match["number"] + match["unit"])
    if value is None and match["number"].endswith(tuple("十百千万亿")):
        value = number(match["number"])
        scale = number("一" + match["unit"])
        value = None if value is None or scale is None else plain(value * scale)
    return None if value is None else _hedged(Quantity(value, value, value), match["hedge"], True)


def _hedged(found: Quantity, hedge: str, whole: bool) -> Quantity:
    """The quantity under one more hedge; two that contradict each other leave it open."""
    value, unit = found.value, found.unit
    top = found.high if found.high is not None else value
    base = found.low if found.low is not None else value
    step = Decimal(1) if whole and not unit and value == plain(value or Decimal(0)).to_integral_value() else Decimal(0)
    if hedge in ("约", "大约", "左右", "上下", "来", "许"):
        return Quantity(value, None, None, "about", unit)
    if hedge in ("余", "多", "几"):
        if value is None or not value:
            return Quantity(value, found.low, None, "at_least", unit)
        place = grain(value)
        if place <= 1 or unit:
            return Quantity(value, value, None, "at_least", unit)
        return Quantity(value, value + 1, value + place - 1, "at_least", unit)
    if hedge in ("近", "将近", "接近", "不超过", "不多于", "最多", "最高", "至多", "以下", "以内", "之内"):
        if found.bound == "at_least":
            return Quantity(value, None, None, "about", unit)
        return Quantity(value, Decimal(0), top, "at_most", unit)
    if hedge in ("不足", "不到", "少于", "低于", "未满"):
        return Quantity(value, Decimal(0), None if top is None else top - step, "at_most", unit)
    if hedge in ("超", "超过", "逾", "突破"):
        above = base if base is None or found.bound != "exact" else base + step
        return Quantity(value, above, None, "at_least", unit)
    return Quantity(value, base, None, "at_least", unit)  # 以上, 至少, 不少于, 不低于, 最少, 上, +
