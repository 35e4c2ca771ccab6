"""Growth in prose (AR): a percentage or a difference against last year's value, where that is stated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from nlp.catalog.specs import RuleSpec
from nlp.document import Check, Figure
from nlp.quantities import Interval, printing
from nlp.verify.claims import amount_of
from nlp.verify.facts import Facts, Passage
from nlp.verify.meaning import other_year
from nlp.verify.parts import COUNTED
from nlp.verify.tally import tally

_SENTENCE_ENDS = re.compile(r"[。;!?\n]")
_FROM_TO = re.compile(r"增加到|增至|增长到|上升到|升至|提高到|减少到|减至|下降到|降至|降到")  # 由1128条增加到1887条
_FROM = re.compile(r"(?:由|从)[^,。;]{0,16}$")
_COMPARED = re.compile(r"(?:与|比|较|同)[^,。;()]{0,30}$")  # 与年初的500条相比: a base, whatever its year
_MEAN = re.compile(r"年均|月均|日均|平均|累计|[高低]于|全[省市县区国系]")  # 年均增长18.9%
_SHARE_POINTS = re.compile(r"^个?百分点")  # 提高5个百分点 is a difference of percentages
_MOVED = re.compile(r"(?:(?P<up>增加|增长|上升|新增|增)|减少|下降|降低|减)了?$")  # 由8个增加到16个,增加8个
_MOVES = tuple("加长升增少降低减了")  # the characters it can end with
_CLOSE = 2  # characters between a difference and its percentage: 增加1234条,增长11.1%
_HUNDRED = Decimal(100)


class Growth(Struct, frozen=True):
    """A change in percent with the two values it lies between, as far as the sentence states them."""

    change: Figure
    now: Figure | None
    before: Figure | None
    difference: Figure | None


def growth(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for each percentage of change: recomputed where both values are stated, else a row."""
    for passage in facts.passages if "change_percent" in facts.kinds else ():
        for at, figure in enumerate(passage.figures):
            if figure.kind == "change_percent" and figure.value is not None:
                yield _judge(rule, facts, _read(facts, passage, at))


def difference(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for each stated difference whose two values are stated beside it."""
    for passage in facts.passages:
        for at, figure in enumerate(passage.figures):
            way = _direction(passage, at) if figure.kind in COUNTED else None
            found = _read(facts, passage, at) if way else None
            if found is None or found.now is None or found.before is None:
                continue
            gap = amount_of(facts, found.now) - amount_of(facts, found.before)
            gap = gap if way == "up" else -gap
            operands = (figure.id, found.before.id, found.now.id)
            expected, actual = str(gap.low), facts.quote(figure.span)
            if gap.overlaps(amount_of(facts, figure)):
                yield facts.check(rule.code, "holds", "none", operands, "", None, expected, actual)
            elif gap.exact and gap.low and gap.low > 0 and found.now.unit == found.before.unit == figure.unit:
                yield facts.check(rule.code, "contradiction", rule.level, operands, "differs", None, expected, actual)


def _read(facts: Facts, passage: Passage, at: int) -> Growth:
    """The values of this year and of the year before in the sentence up to the change."""
    change = passage.figures[at]
    now = before = gap = None
    for here in range(at - 1, -1, -1):
        if _SENTENCE_ENDS.search(passage.gaps[here + 1]):
            break
        figure = passage.figures[here]
        if figure.value is None or figure.kind not in COUNTED or figure.role != "statistic":
            continue
        if _direction(passage, here) is not None:
            gap = gap or (figure if now is None and before is None else None)
        elif other_year(facts, figure) or _is_base(passage, here):
            before = before or figure
        else:
            now = now or figure
        if now is not None and before is not None:
            break
    if before is None and at + 1 < len(passage.figures) and passage.gaps[at + 1].startswith("("):
        after = passage.figures[at + 1]  # 同比增长20%(2022年收到20件)
        before = after if other_year(facts, after) and after.kind in COUNTED and after.value is not None else None
    if now is not None and before is not None and now.unit != before.unit:
        before = None
    return Growth(change, now, before, gap)


def _is_base(passage: Passage, at: int) -> bool:
    """Whether a number is what the change is measured from: 由8个增加到16个, 较年初的500条增加."""
    gap = passage.gaps[at]
    return _FROM.search(gap) is not None or _COMPARED.search(gap) is not None


def _direction(passage: Passage, at: int) -> str | None:
    """up or down where a number is a difference: 增加42件, not 增加到42件."""
    gap = passage.gaps[at]
    moved = _MOVED.search(gap) if gap.endswith(_MOVES) else None
    return passage.figures[at].direction or (("up" if moved["up"] else "down") if moved else None)


def _judge(rule: RuleSpec, facts: Facts, found: Growth) -> Check:
    change, now, before = found.change, found.now, found.before
    actual = facts.quote(change.span)
    if "百分点" in actual or _SHARE_POINTS.match(facts.text[change.span.end : change.span.end + 5]):
        return facts.check(rule.code, "not_checkable", "none", (change.id,), "percentage_points")
    start = max(facts.text.rfind(mark, 0, change.span.start) for mark in ",。;\n")
    if change.partial or _MEAN.search(facts.text, start + 1, change.span.start):
        return facts.check(rule.code, "not_checkable", "none", (change.id,), "no_base_stated")
    if now is None and before is not None and found.difference is not None:
        step = amount_of(facts, found.difference)
        base = amount_of(facts, before)
        reached = base + step if change.direction == "up" else base - step
        if _fit(change, reached, base):
            operands = (change.id, found.difference.id, before.id)
            return facts.check(rule.code, "holds", "none", operands, "", None, "", actual)
    if before is not None and not _is_last_year(facts, before):
        fit = _fit(change, amount_of(facts, now), amount_of(facts, before)) if now is not None else None
        named = tuple(f.id for f in (change, before, now) if f is not None)
        if fit == "holds":
            return facts.check(rule.code, "holds", "none", named, "", None, "", actual)
        return facts.check(rule.code, "not_checkable", "none", named, "no_base_stated")
    if now is None and before is not None:
        return _from_elsewhere(rule, facts, change, before, actual)
    if now is None:
        return facts.check(rule.code, "not_checkable", "none", (change.id,), "no_base_stated")
    if before is None and found.difference is not None:
        return _from_difference(rule, facts, found, actual)
    if before is None:
        return facts.check(rule.code, "not_checkable", "none", (change.id, now.id), "no_base_stated")
    operands = (change.id, before.id, now.id)
    base = amount_of(facts, before)
    fit = _fit(change, amount_of(facts, now), base)
    expected = _exact(now, before)
    if fit is not None:
        reason = "truncated" if fit == "holds_truncated" else ""
        level = "note" if fit == "holds_truncated" else "none"
        return facts.check(rule.code, fit, level, operands, reason, None, expected, actual)
    plain = all(f.bound == "exact" for f in (change, now, before)) and change.unit != "倍"
    if not plain or _other_value_fits(facts, found, base):
        return facts.check(rule.code, "not_checkable", "none", operands, "another_value_fits", None, expected, actual)
    return facts.check(rule.code, "contradiction", rule.level, operands, "growth_differs", None, expected, actual)


def _is_last_year(facts: Facts, before: Figure) -> bool:
    """Whether a base is last year's value, or of a year left unsaid (由8个增加到16个)."""
    return before.year is None or facts.report.year is None or before.year == facts.report.year - 1


def _from_elsewhere(rule: RuleSpec, facts: Facts, change: Figure, before: Figure, actual: str) -> Check:
    """比2022年的40件下降25%, this year's value standing in another sentence or in the tables."""
    base = amount_of(facts, before)
    stated = [
        f
        for f in facts.figures
        if before.readings and f.readings[:1] == before.readings[:1] and not other_year(facts, f)
    ]
    for now in stated:
        fit = _fit(change, amount_of(facts, now), base)
        if fit is not None:
            level = "note" if fit == "holds_truncated" else "none"
            operands: tuple[str, ...] = (change.id, before.id, now.id)
            return facts.check(rule.code, fit, level, operands, "", None, _exact(now, before), actual)
    totals: dict[tuple[str, ...], Decimal] = {}
    for reading in before.readings if facts.form else ():
        cells = facts.expand(reading)
        amount = tally(facts, cells) if cells else None
        if not cells or amount is None or amount.mode != "strict":
            return facts.check(rule.code, "not_checkable", "none", (change.id, before.id), "no_base_stated")
        totals[cells] = amount.amounts[0]
    for cells, value in totals.items():
        fit = _fit(change, Interval.point(value), base)
        if fit is not None:
            operands = (change.id, before.id, *(f"cell:{c}" for c in cells))
            level = "note" if fit == "holds_truncated" else "none"
            return facts.check(rule.code, fit, level, operands, "", None, _rise(value, before), actual)
    exact = change.unit != "倍" and change.bound == before.bound == "exact" and all(f.bound == "exact" for f in stated)
    if not totals or not exact:
        return facts.check(rule.code, "not_checkable", "none", (change.id, before.id), "no_base_stated")
    cells, value = next(iter(totals.items()))
    operands = (change.id, before.id, *(f"cell:{c}" for c in cells))
    expected = _rise(value, before)
    return facts.check(rule.code, "contradiction", rule.level, operands, "growth_differs", None, expected, actual)


def _from_difference(rule: RuleSpec, facts: Facts, found: Growth, actual: str) -> Check:
    """增加3722件,增长20.31%: last year's value follows from this year's and the difference."""
    change, now, gap = found.change, found.now, found.difference
    assert now is not None and gap is not None
    operands = (change.id, gap.id, now.id)
    step = amount_of(facts, gap) if change.direction == "up" else -amount_of(facts, gap)
    base = amount_of(facts, now) - step
    fit = _fit(change, amount_of(facts, now), base) if now.unit == gap.unit else None
    if fit is not None:
        level = "note" if fit == "holds_truncated" else "none"
        return facts.check(rule.code, fit, level, operands, "", None, "", actual)
    exact = base.exact and base.low is not None and base.low > 0 and change.bound == "exact" and change.unit != "倍"
    close = 0 <= change.span.start - gap.span.end <= _CLOSE and now.unit == gap.unit
    if not exact or not close or now.value is None or base.low is None:
        return facts.check(rule.code, "not_checkable", "none", operands, "no_base_stated")
    expected = f"{(now.value - base.low) * _HUNDRED / base.low:.4f}%"
    return facts.check(rule.code, "contradiction", rule.level, operands, "growth_differs", None, expected, actual)


def _fit(change: Figure, now: Interval, before: Interval) -> str | None:
    """How the printed change stands to the recomputed one; None where it is another number."""
    ratio = now.percent_of(before)
    if ratio is None or change.value is None:
        return None
    rise = ratio - Interval.point(_HUNDRED)
    true = -rise if change.direction == "down" else rise
    if change.unit == "倍":  # 增长1倍 is 100 %
        true = true.scale(1 / _HUNDRED)
    if change.bound != "exact":
        return "holds" if true.overlaps(Interval(change.low, change.high)) else None
    return printing(change.value, true)


def _other_value_fits(facts: Facts, found: Growth, base: Interval) -> bool:
    """Whether the tables or another figure of the same paragraph hold a value that explains the change."""
    assert found.now is not None
    for reading in found.now.readings:
        cells = facts.expand(reading)
        amount = tally(facts, cells) if cells else None
        if amount and any(_fit(found.change, Interval.point(value), base) for value in amount.amounts):
            return True
    return False


def _exact(now: Figure, before: Figure) -> str:
    return "" if now.value is None else _rise(now.value, before)


def _rise(now: Decimal, before: Figure) -> str:
    return f"{(now - before.value) * _HUNDRED / before.value:.4f}%" if before.value else ""
