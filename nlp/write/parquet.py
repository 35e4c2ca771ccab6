"""Output tables as Parquet part files, written whole or not at all."""

from collections.abc import Iterable
from pathlib import Path

from nlp.write.columns import TABLES, Columns, to_arrow


def write_parquet(columns: Columns, out: Path, part: int, names: Iterable[str] = TABLES, suffix: str = "") -> None:
    """Write `out/<table>/part-<part><suffix>.parquet` for the named tables; one without rows gets an empty part."""
    import pyarrow.parquet as pq

    for name in names:
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"part-{part:05d}{suffix}.parquet"
        partial = target.with_suffix(".tmp")
        pq.write_table(to_arrow(columns, name), partial, compression="zstd")
        partial.replace(target)
