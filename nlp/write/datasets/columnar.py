"""Parquet, a file for each nested table, with labels, notes, units and values of its columns as metadata."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.catalog.variables import OutputTable, Variable

if TYPE_CHECKING:
    import pyarrow as pa


def described(schema: pa.Schema, table: OutputTable, variables: dict[str, Variable]) -> pa.Schema:
    """The schema with what the registry says of the table and of each column."""
    import pyarrow as pa

    fields = [field.with_metadata(_metadata(variables[field.name])) for field in schema]
    told = {"zh": table.zh, "en": table.en, "row_zh": table.row_zh, "row_en": table.row_en, "key": ",".join(table.key)}
    return pa.schema(fields, metadata=told)


def _metadata(variable: Variable) -> dict[str, str]:
    told = {
        "label_zh": variable.zh,
        "label_en": variable.en,
        "note_zh": variable.note_zh,
        "note_en": variable.note_en,
        "unit": variable.unit,
    }
    if variable.values:
        told["values"] = json.dumps({v.value: [v.zh, v.en] for v in variable.values}, ensure_ascii=False)
    return {name: text for name, text in told.items() if text}


class ParquetFile:
    """A file that rows are added to; one without rows has its columns too."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        import pyarrow.parquet as pq

        path.parent.mkdir(parents=True, exist_ok=True)
        self._schema, self._writer = schema, pq.ParquetWriter(path, schema, compression="zstd")

    def __enter__(self) -> ParquetFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def write(self, rows: pa.Table) -> None:
        self._writer.write_table(rows.replace_schema_metadata().cast(self._schema))
