"""What a signed sum of cells can amount to, given blank, unreadable and ambiguous cells."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from nlp.document import Cell
from nlp.verify.facts import Facts, once

_ZERO = Decimal(0)
_MOST = 512  # possible sums beyond which a set of ambiguous cells decides nothing


class Tally(Struct, frozen=True):
    """Possible amounts of `sum(left) - sum(right)`.

    mode: strict (every cell has a value) | lenient (blanks or "/" taken as 0) |
    lenient_all_alignments (some cells ambiguous; every alignment is in `amounts`) | unknown (no
    amount, `reason` says why).
    """

    mode: str
    amounts: tuple[Decimal, ...] = ()
    reason: str = ""


def tally(facts: Facts, left: tuple[str, ...], right: tuple[str, ...] = ()) -> Tally:
    """Possible amounts of a signed sum of cells."""
    values = facts.values
    try:
        amount = sum(map(values.__getitem__, left), _ZERO)
        if right:
            amount -= sum(map(values.__getitem__, right), _ZERO)
    except KeyError:
        return _tally_slowly(facts, left, right)
    return Tally("strict", (amount,))


@once
def _with_zeros(facts: Facts) -> dict[str, Decimal]:
    """Values of cells, blanks and "/" as 0."""
    empty = (cell for cell in facts.cells.values() if cell.state in ("blank", "na"))
    return dict.fromkeys((cell.id for cell in empty), _ZERO) | facts.values


def _tally_slowly(facts: Facts, left: tuple[str, ...], right: tuple[str, ...]) -> Tally:
    values = _with_zeros(facts)
    try:
        amount = sum(map(values.__getitem__, left), _ZERO) - sum(map(values.__getitem__, right), _ZERO)
    except KeyError:
        return _tally_doubtful(facts, left, right)
    return Tally("lenient", (amount,))


def _tally_doubtful(facts: Facts, left: tuple[str, ...], right: tuple[str, ...]) -> Tally:
    """With a cell that is ambiguous, unreadable or not there."""
    amount = _ZERO
    mode = "strict"
    unsure: list[tuple[Cell, int]] = []
    for side, sign in ((left, 1), (right, -1)):
        for name in side:
            value = facts.values.get(name)
            if value is not None:
                amount += sign * value
                continue
            cell = facts.cells.get(name)
            if cell is None:
                return Tally("unknown", reason="absent" if facts.cells else "table_lost")
            if cell.state in ("blank", "na"):
                mode = "lenient"
            elif cell.state == "ambiguous":
                unsure.append((cell, sign))
            else:
                return Tally("unknown", reason=cell.state)
    if not unsure:
        return Tally(mode, (amount,))
    amounts = {amount}
    for options in _tokens(facts, unsure):
        amounts = {a + o for a in amounts for o in options}
        if len(amounts) > _MOST:
            return Tally("unknown", reason="ambiguous_alignment")
    return Tally("lenient_all_alignments", tuple(sorted(amounts)))


def _tokens(facts: Facts, unsure: list[tuple[Cell, int]]) -> list[set[Decimal]]:
    """What each printed number contributes: it stands in one of several cells, or in none of these."""
    holders: dict[object, set[str]] = {}
    options: dict[object, set[Decimal]] = {}
    for cell, sign in unsure:
        for reading in cell.readings:
            if reading.value is None:
                continue
            token: object = reading.span or (cell.id, reading.value)
            options.setdefault(token, set()).add(sign * reading.value)
            holders.setdefault(token, set()).add(cell.id)
    homes = _homes(facts)
    for token, found in options.items():
        if holders[token] != homes.get(token):
            found.add(_ZERO)
    return list(options.values())


@once
def _homes(facts: Facts) -> dict[object, set[str]]:
    """All cells that a printed number may stand in, by its span."""
    homes: dict[object, set[str]] = {}
    for cell in facts.cells.values():
        for reading in cell.readings:
            if reading.span is not None:
                homes.setdefault(reading.span, set()).add(cell.id)
    return homes
