"""Sums in prose (AR): parts against their total, outcomes against the requests, parts no total is declared for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from nlp.catalog.specs import RuleSpec
from nlp.document import Check, Figure
from nlp.quantities import Interval
from nlp.verify.below import below
from nlp.verify.claims import OUTCOMES, amount_of, weigh
from nlp.verify.facts import Facts
from nlp.verify.meaning import other_year
from nlp.verify.parts import Group, groups, says_twice, undeclared

_NEAR = 10  # a sum that falls short by no more than this is a near miss, not a selection,
_TINY = 20  # where the total is this many times as large as the gap
_REQUESTS = ("rq_new_received@total", "rq_workload_total@total", "rq_total_processed@total")
_REQUEST_FLOW = {
    "rq_new_received@total": "in",
    "rq_carried_in@total": "carried_in",
    "rq_total_processed@total": "out",
    "rq_carried_out@total": "carried_out",
}
_AND = re.compile(r"[、和及与]")
_BEHIND_NUMBERS = re.compile(r"^.*\d[^\d、]{0,3}、")  # up to the last item with a number of its own
_HOLDS = re.compile(r"^[,(]?(?:其中|包括|包含|含)[^,。;]*$")
_BACK = 3  # paragraphs back in which the total of a list of outcomes is looked for


def sums(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for each total with two or more stated parts."""
    for group in (*groups(facts), *below(facts)):
        if len(group.parts) > 1:
            yield _sum(rule, facts, group)


def outcomes(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for each list of outcomes without its own total, against the requests stated before it."""
    summed = {f.id for g in groups(facts) for f in (*g.parts, *g.nested)}
    for passage in facts.passages:
        found = [f for f in passage.figures if f.readings and _is_outcome(f) and f.id not in summed]
        distinct = _apart(facts, found)
        if len(distinct) < 2:
            continue
        total = _requests_before(facts, passage.at, found[0])
        if total is None:
            continue
        check = _sum(rule, facts, Group(total, distinct, passage, open=True, after=True))
        if check.reason == "parts_exceed" and not total.readings[0].startswith("rq_total_processed"):
            yield replace(check, verdict="not_checkable", level="none", reason="carried_in_possible")
        else:
            yield check


def _apart(facts: Facts, found: list[Figure]) -> tuple[Figure, ...]:
    """Outcomes that count no request twice: 予以公开182件、部分公开44件, but not 两项共226件 after them."""
    told: set[str] = set()
    apart: dict[str, Figure] = {}
    for figure in found:
        reading = figure.readings[0]
        cells = facts.expand(reading) or (reading,)
        if reading in apart or told.isdisjoint(cells):
            apart[reading] = figure
            told.update(cells)
    return tuple(apart.values())


def exceeded(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for each single part of a total: it can't be larger."""
    for group in groups(facts):
        if len(group.parts) != 1:
            continue
        part, total = group.parts[0], group.total
        operands = (part.id, total.id)
        quotes = {"expected": facts.quote(total.span), "actual": facts.quote(part.span)}
        least, most = amount_of(facts, part).low, amount_of(facts, total).high
        if least is None or most is None or least <= most:
            yield facts.check(rule.code, "holds", "none", operands, **quotes)
        elif group.mixed or part.scope != total.scope or not group.declared:
            yield facts.check(rule.code, "not_checkable", "none", operands, "parts_unclear", **quotes)
        elif group.overlapping or total.bound != "exact":
            yield facts.check(rule.code, "review", "review", operands, "exceeds", **quotes)
        else:
            yield facts.check(rule.code, "contradiction", rule.level, operands, "exceeds", **quotes)


def flow(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check that no more requests were answered than came in: 收到 + 上年结转 against 答复 + 结转下年."""
    stated: dict[str, list[Figure]] = {}
    for figure in facts.figures:
        name = _REQUEST_FLOW.get(figure.readings[0].partition("+")[0]) if figure.readings else None
        if figure.by == "p.workload.due":
            continue  # 新收79件,加上上年结转1件,共需办理80件: their sum
        if name and figure.value is not None and figure.bound == "exact" and not other_year(facts, figure):
            stated.setdefault(name, []).append(figure)
    if any(len({f.value for f in found}) > 1 for found in stated.values()):
        return  # several scopes or stages are told apart elsewhere
    received, answered = (stated.get(name, [None])[0] for name in ("in", "out"))
    if received is None or answered is None or received.scope != answered.scope:
        return
    before, after = (stated.get(name, [None])[0] for name in ("carried_in", "carried_out"))
    if before is not None and any(g.total.id == received.id and before in g.parts for g in groups(facts)):
        before = None  # 收到22件,其中上年结转2件
    if before is not None and _HOLDS.search(facts.text[received.span.end : before.span.start]):
        before = None  # 受理181件,含上年结转7件
    came = sum(f.value for f in (received, before) if f is not None and f.value is not None)
    went = sum(f.value for f in (answered, after) if f is not None and f.value is not None)
    operands = tuple(f.id for f in (answered, received, before, after) if f is not None)
    quotes = {"expected": str(came), "actual": str(went)}
    if went == came or (went < came and after is None):
        yield facts.check(rule.code, "holds", "none", operands, **quotes)
    elif went > came and before is None and facts.values.get("rq_carried_in@total") != 0:
        yield facts.check(rule.code, "not_checkable", "none", operands, "carried_in_possible", **quotes)
    else:
        yield facts.check(rule.code, "review", rule.level, operands, "flow_differs", **quotes)


def no_total(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A row for coordinated counts that no total is declared for."""
    for run, mistakable in undeclared(facts):
        operands = tuple(f.id for f in (*run, *mistakable))
        yield facts.check(rule.code, "not_checkable", "none", operands, "no_total_declared")


def _sum(rule: RuleSpec, facts: Facts, group: Group) -> Check:
    total, parts = group.total, group.parts
    amount = _add(facts, parts)
    stated = amount_of(facts, total)
    operands = (total.id, *(part.id for part in parts))
    expected = str(amount.low) if amount.exact else f"{amount.low}~{amount.high}"
    quotes = {"expected": expected, "actual": facts.quote(total.span)}
    if stated.overlaps(amount):
        return facts.check(rule.code, "holds", "none", operands, **quotes)
    for rest in group.nested:  # what looked like a part of a part may be a part after all
        if stated.overlaps(amount + amount_of(facts, rest)):
            return facts.check(rule.code, "holds", "none", (*operands, rest.id), **quotes)
    carried = _carried_in(group)
    if carried is not None and (stated + amount_of(facts, carried)).overlaps(
        amount
    ):  # 收到45件,结转3件。其中自然人41件
        return facts.check(rule.code, "holds", "none", (*operands, carried.id), **quotes)
    if group.rest is not None and stated.overlaps(amount + amount_of(facts, group.rest)):  # 还有其他59条
        return facts.check(rule.code, "holds", "none", (*operands, group.rest.id), **quotes)
    whole_known = amount.exact and amount.low in _cells_of(facts, total)
    for count in range(2, 0 if whole_known else len(parts)):  # the list may end before its sentence does
        part_sum = _add(facts, parts[:count])
        if not _ends(facts.text[parts[count - 1].span.end : parts[count].span.start], parts[count], total):
            continue
        if stated.exact and part_sum.exact and part_sum.low == stated.low:
            return facts.check(rule.code, "holds", "none", operands[: count + 1], **quotes)
    verdict, level, reason = _miss(facts, group, amount, stated)
    if level == "error":
        level = rule.level
    return facts.check(rule.code, verdict, level, operands, reason, None, **quotes)


def _carried_in(group: Group) -> Figure | None:
    """The carried ones told between a total of new requests and its parts, which may be parts of both."""
    first = group.parts[0].span.start
    if not group.total.readings or group.total.readings[0] != "rq_new_received@total":
        return None
    told = (f for f in group.passage.figures if group.total.span.end <= f.span.start < first and f.readings)
    return next((f for f in told if f.readings[0] == "rq_carried_in@total"), None)


def _cells_of(facts: Facts, total: Figure) -> tuple[Decimal, ...]:
    """What the table has for a total that differs from it."""
    if facts.form is None or not total.readings or other_year(facts, total):
        return ()
    weighed = weigh(facts, total)
    return weighed.missed if weighed.fit is None else ()


def _add(facts: Facts, parts: tuple[Figure, ...]) -> Interval:
    amount = Interval(Decimal(0), Decimal(0))
    for part in parts:
        members = _members(facts, part)
        amount += amount_of(facts, part) if members == 1 else amount_of(facts, part).scale(members)
    return amount


def _members(facts: Facts, part: Figure) -> int:
    """How many a part is said of: 3 for 机构、财政、人事信息各3条."""
    if facts.text[part.span.start - 1] != "各":
        return 1
    start = max(facts.text.rfind(mark, 0, part.span.start) for mark in ",。;:\n")
    return 1 + len(_AND.findall(_BEHIND_NUMBERS.sub("", facts.text[start + 1 : part.span.start])))


def _ends(between: str, after: Figure, total: Figure) -> bool:
    """Whether a list may end before a figure: after a stop, or before another unit."""
    return after.unit != total.unit or any(mark in between for mark in ";。,")


def _miss(facts: Facts, group: Group, amount: Interval, stated: Interval) -> tuple[str, str, str]:
    """Verdict, level and reason for a sum that is not its total."""
    if group.after and group.declared and amount.exact and stated.exact:
        return "contradiction", "error", "parts_differ"
    short = amount.high is not None and stated.low is not None and amount.high < stated.low
    if short:
        gap = stated.low - amount.high  # type: ignore[operator]
        exact = stated.exact and amount.exact
        plain = exact and not group.open and not group.mixed
        near = gap <= _NEAR and gap * _TINY <= stated.low  # type: ignore[operator]
        if plain and (near or group.complete or _slip(group, gap)) and not _left_over(facts, group, gap):
            return "review", "review", "near_miss"
        return "not_checkable", "none", "partial_list"
    if group.mixed or not _within(group):
        return "not_checkable", "none", "units_differ"
    larger = any(part.low is not None and stated.high is not None and part.low > stated.high for part in group.parts)
    if group.overlapping:
        agrees = bool(group.total.readings) and facts.form is not None and weigh(facts, group.total).fit is not None
        deduplicated = any(part.value == group.total.value for part in group.parts)  # all of it on the website
        if agrees or deduplicated or says_twice(facts, group):
            return "not_checkable", "none", "channels_overlap"
        return "review", "review" if larger or _mistyped(amount, stated) else "note", "channels_overlap"
    if larger:
        return ("contradiction", "error", "parts_exceed") if group.declared else ("review", "review", "parts_exceed")
    if len(group.views - {"", "trait"}) > 1:  # 网络提交41件,自然人提出79件 of 86
        return "not_checkable", "none", "views_differ"
    if any(part.value == group.total.value for part in group.parts):  # 办结46件,其中延期6件、期限内46件
        return "review", "review", "parts_exceed"
    by_body = any(part.scope != group.total.scope for part in group.parts)
    if by_body or group.nested or not group.declared or "trait" in group.views or len(group.views) > 1:
        return "review", "review", "parts_exceed"
    return "contradiction", "error", "parts_exceed"


def _within(group: Group) -> bool:
    """Whether the bodies that parts are of are within that of the total: 全市3652条,其中市局1206条、县局2446条."""
    scopes = {part.scope for part in group.parts}
    return scopes == {group.total.scope} or (group.total.scope in (None, "area") and "area" not in scopes)


def _mistyped(amount: Interval, stated: Interval) -> bool:
    """Whether a sum is over its total by one digit or a few: what channels tell twice is seldom so close."""
    if amount.low is None or stated.high is None:
        return False
    gap = amount.low - stated.high
    two = (str(amount.low), str(stated.high))
    one_digit = len(two[0]) == len(two[1]) > 2 and sum(a != b for a, b in zip(*two, strict=True)) == 1
    return one_digit or (gap <= _NEAR and gap * _TINY <= stated.high)


def _left_over(facts: Facts, group: Group, gap: Decimal) -> bool:
    """Whether the rest is told: another figure of the sentence, or rows of a table that all the others fit."""
    if facts.form is not None and all(f.readings and weigh(facts, f).fit for f in (group.total, *group.parts)):
        return True  # a selection of the rows of a table that holds
    told = {f.id for f in (group.total, *group.parts)}
    if any(f.value == gap and f.unit_id == group.total.unit_id and f.id not in told for f in group.passage.figures):
        return True
    row = group.total.readings[0].rpartition("_")[0] if group.total.readings else ""
    return row.startswith("rl_") and facts.values.get(f"{row}_pending") == gap


def _slip(group: Group, gap: Decimal) -> bool:
    """Whether one part with one more digit would close the gap; short numbers prove nothing."""
    for part in group.parts:
        if part.value is None:
            continue
        written, wanted = str(part.value), str(part.value + gap)
        if len(wanted) >= 3 and len(wanted) == len(written) + 1 and _drops_to(wanted, written):
            return True
    return False


def _drops_to(longer: str, shorter: str) -> bool:
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def _is_outcome(figure: Figure) -> bool:
    return figure.readings[0].startswith(OUTCOMES) and figure.value is not None


def _requests_before(facts: Facts, at: int, first: Figure) -> Figure | None:
    """The last count of requests before a figure, in its paragraph or a few before."""
    for passage in reversed(facts.passages[max(0, at - _BACK) : at + 1]):
        for figure in reversed(passage.figures):
            if (
                figure.span.start < first.span.start
                and figure.readings
                and figure.readings[0] in _REQUESTS
                and figure.value is not None
                and figure.year in (first.year, None)
            ):
                return figure
    return None
