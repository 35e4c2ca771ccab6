"""Which printed row is which row of the form, and what stands in it."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from nlp.catalog.specs import RowSpec
from nlp.tables.gridded import Page
from nlp.tables.labels import Lexicon, Meaning, Scan
from nlp.tables.layout import Strip, after_label

REACH = 4  # how many rows up the last label may be that makes 其他 or 总计 a row and no column head


class Anchor(NamedTuple):
    """A label resolved to a row (column heads have none), and where what follows it ends.

    `dense` is its wording's place in the text without blanks, `gaps` what its pieces stand around.
    """

    table: str
    row: RowSpec | None
    start: int
    end: int
    stop: int
    dense: tuple[int, int]
    gaps: tuple[tuple[int, int], ...] = ()


def anchors(scan: Scan, lexicon: Lexicon) -> list[Anchor]:
    """The labels of a stretch as rows of a form, from left to right.

    A wording that also heads a column (其他, 总计) is a row only where the label before it makes it one; a
    wording that two rows share means the first still to come. The labels of table 2 are plain words (规章,
    行政许可) and count only where no other wording touches them.
    """
    known = _meant(tuple([(hit.core, hit.whole) for hit in scan.hits]), lexicon)
    hits = [scan.hits[at] for at, _, _ in known]
    stops = [*(max(hit.end, after.start) for hit, after in pairwise(hits)), scan.span.end]
    return [
        Anchor(table, row, hit.start, hit.end, stop, (hit.dense, hit.dense + len(hit.core)), hit.gaps)
        for (_, table, row), hit, stop in zip(known, hits, stops, strict=False)
    ]


@lru_cache(maxsize=512)  # a form printed alike has the same labels in the same order
def _meant(labels: tuple[tuple[str, bool], ...], lexicon: Lexicon) -> tuple[tuple[int, str, RowSpec | None], ...]:
    """The labels that are rows or heads, by their place among all: with their table, and the row if they are one."""
    found: list[tuple[int, str, RowSpec | None]] = []
    last: Meaning | None = None
    below_four = False  # inside the column heads of table 4
    for at, (core, whole) in enumerate(labels):
        meanings = lexicon.rows.get(core, ())
        head = lexicon.heads.get(core)
        if core in lexicon.weak:
            meanings = tuple(m for m in meanings if last and 0 < m.order - last.order <= REACH)
            if not whole or (not meanings and not below_four):
                continue
            meaning = None if below_four else meanings[0]
        elif meanings:
            if meanings[0].table == "2" and not whole:
                continue
            meaning = _choose(meanings, last)
            if meaning.row.cells or last is None or meaning.order > last.order:
                last = meaning  # a group's heading may be repeated before each of its rows
            below_four = False
        elif head and whole:
            meaning = None
            below_four = below_four or head == "4"
        else:
            continue
        table = meaning.table if meaning else (head or "4")
        found.append((at, table, meaning.row if meaning else None))
    return tuple(found)


def _choose(meanings: Sequence[Meaning], last: Meaning | None) -> Meaning:
    """The row a shared wording means: the one just seen (a label in two pieces) or the next to come."""
    if last and len(meanings) > 1:
        return next((m for m in meanings if m.order >= last.order), meanings[0])
    return meanings[0]


def strips(
    page: Page, rows: Sequence[tuple[Anchor, int]], columns: Sequence[str] = ()
) -> Iterator[tuple[RowSpec, Strip]]:
    """What stands behind each label of a table, with its width; pieces of one label are joined.

    `columns` are the heads of a table whose rows have all of them.
    """
    text = page.text
    before: tuple[RowSpec, Strip] | None = None
    for anchor, width in rows:
        if anchor.row is None or page.is_head(anchor.end, columns):
            continue
        known = None if anchor.gaps else page.row(anchor.start, anchor.end, anchor.stop, columns, width)
        strip = known or after_label(text, anchor.end, anchor.stop, width)
        for gap in reversed(anchor.gaps):
            strip = after_label(text, *gap, width).joined(strip)
        if before and before[0].id == anchor.row.id and len(before[1].printed) + len(strip.printed) <= max(width, 1):
            if not strip.printed or _content(strip) != _content(before[1]):  # else the row printed twice
                before = (anchor.row, before[1].joined(strip))
            continue
        if before:
            yield before
        before = (anchor.row, strip)
    if before:
        yield before


def place(
    found: Sequence[tuple[RowSpec, Strip]], rows: Sequence[RowSpec], width: int = 0
) -> tuple[dict[str, Strip], tuple[str, ...]]:
    """The strip of each row by its id, and remarks; a row printed twice keeps the first with anything in it.

    Where all rows have `width` cells, a row that lost its label leaves its values behind the label before
    it: these are shared out when they come out even.
    """
    order = {row.id: i for i, row in enumerate(rows)}
    placed: dict[str, Strip] = {}
    notes: list[str] = []
    for row, strip in found:
        known = placed.get(row.id)
        if known is None or (not known.printed and strip.printed):
            placed[row.id] = strip
        elif strip.printed and _content(strip) != _content(known):
            notes.append(f"repeated:{row.id}")
            if len(strip.printed) == len(known.printed) == len(row.cells):
                placed[row.id] = known._replace(again=strip.printed)
    present = [(row, strip) for row, strip in found if row.id in order] if width else []
    for at, (row, strip) in enumerate(present):
        after = order[present[at + 1][0].id] if at + 1 < len(present) else len(rows)
        gap = [r for r in rows[order[row.id] + 1 : after] if r.cells]
        if gap and not strip.strayed and not any(r.id in placed for r in gap):
            shared = _shared(row, strip, gap, width)
            placed.update(shared)
            notes += [f"label_lost:{name}" for name in shared if name != row.id]
    return {name: strip for name, strip in placed.items() if name in order}, tuple(notes)


def _content(strip: Strip) -> tuple[object, ...]:
    return tuple((item.state, item.value) for item in strip.printed)


def _shared(row: RowSpec, strip: Strip, gap: Sequence[RowSpec], width: int) -> dict[str, Strip]:
    """Values behind one label shared out to the rows that follow without one, in the order of the form.

    Each lost label may have left a 0 in its place. Behind a group's heading (不予公开) stands its first row.
    """
    tries = [([row, *gap], 1)] if row.cells else [(list(gap), 0), (list(gap[:1]), 0)]
    printed = strip.printed + strip.rest
    n = len(printed)
    for targets, own in tries:
        lost = len(targets) - own
        for size in (width, width + 1):  # of the rows that lost their label
            if n != own * width + lost * size or (not own and n == 0):
                continue
            starts = [*range(0, own * width, width), *range(own * width, n, size)]
            labels = [] if size == width else [printed[i] for i in starts[own:]]
            if any(label.value != 0 for label in labels):
                continue
            ends = [start + (width if i < own else size) for i, start in enumerate(starts)]
            return {target.id: Strip(printed[end - width : end]) for target, end in zip(targets, ends, strict=True)}
    return {}
