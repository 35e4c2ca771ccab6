"""Output tables as Parquet."""

from typing import BinaryIO

from nlp.write.columns import Columns, to_arrow


def write_parquet(columns: Columns, name: str, out: BinaryIO) -> None:
    """Write one of the output tables to a binary stream; one without rows has its columns too."""
    import pyarrow.parquet as pq

    pq.write_table(to_arrow(columns, name), out, compression="zstd")
