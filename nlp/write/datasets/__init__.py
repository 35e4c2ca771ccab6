"""A run, or rows made from one, as the files researchers work with. Verb: `export`.

Formats are modules: CSV with a Data Package, Excel, Stata, SQLite, Parquet with metadata, views for DuckDB. Rows pass
in batches, so that a run of any size needs the memory of one batch (Stata: of one file).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from nlp.catalog.variables import registry
from nlp.errors import UsageError
from nlp.write.columns import TABLES, rows_to_arrow, schema_of
from nlp.write.datasets.layout import Flat, flatten, layout
from nlp.write.datasets.sink import Remarks, Sink

if TYPE_CHECKING:
    import pyarrow as pa

PLACES = {  # where each format goes in DIR/export by default
    "csv": "csv",
    "xlsx-tables": "tables.xlsx",
    "stata": "stata",
    "sqlite": "tables.sqlite",
    "parquet": "parquet",
    "duckdb": "views.sql",
}
BATCH = 10_000  # rows in memory at a time


class Dataset(Struct, frozen=True):
    """A table to write: its name in the registry, what a row is, and its rows in batches, to be read once."""

    name: str
    kind: type[Struct]
    batches: Iterable[pa.Table]

    @property
    def flats(self) -> tuple[Flat, ...]:
        return layout(registry(), self.name, self.kind.__struct_fields__)


def of_run(folder: Path) -> list[Dataset]:
    """The tables of an output folder of `annotate`; raises UsageError where there are none."""
    if not (folder / "reports").is_dir():
        raise UsageError(
            f"{folder} 里没有 reports 表, 请先运行 annotate", f"no table of reports in {folder}: annotate first"
        )
    return [
        Dataset(name, kind, _stored(sorted((folder / name).glob("*.parquet")), kind)) for name, kind in TABLES.items()
    ]


def of_file(name: str, kind: type[Struct], path: Path) -> Dataset:
    """A table in one Parquet file."""
    return Dataset(name, kind, _stored([path], kind))


def of_rows(name: str, kind: type[Struct], rows: Iterable[Struct]) -> Dataset:
    """A table of rows at hand."""
    left = iter(rows)
    return Dataset(name, kind, (rows_to_arrow(batch, kind) for batch in iter(lambda: list(islice(left, BATCH)), [])))


def export(datasets: Sequence[Dataset], to: str, out: Path) -> Remarks:
    """Write tables in a format, a key of `PLACES`, to a folder or file; remarks say what could not be kept as it is."""
    out.parent.mkdir(parents=True, exist_ok=True)
    if to == "duckdb":
        from nlp.write.datasets.views import script

        tables = [(dataset.name, dataset.flats) for dataset in datasets]
        out.write_text(script(registry(), tables, out.name), encoding="utf-8", newline="\n")
        return ()
    if to == "parquet":
        from nlp.write.datasets.columnar import ParquetFile, described

        known = registry()
        for own in datasets:
            told = described(schema_of(own.kind), known.tables[own.name], known.variables[own.name])
            with ParquetFile(out / f"{own.name}.parquet", told) as file:
                for rows in own.batches:
                    file.write(rows)
        return ()
    sink = _sink(to, out, [flat for dataset in datasets for flat in dataset.flats])
    for dataset in datasets:
        flats = dataset.flats
        for rows in dataset.batches:
            for flat, part in flatten(rows, flats):
                sink.write(flat, part)
    return sink.close()


def _sink(to: str, out: Path, flats: Sequence[Flat]) -> Sink:
    if to == "csv":
        from nlp.write.datasets.delimited import CsvFolder

        return CsvFolder(out, flats)
    if to == "sqlite":
        from nlp.write.datasets.sqlite import SqliteFile

        return SqliteFile(out, flats)
    if to == "stata":
        from nlp.write.datasets.stata import StataFolder

        return StataFolder(out, flats)
    try:
        from nlp.write.datasets.sheets import Workbook

        return Workbook(out, flats)
    except ModuleNotFoundError as missing:
        raise UsageError(
            f"{to} 需要 {missing.name}: pip install 'gongkai[excel]'",
            f"{to} needs {missing.name}: pip install 'gongkai[excel]'",
        ) from None


def _stored(paths: Sequence[Path], kind: type[Struct]) -> Iterator[pa.Table]:
    """Batches of files, one after the other."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for path in paths:
        with pq.ParquetFile(path) as part:
            if part.schema_arrow.names != list(kind.__struct_fields__):
                raise UsageError(
                    f"{path} 出自另一版本, 请重新 annotate", f"{path} was made by another release: annotate again"
                )
            for batch in part.iter_batches(BATCH):
                yield pa.Table.from_batches([batch])
