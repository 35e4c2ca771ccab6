"""Every quote is the exact slice of the source it claims to be, on every report at hand."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import nlp
from nlp.document import Report
from nlp.write import record

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted(p for p in (ROOT / "corpora/sample").rglob("*.txt"))
SEEDS = sorted((ROOT.parent / "shared/seeds").glob("*.txt"))


def quotes(reports: tuple[Report, ...]) -> Iterator[Any]:
    """All rows that cite the source."""
    for report in reports:
        rows = record(report)
        yield from rows.units
        yield from (row for row in rows.cells if row.quote is not None)
        yield from rows.figures
        yield from rows.numerals
        yield from (side for finding in rows.findings for side in finding.evidence)
        yield from (side for check in rows.checks for side in check.operands if side.quote is not None)


@pytest.mark.parametrize("path", SAMPLES + SEEDS, ids=lambda p: p.stem[:20])
def test_a_quote_is_the_slice_it_names(path):
    reports = nlp.analyze(path)
    source = path.read_bytes().decode(reports[0].source.encoding)  # no newline translation
    rows = list(quotes(reports))
    assert rows
    assert [row for row in rows if source[row.source_start : row.source_end] != row.quote] == []


@pytest.mark.parametrize("path", SAMPLES + SEEDS, ids=lambda p: p.stem[:20])
def test_units_and_numerals_never_overlap(path):
    for report in nlp.analyze(path):
        for spans in ([u.span for u in report.units], [n.span for n in report.numerals]):
            ordered = sorted(spans)
            assert all(a.end <= b.start for a, b in pairwise(ordered))
