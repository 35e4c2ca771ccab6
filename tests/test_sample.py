"""The sample corpus against its truth: what was planted is found, and nothing else is accused."""

import json
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from nlp import catalog
from nlp.document import Finding, Report
from nlp.pipeline import analyze_file
from nlp.spans import Span
from nlp.verify.series import chain

CORPORA = Path(__file__).resolve().parents[1] / "corpora"
FILES = {entry["file"]: entry for entry in json.loads((CORPORA / "sample-truth.json").read_bytes())["files"]}
LEVELS = {"error": {"error"}, "review": {"error", "review"}}


@cache
def reports(file: str) -> tuple[Report, ...]:
    return analyze_file(CORPORA / "sample" / file, file)


@cache
def source(file: str) -> str:
    return (CORPORA / "sample" / file).read_bytes().decode(FILES[file]["encoding"])


def located(file: str, quote: str) -> Span:
    start = source(file).index(quote)
    return Span(start, start + len(quote))


def touches(report: Report, finding: Finding, spans: list[Span], cells: list[str]) -> bool:
    return any(
        side.cell in cells or any(report.text.trace(side.span).overlap(span) for span in spans)
        for side in finding.evidence
    )


def belongs(file: str, report: Report, finding: Finding, plant: dict) -> bool:
    return touches(report, finding, [located(file, quote) for quote in plant["quotes"]], plant["cells"])


def shown(file: str, report: Report, finding: Finding) -> str:
    """The finding in a line, with the reason why what it accuses is correct, if it was foreseen."""
    known = [t for truth in FILES[file]["reports"] for t in truth["tricky"]]
    why = [t["why"] for t in known if touches(report, finding, [located(file, t["quote"])], [])]
    sides = " | ".join(f"{side.cell or ''} {side.quote!r}" for side in finding.evidence[:3])
    return f"{finding.rule} {sides}: {finding.message_en}" + (f" -- correct: {'; '.join(why)}" if why else "")


@cache
def chained() -> dict[str, list[tuple[Report, list[Finding]]]]:
    """Reports by file, each with the findings that only the chain over years adds."""
    alone = [report for file in FILES for report in reports(file)]
    added: dict[str, list[tuple[Report, list[Finding]]]] = {}
    for before, after in zip(alone, chain(alone, catalog.load()), strict=True):
        known = {finding.id for finding in before.findings}
        added.setdefault(before.source.uri, []).append((before, [f for f in after.findings if f.id not in known]))
    return added


def planted(series: bool) -> list:
    return [
        pytest.param(file, at, plant, id=f"{plant['id']}-{plant['kind']}")
        for file, entry in FILES.items()
        for at, truth in enumerate(entry["reports"])
        for plant in truth["plants"]
        if plant.get("series", False) == series
    ]


@pytest.mark.parametrize("file", FILES)
def test_every_report_is_recognized(file):
    found = [(r.issuer, r.year, r.form) for r in reports(file)]
    truths = FILES[file]["reports"]
    assert found == [(t["issuer"], t["year"], t["form"]) for t in truths]
    known = [t["office_level"] for t in truths]  # null: the invented name does not tell
    assert [level and r.office_level for r, level in zip(reports(file), known, strict=True)] == known


def expected(printed: str) -> tuple[str, Decimal | None]:
    """State and value of a printed cell: `减2` -2, `11,130` 11130, `128.6万元` 128.6, `/` not applicable."""
    if printed in ("", "/", "-"):
        return ("na" if printed else "blank"), None
    sign = -1 if printed[0] in "减-" else 1
    return "value", sign * Decimal(re.search(r"\d+(\.\d+)?", printed.replace(",", ""))[0])


@pytest.mark.parametrize("file", FILES)
def test_every_cell_is_read(file):
    wrong = []
    for report, truth in zip(reports(file), FILES[file]["reports"], strict=True):
        cells = {cell.id: cell for table in report.tables if table.decoding != "lost" for cell in table.cells}
        assert len(cells) == {"G1": 58, "G2": 198, "G3": 200, None: 0}[truth["form"]]
        for address, cell in cells.items():
            state, value = expected(truth["printed"].get(address, "0"))
            if cell.state == "ambiguous" and FILES[file]["layout"] == "pipes_dropped":
                read = {(reading.state, reading.value) for reading in cell.readings}
                if (state, value) in read:
                    continue
            if (cell.state, cell.value) != (state, value):
                wrong.append(f"{address}: {state} {value} read as {cell.state} {cell.value}")
    assert wrong == []


@pytest.mark.parametrize(("file", "at", "plant"), planted(series=False))
def test_what_was_planted_is_found(file, at, plant):
    report = reports(file)[at]
    near = [f for f in report.findings if belongs(file, report, f, plant)]
    assert any(f.level in LEVELS[plant["level"]] for f in near), (
        f"missed: {plant['note']}\nquotes {plant['quotes']} cells {plant['cells']}\n"
        f"findings there: {[shown(file, report, f) for f in near]}"
    )


@pytest.mark.parametrize("file", FILES)
def test_nothing_else_is_accused(file):
    false = [
        shown(file, report, finding)
        for report, truth in zip(reports(file), FILES[file]["reports"], strict=True)
        for finding in report.findings
        if finding.level == "error" and not any(belongs(file, report, finding, plant) for plant in truth["plants"])
    ]
    assert false == [], "\n".join(["accused although correct:", *false])


@pytest.mark.parametrize(("file", "at", "plant"), planted(series=True))
def test_what_was_planted_between_years_is_found(file, at, plant):
    report, findings = chained()[file][at]
    near = [finding for finding in findings if belongs(file, report, finding, plant)]
    assert any(finding.level in LEVELS[plant["level"]] for finding in near), (
        f"missed: {plant['note']}\nadded: {[shown(file, report, finding) for finding in findings]}"
    )


def test_nothing_else_is_accused_between_years():
    false = [
        shown(file, report, finding)
        for file, found in chained().items()
        for (report, findings), truth in zip(found, FILES[file]["reports"], strict=True)
        for finding in findings
        if finding.level == "error" and not any(belongs(file, report, finding, plant) for plant in truth["plants"])
    ]
    assert false == [], "\n".join(["accused although correct:", *false])


@pytest.mark.parametrize("file", FILES)
def test_the_truth_quotes_the_file(file):
    quotes = [
        quote
        for truth in FILES[file]["reports"]
        for quote in [q for plant in truth["plants"] for q in plant["quotes"]] + [t["quote"] for t in truth["tricky"]]
    ]
    assert [quote for quote in quotes if source(file).count(quote) != 1] == []
