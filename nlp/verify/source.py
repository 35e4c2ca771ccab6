"""Trouble with the source (SC): lost tables, unclear alignment, unreadable cells, damaged text, mirrors."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.catalog.specs import RuleSpec
from nlp.document import Check
from nlp.spans import Span
from nlp.verify.facts import Facts

_TABLES = {"disclosure_table": "2", "requests_table": "3", "disputes_table": "4"}
_MIRROR = ("gloss", "glosses", "traditional")  # what a page shows that was converted between scripts
_DAMAGE = ("debris", "mojibake", "replacement", "masked", "question")


def lost_tables(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A note on the statutory tables whose headings stand without them."""
    read = {table.table for table in facts.report.tables if table.cells}
    if "G1" in read:
        return
    lost = {t.table: t.span for t in facts.report.tables if not t.cells and t.decoding == "lost"}
    for section in facts.report.sections:
        name = _TABLES.get(section.role)
        if name is not None and name not in read:
            lost.setdefault(name, section.span)
    if lost:
        operands = tuple(_text(facts, lost[name]) for name in sorted(lost))
        yield _note(rule, facts, operands, "table_lost", "、".join(sorted(lost)))


def alignment(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A note for each table whose dropped blanks leave the place of some numbers open."""
    for table in facts.report.tables:
        unsure = [cell for cell in table.cells if cell.state == "ambiguous"]
        if unsure:
            yield _about(rule, facts, table.span, "ambiguous_alignment", str(len(unsure)))


def unreadable(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A note for each table with cells that hold something else than a number."""
    for table in facts.report.tables:
        cells = [cell for cell in table.cells if cell.state == "unreadable"]
        if cells or (table.decoding == "unreadable" and table.cells):
            operands = tuple(f"cell:{cell.id}" for cell in cells[:8]) or (_text(facts, table.span),)
            yield _note(rule, facts, operands, "unreadable", str(len(cells)))


def labels(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A note for each table with rows whose label was lost and had to be told from their place."""
    for table in facts.report.tables:
        lost = [note[11:] for note in table.notes if note.startswith("label_lost:")]
        if lost:
            yield _about(rule, facts, table.span, "label_lost", ", ".join(lost))


def mirrored(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A note where the text was converted between scripts or carries glosses: a mirror's work."""
    yield from _damaged(rule, facts, _MIRROR, "mirrored")


def damaged(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A note where characters were lost or garbled."""
    yield from _damaged(rule, facts, _DAMAGE, "damaged")


def _damaged(rule: RuleSpec, facts: Facts, kinds: tuple[str, ...], reason: str) -> Iterator[Check]:
    found = [(name, count) for name, count in facts.report.text.damage if name in kinds and count]
    if found:
        title = facts.report.title_span or facts.report.span
        yield _about(rule, facts, title, reason, ", ".join(f"{name} {count}" for name, count in found))


def _about(rule: RuleSpec, facts: Facts, span: Span, reason: str, actual: str) -> Check:
    return _note(rule, facts, (_text(facts, span),), reason, actual)


def _note(rule: RuleSpec, facts: Facts, operands: tuple[str, ...], reason: str, actual: str) -> Check:
    return facts.check(rule.code, "review", rule.level, operands, reason, None, "", actual)


def _text(facts: Facts, span: Span) -> str:
    """Address of the first line of a stretch."""
    cut = facts.text.find("\n", span.start, span.end)
    end = cut if cut > span.start else min(span.end, span.start + 40)
    return f"text:{span.start}-{end}"
