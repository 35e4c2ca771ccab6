"""A run opened again: by pandas, pyarrow, Polars and DuckDB, in the order of the corpus."""

from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import nlp
from nlp.errors import UsageError
from nlp.write import TABLES

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"
FILES = [SAMPLE / f"qinghe-water-{year}.txt" for year in (2020, 2021, 2022)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("it's out")
    nlp.annotate(FILES, out, recipe=nlp.engine.Recipe(records=False, shard_files=1))
    (out / "cells" / "mine.parquet").write_bytes(b"not a part")
    return out


@pytest.mark.parametrize("name", TABLES)
def test_a_frame_holds_its_table(folder, name):
    out = nlp.open(folder)
    assert list(out) == list(TABLES)
    assert list(out[name].columns) == [*TABLES[name].__struct_fields__]
    assert len(out[name]) == sum(pq.read_metadata(path).num_rows for path in out.paths(name))


def test_rows_come_in_the_order_of_the_corpus(folder):
    assert nlp.open(folder)["reports"]["source"].tolist() == [path.name for path in FILES]


def test_some_columns_may_be_asked_for(folder):
    frame = nlp.open(folder).frame("cells", ["report_id", "value"])
    assert list(frame.columns) == ["report_id", "value"]
    assert isinstance(frame["value"].dropna().iloc[0], Decimal)


def test_nothing_is_read_before_it_is_asked_for(folder, tmp_path):
    out = nlp.open(folder)
    assert "cells" in out
    next((folder / "numerals").iterdir()).rename(tmp_path / "gone")
    try:
        with pytest.raises(FileNotFoundError):
            out["numerals"]
        assert len(out["cells"]) > 100
    finally:
        (tmp_path / "gone").rename(out.paths("numerals")[0])


def test_a_dataset_can_be_filtered(folder):
    import pyarrow.dataset as ds

    dataset = nlp.open(folder).dataset("reports")
    assert dataset.to_table(filter=ds.field("year") == 2021)["source"].to_pylist() == ["qinghe-water-2021.txt"]


def test_polars_scans_the_paths(folder):
    polars = pytest.importorskip("polars", reason="polars is not installed")
    scanned = polars.scan_parquet(nlp.open(folder).paths("reports"))
    years = scanned.filter(polars.col("year") > 2020).select("year").collect()
    assert years["year"].to_list() == [2021, 2022]


def test_duckdb_has_every_table_as_a_view(folder):
    pytest.importorskip("duckdb", reason="duckdb is not installed")
    base = nlp.open(folder).duckdb()
    assert base.sql("SELECT year FROM reports ORDER BY year").fetchall() == [(2020,), (2021,), (2022,)]
    joined = "SELECT count(*) FROM cells JOIN reports USING (report_id) WHERE state = 'value' AND year = 2022"
    cells = nlp.open(folder)["cells"].merge(nlp.open(folder)["reports"], on="report_id")
    wanted = ((cells["year"] == 2022) & (cells["state"] == "value")).sum()
    assert wanted
    assert base.sql(joined).fetchall() == [(wanted,)]
    assert {name for (name,) in base.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()} == set(
        TABLES
    )


def test_an_address_is_opened_through_fsspec(folder):
    fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")
    memory = fsspec.filesystem("memory")
    memory.put(f"{folder}/", "/opened", recursive=True)
    out = nlp.open("memory://opened")
    assert out["figures"].equals(nlp.open(folder)["figures"])
    memory.rm("/opened", recursive=True)


@pytest.mark.parametrize("name", ["cell", "records"])
def test_a_table_that_is_none_is_misuse(folder, name):
    with pytest.raises(UsageError, match=r"no table .*; there are reports, units"):
        nlp.open(folder)[name]


def test_a_folder_without_tables_is_misuse(tmp_path):
    with pytest.raises(UsageError, match="annotate first"):
        nlp.open(tmp_path / "nowhere")
