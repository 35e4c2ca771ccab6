"""Corpora in one file, a row a document: the text column of a Parquet or JSON-lines file.

`corpus.parquet/17` names the row with the id 17, or the seventeenth where no id column is given. Rows are listed by
the id column alone and read a slice at a time, so that memory does not depend on the size of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from nlp.errors import SourceError, UsageError

SUFFIXES = (".parquet", ".jsonl", ".ndjson")
_SLICE = 64  # rows decoded at a time
_IDS = 10_000


class Columns(Struct, frozen=True):
    """Names of the column that holds the documents, and of the one that names them, if any."""

    text: str
    id: str = ""


class Row(Struct, frozen=True, array_like=True):
    """Where a document stands: number of the row in a Parquet file, first byte of the line in JSON lines."""

    column: str
    at: int
    size: int


def listing(path: Path, columns: Columns) -> Iterator[tuple[str, Row]]:
    """`(id, place)` of every row. Raises UsageError for a missing column and for an id that comes twice."""
    named: set[str] = set()
    for number, (name, row) in enumerate(_rows(path, columns), 1):
        if columns.id and name is not None:
            if name in named:
                raise UsageError(f"{path} 中标识 {name} 重复", f"two rows of {path} have the id {name}")
            named.add(name)
        yield name or (f"~{number}" if columns.id else str(number)), row


def load(path: Path, row: Row) -> bytes:
    """The document in a row, as bytes. Raises SourceError where there is none."""
    try:
        value = _line(path, row) if path.suffix.lower() != SUFFIXES[0] else _parquet(path, _stamp(path), row)
    except msgspec.MsgspecError as reason:
        raise SourceError("此行不是 JSON 对象", f"the line is no JSON object: {reason}") from None
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str):
        raise SourceError(f"此行的 {row.column} 列没有文本", f"no text in column {row.column} of this row")
    return value.encode("utf-8", "surrogatepass")


def _rows(path: Path, columns: Columns) -> Iterator[tuple[str | None, Row]]:
    if path.suffix.lower() == SUFFIXES[0]:
        yield from _parquet_rows(path, columns)
        return
    decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])
    at = 0
    with path.open("rb") as stream:
        for line in stream:
            if line.strip():
                yield _json_id(line, columns.id, decoder), Row(columns.text, at, len(line))
            at += len(line)


def _json_id(line: bytes, column: str, decoder: msgspec.json.Decoder[dict[str, msgspec.Raw]]) -> str | None:
    try:
        value = decoder.decode(line).get(column) if column else None
    except msgspec.MsgspecError:
        return None
    return None if value is None else str(msgspec.json.decode(value))


def _parquet_rows(path: Path, columns: Columns) -> Iterator[tuple[str | None, Row]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for name in filter(None, (columns.text, columns.id)):
            if name not in file.schema_arrow.names:
                raise UsageError(f"{path} 没有 {name} 列", f"no column {name} in {path}")
        at = 0
        for group in range(file.num_row_groups):
            told = file.metadata.row_group(group)
            chunks = (told.column(number) for number in range(told.num_columns))
            stored = sum(chunk.total_uncompressed_size for chunk in chunks if chunk.path_in_schema == columns.text)
            size = stored // max(1, told.num_rows)
            if not columns.id:
                for number in range(told.num_rows):
                    yield None, Row(columns.text, at + number, size)
            else:
                number = 0
                for batch in file.iter_batches(_IDS, row_groups=[group], columns=[columns.id]):
                    for value in batch.column(0).to_pylist():
                        yield None if value is None else str(value), Row(columns.text, at + number, size)
                        number += 1
            at += told.num_rows


def _line(path: Path, row: Row) -> Any:
    with path.open("rb") as stream:
        stream.seek(row.at)
        return msgspec.json.decode(stream.read(row.size), type=dict[str, Any]).get(row.column)


def _parquet(path: Path, stamp: tuple[int, int], row: Row) -> Any:
    return _reader(path, stamp, row.column).value(row.at)


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=2)
def _reader(path: Path, stamp: tuple[int, int], column: str) -> _Reader:
    return _Reader(path, column)


class _Reader:
    """Goes through a column of a Parquet file, a slice in memory; going back begins the row group anew."""

    def __init__(self, path: Path, column: str) -> None:
        import pyarrow.parquet as pq

        self.file, self.column = pq.ParquetFile(path), column
        self.starts = [0]
        for group in range(self.file.num_row_groups):
            self.starts.append(self.starts[-1] + self.file.metadata.row_group(group).num_rows)
        self.group, self.first, self.slice = -1, 0, list[Any]()
        self.batches: Iterator[Any] = iter(())

    def value(self, at: int) -> Any:
        if not self.first <= at < self.first + len(self.slice):
            self._go(at)
        return self.slice[at - self.first]

    def _go(self, at: int) -> None:
        group = next(number for number, start in enumerate(self.starts[1:]) if at < start)
        if group != self.group or at < self.first:
            self.group, self.first, self.slice = group, self.starts[group], []
            self.batches = self.file.iter_batches(_SLICE, row_groups=[group], columns=[self.column])
        while at >= self.first + len(self.slice):
            self.first += len(self.slice)
            batch = next(self.batches)
            self.slice = batch.column(0).to_pylist() if at < self.first + len(batch) else [None] * len(batch)
