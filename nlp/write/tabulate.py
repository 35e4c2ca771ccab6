"""A finished report as output columns, table by table; rows are made from these where rows are wanted.

A report has hundreds of cells and checks: each column is one pass over them, and what is the same in text and
source is made once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from operator import attrgetter
from typing import Any

from nlp import catalog
from nlp.document import Annotation, Check, Reading, Report, Side
from nlp.spans import Span
from nlp.write.ground import Ground, ends, slices
from nlp.write.rows import CellRow, OperandRow, ReadingRow

Columned = list[Sequence[Any]]  # the columns of a table, in the order of its row struct


def get(things: Iterable[Any], *names: str) -> Columned:
    """Fields of structs, a column each."""
    held = list(things)
    return [list(map(attrgetter(name), held)) for name in names]


def units(report: Report, ground: Ground) -> Columned:
    """Columns of `UnitRow`."""
    labels: dict[str, list[Annotation]] = {}
    for label in report.labels:
        labels.setdefault(label.unit, []).append(label)
    groups = {name: tag.group for name, tag in catalog.load().tags.items()} if labels else {}
    own = [labels.get(unit.id, ()) for unit in report.units]
    tags = [[label for label in one if label.layer == "tag"] for one in own]
    spans = [unit.span for unit in report.units]
    places = ground.traced(spans)
    text = slices(ground.clean, spans)
    ids, *rest = get(report.units, "id", "kind", "role", "depth", "paragraph", "marker", "path")
    return [
        ids,
        [report.id] * len(spans),
        *rest,
        text,
        text if ground.unchanged else slices(ground.source, places),
        [tuple([tag.label for tag in one]) for one in tags],
        [tuple([groups[tag.label] for tag in one]) for one in tags],
        [tuple([round(tag.score, 4) for tag in one]) for one in tags],
        [tuple([label.label for label in one if label.layer == "problem_type"]) for one in own],
        [next((label.label for label in one if label.layer == "status"), None) for one in own],
        [next((label.target for label in one if label.layer == "link"), None) for one in own],
        *ends(spans),
        *ends(places),
        ground.all_places(places),
    ]


def cells(report: Report, ground: Ground) -> Columned:
    """Columns of `CellRow`; a cell that is not printed has no place."""
    held = [cell for table in report.tables for cell in table.cells]
    spans = [cell.span for cell in held]
    places: Sequence[Span | None] = spans
    if not ground.unchanged:
        places = [None if span is None else ground.trace(span) for span in spans]
    text = ["" if span is None else ground.clean[span.start : span.end] for span in spans]
    quote = [None if place is None else ground.source[place.start : place.end] for place in places]
    located = [()] * len(held) if not ground.has_places else [() if p is None else ground.places(p) for p in places]
    return [
        [report.id] * len(held),
        *get(held, "table", "indicator", "applicant", "state", "value", "unit"),
        [tuple([_reading(one, ground.trace) for one in cell.readings]) if cell.readings else () for cell in held],
        text,
        quote,
        *_maybe(spans),
        *_maybe(places),
        located,
    ]


def _maybe(spans: Sequence[Span | None]) -> Columned:
    """Starts and ends, None where there is no span."""
    return [[span if span is None else span.start for span in spans], [s if s is None else s.end for s in spans]]


def _reading(reading: Reading, trace: Callable[[Span], Span]) -> ReadingRow:
    place = trace(reading.span) if reading.span else None
    return ReadingRow(reading.state, reading.value, *((place.start, place.end) if place else (None, None)))


def figures(report: Report, ground: Ground) -> Columned:
    """Columns of `FigureRow`; `reading` is which candidate reading the check of the figure settled on."""
    checks = (check for check in reversed(report.checks) if not check.sides and check.reading and check.operands)
    settled = {check.operands[0]: check.reading for check in checks}
    spans = [figure.span for figure in report.figures]
    places = ground.traced(spans)
    text = slices(ground.clean, spans)
    named = ("unit_id", "value", "low", "high", "unit", "bound", "kind", "role", "indicator", "applicant", "readings")
    ids, unit_ids, *known = get(report.figures, "id", *named)
    return [
        ids,
        [report.id] * len(spans),
        unit_ids,
        text,
        text if ground.unchanged else slices(ground.source, places),
        *known,
        list(map(settled.get, ids)),
        *get(report.figures, "year", "scope", "direction", "state", "by"),
        *ends(spans),
        *ends(places),
        ground.all_places(places),
    ]


def numerals(report: Report, ground: Ground) -> Columned:
    """Columns of `NumeralRow`."""
    text, spans, *known = get(report.numerals, "text", "span", "state", "reason", "figure")
    places = ground.traced(spans)
    quote = slices(ground.source, places)
    return [[report.id] * len(spans), text, quote, *known, *ends(spans), *ends(places)]


def checks(report: Report, ground: Ground, cells: Columned) -> Columned:
    """Columns of `CheckRow`; an operand of many checks is looked up once. `cells` as `cells` makes them."""
    known = _figure_operands(report, ground) | _cell_operands(report, cells)
    rows = []
    for check in report.checks:
        if check.sides:
            rows.append(tuple(map(side, check.sides)))
            continue
        for address in check.operands:
            if address not in known:
                known[address] = ground.operand(address)
        rows.append(tuple([known[address] for address in check.operands]))
    return check_columns(report.id, report.checks, rows)


def check_columns(report_id: str, checks: Sequence[Check], operands: Sequence[tuple[OperandRow, ...]]) -> Columned:
    """Columns of `CheckRow` whose operands are looked up."""
    ids, *known = get(checks, "id", "rule", "verdict", "level", "reading", "reason", "expected", "actual")
    return [ids, [report_id] * len(ids), *known, operands]


def _figure_operands(report: Report, ground: Ground) -> dict[str, OperandRow]:
    """Every figure of a report as an operand."""
    ids, states, values, spans = get(report.figures, "id", "state", "value", "span")
    places = ground.traced(spans)
    quotes = slices(ground.source, places)
    rows = map(OperandRow, repeat("figure"), ids, states, values, quotes, *ends(places))
    return dict(zip(ids, rows, strict=True))


def _cell_operands(report: Report, cells: Columned) -> dict[str, OperandRow]:
    """Every cell of a report as an operand, by its address; `cells` are the columns of `CellRow`."""
    ids = [cell.id for table in report.tables for cell in table.cells]
    held = dict(zip(CellRow.__struct_fields__, cells, strict=True))
    told = (held[name] for name in ("state", "value", "quote", "source_start", "source_end"))
    return dict(zip([f"cell:{name}" for name in ids], map(OperandRow, repeat("cell"), ids, *told), strict=True))


def side(side: Side) -> OperandRow:
    """An operand looked up beforehand."""
    kind, _, target = side.address.removeprefix("last:").partition(":")
    if not target:
        kind, target = "figure", side.address
    start, end = (side.place.start, side.place.end) if side.place else (None, None)
    target = "" if kind == "text" else target
    return OperandRow(kind, target, side.state, side.value, side.quote, start, end, side.source)
