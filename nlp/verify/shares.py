"""Shares in prose (AR): a percentage said of a part, against every whole it may be of, and shares of one whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from nlp.catalog.specs import RuleSpec
from nlp.document import Check, Figure
from nlp.quantities import Interval, printing
from nlp.verify.claims import OUTCOMES, amount_of, weigh
from nlp.verify.facts import Facts, Passage, once
from nlp.verify.parts import countable, groups
from nlp.verify.tally import tally

PERCENT = ("%", "‰")
RATE = re.compile(r"(?:办复|办结|答复|回复|办理|公开)率[^,。;]{0,4}$")  # 办复率100%
_OF_PART = re.compile(r"^[^。;]{0,8}占[^。;,、]{0,14}$|^\($|^,?比?为?$")  # 86件,占总数的
_OF_TOTAL = re.compile(  # a share of the list's own total: 占, 占总数的, 占比为 -- not 占全市总量的
    r"^[,(]?(?:约|共)?占?(?:比|(?:申请|办理|办件|办结|受理|答复|收到|信息|公开|全部){0,2}(?:总(?:数|量|件数)|件数)的?|总?比(?:例|重))?(?:为|达|约)?$"
)
_OF_NAMED = re.compile(r"^[,(]?(?:约|共)?占(?P<noun>[一-鿿]{2,4})总(?:数|量|件数)的?(?:为|达|约)?$")  # 占来信总数的
_STATED_WHOLE = re.compile(r"^[,(]?(?:约|共)?占[^,。;、]{0,12}$")  # 1180件,占全年1230件的95.9%
_OF_IT = re.compile(r"^的(?:比例|比重)?(?:为|达|约)?$")
_SHARE_OF = re.compile(r"(?:^|[。;,:、])[^。;,:、]{0,16}占(?:比|总数的?)?(?:为|达|约)?$")  # 咨询占61.7%
_NEW_WHOLE = re.compile(r"[。;!?\n]|其中|另|同时")  # what follows is a share of something else
_REQUESTS = ("rq_total_processed", "rq_new_received", "rq_workload")
_TOTALS = ("rq_total_processed@total", "rq_new_received@total", "rq_workload_total@total")
_BACK = 2  # paragraphs back in which a whole is looked for
_LIKE = 2  # shares of one whole beside another, from which it is the whole of that one as well
_HUNDRED = Decimal(100)


class Whole(Struct, frozen=True):
    """What a share may be of: a figure, or a sum of cells."""

    amount: Interval
    operands: tuple[str, ...]
    unit: str | None = None


class Share(Struct, frozen=True):
    """A percentage with the part it is said of and the wholes it may be of, most plausible first.

    declared: what the whole must be, where that is known: the stated total of the list, or the totals of the
    table that the part stands in. fit: holds | holds_truncated with `whole`, or None.
    """

    percent: Figure
    part: Figure
    wholes: tuple[Whole, ...]
    declared: tuple[Whole, ...]
    fit: str | None
    whole: Whole | None
    passage: Passage


def shares(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for each percentage that is said of a stated part."""
    for share in share_list(facts):
        if share.fit != "holds_truncated":
            yield _judge(rule, facts, share)


def truncated(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A note for each percentage that was cut off where it should be rounded."""
    for share in share_list(facts):
        if share.fit == "holds_truncated" and share.whole is not None:
            operands = (share.percent.id, share.part.id, *share.whole.operands)
            expected, actual = _exact(share.part, share.whole), facts.quote(share.percent.span)
            yield facts.check(rule.code, "holds_truncated", "note", operands, "truncated", None, expected, actual)


def partition(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for the shares of parts that make up their whole, and of lists of bare shares: 100 but for rounding."""
    by_whole: dict[tuple[int, tuple[str, ...]], list[Share]] = {}
    for share in share_list(facts):
        if share.whole is not None:
            by_whole.setdefault((share.passage.at, share.whole.operands), []).append(share)
    for found in by_whole.values():
        whole = found[0].whole
        values = [s.part.value for s in found if s.part.value is not None]
        if len(found) > 1 and whole is not None and len(values) == len(found) and sum(values) == whole.amount.low:
            yield from _hundred(rule, facts, [s.percent for s in found], both_ways=True)
    yield from _bare_lists(rule, facts)


def _bare_lists(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """Shares of one sentence without counts: they may be a selection, but never more than the whole."""
    parted = {share.percent.id for share in share_list(facts)}
    for passage in facts.passages:
        run: list[Figure] = []
        for at, figure in enumerate((*passage.figures, None)):
            gap = passage.gaps[at]
            plain = figure is not None and figure.kind == "share" and figure.unit == "%" and figure.id not in parted
            if run and (not plain or _NEW_WHOLE.search(gap)):
                yield from _hundred(rule, facts, run, both_ways=False)
                run = []
            if plain and figure is not None and figure.bound == "exact" and _SHARE_OF.search(gap):
                run.append(figure)


def _hundred(rule: RuleSpec, facts: Facts, percents: list[Figure], both_ways: bool) -> Iterator[Check]:
    stated = [figure.value for figure in percents if figure.value is not None]
    budget = sum(Decimal(1).scaleb(_exponent(value)) for value in stated)
    over = sum(stated) - _HUNDRED
    operands = tuple(figure.id for figure in percents)
    if len(stated) > 1 and (over > budget or (both_ways and -over > budget)):
        yield facts.check(rule.code, "review", rule.level, operands, "not_100", None, "100", str(sum(stated)))
    elif both_ways:
        yield facts.check(rule.code, "holds", "none", operands, "", None, "100", str(sum(stated)))


@once
def share_list(facts: Facts) -> tuple[Share, ...]:
    """Percentages with a part before them, each with the whole that fits, if one does."""
    found: list[Share] = []
    for passage in facts.passages:
        read = [
            share
            for at, figure in enumerate(passage.figures)
            if figure.unit in PERCENT and figure.kind != "change_percent" and figure.value is not None
            if (share := _read(facts, passage, at)) is not None
        ]
        found += (_as_its_list(facts, share, read) for share in read) if len(read) > 2 else read
    return tuple(found)


def _as_its_list(facts: Facts, share: Share, read: list[Share]) -> Share:
    """A share that fits nothing, with what all others of its sentence are shares of as its own whole."""
    if share.fit is not None or share.declared:
        return share
    beside = [s for s in read if s is not share and s.part.unit == share.part.unit and _one_list(facts, s, share)]
    if len(beside) < _LIKE or any(s.whole is None for s in beside):
        return share
    wholes = [
        w for w in beside[0].wholes if all(printed(s.percent, amount_of(facts, s.part), w.amount) for s in beside)
    ]
    return replace(share, declared=tuple(wholes))


def _one_list(facts: Facts, one: Share, other: Share) -> bool:
    """Whether two shares stand in one sentence."""
    low, high = sorted((one.percent.span.end, other.percent.span.end))
    return not any(mark in facts.text[low:high] for mark in "。\n")


def _read(facts: Facts, passage: Passage, at: int) -> Share | None:
    gap = passage.gaps[at]
    if at > 1 and _OF_IT.match(gap) and _STATED_WHOLE.match(passage.gaps[at - 1]):
        return _of_stated(facts, passage, at)
    if at == 0 or not _OF_PART.search(gap) or RATE.search(gap):
        return None
    percent, part = passage.figures[at], passage.figures[at - 1]
    if not countable(part):
        return None
    total = next((g.total for g in groups(facts) if part in g.parts), None)
    of_total = _OF_TOTAL.match(gap) is not None or (total is not None and _names(facts, gap, total))
    total = total if of_total else None
    counted = tuple(_cells(facts, part)) if of_total else ()
    wholes = tuple(dict.fromkeys((*_figures(facts, passage, at - 1, part, total), *counted)))
    for verdict in ("holds", "holds_truncated"):
        for whole in wholes:
            if printed(percent, amount_of(facts, part), whole.amount) == verdict:
                return Share(percent, part, wholes, (), verdict, whole, passage)
    declared = (_whole(facts, total),) if total is not None else counted if len(counted) == len(_TOTALS) else ()
    return Share(percent, part, wholes, declared, None, None, passage)


def _of_stated(facts: Facts, passage: Passage, at: int) -> Share | None:
    """The share of a part in the whole that stands between them."""
    part, stated, percent = passage.figures[at - 2 : at + 1]
    if not countable(part) or not countable(stated) or part.unit != stated.unit:
        return None
    whole = _whole(facts, stated)
    fit = printed(percent, amount_of(facts, part), whole.amount)
    return Share(percent, part, (whole,), (whole,), fit, whole if fit else None, passage)


def _names(facts: Facts, gap: str, total: Figure) -> bool:
    """Whether a share says of what it is, and the total's own clause does too: 收到来信753封,…占来信总数的."""
    named = _OF_NAMED.match(gap)
    clause = total.clause or total.span
    return named is not None and named["noun"] in facts.text[clause.start : total.span.end]


def _figures(facts: Facts, passage: Passage, at: int, part: Figure, total: Figure | None) -> Iterator[Whole]:
    """Figures a part may be of: its list's total, counts before it, then totals of requests after it."""
    if total is not None:
        yield _whole(facts, total)
    floor = part.low if part.low is not None else Decimal(0)

    def fits(figure: Figure) -> bool:
        same = figure.unit == part.unit and countable(figure) and figure is not total and figure is not part
        return same and figure.value is not None and figure.value >= floor

    yield from (_whole(facts, f) for f in reversed(passage.figures[:at]) if fits(f))
    after = (f for f in passage.figures[at + 1 :] if f.readings and f.readings[0].startswith(_REQUESTS))
    yield from (_whole(facts, f) for f in after if fits(f))
    for earlier in reversed(facts.passages[max(0, passage.at - _BACK) : passage.at]):
        yield from (_whole(facts, f) for f in reversed(earlier.figures) if fits(f))


def _whole(facts: Facts, figure: Figure) -> Whole:
    return Whole(amount_of(facts, figure), (figure.id,), figure.unit)


def _cells(facts: Facts, part: Figure) -> Iterator[Whole]:
    """Totals of table three, where the part is an outcome that agrees with its own cells."""
    if facts.form is None or not part.readings or not part.readings[0].startswith(OUTCOMES):
        return
    if facts.expand(part.readings[0]) is None or weigh(facts, part).fit is None:
        return
    for address in _TOTALS:
        cells = facts.expand(address) or ()
        amount = tally(facts, cells)
        if amount.mode == "strict":
            yield Whole(Interval.point(amount.amounts[0]), tuple(f"cell:{c}" for c in cells))


def _judge(rule: RuleSpec, facts: Facts, share: Share) -> Check:
    percent, part = share.percent, share.part
    actual = facts.quote(percent.span)
    if share.whole is not None:
        operands = (percent.id, part.id, *share.whole.operands)
        return facts.check(rule.code, "holds", "none", operands, "", None, _exact(part, share.whole), actual)
    if not share.wholes:
        return facts.check(rule.code, "not_checkable", "none", (percent.id, part.id), "no_whole_stated")
    whole = (share.declared or share.wholes)[0]
    operands = (percent.id, part.id, *whole.operands)
    exact = percent.bound == part.bound == "exact" and whole.amount.exact
    if not share.declared or not exact:
        return facts.check(rule.code, "not_checkable", "none", operands, "whole_unclear")
    if other_whole(facts, share.percent, share.part):
        return facts.check(rule.code, "not_checkable", "none", operands, "another_whole_fits")
    expected = " / ".join(dict.fromkeys(_exact(part, whole) for whole in share.declared))
    return facts.check(rule.code, "contradiction", rule.level, operands, "share_differs", None, expected, actual)


def other_whole(facts: Facts, percent: Figure, figure: Figure) -> bool:
    """Whether any other number of the report, in prose or table three, would explain a percentage of a part."""
    part = amount_of(facts, figure)
    if any(printed(percent, part, amount_of(facts, f)) for f in facts.figures if countable(f)):
        return True
    derived = facts.form.derived.items() if facts.form else ()
    for address, cells in derived:
        amount = tally(facts, cells) if address.startswith("rq_") else None
        if amount and any(printed(percent, part, Interval.point(value)) for value in amount.amounts):
            return True
    return False


def printed(percent: Figure, part: Interval, whole: Interval) -> str | None:
    """How a printed percentage stands to part by whole; None where it is another number."""
    true = part.percent_of(whole)
    if true is None or percent.value is None:
        return None
    if percent.unit == "‰":
        true = true.scale(10)
    if percent.bound != "exact":
        return "holds" if true.overlaps(Interval(percent.low, percent.high)) else None
    return printing(percent.value, true)


def _exact(part: Figure, whole: Whole) -> str:
    return f"{_HUNDRED * part.value / whole.amount.low:.4f}%" if part.value and whole.amount.low else ""


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return min(exponent, 0) if isinstance(exponent, int) else 0
