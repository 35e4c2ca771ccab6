"""One SQLite file: the flat tables, indexed by their report, and the codebook. The same rows give the same bytes."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import astuple

from nlp.write.datasets.codebook import HEAD, entries
from nlp.write.datasets.layout import Flat
from nlp.write.datasets.sink import Remarks, Sink

if TYPE_CHECKING:
    import pyarrow as pa

TYPES = {"integer": "INTEGER", "number": "REAL", "decimal": "REAL"}


class SqliteFile(Sink):
    """A database at `out`, written anew."""

    def __init__(self, out: Path, flats: Sequence[Flat]) -> None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.unlink(missing_ok=True)
        self._flats = flats
        self._base = sqlite3.connect(out, isolation_level=None)
        self._base.execute("PRAGMA page_size = 4096")
        self._base.execute("PRAGMA journal_mode = OFF")  # a file written in one go needs none
        self._base.execute("BEGIN")
        for flat in flats:
            columns = ", ".join(f'"{v.name}" {TYPES.get(v.type, "TEXT")}' for v in flat.columns)
            self._base.execute(f'CREATE TABLE "{flat.id}" ({columns})')

    def write(self, flat: Flat, rows: pa.Table) -> None:
        columns = [_column(rows[v.name], v.type) for v in flat.columns]
        places = ", ".join("?" * len(columns))
        self._base.executemany(f'INSERT INTO "{flat.id}" VALUES ({places})', zip(*columns, strict=True))

    def close(self) -> Remarks:
        columns = ", ".join(f'"{name}" {_codebook_type(name)}' for name in HEAD)
        self._base.execute(f"CREATE TABLE codebook ({columns})")
        places = ", ".join("?" * len(HEAD))
        self._base.executemany(f"INSERT INTO codebook VALUES ({places})", map(astuple, entries(self._flats)))
        for flat in self._flats:
            if "report_id" in (variable.name for variable in flat.columns):
                self._base.execute(f'CREATE INDEX "{flat.id}_report" ON "{flat.id}" (report_id)')
        self._base.execute("COMMIT")
        self._base.close()
        return ()


def _codebook_type(name: str) -> str:
    return "INTEGER" if name == "code" else "TEXT"


def _column(column: pa.ChunkedArray, kind: str) -> list[object]:
    values: list[object] = (column.cast("float64") if kind == "decimal" else column).to_pylist()
    return values
