"""Texts read as files are, and whether a finding points at a planted spot."""

from __future__ import annotations

from nlp import ingest, pipeline
from nlp.document import Check, Finding, Report
from nlp.errors import SourceError
from nlp.exam.plants import Plant
from nlp.spans import Span

STRENGTH = {"error": 0, "review": 1, "note": 2, "none": 3}


def read(text: str, name: str, tools: pipeline.Tools) -> tuple[Report, ...]:
    """Reports of a text, analyzed; none where it can't be read."""
    try:
        return pipeline.analyze(ingest.read_bytes(text.encode(), name), tools)
    except SourceError:
        return ()


def touches(report: Report, spoken: Finding | Check, plant: Plant) -> bool:
    """Whether a finding (or the figures of a check) lies on the planted spot or on one of its cells."""
    if isinstance(spoken, Check):
        figures = {figure.id: figure.span for figure in report.figures}
        spans = [figures[operand] for operand in spoken.operands if operand in figures]
        return any(report.text.trace(span).overlap(plant.spot) for span in spans)
    for side in spoken.evidence:
        if side.source is not None:
            continue
        place = report.text.trace(side.span)
        if place.overlap(plant.spot) or (side.cell and side.cell in plant.cells):
            return True
    return False


def overlaps(report: Report, finding: Finding, spans: list[Span], cells: list[str]) -> bool:
    """Whether a side of a finding is one of the cells or lies on one of the spans of the source."""
    return any(
        side.cell in cells or any((side.place or report.text.trace(side.span)).overlap(span) for span in spans)
        for side in finding.evidence
    )
