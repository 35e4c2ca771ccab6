"""Percentages in prose (AR): shares of a whole, rates of completion, shares that make up a whole, growth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from nlp.catalog.specs import RuleSpec
from nlp.document import Check, Figure
from nlp.quantities import Interval, printing
from nlp.verify.facts import Facts, Passage
from nlp.verify.parts import countable, groups
from nlp.verify.tally import tally

_PERCENT = ("%", "‰")
_OF_PART = re.compile(r"^[^。;]{0,8}占[^。;,、]{0,14}$|^\($|^,?比?为?$")  # 86件,占总数的
_OF_TOTAL = re.compile(  # a share of the list's own total: 占, 占总数的, 占比为 -- not 占全市总量的
    r"^[,(]?(?:约|共)?占?(?:比|(?:申请|办理|办件|受理|答复|信息|公开)?总(?:数|量|件数)的?|总?比(?:例|重))?(?:为|达|约)?$"
)
_RATE = re.compile(r"(?:办复|办结|答复|回复|办理|公开)率[^,。;]{0,4}$")  # 办复率100%
_ALL_DONE = re.compile(r"(?:均|全部|都|已)[^,。;]{0,14}(?:办复|办结|答复|回复|办理完毕|公开)")  # 已在规定时限内办复
_TOTALS = ("rq_total_processed@total", "rq_new_received@total", "rq_workload_total@total")
_SHARE_OF = re.compile(r"^[^。;]{0,16}占(?:比|总数的?)?(?:为|达|约)?$")  # 咨询占61.7%
_NEW_WHOLE = re.compile(r"[。;!?\n]|其中|另|同时")  # what follows is a share of something else
_BACK = 2  # paragraphs back in which a whole is looked for
_HUNDRED = Decimal(100)


class Share(Struct, frozen=True):
    """A percentage with the part it is said of and the wholes it may be of, most plausible first.

    declared: the first whole is the stated total of the list that the part stands in.
    """

    percent: Figure
    part: Figure
    wholes: tuple[Figure, ...]
    declared: bool
    fit: str | None
    whole: Figure | None
    passage: Passage


def shares(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for each percentage of a part, and a row for each percentage that nothing is stated for."""
    parted = {share.percent.id for share in share_list(facts)}
    for share in share_list(facts):
        if share.fit != "holds_truncated":
            yield _share(rule, facts, share)
    for passage in facts.passages:
        for at, figure in enumerate(passage.figures):
            if figure.unit in _PERCENT and figure.kind != "change_percent" and figure.id not in parted:
                yield _rate(rule, facts, passage, at)


def truncated(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A note for each percentage that was cut off where it should be rounded."""
    for share in share_list(facts):
        if share.fit == "holds_truncated" and share.whole is not None:
            operands = (share.percent.id, share.part.id, share.whole.id)
            expected = _exact(share.part, share.whole)
            actual = facts.quote(share.percent.span)
            yield facts.check(rule.code, "holds_truncated", "note", operands, "truncated", None, expected, actual)


def partition(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for the shares of parts that make up their whole: they add up to 100 but for rounding."""
    by_whole: dict[tuple[int, str], list[Share]] = {}
    for share in share_list(facts):
        if share.whole is not None and share.fit is not None:
            by_whole.setdefault((share.passage.at, share.whole.id), []).append(share)
    for found in by_whole.values():
        whole = found[0].whole
        values = [s.part.value for s in found if s.part.value is not None]
        if len(found) < 2 or whole is None or len(values) < len(found) or sum(values) != whole.value:
            continue
        stated = [s.percent.value for s in found if s.percent.value is not None]
        budget = sum(Decimal(1).scaleb(_exponent(value)) for value in stated)
        operands = tuple(s.percent.id for s in found)
        gap = abs(sum(stated) - _HUNDRED)
        verdict, level = ("holds", "none") if gap <= budget else ("review", "review")
        reason = "" if verdict == "holds" else "not_100"
        yield facts.check(rule.code, verdict, level, operands, reason, None, "100", str(sum(stated)))
    yield from _overfull_lists(rule, facts)


def _overfull_lists(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A review for the shares of one sentence that together exceed 100, where no counts are stated."""
    parted = {share.percent.id for share in share_list(facts)}
    for passage in facts.passages:
        run: list[Figure] = []
        for at, figure in enumerate((*passage.figures, None)):
            gap = passage.gaps[at]
            plain = figure is not None and figure.kind == "share" and figure.unit == "%" and figure.id not in parted
            if run and (not plain or _NEW_WHOLE.search(gap)):
                yield from _overfull(rule, facts, run)
                run = []
            if plain and figure is not None and figure.bound == "exact" and _SHARE_OF.search(gap):
                run.append(figure)


def _overfull(rule: RuleSpec, facts: Facts, run: list[Figure]) -> Iterator[Check]:
    stated = [figure.value for figure in run if figure.value is not None]
    budget = sum(Decimal(1).scaleb(_exponent(value)) for value in stated)
    if len(run) > 1 and sum(stated) > _HUNDRED + budget:
        operands = tuple(figure.id for figure in run)
        yield facts.check(rule.code, "review", rule.level, operands, "not_100", None, "100", str(sum(stated)))


def over_100(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A review for each share or rate above 100 %."""
    for figure in facts.figures:
        rate = figure.kind in ("share", "percent") and figure.unit == "%"
        if rate and figure.low is not None and figure.low > _HUNDRED:
            actual = facts.quote(figure.span)
            yield facts.check(rule.code, "review", rule.level, (figure.id,), "over_100", None, "100", actual)


def impossible(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """GRIM: a rate with one stated whole that no whole number of cases gives."""
    for passage in facts.passages:
        for at, figure in enumerate(passage.figures):
            if figure.value is None or figure.bound != "exact" or not _RATE.search(passage.gaps[at]):
                continue
            if figure.unit != "%":
                continue
            whole = _count_before(passage, at)
            if whole is None or not whole.value or whole.bound != "exact" or whole.value > 200:
                continue
            likely = round(figure.value * whole.value / _HUNDRED)
            near = (Decimal(n) for n in (likely - 1, likely, likely + 1) if 0 <= n <= whole.value)
            if any(_printed(figure, Interval.point(n), whole) for n in near):
                continue
            operands = (figure.id, whole.id)
            actual = facts.quote(figure.span)
            yield facts.check(rule.code, "review", "review", operands, "no_whole_number", None, "", actual)


def share_list(facts: Facts) -> tuple[Share, ...]:
    """Percentages with a part before them, each with the whole that fits, if one does."""
    if facts.shares is None:
        facts.shares = tuple(
            share
            for passage in facts.passages
            for at, figure in enumerate(passage.figures)
            if figure.unit in _PERCENT and figure.kind != "change_percent" and figure.value is not None
            if (share := _read(facts, passage, at)) is not None
        )
    return facts.shares


def _read(facts: Facts, passage: Passage, at: int) -> Share | None:
    if at == 0 or not _OF_PART.search(passage.gaps[at]):
        return None
    percent, part = passage.figures[at], passage.figures[at - 1]
    if not countable(part) or _RATE.search(passage.gaps[at]):
        return None
    own = _OF_TOTAL.match(passage.gaps[at])
    total = next((g.total for g in groups(facts) if part in g.parts), None) if own else None
    wholes = tuple(_wholes(facts, passage, at - 1, part, total))
    fit, whole = None, None
    for verdict in ("holds", "holds_truncated"):
        whole = next((w for w in wholes if _printed(percent, _interval(part), w) == verdict), None)
        if whole is not None:
            fit = verdict
            break
    return Share(percent, part, wholes, total is not None, fit, whole, passage)


def _wholes(facts: Facts, passage: Passage, at: int, part: Figure, total: Figure | None) -> Iterator[Figure]:
    if total is not None:
        yield total
    floor = part.low if part.low is not None else Decimal(0)

    def whole(figure: Figure) -> bool:
        fits_unit = figure.unit == part.unit and countable(figure) and figure is not total and figure is not part
        return fits_unit and figure.value is not None and figure.value >= floor

    yield from (f for f in reversed(passage.figures[:at]) if whole(f))
    for earlier in reversed(facts.passages[max(0, passage.at - _BACK) : passage.at]):
        yield from (f for f in reversed(earlier.figures) if whole(f))


def _share(rule: RuleSpec, facts: Facts, share: Share) -> Check:
    percent, part = share.percent, share.part
    actual = facts.quote(percent.span)
    if share.whole is not None:
        operands = (percent.id, part.id, share.whole.id)
        return facts.check(rule.code, "holds", "none", operands, "", None, _exact(part, share.whole), actual)
    if not share.wholes:
        return facts.check(rule.code, "not_checkable", "none", (percent.id, part.id), "no_whole_stated")
    whole = share.wholes[0]
    operands = (percent.id, part.id, whole.id)
    if not share.declared or percent.bound != "exact" or part.bound != "exact" or whole.bound != "exact":
        return facts.check(rule.code, "not_checkable", "none", operands, "whole_unclear")
    if _other_whole(facts, share):
        return facts.check(rule.code, "not_checkable", "none", operands, "another_whole_fits")
    expected = _exact(part, whole)
    return facts.check(rule.code, "contradiction", rule.level, operands, "share_differs", None, expected, actual)


def _other_whole(facts: Facts, share: Share) -> bool:
    """Whether any other number of the report, in prose or table, would explain the percentage."""
    part = _interval(share.part)
    if any(_printed(share.percent, part, f) for f in facts.figures if countable(f)):
        return True
    for total in _TOTALS:
        cells = facts.form.expand(total) if facts.form else None
        amount = tally(facts, cells) if cells else None
        if amount and any(_prints(share.percent, part, Interval.point(value)) for value in amount.amounts):
            return True
    return False


def _rate(rule: RuleSpec, facts: Facts, passage: Passage, at: int) -> Check:
    """A percentage without a part: a rate of completion that the wording confirms, or nothing to check."""
    percent = passage.figures[at]
    whole = _count_before(passage, at)
    if whole is None:
        return facts.check(rule.code, "not_checkable", "none", (percent.id,), "no_part_stated")
    operands = (percent.id, whole.id)
    said = passage.gaps[at]
    done = _ALL_DONE.search(passage.between(passage.figures.index(whole), at))
    if percent.value == _HUNDRED and _RATE.search(said) and done and whole.value:
        return facts.check(rule.code, "holds", "none", operands, "all_done", None, "100", facts.quote(percent.span))
    return facts.check(rule.code, "not_checkable", "none", operands, "no_part_stated")


def _count_before(passage: Passage, at: int) -> Figure | None:
    """The only plain count in the sentence before a percentage; None where there are none or several."""
    found: list[Figure] = []
    for here in range(at, 0, -1):
        if re.search(r"[。!?\n]", passage.gaps[here]):
            break
        figure = passage.figures[here - 1]
        if countable(figure) and figure.kind == "count":
            found.append(figure)
    return found[0] if len({f.value for f in found}) == 1 else None


def _interval(figure: Figure) -> Interval:
    return Interval(figure.low, figure.high)


def _printed(percent: Figure, part: Interval, whole: Figure) -> str | None:
    return _prints(percent, part, _interval(whole))


def _prints(percent: Figure, part: Interval, whole: Interval) -> str | None:
    true = part.percent_of(whole)
    if true is None or percent.value is None:
        return None
    if percent.unit == "‰":
        true = true.scale(10)
    if percent.bound != "exact":
        return "holds" if true.overlaps(_interval(percent)) else None
    return printing(percent.value, true)


def _exact(part: Figure, whole: Figure) -> str:
    return f"{_HUNDRED * part.value / whole.value:.4f}%" if part.value and whole.value else ""


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return min(exponent, 0) if isinstance(exponent, int) else 0
