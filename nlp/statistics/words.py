"""Words of a corpus: how often, in which use, and which set a group apart; each count opens to the places it counts.

Key words are those of the largest weighted log-odds with an informative Dirichlet prior. Source: Monroe, Colaresi and
Quinn, "Fightin' Words" (2008), equations 16, 20 and 22.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from nlp.errors import UsageError
from nlp.statistics.corpus import Corpus, Group, grouped, written
from nlp.statistics.rows import KEYS
from nlp.statistics.uses import NEGATED, PLANNED, STATED, Use, uses

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

_ROWS = 20_000  # units in memory
_AROUND = 20  # characters shown on either side of a word
_COLUMNS = ("unit_id", "report_id", "kind", "status", "text", "quote", "start", "source_start", "source_end")
_ALL = "all"


class Word(Struct, frozen=True):
    """A word in a group. `cell` is its address: `words:word:use:key=value;...`, use: all, stated, negated, planned.

    count = stated + negated + planned, `total` all words of the group, per_10000 the one out of the other. reports:
    those with the word. log_odds: how much likelier it is here than in the rest of the corpus, shrunk towards the
    corpus by the prior; z: the same over its standard deviation. None for the whole corpus, as are keys not grouped by.
    """

    cell: str
    word: str
    year: int | None
    region: str | None
    office_level: str | None
    form: str | None
    issuer: str | None
    count: int
    stated: int
    negated: int
    planned: int
    reports: int
    total: int
    per_10000: float
    log_odds: float | None
    z: float | None


class Place(Struct, frozen=True):
    """A word where it stands. use: stated | negated | planned. start, end: in the clean text; source_start, source_end:
    in the decoded source; of the whole unit where that was converted or repaired on the way.
    """

    unit_id: str
    report_id: str
    issuer: str | None
    year: int | None
    use: str
    before: str
    word: str
    after: str
    start: int
    end: int
    source_start: int
    source_end: int


class _Unit(NamedTuple):
    unit_id: str
    report: int
    status: str | None
    text: str
    quote: str
    start: int
    source_start: int
    source_end: int


class _Counts:
    """Counts of a group."""

    def __init__(self) -> None:
        self.by_use: dict[str, Counter[str]] = {use: Counter() for use in (STATED, NEGATED, PLANNED)}
        self.all: Counter[str] = Counter()
        self.reports: Counter[str] = Counter()


def words(folder: Path, by: Sequence[str] = (), least_reports: int = 3, top: int | None = None) -> Iterator[Word]:
    """Words of the whole corpus, the most frequent first, and of each group of the keys `by`, the most telling first.

    least_reports: words of fewer reports in the whole corpus are left out; top: so many words of each group. Raises
    UsageError for an unknown key or a folder that holds no annotated corpus.
    """
    corpus = Corpus(folder)
    groups = grouped(corpus, by)
    of_report = _groups_of_reports(groups, len(corpus.reports))
    counts: dict[Group, _Counts] = {group: _Counts() for group in groups}
    for report, units in groupby(_units(corpus), key=lambda unit: unit.report):
        found = [use for unit in units for use in uses(unit.text, unit.status)]
        seen = set()
        for group in of_report[report]:
            own = counts[group]
            for use in found:
                own.by_use[use.use][use.word] += 1
                own.all[use.word] += 1
                seen.add(use.word)
            own.reports.update(seen)
    whole = counts[()]
    kept = sorted(word for word, number in whole.reports.items() if number >= least_reports)
    average = sum(whole.all.values()) / max(1, len(corpus.reports))
    for group, own in counts.items():
        rows = [_row(word, by, group, own, whole, average) for word in kept if own.all[word]]
        rows.sort(key=lambda row: (-(row.count if row.z is None else row.z), row.word))
        yield from rows[:top]


def places(folder: Path, cell: str) -> Iterator[Place]:
    """Where the words stand that a number counts, by its address; raises UsageError for an unknown one."""
    table, word, use, keys = (*cell.split(":", 3), "", "", "")[:4]
    given = dict(part.split("=", 1) for part in keys.split(";") if "=" in part)
    if table != "words" or not word or use not in (_ALL, STATED, NEGATED, PLANNED):
        raise UsageError(f"没有这个数: {cell}", f"no such number: {cell}")
    corpus = Corpus(folder)
    wanted = tuple(given.values())
    inside = next((rows for group, rows in grouped(corpus, tuple(given)).items() if written(group) == wanted), None)
    if inside is None:
        raise UsageError(f"没有这个数: {cell}", f"no such number: {cell}")
    for unit in _units(corpus):
        if inside[unit.report] and word in unit.text:
            for found in uses(unit.text, unit.status):
                if found.word == word and use in (_ALL, found.use):
                    yield _place(corpus, unit, found)


def _row(word: str, by: Sequence[str], group: Group, own: _Counts, whole: _Counts, average: float) -> Word:
    keys: Mapping[str, Any] = dict(zip(by, group, strict=False)) if group else {}
    count, total = own.all[word], sum(own.all.values())
    everywhere, everything = whole.all[word], sum(whole.all.values())
    odds = z = None
    if group and everything > total:
        odds, z = log_odds(count, total, everywhere - count, everything - total, everywhere / everything, average)
    return Word(
        cell=f"words:{word}:{_ALL}:" + ";".join(f"{k}={'' if v is None else v}" for k, v in keys.items()),
        word=word,
        **{key: keys.get(key) for key in KEYS},
        count=count,
        stated=own.by_use[STATED][word],
        negated=own.by_use[NEGATED][word],
        planned=own.by_use[PLANNED][word],
        reports=own.reports[word],
        total=total,
        per_10000=round(count / total * 10_000, 4),
        log_odds=None if odds is None else round(odds, 4),
        z=None if z is None else round(z, 4),
    )


def log_odds(here: int, all_here: int, there: int, all_there: int, share: float, prior: float) -> tuple[float, float]:
    """Log-odds ratio of a word and its z-score. The prior is `prior` words of which the word has the `share` it has in
    the whole corpus."""
    added = prior * share
    one, two = here + added, there + added
    ratio = math.log(one / (all_here + prior - one)) - math.log(two / (all_there + prior - two))
    return ratio, ratio / math.sqrt(1 / one + 1 / two)


def _groups_of_reports(groups: Mapping[Group, Numbers], reports: int) -> list[list[Group]]:
    """The groups each report is in."""
    found: list[list[Group]] = [[] for _ in range(reports)]
    for group, rows in groups.items():
        for at in rows.nonzero()[0].tolist():
            found[at].append(group)
    return found


def _units(corpus: Corpus) -> Iterator[_Unit]:
    """Units of the narrative, without headings, in the order of the table."""
    import pyarrow.parquet as pq

    for path in sorted((corpus.folder / "units").glob("*.parquet")):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS, columns=list(_COLUMNS)):
                rows = zip(*(batch.column(name).to_pylist() for name in _COLUMNS), strict=True)
                for name, report, kind, status, *rest in rows:
                    if kind != "heading":
                        yield _Unit(name, corpus.number[report], status, *rest)


def _place(corpus: Corpus, unit: _Unit, found: Use) -> Place:
    report = corpus.reports.iloc[unit.report]
    year = report["year"]
    end = found.start + len(found.word)
    same = len(unit.quote) == len(unit.text) and unit.quote[found.start : end] == found.word
    return Place(
        unit_id=unit.unit_id,
        report_id=report["report_id"],
        issuer=report["issuer"] if isinstance(report["issuer"], str) else None,
        year=None if year != year or year is None else int(year),
        use=found.use,
        before=unit.text[max(0, found.start - _AROUND) : found.start],
        word=found.word,
        after=unit.text[end : end + _AROUND],
        start=unit.start + found.start,
        end=unit.start + end,
        source_start=unit.source_start + found.start if same else unit.source_start,
        source_end=unit.source_start + end if same else unit.source_end,
    )
