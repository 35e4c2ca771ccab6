"""A report as one HTML page, for reading, proof-reading and filing: no network, nothing to install.

The page is made from a `Record`, what `annotate` wrote, and the catalog; whatever stands in a document is data
and appears as text, control characters as visible marks.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from nlp.catalog import Catalog
from nlp.catalog.specs import TableSpec
from nlp.write.rows import CellRow, CheckRow, ErrorRow, FigureRow, FindingRow, OperandRow, Record

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

LEVELS = ("error", "review", "note")
STATES = (  # of the ledger, the ones to look at first
    "contradicts",
    "derived_contradicts",
    "not_checkable",
    "agrees",
    "derived_agrees",
    "no_counterpart",
    "not_a_figure",
)
# what would change how a page reads without being seen: controls, bidirectional marks, zero width
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class Bilingual(Struct, frozen=True):
    zh: str
    en: str


class Run(Struct, frozen=True):
    """A stretch of prose; with a figure in it where `figure` is set. cells, findings: ids it belongs to."""

    text: str
    figure: str = ""
    state: str = ""
    cells: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


class Passage(Struct, frozen=True):
    """A unit of the prose. kind as in the record; `tags` are ids."""

    id: str
    kind: str
    depth: int
    runs: tuple[Run, ...]
    tags: tuple[str, ...]
    problem_types: tuple[str, ...]
    status: str | None


class PrintedCell(Struct, frozen=True):
    """A cell of a statutory table as it should look. `text` is what is printed, or the sign of its state."""

    id: str
    state: str
    text: str
    findings: tuple[str, ...]


class PrintedRow(Struct, frozen=True):
    label: str
    depth: int
    cells: tuple[PrintedCell, ...]


class Stretch(Struct, frozen=True):
    """Rows of a table under the same column heads; no heads where a row says itself what it holds."""

    columns: tuple[str, ...]
    rows: tuple[PrintedRow, ...]


class PrintedTable(Struct, frozen=True):
    id: str
    title: str
    decoding: str
    stretches: tuple[Stretch, ...]


class Side(Struct, frozen=True):
    """A side of a finding: what is printed, what it is, and the element of the page it stands in."""

    quote: str
    what: Bilingual
    target: str
    source: str = ""


class Card(Struct, frozen=True):
    """A finding as a reader sees it. slot: its place among the findings of the page."""

    id: str
    slot: int
    row: FindingRow
    title: Bilingual
    why: Bilingual
    basis: str
    formula: str
    not_flagged: Bilingual
    sides: tuple[Side, ...]
    figures: tuple[str, ...]
    cells: tuple[str, ...]


class Page(Struct, frozen=True):
    """Everything a template shows of a report."""

    record: Record
    passages: tuple[tuple[Passage, ...], ...]
    tables: tuple[PrintedTable, ...]
    cards: tuple[Card, ...]
    ledger: tuple[tuple[str, int], ...]
    unchecked: tuple[tuple[Bilingual, tuple[Side, ...]], ...]
    tags: tuple[str, ...]


def view(record: Record, catalog: Catalog) -> Page:
    """What the page of a report shows, in the order it is shown."""
    cards = tuple(_cards(record, catalog))
    by_figure, by_cell = _index(cards, "figures"), _index(cards, "cells")
    return Page(
        record=record,
        passages=tuple(_passages(record, _cells_of_figures(record.checks), by_figure)),
        tables=tuple(_tables(record, catalog, by_cell)),
        cards=cards,
        ledger=tuple(_ledger(record)),
        unchecked=tuple(_unchecked(record, catalog)),
        tags=tuple(dict.fromkeys(tag for unit in record.units for tag in unit.tags)),
    )


def render(page: Page, catalog: Catalog, **extra: Any) -> str:
    """HTML of a report; `extra` goes to the template (the reviewer's forms)."""
    return environment().get_template("report.html.j2").render(page=page, names=_names(catalog), **assets(), **extra)


def render_index(pages: Iterable[Mapping[str, Any]], errors: Sequence[Any] = ()) -> str:
    """HTML of the list of a batch: rows with `href` and `report` (a ReportRow), and unreadable files."""
    template = environment().get_template("index.html.j2")
    return template.render(pages=list(pages), errors=errors, **assets())


def write_pages(records: Iterable[Record], errors: Sequence[ErrorRow], catalog: Catalog, out: Path) -> int:
    """Write a page for each record and index.html into a folder; the number of pages."""
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    for record in records:
        name = f"{anchor('report', record.report.report_id)}.html"
        (out / name).write_text(render(view(record, catalog), catalog), encoding="utf-8")
        rows.append({"href": name, "report": record.report})
    (out / "index.html").write_text(render_index(rows, errors), encoding="utf-8")
    return len(rows)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Templates of this package; everything is escaped, and what can't be seen is shown."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    made = Environment(
        loader=PackageLoader("nlp.write", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["seen"] = seen
    made.filters["anchor"] = anchor
    return made


@lru_cache(maxsize=1)
def assets() -> dict[str, Any]:
    """Style and script of the pages, and the policy that lets these two run and nothing else."""
    from markupsafe import Markup

    folder = resources.files("nlp.write").joinpath("templates")
    style, script = (folder.joinpath(name).read_text("utf-8") for name in ("page.css", "page.js"))
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    policy = (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": policy}


def seen(text: object) -> Markup:
    """The text escaped, with a mark in the place of every character that can't be seen."""
    from markupsafe import Markup, escape

    parts = UNSEEN.split(str(text))
    marks = [Markup('<span class="unseen">U+{:04X}</span>').format(ord(found)) for found in UNSEEN.findall(str(text))]
    joined = escape(parts[0])
    for mark, part in zip(marks, parts[1:], strict=True):
        joined += mark + escape(part)
    return joined


def anchor(kind: str, name: str) -> str:
    """Id of an element for something in the record: letters, digits and hyphens only."""
    return f"{kind}-" + re.sub(r"[^A-Za-z0-9_]", "-", name)


def _names(catalog: Catalog) -> dict[str, Bilingual]:
    specs = {**catalog.tags, **catalog.problem_types}
    return {name: Bilingual(spec.name_zh, spec.name_en) for name, spec in specs.items()}


def _index(cards: Sequence[Card], field: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for card in cards:
        for name in getattr(card, field):
            found[name] = (*found.get(name, ()), anchor("finding", card.id))
    return found


def _cells_of_figures(checks: Sequence[CheckRow]) -> dict[str, tuple[str, ...]]:
    """Cells each figure was compared with."""
    found: dict[str, dict[str, None]] = {}
    for check in checks:
        cells = [o.target for o in check.operands if o.kind == "cell" and o.source is None]
        for operand in check.operands:
            if operand.kind == "figure" and operand.source is None:
                found.setdefault(operand.target, {}).update(dict.fromkeys(cells))
    return {figure: tuple(cells) for figure, cells in found.items()}


def _passages(
    record: Record, cells: Mapping[str, tuple[str, ...]], findings: Mapping[str, tuple[str, ...]]
) -> Iterable[tuple[Passage, ...]]:
    by_unit: dict[str, list[FigureRow]] = {}
    for figure in record.figures:
        by_unit.setdefault(figure.unit_id, []).append(figure)
    for _, group in groupby(record.units, key=lambda unit: unit.paragraph):
        yield tuple(
            Passage(
                unit.unit_id,
                unit.kind,
                unit.depth,
                tuple(_runs(unit.text, unit.start, by_unit.get(unit.unit_id, ()), cells, findings)),
                unit.tags,
                unit.problem_types,
                unit.status,
            )
            for unit in group
        )


def _runs(
    text: str,
    start: int,
    figures: Sequence[FigureRow],
    cells: Mapping[str, tuple[str, ...]],
    findings: Mapping[str, tuple[str, ...]],
) -> Iterable[Run]:
    """The text of a unit cut at its figures; one inside another stays part of it."""
    at = 0
    for figure in sorted(figures, key=lambda figure: (figure.start, -figure.end)):
        low, high = figure.start - start, figure.end - start
        if low < at or high > len(text) or low >= high:
            continue
        if low > at:
            yield Run(text[at:low])
        name = figure.figure_id
        yield Run(text[low:high], name, figure.state, cells.get(name, ()), findings.get(name, ()))
        at = high
    if at < len(text):
        yield Run(text[at:])


_SIGNS = {"blank": "", "na": "/", "unreadable": "▒", "ambiguous": "?", "absent": "·"}


def _tables(record: Record, catalog: Catalog, findings: Mapping[str, tuple[str, ...]]) -> Iterable[PrintedTable]:
    cells = {_address(cell): cell for cell in record.cells}
    for table in record.tables:
        form = catalog.forms.get(table.form or record.report.form or "")
        spec = next((t for t in form.tables if t.id == table.table), None) if form else None
        if spec is not None:
            stretches = tuple(
                Stretch(columns, tuple(_row(label, depth, names, cells, findings) for label, depth, names in rows))
                for columns, rows in _layout(spec)
            )
            yield PrintedTable(table.table, spec.title, table.decoding, stretches)


Line = tuple[str, int, Sequence[str]]  # label, depth, cell ids


def _layout(spec: TableSpec) -> Iterable[tuple[tuple[str, ...], list[Line]]]:
    """Column heads and the lines below them, as the form is printed."""
    if spec.id == "4":  # three matters of five outcomes each, printed side by side; here one below the other
        cells = spec.rows[0].cells
        review, _, direct, after, *outcomes = spec.columns
        yield (
            tuple(outcomes),
            [(label, 0, cells[5 * at : 5 * at + 5]) for at, label in enumerate((review, direct, after))],
        )
        return
    depths = {"": 0}
    lines: list[tuple[tuple[str, ...], Line]] = []
    ends: dict[str, None] = {}  # of the cell ids of table 2, in the order of its columns
    for row in spec.rows:
        depths[row.id] = depths.get(row.group, 0) + 1
        own = tuple(cell.removeprefix(f"{row.id}_") for cell in row.cells) if spec.id == "2" else ()
        ends.update(dict.fromkeys(own))
        lines.append((own, (row.label, depths[row.id] - 1, row.cells)))
    heads = dict(zip(ends, spec.columns, strict=False))
    for own, group in groupby(lines, key=lambda line: line[0]):
        columns = (
            tuple(heads.get(end, end) for end in own) if spec.id == "2" else spec.columns if spec.id == "3" else ()
        )
        yield columns, [line for _, line in group]


def _row(
    label: str, depth: int, names: Sequence[str], cells: Mapping[str, CellRow], findings: Mapping[str, tuple[str, ...]]
) -> PrintedRow:
    return PrintedRow(label, depth, tuple(_printed(name, cells.get(name), findings) for name in names))


def _address(cell: CellRow) -> str:
    return f"{cell.indicator}@{cell.applicant}" if cell.applicant else cell.indicator


def _printed(name: str, cell: CellRow | None, findings: Mapping[str, tuple[str, ...]]) -> PrintedCell:
    if cell is None:
        return PrintedCell(name, "absent", _SIGNS["absent"], ())
    text = cell.text if cell.state in ("value", "na") else _SIGNS[cell.state]
    if cell.state == "ambiguous":
        options = [_SIGNS["blank"] or "␣" if r.value is None else f"{r.value.normalize():f}" for r in cell.readings]
        text = " / ".join(dict.fromkeys(options)) or "?"
    return PrintedCell(name, cell.state, text, findings.get(name, ()))


def _cards(record: Record, catalog: Catalog) -> Iterable[Card]:
    figures = {(figure.source_start, figure.source_end): figure for figure in record.figures}

    def place(row: FindingRow) -> tuple[int, int]:
        return LEVELS.index(row.level), row.evidence[0].source_start if row.evidence else 0

    for slot, row in enumerate(sorted(record.findings, key=place)):
        rule = catalog.all_rules[row.rule]
        sides, named, cells = [], [], []
        for side in row.evidence:
            own = side.source == record.report.source
            figure = figures.get((side.source_start, side.source_end)) if own and side.cell is None else None
            if figure:
                named.append(figure.figure_id)
            if side.cell and own:
                cells.append(side.cell)
            target = anchor("cell", side.cell) if side.cell and own else ""
            if figure:
                target = anchor("figure", figure.figure_id)
            what = cell_name(side.cell, catalog) if side.cell else Bilingual("正文", "prose")
            sides.append(Side(side.quote, what, target, "" if own else side.source))
        yield Card(
            row.finding_id,
            slot,
            row,
            Bilingual(rule.title_zh, rule.title_en),
            Bilingual(rule.why_zh, rule.why_en),
            rule.basis,
            rule.formula,
            Bilingual(rule.not_flagged_zh, rule.not_flagged_en),
            tuple(sides),
            tuple(named),
            tuple(cells),
        )


def cell_name(address: str, catalog: Catalog) -> Bilingual:
    """What a cell counts, in both languages."""
    indicator, _, applicant = address.partition("@")
    spec, who = catalog.indicators.get(indicator), catalog.applicants.get(applicant)
    zh, en = (spec.name_zh, spec.name_en) if spec else (indicator, indicator)
    return Bilingual(f"{zh} · {who.name_zh}", f"{en} · {who.name_en}") if who else Bilingual(zh, en)


def _ledger(record: Record) -> Iterable[tuple[str, int]]:
    counts = Counter(numeral.state for numeral in record.numerals)
    return ((state, counts[state]) for state in STATES if counts[state])


def _unchecked(record: Record, catalog: Catalog) -> Iterable[tuple[Bilingual, tuple[Side, ...]]]:
    """What could not be compared, by reason, the most frequent first."""
    found: dict[str, list[Side]] = {}
    for check in record.checks:
        if check.verdict == "not_checkable":
            found.setdefault(check.reason, []).append(_stated(check.operands, catalog))
    for reason, sides in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        spec = catalog.reasons.get(reason)
        yield Bilingual(spec.zh, spec.en) if spec else Bilingual(reason, reason), tuple(sides)


def _stated(operands: Sequence[OperandRow], catalog: Catalog) -> Side:
    if not operands:
        return Side("", Bilingual("", ""), "")
    first = operands[0]
    what = cell_name(first.target, catalog) if first.kind == "cell" else Bilingual("正文", "prose")
    target = anchor(first.kind, first.target) if first.kind in ("cell", "figure") else ""
    return Side(first.quote or "", what, target)
