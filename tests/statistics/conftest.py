"""The sample corpus, annotated once."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from nlp import engine

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"


@pytest.fixture(scope="session")
def out(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    engine.annotate([SAMPLE], folder)
    return folder


@pytest.fixture(scope="session")
def sources(out) -> dict[str, str]:
    """Source texts by the id of the report."""
    reports = pq.read_table(out / "reports", columns=["report_id", "source", "encoding"]).to_pylist()
    return {
        row["report_id"]: (SAMPLE / row["source"]).read_bytes().decode(row["encoding"]).removeprefix("\ufeff")
        for row in reports
    }
