"""Findings as text for people and as JSON for programs; rule pages for `explain`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from unicodedata import east_asian_width

import msgspec
from msgspec.structs import asdict

from nlp.document import Evidence, Finding, Report
from nlp.errors import GongkaiError, UsageError
from nlp.spans import Span
from nlp.write.records import record

Outcomes = Iterable[tuple[str, tuple[Report, ...] | GongkaiError]]

_LEVELS = {"error": 0, "review": 1, "note": 2}
_CONTEXT = 30  # characters of the sentence shown on either side of the evidence


class Lines:
    """Line and column (both from 1, columns in code points) of positions in a source."""

    def __init__(self, text: str) -> None:
        self.starts = [0]
        at = text.find("\n")
        while at >= 0:
            self.starts.append(at + 1)
            at = text.find("\n", at + 1)

    def locate(self, position: int) -> tuple[int, int]:
        line = bisect_right(self.starts, position)
        return line, position - self.starts[line - 1] + 1


def _width(text: str) -> int:
    """Terminal columns a text takes: wide characters count two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def printable(text: str) -> str:
    """Text safe for a terminal: no control and no bidirectional override characters."""
    return "".join(c if c.isprintable() else " " for c in text)


def _excerpt(text: str, span: Span) -> tuple[str, int, int]:
    """The surroundings of a span on one line, and where in it the span stands (in terminal columns)."""
    start, end = max(0, span.start - _CONTEXT), min(len(text), span.end + _CONTEXT)
    start = max(start, text.rfind("\n", start, span.start) + 1)
    cut = text.find("\n", span.end, end)
    end = end if cut < 0 else cut
    before, inside, after = (
        printable(part) for part in (text[start : span.start], text[span.start : span.end], text[span.end : end])
    )
    lead = "…" if start > 0 and text[start - 1] != "\n" else ""
    return lead + before + inside + after, _width(lead + before), max(1, _width(inside))


def ordered(report: Report) -> list[Finding]:
    """Findings of a report, strongest first, then by place."""
    return sorted(
        report.findings,
        key=lambda f: (
            _LEVELS[f.level],
            f.evidence[0].span.start if f.evidence else report.span.start,
            f.rule,
            f.id,
        ),
    )


def _place(report: Report, lines: Lines, finding: Finding) -> str:
    span = finding.evidence[0].span if finding.evidence else report.span
    line, column = lines.locate(report.text.trace(span).start)
    return f"{report.source.uri}:{line}:{column}"


def sources_of(outcomes: Outcomes) -> dict[str, str]:
    """Decoded sources by uri, for evidence that stands in another report."""
    reports = (report for _, outcome in outcomes if not isinstance(outcome, GongkaiError) for report in outcome)
    return {report.source.uri: report.text.raw.text for report in reports}


def _evidence_lines(report: Report, lines: Lines, side: Evidence, sources: dict[str, str]) -> Iterator[str]:
    place = side.place or report.text.trace(side.span)
    name = f"表格 cell {side.cell}" if side.cell else "正文 prose"
    text = report.text.raw.text
    if side.source is not None:
        if side.source not in sources:
            yield f"  {name} ({side.source})"
            yield f"    {printable(side.quote)}"
            return
        text = sources[side.source]
        lines = Lines(text)
    excerpt, at, width = _excerpt(text, place)
    line, column = lines.locate(place.start)
    file = f"{side.source}:" if side.source else ""
    yield f"  {name} ({file}{line}:{column})"
    yield f"    {excerpt}"
    yield f"    {' ' * at}{'^' * width}"


def full(outcomes: Outcomes) -> Iterator[str]:
    """One finding a block: place, code and level; the sentence underlined; the cell; the arithmetic."""
    outcomes = list(outcomes)
    sources = sources_of(outcomes)
    for uri, outcome in outcomes:
        if isinstance(outcome, GongkaiError):
            yield f"{uri}: 读取失败 unreadable: {outcome}\n"
            continue
        for report in outcome:
            lines = Lines(report.text.raw.text)
            for finding in ordered(report):
                yield f"{_place(report, lines, finding)} {finding.rule} {finding.level}"
                yield f"  {printable(finding.message_zh)}"
                yield f"  {printable(finding.message_en)}"
                for side in finding.evidence:
                    yield from _evidence_lines(report, lines, side, sources)
                for repair in finding.repairs[:1]:
                    yield f"  可能 perhaps: {printable(repair.message_zh)} / {printable(repair.message_en)}"
                yield ""


def concise(outcomes: Outcomes) -> Iterator[str]:
    """One finding a line."""
    for uri, outcome in outcomes:
        if isinstance(outcome, GongkaiError):
            yield f"{uri}: unreadable: {outcome}"
            continue
        for report in outcome:
            lines = Lines(report.text.raw.text)
            for finding in ordered(report):
                place, message = _place(report, lines, finding), printable(finding.message_zh)
                yield f"{place} {finding.rule} {finding.level} {message}"


def _objects(outcomes: Outcomes) -> Iterator[dict[str, object]]:
    for uri, outcome in outcomes:
        if isinstance(outcome, GongkaiError):
            yield {"source": uri, "unreadable": {"zh": outcome.zh, "en": outcome.en}}
            continue
        for report in outcome:
            lines = Lines(report.text.raw.text)
            rows = {row.finding_id: row for row in record(report).findings}
            for finding in ordered(report):
                place = report.text.trace(finding.evidence[0].span if finding.evidence else report.span)
                line, column = lines.locate(place.start)
                yield {"source": uri, "line": line, "column": column, **asdict(rows[finding.id])}


def jsonl(outcomes: Outcomes) -> Iterator[str]:
    """One JSON object a finding."""
    for item in _objects(outcomes):
        yield msgspec.json.encode(item).decode()


def as_json(outcomes: Outcomes) -> Iterator[str]:
    """One JSON array of all findings."""
    yield msgspec.json.format(msgspec.json.encode(list(_objects(outcomes))), indent=2).decode()


def read_baseline(path: Path) -> frozenset[tuple[str, str]]:
    """Known findings, as `(finding_id, fingerprint)`, from a file that `check --format json|jsonl` wrote.

    Raises UsageError where the file can't be read as that.
    """
    try:
        data = path.read_bytes()
        items = msgspec.json.decode(data) if data.lstrip()[:1] == b"[" else msgspec.json.Decoder().decode_lines(data)
        return frozenset((item["finding_id"], item["fingerprint"]) for item in items if "finding_id" in item)
    except (OSError, TypeError, KeyError, msgspec.DecodeError) as reason:
        zh = f"基线文件 {path} 不可用, 请用 check --format json 生成"
        raise UsageError(zh, f"baseline {path} can't be used ({reason}); make it with check --format json") from None
