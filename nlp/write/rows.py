"""The output tables, a struct a row: the one place that says which columns exist.

Spans stand twice: `start`/`end` in the clean text, `source_start`/`source_end` in the decoded source,
half-open code points. `text` is clean, `quote` is the exact slice of the source. `places` say where that stands
in a source that is no text file; in JSON they are left out for text files.
"""

from decimal import Decimal

from msgspec import Struct


class ReportRow(Struct, frozen=True):
    report_id: str
    source: str
    source_start: int
    source_end: int
    start: int
    end: int
    title: str | None
    issuer: str | None
    issuer_basis: str | None
    region: str | None
    office_level: str | None
    year: int | None
    form: str | None
    scope: str | None
    encoding: str
    sha256: str
    paragraphs: int
    units: int
    figures: int
    numerals: int
    checks: int
    errors: int
    reviews: int
    notes: int
    not_checkable: int


class PlaceRow(Struct, frozen=True, omit_defaults=True):
    """Page (from 1) with box (left, top, right, bottom in points), or path of an element or member."""

    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    path: str | None = None


class UnitRow(Struct, frozen=True, omit_defaults=True):
    """`groups` and `scores` belong to the `tags`, one each. A measure has a status (planned or done); `answers` is the
    id of the unit with the problem it answers.
    """

    unit_id: str
    report_id: str
    kind: str
    role: str
    depth: int
    paragraph: int
    marker: str
    path: tuple[str, ...]
    text: str
    quote: str
    tags: tuple[str, ...]
    groups: tuple[str, ...]
    scores: tuple[float, ...]
    problem_types: tuple[str, ...]
    status: str | None
    answers: str | None
    start: int
    end: int
    source_start: int
    source_end: int
    places: tuple[PlaceRow, ...] = ()


class ReadingRow(Struct, frozen=True):
    state: str
    value: Decimal | None
    source_start: int | None
    source_end: int | None


class CellRow(Struct, frozen=True, omit_defaults=True):
    report_id: str
    table: str
    indicator: str
    applicant: str | None
    state: str
    value: Decimal | None
    unit: str | None
    readings: tuple[ReadingRow, ...]
    text: str
    quote: str | None
    start: int | None
    end: int | None
    source_start: int | None
    source_end: int | None
    places: tuple[PlaceRow, ...] = ()


class FigureRow(Struct, frozen=True, omit_defaults=True):
    figure_id: str
    report_id: str
    unit_id: str
    text: str
    quote: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str | None
    bound: str
    kind: str
    role: str
    indicator: str | None
    applicant: str | None
    readings: tuple[str, ...]
    reading: str | None
    year: int | None
    scope: str | None
    direction: str | None
    state: str
    by: str
    start: int
    end: int
    source_start: int
    source_end: int
    places: tuple[PlaceRow, ...] = ()


class NumeralRow(Struct, frozen=True):
    report_id: str
    text: str
    quote: str
    state: str
    reason: str
    figure_id: str | None
    start: int
    end: int
    source_start: int
    source_end: int


class OperandRow(Struct, frozen=True, omit_defaults=True):
    """kind: figure | cell | text; target: figure id, cell id, or empty.

    `source` is the other file it stands in; in JSON it is left out where that is the report's own.
    """

    kind: str
    target: str
    state: str | None
    value: Decimal | None
    quote: str | None
    source_start: int | None
    source_end: int | None
    source: str | None = None


class CheckRow(Struct, frozen=True):
    check_id: str
    report_id: str
    rule: str
    verdict: str
    level: str
    reading: str | None
    reason: str
    expected: str
    actual: str
    operands: tuple[OperandRow, ...]


class EvidenceRow(Struct, frozen=True, omit_defaults=True):
    source: str
    source_start: int
    source_end: int
    quote: str
    cell: str | None
    places: tuple[PlaceRow, ...] = ()


class RepairRow(Struct, frozen=True):
    kind: str
    target: str
    value: str
    message_zh: str
    message_en: str


class FindingRow(Struct, frozen=True):
    finding_id: str
    fingerprint: str
    report_id: str
    rule: str
    level: str
    message_zh: str
    message_en: str
    expected: str
    actual: str
    evidence: tuple[EvidenceRow, ...]
    repairs: tuple[RepairRow, ...]


class ErrorRow(Struct, frozen=True):
    source: str
    reason: str


class SectionRow(Struct, frozen=True):
    section_id: str
    role: str
    number: str
    title: str
    level: int
    start: int
    end: int
    source_start: int
    source_end: int


class ZoneRow(Struct, frozen=True):
    kind: str
    start: int
    end: int
    source_start: int
    source_end: int


class TableRow(Struct, frozen=True):
    table: str
    form: str | None
    decoding: str
    notes: tuple[str, ...]
    start: int
    end: int
    source_start: int
    source_end: int


class Record(Struct, frozen=True):
    """The whole record of one report, a line of records.jsonl."""

    report: ReportRow
    zones: tuple[ZoneRow, ...]
    sections: tuple[SectionRow, ...]
    tables: tuple[TableRow, ...]
    units: tuple[UnitRow, ...]
    cells: tuple[CellRow, ...]
    figures: tuple[FigureRow, ...]
    numerals: tuple[NumeralRow, ...]
    checks: tuple[CheckRow, ...]
    findings: tuple[FindingRow, ...]
