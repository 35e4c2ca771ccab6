"""Prose against table (TT): one check for every claim a figure makes about a cell or a sum of cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp.catalog.specs import RuleSpec
from nlp.document import Check, Figure
from nlp.quantities import Interval
from nlp.verify.claims import (
    DISPOSED,
    RECEIVED,
    Fit,
    Weighed,
    amount_of,
    claims,
    cross,
    peers,
    same_statement,
    weigh,
    withdrawn,
)
from nlp.verify.facts import Facts

_HEDGED = re.compile(r"[余多几]")  # 15余条
_NATURAL = re.compile(r"自然人|公民|个人|群众")
_TELLING = 10  # from this value on, equality with a cell beside is no coincidence
_UNCOMPARED = ("broader", "years", "each", "some")  # another thing altogether: neither error nor review


def agree(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for each figure that this rule is about: equal to the cells of one of its readings or not."""
    for figure in claims(facts).get(rule.code, ()):
        yield _compare(rule, facts, figure)


def _compare(rule: RuleSpec, facts: Facts, figure: Figure) -> Check:
    actual = facts.quote(figure.span)
    if facts.form is None:
        return facts.check(rule.code, "not_checkable", "none", (figure.id,), "table_lost", actual=actual)
    weighed = weigh(facts, figure)
    why = cross(facts, figure) if rule.code == "TT110" else ""
    if weighed.fit is not None and why not in _UNCOMPARED:
        return _fits(rule, facts, figure, weighed, weighed.fit, why)
    operands = _operands(figure, *(cells for _, cells in weighed.readings))
    doubt = next((facts.doubts[c[5:]] for c in operands[1:] if c[5:] in facts.doubts), "")
    doubt = weighed.unsure or doubt or (why if why in _UNCOMPARED else "")
    if doubt:
        return facts.check(rule.code, "not_checkable", "none", operands, doubt, actual=actual)
    others = peers(facts, figure)
    together = _together(facts, figure, others, weighed) if others else None
    if together is not None:
        operands = (figure.id, *(f.id for f in others), *operands[1:])
        return facts.check(rule.code, "holds", "none", operands, "summed", None, str(together), actual)
    expected = " / ".join(map(str, weighed.missed))
    if why == "scope" and any(weigh(facts, f).fit for f in others):
        return facts.check(rule.code, "not_checkable", "none", operands, why, None, expected, actual)
    why = why or _mitigation(facts, figure, weighed, others)
    if why or rule.level != "error":
        return facts.check(rule.code, "review", "review", operands, why, None, expected, actual)
    other = beside(facts, figure, weighed)
    reason = f"matches:{other}" if other else "differs"
    return facts.check(rule.code, "contradiction", "error", operands, reason, None, expected, actual)


def _fits(rule: RuleSpec, facts: Facts, figure: Figure, weighed: Weighed, fit: Fit, why: str) -> Check:
    """A claim that agrees with cells; a review where they agree in number only."""
    expected, actual = str(fit.amount), facts.quote(figure.span)
    disposed = fit.reading.startswith(DISPOSED) and figure.readings[0].startswith(RECEIVED)
    only = "disposed_only" if disposed else "vocabulary" if why == "vocabulary" else ""
    if only:
        operands = _operands(figure, *(cells for _, cells in weighed.readings))
        return facts.check(rule.code, "review", "review", operands, only, fit.reading, expected, actual)
    reason = "" if fit.mode == "strict" else fit.mode
    operands = _operands(figure, fit.cells)
    return facts.check(rule.code, "holds", "none", operands, reason, fit.reading, expected, actual)


def _operands(figure: Figure, *cells: tuple[str, ...]) -> tuple[str, ...]:
    return (figure.id, *dict.fromkeys(f"cell:{cell}" for group in cells for cell in group))


def _together(facts: Facts, figure: Figure, others: tuple[Figure, ...], weighed: Weighed) -> Decimal | None:
    """The amount that several claims of one cell make up: 上半年104件,下半年126件."""
    amounts = {(i.low, i.high): i for i in (amount_of(facts, f) for f in (figure, *others))}
    whole = Interval(Decimal(0), Decimal(0))
    for interval in amounts.values():
        whole += interval
    return next((amount for amount in weighed.missed if whole.contains(amount)), None) if len(amounts) > 1 else None


def _mitigation(facts: Facts, figure: Figure, weighed: Weighed, others: tuple[Figure, ...]) -> str:
    """Why a claim that differs from its cells is not an error all the same."""
    if weighed.blank:
        return "blank"
    if any(not other.partial and not same_statement(facts, figure, other) for other in others):
        return "mentions_differ"
    if figure.bound == "at_least" and figure.high is None and _HEDGED.search(facts.quote(figure.span)):
        return "hedge"  # on a number without trailing zero (15余)
    if withdrawn(facts, figure):
        return "withdrawn"
    if _with_another(facts, figure, weighed):
        return "summed_perhaps"
    natural = "@natural" in beside(facts, figure, weighed)
    return "natural_meant" if natural and _NATURAL.search(_sentence(facts, figure)) else ""


def _with_another(facts: Facts, figure: Figure, weighed: Weighed) -> bool:
    """Whether a neighbor of the same unit that claims nothing would make up the cell: 局机关3件,局属单位2件."""
    if figure.value is None:
        return False
    wanted = {amount - figure.value for amount in weighed.missed}
    return any(
        f.unit == figure.unit
        and f.unit_id == figure.unit_id
        and not f.readings
        and f.bound == "exact"
        and f.value in wanted
        for f in facts.figures
    )


def _sentence(facts: Facts, figure: Figure) -> str:
    start = max(facts.text.rfind(mark, 0, figure.span.start) for mark in "。\n")
    return facts.text[start + 1 : figure.span.start]


def beside(facts: Facts, figure: Figure, weighed: Weighed) -> str:
    """Name of a cell right beside the claimed ones that has the stated value: another column or one part."""
    if not figure.value or figure.value < _TELLING or figure.low != figure.high:
        return ""
    for _, cells in weighed.readings:
        natural = tuple(c.replace("@total", "@natural") for c in cells if c.endswith("@total"))
        if natural and sum(facts.values.get(c, Decimal(0)) for c in natural) == figure.value:
            return "+".join(natural)
        if len(cells) > 1:
            for cell in cells:
                if facts.values.get(cell) == figure.value:
                    return cell
    return ""
