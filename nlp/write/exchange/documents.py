"""A record as annotation tools want it: short texts with marks on them, one a unit or one a report.

Offsets of marks are code points of the document's own text, half-open; every format converts them to its unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from nlp.catalog import Catalog
from nlp.write.rows import CellRow, EvidenceRow, FigureRow, FindingRow, Record, UnitRow

# line ends and controls that tools alter, cut at or refuse; each becomes one blank, so that no offset moves
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
FIGURE_KINDS = (
    "count", "money", "percent", "change_percent", "duration", "frequency", "share", "people", "zero",
)  # fmt: skip
MARK_LABELS = (*FIGURE_KINDS, "cell", "evidence")  # what a mark that is no unit may be called
DIFFERS = "differs"  # from what is stated to what it was compared with; it says not which of them is wrong


class Mark(Struct, frozen=True):
    """A stretch of the text. layer: unit | tag | problem_type | figure | cell | evidence."""

    id: str
    layer: str
    label: str
    start: int
    end: int
    about: dict[str, str] = {}


class Claim(Struct, frozen=True):
    """A finding on a document; `marks` are its sides there, what is stated first."""

    row: FindingRow
    marks: tuple[str, ...]


class Document(Struct, frozen=True):
    """A text to annotate. `labels` hold for all of it; `about` is flat metadata."""

    id: str
    text: str
    marks: tuple[Mark, ...] = ()
    labels: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    about: dict[str, str] = {}

    def quote(self, mark: Mark) -> str:
        return self.text[mark.start : mark.end]


def plain(text: str) -> str:
    """The text, a blank in the place of each character that tools alter."""
    return UNSAFE.sub(" ", text)


def file_name(name: str) -> str:
    """An id as the name of a file: `0e9a60e1b0/r1` is `0e9a60e1b0-r1`."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)


def unit_labels(unit: UnitRow) -> tuple[str, ...]:
    return (*unit.tags, *unit.problem_types, *((unit.status,) if unit.status else ()))


def by_unit(record: Record) -> Iterator[Document]:
    """A document a unit with its labels, its figures and the findings that touch it; headings and leads only
    where something stands in them."""
    figures: dict[str, list[FigureRow]] = {}
    for figure in record.figures:
        figures.setdefault(figure.unit_id, []).append(figure)
    for at, unit in enumerate(record.units):
        marks, claims = _marked(record, (unit,), figures, unit.start)
        if unit.kind in ("heading", "lead") and not marks:
            continue
        near = [record.units[place].text if 0 <= place < len(record.units) else "" for place in (at - 1, at + 1)]
        about = {
            "report": record.report.report_id,
            "unit": unit.unit_id,
            "role": unit.role,
            "path": " > ".join(unit.path),
            "before": plain(near[0]),
            "after": plain(near[1]),
            "office": record.report.issuer or "",
            "year": str(record.report.year or ""),
            "source": record.report.source,
        }
        yield Document(unit.unit_id, plain(unit.text), marks, unit_labels(unit), claims, about)


def by_report(record: Record, catalog: Catalog) -> Document:
    """One document: the narrative, a paragraph a line, and below it the cells that findings cite, one a line."""
    report = record.report
    figures: dict[str, list[FigureRow]] = {}
    for figure in record.figures:
        figures.setdefault(figure.unit_id, []).append(figure)
    parts: list[str] = []
    marks: list[Mark] = []
    length = 0
    placed: dict[str, int] = {}
    last = None
    for unit in record.units:
        between = "" if last is None else "\n" if unit.paragraph != last.paragraph else " " * (unit.start > last.end)
        parts += (between, plain(unit.text))
        length += len(between)
        placed[unit.unit_id] = length
        ends = length, length + len(unit.text)
        marks.append(Mark(unit.unit_id, "unit", unit.kind, *ends, {"role": unit.role}))
        marks += (Mark(f"{unit.unit_id}-{tag}", "tag", tag, *ends) for tag in unit.tags)
        marks += (Mark(f"{unit.unit_id}-{kind}", "problem_type", kind, *ends) for kind in unit.problem_types)
        length, last = ends[1], unit
    cells = {address(cell): cell for cell in record.cells}
    cited = dict.fromkeys(
        side.cell
        for finding in record.findings
        for side in finding.evidence
        if side.cell in cells and side.source == report.source and cells[side.cell].text
    )
    for name in cited:
        cell = cells[name or ""]
        head = f"\n[表格 {cell.table}] {cell_name(name or '', catalog)}: "
        start = length + len(head)
        parts += (head, plain(cell.text))
        length = start + len(cell.text)
        marks.append(Mark(_cell_mark(name or ""), "cell", "cell", start, length, _of_cell(cell)))
    own, claims = _marked(record, record.units, figures, None, placed, cited)
    about = {
        "report": report.report_id,
        "title": report.title or "",
        "office": report.issuer or "",
        "year": str(report.year or ""),
        "source": report.source,
    }
    return Document(report.report_id, "".join(parts), (*marks, *own), (), claims, about)


def address(cell: CellRow) -> str:
    return f"{cell.indicator}@{cell.applicant}" if cell.applicant else cell.indicator


def cell_name(name: str, catalog: Catalog) -> str:
    """What a cell counts, in Chinese."""
    indicator, _, applicant = name.partition("@")
    spec, who = catalog.indicators.get(indicator), catalog.applicants.get(applicant)
    return " · ".join(part for part in (spec.name_zh if spec else indicator, who.name_zh if who else "") if part)


def _cell_mark(name: str) -> str:
    return f"cell:{name}"


def _of_cell(cell: CellRow) -> dict[str, str]:
    return {"indicator": address(cell), "state": cell.state, "value": number(cell.value)}


def number(value: object) -> str:
    """A decimal without exponent; empty where there is none."""
    return "" if value is None else f"{value:f}"


def _marked(
    record: Record,
    units: Sequence[UnitRow],
    figures: dict[str, list[FigureRow]],
    origin: int | None,
    placed: dict[str, int] | None = None,
    cited: Iterable[str | None] = (),
) -> tuple[tuple[Mark, ...], tuple[Claim, ...]]:
    """Marks of figures and of other evidence in the units, and the findings that have a side among them."""
    placed = placed or {unit.unit_id: 0 for unit in units}
    marks: dict[tuple[int, int], Mark] = {}  # by place in the source; evidence on a figure is that figure
    for unit in units:
        shift = placed[unit.unit_id] - unit.start
        for figure in figures.get(unit.unit_id, ()):
            start, end = figure.start + shift, figure.end + shift
            if placed[unit.unit_id] <= start <= end <= placed[unit.unit_id] + len(unit.text):
                mark = Mark(figure.figure_id, "figure", figure.kind, start, end, _of_figure(figure))
                marks.setdefault((figure.source_start, figure.source_end), mark)
    cells = {name: _cell_mark(name) for name in cited if name}
    claims = []
    for finding in record.findings:
        sides: list[str] = []
        for side in finding.evidence:
            if side.source != record.report.source:
                continue
            if side.cell:
                sides += [cells[side.cell]] if side.cell in cells else []
                continue
            place = side.source_start, side.source_end
            if place not in marks:
                found = _locate(side, units)
                if found is None:
                    continue
                unit, start, end = found
                at = placed[unit.unit_id]
                marks[place] = Mark(f"evidence:{place[0]}-{place[1]}", "evidence", "evidence", at + start, at + end)
            sides.append(marks[place].id)
        if sides:
            claims.append(Claim(finding, tuple(dict.fromkeys(sides))))
    return tuple(sorted(marks.values(), key=lambda mark: (mark.start, mark.end))), tuple(claims)


def _of_figure(figure: FigureRow) -> dict[str, str]:
    return {
        "indicator": figure.reading or figure.indicator or "",
        "value": number(figure.value),
        "low": number(figure.low),
        "high": number(figure.high),
        "unit": figure.unit or "",
        "bound": figure.bound,
        "state": figure.state,
    }


def _locate(side: EvidenceRow, units: Sequence[UnitRow]) -> tuple[UnitRow, int, int] | None:
    """Unit that holds a piece of evidence and where in its text; the whole unit where that was rewritten."""
    for unit in units:
        if not (unit.source_start <= side.source_start and side.source_end <= unit.source_end):
            continue
        start = side.source_start - unit.source_start
        end = side.source_end - unit.source_start
        if unit.text[start:end] == side.quote:
            return unit, start, end
        if unit.text.count(side.quote) == 1 and side.quote:
            start = unit.text.index(side.quote)
            return unit, start, start + len(side.quote)
        return unit, 0, len(unit.text)
    return None
