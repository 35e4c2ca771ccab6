"""Claims: figures that say something of cells. Which cells, and whether they agree."""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct

from nlp.document import Figure
from nlp.quantities import Interval
from nlp.verify.facts import Facts, for_each_figure, once
from nlp.verify.meaning import RECEIVED, cross, other_year
from nlp.verify.tally import tally

OUTCOMES = ("rq_granted", "rq_partial", "rq_disclosed", "rq_denied", "rq_unable", "rq_refused", "rq_other", "rq_reply")
MONEY = {"元": Decimal(1), "万元": Decimal(10**4), "亿元": Decimal(10**8)}

_SCALED = re.compile(r"(\d+)(?:\.(\d+))?\s*(万|亿)?")  # 26.8万条

_HELD = re.compile(r"[含其包中]|办结|答复|共[计有]?\d")  # 45件(含上年结转2件)
_BESIDES = re.compile(r"另有|另外|加上|此外|连同")


class Fit(Struct, frozen=True):
    """A reading of a claim, the cells it sums, what they amount to, and the tally's mode."""

    reading: str
    cells: tuple[str, ...]
    amount: Decimal
    mode: str


class Weighed(Struct, frozen=True):
    """A claim held against the cells of all its readings.

    fit: the first reading that agrees, strictly if one does. unsure: why a reading can't be judged.
    missed: amounts of the readings that do not agree. blank: some of them only with blanks as 0.
    """

    readings: tuple[tuple[str, tuple[str, ...]], ...]
    fit: Fit | None = None
    unsure: str = ""
    missed: tuple[Decimal, ...] = ()
    blank: bool = False


@once
def claims(facts: Facts) -> dict[str, list[Figure]]:
    """Figures with a counterpart in this form, by the rule that compares them."""
    found: dict[str, list[Figure]] = {}
    for figure in facts.figures:
        if figure.readings and figure.role == "statistic":
            found.setdefault(_rule_of(facts, figure), []).append(figure)
    return found


def _rule_of(facts: Facts, figure: Figure) -> str:
    first = figure.readings[0]
    if facts.form is not None and not any(map(facts.expand, figure.readings)):
        return "TT112"
    if other_year(facts, figure):
        return "TT113"
    if cross(facts, figure):
        return "TT110"
    if figure.bound == "zero_statement":
        return "TT103"
    if figure.unit in MONEY:
        return "TT105"
    if figure.bound != "exact":
        return "TT102"
    if "@" in first and not first.endswith("@total"):
        return "TT106"
    if first.startswith(OUTCOMES):
        return "TT107"
    if first.startswith(("ch_", "rq_channel")):
        return "TT108"
    return "TT104" if len(figure.readings) > 1 and first.startswith(RECEIVED) else "TT101"


def claimants(facts: Facts, figure: Figure) -> tuple[Figure, ...]:
    """Other figures of this year that claim the same first reading with another number, zeros and parts among them."""
    alike = _by_first_reading(facts).get(figure.readings[0], ())
    return tuple(f for f in alike if (f.low, f.high) != (figure.low, figure.high))


@once
def _by_first_reading(facts: Facts) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for code, some in claims(facts).items():
        for claim in some if code not in ("TT112", "TT113") else ():
            found.setdefault(claim.readings[0], []).append(claim)
    return found


def peers(facts: Facts, figure: Figure) -> tuple[Figure, ...]:
    """Claimants that state a number."""
    return tuple(f for f in claimants(facts, figure) if f.bound != "zero_statement")


@for_each_figure
def weigh(facts: Facts, figure: Figure) -> Weighed:
    """A claim held against the cells of its readings in this form; the same for every rule that asks."""
    assert facts.form is not None
    stated = amount_of(facts, figure)
    readings = tuple([(reading, cells) for reading in _tried(facts, figure) if (cells := facts.expand(reading))])
    lenient: Fit | None = None
    unsure = ""
    missed: dict[Decimal, None] = {}
    blank = False
    for reading, cells in readings:
        amount = tally(facts, cells)
        if amount.mode == "strict" and stated.contains(amount.amounts[0]):
            return Weighed(readings, Fit(reading, cells, amount.amounts[0], amount.mode))
        fitting = [a for a in amount.amounts if stated.contains(a)]
        if not amount.amounts:
            unsure = unsure or amount.reason
        elif len(fitting) == len(amount.amounts):
            lenient = lenient or Fit(reading, cells, fitting[0], amount.mode)
        elif fitting:
            unsure = unsure or "ambiguous_alignment"
        else:
            missed[amount.amounts[0]] = None
            blank = blank or amount.mode != "strict"
    return Weighed(readings, lenient, unsure, tuple(missed), blank)


def _tried(facts: Facts, figure: Figure) -> tuple[str, ...]:
    """Readings to try: that nothing was received says nothing of what was carried in or disposed of."""
    if not figure.readings[0].startswith(RECEIVED):
        return figure.readings
    alone = figure.bound == "zero_statement" or _carried_apart(facts, figure)
    return figure.readings[:1] if alone else figure.readings


def _carried_apart(facts: Facts, figure: Figure) -> bool:
    """Whether the sentence tells the carried ones beside the new ones: 新收45件,另有上年结转2件."""
    for other in facts.figures:
        if other.readings != ("rq_carried_in@total",) or other.span.start <= figure.span.end or not other.value:
            continue
        between = facts.text[figure.span.end : other.span.start]
        if "。" not in between and "\n" not in between and not _HELD.search(between):
            return figure.by == "p.new.stated" or _BESIDES.search(between) is not None
    return False


def amount_of(facts: Facts, figure: Figure) -> Interval:
    """Amounts a figure can stand for, in the unit of its cells: printed roundings are intervals."""
    low, high = figure.low, figure.high
    written = facts.quote(figure.span)
    rounded = "." in written or "万" in written or "亿" in written
    if rounded and figure.bound == "exact" and low is not None and low == high:
        scaled = _SCALED.search(written.replace(",", ""))
        myriad = "" if figure.unit in ("万元", "亿元") else scaled and scaled[3]
        if scaled and (scaled[2] or myriad):
            step = Decimal(10 ** {"万": 4, "亿": 8}.get(myriad or "", 0)).scaleb(-len(scaled[2] or ""))
            low, high = low - step / 2, low + step / 2
    scale = MONEY.get(figure.unit or "")
    if scale is None:
        return Interval(low, high)
    return Interval(low, high).scale(scale / MONEY["万元"])  # money cells are in 万元
