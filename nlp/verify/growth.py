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
_FROM_TO = re.compile(  # 由9.6%降至8.9%
    r"(?:的|约)?(?:增加|增长|上升|提高|提升|增|升|减少|下降|降低|回落|减|降)了?(?:到|至|为)(?:了|约)?"
)
_FROM = re.compile(r"(?:由|从)[^,。;]{0,16}$")
_COMPARED = re.compile(r"(?:与|比|较|同)[^,。;()]{0,30}$")  # 与年初的500条相比: a base, whatever its year
_MEAN = re.compile(r"年均|月均|日均|平均|累计|[高低]于|全[省市县区国系]")  # 年均增长18.9%
_SHARE_POINTS = re.compile(r"^个?百分点")  # 提高5个百分点 is a difference of percentages
_MOVED = re.compile(r"(?:(?P<up>增加|增长|上升|新增|增)|减少|下降|降低|减)了?$")  # 由8个增加到16个,增加8个
_MOVES = tuple("加长升增少降低减了")  # the characters it can end with
_ASIDE = re.compile(r"\([^()]*\)")  # 比2008年(5月1日至12月31日)的9514条
_CLOSE = 2  # characters between a difference and its percentage: 增加1234条,增长11.1%
_HUNDRED = Decimal(100)


class Growth(Struct, frozen=True):
    """A change with the two values it lies between, as far as the sentence states them; `at` is its place in
    the passage."""

    change: Figure
    now: Figure | None
    before: Figure | None
    difference: Figure | None
    passage: Passage
    at: int


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
            if figure.kind == "change_percent":
                yield from _points(rule, facts, passage, at)
                continue
            way = _direction(passage, at) if figure.kind in COUNTED else None
            found = _read(facts, passage, at) if way else None
            if found is None or found.now is None or found.before is None:
                continue
            gap = _gap(facts, found.now, found.before, way)
            operands = (figure.id, found.before.id, found.now.id)
            expected, actual = str(gap.low), facts.quote(figure.span)
            stated = amount_of(facts, figure)
            told = (f for f in _meant(facts, found) if _gap(facts, f, found.before, way).overlaps(stated))
            fitting = next(told, None)
            if fitting is not None:
                operands = (figure.id, found.before.id, fitting.id)
                yield facts.check(rule.code, "holds", "none", operands, "", None, str(stated.low), actual)
            elif gap.exact and gap.low and gap.low > 0 and found.now.unit == found.before.unit == figure.unit:
                yield facts.check(rule.code, "contradiction", rule.level, operands, "differs", None, expected, actual)


def _points(rule: RuleSpec, facts: Facts, passage: Passage, at: int) -> Iterator[Check]:
    """由9.6%降至8.9%,下降0.7个百分点: both rates stand right before their difference."""
    change = passage.figures[at]
    if at < 2 or "百分点" not in (change.unit or "") or change.value is None or change.direction is None:
        return
    now, before = passage.figures[at - 1], passage.figures[at - 2]
    gaps = passage.gaps
    if not _FROM.search(gaps[at - 2]) or not _FROM_TO.fullmatch(gaps[at - 1]) or len(gaps[at]) > _CLOSE:
        return
    if now.value is None or before.value is None or any(f.bound != "exact" for f in (change, now, before)):
        return
    if now.unit != "%" or before.unit != "%":
        return
    gap = now.value - before.value if change.direction == "up" else before.value - now.value
    rounded = sum(_half_step(value) for value in (now.value, before.value, change.value))
    operands, actual = (change.id, before.id, now.id), facts.quote(change.span)
    if abs(gap - change.value) <= rounded:
        yield facts.check(rule.code, "holds", "none", operands, "", None, f"{gap}个百分点", actual)
    else:
        yield facts.check(rule.code, "contradiction", rule.level, operands, "differs", None, f"{gap}个百分点", actual)


def _half_step(value: Decimal) -> Decimal:
    """Half of the last printed digit: what rounding may hide."""
    return Decimal(5).scaleb(int(value.as_tuple().exponent) - 1)


def _gap(facts: Facts, now: Figure, before: Figure, way: str | None) -> Interval:
    gap = amount_of(facts, now) - amount_of(facts, before)
    return gap if way == "up" else -gap


def _read(facts: Facts, passage: Passage, at: int) -> Growth:
    """The values of this year and of the year before in the sentence up to the change."""
    change = passage.figures[at]
    now = before = gap = None
    aside: list[Figure] = []  # in brackets: 45件(自然人38件),增长12.5%
    depth = 0
    for here in range(at - 1, -1, -1):
        between = passage.gaps[here + 1]
        if _SENTENCE_ENDS.search(between):
            break
        depth += between.count(")") - between.count("(")
        figure = passage.figures[here]
        if figure.value is None or figure.kind not in COUNTED or figure.role != "statistic":
            continue
        if _direction(passage, here) is not None:
            gap = gap or (figure if now is None and before is None else None)
        elif other_year(facts, figure) or _is_base(passage, here):
            before = before or figure
        elif depth > 0:
            aside.append(figure)
        else:
            now = now or figure
        if now is not None and before is not None:
            break
    now = now or (aside[0] if aside else None)
    if before is None and at + 1 < len(passage.figures) and passage.gaps[at + 1].startswith("("):
        after = passage.figures[at + 1]  # 同比增长20%(2022年收到20件)
        before = after if other_year(facts, after) and after.kind in COUNTED and after.value is not None else None
    if now is not None and before is not None and now.unit != before.unit:
        before = None
    return Growth(change, now, before, gap, passage, at)


def _meant(facts: Facts, found: Growth) -> Iterator[Figure]:
    """The numbers a change may be about: this year's value as read, then what the paragraph tells before it, the
    nearest first. 共1520条,其中网站1112条、微信408条,较上年增长8.6% speaks of the 1520."""
    assert found.now is not None
    yield found.now
    passage, now = found.passage, found.now
    for here in range(found.at - 1, -1, -1):
        figure = passage.figures[here]
        if figure is now or figure.unit != now.unit or figure.kind not in COUNTED or figure.value is None:
            continue
        if _direction(passage, here) is None and not other_year(facts, figure) and not _is_base(passage, here):
            yield figure


def _is_base(passage: Passage, at: int) -> bool:
    """Whether a number is what the change is measured from: 由8个增加到16个, 较年初的500条增加."""
    gap = passage.gaps[at]
    if ")" in gap:
        gap = _ASIDE.sub("", gap)
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
    other = next((f for f in _meant(facts, found) if _fit(change, amount_of(facts, f), base)), None)
    if other is not None:
        return facts.check(rule.code, "holds", "none", (change.id, before.id, other.id), "", None, "", actual)
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
    for figure in _meant(facts, found) if now.unit == gap.unit else ():
        reached = amount_of(facts, figure)
        fit = _fit(change, reached, reached - step)
        if fit is not None:
            level = "note" if fit == "holds_truncated" else "none"
            return facts.check(rule.code, fit, level, (change.id, gap.id, figure.id), "", None, "", actual)
    plain = all(f.bound == "exact" for f in (change, now, gap)) and change.unit != "倍"
    close = 0 <= change.span.start - gap.span.end <= _CLOSE and now.unit == gap.unit
    if not plain or not close or now.value is None or gap.value is None or base.low is None or base.low <= 0:
        return facts.check(rule.code, "not_checkable", "none", operands, "no_base_stated")
    then = now.value - (gap.value if change.direction == "up" else -gap.value)
    expected = f"{(now.value - then) * _HUNDRED / then:.4f}%"
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
