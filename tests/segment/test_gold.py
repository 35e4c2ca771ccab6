"""The seeds against their annotations: measured, never trained on."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nlp.catalog import load
from nlp.document import Report
from nlp.ingest import read
from nlp.normalize import clean
from nlp.segment import split
from nlp.spans import Span


def rows(shared: Path, name: str) -> Iterator[dict[str, Any]]:
    for line in (shared / "gold" / name).read_text("utf-8").splitlines():
        yield json.loads(line)


@pytest.fixture(scope="module")
def seeds(shared: Path) -> dict[str, tuple[Report, ...]]:
    return {path.name: split(clean(read(path)), load()) for path in sorted((shared / "seeds").glob("*.txt"))}


def overlap(report: Report, span: Span, row: dict[str, Any]) -> float:
    """Intersection over union of a clean span and an annotated one."""
    traced, gold = report.text.trace(span), Span(row["start"], row["end"])
    return traced.overlap(gold) / (max(traced.end, gold.end) - min(traced.start, gold.start))


def test_every_report_is_found_and_no_other(shared: Path, seeds: dict[str, tuple[Report, ...]]) -> None:
    gold = list(rows(shared, "reports.jsonl"))
    assert sum(len(found) for found in seeds.values()) == len(gold)
    for row in gold:
        (match,) = [r for r in seeds[row["file"]] if overlap(r, r.span, row) > 0.99]
        assert match.year == row["year"]
        assert match.issuer is not None
        assert match.issuer.removesuffix("办公室") in row["issuer"]  # its variants stand in brackets
        if row["title_start"] is not None:
            assert match.title_span is not None
            assert match.text.trace(match.title_span) == Span(row["title_start"], row["title_end"])


def test_zones_match(shared: Path, seeds: dict[str, tuple[Report, ...]]) -> None:
    found = {name: ["outside"] * len(reports[0].text.raw.text) if reports else [] for name, reports in seeds.items()}
    for name, reports in seeds.items():
        for report in reports:
            for kind, span in report.zones:
                traced = report.text.trace(span)
                found[name][traced.start : traced.end] = [kind] * len(traced)
    confused: dict[tuple[str, str], int] = {}
    for row in rows(shared, "zones.jsonl"):
        source = seeds[row["file"]][0].text.raw.text
        for at in range(row["start"], row["end"]):
            if not source[at].isspace():
                pair = (row["zone"], found[row["file"]][at])
                confused[pair] = confused.get(pair, 0) + 1
    narrative = sum(count for (gold, _), count in confused.items() if gold == "narrative")
    assert confused["narrative", "narrative"] >= 0.995 * narrative
    assert not confused.keys() & {(gold, "narrative") for gold in ("foreign", "navigation", "table", "residue")}
    assert not confused.keys() & {(gold, "table") for gold in ("narrative", "foreign", "navigation", "caption")}


@pytest.mark.parametrize(("kind", "floor"), [("narrative", 0.99), ("lead", 0.99), ("heading", 0.95)])
def test_segments_have_their_unit(kind: str, floor: float, shared: Path, seeds: dict[str, tuple[Report, ...]]) -> None:
    units = {name: [(r, u) for r in reports for u in r.units] for name, reports in seeds.items()}
    wanted = [row for row in rows(shared, "tags.jsonl") if row["kind"] == kind]
    hits = []
    for row in wanted:
        near = [(overlap(report, unit.span, row), unit.kind) for report, unit in units[row["file"]]]
        score, unit_kind = max(near)
        special = unit_kind in ("lead", "heading")
        hits.append(score > 0.9 and (unit_kind == kind if kind != "narrative" else not special))
    assert sum(hits) >= floor * len(hits)
