"""Output tables as Parquet."""

from nlp.write.columns import Columns, to_arrow


def write_parquet(columns: Columns, name: str) -> bytes:
    """One of the output tables as a Parquet file; one without rows has its columns too.

    Nearly every value stands once in a part: dictionaries and statistics would cost time and make it larger.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    stream = pa.BufferOutputStream()
    pq.write_table(to_arrow(columns, name), stream, compression="zstd", use_dictionary=False, write_statistics=False)
    data: bytes = stream.getvalue().to_pybytes()
    return data
