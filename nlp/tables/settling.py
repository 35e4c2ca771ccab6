"""From drafts to rows whose cells are known: every value in its cell, or in every cell it could stand in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import combinations, pairwise
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
    packed = any(_short(row) and row.strip and not row.strip.size for row in draft.rows)
    for i, (row, following) in enumerate(pairwise(draft.rows)):
        if groups == 1 and following.strip is None and _two_rows(row, packed):
            settled[i] = Settled("unreadable")
    open_rows = [i for i, known in enumerate(settled) if known is None]
    explicit = _positions(draft, open_rows, groups) if open_rows else {}
    free: dict[int, tuple[Placement, ...]] = {}
    totals = groups == 1 and bool(open_rows) and _totals(draft, explicit, sums)
    for i in open_rows:
        strip, width = draft.rows[i].strip or Strip(), len(draft.rows[i].row.cells)
        if i in explicit:
            settled[i] = Settled(options=options((explicit[i],), width))
        elif draft.table == "4":
            found = _thinned(strip, width, groups) or grouped(strip, width, groups)
            settled[i] = Settled(options=found or unconstrained(len(strip.printed), width), placed=True)
        elif ways := summing(strip, placements(strip, width)) if totals else ():
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
    if strip.sure and not strip.size:
        return Settled("unreadable")
    if strip.sure and n:
        held = dict(zip(strip.slots, range(n), strict=True))
        return Settled(options=tuple((held.get(slot),) for slot in range(width)))
    if n == 0 and groups > 1 and not strip.size:
        return Settled("absent")  # heads with no row below them
    if n == 0:
        return Settled("unreadable" if apart and not strip.sure else "blank")
    if strip.strayed:
        return Settled("unreadable")
    if n == width:
        return _in_order(width)
    if n > width:
        return _surplus(strip, width, groups)
    if strip.size == 0 and (strip.glued or runs):
        return Settled("unreadable")
    return None


@lru_cache(maxsize=64)
def _in_order(width: int) -> Settled:
    """A row with a value in every cell."""
    return Settled(options=tuple((i,) for i in range(width)))


def _two_rows(row: Row, packed: bool) -> bool:
    """Values that fill a row whose blanks do not show, and no sum says so: the next row's may be among them.

    `packed`: blanks were dropped elsewhere in the table, so that zeros may be those of two rows.
    """
    strip, width = row.strip or Strip(), len(row.row.cells)
    if not len(strip.printed) == width > strip.size:
        return False
    return not _adds_up(strip, tuple(range(width)), 1) or (packed and not any(amounts(strip) or ()))


def _surplus(strip: Strip, width: int, groups: int) -> Settled:
    """More values than cells: the run of values that adds up, if only one content does.

    A single cell may be printed several times, once for each column it spans.
    """
    n = len(strip.printed)
    if width == 1 and len({(item.state, item.value) for item in strip.printed}) == 1:
        return Settled(options=((0,),), note="extra_value")
    fitting: list[int] = []
    for start in ((1, 0) if n == width + 1 else (0,)) if groups == 1 else ():  # 1: a label turned into a 0
        part = Strip(strip.printed[start : start + width])
        if summing(part, placements(part, width)):
            fitting.append(start)
    contents = {tuple(item.value for item in strip.printed[start : start + width]) for start in fitting}
    if len(contents) != 1:
        return Settled("unreadable")
    return Settled(options=tuple((fitting[0] + i,) for i in range(width)), note="extra_value")


def _totals(draft: Draft, explicit: Mapping[int, Placement], sums: Sequence[Balance]) -> bool:
    """Every row with a number has its sum at the end, or nearly every one and those numbers fit the columns.

    Else numbers that happen to add up (2, 3 and 5) may all be parts.
    """
    last: dict[str, Decimal] = {}
    holding = failing = 0
    for i, row in enumerate(draft.rows):
        strip, width = row.strip or Strip(), len(row.row.cells)
        values = amounts(strip) or []
        if len(values) > width or not any(values):
            continue
        last[row.row.id] = values[-1]
        way = tuple(range(width)) if len(values) == width else explicit.get(i)
        holds = _adds_up(strip, way, 1) if way else bool(summing(strip, placements(strip, width)))
        holding, failing = holding + holds, failing + (not holds)
    fits = all(sum(last.get(row, 0) for row in b.left) == sum(last.get(row, 0) for row in b.right) for b in sums)
    return holding > 1 and (not failing or (fits and holding >= 4 * failing))


def _positions(draft: Draft, open_rows: Sequence[int], groups: int) -> dict[int, Placement]:
    """Where the layout itself says which cells are blank: the placement of each such row.

    Blanks are taken at their word when one stands before a value somewhere in the table, or when row and
    label share a line. Blanks that only ever trail may have been moved there: then they are not believed
    where the sums refute them or rows that fail differ in length, and never where every cell has its own line.
    """
    found = _explicit(draft, open_rows, groups)
    gaps = refuted = 0
    inline = True
    trailing: set[int] = set()  # how many values stand in the rows whose blanks only trail
    failing: list[int] = []  # how many values stand in the rows that do not add up as printed
    weight = 0
    for i, way in found.items():
        strip = draft.rows[i].strip or Strip()
        n = len(strip.printed)
        if way[:n] != tuple(range(n)):
            gaps += 1
            continue
        trailing.add(n)
        if groups and not _adds_up(strip, way, groups):
            failing.append(n)
            if _refuted(strip, len(way), groups):
                refuted += 1
                weight = max(weight, n)
        inline = inline and strip.inline
    if gaps or (inline and not failing and (not groups or (groups == 1 and len(trailing) < 2))):
        return found
    alike = len(set(failing)) == 1 and groups == 1  # the same columns are empty in every such row
    if inline and alike and ((refuted < 2 and weight < 3) or len(failing) >= 4 * refuted):
        return found
    return {}


def _explicit(draft: Draft, open_rows: Sequence[int], groups: int) -> dict[int, Placement]:
    """The placement the slots of each row show; none where nothing tells which of its slots are too many.

    A wide label leaves blanks before its row, a stray separator one behind it. Values at both ends tell,
    or the sum that holds in one place only, or rows with as many slots, if all of them say the same.
    """
    told: dict[int, set[int]] = {}  # blanks before the row, by the number of slots too many
    for row in draft.rows:
        strip, width = row.strip, len(row.row.cells)
        if strip and len(strip.printed) == width < strip.size and strip.slots[-1] - strip.slots[0] < width:
            told.setdefault(strip.size - width, set()).add(strip.slots[0])
    spare: dict[int, int] = {}
    ways: dict[int, dict[int, Placement]] = {}
    sums: dict[int, list[int]] = {}
    usual = _usual(draft)
    for i in open_rows:
        strip, width = draft.rows[i].strip or Strip(), len(draft.rows[i].row.cells)
        spare[i] = strip.size - width
        if spare[i] < usual:
            continue  # a cell is missing
        ways[i] = _shifts(strip, width) if groups < 2 or not spare[i] else {}  # one row: none to compare with
        if len(ways[i]) == 1:
            told.setdefault(spare[i], set()).update(ways[i])
        elif groups and any(amounts(strip) or ()):
            sums[i] = [at for at, way in ways[i].items() if _adds_up(strip, way, groups)]
    if len(sums) >= 4 * sum(not fits for fits in sums.values()):  # the sums are printed, and mostly right
        for i, fits in sums.items():
            if len(fits) == 1:
                told.setdefault(spare[i], set()).update(fits)
    found: dict[int, Placement] = {}
    for i, shifts in ways.items():
        said = told.get(spare[i], set())
        choice = shifts.keys() if len(shifts) == 1 else said if len(said) == 1 else ()
        found.update((i, shifts[at]) for at in choice if at in shifts)
    return found


def _usual(draft: Draft) -> int:
    """How many slots nearly every row has too many."""
    spare = Counter(row.strip.size - len(row.row.cells) for row in draft.rows if row.strip and row.strip.size)
    (most, count), *_ = spare.most_common(1) or [(0, 0)]
    return most if 0 < most <= PADDING and count >= 0.9 * spare.total() else 0


def _shifts(strip: Strip, width: int) -> dict[int, Placement]:
    """The placements the slots allow, by the number of blanks that stand before the row."""
    spare = strip.size - width
    found: dict[int, Placement] = {}
    for offset in range(spare + 1) if 0 <= spare <= PADDING else ():
        if strip.slots[0] >= offset and strip.slots[-1] - offset < width:
            way: list[int | None] = [None] * width
            for index, slot in enumerate(strip.slots):
                way[slot - offset] = index
            found[offset] = tuple(way)
    return found


def _thinned(strip: Strip, width: int, groups: int) -> Options | None:
    """What each cell may hold where any of the blanks may be the one too many; None where no way adds up."""
    if not width < strip.size <= width + PADDING:
        return None
    blanks = [slot for slot in range(strip.size) if slot not in strip.slots]
    held = dict(zip(strip.slots, range(len(strip.slots)), strict=True))
    ways = {
        tuple(held.get(slot) for slot in range(strip.size) if slot not in extra)
        for extra in combinations(blanks, strip.size - width)
    }
    fitting = [way for way in ways if _adds_up(strip, way, groups)]
    return options(fitting, width) if fitting else None


def _adds_up(strip: Strip, way: Placement, groups: int) -> bool:
    """Each group of a placement ends in its sum."""
    values = amounts(strip)
    if values is None:
        return False
    size = len(way) // groups
    cells = [Decimal(0) if i is None else values[i] for i in way]
    return all(sum(cells[i : i + size - 1]) == cells[i + size - 1] for i in range(0, len(cells), size))


def _refuted(strip: Strip, width: int, groups: int) -> bool:
    """Sums that fail as printed hold in another placement."""
    if groups > 1:
        return grouped(strip, width, groups) is not None
    return bool(summing(strip, placements(strip, width)))


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
