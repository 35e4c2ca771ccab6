"""Small reports and everything the pipeline says of them, labels apart.

A change of the output shows here as a change of a file to read and approve:
`GONGKAI_UPDATE_GOLDEN=1 python -m pytest tests/golden` writes the expected files anew.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlp import catalog, ingest, pipeline
from nlp.document import Report
from nlp.write import record

HERE = Path(__file__).parent
SOURCES = sorted((HERE / "sources").iterdir())
UPDATE = os.environ.get("GONGKAI_UPDATE_GOLDEN") == "1"


def lines(report: Report) -> Iterator[str]:
    """What is known of a report, a fact a line; cells that hold 0 are left out."""
    row = record(report)
    whole = row.report
    yield f"report {whole.issuer} {whole.year} {whole.form} {whole.source_start}-{whole.source_end}"
    yield from (f"zone {z.kind} {z.source_start}-{z.source_end}" for z in row.zones)
    yield from (f"section {s.role} {s.number} {s.title}" for s in row.sections)
    yield from (f"unit {u.kind} {u.role} {u.source_start}-{u.source_end} {u.text[:20]!r}" for u in row.units)
    for c in row.cells:
        if c.state != "value" or c.value:
            yield f"cell {c.indicator}@{c.applicant} {c.state} {c.value} {c.source_start}"
    for f in row.figures:
        yield f"figure {f.quote!r} {f.low}..{f.high} {f.unit} {f.bound} {f.kind} {f.indicator}@{f.applicant} {f.state}"
    yield from (f"numeral {n.quote!r} {n.source_start} {n.state} {n.reason}" for n in row.numerals)
    for check in row.checks:
        operands = " ".join(o.quote or o.target for o in check.operands if o.kind != "cell" or o.value)
        yield f"check {check.rule} {check.verdict} {check.reading} {check.reason} | {operands}"
    yield from (f"finding {f.finding_id} {f.rule} {f.level} {f.message_zh}" for f in row.findings)


def said(source: Path) -> str:
    tools = pipeline.Tools(catalog.load(), None)
    reports = pipeline.analyze(ingest.read(source, uri=source.name), tools)
    return "".join(f"{line}\n" for report in reports for line in lines(report))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_output_is_the_approved_one(source):
    expected = HERE / "expected" / f"{source.stem}.txt"
    if UPDATE:
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(said(source), encoding="utf-8")
    assert said(source) == expected.read_text(encoding="utf-8")


def test_nothing_is_approved_without_a_reader():
    assert not (UPDATE and os.environ.get("CI"))
