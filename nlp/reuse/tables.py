"""The tables reuse reads and writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import msgspec
from msgspec import Struct

from nlp.errors import UsageError
from nlp.reuse.rows import Pair, Share
from nlp.verify.outlines import Office
from nlp.write.columns import rows_to_arrow, schema_of
from nlp.write.rows import FindingRow

_ROWS = 20_000  # of a table in memory
_COLUMNS = ("report_id", "issuer", "issuer_basis", "region", "office_level", "year", "scope", "source")


class Reports:
    """The reports of a run in the order of their table; `number` gives the place of each by its id."""

    def __init__(self, folder: Path) -> None:
        import pyarrow.parquet as pq

        if not (folder / "reports").is_dir() or not (folder / "units").is_dir():
            zh, en = f"{folder} 里没有 units 表, 请先运行 annotate", f"no table of units in {folder}: annotate first"
            raise UsageError(zh, en)
        table = pq.read_table(folder / "reports", columns=list(_COLUMNS))
        columns = {name: table.column(name).to_pylist() for name in _COLUMNS}
        self.names: list[str] = columns["report_id"]
        self.issuers: list[str | None] = columns["issuer"]
        self.years: list[int | None] = columns["year"]
        self.sources: list[str] = columns["source"]
        self.number = {name: at for at, name in enumerate(self.names)}
        self.offices = [
            Office(issuer, region, level, year, scope, inferred=basis == "text")
            for issuer, basis, region, level, year, scope in zip(
                *(columns[name] for name in ("issuer", "issuer_basis", "region", "office_level", "year", "scope")),
                strict=True,
            )
        ]


def write_tables(out: Path, pairs: Iterable[Pair], shares: Iterable[Share], findings: Iterable[FindingRow]) -> None:
    """Write `pairs.parquet`, `shares.parquet` and `findings.parquet`."""
    _write(out / "pairs.parquet", pairs, Pair)
    _write(out / "shares.parquet", shares, Share)
    _write(out / "findings.parquet", findings, FindingRow)


def read_pairs(out: Path, report: str) -> Iterator[Pair]:
    """The pairs of one report, in the order of its text; raises UsageError where reuse was not run."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    if not (out / "pairs.parquet").is_file():
        raise UsageError(f"{out} 里没有 pairs.parquet, 请先运行 reuse", f"no pairs.parquet in {out}: run reuse first")
    found = pq.read_table(out / "pairs.parquet", filters=pc.field("report_id") == report)
    yield from (Pair(**row) for row in found.to_pylist())


def read_shares(out: Path) -> Iterator[Share]:
    """The shares of all reports."""
    import pyarrow.parquet as pq

    yield from (Share(**row) for row in pq.read_table(out / "shares.parquet").to_pylist())


def read_findings(out: Path) -> Iterator[FindingRow]:
    """The findings, in the order of the reports."""
    import pyarrow.parquet as pq

    rows = pq.read_table(out / "findings.parquet").to_pylist()
    yield from (msgspec.convert(row, FindingRow) for row in rows)


def _write(path: Path, rows: Iterable[Struct], kind: type[Struct]) -> None:
    import pyarrow.parquet as pq

    given = iter(rows)
    with pq.ParquetWriter(path, schema_of(kind), compression="zstd") as writer:
        while batch := list(islice(given, _ROWS)):
            writer.write_table(rows_to_arrow(batch, kind))
