"""A run and the verdicts on it: what is to be judged, in which order, and what has been said.

Only what the queue shows is held in memory; a report is read from its line of records.jsonl when it is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

import msgspec
from msgspec import Struct

from nlp.catalog.measured import Measurement
from nlp.decisions import VERDICTS, Decision, Log, latest, standing
from nlp.errors import UsageError
from nlp.settings import LEVELS
from nlp.version import __version__
from nlp.write.naming import anchor
from nlp.write.rows import FindingRow, Record, ReportRow, UnitRow
from nlp.write.summary import decoded

STATES = ("open", "stale", "judged", "disputed")


class _Brief(Struct, frozen=True):
    """What the queue needs of a record."""

    report: ReportRow
    findings: tuple[FindingRow, ...]


class Sheet(Struct, frozen=True):
    """A report of the run: its name in addresses, and where its line begins."""

    slug: str
    row: ReportRow
    offset: int


class Item(Struct, frozen=True):
    """A finding to judge. precision: lower end of what was measured of its rule; gap: relative, 0 to 1."""

    finding: FindingRow
    sheet: Sheet
    precision: float
    gap: float


class Mark(Struct, frozen=True):
    """Where a finding stands for a reviewer.

    state: open | stale | judged | disputed. `own` is the reviewer's last verdict, `others` those of the others.
    """

    state: str
    own: Decision | None = None
    others: tuple[Decision, ...] = ()


class Desk:
    """The desk of one reviewer over the output folder of `annotate`; `blind` hides what others said."""

    def __init__(
        self, out: Path, log: Log, reviewer: str, blind: bool = False, measurement: Measurement | None = None
    ) -> None:
        self.path, self.log, self.reviewer, self.blind = out / "records.jsonl", log, reviewer, blind
        self._measurement = measurement
        self._seen: tuple[int, int] | None = None
        self.sheets: dict[str, Sheet] = {}
        self.queue: tuple[Item, ...] = ()
        self.refresh()

    def refresh(self) -> None:
        """Take up a run that was made anew while the desk was open. Raises UsageError where there is none."""
        if not self.path.is_file():
            folder = self.path.parent
            raise UsageError(
                f"{folder} 里没有 records.jsonl, 请先运行 annotate", f"no records.jsonl in {folder}: annotate first"
            )
        stat = self.path.stat()
        if self._seen == (stat.st_mtime_ns, stat.st_size):
            return
        sheets, items, decoder, offset = {}, [], msgspec.json.Decoder(_Brief), 0
        with self.path.open("rb") as lines:
            for line in lines:
                brief = decoded(line, decoder, self.path)
                sheet = Sheet(slug(brief.report), brief.report, offset)
                sheets[sheet.slug] = sheet
                items += [self._item(finding, sheet) for finding in brief.findings]
                offset += len(line)
        self.sheets, self.queue = sheets, tuple(sorted(items, key=_urgency))
        self._seen = (stat.st_mtime_ns, stat.st_size)

    def _item(self, finding: FindingRow, sheet: Sheet) -> Item:
        measured = self._measurement.rules.get(finding.rule) if self._measurement else None
        sure = measured.precision_interval[0] if measured else 0.0
        return Item(finding, sheet, sure, relative_gap(finding.expected, finding.actual))

    def record(self, sheet: Sheet) -> Record:
        """The whole record of a report, from its line."""
        with self.path.open("rb") as lines:
            lines.seek(sheet.offset)
            return decoded(lines.readline(), msgspec.json.Decoder(Record), self.path)

    def find(self, finding: str, fingerprint: str = "") -> Item | None:
        """The finding with an id, and with these values if they are given; None where the run has none such."""
        same = [item for item in self.queue if item.finding.finding_id == finding]
        return next((item for item in same if not fingerprint or item.finding.fingerprint == fingerprint), None)

    def marks(self) -> dict[tuple[str, str], Mark]:
        """Where each finding of the run stands, by id and fingerprint."""
        known = latest(self.log.decisions())
        rows = (item.finding for item in self.queue)
        return {(row.finding_id, row.fingerprint): self._mark(row, known) for row in rows}

    def _mark(self, row: FindingRow, known: Mapping[str, tuple[Decision, ...]]) -> Mark:
        given = known.get(row.finding_id, ())
        own = next((decision for decision in given if decision.reviewer == self.reviewer), None)
        others = () if self.blind else tuple(d for d in given if d.reviewer != self.reviewer)
        if own is None:
            return Mark("open", None, others)
        if own.fingerprint != row.fingerprint:
            return Mark("stale", own, others)
        shown = {row.finding_id: (own, *others)}
        disputed = standing(row.finding_id, row.fingerprint, shown).state == "disputed"
        return Mark("disputed" if disputed else "judged", own, others)

    def judge(self, item: Item, verdict: str, comment: str) -> None:
        """Put a verdict into the log; on the disk when this returns."""
        row, report = item.finding, item.sheet.row
        subject = f"{report.issuer or report.source} {report.year or ''}: {row.message_zh}"
        self.log.add(
            row.finding_id, row.fingerprint, verdict, self.reviewer, comment,
            rule=row.rule, subject=subject, version=__version__,
        )  # fmt: skip

    def next_sheet(self, slug: str, marks: Mapping[tuple[str, str], Mark]) -> Sheet | None:
        """The report to open after this one: the next in the queue with something to judge, from its start again."""
        order = list(dict.fromkeys(item.sheet.slug for item in self.queue))
        waiting = {item.sheet.slug for item in self.queue if marks[key(item.finding)].state in ("open", "stale")}
        at = order.index(slug) + 1 if slug in order else 0
        found = next((name for name in (*order[at:], *order[:at]) if name in waiting and name != slug), None)
        return self.sheets[found] if found else None

    def others(self) -> list[str]:
        """Names of the other reviewers in the log."""
        return sorted({decision.reviewer for decision in self.log.decisions()} - {self.reviewer})


def slug(report: ReportRow) -> str:
    """The name of a report in addresses."""
    return anchor("report", report.report_id)


def key(row: FindingRow) -> tuple[str, str]:
    """What a verdict on a finding holds on to."""
    return row.finding_id, row.fingerprint


def relative_gap(expected: str, actual: str) -> float:
    """How far two printed numbers are apart, 0 to 1; 0 where one of them is none."""
    try:
        left, right = Decimal(expected), Decimal(actual)
        greater = max(abs(left), abs(right))
        return float(min(Decimal(1), abs(left - right) / greater)) if greater else 0.0
    except InvalidOperation:
        return 0.0


def _urgency(item: Item) -> tuple[int, float, float, str, str]:
    return LEVELS.index(item.finding.level), -item.precision, -item.gap, item.sheet.row.source, item.finding.finding_id


def chosen(
    items: Iterable[Item], marks: Mapping[tuple[str, str], Mark], level: str = "", rule: str = "", state: str = ""
) -> list[Item]:
    """The items a filter lets through; an empty filter takes all, `open` also what is stale."""
    wanted = ("open", "stale") if state == "open" else ("judged", "disputed") if state == "judged" else (state,)
    return [
        item
        for item in items
        if (not level or item.finding.level == level)
        and (not rule or item.finding.rule == rule)
        and (not state or marks[key(item.finding)].state in wanted)
    ]


class Progress(Struct, frozen=True):
    judged: int
    total: int
    stale: int
    verdicts: tuple[tuple[str, int], ...]


def progress(items: Sequence[Item], marks: Mapping[tuple[str, str], Mark]) -> Progress:
    """How far the reviewer has come."""
    told = [marks[key(item.finding)] for item in items]
    given = [mark.own.verdict for mark in told if mark.own and mark.state != "stale"]
    counts = tuple((verdict, given.count(verdict)) for verdict in VERDICTS)
    return Progress(len(given), len(items), sum(mark.state == "stale" for mark in told), counts)


def paragraph(record: Record, number: int) -> list[UnitRow]:
    """Units of a paragraph that can bear tags."""
    return [unit for unit in record.units if unit.paragraph == number and unit.kind not in ("heading", "lead")]


def context(record: Record, unit: UnitRow, status: str | None) -> str:
    """What training needs of a unit beside its text and tags, as JSON."""
    units = list(record.units)
    at = units.index(unit)
    before, after = (units[n] if 0 <= n < len(units) else None for n in (at - 1, at + 1))
    told = {
        "status": status,
        "report": unit.report_id,
        "role": unit.role,
        "path": " > ".join(unit.path),
        "before": _beside(unit, before),
        "after": _beside(unit, after),
    }
    return msgspec.json.encode(told).decode()


def _beside(unit: UnitRow, other: UnitRow | None) -> str:
    together = other and other.kind != "heading" and (other.role, other.path) == (unit.role, unit.path)
    return other.text if other and together else ""
