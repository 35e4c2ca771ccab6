"""From drafts to rows whose cells are known: every value in its cell, or in every cell it could stand in."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from nlp.tables.decoding import (
    Balance,
    Options,
    Placement,
    amounts,
    coupled,
    grouped,
    options,
    placements,
    summing,
    unconstrained,
)
from nlp.tables.layout import Strip
from nlp.tables.reading import Draft, Row

PADDING = 3  # blanks a wide label may leave beside its row
GROUPS = {"3": 1, "4": 3}  # parts of a row that each end in their own sum
NEW_RECEIVED = "rq_new_received"


class Settled(NamedTuple):
    """What each cell of a row may hold, or the state of all its cells.

    state: "" | absent | blank | unreadable. `placed`: blanks were dropped and the identities put the values
    back as far as they can. `note`: a remark on the row.
    """

    state: str = ""
    options: Options = ()
    placed: bool = False
    note: str = ""


def settle(draft: Draft, sums: Sequence[Balance], natural: frozenset[Decimal]) -> tuple[list[Settled], tuple[str, ...]]:
    """The rows of a draft, and remarks. `natural`: requests by natural persons that the prose speaks of."""
    groups = GROUPS.get(draft.table, 0)
    runs = any(row.strip and row.strip.glued and _short(row) for row in draft.rows)
    apart = any(row.strip and len(row.strip.printed) > 2 * len(row.row.cells) for row in draft.rows)
    settled = [_plain(row, groups, runs, apart and bool(groups)) for row in draft.rows]
    open_rows = [i for i, known in enumerate(settled) if known is None]
    explicit = _positions(draft, open_rows, groups) if open_rows else {}
    free: dict[int, tuple[Placement, ...]] = {}
    for i in open_rows:
        strip, width = draft.rows[i].strip or Strip(), len(draft.rows[i].row.cells)
        if i in explicit:
            settled[i] = Settled(options=options((explicit[i],), width))
        elif draft.table == "4":
            found = grouped(strip, width, groups)
            settled[i] = Settled(options=found or unconstrained(len(strip.printed), width), placed=True)
        elif ways := summing(strip, placements(strip, width)) if groups else ():
            free[i] = ways
        else:
            settled[i] = Settled(options=unconstrained(len(strip.printed), width), placed=True)
    notes: tuple[str, ...] = ()
    if free:
        ways_of, notes = _couple(draft, settled, free, sums, natural)
        for i, ways in ways_of.items():
            settled[i] = Settled(options=options(ways, len(draft.rows[i].row.cells)), placed=True)
    return [known or Settled("unreadable") for known in settled], notes


def _short(row: Row) -> bool:
    return row.strip is not None and 0 < len(row.strip.printed) < len(row.row.cells)


def _plain(row: Row, groups: int, runs: bool, apart: bool) -> Settled | None:
    """A row that needs no decoding; None where values are fewer than cells.

    `runs`: somewhere in the table cells run together. `apart`: values stand away from their labels, so that
    a label without any says nothing.
    """
    strip, width = row.strip, len(row.row.cells)
    if strip is None:
        return Settled("absent")
    n = len(strip.printed)
    if n == 0:
        return Settled("unreadable" if apart else "blank")
    if strip.strayed:
        return Settled("unreadable")
    if n == width:
        return Settled(options=tuple((i,) for i in range(width)))
    if n > width:
        return _surplus(strip, width, groups)
    if strip.size == 0 and (strip.glued or runs):
        return Settled("unreadable")
    return None


def _surplus(strip: Strip, width: int, groups: int) -> Settled:
    """More values than cells: the run of values that adds up, if only one content does.

    A single cell may be printed several times, once for each column it spans.
    """
    n = len(strip.printed)
    if width == 1 and len({(item.state, item.value) for item in strip.printed}) == 1:
        return Settled(options=((0,),), note="extra_value")
    fitting: list[int] = []
    for start in (n - width, 0) if groups == 1 else ():
        part = Strip(strip.printed[start : start + width])
        if summing(part, placements(part, width)):
            fitting.append(start)
    contents = {tuple(item.value for item in strip.printed[start : start + width]) for start in fitting}
    if len(contents) != 1:
        return Settled("unreadable")
    return Settled(options=tuple((fitting[0] + i,) for i in range(width)), note="extra_value")


def _positions(draft: Draft, open_rows: Sequence[int], groups: int) -> dict[int, Placement]:
    """Where the layout itself says which cells are blank: the placement of each such row.

    Blanks are taken at their word when one stands before a value somewhere in the table, or when row and
    label share a line. Blanks that only ever trail may have been moved there: then they are not believed
    as soon as the sums refute them, and never where every cell has a line of its own.
    """
    leading = _padding(draft, open_rows)
    found: dict[int, Placement] = {}
    gaps = refuted = weight = 0
    inline = True
    for i in open_rows:
        strip, width = draft.rows[i].strip or Strip(), len(draft.rows[i].row.cells)
        way = _explicit(strip, width, leading)
        if way is None:
            continue
        found[i] = way
        n = len(strip.printed)
        if way[:n] != tuple(range(n)):
            gaps += 1
        elif _refuted(strip, way, groups):
            refuted += 1
            weight = max(weight, n)
        inline = inline and strip.inline
    if gaps or (inline and refuted < 2 and weight < 3):
        return found
    return {}


def _padding(draft: Draft, open_rows: Sequence[int]) -> bool | None:
    """Whether the blanks a wide label leaves stand before the values; None where nothing tells.

    Full rows tell, or rows with a value where the other way leaves no room. Between tabs a label that spans
    columns is followed by them.
    """
    for row in draft.rows:
        strip, width = row.strip, len(row.row.cells)
        if strip and len(strip.printed) == width < strip.size:
            return strip.slots[0] > 0
    possible = {True, False}
    for i in open_rows:
        strip, width = draft.rows[i].strip or Strip(), len(draft.rows[i].row.cells)
        spare = strip.size - width
        if 0 < spare <= PADDING:
            possible -= {True} if strip.slots[0] < spare else set()
            possible -= {False} if strip.slots[-1] >= width else set()
    if len(possible) == 1:
        return possible.pop()
    tabbed = all((draft.rows[i].strip or Strip()).tabbed for i in open_rows)
    return True if possible and tabbed and draft.table == "3" else None


def _explicit(strip: Strip, width: int, leading: bool | None) -> Placement | None:
    """The placement the slots show; None where they show none."""
    spare = strip.size - width
    if not 0 <= spare <= PADDING or (spare and leading is None):
        return None
    offset = spare if leading else 0
    if strip.slots[0] < offset or strip.slots[-1] - offset >= width:
        return None
    way: list[int | None] = [None] * width
    for index, slot in enumerate(strip.slots):
        way[slot - offset] = index
    return tuple(way)


def _refuted(strip: Strip, way: Placement, groups: int) -> bool:
    """The sums fail as printed, and hold in another placement."""
    values = amounts(strip)
    if values is None or not groups:
        return False
    width = len(way)
    size = width // groups
    for start in range(0, width, size):
        *parts, total = (Decimal(0) if i is None else values[i] for i in way[start : start + size])
        if sum(parts) != total:
            if groups > 1:
                return grouped(strip, width, groups) is not None
            return bool(summing(strip, placements(strip, width)))
    return False


def _couple(
    draft: Draft,
    settled: Sequence[Settled | None],
    free: Mapping[int, tuple[Placement, ...]],
    sums: Sequence[Balance],
    natural: frozenset[Decimal],
) -> tuple[Mapping[int, tuple[Placement, ...]], tuple[str, ...]]:
    """The placements of the free rows that the columns allow, and that the prose allows for one cell of them.

    The columns decide only where every row they sum is there and readable.
    """
    names = {row.row.id: i for i, row in enumerate(draft.rows)}
    summed = {name for balance in sums for side in balance for name in side}
    rows: dict[str, tuple[Strip, tuple[Placement, ...]]] = {}
    whole = True
    for name in summed:
        i = names.get(name)
        known = settled[i] if i is not None else None
        if i is not None and i in free:
            rows[name] = (draft.rows[i].strip or Strip(), free[i])
        elif i is None or known is None or known.state in ("absent", "unreadable") or known.placed:
            whole = False
        elif not known.state:
            way = tuple(cell[0] for cell in known.options)
            rows[name] = (draft.rows[i].strip or Strip(), (way,))

    def decided(rows: Mapping[str, tuple[Strip, tuple[Placement, ...]]]) -> dict[int, tuple[Placement, ...]]:
        solved = coupled(rows, sums) if whole else None
        return {
            i: (solved or {}).get(name, rows[name][1] if name in rows else free[i])
            for i, name in ((i, draft.rows[i].row.id) for i in free)
        }

    found = decided(rows)
    at = names.get(NEW_RECEIVED)
    if at is None or at not in found or not natural:
        return found, ()
    strip, ways = draft.rows[at].strip or Strip(), found[at]
    firsts = {way[0] for way in ways}
    fitting = {i for i in firsts if i is not None and strip.printed[i].value in natural}
    if len(firsts) < 2 or len(fitting) != 1:
        return found, ()
    said = tuple(way for way in ways if way[0] in fitting)
    return decided({**rows, NEW_RECEIVED: (strip, said)}), ("aligned_by_prose",)
