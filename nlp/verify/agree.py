"""Prose against table (TT): one check for every claim a figure makes about a cell or a sum of cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

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
_TELLING = 10  # from this value on, equality with a cell beside is no coincidence
_AMONG_THEM = re.compile(r"^[,(]?其中[^。;]{0,20}信息公开")  # 其中涉及政府信息公开的2件
_REACH = 30
_DECIDED = ("_decisions", "_issued", "_in_force", "_repealed")  # cells that count acts, not publications


class Fit(Struct, frozen=True):
    """A reading of a claim, the cells it sums and what they amount to."""

    reading: str
    cells: tuple[str, ...]
    amount: Decimal
    mode: str


def agree(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for each figure that this rule is about: equal to the cells of one of its readings or not."""
    for figure in claims(facts).get(rule.code, ()):
        yield _compare(rule, facts, figure)


def claims(facts: Facts) -> dict[str, list[Figure]]:
    """Figures with a counterpart in this form, by the rule that compares them."""
    if facts.claims is None:
        facts.claims = {}
        for figure in facts.figures:
            if figure.readings and figure.role == "statistic":
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
    if _is_broader(facts, figure):
        return "broader"
    if _is_stock(facts, figure):
        return "stock"
    if figure.verb == "publish" and figure.readings[0].partition("@")[0].endswith(_DECIDED):
        return "verb"
    if facts.form is not None and figure.indicator and not _in_form(facts, figure):
        return "vocabulary"
    return ""


def _scope_differs(facts: Facts, figure: Figure) -> bool:
    """An area's number in an office's report, or an office's own beside those of its area."""
    if figure.scope == "area":
        return facts.covers_area is not True
    beside = any(f.scope == "area" and f.readings for f in facts.figures)
    return figure.scope == "own" and facts.covers_area is True and beside


def _is_broader(facts: Facts, figure: Figure) -> bool:
    """复议46件,其中涉及信息公开的2件: only the part is what the tables count."""
    if not figure.readings[0].startswith("rl_") or figure.clause is None:
        return False
    after = facts.text[figure.span.end : figure.span.end + _REACH].partition("。")[0]
    return bool(_AMONG_THEM.search(after)) and "信息公开" not in facts.quote(figure.clause)


def _is_stock(facts: Facts, figure: Figure) -> bool:
    """累计公开规范性文件45件 beside 新增2件: a stock, where the cell counts a year."""
    if figure.clause is None or "累计" not in facts.quote(figure.clause):
        return False
    first = figure.readings[0]
    return first.startswith(("ad_normdoc", "ad_rule")) and not first.endswith(("_public_total", "_in_force"))


def _in_form(facts: Facts, figure: Figure) -> bool:
    assert facts.form is not None
    name = figure.indicator or ""
    return facts.form.expand(name) is not None or facts.form.expand(f"{name}@total") is not None


def _compare(rule: RuleSpec, facts: Facts, figure: Figure) -> Check:
    actual = facts.quote(figure.span)
    if facts.form is None:
        return facts.check(rule.code, "not_checkable", "none", (figure.id,), "table_lost", actual=actual)
    stated = _stated(facts, figure)
    lenient: Fit | None = None
    unsure = ""
    missed: dict[str, None] = {}
    blank = False
    readings = [(reading, cells) for reading in _readings(figure) if (cells := facts.form.expand(reading))]
    for reading, cells in readings:
        amount = tally(facts, cells)
        fitting = [a for a in amount.amounts if stated.contains(a)]
        if not amount.amounts:
            unsure = unsure or amount.reason
        elif len(fitting) == len(amount.amounts):
            fit = Fit(reading, cells, fitting[0], amount.mode)
            if amount.mode == "strict":
                return _fits(rule, facts, figure, fit, readings)
            lenient = lenient or fit
        elif fitting:
            unsure = unsure or "ambiguous_alignment"
        else:
            missed[str(amount.amounts[0])] = None
            blank = blank or amount.mode != "strict"
    if lenient is not None:
        return _fits(rule, facts, figure, lenient, readings)
    operands = _operands(figure, *(cells for _, cells in readings))
    doubt = unsure or next((facts.doubts[c[5:]] for c in operands[1:] if c[5:] in facts.doubts), "")
    doubt = doubt or ("broader" if _is_broader(facts, figure) else "")
    if doubt:
        return facts.check(rule.code, "not_checkable", "none", operands, doubt, actual=actual)
    expected = " / ".join(missed)
    why = cross(facts, figure) or ("blank" if blank else "") or _beside(facts, figure) or _hedge(facts, figure)
    if why or rule.level != "error":
        return facts.check(rule.code, "review", "review", operands, why, None, expected, actual)
    return facts.check(rule.code, "contradiction", "error", operands, "differs", None, expected, actual)


def _readings(figure: Figure) -> tuple[str, ...]:
    """Readings to try: that nothing was received says nothing of what was carried in or disposed of."""
    nothing = figure.bound == "zero_statement" and figure.readings[0].startswith(_RECEIVED)
    return figure.readings[:1] if nothing else figure.readings


def _fits(rule: RuleSpec, facts: Facts, figure: Figure, fit: Fit, readings: list[tuple[str, tuple[str, ...]]]) -> Check:
    """A claim that agrees with cells; a review where they agree in number only."""
    expected, actual = str(fit.amount), facts.quote(figure.span)
    only = ""
    if fit.reading.startswith(_DISPOSED) and figure.readings[0].startswith(_RECEIVED):
        only = "disposed_only"
    elif rule.code == "TT110" and cross(facts, figure) == "vocabulary":
        only = "vocabulary"
    if only:
        operands = _operands(figure, *(cells for _, cells in readings))
        return facts.check(rule.code, "review", "review", operands, only, fit.reading, expected, actual)
    reason = "" if fit.mode == "strict" else fit.mode
    operands = _operands(figure, fit.cells)
    return facts.check(rule.code, "holds", "none", operands, reason, fit.reading, expected, actual)


def _operands(figure: Figure, *cells: tuple[str, ...]) -> tuple[str, ...]:
    return (figure.id, *dict.fromkeys(f"cell:{cell}" for group in cells for cell in group))


def _hedge(facts: Facts, figure: Figure) -> str:
    """A hedge on a number without trailing zero (15余) can't be taken at its word."""
    odd = figure.bound == "at_least" and figure.high is None and bool(_HEDGED.search(facts.quote(figure.span)))
    return "hedge" if odd else ""


def _beside(facts: Facts, figure: Figure) -> str:
    """Name of a cell right beside the claimed ones that has the stated value: another column or one part."""
    if not figure.value or figure.value < _TELLING or figure.low != figure.high or facts.form is None:
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
