"""Findings as text for people and as JSON for programs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from unicodedata import east_asian_width

import msgspec
from msgspec.structs import asdict

from nlp.document import Evidence, Finding, Report
from nlp.errors import GongkaiError, UsageError
from nlp.spans import Span
from nlp.write.records import finding_row

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


class Found(NamedTuple):
    """A finding with the report it is of."""

    report: Report
    lines: Lines
    finding: Finding

    @property
    def place(self) -> Span:
        """Source span of its first evidence, or of the whole report where nothing is printed."""
        sides = self.finding.evidence
        return self.report.text.trace(sides[0].span if sides else self.report.span)


def _place(found: Found) -> str:
    line, column = found.lines.locate(found.place.start)
    return f"{found.report.source.uri}:{line}:{column}"


def sources_of(outcomes: Outcomes) -> dict[str, str]:
    """Decoded sources by uri, for evidence that stands in another report."""
    reports = (report for _, outcome in outcomes if not isinstance(outcome, GongkaiError) for report in outcome)
    return {report.source.uri: report.text.raw.text for report in reports}


def _where(report: Report, place: Span) -> str:
    """` · 第 3 页 p. 3` or ` · /html/body/table[2]/tr[5]/td[3]`; nothing for a text file."""
    pages: dict[int, None] = {}
    paths: dict[str, None] = {}
    for found in report.text.raw.places(place):
        if found.page is not None:
            pages[found.page] = None
        elif found.path is not None:
            paths[found.path] = None
    said = [f"第 {page} 页 p. {page}" for page in pages] + [printable(path) for path in paths]
    return "".join(f" · {item}" for item in said)


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
    yield f"  {name} ({file}{line}:{column}{'' if side.source else _where(report, place)})"
    yield f"    {excerpt}"
    yield f"    {' ' * at}{'^' * width}"


def each(outcomes: Outcomes) -> Iterator[tuple[str, GongkaiError | Found]]:
    """`(uri, the reason there is no report)`, or `(uri, a finding with its report)`, strongest first in a report."""
    for uri, outcome in outcomes:
        if isinstance(outcome, GongkaiError):
            yield uri, outcome
            continue
        for report in outcome:
            lines = Lines(report.text.raw.text)
            yield from ((uri, Found(report, lines, finding)) for finding in ordered(report))


def full(outcomes: Outcomes) -> Iterator[str]:
    """One finding a block: place, code and level; the sentence underlined; the cell; the arithmetic."""
    outcomes = list(outcomes)
    sources = sources_of(outcomes)
    for uri, found in each(outcomes):
        if isinstance(found, GongkaiError):
            yield f"{uri}: 读取失败 unreadable: {found}\n"
            continue
        report, lines, finding = found
        yield f"{_place(found)} {finding.rule} {finding.level}"
        yield f"  {printable(finding.message_zh)}"
        yield f"  {printable(finding.message_en)}"
        for side in finding.evidence:
            yield from _evidence_lines(report, lines, side, sources)
        for repair in finding.repairs[:1]:
            yield f"  可能 perhaps: {printable(repair.message_zh)} / {printable(repair.message_en)}"
        yield ""


def concise(outcomes: Outcomes) -> Iterator[str]:
    """One finding a line."""
    for uri, found in each(outcomes):
        if isinstance(found, GongkaiError):
            yield f"{uri}: unreadable: {found}"
        else:
            finding = found.finding
            yield f"{_place(found)} {finding.rule} {finding.level} {printable(finding.message_zh)}"


def _objects(outcomes: Outcomes) -> Iterator[dict[str, object]]:
    for uri, found in each(outcomes):
        if isinstance(found, GongkaiError):
            yield {"source": uri, "unreadable": {"zh": found.zh, "en": found.en}}
        else:
            line, column = found.lines.locate(found.place.start)
            row = finding_row(found.report, found.finding)
            yield {"source": uri, "line": line, "column": column, **asdict(row)}


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
