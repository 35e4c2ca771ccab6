"""Statutory tables as people know them: the rows and columns of the form, each cell as it stands there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from nlp.catalog import Catalog
from nlp.catalog.specs import TableSpec
from nlp.write.rows import CellRow, Record


class PrintedCell(Struct, frozen=True):
    """A cell of a statutory table as it should look.

    `text` is what is printed, or the sign of its state; `level` that of its gravest finding, `linked` whether
    a figure or a finding belongs to it.
    """

    id: str
    state: str
    text: str
    findings: tuple[str, ...] = ()
    level: str = ""
    linked: bool = False


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


class Known(Struct, frozen=True):
    """What belongs to cells by id: their rows, the findings and their gravest level, those a figure states."""

    rows: Mapping[str, CellRow]
    findings: Mapping[str, tuple[str, ...]]
    levels: Mapping[str, str]
    stated: frozenset[str]


SIGNS = {"blank": "", "na": "/", "unreadable": "▒", "ambiguous": "?", "absent": "·"}


def printed(
    record: Record,
    catalog: Catalog,
    findings: Mapping[str, tuple[str, ...]],
    levels: Mapping[str, str],
    stated: frozenset[str],
) -> Iterable[PrintedTable]:
    """The statutory tables of a report; one lost in the source has its title and no rows."""
    known = Known({_address(cell): cell for cell in record.cells}, findings, levels, stated)
    shown = set()
    for table in record.tables:
        form = catalog.forms.get(table.form or record.report.form or "")
        spec = next((t for t in form.tables if t.id == table.table), None) if form else None
        if spec is not None and table.table not in shown:
            shown.add(table.table)
            stretches = tuple(
                Stretch(columns, tuple(PrintedRow(a, b, tuple(_cell(c, known) for c in names)) for a, b, names in rows))
                for columns, rows in _layout(spec)
                if table.decoding != "lost"
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


def _address(cell: CellRow) -> str:
    return f"{cell.indicator}@{cell.applicant}" if cell.applicant else cell.indicator


def _cell(name: str, known: Known) -> PrintedCell:
    cell = known.rows.get(name)
    if cell is None:
        return PrintedCell(name, "absent", SIGNS["absent"])
    text = cell.text if cell.state in ("value", "na") else SIGNS[cell.state]
    if cell.state == "ambiguous":
        options = ["␣" if r.value is None else f"{r.value.normalize():f}" for r in cell.readings]
        text = " | ".join(dict.fromkeys(options)) or "?"
    findings = known.findings.get(name, ())
    linked = bool(findings) or name in known.stated
    return PrintedCell(name, cell.state, text, findings, known.levels.get(name, ""), linked)
