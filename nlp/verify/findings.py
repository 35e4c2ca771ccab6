"""From checks to findings: messages that show the arithmetic, evidence on both sides, lasting ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from hashlib import blake2b

from nlp.document import Cell, Check, Evidence, Figure, Finding
from nlp.spans import Span
from nlp.verify.claims import MONEY, weigh
from nlp.verify.facts import Facts
from nlp.verify.repairs import repairs

_SKELETON = re.compile(r"[^㐀-鿿]|[〇零一二两三四五六七八九十百千万亿]")  # what ids don't look at
_SPACE = re.compile(r"\s+")
_SHOWN = 6  # addends named one by one before zeros are left out


def findings(facts: Facts, checks: tuple[Check, ...]) -> Iterator[Finding]:
    """A finding for each check that a reader should look at, most serious level first within its rule."""
    seen: Counter[tuple[str, str]] = Counter()
    owner = ""
    for check in checks:
        if check.level == "none":
            continue
        owner = owner or _owner(facts)
        slot = _slot(facts, check)
        seen[check.rule, slot] += 1
        ordinal = seen[check.rule, slot]
        yield _finding(facts, checks, check, _digest(check.rule, owner, str(facts.report.year), slot, str(ordinal)))


def _finding(facts: Facts, checks: tuple[Check, ...], check: Check, name: str) -> Finding:
    rule = facts.catalog.rules[check.rule]
    evidence = tuple(_evidence(facts, check))
    zh, en = (_words(facts, check, language) for language in ("zh", "en"))
    values = sorted(_SPACE.sub("", side.quote) for side in evidence)
    return Finding(
        id=name,
        fingerprint=_digest(*(_SPACE.sub("", value) for value in (check.expected, check.actual)), *values),
        rule=check.rule,
        level=check.level,
        message_zh=rule.message_zh.format_map(zh).strip(),
        message_en=rule.message_en.format_map(en).strip(),
        expected=check.expected,
        actual=check.actual,
        evidence=evidence,
        repairs=repairs(facts, checks, check),
        check=check.id,
    )


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


def _owner(facts: Facts) -> str:
    """Whose report it is: the issuer without blanks, or where none is known the whole text."""
    report = facts.report
    if report.issuer:
        return _SPACE.sub("", report.issuer)
    return _digest(_SPACE.sub("", facts.quote(report.span)))


def _slot(facts: Facts, check: Check) -> str:
    """What a finding is about, in words that no other number and no other place would change."""
    if check.id in facts.failed:
        return facts.failed[check.id][0].spec.id
    figure = facts.by_id.get(check.operands[0])
    if figure is None:
        return f"{check.reason}:{check.operands[0][5:]}" if check.operands[0].startswith("cell:") else check.reason
    words = _SKELETON.sub("", facts.quote(figure.clause or figure.span))
    return f"{figure.readings[0]}:{words}" if figure.readings else words


def _evidence(facts: Facts, check: Check) -> Iterator[Evidence]:
    last = None
    for operand in check.operands:
        kind, _, rest = operand.partition(":")
        if kind == "cell" and rest:
            cell = facts.cells.get(rest)
            if cell is not None and cell.span is not None:
                last = cell.span.end
                yield Evidence(cell.span, facts.quote(cell.span), cell=rest)
            elif cell is not None:  # nothing is printed: an empty stretch after the cell before it
                empty = Span(last, last) if last is not None else _table_start(facts, cell)
                yield Evidence(empty, "", cell=rest)
        elif kind == "text" and rest:
            start, end = rest.split("-")
            span = Span(int(start), int(end))
            yield Evidence(span, facts.quote(span))
        elif operand in facts.by_id:
            span = facts.by_id[operand].span
            yield Evidence(span, facts.quote(span), figure=operand)


def _table_start(facts: Facts, cell: Cell) -> Span:
    start = next((t.span.start for t in facts.report.tables if t.table == cell.table), facts.report.span.start)
    return Span(start, start)


class _Words(dict[str, str]):
    """Facts of a check for its message; what a check does not have is empty."""

    def __missing__(self, key: str) -> str:
        return ""


def _words(facts: Facts, check: Check, language: str) -> _Words:
    reason, _, detail = check.reason.partition(":")
    told = facts.catalog.reasons.get(reason)
    because = "" if told is None else (told.zh if language == "zh" else told.en)
    if detail:
        because = because.replace("{detail}", " + ".join(name_of(facts, c, language) for c in detail.split("+")))
    prose = [facts.quote(facts.by_id[o].span) for o in check.operands if o in facts.by_id]
    texts = [facts.quote(side.span) for side in _evidence(facts, check) if not side.cell and not side.figure]
    return _Words(
        actual=check.actual,
        expected=check.expected,
        stated="、".join(f"“{quote}”" for quote in (prose or texts)[:_SHOWN]),
        rest="、".join(f"“{quote}”" for quote in prose[1 : _SHOWN + 1]),
        cells=cells_of(facts, check, language),
        arithmetic=arithmetic(facts, check),
        reason=because,
        gap=_gap(facts, check),
    )


def name_of(facts: Facts, address: str, language: str) -> str:
    """Printed name of a cell, with the applicant where it is not the total."""
    indicator, _, applicant = address.partition("@")
    spec = facts.catalog.indicators.get(indicator)
    name = indicator if spec is None else (spec.name_zh if language == "zh" else spec.name_en)
    who = facts.catalog.applicants.get(applicant) if applicant not in ("", "total") else None
    if who is None:
        return name
    return f"{name}({who.name_zh if language == 'zh' else who.name_en})"


def cells_of(facts: Facts, check: Check, language: str) -> str:
    """The cells of a check with what they hold; of many, only those that are not 0."""
    found = []
    names = [operand[5:] for operand in check.operands if operand.startswith("cell:")]
    for address in names:
        value = facts.values.get(address)
        if len(names) > _SHOWN and not value:
            continue
        held = str(value) if value is not None else ("空" if language == "zh" else "blank")
        found.append(f"{name_of(facts, address, language)} {held}")
    return ("、" if language == "zh" else ", ").join(found)


def arithmetic(facts: Facts, check: Check) -> str:
    """The recomputation in figures: addends, what they make, what is stated."""
    if check.id in facts.failed:
        spec = facts.failed[check.id][0].spec
        left, right = (_addends(facts, side) for side in (spec.left, spec.right))
        if spec.kind == "misfill":
            return left
        if spec.kind == "at_least_each":
            most = max(facts.values.get(cell, Decimal(0)) for cell in spec.left)
            return f"{most} > {right}"
        return f"{left} {'≠' if spec.kind == 'equal' else '>'} {right}"
    figures = [facts.by_id[o] for o in check.operands if o in facts.by_id]
    kind = facts.catalog.rules[check.rule].kind
    if kind == "agree" and facts.form is not None:
        readings = weigh(facts, figures[0]).readings
        return f"{' / '.join(_addends(facts, cells) for _, cells in readings)} ≠ {_number(figures[0])}"
    values = [_number(figure) for figure in figures]
    if kind in ("sums", "outcomes") and len(values) > 2:
        return f"{' + '.join(values[1:])} = {check.expected} ≠ {values[0]}"
    if kind in ("shares", "truncated") and len(values) == 3:
        return f"{values[1]} ÷ {values[2]} = {check.expected}"
    if kind == "growth" and len(values) == 3:
        if figures[1].year == figures[2].year:  # a difference and this year's value
            return f"{values[1]} ÷ ({values[2]} ∓ {values[1]}) = {check.expected}"
        return f"({values[2]} − {values[1]}) ÷ {values[1]} = {check.expected}"
    return ""


def _addends(facts: Facts, cells: tuple[str, ...]) -> str:
    values = [facts.values.get(cell, Decimal(0)) for cell in cells]
    if len(values) > _SHOWN:
        values = [value for value in values if value] or [Decimal(0)]
    total = sum(values)
    if len(values) < 2:
        return str(total)
    return f"{' + '.join(map(str, values))} = {total}"


def _number(figure: Figure) -> str:
    """The number a figure states, money in the unit of its cells (万元)."""
    scale = MONEY.get(figure.unit or "")
    if scale is not None and figure.value is not None:
        return f"{(figure.value * scale / MONEY['万元']).normalize():f}"
    if figure.value is not None and figure.low == figure.high:
        return str(figure.value)
    low, high = ("" if end is None else str(end) for end in (figure.low, figure.high))
    return f"[{low}, {high}]"


def _gap(facts: Facts, check: Check) -> str:
    if check.id in facts.failed:
        return str(abs(facts.failed[check.id][1]))
    figure = facts.by_id.get(check.operands[0])
    try:
        return "" if figure is None or figure.value is None else str(abs(figure.value - Decimal(check.expected)))
    except ArithmeticError:
        return ""
