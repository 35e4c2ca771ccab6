"""Whole reports as offices write them: the correct ones are left in peace, a real contradiction is found.

`truth.json` has for every file the office, the year, the form and the contradictions in it: a `quote` of the file
or the `cells` that are wrong or contradicted, the level a finding must reach, and why. `spared` are cells (by the
start of their address) that no error may name. Reports with an empty list are correct throughout.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from nlp import catalog
from nlp.document import Finding, Report
from nlp.pipeline import Tools, analyze

HERE = Path(__file__).parent
TRUTH = json.loads((HERE / "truth.json").read_text(encoding="utf-8"))
CORRECT = [name for name, truth in TRUTH.items() if not truth["contradictions"]]
WRONG = [name for name, truth in TRUTH.items() if truth["contradictions"]]
PLANTS = {
    f"{name}-{number}": (name, plant)
    for name in WRONG
    for number, plant in enumerate(TRUTH[name]["contradictions"], start=1)
}
LEVELS = {"error": {"error"}, "review": {"error", "review"}}

# test and case that fail today, with the reason; an entry is taken out when it is mended
KNOWN: dict[str, str] = {}


def cases(test: str, names: list[str]) -> list:
    return [
        pytest.param(name, marks=pytest.mark.xfail(reason=KNOWN[key], strict=True) if key in KNOWN else ())
        for name in names
        for key in [f"{test} {name}"]
    ]


@cache
def tools() -> Tools:
    return Tools(catalog.load())


@cache
def report_of(name: str) -> Report:
    (report,) = analyze(HERE / f"{name}.txt", tools())
    return report


def errors(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.level == "error"]


def touches(name: str, finding: Finding, plant: dict) -> bool:
    """Whether a side of the finding is a cell of the contradiction or overlaps its quote."""
    report = report_of(name)
    cells, quote = plant.get("cells", []), plant.get("quote", "")
    start = (HERE / f"{name}.txt").read_bytes().decode().index(quote)
    return any(
        side.cell in cells
        or (report.text.trace(side.span).start < start + len(quote) and start < report.text.trace(side.span).end)
        for side in finding.evidence
    )


def shown(findings: list[Finding]) -> str:
    return "\n".join(f"{f.level} {f.rule}: {f.message_zh}" for f in findings)


@pytest.mark.parametrize("name", TRUTH)
def test_office_year_and_form(name):
    report, truth = report_of(name), TRUTH[name]
    assert (report.issuer, report.year, report.form) == (truth["issuer"], truth["year"], truth["form"])


@pytest.mark.parametrize("name", cases("accused", CORRECT))
def test_a_correct_report_is_not_accused(name):
    false = errors(report_of(name))
    assert not false, f"accused although correct:\n{shown(false)}"


@pytest.mark.parametrize("case", cases("missed", list(PLANTS)))
def test_a_contradiction_is_found(case):
    name, plant = PLANTS[case]
    near = [finding for finding in report_of(name).findings if touches(name, finding, plant)]
    assert {finding.level for finding in near} & LEVELS[plant["level"]], f"{plant['why']}\nthere: {shown(near)}"


@pytest.mark.parametrize("name", cases("accused", WRONG))
def test_nothing_but_the_contradiction_is_accused(name):
    truth = TRUTH[name]
    false = [
        finding
        for finding in errors(report_of(name))
        if not any(touches(name, finding, plant) for plant in truth["contradictions"])
        or any((side.cell or "").startswith(tuple(truth.get("spared", ()))) for side in finding.evidence)
    ]
    assert not false, f"accused although correct:\n{shown(false)}"
