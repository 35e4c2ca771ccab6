"""Findings as a SARIF 2.1.0 log and as workflow commands of GitHub Actions.

Every rule is declared; every comparison is a result: `fail` for an error, `review` for a review,
`informational` for a note, `pass` for one that holds, `notApplicable` for one that could not be made.
Columns count code points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from nlp.document import Evidence, Finding, Report
from nlp.errors import GongkaiError
from nlp.spans import Span
from nlp.version import __version__
from nlp.write.findings import Lines, Outcomes, each, ordered, printable, sources_of

if TYPE_CHECKING:
    from nlp.catalog import Catalog

Suppressed = Mapping[tuple[str, str], tuple[str, str]]
_KINDS = {"error": ("fail", "error"), "review": ("review", "none"), "note": ("informational", "none")}
_VERDICTS = {"holds": "pass", "holds_truncated": "pass", "not_checkable": "notApplicable"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_GITHUB = {"error": "error", "review": "warning", "note": "notice"}
_GITHUB_SHOWN = 10  # annotations a step of each level that GitHub displays


def _rule(catalog: Catalog, code: str) -> dict[str, Any]:
    rule = catalog.all_rules[code]
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": f"{rule.title_zh} / {rule.title_en}"},
        "fullDescription": {"text": f"{rule.why_zh} / {rule.why_en}"},
        "help": {"text": f"{rule.formula}\n{rule.basis}"},
        "defaultConfiguration": {"level": {"error": "error", "review": "warning"}.get(rule.level, "note")},
    }


def _location(report: Report, lines: Lines, side: Evidence, sources: dict[str, str]) -> dict[str, Any]:
    place, uri = side.place or report.text.trace(side.span), side.source or report.source.uri
    region = {"charOffset": place.start, "charLength": len(place)}
    if side.source is None or side.source in sources:
        here = lines if side.source is None else Lines(sources[side.source])
        line, column = here.locate(place.start)
        end_line, end_column = here.locate(place.end)
        region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column, **region}
    return {"physicalLocation": {"artifactLocation": {"uri": quote(uri)}, "region": region}}


def _failure(
    report: Report, lines: Lines, finding: Finding, rules: dict[str, int], sources: dict[str, str]
) -> dict[str, Any]:
    kind, level = _KINDS[finding.level]
    evidence = finding.evidence or (Evidence(Span(report.span.start, report.span.start), ""),)
    locations = [_location(report, lines, side, sources) for side in evidence]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rules[finding.rule],
        "kind": kind,
        "level": level,
        "message": {"text": f"{finding.message_zh} / {finding.message_en}"},
        "locations": locations[:1],
        "partialFingerprints": {"findingId/v1": finding.id, "values/v1": finding.fingerprint},
    }
    if locations[1:]:
        result["relatedLocations"] = [{"id": number, **place} for number, place in enumerate(locations[1:], 1)]
    return result


def _suppressed(result: dict[str, Any], suppressed: Suppressed) -> dict[str, Any]:
    """The result with what reviewers said of it. Where any is given, every other result has an empty list (3.27.23)."""
    marks = result["partialFingerprints"]
    status, reasons = suppressed.get((marks["findingId/v1"], marks["values/v1"]), ("", ""))
    given = [{"kind": "external", "status": status, "justification": reasons}] if status else []
    return {**result, "suppressions": given}


def sarif(outcomes: Outcomes, catalog: Catalog, suppressed: Suppressed | None = None) -> Iterator[str]:
    """The whole log as one JSON text; `suppressed` holds status and justification by id and fingerprint."""
    rules = {code: index for index, code in enumerate(catalog.all_rules)}
    results: list[dict[str, Any]] = []
    notifications: list[dict[str, Any]] = []
    outcomes = list(outcomes)
    sources = sources_of(outcomes)
    for uri, outcome in outcomes:
        if isinstance(outcome, GongkaiError):
            notifications.append(
                {
                    "level": "error",
                    "message": {"text": str(outcome)},
                    "locations": [{"physicalLocation": {"artifactLocation": {"uri": quote(uri)}}}],
                }
            )
            continue
        for report in outcome:
            lines = Lines(report.text.raw.text)
            failures = (_failure(report, lines, finding, rules, sources) for finding in ordered(report))
            results.extend(_suppressed(failure, suppressed) if suppressed else failure for failure in failures)
            results.extend(
                {
                    "ruleId": check.rule,
                    "ruleIndex": rules[check.rule],
                    "kind": _VERDICTS[check.verdict],
                    "level": "none",
                    "message": {"text": check.reason or check.verdict},
                    "locations": [{"physicalLocation": {"artifactLocation": {"uri": quote(report.source.uri)}}}],
                }
                for check in report.checks
                if check.verdict in _VERDICTS and check.rule in rules
            )
    run = {
        "tool": {
            "driver": {"name": "gongkai", "version": __version__, "rules": [_rule(catalog, code) for code in rules]}
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not notifications, "toolExecutionNotifications": notifications}],
        "results": results,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    yield msgspec.json.format(msgspec.json.encode(log), indent=1).decode()


def _escape(text: str, *, of_property: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if of_property else text


def github(outcomes: Outcomes) -> Iterator[str]:
    """Workflow commands, strongest first; says how many GitHub will not display."""
    shown: list[tuple[int, str, str]] = []
    for uri, found in each(outcomes):
        file = _escape(uri, of_property=True)
        if isinstance(found, GongkaiError):
            shown.append((0, "error", f"::error file={file}::{_escape(str(found))}"))
            continue
        lines, finding = found.lines, found.finding
        (line, column), (end_line, end_column) = lines.locate(found.place.start), lines.locate(found.place.end)
        level = _GITHUB[finding.level]
        where = f"file={file},line={line},col={column},endLine={end_line},endColumn={end_column},title={finding.rule}"
        message = _escape(printable(f"{finding.message_zh} / {finding.message_en}"))
        shown.append((list(_GITHUB).index(finding.level), level, f"::{level} {where}::{message}"))
    for _, _, line_text in sorted(shown, key=lambda item: item[0]):
        yield line_text
    for level in _GITHUB.values():
        hidden = sum(item[1] == level for item in shown) - _GITHUB_SHOWN
        if hidden > 0:
            yield f"另有 {hidden} 条 {level} 不会显示 / {hidden} more of level {level} will not be displayed"
