"""Output tables as columns and as Arrow tables. The only door to pyarrow's types."""

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
    ReportRow,
    UnitRow,
)

if TYPE_CHECKING:
    import pyarrow

    from nlp.write.records import Tabulated

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
    """Columns gathered by table, to be written in one go."""

    def __init__(self) -> None:
        self.columns: dict[str, list[list[Any]]] = {name: [[] for _ in _hints(TABLES[name])] for name in TABLES}

    def add(self, item: Tabulated) -> None:
        """Take what is told of one report."""
        self.add_rows("reports", [item.report])
        self.add_rows("findings", item.findings)
        for name, columns in item.columns.items():
            for held, more in zip(self.columns[name], columns, strict=True):
                held.extend(more)

    def add_rows(self, name: str, rows: Iterable[Struct]) -> None:
        """Take rows of a table."""
        found = list(rows)
        for held, field in zip(self.columns[name], TABLES[name].__struct_fields__, strict=True):
            held.extend(map(attrgetter(field), found))


@lru_cache(maxsize=64)
def _hints(kind: type[Struct]) -> dict[str, Any]:
    """Types of the fields of a row struct."""
    return {name: _present(hint) for name, hint in get_type_hints(kind).items()}


def _present(hint: Any) -> Any:
    """The type of what may also be None."""
    parts = get_args(hint)
    return next(part for part in parts if part is not type(None)) if type(None) in parts else hint


def _arrow_type(hint: Any) -> pyarrow.DataType:
    import pyarrow as pa

    simple = {str: pa.string(), int: pa.int64(), float: pa.float64(), Decimal: pa.decimal128(38, 6)}
    if hint in simple:
        return simple[hint]
    if get_origin(hint) is tuple:
        return pa.list_(_arrow_type(get_args(hint)[0]))
    return pa.struct([(name, _arrow_type(inner)) for name, inner in _hints(hint).items()])


def schema(name: str) -> pyarrow.Schema:
    """Arrow schema of an output table, read off its row struct."""
    return schema_of(TABLES[name])


@lru_cache(maxsize=64)
def schema_of(kind: type[Struct]) -> pyarrow.Schema:
    """Arrow schema of a row struct."""
    import pyarrow as pa

    return pa.schema([(column, _arrow_type(hint)) for column, hint in _hints(kind).items()])


def to_arrow(columns: Columns, name: str) -> pyarrow.Table:
    """Arrow table of what was gathered of one output table."""
    return _table(columns.columns[name], TABLES[name])


def rows_to_arrow(rows: Sequence[Struct], kind: type[Struct]) -> pyarrow.Table:
    """Arrow table of structs of one kind."""
    return _table([list(map(attrgetter(name), rows)) for name in _hints(kind)], kind)


def _table(columns: Iterable[Sequence[Any]], kind: type[Struct]) -> pyarrow.Table:
    import pyarrow as pa

    wanted, hints = schema_of(kind), _hints(kind).values()
    held = zip(columns, hints, wanted.types, strict=True)
    return pa.Table.from_arrays([_array(values, hint, type_) for values, hint, type_ in held], schema=wanted)


def _array(values: Sequence[Any], hint: Any, wanted: pyarrow.DataType) -> pyarrow.Array:
    """One column: lists as one array of all their items with offsets, structs as an array of each field.

    A table has tens of thousands of values: no step here is taken for each where it can be taken for all.
    """
    import pyarrow as pa

    if hint is Decimal:
        known = pa.array([value is not None for value in values], pa.bool_())
        data = b"".join(map(_scaled, values))
        return pa.Array.from_buffers(wanted, len(values), [known.buffers()[1], pa.py_buffer(data)])
    if get_origin(hint) is tuple:
        missing = pa.array([value is None for value in values], pa.bool_()) if None in values else None
        lists = [value or () for value in values] if missing else values
        offsets = pa.array(list(accumulate(map(len, lists), initial=0)), pa.int32())
        items = _array(list(chain.from_iterable(lists)), _present(get_args(hint)[0]), wanted.value_type)
        return pa.ListArray.from_arrays(offsets, items, type=wanted, mask=missing)
    if isinstance(hint, type) and issubclass(hint, Struct):
        return _structs(values, hint, wanted)
    return pa.array(values, wanted)


def _structs(values: Sequence[Struct], kind: type[Struct], wanted: pyarrow.StructType) -> pyarrow.Array:
    """Structs as an array of each field; one that stands many times is taken apart once."""
    import pyarrow as pa

    once = dict(zip(map(id, values), values, strict=True))
    arrays = [
        _array(list(map(attrgetter(name), once.values())), hint, wanted.field(at).type)
        for at, (name, hint) in enumerate(_hints(kind).items())
    ]
    made = pa.StructArray.from_arrays(arrays, fields=list(wanted))
    if len(once) == len(values):
        return made
    places = dict(zip(once, range(len(once)), strict=True))
    return made.take(pa.array(list(map(places.__getitem__, map(id, values))), pa.int32()))


@lru_cache(maxsize=1 << 14)  # most cells hold small numbers
def _scaled(value: Decimal | None) -> bytes:
    """A decimal as Arrow keeps it, a whole number of 16 bytes; zeros for none."""
    if value is None:
        return bytes(16)
    return int(value.quantize(_SCALE, rounding=ROUND_HALF_EVEN).scaleb(_PLACES)).to_bytes(16, "little", signed=True)
