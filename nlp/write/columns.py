"""Output rows as columns and as Arrow tables. The only door to pyarrow's types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from itertools import accumulate, chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from msgspec import Struct

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
_PLACES = 6  # decimal128(38, 6): enough for shares printed to four places
_SCALE = Decimal(1).scaleb(-_PLACES)


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
    return schema_of(TABLES[name])


def schema_of(kind: type[Struct]) -> pyarrow.Schema:
    """Arrow schema of a row struct."""
    import pyarrow as pa

    return pa.schema([(column, _arrow_type(hint)) for column, hint in get_type_hints(kind).items()])


def to_arrow(columns: Columns, name: str) -> pyarrow.Table:
    """Arrow table of the gathered rows of one output table."""
    return rows_to_arrow(columns.rows[name], TABLES[name])


def rows_to_arrow(rows: Sequence[Struct], kind: type[Struct]) -> pyarrow.Table:
    """Arrow table of structs of one kind."""
    import pyarrow as pa

    wanted = schema_of(kind)
    return pa.Table.from_arrays(_columns(rows, kind, list(wanted)), schema=wanted)


def _columns(rows: Sequence[Struct], kind: type[Struct], wanted: Iterable[pyarrow.Field]) -> list[pyarrow.Array]:
    """Arrays of the fields of structs. A table has tens of thousands of values: no step here is taken for each."""
    hints = get_type_hints(kind)
    return [_array(list(map(attrgetter(field.name), rows)), hints[field.name], field.type) for field in wanted]


def _array(values: Sequence[Any], hint: Any, wanted: pyarrow.DataType) -> pyarrow.Array:
    """One column: lists as one array of all their items with offsets, structs as an array of each field."""
    import pyarrow as pa

    hint = next((part for part in get_args(hint) if part is not type(None)), hint) if _is_optional(hint) else hint
    if hint is Decimal:
        known = pa.array([value is not None for value in values], pa.bool_())
        data = b"".join(map(_scaled, values))
        return pa.Array.from_buffers(wanted, len(values), [known.buffers()[1], pa.py_buffer(data)])
    if get_origin(hint) is tuple:
        missing = pa.array([value is None for value in values], pa.bool_()) if None in values else None
        lists = [value or () for value in values] if missing else values
        offsets = pa.array(accumulate(map(len, lists), initial=0), pa.int32())
        items = _array(list(chain.from_iterable(lists)), get_args(hint)[0], wanted.value_type)
        return pa.ListArray.from_arrays(offsets, items, type=wanted, mask=missing)
    if isinstance(hint, type) and issubclass(hint, Struct):
        return pa.StructArray.from_arrays(_columns(values, hint, list(wanted)), fields=list(wanted))
    return pa.array(values, wanted)


def _is_optional(hint: Any) -> bool:
    return type(None) in get_args(hint)


@lru_cache(maxsize=1 << 14)  # most cells hold small numbers
def _scaled(value: Decimal | None) -> bytes:
    """A decimal as Arrow keeps it, a whole number of 16 bytes; zeros for none."""
    if value is None:
        return bytes(16)
    return int(value.quantize(_SCALE, rounding=ROUND_HALF_EVEN).scaleb(_PLACES)).to_bytes(16, "little", signed=True)
