"""Where values stand whose blanks were dropped: the identities of the form decide, or nobody does.

A row of `n` values in `k > n` cells keeps its order, so it has `n choose k` placements. Those that break the
row's own sum fall; for table 3 those that fit no completion of the column sums fall as well. What is left
says what each cell may hold; a cell with one content left is settled, any other stays ambiguous.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, product
from operator import add, sub
from typing import NamedTuple

from nlp.catalog.specs import IdentitySpec
from nlp.tables.layout import Strip

BUDGET = 20_000  # steps of one search over the columns; real tables need a few hundred

Options = tuple[tuple[int | None, ...], ...]  # for each cell the values (by index) it may hold, None for blank
Placement = tuple[int | None, ...]
Vector = tuple[Decimal | int, ...]
ZERO = Decimal(0)


class Balance(NamedTuple):
    """Rows that add up, column by column: the sum of `left` is the sum of `right`."""

    left: tuple[str, ...]
    right: tuple[str, ...]


def balances(identities: Iterable[IdentitySpec]) -> tuple[Balance, ...]:
    """The column identities of a form, as sums of whole rows."""
    found: dict[Balance, None] = {}
    for identity in identities:
        if identity.kind == "equal" and all("@" in cell for cell in identity.left):
            columns = {cell.partition("@")[2] for cell in (*identity.left, *identity.right)}
            if len(columns) == 1:
                rows = (tuple(c.partition("@")[0] for c in side) for side in (identity.left, identity.right))
                found[Balance(*rows)] = None
    return tuple(found)


def amounts(strip: Strip) -> list[Decimal] | None:
    """Values of a strip as numbers, a dash as 0; None where one can't be read."""
    found = []
    for item in strip.printed:
        if item.state == "unreadable":
            return None
        found.append(item.value or ZERO)
    return found


def placements(strip: Strip, width: int) -> tuple[Placement, ...]:
    """Every way to put the values into `width` cells in their order."""
    n = len(strip.printed)
    ways = []
    for cells in combinations(range(width), n):
        way: list[int | None] = [None] * width
        for index, cell in enumerate(cells):
            way[cell] = index
        ways.append(tuple(way))
    return tuple(ways)


def summing(strip: Strip, ways: Iterable[Placement]) -> tuple[Placement, ...]:
    """The placements whose last cell is the sum of the others, blank as 0."""
    values = amounts(strip)
    if values is None:
        return ()
    return tuple(way for way in ways if _holds(way, values))


def _holds(way: Placement, values: Sequence[Decimal]) -> bool:
    total = values[way[-1]] if way[-1] is not None else ZERO
    return sum((values[i] for i in way[:-1] if i is not None), ZERO) == total


def options(ways: Iterable[Placement], width: int) -> Options:
    """What each cell may hold: values in printed order, blank last."""
    seen: list[set[int | None]] = [set() for _ in range(width)]
    for way in ways:
        for cell, index in zip(seen, way, strict=True):
            cell.add(index)
    return tuple(tuple(sorted(cell, key=lambda i: (i is None, i))) for cell in seen)


def unconstrained(n: int, width: int) -> Options:
    """What each cell may hold where nothing but the order is known."""
    return tuple(
        (*range(max(0, n - width + cell), min(n, cell + 1)), *((None,) if n < width else ())) for cell in range(width)
    )


def grouped(strip: Strip, width: int, groups: int) -> Options | None:
    """What each cell of a row of equal groups may hold, each group ending in its own sum.

    None where no placement makes every group add up, or a value can't be read.
    """
    values = amounts(strip)
    if values is None:
        return None
    size = width // groups
    n = len(values)
    ways: dict[tuple[int, int], list[Placement]] = {}
    for start, stop in product(range(n + 1), repeat=2):
        if 0 <= stop - start <= size:
            part = Strip(strip.printed[start:stop])
            found = summing(part, placements(part, size))
            if found:
                ways[start, stop] = [tuple(None if i is None else i + start for i in way) for way in found]
    ahead: list[set[int]] = [{0}]  # values used up before each group
    for _ in range(groups):
        ahead.append({stop for start, stop in ways if start in ahead[-1]})
    back: set[int] = {n}
    seen: list[Options] = []
    for group in reversed(range(groups)):
        used = [(a, b) for a, b in ways if a in ahead[group] and b in back]
        if not used:
            return None
        seen.insert(0, options((way for pair in used for way in ways[pair]), size))
        back = {a for a, _ in used}
    return tuple(cell for part in seen for cell in part)


def coupled(
    rows: Mapping[str, tuple[Strip, tuple[Placement, ...]]], sums: Sequence[Balance]
) -> Mapping[str, tuple[Placement, ...]] | None:
    """The placements of each row that fit some completion of all column sums.

    None where the sums have no solution or the search is over budget: then each row stands alone. Rows that
    are not given count as 0; the last cell of a row is its own sum and takes no part. The sums share one
    row, so pruning them in turn until nothing falls is exact.
    """
    vectors: dict[str, dict[Vector, list[Placement]]] = {}
    for name, (strip, ways) in rows.items():
        values = amounts(strip)
        if values is None:
            return None
        numbers = [int(value) if value == int(value) else value for value in values]  # int adds faster
        known = vectors.setdefault(name, {})
        for way in ways:
            known.setdefault(tuple(0 if i is None else numbers[i] for i in way[:-1]), []).append(way)
    changed = True
    while changed:
        changed = False
        for balance in sums:
            kept = _fitting(balance, vectors)
            if kept is None:
                return None
            for name, fits in kept.items():
                if len(fits) < len(vectors[name]):
                    vectors[name] = {vector: vectors[name][vector] for vector in fits}
                    changed = True
    return {name: tuple(way for ways in known.values() for way in ways) for name, known in vectors.items()}


def _fitting(balance: Balance, vectors: Mapping[str, Mapping[Vector, object]]) -> dict[str, list[Vector]] | None:
    """The vectors of each row that fit into the balance; None where none do or the budget is spent."""
    steps = [(name, add) for name in balance.right if name in vectors]
    steps += [(name, sub) for name in balance.left if name in vectors]
    if not steps:
        return {}
    zero: Vector = (0,) * len(next(iter(vectors[steps[0][0]])))
    layers: list[set[Vector]] = [{zero}]
    spent = 0
    for name, step in steps:  # right before left: what is still to be explained never falls below zero
        spent += len(layers[-1]) * len(vectors[name])
        if spent > BUDGET:
            return None
        following = {tuple(map(step, state, vector)) for state in layers[-1] for vector in vectors[name]}
        layers.append({state for state in following if min(state) >= 0})
    wanted = {zero} & layers[-1]
    kept: dict[str, list[Vector]] = {}
    for (name, step), layer in zip(reversed(steps), reversed(layers[:-1]), strict=True):
        reached: set[Vector] = set()
        fits: dict[Vector, None] = {}
        for state, vector in product(layer, vectors[name]):
            if tuple(map(step, state, vector)) in wanted:
                fits[vector] = None
                reached.add(state)
        if not fits:
            return None
        kept[name] = list(fits)
        wanted = reached
    return kept
