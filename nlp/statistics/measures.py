"""What is counted: each measure says what adds to its count, and out of how much, report by report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from nlp.catalog import Catalog
from nlp.statistics.corpus import Corpus

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Numbers = np.ndarray[Any, Any]

# Tables that count units.
UNITS = ("tags", "tag_groups", "problem_types", "measure_types", "measure_status", "problems_linked")
SOUND = "_sound"  # ends the names of tables without what is contradicted or misfilled
SCALE = 10_000  # money has up to four places after the point; sums stay whole numbers


class Measure(Struct, frozen=True):
    """A count over a total. `reports[i]`, `ids[i]` and `amounts[i]` say what adds to it, in parts of 1/scale.

    whole: of each report what the count is out of, 0 where it can't contribute; None for plain sums, where
    `measured` says which reports contribute. per: what the value is a rate of, as in figures per 1,000 characters.
    label: the tag that people can correct, "" for none. of_units: whether the ids are those of units.
    """

    table: str
    item: str
    reports: Numbers
    ids: Sequence[str]
    amounts: Numbers
    whole: Numbers | None
    measured: Numbers
    scale: int = 1
    per: int = 1
    label: str = ""

    @property
    def of_units(self) -> bool:
        return self.table in UNITS


def measures(corpus: Corpus, catalog: Catalog) -> Iterator[Measure]:
    """Every measure of every table, table by table."""
    yield from _tags(corpus, catalog)
    yield from _problems(corpus, catalog)
    yield from _density(corpus)
    yield from _series(corpus, catalog)
    yield from _rates(corpus)
    yield from _contradictions(corpus, catalog)


def _share(
    table: str, item: str, corpus: Corpus, hits: pd.DataFrame, name: str, whole: Numbers, label: str = ""
) -> Measure:
    """A share whose count is the number of rows of `hits`, by the id in column `name`."""
    import numpy as np

    ones = np.ones(len(hits), np.int64)
    return Measure(table, item, corpus.at(hits), hits[name].tolist(), ones, whole, whole > 0, label=label)


def _per_report(corpus: Corpus, frame: pd.DataFrame) -> Numbers:
    import numpy as np

    return np.bincount(corpus.at(frame), minlength=len(corpus.reports)).astype(np.int64)


def _tags(corpus: Corpus, catalog: Catalog) -> Iterator[Measure]:
    """Shares of units and of reports with a tag, shares of units with a tag of a group."""
    import numpy as np

    units = corpus.units
    whole = _per_report(corpus, units)
    bare = [_share("tags", "none", corpus, units[units["tags"].map(len) == 0], "unit_id", whole)]
    long = units[["unit_id", "report_id", "tags"]].explode("tags").dropna(subset="tags")
    for tag in catalog.tags:
        yield _share("tags", tag, corpus, long[long["tags"] == tag], "unit_id", whole, label=tag)
    yield from bare
    groups = long.assign(group=long["tags"].map({tag: spec.group[:1] for tag, spec in catalog.tags.items()}))
    groups = groups.drop_duplicates(["unit_id", "group"])
    for group in sorted({spec.group[:1] for spec in catalog.tags.values()}):
        yield _share("tag_groups", group, corpus, groups[groups["group"] == group], "unit_id", whole)
    each = np.ones(len(corpus.reports), np.int64)
    for tag in catalog.tags:
        having = long[long["tags"] == tag].drop_duplicates("report_id")
        yield _share("reports_with_tag", tag, corpus, having, "report_id", each)


def _problems(corpus: Corpus, catalog: Catalog) -> Iterator[Measure]:
    """Kinds of problems and of measures, measures done; reports with a measure for a kind of problem they name, and
    problems that a measure answers, sentence by sentence."""
    units = corpus.units
    named: dict[str, pd.DataFrame] = {}
    for tag, table in (("problem", "problem_types"), ("measure", "measure_types")):
        tagged = units[units["tags"].map(lambda tags, tag=tag: tag in tags)]
        whole = _per_report(corpus, tagged)
        named[tag] = tagged[["unit_id", "report_id", "problem_types"]].explode("problem_types").dropna()
        for kind in catalog.problem_types:
            hits = named[tag][named[tag]["problem_types"] == kind]
            yield _share(table, kind, corpus, hits, "unit_id", whole)
        if tag == "measure":
            for status in ("done", "planned"):
                yield _share("measure_status", status, corpus, tagged[tagged["status"] == status], "unit_id", whole)
    for kind in catalog.problem_types:
        naming = named["problem"][named["problem"]["problem_types"] == kind].drop_duplicates("report_id")
        answers = set(named["measure"][named["measure"]["problem_types"] == kind]["report_id"])
        hits = naming[naming["report_id"].isin(answers)]
        yield _share("problems_answered", kind, corpus, hits, "report_id", _per_report(corpus, naming))
    linked = set(units["answers"].dropna())
    for kind in catalog.problem_types:
        own = named["problem"][named["problem"]["problem_types"] == kind]
        hits = own[own["unit_id"].isin(linked)]
        yield _share("problems_linked", kind, corpus, hits, "unit_id", _per_report(corpus, own))


def _density(corpus: Corpus) -> Iterator[Measure]:
    """Characters, units and figures a report; figures in a thousand characters."""
    import numpy as np

    reports = corpus.reports
    everything = np.arange(len(reports))
    ids = reports["report_id"].tolist()
    characters = (reports["end"] - reports["start"]).to_numpy(np.int64)
    each = np.ones(len(reports), np.int64)
    figures = reports["figures"].to_numpy(np.int64)
    for item, amounts, whole, per in (
        ("characters", characters, each, 1),
        ("units", _per_report(corpus, corpus.units), each, 1),
        ("figures", figures, each, 1),
        ("figures_per_1000_characters", figures, characters, 1000),
    ):
        yield Measure("density", item, everything, ids, amounts, whole, whole > 0, per=per)


def _amounts(cells: pd.DataFrame) -> Numbers:
    """Values in whole parts of 1/SCALE."""
    import numpy as np

    return np.fromiter((int(value * SCALE) for value in cells["value"]), np.int64, len(cells))


def _series(corpus: Corpus, catalog: Catalog) -> Iterator[Measure]:
    """Sum of each cell of the statutory tables; again without cells that are contradicted or misfilled."""
    import numpy as np

    cells = corpus.cells[corpus.cells["state"] == "value"]
    amounts, at = _amounts(cells), corpus.at(cells)
    names = cells["report_id"] + "|" + cells["cell"]
    sound = np.fromiter(
        (pair not in corpus.doubted for pair in zip(cells["report_id"], cells["cell"], strict=True)), bool, len(cells)
    )
    rows = {str(cell): places for cell, places in cells.groupby("cell", sort=True).indices.items()}
    for table, kept in (("series", np.ones(len(cells), bool)), ("series_sound", sound)):
        for cell, places in rows.items():
            own = places[kept[places]]
            measured = np.zeros(len(corpus.reports), bool)
            measured[at[own]] = True
            yield Measure(table, cell, at[own], names.iloc[own].tolist(), amounts[own], None, measured, scale=SCALE)


_DISPUTES = ("rl_review", "rl_direct", "rl_postreview")
_REASONS = ("state_secret", "law_prohibited", "security_stability", "third_party", "internal_affairs", "process_info")
_RATES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # cells over cells, those of forms 2019 and 2021
    "consent": (("rq_granted@total", "rq_partial@total"), ("rq_total_processed@total",)),
    **{
        f"denied_{reason}": ((f"rq_denied_{reason}@total",), ("rq_total_processed@total",))
        for reason in (*_REASONS, "enforcement_file", "query_matter")
    },
    "not_held": (("rq_unable_not_held@total",), ("rq_total_processed@total",)),
    "carried_out": (("rq_carried_out@total",), ("rq_new_received@total", "rq_carried_in@total")),
    "disputes_per_request": (tuple(f"{name}_total" for name in _DISPUTES), ("rq_new_received@total",)),
    "corrected_per_decided_dispute": (
        tuple(f"{name}_corrected" for name in _DISPUTES),
        tuple(f"{name}_{end}" for name in _DISPUTES for end in ("maintained", "corrected", "other")),
    ),
}


def _rates(corpus: Corpus) -> Iterator[Measure]:
    """Rates of requests and disputes: sums over sums, of reports that have every cell; blanks count as 0."""
    import numpy as np

    wanted = sorted({cell for sides in _RATES.values() for side in sides for cell in side})
    cells = corpus.cells[corpus.cells["cell"].isin(wanted) & corpus.cells["state"].isin(["value", "blank"])]
    numbers = np.zeros((len(wanted), len(corpus.reports)), np.int64)
    there = np.zeros((len(wanted), len(corpus.reports)), bool)
    sound = np.ones((len(wanted), len(corpus.reports)), bool)
    row = cells["cell"].map({cell: at for at, cell in enumerate(wanted)}).to_numpy(np.int64)
    at = corpus.at(cells)
    numbers[row, at] = np.fromiter(
        (int(v) if s == "value" else 0 for v, s in zip(cells["value"], cells["state"], strict=True)),
        np.int64,
        len(cells),
    )
    there[row, at] = True
    for report, cell in corpus.doubted:
        if cell in wanted:
            sound[wanted.index(cell), corpus.number[report]] = False
    ids = corpus.reports["report_id"].tolist()
    for table, kept in (("rates", there), ("rates_sound", there & sound)):
        for item, (part, whole) in _RATES.items():
            above, below = ([wanted.index(cell) for cell in side] for side in (part, whole))
            usable = kept[[*above, *below]].all(axis=0)
            denominator = numbers[below].sum(axis=0) * usable
            own = np.flatnonzero(usable & (denominator > 0))
            amounts = numbers[above].sum(axis=0)[own]
            yield Measure(table, item, own, [ids[i] for i in own], amounts, denominator, denominator > 0)


def _contradictions(corpus: Corpus, catalog: Catalog) -> Iterator[Measure]:
    """Reports with an error of a rule, out of those in which the rule could compare anything."""
    made = corpus.checks[corpus.checks["verdict"] != "not_checkable"].drop_duplicates(["report_id", "rule"])
    errors = corpus.findings[corpus.findings["level"] == "error"].drop_duplicates(["report_id", "rule"])
    for rule in sorted(catalog.all_rules):
        whole = _per_report(corpus, made[made["rule"] == rule])
        if whole.any():
            yield _share("contradictions", rule, corpus, errors[errors["rule"] == rule], "report_id", whole)
