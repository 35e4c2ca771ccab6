"""Prose against table (TT): one check for every claim a figure makes about a cell or a sum of cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp.catalog.specs import RuleSpec
from nlp.document import Check, Figure
from nlp.quantities import Interval
from nlp.verify.claims import OUTCOMES, Fit, Weighed, amount_of, claimants, claims, peers, weigh
from nlp.verify.facts import Facts, addresses
from nlp.verify.meaning import (
    DISPOSED,
    RECEIVED,
    cross,
    includes_the_cells,
    rest_of_sentence,
    same_statement,
    sentence_before,
    withdrawn,
)
from nlp.verify.parts import groups
from nlp.verify.plain import unknown_words

_HEDGED = re.compile(r"[余多几]")  # 15余条
_NATURAL = re.compile(r"自然人|公民|个人|群众")
_HELPED = re.compile(r"协助|配合")  # done for another body, perhaps within the cell
_EXCLUDED = re.compile(  # 收到67件,其中咨询类3件不计入统计
    r"(?:不|未|不予)(?:计入|纳入)|剔除|不属于(?:政府)?信息公开申请|(?:实际|正式)受理|有效申请"
)
_WITH_CARRIED = re.compile(r"[含加][^,;。]{0,3}上(?:一)?年")  # 答复36件,含上年结转2件
_IS_A = re.compile(r"[为系是]|属于?")  # 其中2件为重复申请: what they are, not what became of them
_THIS_YEAR = re.compile(r"(?:[今本当]年|20\d\d年)度?新?增?加?$")
_FLOWS = ("rq_carried_in", "rq_carried_out")  # parts that make up a total of requests with the new ones
_ITSELF = re.compile(r"[,;](?:其中)?,?(?:涉及)?[我本][局厅委办院校所站]")  # 全县诉讼5件,我局没有
_ITEMS = re.compile(r"(?:许可|处罚|强制)(?:类|案件|事项|决定|结果|执法)?信息[^,;。\d]{0,4}$")
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
    if weighed.fit is not None and (why == "broader" or why not in _UNCOMPARED):
        return _fits(rule, facts, figure, weighed, weighed.fit, why)
    operands = _operands(figure, *(cells for _, cells in weighed.readings))
    if why == "broader" and _falls_short(facts, figure, weighed):
        why = "broader_yet_less"
    doubt = next((facts.doubts[c[5:]] for c in operands[1:] if c[5:] in facts.doubts), "")
    doubt = weighed.unsure or doubt or (why if why in _UNCOMPARED else "") or _explained(facts, figure, weighed, why)
    if doubt:
        return facts.check(rule.code, "not_checkable", "none", operands, doubt, actual=actual)
    others = peers(facts, figure)
    together = _together(facts, figure, others, weighed) if others else None
    if together is not None:
        operands = (figure.id, *(f.id for f in others), *operands[1:])
        return facts.check(rule.code, "holds", "none", operands, "summed", None, str(together), actual)
    expected = " / ".join(map(str, weighed.missed))
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
    if len(cells) == 1:
        return (figure.id, *addresses(cells[0]))
    return (figure.id, *dict.fromkeys(address for group in cells for address in addresses(group)))


def _explained(facts: Facts, figure: Figure, weighed: Weighed, why: str) -> str:
    """Why a claim that differs from its cells need not be looked at, "" where it must."""
    if why == "stock" or (
        why.startswith("verb") and (figure.readings[0].startswith("ad_procure") or _of_items(facts, figure))
    ):
        return why
    low, most = amount_of(facts, figure).low, max(weighed.missed, default=None)
    below = low is not None and most is not None and low < most
    first = figure.readings[0]
    part = why == "partial" or _is_member(facts, figure)
    part = part or (first.startswith("rq_other") and "撤" in facts.quote(figure.clause or figure.span))
    if part and below and not _HELPED.search(sentence_before(facts, figure)):
        return "partial"
    if first.startswith(RECEIVED) and _EXCLUDED.search(rest_of_sentence(facts, figure)):
        return "broader"
    if _with_partial(facts, figure):
        return "broader"
    if withdrawn(facts, figure) and _closes(facts, figure, weighed):
        return "withdrawn"
    if _of_new_ones(facts, figure):
        return "new_ones"
    trait = figure.readings[0].startswith("rq_refused") and _IS_A.match(facts.text, figure.span.end)
    if trait and not any(_outcome_beside(figure, f) for f in facts.figures):
        return "trait"
    fitting = [f for f in claimants(facts, figure) if weigh(facts, f).fit]
    if figure.scope == "other" or (figure.scope == "area" and _of_the_area(facts, figure, weighed, fitting)):
        return "scope"
    if any(f.unit_id == figure.unit_id for f in fitting) or _holds_the_cell(facts, figure, weighed):
        return "broader" if not below else "partial"
    return ""


def _falls_short(facts: Facts, figure: Figure, weighed: Weighed) -> bool:
    """Whether a number that counts more than disclosure is below the part that the cells count."""
    most = amount_of(facts, figure).high
    less = most is not None and bool(weighed.missed) and most < min(weighed.missed)
    return less and includes_the_cells(facts, figure)


def _of_items(facts: Facts, figure: Figure) -> bool:
    """Whether what was published are pieces of information, not decisions: 公示行政处罚信息301条."""
    return _ITEMS.search(facts.text, figure.clause.start if figure.clause else 0, figure.span.start) is not None


def _of_the_area(facts: Facts, figure: Figure, weighed: Weighed, fitting: list[Figure]) -> bool:
    """Whether an area's number stands beside the office's own, which the cell has; an area has at least as many."""
    if any(other.scope != "area" for other in fitting):
        return True
    if figure.low is not None and any(figure.low < amount for amount in weighed.missed):
        return False
    own = (f for f in facts.figures if f.scope == "own" or (f.scope is None and f.unit_id == figure.unit_id))
    if any(f.unit == figure.unit and f.value in weighed.missed for f in own):
        return True
    return facts.covers_area is False and _ITSELF.search(rest_of_sentence(facts, figure)) is not None


def _outcome_beside(figure: Figure, other: Figure) -> bool:
    """Whether another outcome stands in the sentence, so that it lists outcomes."""
    beside = other is not figure and other.unit_id == figure.unit_id and other.readings
    return bool(beside) and other.readings[0].startswith(OUTCOMES)


def _closes(facts: Facts, figure: Figure, weighed: Weighed) -> bool:
    """Whether the number of withdrawn requests makes up the cell: 收到25件,3件撤回,答复22件."""
    gaps = {amount - figure.value for amount in weighed.missed if figure.value is not None}
    return any(f.value in gaps and "撤" in facts.quote(f.clause or f.span) for f in facts.figures if f.value)


def _of_new_ones(facts: Facts, figure: Figure) -> bool:
    """Whether the cell counts those carried in too: 收到37件,答复36件 beside 38 closed, 2 of them carried in."""
    row, _, column = figure.readings[0].partition("@")
    said = f"{sentence_before(facts, figure)} {rest_of_sentence(facts, figure)}"
    if row != "rq_total_processed" or figure.value is None or _WITH_CARRIED.search(said):
        return False
    carried = facts.values.get(f"rq_carried_in@{column}")
    return carried is not None and carried > 0 and facts.values.get(f"{row}@{column}") == figure.value + carried


def _with_partial(facts: Facts, figure: Figure) -> bool:
    """同意公开13件 that counts those granted in part, which the sentence does not tell apart."""
    if figure.readings[0] != "rq_granted@total" or facts.form is None:
        return False
    cells = facts.expand("rq_disclosed_total@total") or ()
    if not cells or not all(cell in facts.values for cell in cells):
        return False
    apart = any(f.unit_id == figure.unit_id and f.readings[:1] == ("rq_partial@total",) for f in facts.figures)
    return not apart and sum(facts.values[cell] for cell in cells) == figure.value


def _is_member(facts: Facts, figure: Figure) -> bool:
    """Whether a claim is a stated part of a figure that claims the same."""
    return any(figure in (*g.parts, *g.nested) and set(g.total.readings) & set(figure.readings) for g in groups(facts))


def _holds_the_cell(facts: Facts, figure: Figure, weighed: Weighed) -> bool:
    """Whether a stated part of a claim is what the cell counts: 5200条,其中2016年500条; 3600条,今年新增400条."""
    for other in facts.figures:
        near = other.unit_id == figure.unit_id and other.unit == figure.unit and not other.readings
        if near and other.value in weighed.missed and _THIS_YEAR.search(sentence_before(facts, other)):
            return True
    parts = [p for g in groups(facts) if g.total is figure for p in g.parts]
    others = [p for p in parts if p.readings and not set(p.readings) & set(figure.readings)]
    for apart in (others, parts if others else []):
        total = sum(p.value or 0 for p in apart)
        if total and figure.value is not None and figure.value - total in weighed.missed:
            return True  # 予以公开15件,其中部分公开4件
    return any(
        part.value in weighed.missed and (not part.readings or set(part.readings) & set(figure.readings))
        for g in groups(facts)
        if g.total is figure and not any(p.readings and p.readings[0].startswith(_FLOWS) for p in g.parts)
        for part in g.parts
    )


def _together(facts: Facts, figure: Figure, others: tuple[Figure, ...], weighed: Weighed) -> Decimal | None:
    """The amount that several claims of one cell make up: 上半年104件,下半年126件."""
    if figure.high == 0:
        return None  # a denial adds nothing
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
    if natural and _NATURAL.search(sentence_before(facts, figure)):
        return "natural_meant"
    unknown = unknown_words(facts, figure)
    return f"wording:{unknown}" if unknown else ""


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
