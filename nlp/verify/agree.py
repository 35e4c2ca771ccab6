"""Prose against table (TT): one check for every claim a figure makes about a cell or a sum of cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp.catalog.specs import RuleSpec
from nlp.document import Check, Figure
from nlp.quantities import Interval
from nlp.verify.facts import Facts
from nlp.verify.tally import tally

_MONEY = {"元": Decimal(1), "万元": Decimal(10**4), "亿元": Decimal(10**8)}
_SCALED = re.compile(r"(\d+)(?:\.(\d+))?\s*(万|亿)?")  # 26.8万条
_HEDGED = re.compile(r"[余多几]")  # 15余条
_OUTCOMES = ("rq_granted", "rq_partial", "rq_disclosed", "rq_denied", "rq_unable", "rq_refused", "rq_other", "rq_reply")
_DISPOSED = "rq_total_processed"
_RECEIVED = "rq_new_received"
_DECIDED = ("_decisions", "_issued", "_in_force", "_repealed")  # cells that count acts, not publications


def agree(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for each figure that this rule is about: equal to the cells of one of its readings or not."""
    for figure in claims(facts).get(rule.code, ()):
        yield _compare(rule, facts, figure)


def claims(facts: Facts) -> dict[str, list[Figure]]:
    """Figures with a counterpart in this form, by the rule that compares them."""
    if facts.claims is None:
        facts.claims = {}
        for figure in facts.figures:
            if figure.readings and figure.role != "norm":
                facts.claims.setdefault(_rule_of(facts, figure), []).append(figure)
    return facts.claims


def _rule_of(facts: Facts, figure: Figure) -> str:
    first = figure.readings[0]
    if facts.form is not None and all(facts.form.expand(r) is None for r in figure.readings):
        return "TT112"
    if other_year(facts, figure):
        return "TT113"
    if cross(facts, figure):
        return "TT110"
    if figure.bound == "zero_statement":
        return "TT103"
    if figure.unit in _MONEY:
        return "TT105"
    if figure.bound != "exact":
        return "TT102"
    if "@" in first and not first.endswith("@total"):
        return "TT106"
    if first.startswith(_OUTCOMES):
        return "TT107"
    if first.startswith(("ch_", "rq_channel")):
        return "TT108"
    return "TT104" if len(figure.readings) > 1 and first.startswith(_RECEIVED) else "TT101"


def other_year(facts: Facts, figure: Figure) -> bool:
    """Whether a figure states another year than the report is about."""
    return None not in (figure.year, facts.report.year) and figure.year != facts.report.year


def cross(facts: Facts, figure: Figure) -> str:
    """Why a claim and its cells do not mean quite the same, "" where they do. Such a claim is never an error."""
    if figure.partial:
        return "partial"
    if figure.scope == "other" or _scope_differs(facts, figure):
        return "scope"
    if figure.verb == "publish" and figure.readings[0].partition("@")[0].endswith(_DECIDED):
        return "verb"
    if facts.form is not None and figure.indicator and not _in_form(facts, figure):
        return "vocabulary"
    return ""


def _scope_differs(facts: Facts, figure: Figure) -> bool:
    if figure.scope == "area":
        return facts.covers_area is not True
    return figure.scope == "own" and facts.covers_area is True


def _in_form(facts: Facts, figure: Figure) -> bool:
    assert facts.form is not None
    name = figure.indicator or ""
    return facts.form.expand(name) is not None or facts.form.expand(f"{name}@total") is not None


def _compare(rule: RuleSpec, facts: Facts, figure: Figure) -> Check:
    stated = _stated(facts, figure)
    actual = facts.quote(figure.span)
    if facts.form is None:
        return facts.check(rule.code, "not_checkable", "none", (figure.id,), "table_lost", actual=actual)
    lenient = unsure = None
    seen: dict[str, None] = {}
    missed: list[tuple[str, Decimal]] = []
    blank = False
    for reading in figure.readings:
        cells = facts.form.expand(reading)
        if cells is None:
            continue
        amount = tally(facts, cells)
        seen.update(dict.fromkeys(cells))
        if amount.mode == "unknown":
            unsure = unsure or amount.reason
            continue
        fitting = [a for a in amount.amounts if stated.contains(a)]
        if len(fitting) == len(amount.amounts):
            if amount.mode == "strict":
                return _fits(rule, facts, figure, reading, cells, fitting[0])
            lenient = lenient or (reading, cells, fitting[0], amount.mode)
        elif fitting:
            unsure = unsure or "ambiguous_alignment"
        else:
            missed.append((reading, amount.amounts[0]))
            blank = blank or amount.mode != "strict"
    operands = (figure.id, *(f"cell:{c}" for c in seen))
    if lenient is not None:
        reading, cells, amount, mode = lenient
        return _fits(rule, facts, figure, reading, cells, amount, mode)
    doubt = unsure or next((facts.doubts[c] for c in seen if c in facts.doubts), None)
    if doubt is not None:
        return facts.check(rule.code, "not_checkable", "none", operands, doubt, actual=actual)
    return _fails(rule, facts, figure, operands, missed, blank)


def _fits(
    rule: RuleSpec,
    facts: Facts,
    figure: Figure,
    reading: str,
    cells: tuple[str, ...],
    amount: Decimal,
    mode: str = "",
) -> Check:
    operands = (figure.id, *(f"cell:{c}" for c in cells))
    expected, actual = str(amount), facts.quote(figure.span)
    differs = cross(facts, figure) if rule.code == "TT110" else ""
    if reading.startswith(_DISPOSED) and figure.readings[0].startswith(_RECEIVED):
        operands = (figure.id, *(f"cell:{c}" for r in figure.readings for c in facts.form.expand(r) or ()))
        operands = tuple(dict.fromkeys(operands))
        return facts.check(rule.code, "review", "review", operands, "disposed_only", reading, expected, actual)
    if differs == "vocabulary":
        operands = (figure.id, *(f"cell:{c}" for r in figure.readings for c in facts.form.expand(r) or ()))
        return facts.check(rule.code, "review", "review", operands, differs, reading, expected, actual)
    return facts.check(rule.code, "holds", "none", operands, mode, reading, expected, actual)


def _fails(
    rule: RuleSpec,
    facts: Facts,
    figure: Figure,
    operands: tuple[str, ...],
    missed: list[tuple[str, Decimal]],
    blank: bool,
) -> Check:
    expected = " / ".join(dict.fromkeys(str(amount) for _, amount in missed))
    actual = facts.quote(figure.span)
    why = cross(facts, figure) or ("blank" if blank else "") or _beside(facts, figure) or _hedge(facts, figure)
    if why or rule.level != "error":
        return facts.check(rule.code, "review", "review", operands, why, None, expected, actual)
    return facts.check(rule.code, "contradiction", "error", operands, "differs", None, expected, actual)


def _hedge(facts: Facts, figure: Figure) -> str:
    """A hedge on a number without trailing zero (15余) can't be taken at its word."""
    odd = figure.bound == "at_least" and figure.high is None and bool(_HEDGED.search(facts.quote(figure.span)))
    return "hedge" if odd else ""


def _beside(facts: Facts, figure: Figure) -> str:
    """Name of a cell right beside the claimed ones that has the stated value: another column or one part."""
    if not figure.value or figure.low != figure.high or facts.form is None:
        return ""
    for reading in figure.readings:
        cells = facts.form.expand(reading) or ()
        natural = tuple(c.replace("@total", "@natural") for c in cells if c.endswith("@total"))
        if natural and sum(facts.values.get(c, Decimal(0)) for c in natural) == figure.value:
            return f"matches:{'+'.join(natural)}"
        if len(cells) > 1:
            for cell in cells:
                if facts.values.get(cell) == figure.value:
                    return f"matches:{cell}"
    return ""


def _stated(facts: Facts, figure: Figure) -> Interval:
    """Amounts a figure can stand for, in the unit of its cells: printed roundings are intervals."""
    low, high = figure.low, figure.high
    if figure.bound == "exact" and low is not None and low == high:
        scaled = _SCALED.search(facts.quote(figure.span).replace(",", ""))
        myriad = "" if figure.unit in ("万元", "亿元") else scaled and scaled[3]
        if scaled and (scaled[2] or myriad):
            step = Decimal(10 ** {"万": 4, "亿": 8}.get(myriad or "", 0)).scaleb(-len(scaled[2] or ""))
            low, high = low - step / 2, low + step / 2
    scale = _MONEY.get(figure.unit or "")
    if scale is None:
        return Interval(low, high)
    factor = scale / _MONEY["万元"]  # money cells are in 万元
    return Interval(low, high).scale(factor)
