"""The ledger: every numeral of a figure in exactly one state, after all checks are made."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from nlp.document import Check, Numeral
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


def settle(facts: Facts, checks: Iterable[Check]) -> tuple[Numeral, ...]:
    """The report's numerals, those of state `figure` settled by the checks that name their figure."""
    states: dict[str, tuple[int, str, str]] = {}
    for check in checks:
        if check.operands[0].startswith("cell:"):
            continue  # inside the tables
        for at, operand in enumerate(check.operands):
            if operand[:5] in ("cell:", "text:"):
                continue
            key, reason = _state(check, at == 0)
            known = states.get(operand)
            if known is None or _ORDER[key] < known[0]:
                states[operand] = (_ORDER[key], key[0], reason)
    return tuple(
        _settled(numeral, states.get(numeral.figure or "")) if numeral.state == "figure" else numeral
        for numeral in facts.report.numerals
    )


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


def _settled(numeral: Numeral, found: tuple[int, str, str] | None) -> Numeral:
    if found is None:
        return replace(numeral, state="not_checkable", reason="no_check")
    return replace(numeral, state=found[1], reason=found[2])
