"""Reports written by hand, with what their truth says of every finding in them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from nlp import ingest, pipeline
from nlp.document import Finding, Report
from nlp.errors import SourceError
from nlp.exam.read import overlaps
from nlp.spans import Span
from nlp.verify.series import chain

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {"sample": "corpora/sample", "fair": "tests/fair", "reading": "tests/reading"}
JUDGED = ROOT / "corpora/judged.toml"  # findings that no truth file foresees, each looked at

Judged = list[tuple[Finding, bool]]


def written(tools: pipeline.Tools) -> Iterator[tuple[str, Report, Judged]]:
    """Source of data, report, and its findings with whether each is due; nothing where the folders are absent."""
    judged = _judged()
    for source, folder in FOLDERS.items():
        truth = _truth(source)
        reports = [report for path in sorted((ROOT / folder).glob("*.txt")) for report in _read(path, tools)]
        for report in chain(reports, tools.catalog):
            name = Path(report.source.uri).stem
            due = truth.get(name, [])
            found = [(f, _is_due(report, f, due) or (name, f.rule) in judged) for f in report.findings]
            yield source, report, found


def _read(path: Path, tools: pipeline.Tools) -> tuple[Report, ...]:
    try:
        return pipeline.analyze(ingest.read(path), tools)
    except SourceError:
        return ()


def _judged() -> frozenset[tuple[str, str]]:
    if not JUDGED.exists():
        return frozenset()
    entries = tomllib.loads(JUDGED.read_text(encoding="utf-8"))["due"]
    return frozenset((entry["file"], entry["rule"]) for entry in entries)


def _truth(source: str) -> dict[str, list[dict[str, Any]]]:
    """Contradictions by file: quotes or cells of each."""
    if source == "sample" and (path := ROOT / "corpora/sample-truth.json").exists():
        files = msgspec.json.decode(path.read_bytes())["files"]
        return {Path(one["file"]).stem: [p for r in one["reports"] for p in r["plants"]] for one in files}
    if source == "fair" and (path := ROOT / "tests/fair/truth.json").exists():
        return {name: one["contradictions"] for name, one in msgspec.json.decode(path.read_bytes()).items()}
    return {}


def _is_due(report: Report, finding: Finding, due: list[dict[str, Any]]) -> bool:
    source = report.text.raw.text
    for one in due:
        quotes = [*one.get("quotes", ()), *([one["quote"]] if one.get("quote") else ())]
        starts = [(source.find(quote), quote) for quote in quotes]
        spans = [Span(start, start + len(quote)) for start, quote in starts if start >= 0]
        if overlaps(report, finding, spans, one.get("cells", [])):
            return True
    return False
