"""A finished report as output rows, spans in both texts, quotes cut from the source."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from nlp.document import Check, Finding, Report
from nlp.write import tabulate
from nlp.write.ground import Ground
from nlp.write.rows import (
    CellRow,
    CheckRow,
    EvidenceRow,
    FigureRow,
    FindingRow,
    NumeralRow,
    Record,
    RepairRow,
    ReportRow,
    SectionRow,
    TableRow,
    UnitRow,
    ZoneRow,
)


class Tabulated(Struct, frozen=True):
    """A report row, its findings as rows, and the tables with many rows as columns in the order of their structs."""

    ground: Ground
    report: ReportRow
    columns: dict[str, tabulate.Columned]
    findings: tuple[FindingRow, ...]


def tabulated(report: Report) -> Tabulated:
    """Everything the output tables hold of a report."""
    ground = Ground(report)
    cells = tabulate.cells(report, ground)
    columns = {
        "units": tabulate.units(report, ground),
        "cells": cells,
        "figures": tabulate.figures(report, ground),
        "numerals": tabulate.numerals(report, ground),
        "checks": tabulate.checks(report, ground, cells),
    }
    findings = tuple(finding_row(report, finding, ground) for finding in report.findings)
    return Tabulated(ground, _report_row(report, ground), columns, findings)


def record(report: Report | Tabulated) -> Record:
    """Everything known of a report as output rows, spans in both texts, quotes cut from the source."""
    found = tabulated(report) if isinstance(report, Report) else report
    ground, report, columns = found.ground, found.ground.report, found.columns
    return Record(
        report=found.report,
        zones=tuple(ZoneRow(kind, *ground.both(span)) for kind, span in report.zones),
        sections=tuple(
            SectionRow(s.id, s.role, s.number, s.title, s.level, *ground.both(s.span)) for s in report.sections
        ),
        tables=tuple(TableRow(t.table, t.form, t.decoding, t.notes, *ground.both(t.span)) for t in report.tables),
        units=tuple(map(UnitRow, *columns["units"])),
        cells=tuple(map(CellRow, *columns["cells"])),
        figures=tuple(map(FigureRow, *columns["figures"])),
        numerals=tuple(map(NumeralRow, *columns["numerals"])),
        checks=tuple(map(CheckRow, *columns["checks"])),
        findings=found.findings,
    )


def _report_row(report: Report, ground: Ground) -> ReportRow:
    place = ground.trace(report.span)
    levels = [finding.level for finding in report.findings]
    return ReportRow(
        report_id=report.id,
        source=report.source.uri,
        source_start=place.start,
        source_end=place.end,
        start=report.span.start,
        end=report.span.end,
        title=report.title,
        issuer=report.issuer,
        issuer_basis=report.issuer_basis,
        region=report.region,
        office_level=report.office_level,
        year=report.year,
        form=report.form,
        scope=report.scope,
        encoding=report.source.encoding,
        sha256=report.source.sha256,
        paragraphs=len({unit.paragraph for unit in report.units if unit.kind != "heading"}),
        units=len(report.units),
        figures=len(report.figures),
        numerals=len(report.numerals),
        checks=len(report.checks),
        errors=levels.count("error"),
        reviews=levels.count("review"),
        notes=levels.count("note"),
        not_checkable=sum([check.verdict == "not_checkable" for check in report.checks]),
    )


def finding_row(report: Report, finding: Finding, ground: Ground | None = None) -> FindingRow:
    """A finding as an output row, its evidence cut from the source."""
    ground = ground or Ground(report)
    evidence = []
    for side in finding.evidence:
        place = side.place or ground.trace(side.span)
        quote = side.quote if side.place else ground.cited(place)
        uri = side.source or report.source.uri
        places = ground.places(place) if side.source is None else ()
        evidence.append(EvidenceRow(uri, place.start, place.end, quote, side.cell, places))
    return _finding_row(report.id, finding, tuple(evidence))


def _finding_row(report_id: str, finding: Finding, evidence: tuple[EvidenceRow, ...]) -> FindingRow:
    return FindingRow(
        finding_id=finding.id,
        fingerprint=finding.fingerprint,
        report_id=report_id,
        rule=finding.rule,
        level=finding.level,
        message_zh=finding.message_zh,
        message_en=finding.message_en,
        expected=finding.expected,
        actual=finding.actual,
        evidence=evidence,
        repairs=tuple(RepairRow(r.kind, r.target, r.value, r.message_zh, r.message_en) for r in finding.repairs),
    )


def linked(
    row: ReportRow, checks: Iterable[Check], findings: Iterable[Finding]
) -> tuple[ReportRow, tuple[CheckRow, ...], tuple[FindingRow, ...]]:
    """A report row that counts the checks and findings across years too, and these as rows; all sides are looked up."""
    own = tuple(checks)
    sides = [tuple(map(tabulate.side, check.sides)) for check in own]
    added = tuple(map(CheckRow, *tabulate.check_columns(row.report_id, own, sides)))
    told = []
    for finding in findings:
        evidence = tuple(
            EvidenceRow(side.source or row.source, side.place.start, side.place.end, side.quote, side.cell)
            for side in finding.evidence
            if side.place is not None
        )
        told.append(_finding_row(row.report_id, finding, evidence))
    levels = [finding.level for finding in told]
    counted = replace(
        row,
        checks=row.checks + len(added),
        errors=row.errors + levels.count("error"),
        reviews=row.reviews + levels.count("review"),
        notes=row.notes + levels.count("note"),
        not_checkable=row.not_checkable + sum([check.verdict == "not_checkable" for check in added]),
    )
    return counted, added, tuple(told)
