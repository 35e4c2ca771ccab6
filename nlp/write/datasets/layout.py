"""Nested output tables as flat ones: structs in lists become rows of tables of their own, plain lists one text.

Items of a plain list are joined by `|`, with a backslash before a `|` or a backslash of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from nlp.catalog.variables import OutputTable, Registry, Variable

if TYPE_CHECKING:
    import pyarrow as pa

BETWEEN = "|"


class Flat(Struct, frozen=True):
    """A flat table: its entry in the registry and its columns in their order."""

    table: OutputTable
    columns: tuple[Variable, ...]

    @property
    def id(self) -> str:
        return self.table.id

    def schema(self) -> pa.Schema:
        """Arrow types: string, int64, double or decimal128(38, 6)."""
        import pyarrow as pa

        types = {"integer": pa.int64(), "number": pa.float64(), "decimal": pa.decimal128(38, 6)}
        return pa.schema([(variable.name, types.get(variable.type, pa.string())) for variable in self.columns])


def layout(registry: Registry, name: str, columns: tuple[str, ...]) -> tuple[Flat, ...]:
    """The flat tables that a nested one with these columns comes to, itself first; raises KeyError if unregistered."""
    known = registry.variables[name]
    own = tuple(known[column] for column in columns if known[column].type != "items")
    items = (Flat(table, tuple(registry.variables[table.id].values())) for table in registry.items_of(name))
    return Flat(registry.tables[name], own), *items


def flatten(rows: pa.Table, flats: tuple[Flat, ...]) -> Iterator[tuple[Flat, pa.Table]]:
    """Rows of a nested table, flat: those of the table itself, then those of its tables of items."""
    import pyarrow as pa

    rows = rows.combine_chunks()
    main = flats[0]
    yield main, pa.table([_plain(rows[v.name], v) for v in main.columns], schema=main.schema())
    for flat in flats[1:]:
        yield flat, _items(rows, flat)


def _plain(column: pa.ChunkedArray | pa.Array, variable: Variable) -> Any:
    """A column as text or numbers."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if variable.type == "json":
        return pa.array([_json(value) for value in column.to_pylist()], pa.string())
    if not variable.type.startswith("list"):
        return column
    if pa.types.is_string(column.type.value_type):
        return pa.array([_joined(value) for value in column.to_pylist()], pa.string())
    texts = pc.cast(column, pa.list_(pa.string()))
    return pc.binary_join(texts, BETWEEN)


def _joined(items: list[str] | None) -> str | None:
    if items is None:
        return None
    return BETWEEN.join(item.replace("\\", "\\\\").replace(BETWEEN, "\\" + BETWEEN) for item in items)


def _json(value: Any) -> str | None:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else None


def _items(rows: pa.Table, flat: Flat) -> pa.Table:
    """Rows of a table of items: keys of the row they belong to, place in its list, and their fields."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lists = [_array(rows[name]) for name in flat.table.from_]
    parents = pc.list_parent_indices(lists[0])
    fields: dict[str, Any] = {"item": _places(parents)}
    if flat.table.names:
        fields |= {name: pc.list_flatten(each) for name, each in zip(flat.table.names, lists, strict=True)}
    else:
        structs = pc.list_flatten(lists[0])
        fields |= {field.name: pc.struct_field(structs, field.name) for field in structs.type}
    own = {name: fields.get(name) for name in (variable.name for variable in flat.columns)}
    taken = [rows[name].take(parents) if column is None else column for name, column in own.items()]
    plain = [_plain(column, variable) for column, variable in zip(taken, flat.columns, strict=True)]
    return pa.table(plain, schema=flat.schema())


def _array(column: pa.ChunkedArray) -> pa.Array:
    """The one chunk of a column; a column without rows has none."""
    import pyarrow as pa

    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def _places(parents: pa.Array) -> pa.Array:
    """1, 2, 3 ... within each parent."""
    import numpy as np
    import pyarrow as pa

    rows = parents.to_numpy(zero_copy_only=False)
    first = np.searchsorted(rows, rows)
    return pa.array(np.arange(len(rows)) - first + 1, pa.int64())
