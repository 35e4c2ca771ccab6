"""Every rule measured: how often it flags what it must, and what else it flags, by source of data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from random import Random

from msgspec.structs import replace

from nlp import pipeline
from nlp.catalog import Catalog
from nlp.catalog.measured import CLEAN, PLANTED, RECALL, Measured, Measurement, Tally, wilson
from nlp.document import Check, Finding, Report
from nlp.exam.claims import claims
from nlp.exam.flaws import Flaw, Maker, makers
from nlp.exam.prose import percent
from nlp.exam.read import STRENGTH, read, touches
from nlp.exam.reports import Simulated, candidates, simulate
from nlp.exam.styles import MIRRORED
from nlp.exam.written import written
from nlp.spans import Span
from nlp.verify.series import chain

NOTE = (
    "Measured on reports simulated by the project and on reports written by hand for its tests, not on a sample of "
    "real reports. A plant is a flaw put into the text of a simulated report before it is read; a twin is the same "
    "report put right at that place. right / flagged: findings at the rule's level that are due / all of them."
)
_POOL = 1500  # reports that plants are made in
_TRIES = 40  # reports tried for each plant before a rule is taken to have none


class _Marks:
    """Counts of one rule while it is measured."""

    def __init__(self, level: str) -> None:
        self.level, self.planted, self.found, self.weaker = level, 0, 0, 0
        self.counts: dict[str, Counter[str]] = {}

    def judge(self, source: str, level: str, right: bool) -> None:
        if level != "none" and STRENGTH[level] > STRENGTH[self.level]:
            self.weaker += not right
            return
        counts = self.counts.setdefault(source, Counter())
        counts["flagged"] += 1
        counts["right"] += right

    def result(self, reports: dict[str, int]) -> Measured:
        sources = {
            source: Tally(self.counts.get(source, Counter())["reports"] or number, *self._told(source))
            for source, number in reports.items()
        }
        flagged = sum(tally.flagged for tally in sources.values())
        right = sum(tally.right for tally in sources.values())
        return Measured(
            level=self.level,
            planted=self.planted,
            found=self.found,
            recall=round(self.found / self.planted, 4) if self.planted else 0.0,
            recall_interval=wilson(self.found, self.planted),
            flagged=flagged,
            right=right,
            precision=round(right / flagged, 4) if flagged else None,
            precision_interval=wilson(right, flagged),
            weaker=self.weaker,
            sources=sources,
        )

    def _told(self, source: str) -> tuple[int, int]:
        counts = self.counts.get(source, Counter())
        return counts["flagged"], counts["right"]


def measure(n: int = 150, seed: int = 0, clean: int = CLEAN + 100, keep: int = 3) -> tuple[Measurement, list[str]]:
    """Marks of every rule: `n` plants each, `clean` reports without any; and up to `keep` examples of each failure."""
    tools = pipeline.Tools(pipeline.default_tools().catalog, None)
    marks = {code: _Marks(rule.level) for code, rule in tools.catalog.checked_rules.items()}
    shown: list[str] = []
    pool = list(islice(candidates(seed, tools.catalog), _POOL))
    for code, make in makers().items():
        _plants(code, make, marks[code], pool, n, seed, tools, shown, keep)
    reports = {"plants": 0, "twins": 0, "simulated": _clean(marks, clean, seed, tools, shown)}
    for source, report, judged in written(tools):
        reports[source] = reports.get(source, 0) + 1
        for finding, right in judged:
            marks[finding.rule].judge(source, finding.level, right)
            if not right and STRENGTH[finding.level] <= STRENGTH[marks[finding.rule].level]:
                shown.append(f"{finding.rule} {source} {report.source.uri}: {finding.message_zh}")
    bar = {"planted": PLANTED, "recall": RECALL, "clean": CLEAN, "wrong": 0}
    rows = {spec.rule for spec in claims() if spec.record}
    rules = {code: replace(found.result(reports), rows_only=code in rows) for code, found in marks.items()}
    return Measurement(NOTE, seed, bar, {k: v for k, v in reports.items() if v}, rules), shown


def _plants(
    code: str,
    make: Maker,
    marks: _Marks,
    pool: Sequence[Simulated],
    n: int,
    seed: int,
    tools: pipeline.Tools,
    shown: list[str],
    keep: int,
) -> None:
    missed = false = 0
    for tries in range(_TRIES * n):
        if marks.planted == n:
            return
        simulated = pool[(tries * 7 + len(code)) % len(pool)]
        flaw: Flaw | None = make(Random(f"{seed}/{code}/{tries}"), simulated, tools.catalog)
        if flaw is None:
            continue
        plant = flaw.plant
        marks.planted += 1
        planted = _last((plant.before, plant.text) if plant.before else (plant.text,), simulated.name, tools)
        found = False
        for report in planted:
            for level, place in _spoken(report, code, flaw.record):
                due = touches(report, place, plant)
                aside = code in _deserved(simulated, simulated.draft.text())  # another share of the report was cut
                found |= due and (flaw.record or STRENGTH[level] <= STRENGTH[plant.level])
                if not flaw.record:
                    marks.judge("plants", level, due or aside)
        marks.counts.setdefault("plants", Counter())["reports"] += 1
        marks.found += found
        if not found and missed < keep:
            missed += 1
            shown.append(" ".join((code, "missed", simulated.name, simulated.layout, _around(plant.text, plant.spot))))
        if not flaw.twin:
            continue
        marks.counts.setdefault("twins", Counter())["reports"] += 1
        for report in _last(flaw.twin, simulated.name, tools):
            for level, place in _spoken(report, code, flaw.record):
                deserved = code in _deserved(simulated, flaw.twin[-1])
                marks.judge("twins", level, deserved)
                if not deserved and false < keep and STRENGTH[level] <= STRENGTH[marks.level]:
                    false += 1
                    words = place.message_zh if isinstance(place, Finding) else place.reason
                    shown.append(f"{code} twin {simulated.name} {simulated.layout}: {words}")


def _last(texts: Sequence[str], name: str, tools: pipeline.Tools) -> tuple[Report, ...]:
    """Reports of the last text, chained with those of the others."""
    found = [read(text, f"{number}-{name}", tools) for number, text in enumerate(texts)]
    linked = chain([report for reports in found for report in reports], tools.catalog)
    return linked[len(linked) - len(found[-1]) :]


def _spoken(report: Report, code: str, record: bool) -> Iterator[tuple[str, Finding | Check]]:
    """What a rule says of a report: findings, or the rows of one that only leaves rows."""
    if record:
        yield from (
            ("none", check) for check in report.checks if check.rule == code and check.verdict == "not_checkable"
        )
    else:
        yield from ((finding.level, finding) for finding in report.findings if finding.rule == code)


def _around(text: str, spot: Span) -> str:
    return text[max(0, spot.start - 30) : min(spot.end + 30, spot.start + 120)].replace("\n", "⏎")


def _deserved(simulated: Simulated, text: str) -> set[str]:
    """Rules that speak rightly of a clean report: of a mirror's page, of a share that was cut."""
    codes = {"SC705"} if text == simulated.draft.text() and set(simulated.draft.style) & set(MIRRORED) else set()
    for piece in simulated.draft.pieces:
        if piece.key.startswith("share:"):
            part, whole = (_value(simulated, key) for key in piece.key[6:].split("/"))
            if piece.text != percent(part, whole, len(piece.text.partition(".")[2])):
                codes.add("AR305")
    return codes


def _value(simulated: Simulated, key: str) -> Decimal:
    from nlp import catalog

    cells = catalog.load().forms[simulated.year.form].expand(key) or ()
    return sum((simulated.year.cells[cell] for cell in cells), Decimal(0))


def _clean(marks: dict[str, _Marks], least: int, seed: int, tools: pipeline.Tools, shown: list[str]) -> int:
    """Findings in clean reports, chained over the years of their offices; the number of reports."""
    offices = simulate(tools.catalog, -(-least // 3), seed + 1)
    count = 0
    alarms: Counter[str] = Counter()
    for batch in iter(lambda: tuple(islice(offices, 60)), ()):
        found = [(one, report) for one in batch for report in read(one.draft.text(), one.name, tools)]
        count += len(batch)
        for (one, _), report in zip(found, chain([report for _, report in found], tools.catalog), strict=True):
            deserved = _deserved(one, one.draft.text())
            for finding in report.findings:
                right = finding.rule in deserved
                marks[finding.rule].judge("simulated", finding.level, right)
                if not right and STRENGTH[finding.level] <= STRENGTH[marks[finding.rule].level]:
                    alarms[finding.rule] += 1
                    if alarms[finding.rule] < 4:
                        shown.append(f"{finding.rule} clean {one.name} {one.layout}: {finding.message_zh}")
            for code in _rows_astray(one, report, tools.catalog):
                marks[code].judge("simulated", "none", right=False)
    return count


_ROWS = ("TT111", "TT112", "TT113", "TT120", "AR316", "AR317")  # they leave rows on what has no counterpart


def _rows_astray(simulated: Simulated, report: Report, catalog: Catalog) -> Iterable[str]:
    """Rules that say of a number with a cell of its own that there is nothing to compare it with."""
    form = catalog.forms[simulated.year.form]
    draft = simulated.draft
    told = (i for i, piece in enumerate(draft.pieces) if piece.side == "prose" and form.expand(piece.key))
    places = [draft.span(index) for index in told]
    figures = {figure.id: report.text.trace(figure.span) for figure in report.figures}
    for check in report.checks:
        if check.rule in _ROWS and check.verdict == "not_checkable":
            here = [figures[operand] for operand in check.operands if operand in figures]
            if any(place.overlap(span) for place in places for span in here):
                yield check.rule
