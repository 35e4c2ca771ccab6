"""Scores of the cross-checks: verdicts, contradictions by root cause, false errors, levels.

A relation is matched to `checks` rows by its operands: cells by id, figures and texts by overlap in the
source; rule names play no part.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from nlp.document import Check, Finding, Report
from nlp.evaluate.gold import GoldRelation, roots
from nlp.evaluate.numbers import _name
from nlp.evaluate.outcome import Run, place
from nlp.evaluate.scores import Layer, Measure, Miss, share
from nlp.spans import Span

Operand = str | Span
VERDICTS = ("holds", "holds_truncated", "contradiction", "review", "not_checkable")
_SAME = 0.3  # operands in common (Jaccard) from which a check is about a relation: a figure and one of two cells


class _Compared(Struct, frozen=True):
    """A check with its operands in the source."""

    check: Check
    operands: tuple[Operand, ...]


def relations(run: Run) -> Layer:
    """Everything about relations; skipped while no report has checks."""
    if not any(report.checks for report in run.all_reports()):
        return Layer(skipped="no report has checks")
    checks = {name: _compared(report) for name, report in run.pairs.items()}
    required = [r for r in run.gold.relations if not r.optional]
    prose = [r for r in required if r.origin in ("prose", "document")]
    table = [r for r in required if r.origin == "table"]
    misses: list[Miss] = []
    measures: list[Measure] = []
    for name, group in (("prose and document", prose), ("table identities", table)):
        answers = _assign(group, checks)
        goal = ">= 0.85" if group is prose else ""
        measures += _verdicts(name, group, answers, misses, goal)
    measures += _contradictions(run, checks, misses)
    measures += _false_errors(run, checks, misses)
    measures += _levels(run, checks, misses)
    return Layer(tuple(measures), tuple(misses))


def _compared(report: Report) -> list[_Compared]:
    figures = {figure.id: figure.span for figure in report.figures}
    return [_Compared(c, tuple(_operand(report, a, figures) for a in c.operands)) for c in report.checks]


def _operand(report: Report, address: str, figures: dict[str, Span]) -> Operand:
    kind, _, rest = address.partition(":")
    if kind == "cell" and rest:
        return rest
    if kind == "text" and rest:
        start, end = rest.split("-")
        return place(report, Span(int(start), int(end)))
    return place(report, figures[address]) if address in figures else address


def _wanted(relation: GoldRelation) -> tuple[Operand, ...]:
    """Operands of a relation; the listed items of an enumeration count as one stretch of text."""
    found: list[Operand] = []
    items: list[Span] = []
    for operand in relation.operands:
        if operand.cell is not None:
            found.append(operand.cell)
        elif operand.start is not None and operand.end is not None:
            (items if operand.item is not None else found).append(Span(operand.start, operand.end))
    if items:
        found.append(Span(min(s.start for s in items), max(s.end for s in items)))
    return tuple(dict.fromkeys(found))


def similarity(one: Sequence[Operand], other: Sequence[Operand]) -> float:
    """Jaccard of two operand sets, where one span may stand for several it overlaps."""
    shared = sum(any(_same(a, b) for b in other) for a in one) + sum(any(_same(a, b) for a in one) for b in other)
    dice = shared / (len(one) + len(other)) if shared else 0.0
    return dice / (2 - dice)


def _same(one: Operand, other: Operand) -> bool:
    if isinstance(one, Span) and isinstance(other, Span):
        return one.overlap(other) > 0
    return one == other


def _assign(group: list[GoldRelation], checks: dict[str, list[_Compared]]) -> dict[str, _Compared]:
    """Best check for each relation; a check answers one relation only, the one it fits best."""
    scored = []
    for at, relation in enumerate(group):
        wanted = _wanted(relation)
        for number, compared in enumerate(checks.get(relation.report, ())):
            score = similarity(wanted, compared.operands)
            if score >= _SAME:
                right = compared.check.verdict == relation.verdict
                scored.append((-score, not right, at, number, relation, compared))
    answers: dict[str, _Compared] = {}
    used: set[tuple[str, int]] = set()
    for _, _, _, number, relation, compared in sorted(scored, key=lambda item: item[:4]):
        if relation.id not in answers and (relation.report, number) not in used:
            answers[relation.id] = compared
            used.add((relation.report, number))
    return answers


def _verdicts(
    name: str, group: list[GoldRelation], answers: dict[str, _Compared], misses: list[Miss], goal: str
) -> Iterable[Measure]:
    hits = dict.fromkeys(VERDICTS, 0)
    n = dict.fromkeys(VERDICTS, 0)
    silent = 0
    for relation in group:
        answer = answers.get(relation.id)
        n[relation.verdict] += 1
        got = answer.check.verdict if answer else "silence"
        silent += answer is None
        if got == relation.verdict:
            hits[relation.verdict] += 1
        else:
            how = f"{answer.check.rule}: {answer.check.reason} {answer.check.operands}" if answer else ""
            misses.append(_miss(relation, f"{relation.id} {relation.kind} {relation.verdict}, got {got}", how))
    recalls = [hits[v] / n[v] for v in VERDICTS if n[v]]
    yield Measure(
        "relations", f"{name}: macro recall over verdicts", sum(recalls) / len(recalls), len(group), None, goal
    )
    for verdict in VERDICTS:
        if n[verdict]:
            yield share("relations", f"{name}: {verdict}", hits[verdict], n[verdict])
    yield share("relations", f"{name}: right", sum(hits.values()), len(group))
    yield share("relations", f"{name}: silence", silent, len(group))


def _miss(relation: GoldRelation, what: str, how: str = "") -> Miss:
    operands = " | ".join(f"{o.cell or ''} {o.quote or ''}".strip() for o in relation.operands[:6])
    start = next((o.start for o in relation.operands if o.start is not None), None)
    return Miss("relations", relation.report, what, f"{operands} — {relation.explanation_zh} {how}", start)


def _contradictions(run: Run, checks: dict[str, list[_Compared]], misses: list[Miss]) -> Iterable[Measure]:
    causes = roots(run.gold.relations)
    hits = 0
    for cause in causes:
        found = any(
            c.check.level == "error" and similarity(_wanted(relation), c.operands) >= _SAME
            for relation in cause
            for c in checks.get(relation.report, ())
        )
        hits += found
        if not found:
            misses.append(_miss(cause[0], f"contradiction not found: {' = '.join(r.id for r in cause)}"))
    yield share("relations", "contradictions at level error, by root cause", hits, len(causes), ">= 1")


def _evidence(report: Report, finding: Finding) -> tuple[Operand, ...]:
    return tuple(e.cell if e.cell else place(report, e.span) for e in finding.evidence)


def _false_errors(run: Run, checks: dict[str, list[_Compared]], misses: list[Miss]) -> Iterable[Measure]:
    """Checks and findings of level error about nothing that the gold calls a contradiction."""
    wrong = total = false_findings = findings = 0
    for report in run.all_reports():
        name = _name(run, report)
        true = [_wanted(r) for r in run.gold.relations if r.report == name and r.verdict == "contradiction"]
        for compared in checks.get(name, _compared(report)):
            if compared.check.level == "error":
                total += 1
                if not any(similarity(wanted, compared.operands) >= _SAME for wanted in true):
                    wrong += 1
                    c = compared.check
                    what = f"false error {c.rule} {c.verdict}"
                    text = f"{c.reason} expected {c.expected} actual {c.actual} {c.operands}"
                    misses.append(Miss("relations", name, what, text))
        for finding in report.findings:
            if finding.level == "error":
                findings += 1
                if not any(similarity(wanted, _evidence(report, finding)) >= _SAME for wanted in true):
                    false_findings += 1
                    misses.append(Miss("relations", name, f"false error finding {finding.rule}", finding.message_en))
    yield share("relations", "false errors among checks of level error", wrong, max(1, total), "<= 0")
    yield share("relations", "false errors among findings of level error", false_findings, max(1, findings), "<= 0")


def _levels(run: Run, checks: dict[str, list[_Compared]], misses: list[Miss]) -> Iterable[Measure]:
    """Relations of level review and note that a check reports at that level."""
    for level in ("review", "note"):
        for optional in (False, True):
            group = [r for r in run.gold.relations if r.level == level and r.optional is optional]
            group = [r for r in group if r.origin != "cross_report"]
            if not group:
                continue
            hits = 0
            for relation in group:
                wanted = _wanted(relation)
                answers = (c for c in checks.get(relation.report, ()) if c.check.level == level)
                found = any(similarity(wanted, c.operands) >= _SAME for c in answers)
                hits += found
                if not found and not optional:
                    misses.append(_miss(relation, f"{relation.id}: {level} not reported"))
            extra = " (optional ones)" if optional else ""
            yield share("relations", f"{level}s at their level{extra}", hits, len(group))
