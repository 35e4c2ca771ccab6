"""Findings across years: messages that show both reports, evidence in both files, lasting ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from hashlib import blake2b

from nlp.catalog.specs import RuleSpec
from nlp.document import Check, Evidence, Finding, Repair, Side
from nlp.spans import Span
from nlp.verify.views import View

_BLANK = re.compile(r"\s+")
_STRENGTH = ("error", "review", "note")
_SHOWN = 12  # operands cited on either side
_NAMED = 6  # cells named in a message
_MOST = 4  # repairs
_SAID = {
    "this": ("按上年报告，此格应为 {value}", "by last year's report this cell should be {value}"),
    "last": ("或上年报告该格应为 {value}", "or the cell in last year's report should be {value}"),
    "stated": ("按上年报告，应为 {value}", "by last year's report it should be {value}"),
}


def findings(view: View, checks: Sequence[Check]) -> Iterator[Finding]:
    """A finding for each check a reader should look at; the applicants of one carry-over are one finding."""
    told: dict[tuple[str, str], list[Check]] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for check in checks:
        if check.level == "none":
            continue
        slot = _slot(view, check)
        seen[check.rule, slot] += 1
        ordinal = 1 if _rule(view, check).kind == "carried_over" else seen[check.rule, slot]
        told.setdefault((check.rule, f"{slot}\0{ordinal}"), []).append(check)
    for (_, slot), group in told.items():
        yield _finding(view, slot, group)


def _rule(view: View, check: Check) -> RuleSpec:
    return view.catalog.series[check.rule]


def _slot(view: View, check: Check) -> str:
    """What a finding is about, in words that no other number and no other place would change."""
    first = check.operands[0]
    if first.startswith("cell:"):
        name = first[5:]
        return name.partition("@")[0] if _rule(view, check).kind == "carried_over" else name
    claim = next((claim for claim in view.this.claims if claim.figure == first), None)
    return claim.readings[0] if claim else check.reason


def _finding(view: View, slot: str, group: Sequence[Check]) -> Finding:
    rule = _rule(view, group[0])
    level = min((check.level for check in group), key=_STRENGTH.index)
    main = next((check for check in reversed(group) if check.level == level), group[0])  # the total comes last
    evidence = tuple(_evidence(view, group))
    zh, en = (_words(view, main, group, language) for language in ("zh", "en"))
    quotes = sorted(_BLANK.sub("", side.quote) for side in evidence)
    owner = _BLANK.sub("", view.this.office.issuer or "")
    return Finding(
        id=_digest(rule.code, owner, str(view.this.office.year), *slot.split("\0")),
        fingerprint=_digest(*(_BLANK.sub("", value) for value in (main.expected, main.actual)), *quotes),
        rule=rule.code,
        level=level,
        message_zh=rule.message_zh.format_map(zh).strip(),
        message_en=rule.message_en.format_map(en).strip(),
        expected=main.expected,
        actual=main.actual,
        evidence=evidence,
        repairs=tuple(_repairs(group))[:_MOST],
        check=main.id,
    )


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


def _evidence(view: View, group: Sequence[Check]) -> Iterator[Evidence]:
    """Both sides, this report's first; its title where nothing is printed in its cells."""
    sides = dict.fromkeys(side for check in group for side in check.sides if side.place is not None)
    own = [side for side in sides if side.source is None]
    last = [side for side in sides if side.source is not None]
    title = view.this.title
    if not own and title.quote:
        yield Evidence(title.span, title.quote, place=title.place)
    for side in own[:_SHOWN] + last[:_SHOWN]:
        if side.place is None or side.quote is None or side.span is None:
            continue
        here = side.source is None
        kind, _, target = side.address.removeprefix("last:").partition(":")
        yield Evidence(
            span=side.span if here else Span(0, 0),
            quote=side.quote,
            cell=target if kind == "cell" else None,
            figure=side.address if here and kind not in ("cell", "text") else None,
            source=side.source,
            place=side.place,
        )


class _Words(dict[str, str]):
    """Facts of a check for its message; what a check does not have is empty."""

    def __missing__(self, key: str) -> str:
        return ""


def _words(view: View, main: Check, group: Sequence[Check], language: str) -> _Words:
    told = view.catalog.reasons.get(main.reason)
    year = view.this.office.year or 0
    return _Words(
        actual=main.actual,
        expected=main.expected,
        year=str(year),
        last=str(year - 1),
        own=view.this.office.issuer or "",
        name=_name(view, main.operands[0], language),
        cells=_cells(view, main, language),
        columns=_columns(view, group, language),
        arithmetic=_arithmetic(main),
        reason="" if told is None else (told.zh if language == "zh" else told.en),
    )


def _name(view: View, operand: str, language: str) -> str:
    """Printed name of a cell, with the applicant where it is not the total."""
    indicator, _, applicant = operand.removeprefix("last:").removeprefix("cell:").partition("@")
    spec = view.catalog.indicators.get(indicator)
    name = indicator if spec is None else (spec.name_zh if language == "zh" else spec.name_en)
    who = view.catalog.applicants.get(applicant) if applicant not in ("", "total") else None
    return name if who is None else f"{name}({who.name_zh if language == 'zh' else who.name_en})"


def _shown(side: Side, language: str) -> str:
    return str(side.value) if side.value is not None else ("空" if language == "zh" else "blank")


def _cells(view: View, check: Check, language: str) -> str:
    """Last year's cells with what they hold."""
    cells = [side for side in check.sides if side.address.startswith("last:cell:")]
    held = [f"{_name(view, side.address, language)} {_shown(side, language)}" for side in cells[:_NAMED]]
    more = "…" if len(cells) > _NAMED else ""
    return ("、" if language == "zh" else ", ").join(held) + more


def _columns(view: View, group: Sequence[Check], language: str) -> str:
    """Of each applicant this year's number and last year's."""
    found = []
    for check in group:
        if len(check.sides) == 2:
            this, last = check.sides
            who = view.catalog.applicants.get(this.address.partition("@")[2])
            name = "" if who is None else (who.name_zh if language == "zh" else who.name_en)
            found.append(f"{name} {_shown(this, language)} ≠ {_shown(last, language)}".strip())
    return ("、" if language == "zh" else ", ").join(found)


def _arithmetic(check: Check) -> str:
    """What last year's stock and the flows of this year amount to, and what is stated."""
    terms = [side.value or Decimal(0) for side in check.sides[1:]]
    signs = ["−" if side.address.endswith("_repealed") else "+" for side in check.sides[1:]]
    if not terms or not check.expected:
        return ""
    left = "".join(f" {sign} {value}" for sign, value in zip(signs, terms, strict=True)).removeprefix(" + ")
    return f"{left} = {check.expected} ≠ {check.actual}" if len(terms) > 1 else f"{check.expected} ≠ {check.actual}"


def _repairs(group: Sequence[Check]) -> Iterator[Repair]:
    """Either report may be wrong; this one's cell is named first, the single column before the total."""
    for check in group:
        if not check.expected or " / " in check.expected:
            continue
        first = check.operands[0]
        cell = first.startswith("cell:")
        yield _repair("carried_over" if cell else "value", first, check.expected, "this" if cell else "stated")
    for check in group:
        if len(check.operands) == 2 and check.operands[0].startswith("cell:") and check.expected:
            yield _repair("carried_over", check.operands[1], check.actual, "last")


def _repair(kind: str, target: str, value: str, said: str) -> Repair:
    zh, en = _SAID[said]
    return Repair(kind, target, value, zh.format(value=value), en.format(value=value))
