"""Output rows as columns and as Arrow tables. The only door to pyarrow's types."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from msgspec import Struct
from msgspec.structs import fields

from nlp.write.rows import (
    CellRow,
    CheckRow,
    ErrorRow,
    FigureRow,
    FindingRow,
    NumeralRow,
    Record,
    ReportRow,
    UnitRow,
)

if TYPE_CHECKING:
    import pyarrow

TABLES: dict[str, type[Struct]] = {
    "reports": ReportRow,
    "units": UnitRow,
    "cells": CellRow,
    "figures": FigureRow,
    "numerals": NumeralRow,
    "checks": CheckRow,
    "findings": FindingRow,
    "errors": ErrorRow,
}
_SCALE = Decimal("0.000001")  # decimal128(38, 6): enough for shares printed to four places


class Columns:
    """Rows gathered by table, to be written in one go."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Struct]] = {name: [] for name in TABLES}

    def add(self, item: Record) -> None:
        """Take the rows of one report."""
        self.rows["reports"].append(item.report)
        for name in ("units", "cells", "figures", "numerals", "checks", "findings"):
            self.rows[name].extend(getattr(item, name))

    def add_error(self, error: ErrorRow) -> None:
        self.rows["errors"].append(error)


def _plain(value: Any) -> Any:
    """A row value as Arrow takes it: decimals at the table's scale, structs as dicts."""
    if isinstance(value, Decimal):
        return value.quantize(_SCALE, rounding=ROUND_HALF_EVEN)
    if isinstance(value, Struct):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _arrow_type(hint: Any) -> pyarrow.DataType:
    import pyarrow as pa

    simple = {str: pa.string(), int: pa.int64(), float: pa.float64(), Decimal: pa.decimal128(38, 6)}
    if hint in simple:
        return simple[hint]
    if get_origin(hint) is tuple:
        return pa.list_(_arrow_type(get_args(hint)[0]))
    if isinstance(hint, type) and issubclass(hint, Struct):
        return pa.struct([(name, _arrow_type(inner)) for name, inner in get_type_hints(hint).items()])
    return _arrow_type(next(part for part in get_args(hint) if part is not type(None)))


def schema(name: str) -> pyarrow.Schema:
    """Arrow schema of an output table, read off its row struct."""
    import pyarrow as pa

    return pa.schema([(column, _arrow_type(hint)) for column, hint in get_type_hints(TABLES[name]).items()])


def to_arrow(columns: Columns, name: str) -> pyarrow.Table:
    """Arrow table of the gathered rows of one output table."""
    import pyarrow as pa

    rows = columns.rows[name]
    wanted = schema(name)
    return pa.table(
        [pa.array([_plain(getattr(row, field.name)) for row in rows], type=field.type) for field in wanted],
        schema=wanted,
    )
