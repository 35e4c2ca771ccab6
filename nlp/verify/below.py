"""Totals whose parts stand in the numbered paragraphs below them: 公开信息386条,分布如下: (一)…46条 (二)…212条."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from nlp.document import Figure, Unit
from nlp.verify.facts import Facts, Passage
from nlp.verify.parts import Group, countable, overlaps, same_kind

_LEADS_ON = re.compile(  # ,分布如下: or ,其中:
    r"^[^。;]{0,12}(?:(?:分布|分类|分别|具体|情况|构成|包括|明细)[^。;]{0,8}如下|如下|其中|分别[为是]|包括)[^。;]{0,6}[:。]?$"
)
_OPEN = re.compile(r"主要|部分|如[:,]|涉及")


def below(facts: Facts) -> Iterator[Group]:
    """A group for each total that ends its paragraph with 如下 or 其中 and is followed by numbered paragraphs,
    every one of which opens with a count of the same kind."""
    if not any(unit.kind == "item" for unit in facts.report.units):
        return
    paragraphs = {n: tuple(units) for n, units in groupby(facts.report.units, key=lambda unit: unit.paragraph)}
    by_unit: dict[str, list[Figure]] = {}
    for figure in facts.figures:
        by_unit.setdefault(figure.unit_id, []).append(figure)
    for passage in facts.passages:
        total, tail = passage.figures[-1], passage.gaps[-1].rstrip()
        if not countable(total) or total.role != "statistic" or not _LEADS_ON.search(tail):
            continue
        items = list(_items(paragraphs, facts.units[total.unit_id].paragraph))
        parts = [_counted(by_unit.get(item.id, ()), total) for item in items]
        if len(parts) > 1 and all(parts):
            yield _group(facts, passage, total, [part for part in parts if part is not None], tail)


def _items(paragraphs: dict[int, tuple[Unit, ...]], at: int) -> Iterator[Unit]:
    """The numbered units of one depth right below a paragraph; what is not numbered between them belongs to one."""
    depth = None
    for number in range(at + 1, len(paragraphs) + at + 1):
        first = paragraphs.get(number, (None,))[0]
        if first is None or first.kind == "heading":
            return
        if first.kind != "item":
            if depth is None:
                return
            continue
        if depth is not None and first.depth < depth:
            return
        depth = depth or first.depth
        if first.depth == depth:
            yield first


def _counted(figures: list[Figure] | tuple[Figure, ...], total: Figure) -> Figure | None:
    """The first number of an item, if it counts what the total counts."""
    first = next((figure for figure in figures if countable(figure)), None)
    plain = first is not None and first.role == "statistic" and first.direction is None
    return first if first is not None and plain and same_kind(total, first) else None


def _group(facts: Facts, passage: Passage, total: Figure, parts: list[Figure], tail: str) -> Group:
    labels = " ".join(facts.text[facts.units[part.unit_id].span.start : part.span.start] for part in parts)
    return Group(
        total,
        tuple(parts),
        passage,
        open=_OPEN.search(tail) is not None,
        mixed=any(part.unit not in (total.unit, None) for part in parts),
        overlapping=overlaps(labels),
        declared=True,
        complete=True,
    )
