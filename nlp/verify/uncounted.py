"""What has nothing to be compared with, said aloud: no cell in the form, another year, a similar word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.catalog.specs import RuleSpec
from nlp.document import Check, Figure
from nlp.verify.claims import claims
from nlp.verify.facts import Facts

# Words that look like an indicator and are another thing, and the cells a hasty reader would take.
_CLEARED = re.compile(r"规范性文件.{0,6}清理|清理.{0,10}规范性文件")  # 规范性文件清理400件
_PAPERS = re.compile(r"文件|预案|方案|制度")  # 政策文件类3条, 3个应急预案
_NORMATIVE = re.compile(r"规范性文件")
_REACH = 12  # characters after a number in which its noun stands


def no_cell(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """One row for all claims of a sentence that this form has no cell for."""
    sentences: dict[str, list[str]] = {}
    for figure in claims(facts).get(rule.code, ()):
        sentences.setdefault(figure.unit_id, []).append(figure.id)
    for operands in sentences.values():
        yield facts.check(rule.code, "not_checkable", "none", tuple(operands), "no_cell_in_form")


def another_year(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """One row for each claim about another year: its cell is in another report."""
    for figure in claims(facts).get(rule.code, ()):
        yield facts.check(rule.code, "not_checkable", "none", (figure.id,), "other_year")


def lookalike(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """Counts of papers that are no normative documents, beside the cells they must not be compared with."""
    for figure in facts.figures:
        if figure.readings or figure.kind != "count" or figure.role == "norm":
            continue
        cells = tuple(f"cell:{c}" for c in _mistaken_for(facts, figure) if c in facts.cells)
        if cells:
            yield facts.check(rule.code, "not_checkable", "none", (figure.id, *cells), "other_thing")


def _mistaken_for(facts: Facts, figure: Figure) -> tuple[str, ...]:
    """Cells of normative documents a count of other papers may be taken for: the old form counts those
    issued in 件 and those published in 条."""
    start = figure.clause.start if figure.clause else figure.span.start
    clause = facts.text[start : figure.span.end + _REACH]
    if _CLEARED.search(clause):
        return ("ad_normdoc_public_total", "ad_normdoc_issued", "ad_normdoc_repealed", "ad_normdoc_in_force")
    near = facts.text[max(start, figure.span.start - _REACH) : figure.span.end + 6]
    if not _PAPERS.search(near) or _NORMATIVE.search(near):
        return ()
    if figure.unit == "条":
        return ("ad_normdoc_newly_public", "ad_normdoc_public")
    return ("ad_normdoc_issued",) if figure.unit in ("件", "个", "份", "项", "部") else ()


def silent(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A row for every figure that no comparison made so far has touched."""
    touched: set[str] = set()
    for check in facts.checks:
        if check.operands[0][:5] != "cell:":  # not one inside the tables
            touched.update(check.operands)
    for figure in facts.figures:
        if figure.id not in touched:
            reason = "norm" if figure.role == "norm" else "no_counterpart"
            yield facts.check(rule.code, "not_checkable", "none", (figure.id,), reason)
