"""The ledger: every figure, and every numeral of one, in exactly one state after all checks are made."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from nlp.document import Check, Figure, Numeral
from nlp.verify.facts import Facts

# The state a check gives to what was stated (its first operand) and to the figures it was compared with;
# of several the first of _RANK is kept. A review settles nothing: the numeral is not checkable, with its reason.
_RANK = (
    ("contradicts", True),
    ("derived_contradicts", True),
    ("agrees", True),
    ("derived_contradicts", False),
    ("derived_agrees", True),
    ("derived_agrees", False),
    ("not_checkable", True),
    ("no_counterpart", True),
    ("not_checkable", False),
)
_ORDER = {key: at for at, key in enumerate(_RANK)}
_UNCOUNTED = ("no_counterpart", "no_cell_in_form")


def settle(facts: Facts, checks: Iterable[Check]) -> tuple[tuple[Figure, ...], tuple[Numeral, ...]]:
    """The report's figures with their state, and its numerals, those of state `figure` settled with their figure.

    A figure without a numeral (a zero statement) is settled by its checks as well.
    """
    states: dict[str, tuple[int, str, str]] = {}
    known_figures = facts.by_id
    for check in checks:
        operands = check.operands
        if operands[0][:5] == "cell:":
            continue  # inside the tables
        for at, operand in enumerate(operands):
            if operand not in known_figures:
                continue
            key, reason = _state(check, at == 0)
            order, known = _ORDER[key], states.get(operand)
            if known is None or order < known[0]:
                states[operand] = (order, key[0], reason)
    unsettled = (0, "not_checkable", "no_check")
    figures = tuple([_settled(figure, states.get(figure.id, unsettled)[1]) for figure in facts.report.figures])
    numerals = tuple(
        [
            _numeral(numeral, states.get(numeral.figure or "", unsettled)) if numeral.state == "figure" else numeral
            for numeral in facts.report.numerals
        ]
    )
    return figures, numerals


def _state(check: Check, first: bool) -> tuple[tuple[str, bool], str]:
    """State of one operand under one check, with its reason."""
    derived = not check.rule.startswith("TT")
    if check.verdict in ("holds", "holds_truncated"):
        return (("derived_agrees", first) if derived else ("agrees", True)), ""
    if check.verdict == "contradiction":
        return (("derived_contradicts", first) if derived else ("contradicts", True)), ""
    if check.reason in _UNCOUNTED:
        return ("no_counterpart", True), check.reason
    return ("not_checkable", first), check.reason


def _settled(figure: Figure, state: str) -> Figure:
    return figure if figure.state == state else replace(figure, state=state)


def _numeral(numeral: Numeral, found: tuple[int, str, str]) -> Numeral:
    return Numeral(numeral.span, numeral.text, found[1], found[2], numeral.figure)
