"""An annotated corpus -> shares, rates and series, each with its coverage, its uncertainty and a way back.

In: the output folder of `annotate`. Out: `Estimate` rows; every number can be opened to the list of what it counts.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from nlp import catalog
from nlp.errors import UsageError
from nlp.statistics.corpus import Corpus, Group, count_expected, grouped, read_expected, written
from nlp.statistics.estimates import Interval, Labeled, bootstrap, corrected
from nlp.statistics.measures import SOUND, Measure, measures
from nlp.statistics.names import names_of
from nlp.statistics.rows import KEYS, Estimate, Line, Member

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

__all__ = ["KEYS", "Estimate", "Member", "Openings", "members", "overview", "statistics"]


def statistics(
    folder: Path,
    by: Sequence[str] = (),
    expected: Path | None = None,
    labels: Path | None = None,
    seed: int = 0,
    only: Collection[str] = (),
) -> Iterator[Estimate]:
    """Every number of every table (or of the tables `only`), for the whole corpus and for each group of the keys `by`.

    expected: CSV of the reports there should be. labels: JSONL of hand-labeled units (`unit_id`, `tags`), of reports
    drawn at random; shares of tags are corrected by them. Raises UsageError for an unknown key or
    table, or unusable input.
    """
    corpus = Corpus(folder)
    groups = grouped(corpus, by)
    wanted = read_expected(expected) if expected else []
    by_group = count_expected(wanted, by)
    seen = _seen(corpus, labels) if labels else None
    every = list(measures(corpus, catalog.load()))
    tables = dict.fromkeys(measure.table for measure in every)
    if unknown := [name for name in only if name not in tables]:
        raise UsageError(
            f"没有统计表 {'、'.join(unknown)}；有 {'、'.join(tables)}",
            f"no table {', '.join(unknown)}; there are {', '.join(tables)}",
        )
    sound = {(m.table.removesuffix(SOUND), m.item): m for m in every if m.table.endswith(SOUND)}
    for name, same in groupby(every, key=lambda measure: measure.table):
        if only and name not in only:
            continue
        table = list(same)
        for group, rows in groups.items():
            intervals = bootstrap(*_sides(table, rows, len(corpus.reports)), seed=seed)
            there = len(wanted) if wanted and group == () else None
            if group != () and by_group is not None:
                there = by_group[written(group)]
            for measure, interval in zip(table, intervals, strict=True):
                fixed = _corrected(measure, rows, corpus, seen) if seen is not None and measure.label else None
                plain = sound.get((measure.table, measure.item))
                apart = None if plain is None else _value(measure, rows) - _value(plain, rows)
                yield _estimate(measure, by, group, rows, interval, fixed, there, apart)


def overview(rows: Iterable[Estimate]) -> Iterator[Line]:
    """Estimates of which there are cases, in few columns and with names."""
    for row in rows:
        if row.count:
            yield Line(
                row.cell,
                f"{row.item_zh} {row.item_en}",
                row.value,
                row.low,
                row.high,
                row.count,
                row.total,
                row.read,
                row.measured,
            )


def members(folder: Path, cell: str) -> Iterator[Member]:
    """What a number counts, by its address; the amounts add up to its count. Raises UsageError for an unknown one."""
    return Openings(folder).members(cell)


class Openings:
    """Numbers of a corpus, each of which opens to what it counts."""

    def __init__(self, folder: Path) -> None:
        self._corpus = Corpus(folder)
        self._names: list[str] = self._corpus.reports["report_id"].tolist()
        self._groups: dict[tuple[str, ...], dict[tuple[str, ...], Numbers]] = {}

    @cached_property
    def _measures(self) -> dict[tuple[str, str], Measure]:
        return {(m.table, m.item): m for m in measures(self._corpus, catalog.load())}

    def members(self, cell: str, texts: bool = True) -> Iterator[Member]:
        """What a number counts; without `texts` their text is "". Raises UsageError for an unknown address."""
        table, item, keys = (*cell.split(":", 2), "", "")[:3]
        given = dict(part.split("=", 1) for part in keys.split(";") if "=" in part)
        rows = self._grouped(tuple(given)).get(tuple(given.values()))
        measure = self._measures.get((table, item))
        if measure is None or rows is None:
            raise UsageError(f"没有这个数: {cell}", f"no such number: {cell}")
        inside = rows[measure.reports]
        kept = [at for at, keep in enumerate(inside) if keep]
        shown = self._corpus.texts([measure.ids[at] for at in kept]) if texts and measure.of_units else {}
        for at in kept:
            name = measure.ids[at]
            report = self._names[measure.reports[at]]
            yield Member(name, report, int(measure.amounts[at]) / measure.scale, shown.get(name, ""))

    def _grouped(self, by: tuple[str, ...]) -> dict[tuple[str, ...], Numbers]:
        if by not in self._groups:
            self._groups[by] = {written(group): rows for group, rows in grouped(self._corpus, by).items()}
        return self._groups[by]


def _sides(table: Sequence[Measure], rows: Numbers, reports: int) -> tuple[list[Numbers], list[Numbers | None]]:
    """Count and total of each report of a group, for every measure."""
    import numpy as np

    parts = [np.bincount(m.reports, m.amounts, reports).astype(np.int64)[rows] for m in table]
    return parts, [None if m.whole is None else m.whole[rows] for m in table]


def _estimate(
    measure: Measure,
    by: Sequence[str],
    group: Group,
    rows: Numbers,
    interval: Interval,
    fixed: Interval | None,
    expected: int | None,
    difference: float | None,
) -> Estimate:
    keys: Mapping[str, Any] = dict(zip(by, group, strict=False)) if group else {}
    inside = rows[measure.reports]
    count = int(measure.amounts[inside].sum()) / measure.scale
    total = None if measure.whole is None else float(measure.whole[rows].sum())
    shown = fixed or interval
    basis = "sum" if total is None else "resampled" if fixed is None else "corrected"
    if fixed is not None and fixed.low is None:
        basis = "too_few_labels"
    zh, en = names_of(measure.item)
    return Estimate(
        cell=f"{measure.table}:{measure.item}:" + ";".join(f"{k}={'' if v is None else v}" for k, v in keys.items()),
        table=measure.table,
        item=measure.item,
        item_zh=zh,
        item_en=en,
        **{key: keys.get(key) for key in KEYS},
        value=_rounded(shown.value * measure.per if total is not None else count),
        low=_rounded(None if shown.low is None else shown.low * measure.per),
        high=_rounded(None if shown.high is None else shown.high * measure.per),
        basis=basis,
        naive=_rounded(interval.value) if fixed else None,
        difference=_rounded(difference),
        count=count,
        total=total,
        read=int(rows.sum()),
        measured=int((measure.measured & rows).sum()),
        expected=expected,
    )


def _value(measure: Measure, rows: Numbers) -> float:
    """Count over total in a group, or the count alone; NaN without a total."""
    count = int(measure.amounts[rows[measure.reports]].sum()) / measure.scale
    total = None if measure.whole is None else int(measure.whole[rows].sum())
    return count if total is None else count / total if total else math.nan


def _rounded(value: float | None) -> float | None:
    """Six places: more would differ from machine to machine."""
    return None if value is None or value != value else round(value, 6)


class _Label(msgspec.Struct, frozen=True):
    """A line of a file of hand-labeled units; other fields are left aside."""

    unit_id: str
    tags: tuple[str, ...]


def _seen(corpus: Corpus, labels: Path) -> dict[str, frozenset[str]]:
    """Tags people gave, by unit; raises UsageError where the file names no unit of the corpus."""
    decoder = msgspec.json.Decoder(_Label)
    try:
        lines = [decoder.decode(line) for line in labels.read_bytes().splitlines() if line.strip()]
    except (OSError, msgspec.MsgspecError) as reason:
        raise UsageError(f"无法读取标注 {labels}: {reason}", f"can't read labels {labels}: {reason}") from None
    known = set(corpus.units["unit_id"])
    given = {line.unit_id: frozenset(line.tags) for line in lines if line.unit_id in known}
    if not given:
        raise UsageError(f"{labels} 里没有本语料的单元", f"no unit of this corpus in {labels}")
    return given


def _corrected(measure: Measure, rows: Numbers, corpus: Corpus, seen: Mapping[str, frozenset[str]]) -> Interval:
    """The share of a tag corrected by what people said of some units; where nobody looked, the machine's without
    bounds."""
    import numpy as np

    reports = len(corpus.reports)
    assert measure.whole is not None
    machine = np.bincount(measure.reports, minlength=reports)
    hits = set(measure.ids)
    looked, human, weak, both = (np.zeros(reports, np.int64) for _ in range(4))
    units = corpus.units
    own = units["unit_id"].isin(list(seen)).to_numpy()
    for unit, at in zip(units["unit_id"][own], corpus.at(units[own]), strict=True):
        yes, guess = measure.label in seen[unit], unit in hits
        looked[at] += 1
        human[at] += yes
        weak[at] += guess
        both[at] += yes and guess
    if not looked[rows].any():
        total = int(measure.whole[rows].sum())
        return Interval(int(machine[rows].sum()) / total if total else math.nan)
    columns = (measure.whole, machine, looked, human, weak, both)
    return corrected(
        [Labeled(*map(int, values)) for values in zip(*(column[rows] for column in columns), strict=True) if values[0]]
    )
