"""An annotated corpus -> which paragraphs are near-copies of last year's report or of another office's.

In: the output folder of `annotate`. Out: tables of pairs, of shares and of findings. Every paragraph long enough
to tell is compared; what MinHash nominates counts only if its exact similarity confirms it (nlp/reuse/similar.py).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from nlp import catalog
from nlp.reuse.compare import Comparison, compare
from nlp.reuse.findings import findings
from nlp.reuse.relations import BORROWED, COMMON, KEPT, NAMES, NEW, SHARED, UNCLEAR
from nlp.reuse.rows import Pair, Share
from nlp.reuse.tables import Reports, read_findings, read_pairs, read_shares, write_tables

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

__all__ = ["Pair", "Share", "Summary", "read_findings", "read_pairs", "read_shares", "reuse"]


class Summary(Struct, frozen=True):
    """What a run came to. characters: those compared, in all and by relation; crowded: texts so alike that not all of
    their pairs were looked at."""

    reports: int
    paragraphs: int
    characters: int
    by_relation: dict[str, int]
    pairs: int
    findings: int
    candidates: int
    crowded: int


def reuse(folder: Path, out: Path, aliases: Mapping[str, str] | None = None) -> Summary:
    """Write pairs, shares and findings to `out` as Parquet; the same bytes from the same corpus on every machine.

    `aliases` lead from the new name of a renamed office to its old one. Temporary files of about the size of the texts
    are made in `out`. Raises UsageError where `folder` holds no annotated corpus.
    """
    reports = Reports(folder)
    known = catalog.load()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".partial-") as held:
        found = compare(folder, Path(held), reports, aliases or {}, known)
        with found.texts:
            told = list(findings(folder, reports, found, known))
            write_tables(out, _pairs(reports, found), _shares(reports, found), told)
    sums = _characters(reports, found)
    return Summary(
        reports=len(reports.names),
        paragraphs=len(found.report),
        characters=int(sum(sums[kind].sum() for kind in (NEW, KEPT, BORROWED, SHARED, UNCLEAR))),
        by_relation={NAMES[kind]: int(sums[kind].sum()) for kind in (NEW, KEPT, BORROWED, SHARED, UNCLEAR)},
        pairs=int((found.source >= 0).sum()),
        findings=len(told),
        candidates=found.candidates,
        crowded=found.crowded,
    )


def _characters(reports: Reports, found: Comparison) -> dict[int, Numbers]:
    """Characters of each relation, report by report."""
    import numpy as np

    size = len(reports.names)
    return {
        kind: np.bincount(found.report[own], found.characters[own], size).astype(np.int64)
        for kind in range(len(NAMES))
        for own in [found.relation == kind]
    }


def _pairs(reports: Reports, found: Comparison) -> Iterator[Pair]:
    import numpy as np

    for at in np.flatnonzero(found.source >= 0).tolist():
        other = int(found.source[at])
        here, there = int(found.report[at]), int(found.report[other])
        yield Pair(
            report_id=reports.names[here],
            issuer=reports.issuers[here],
            year=reports.years[here],
            relation=NAMES[int(found.relation[at])],
            similarity=round(float(found.similarity[at]), 4),
            characters=int(found.characters[at]),
            other_report_id=reports.names[there],
            other_issuer=reports.issuers[there],
            other_year=reports.years[there],
            text=found.texts[at],
            other_text=found.texts[other],
            source=reports.sources[here],
            start=int(found.spans[at, 0]),
            end=int(found.spans[at, 1]),
            source_start=int(found.spans[at, 2]),
            source_end=int(found.spans[at, 3]),
            other_source=reports.sources[there],
            other_start=int(found.spans[other, 0]),
            other_end=int(found.spans[other, 1]),
            other_source_start=int(found.spans[other, 2]),
            other_source_end=int(found.spans[other, 3]),
        )


def _shares(reports: Reports, found: Comparison) -> Iterator[Share]:
    sums = _characters(reports, found)
    for at, name in enumerate(reports.names):
        new, kept, borrowed, shared, unclear = (int(sums[kind][at]) for kind in (NEW, KEPT, BORROWED, SHARED, UNCLEAR))
        whole = new + kept + borrowed + shared + unclear
        yield Share(
            report_id=name,
            issuer=reports.issuers[at],
            year=reports.years[at],
            characters=whole,
            new=new,
            kept=kept,
            borrowed=borrowed,
            shared=shared,
            unclear=unclear,
            official=int(found.official[at]) + int(sums[COMMON][at]),
            short=int(found.short[at]),
            **{
                f"share_{part}": round(count / whole, 6) if whole else None
                for part, count in (("new", new), ("kept", kept), ("borrowed", borrowed), ("shared", shared))
            },
        )
