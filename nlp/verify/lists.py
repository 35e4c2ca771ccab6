"""Announced counts against what is counted (AR, SM): listed items, sections, issues, repeated numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from nlp.catalog.specs import RuleSpec
from nlp.document import Check, Figure, Section
from nlp.spans import Span
from nlp.verify.claims import claims
from nlp.verify.facts import Facts
from nlp.verify.meaning import cross, other_year, sentence_before, skeleton
from nlp.verify.parts import countable, groups

_TITLES = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")  # 《甲应急预案(2020年修订)》
_CLOSES = re.compile(r"(?:等|共|共计|这|以上|上述|一共|分为|大|多){0,6}$")  # the word between list and number
_OPEN = re.compile(r"等[^、,]{0,2}$")  # 甲、乙等17个专栏
_AND = re.compile(r"以及|及其|[和与及]")
_LEAD = re.compile(  # what may stand before the first item; greedy, so the last one counts
    r"^.*(?:包括|包含|涵盖|涉及|划分为|分为|分成|围绕|按照|按|通过|从|在|对|将|由|以|为|是|有|即|含|分|:|“(?=[^”]*$)|\((?=[^()]*$))"
)
_PAIRS = {"《": "》", "“": "”", "(": ")", "〔": "〕"}
_REPORT = re.compile(r"报告|全文|年报|本文")  # 报告全文包括...6个部分
_PARTS = re.compile(r"(?:部分|个部分|章|大部分)")
_NUMERALS = "一二三四五六七八九十"
_EVERY = re.compile(r"每(?P<n>[两二]?)(?:个)?(?P<period>双月|半年|季度|季|月|周|年|天|日)")  # 每季度一期
_LEADS = 8  # characters between 每月 and its number
_EXTREME = re.compile(r"最多|最少|至少|不少于|不低于")
_STOPS = re.compile(r"[。;!?\n]|最多|最少|至少")
_PER_YEAR = {"季度": 4, "季": 4, "月": 12, "双月": 6, "半年": 2, "年": 1, "周": 52}
_WHOLE = re.compile(r"(?:[我本][局委厅办县市区镇乡]|街道|共计?|累计|总计|合计|主动|公开|发布|政府|信息|各类|条)+")
_NOUN = re.compile(r"^[一-鿿]{2}")
_TELLING = 100  # from this value on, the same number and unit twice is no coincidence


def list_counts(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for each number that closes a list: 甲、乙和丙三个方面."""
    for figure in facts.figures:
        if figure.role == "list_count" and figure.value is not None:
            yield _list(rule, facts, figure)


def _list(rule: RuleSpec, facts: Facts, figure: Figure) -> Check:
    assert figure.value is not None
    start = figure.clause.start if figure.clause else max(0, figure.span.start - 200)
    items, least, most, counted, is_open = _items(facts.text, start, figure.span.start)
    operands = (figure.id, *(f"text:{s.start}-{s.end}" for s in items))
    actual = facts.quote(figure.span)
    if most < 2:
        return facts.check(rule.code, "not_checkable", "none", (figure.id,), "no_list", None, "", actual)
    expected = str(least) if least == most else f"{least}~{most}"
    if figure.low is not None and figure.high is not None and figure.low <= most and least <= figure.high:
        return facts.check(rule.code, "holds", "none", operands, "", None, expected, actual)
    if not counted:
        return facts.check(rule.code, "not_checkable", "none", (figure.id,), "no_list", None, "", actual)
    if is_open and figure.value > most:
        return facts.check(rule.code, "not_checkable", "none", operands, "open_list", None, expected, actual)
    return facts.check(rule.code, "review", rule.level, operands, "list_differs", None, expected, actual)


def _items(text: str, start: int, end: int) -> tuple[list[Span], int, int, bool, bool]:
    """Items of the list that ends at `end`, the least and the most there may be, whether 、 or titles make
    it a list beyond doubt, and whether 等 leaves it open."""
    head = text[start:end]
    is_open = bool(_OPEN.search(head))
    head = head[: _CLOSES.search(head).start()]  # type: ignore[union-attr]
    titles = [Span(start + m.start(), start + m.end()) for m in _TITLES.finditer(head)]
    if titles and titles[-1].end == start + len(head):
        run = [titles[-1]]
        for title in reversed(titles[:-1]):
            if not re.fullmatch(r"[、,和及与\s]*", text[title.end : run[0].start]):
                break
            run.insert(0, title)
        return run, len(run), len(run), True, is_open
    pieces = _split(head)
    if len(pieces) > 1:
        first = pieces[0]
        lead = _LEAD.match(head[first[0] : first[1]])
        clause = max(head.rfind(mark, first[0], first[1]) for mark in ",;。:") + 1
        pieces[0] = (max(first[0] + (lead.end() if lead else 0), clause), first[1])
    least = len(pieces)
    split = [part for piece in pieces for part in _conjunctions(head, piece)]
    if least == 1 and len(split) > 1:
        lead = _LEAD.match(head[split[0][0] : split[0][1]])
        split[0] = (split[0][0] + (lead.end() if lead else 0), split[0][1])
        least = len(split)
    spans = [Span(start + a, start + b) for a, b in (split if len(split) <= least + 1 else pieces) if b > a]
    return spans, least, len(split), len(pieces) > 1, is_open


def _split(head: str) -> list[tuple[int, int]]:
    """Pieces between 、 outside of quotes and brackets."""
    pieces, at, closing = [], 0, ""
    for here, char in enumerate(head):
        if closing:
            closing = "" if char == closing else closing
        elif char in _PAIRS and _PAIRS[char] in head[here:]:
            closing = _PAIRS[char]
        elif char == "、":
            pieces.append((at, here))
            at = here + 1
    pieces.append((at, len(head)))
    return pieces


def _conjunctions(head: str, piece: tuple[int, int]) -> Iterator[tuple[int, int]]:
    at = piece[0]
    for match in _AND.finditer(head, *piece):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    if at < piece[1]:
        yield at, piece[1]


def section_count(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for each 本报告共N个部分 against the numbered parts the report has."""
    tops = list(_in_order(facts))
    for figure in facts.figures:
        if figure.unit != "部分" and not _PARTS.match(facts.text, figure.span.end):
            continue
        if figure.value is None or not figure.clause or not 2 <= figure.value <= 12:
            continue
        if not _REPORT.search(sentence_before(facts, figure)):
            continue
        heads = tuple(f"text:{s.span.start}-{_line_end(facts, s.span)}" for s in tops)
        operands = (figure.id, *heads)
        actual, expected = facts.quote(figure.span), str(len(tops))
        if not tops:
            yield facts.check(rule.code, "not_checkable", "none", (figure.id,), "no_sections", None, "", actual)
        elif figure.value == len(tops):
            yield facts.check(rule.code, "holds", "none", operands, "", None, expected, actual)
        else:
            yield facts.check(rule.code, "review", rule.level, operands, "sections_differ", None, expected, actual)


def _in_order(facts: Facts) -> Iterator[Section]:
    """Headings of parts whose numbers go up; 二、 run in below 五、 is a point of a list."""
    last = 0
    for section in facts.report.sections:
        if section.level == 1 and section.number and section.role not in ("preamble", "annex"):
            number = _NUMERALS.find(section.number[0]) + 1
            if number and number <= last:
                continue
            last = number or last
            yield section


def _line_end(facts: Facts, span: Span) -> int:
    heading = next((u.span for u in facts.report.units if u.kind == "heading" and u.span.start >= span.start), None)
    if heading is not None and heading.start < span.end:
        return heading.end
    cut = facts.text.find("\n", span.start, span.end)
    return cut if cut > span.start else min(span.end, span.start + 30)


def frequency(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for each 每季度一期 with a count of the same unit in the sentence."""
    for passage in facts.passages if "frequency" in facts.kinds else ():
        for at, figure in enumerate(passage.figures):
            if figure.kind != "frequency":
                continue
            said = passage.gaps[at][-_LEADS:] + facts.quote(figure.span)
            rate = _EVERY.search(said) if not _EXTREME.search(said) else None
            if rate is None or rate["period"] not in _PER_YEAR or figure.value is None:
                continue
            per_year = Decimal(_PER_YEAR[rate["period"]]) / (2 if rate["n"] else 1) * figure.value
            unit = (figure.unit or "").partition("/")[0]
            near = [passage.figures[at - 1]] if at and not _STOPS.search(passage.gaps[at]) else []
            if at + 1 < len(passage.figures) and not _STOPS.search(passage.gaps[at + 1]):
                near.append(passage.figures[at + 1])
            total = next((f for f in near if f.unit == unit and countable(f)), None)
            if total is None:
                continue
            operands = (total.id, figure.id)
            expected, actual = str(per_year), facts.quote(total.span)
            slack = per_year / 8 if rate["period"] == "周" else Decimal(0)  # no week of holidays has an issue
            if total.low is not None and total.high is not None and total.low <= per_year <= total.high + slack:
                yield facts.check(rule.code, "holds", "none", operands, "", None, expected, actual)
            else:
                reason = "frequency_differs"
                yield facts.check(rule.code, "review", rule.level, operands, reason, None, expected, actual)


def repeats(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for each number that stands several times for one thing, and for totals that differ."""
    seen: dict[tuple[Decimal, str], list[Figure]] = {}
    for figure in facts.figures:
        if countable(figure) and figure.bound == "exact" and figure.unit and not other_year(facts, figure):
            assert figure.value is not None
            seen.setdefault((figure.value, figure.unit), []).append(figure)
    yield from _told_twice(rule, facts)
    for (value, _), found in seen.items():
        for same in _one_thing(facts, found, value) if len(found) > 1 else ():
            operands = tuple(f.id for f in same)
            yield facts.check(rule.code, "holds", "none", operands, "", None, str(value), facts.quote(same[0].span))


def _told_twice(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """The same words with another number, where no cell decides: 全年共公开386条 and 全年共公开368条."""
    said: dict[tuple[str, str], Figure] = {}
    uncounted = tuple(claims(facts).get("TT112", ()) if facts.form else (f for f in facts.figures if f.readings))
    yield from _another_total(rule, facts, uncounted)
    said_of = Counter(figure.readings[0] for figure in uncounted)
    for figure in (f for f in uncounted if said_of[f.readings[0]] > 1):
        if figure.bound != "exact" or figure.partial or other_year(facts, figure):
            continue
        first = said.setdefault((figure.readings[0], skeleton(facts, figure)), figure)
        if first.value != figure.value and first.clause != figure.clause:  # 信息不存在3件、不属于本机关1件 add up
            quotes = {"expected": facts.quote(first.span), "actual": facts.quote(figure.span)}
            yield facts.check(rule.code, "contradiction", rule.level, (figure.id, first.id), "told_twice", **quotes)


def _another_total(rule: RuleSpec, facts: Facts, uncounted: tuple[Figure, ...]) -> Iterator[Check]:
    """Two totals of the year's publications in other words: 主动公开共计623条 and 我局主动公开632条."""
    totals = [f for f in uncounted if f.readings[0] == "ad_info_total" and f.bound == "exact" and not f.partial]
    if len(totals) < 2:
        return
    members = {f.id for g in groups(facts) for f in (*g.parts, *g.nested)}
    totals = [
        f
        for f in totals
        if f.id not in members
        if not other_year(facts, f) and cross(facts, f) in ("", "vocabulary") and _WHOLE.fullmatch(skeleton(facts, f))
    ]
    for first, figure in ((totals[0], f) for f in totals[1:]):
        words = skeleton(facts, figure) != skeleton(facts, first)
        if words and figure.value != first.value and {figure.scope, first.scope} <= {None, "own"}:
            quotes = {"expected": facts.quote(first.span), "actual": facts.quote(figure.span)}
            yield facts.check(rule.code, "review", "review", (figure.id, first.id), "told_twice", **quotes)


def _one_thing(facts: Facts, found: list[Figure], value: Decimal) -> list[list[Figure]]:
    """Figures of one value and unit, grouped where readings or nouns say that they are the same thing.

    Two are if they share a reading or, where one of them has none, a noun; with a telling value, if one has no noun.
    A figure joins the first group that has one like it, looked up by what its figures are known by.
    """
    groups: list[list[Figure]] = []
    first: dict[tuple[str, str], int] = {}  # what a figure is known by: the first group with such a one
    telling = value >= _TELLING
    for figure in found:
        match = _NOUN.match(facts.text[figure.span.end : figure.span.end + 2])
        noun = match[0] if match else ""
        among = "without readings" if figure.readings else "all"  # those that nouns are compared with
        wanted = [("reading", reading) for reading in figure.readings]
        wanted += [(among, noun)] if noun else []
        wanted += [(among, "no noun" if noun else "any noun")] if telling else []
        at = min((first[key] for key in wanted if key in first), default=len(groups))
        if at == len(groups):
            groups.append([])
        groups[at].append(figure)
        own = [("reading", reading) for reading in figure.readings]
        for kind in ("all",) if figure.readings else ("all", "without readings"):
            own += [(kind, noun or "no noun"), (kind, "any noun")]
        for key in own:
            first[key] = min(at, first.get(key, at))
    return [group for group in groups if len(group) > 1]
