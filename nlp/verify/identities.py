"""Inside the tables (IT, SM): the identities of the form, strictly, then with blanks as 0."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp.catalog.specs import RuleSpec
from nlp.document import Check
from nlp.verify.facts import Balance, Facts
from nlp.verify.tally import Tally, tally

_ZERO = Decimal(0)
_NO_POWER = ("county", "township")
_POWER_OF_GOVERNMENT = ("province", "prefecture")  # the government's alone, not its departments'
_PENDING = re.compile(
    r"未审结|未结|未判|未作出|在审|待审|正在审理|仍在|尚在|审理中|审理当中|正在办理"
)  # 另有2件尚未审结
_NEAR = 10  # characters on either side of a number that say so
_CITY = re.compile(r"[^省市县区州盟旗]{2,3}市(?![一-鿿]*[县区旗])")  # 某市司法局
_WITHIN = re.compile(r"[市州盟].{1,40}市$")  # 金华市义乌市: a city below a prefecture
_OF_GOVERNMENT = re.compile(r"政府办公[厅室]$")
_FEE_ABOLISHED = 2017  # 财税〔2017〕20号, from April 2017


def identity(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for each identity under this rule whose table was read, in whole or in part."""
    if facts.plan is None:
        return
    for balance in facts.plan.balances.get(rule.code, ()):
        if not facts.cells.keys().isdisjoint(balance.cells):
            yield _judge(rule, facts, balance)


def rule_power(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """The identities of an office that has no power to issue 规章: its cells are 0."""
    level = facts.report.office_level
    if level == "county" and _CITY.match(facts.report.issuer or "") and not _WITHIN.search(facts.report.region or ""):
        return  # a city that may be a prefecture after all
    if _OF_GOVERNMENT.search(facts.report.issuer or "") and level in _POWER_OF_GOVERNMENT:
        return  # its table may count the government's rules
    if level in _NO_POWER or (level in _POWER_OF_GOVERNMENT and facts.covers_area is False):
        yield from identity(rule, facts)


def fee_abolished(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """The fee for requests, from the year on in which it was abolished."""
    if facts.report.year is not None and facts.report.year >= _FEE_ABOLISHED:
        yield from identity(rule, facts)


def _judge(rule: RuleSpec, facts: Facts, balance: Balance) -> Check:
    spec = balance.spec
    if spec.kind == "equal":
        values = facts.values
        try:  # by far the most frequent: every cell has a value, and they add up
            if sum(map(values.__getitem__, spec.left)) == sum(map(values.__getitem__, spec.right)):
                return facts.check(rule.code, "holds", "none", balance.operands, "", "strict")
        except KeyError:
            pass
        amount = tally(facts, spec.left, spec.right)
        broken = [gap for gap in amount.amounts if gap]
    else:
        amount, broken = _GAPS[spec.kind](facts, balance)
    if amount.mode == "unknown":
        return facts.check(rule.code, "not_checkable", "none", balance.operands, amount.reason)
    if not broken:
        return facts.check(rule.code, "holds", "none", balance.operands, "", amount.mode)
    if len(broken) < len(amount.amounts):
        return facts.check(rule.code, "not_checkable", "none", balance.operands, "ambiguous_alignment")
    doubt = next((facts.doubts[c] for c in balance.cells if c in facts.doubts), None)
    if doubt is not None:
        return facts.check(rule.code, "not_checkable", "none", balance.operands, doubt)
    return _broken(rule, facts, balance, amount, broken[0])


def _broken(rule: RuleSpec, facts: Facts, balance: Balance, amount: Tally, gap: Decimal) -> Check:
    spec = balance.spec
    excused = spec.tolerated == ("over" if gap > 0 else "under")
    if excused and _pending_told(facts, balance, gap):
        return facts.check(rule.code, "not_checkable", "none", balance.operands, "pending_told", amount.mode)
    level = spec.level
    if level == "error" and (amount.mode != "strict" or excused):
        level = "review"
    verdict = "contradiction" if level == "error" else "review"
    reason = "blank" if amount.mode != "strict" else "tolerated" if excused else "differs"
    left, right = tally(facts, spec.left), tally(facts, spec.right)
    expected, actual = (str(t.amounts[0]) if t.amounts else "" for t in (left, right))
    check = facts.check(rule.code, verdict, level, balance.operands, reason, amount.mode, expected, actual)
    facts.failed[check.id] = (balance, gap)
    return check


def _pending_told(facts: Facts, balance: Balance, gap: Decimal) -> bool:
    """Whether the prose says of so many of the printed total that they are not decided: 诉讼5件,...2件尚未审结."""
    total = balance.spec.right[0]
    if not total.startswith("rl_"):
        return False
    told = {f.unit_id for f in facts.figures if any(total in (facts.expand(r) or ()) for r in f.readings)}
    return any(
        figure.value == abs(gap)
        and figure.unit_id in told
        and _PENDING.search(facts.text[figure.span.start - _NEAR : figure.span.end + _NEAR])
        for figure in facts.figures
    )


def _at_most(facts: Facts, balance: Balance) -> tuple[Tally, list[Decimal]]:
    amount = tally(facts, balance.spec.left, balance.spec.right)
    return amount, [gap for gap in amount.amounts if gap > 0]


def _at_least_each(facts: Facts, balance: Balance) -> tuple[Tally, list[Decimal]]:
    """The widest excess of a single left cell over the right side."""
    worst = Tally("strict", (_ZERO,))
    for cell in balance.spec.left:
        amount = tally(facts, (cell,), balance.spec.right)
        if amount.mode == "unknown":
            return amount, []
        if amount.amounts[0] > worst.amounts[0] or (amount.mode != "strict" and worst.amounts[0] <= 0):
            worst = amount
    return worst, [gap for gap in worst.amounts if gap > 0]


def _misfill(facts: Facts, balance: Balance) -> tuple[Tally, list[Decimal]]:
    """Items of last year plus change equal the decisions, though they count different things."""
    amount = tally(facts, balance.spec.left, balance.spec.right)
    changed = any(facts.values.get(cell) for cell in balance.spec.left[1:])
    return amount, [gap for gap in amount.amounts if not gap] if changed else []


def _zero_together(facts: Facts, balance: Balance) -> tuple[Tally, list[Decimal]]:
    left, right = tally(facts, balance.spec.left), tally(facts, balance.spec.right)
    for side in (left, right):
        if side.mode != "strict":
            return Tally("unknown", reason=side.reason or "blank"), []
    gap = left.amounts[0] - right.amounts[0]
    return Tally("strict", (gap,)), [gap] if bool(left.amounts[0]) != bool(right.amounts[0]) else []


_GAPS = {
    "at_most": _at_most,
    "at_least_each": _at_least_each,
    "misfill": _misfill,
    "zero_together": _zero_together,
    "zero": _at_most,  # nothing on the right
}
