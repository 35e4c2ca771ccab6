"""A finished report as output rows, spans in both texts, quotes cut from the source."""

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from nlp import catalog
from nlp.document import Annotation, Cell, Check, Finding, Places, Reading, Report, Side
from nlp.spans import Span
from nlp.write.rows import (
    CellRow,
    CheckRow,
    EvidenceRow,
    FigureRow,
    FindingRow,
    NumeralRow,
    OperandRow,
    PlaceRow,
    ReadingRow,
    Record,
    RepairRow,
    ReportRow,
    SectionRow,
    TableRow,
    UnitRow,
    ZoneRow,
)


class _Ground:
    """Where clean spans of a report stand in its source; text that came through unchanged is looked up for free."""

    def __init__(self, report: Report) -> None:
        self.clean, self.source = report.text.text, report.text.raw.text
        offsets, raw = report.text.offsets, report.text.raw
        self.trace: Callable[[Span], Span] = (lambda span: span) if offsets.is_identity else offsets.to_source
        self._places = Places(raw.blocks) if raw.blocks else None

    def quote(self, span: Span) -> str:
        return self.clean[span.start : span.end]

    def cited(self, place: Span) -> str:
        return self.source[place.start : place.end]

    def places(self, place: Span) -> tuple[PlaceRow, ...]:
        """Places of a span of the decoded source on a page or in markup; () for a text file."""
        if self._places is None:
            return ()
        return tuple([PlaceRow(found.page, found.box, found.path) for found in self._places.of(place)])


def _operand(ground: _Ground, address: str, cells: dict[str, Cell], figures: dict[str, FigureRow]) -> OperandRow:
    kind, _, rest = address.partition(":")
    if kind == "cell":
        cell = cells.get(rest)
        if cell is None or cell.span is None:
            return OperandRow("cell", rest, cell.state if cell else "absent", None, None, None, None)
        place = ground.trace(cell.span)
        return OperandRow("cell", rest, cell.state, cell.value, ground.cited(place), place.start, place.end)
    if kind == "text":
        start, end = (int(part) for part in rest.split("-"))
        place = ground.trace(Span(start, end))
        return OperandRow("text", "", None, None, ground.cited(place), place.start, place.end)
    figure = figures[address]
    return OperandRow(
        "figure", address, figure.state, figure.value, figure.quote, figure.source_start, figure.source_end
    )


def _side(side: Side) -> OperandRow:
    """An operand looked up beforehand."""
    kind, _, target = side.address.removeprefix("last:").partition(":")
    if not target:
        kind, target = "figure", side.address
    start, end = (side.place.start, side.place.end) if side.place else (None, None)
    target = "" if kind == "text" else target
    return OperandRow(kind, target, side.state, side.value, side.quote, start, end, side.source)


def _own(report: Report) -> tuple[Check, ...]:
    """Checks of the report by itself, not those across years."""
    return tuple(check for check in report.checks if not check.sides)


def _readings(checks: tuple[Check, ...]) -> dict[str, str]:
    """Which candidate reading the check of a figure settled on."""
    return {check.operands[0]: check.reading for check in reversed(checks) if check.reading and check.operands}


def _unit_rows(report: Report, ground: _Ground) -> Iterator[UnitRow]:
    labels: dict[str, list[Annotation]] = {}
    for label in report.labels:
        labels.setdefault(label.unit, []).append(label)
    groups = {name: tag.group for name, tag in catalog.load().tags.items()} if labels else {}
    for unit in report.units:
        own = labels.get(unit.id, ())
        tags = [label for label in own if label.layer == "tag"]
        place = ground.trace(unit.span)
        yield UnitRow(
            unit_id=unit.id,
            report_id=report.id,
            kind=unit.kind,
            role=unit.role,
            depth=unit.depth,
            paragraph=unit.paragraph,
            marker=unit.marker,
            path=unit.path,
            text=ground.quote(unit.span),
            quote=ground.cited(place),
            tags=tuple([tag.label for tag in tags]),
            groups=tuple([groups[tag.label] for tag in tags]),
            scores=tuple([round(tag.score, 4) for tag in tags]),
            problem_types=tuple([label.label for label in own if label.layer == "problem_type"]),
            status=next((label.label for label in own if label.layer == "status"), None),
            answers=next((label.target for label in own if label.layer == "link"), None),
            start=unit.span.start,
            end=unit.span.end,
            source_start=place.start,
            source_end=place.end,
            places=ground.places(place),
        )


def _cell_rows(report: Report, ground: _Ground) -> Iterator[CellRow]:
    trace = ground.trace
    for table in report.tables:
        for cell in table.cells:
            known = (report.id, cell.table, cell.indicator, cell.applicant, cell.state, cell.value, cell.unit)
            readings = tuple([_reading_row(reading, trace) for reading in cell.readings]) if cell.readings else ()
            if (span := cell.span) is None:
                yield CellRow(*known, readings, "", None, None, None, None, None)
                continue
            place = trace(span)
            ends = (span.start, span.end, place.start, place.end)
            yield CellRow(*known, readings, ground.quote(span), ground.cited(place), *ends, ground.places(place))


def _reading_row(reading: Reading, trace: Callable[[Span], Span]) -> ReadingRow:
    place = trace(reading.span) if reading.span else None
    ends = (place.start, place.end) if place else (None, None)
    return ReadingRow(reading.state, reading.value, *ends)


def _figure_rows(report: Report, ground: _Ground) -> Iterator[FigureRow]:
    settled = _readings(_own(report))
    for figure in report.figures:
        place = ground.trace(figure.span)
        yield FigureRow(
            figure_id=figure.id,
            report_id=report.id,
            unit_id=figure.unit_id,
            text=ground.quote(figure.span),
            quote=ground.cited(place),
            value=figure.value,
            low=figure.low,
            high=figure.high,
            unit=figure.unit,
            bound=figure.bound,
            kind=figure.kind,
            role=figure.role,
            indicator=figure.indicator,
            applicant=figure.applicant,
            readings=figure.readings,
            reading=settled.get(figure.id),
            year=figure.year,
            scope=figure.scope,
            direction=figure.direction,
            state=figure.state,
            by=figure.by,
            start=figure.span.start,
            end=figure.span.end,
            source_start=place.start,
            source_end=place.end,
            places=ground.places(place),
        )


def _numeral_rows(report: Report, ground: _Ground) -> Iterator[NumeralRow]:
    for numeral in report.numerals:
        place = ground.trace(numeral.span)
        yield NumeralRow(
            report_id=report.id,
            text=numeral.text,
            quote=ground.cited(place),
            state=numeral.state,
            reason=numeral.reason,
            figure_id=numeral.figure,
            start=numeral.span.start,
            end=numeral.span.end,
            source_start=place.start,
            source_end=place.end,
        )


def _check_rows(report: Report, ground: _Ground, figures: tuple[FigureRow, ...]) -> Iterator[CheckRow]:
    cells = {cell.id: cell for table in report.tables for cell in table.cells}
    known = {figure.figure_id: figure for figure in figures}
    operands: dict[str, OperandRow] = {}
    for check in report.checks:
        for address in check.operands if not check.sides else ():
            if address not in operands:
                operands[address] = _operand(ground, address, cells, known)
        rows = tuple(map(_side, check.sides)) or tuple([operands[address] for address in check.operands])
        yield _check_row(report.id, check, rows)


def _check_row(report_id: str, check: Check, operands: tuple[OperandRow, ...]) -> CheckRow:
    return CheckRow(
        check_id=check.id,
        report_id=report_id,
        rule=check.rule,
        verdict=check.verdict,
        level=check.level,
        reading=check.reading,
        reason=check.reason,
        expected=check.expected,
        actual=check.actual,
        operands=operands,
    )


def finding_row(report: Report, finding: Finding, ground: _Ground | None = None) -> FindingRow:
    """A finding as an output row, its evidence cut from the source."""
    ground = ground or _Ground(report)
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
    added = tuple(_check_row(row.report_id, c, tuple(map(_side, c.sides))) for c in checks)
    told = []
    for finding in findings:
        sides = [(side, side.place) for side in finding.evidence]
        evidence = tuple(
            EvidenceRow(side.source or row.source, place.start, place.end, side.quote, side.cell)
            for side, place in sides
            if place is not None
        )
        told.append(_finding_row(row.report_id, finding, evidence))
    levels = [finding.level for finding in told]
    counted = replace(
        row,
        checks=row.checks + len(added),
        errors=row.errors + levels.count("error"),
        reviews=row.reviews + levels.count("review"),
        notes=row.notes + levels.count("note"),
        not_checkable=row.not_checkable + sum(check.verdict == "not_checkable" for check in added),
    )
    return counted, added, tuple(told)


def record(report: Report) -> Record:
    """Everything known of a report as output rows, spans in both texts, quotes cut from the source."""
    ground = _Ground(report)
    trace = ground.trace
    units, figures = tuple(_unit_rows(report, ground)), tuple(_figure_rows(report, ground))
    checks = tuple(_check_rows(report, ground, figures))
    place = trace(report.span)
    levels = [finding.level for finding in report.findings]
    row = ReportRow(
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
        paragraphs=len({unit.paragraph for unit in units if unit.kind != "heading"}),
        units=len(units),
        figures=len(figures),
        numerals=len(report.numerals),
        checks=len(checks),
        errors=levels.count("error"),
        reviews=levels.count("review"),
        notes=levels.count("note"),
        not_checkable=sum(check.verdict == "not_checkable" for check in checks),
    )
    return Record(
        report=row,
        zones=tuple(ZoneRow(kind, s.start, s.end, trace(s).start, trace(s).end) for kind, s in report.zones),
        sections=tuple(
            SectionRow(
                s.id,
                s.role,
                s.number,
                s.title,
                s.level,
                s.span.start,
                s.span.end,
                trace(s.span).start,
                trace(s.span).end,
            )
            for s in report.sections
        ),
        tables=tuple(
            TableRow(
                t.table,
                t.form,
                t.decoding,
                t.notes,
                t.span.start,
                t.span.end,
                trace(t.span).start,
                trace(t.span).end,
            )
            for t in report.tables
        ),
        units=units,
        cells=tuple(_cell_rows(report, ground)),
        figures=figures,
        numerals=tuple(_numeral_rows(report, ground)),
        checks=checks,
        findings=tuple(finding_row(report, finding, ground) for finding in report.findings),
    )
