"""Corpora in one file: rows of Parquet and of JSON lines are documents."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nlp import engine
from nlp.engine.documents import find_documents, load
from nlp.engine.rows import Columns
from nlp.errors import SourceError, UsageError
from nlp.ingest import Budget

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"
NAMED = Columns("text", "id")
MANY = [{"id": f"r{number}", "text": f"第{number}份"} for number in range(300)]


def parquet(path: Path, rows: list[dict]) -> Path:
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=130)
    return path


def jsonl(path: Path, rows: list[dict]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(params=[(parquet, "c.parquet"), (jsonl, "c.jsonl")], ids=["parquet", "jsonl"])
def make(request, tmp_path):
    write, name = request.param
    return lambda rows: write(tmp_path / name, rows)


def test_every_row_is_a_document_in_order(make):
    documents = list(find_documents([make(MANY)], columns=NAMED))
    assert [document.uri.split("/")[1] for document in documents] == [row["id"] for row in MANY]
    assert [load(document, Budget()).decode() for document in documents] == [row["text"] for row in MANY]


def test_rows_may_be_read_in_any_order(make):
    documents = list(find_documents([make(MANY)], columns=NAMED))
    places = (299, 3, 131, 129, 0)
    assert [load(documents[at], Budget()).decode() for at in places] == [f"第{at}份" for at in places]


def test_without_an_id_column_rows_bear_their_numbers(make):
    path = make(MANY[:2])
    assert [document.uri for document in find_documents([path], columns=Columns("text"))] == [
        f"{path.name}/1",
        f"{path.name}/2",
    ]


def test_an_id_that_comes_twice_is_misuse(make):
    with pytest.raises(UsageError, match="r0"):
        list(find_documents([make([MANY[0], MANY[0]])], columns=NAMED))


def test_a_row_without_text_says_so(make):
    (empty, _) = find_documents([make([{"id": "a", "text": None}, MANY[0]])], columns=NAMED)
    with pytest.raises(SourceError, match="no text in column"):
        load(empty, Budget())


def test_a_missing_column_is_misuse(tmp_path):
    with pytest.raises(UsageError, match="no column body"):
        list(find_documents([parquet(tmp_path / "c.parquet", MANY)], columns=Columns("body")))


def test_a_line_that_is_no_json_says_so(tmp_path):
    (tmp_path / "c.jsonl").write_text("{half\n")
    (document,) = find_documents([tmp_path / "c.jsonl"], columns=NAMED)
    with pytest.raises(SourceError, match="no JSON object"):
        load(document, Budget())


def test_rows_are_annotated_as_files_are(make, tmp_path):
    names = ["qinghe-water-2020.txt", "qinghe-water-2021.txt"]
    path = make([{"id": name, "text": (SAMPLE / name).read_text(encoding="utf-8")} for name in names])
    engine.annotate([path], tmp_path / "rows", columns=NAMED)
    engine.annotate([SAMPLE / name for name in names], tmp_path / "files")
    found, wanted = (
        pq.read_table(tmp_path / out / "cells", columns=["text", "start"]).to_pylist() for out in ("rows", "files")
    )
    assert found == wanted
    sources = pq.read_table(tmp_path / "rows" / "reports")["source"].to_pylist()
    assert sources == [f"{path.name}/{name}" for name in names]
