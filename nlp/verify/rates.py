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
from nlp.verify.parts import countable
from nlp.verify.shares import PERCENT, RATE, printed, share_list

_ALL_DONE = re.compile(r"(?:均|全部|都|已)[^,。;]{0,14}(?:办复|办结|答复|回复|办理完毕|公开)")  # 已在规定时限内办复
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


def _rate(rule: RuleSpec, facts: Facts, passage: Passage, at: int) -> Check:
    percent = passage.figures[at]
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
