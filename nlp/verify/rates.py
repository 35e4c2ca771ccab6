"""Rates in prose (AR): percentages without a stated part, such as 办复率100%, and what they can't be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp.catalog.specs import RuleSpec
from nlp.document import Check, Figure
from nlp.quantities import Interval
from nlp.verify.claims import amount_of
from nlp.verify.facts import Facts, Passage
from nlp.verify.parts import ITEMS, countable
from nlp.verify.shares import PERCENT, RATE, other_whole, printed, share_list

_ALL_DONE = re.compile(r"(?:均|全部|都|已)[^,。;]{0,14}(?:办复|办结|答复|回复|办理完毕|公开)")  # 已在规定时限内办复
_NAMED = re.compile(  # 按期答复率为95%, right after 按期答复19件
    r"^[条件份篇项个次封]?,(?P<act>[一-鿿]{2,6})率(?:为|达|达到|是)?$"
)
_CAME_IN = re.compile(r"收到|受理|接到|承办|新收|接收")  # 收到申请20件
_SHARES = "AR302"  # the rule on a part and its whole, which here stand beside a rate
_NOT_A_RATE = re.compile(r"增|减|降|升|占")
_SENTENCE_ENDS = re.compile(r"[。!?\n]")
_MOST = 200  # cases beyond which nearly every percentage is possible
_HUNDRED = Decimal(100)


def rates(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A row for each percentage that no part is stated for; it holds where the wording confirms a full rate."""
    parted = {share.percent.id for share in share_list(facts)}
    for passage in facts.passages:
        for at, figure in enumerate(passage.figures):
            if figure.unit in PERCENT and figure.kind != "change_percent" and figure.id not in parted:
                yield _rate(rule, facts, passage, at)


def impossible(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """GRIM: a rate of completion with one stated whole that no whole number of cases gives."""
    for passage in facts.passages:
        for at, figure in enumerate(passage.figures):
            if (
                figure.unit != "%"
                or figure.value is None
                or figure.bound != "exact"
                or not RATE.search(passage.gaps[at])
            ):
                continue
            whole = _count_before(passage, at)
            if whole is None or not whole.value or whole.bound != "exact" or whole.value > _MOST:
                continue
            likely = round(figure.value * whole.value / _HUNDRED)
            near = (Decimal(n) for n in (likely - 1, likely, likely + 1) if 0 <= n <= whole.value)
            if other_whole(facts, figure, whole):  # 共需办理30件,答复27件,办结率90%: the count is the part
                continue
            if not any(printed(figure, Interval.point(n), amount_of(facts, whole)) for n in near):
                operands, actual = (figure.id, whole.id), facts.quote(figure.span)
                yield facts.check(rule.code, "review", rule.level, operands, "no_whole_number", None, "", actual)


def over_100(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A review for each share or rate above 100 %."""
    for figure in facts.figures:
        rate = figure.kind in ("share", "percent") and figure.unit == "%"
        if rate and figure.low is not None and figure.low > _HUNDRED:
            actual = facts.quote(figure.span)
            yield facts.check(rule.code, "review", rule.level, (figure.id,), "over_100", None, "100", actual)


def _pairs(facts: Facts, passage: Passage, at: int) -> Iterator[tuple[tuple[Figure, ...], Figure]]:
    """Part and whole that a rate may be of, as its sentence states them: the last parts together, and one whole."""
    before: list[Figure] = []
    for here in range(at, 0, -1):
        if _SENTENCE_ENDS.search(passage.gaps[here]):
            break
        figure = passage.figures[here - 1]
        if countable(figure) and figure.value is not None:
            before.append(figure)
    for whole in before[1:]:
        for count in range(1, before.index(whole) + 1):
            parts = tuple(before[:count])
            if sum(p.value or 0 for p in parts) <= (whole.value or 0) and _one_kind(whole, parts):
                yield parts, whole


def _one_kind(whole: Figure, parts: tuple[Figure, ...]) -> bool:
    return all(part.unit == whole.unit or {part.unit, whole.unit} <= ITEMS for part in parts)


def _recomputed(rule: RuleSpec, facts: Facts, passage: Passage, at: int) -> Check | None:
    """A rate held against the pairs of its sentence; at odds only right after 收到A件,按期答复B件; else for review."""
    percent = passage.figures[at]
    if percent.kind == "percent" and _NOT_A_RATE.search(passage.gaps[at]):
        return None
    pairs = list(_pairs(facts, passage, at))
    for parts, whole in pairs:
        amount = Interval(Decimal(0), Decimal(0))
        for part in parts:
            amount += amount_of(facts, part)
        for share, of in ((amount, ""), (amount_of(facts, whole) - amount, "rest")):
            if (not of or "不" in passage.gaps[at]) and printed(percent, share, amount_of(facts, whole)):
                operands = (percent.id, *(p.id for p in parts), whole.id)
                expected = _exact(share, whole)
                return facts.check(rule.code, "holds", "none", operands, "", None, expected, facts.quote(percent.span))
    if not pairs:
        return None
    parts, whole = pairs[0]
    operands = (percent.id, parts[0].id, whole.id)
    named = _NAMED.search(passage.gaps[at])
    between = passage.gaps[at - 1]
    plain = percent.bound == "exact" and all(f.bound == "exact" for f in (*parts, whole))
    alone = len(pairs) == 1 and passage.figures[at - 2 : at] == (whole, parts[0]) and parts[0].unit == whole.unit
    sure = named and plain and alone and named["act"] in between
    if not sure or not whole.value or percent.value == _HUNDRED or other_whole(facts, percent, parts[0]):
        return facts.check(rule.code, "not_checkable", "none", operands, "whole_unclear")
    actual, expected = facts.quote(percent.span), _exact(amount_of(facts, parts[0]), whole)
    if _CAME_IN.search(passage.gaps[at - 2]):
        return facts.check(_SHARES, "contradiction", "error", operands, "share_differs", None, expected, actual)
    return facts.check(_SHARES, "review", "review", operands, "share_differs", None, expected, actual)


def _exact(part: Interval, whole: Figure) -> str:
    return f"{_HUNDRED * part.low / whole.value:.4f}%" if part.low is not None and whole.value else ""


def _rate(rule: RuleSpec, facts: Facts, passage: Passage, at: int) -> Check:
    percent = passage.figures[at]
    found = _recomputed(rule, facts, passage, at)
    if found is not None:
        return found
    whole = _count_before(passage, at)
    if whole is None:
        return facts.check(rule.code, "not_checkable", "none", (percent.id,), "no_part_stated")
    operands = (percent.id, whole.id)
    done = _ALL_DONE.search(passage.between(passage.figures.index(whole), at))
    if percent.value == _HUNDRED and RATE.search(passage.gaps[at]) and done and whole.value:
        return facts.check(rule.code, "holds", "none", operands, "all_done", None, "100", facts.quote(percent.span))
    return facts.check(rule.code, "not_checkable", "none", operands, "no_part_stated")


def _count_before(passage: Passage, at: int) -> Figure | None:
    """The only plain count in the sentence before a percentage; None where there are none or several."""
    found: list[Figure] = []
    for here in range(at, 0, -1):
        if _SENTENCE_ENDS.search(passage.gaps[here]):
            break
        figure = passage.figures[here - 1]
        if countable(figure) and figure.kind == "count":
            found.append(figure)
    return found[0] if len({f.value for f in found}) == 1 else None
