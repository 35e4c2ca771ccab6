"""A corpus to output tables: what is written, that bad input costs only itself, and that bytes repeat."""

import json
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from nlp import engine
from nlp.errors import UsageError
from nlp.write import TABLES

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"
ONE = SAMPLE / "qinghe-water-2021.txt"


def table(out: Path, name: str) -> list[dict]:
    return pq.read_table(out / name).to_pylist()


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    engine.annotate([SAMPLE], folder)
    return folder


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_written(out, name):
    assert pq.read_table(out / name).column_names == [*TABLES[name].__struct_fields__]


@pytest.mark.parametrize("name", ["units", "cells", "figures", "numerals"])
def test_quotes_are_slices_of_the_source(out, name):
    sources = {row["report_id"]: row["source"] for row in table(out, "reports")}
    encodings = {row["source"]: row["encoding"] for row in table(out, "reports")}
    texts = {
        uri: (SAMPLE / uri).read_bytes().decode("utf-16" if encoding.startswith("utf-16") else encoding)
        for uri, encoding in encodings.items()
    }
    rows = [row for row in table(out, name) if row["source_start"] is not None]
    assert rows
    for row in rows:
        text = texts[sources[row["report_id"]]].removeprefix("\ufeff")
        assert text[row["source_start"] : row["source_end"]] == row["quote"]


def test_findings_cite_the_source(out):
    for row in table(out, "findings"):
        assert row["evidence"], row["finding_id"]
        for side in row["evidence"]:
            assert side["source_end"] > side["source_start"]


def test_values_are_decimals(out):
    values = [row["value"] for row in table(out, "cells") if row["state"] == "value"]
    assert values
    assert all(isinstance(value, Decimal) for value in values)


def test_each_numeral_has_one_row(out):
    rows = table(out, "numerals")
    places = {(row["report_id"], row["source_start"], row["source_end"]) for row in rows}
    assert len(places) == len(rows)


def test_records_hold_one_report_a_line(out):
    lines = (out / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["report"]["report_id"] for line in lines] == [
        row["report_id"] for row in table(out, "reports")
    ]


def test_ids_are_unique(out):
    for name, key in (("reports", "report_id"), ("units", "unit_id"), ("figures", "figure_id")):
        ids = [row[key] for row in table(out, name)]
        assert len(ids) == len(set(ids))
    keys = [(row["report_id"], row["finding_id"]) for row in table(out, "findings")]
    assert len(keys) == len(set(keys))


def folder_bytes(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def test_two_workers_write_the_same_bytes(tmp_path):
    small = engine.Recipe(shard_files=8)
    engine.annotate([SAMPLE], tmp_path / "one", workers=1, recipe=small)
    engine.annotate([SAMPLE], tmp_path / "two", workers=2, recipe=small)
    assert folder_bytes(tmp_path / "one") == folder_bytes(tmp_path / "two")


def test_a_rerun_leaves_nothing_of_the_last_run(tmp_path):
    engine.annotate([SAMPLE], tmp_path)
    engine.annotate([ONE], tmp_path)
    assert [row["source"] for row in table(tmp_path, "reports")] == [ONE.name]


GOOD = ONE.read_bytes()
BAD = {
    "empty.txt": b"",
    "blank.txt": b" \n\t\r\n ",
    "rubbish.txt": bytes(range(256)) * 40,
    "picture.txt": b"\x89PNG\r\n\x1a\n" + b"\x00" * 400,
    "archive.txt": b"PK\x03\x04" + b"\x00" * 400,
    "recipe.txt": "番茄两个, 鸡蛋三个, 盐少许。先把鸡蛋打散。".encode(),
    "news.txt": "本市昨日召开政府信息公开工作会议, 部署下一年度任务。".encode(),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_a_row_in_errors_and_the_batch_goes_on(tmp_path, name):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(BAD[name])
    (tmp_path / "in" / "good.txt").write_bytes(GOOD)
    counts = engine.annotate([tmp_path / "in"], tmp_path / "out")
    errors = table(tmp_path / "out", "errors")
    assert [row["source"] for row in errors] == [name]
    assert errors[0]["reason"]
    assert [row["source"] for row in table(tmp_path / "out", "reports")] == ["good.txt"]
    assert (counts.reports, counts.unreadable) == (1, 1)


TEXT = GOOD.decode()
ENCODED = {
    "utf-8-bom.txt": TEXT.encode("utf-8-sig"),
    "gb18030.txt": TEXT.encode("gb18030"),
    "utf-16.txt": TEXT.encode("utf-16"),
    "utf-16-le.txt": TEXT.encode("utf-16-le"),
    "utf-16-be-bom.txt": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "crlf.txt": TEXT.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("name", ENCODED)
def test_every_encoding_gives_the_same_content(tmp_path, name):
    (tmp_path / name).write_bytes(ENCODED[name])
    engine.annotate([tmp_path / name], tmp_path / "out")
    engine.annotate([ONE], tmp_path / "plain")
    for wanted in ("cells", "figures"):
        found, expected = table(tmp_path / "out", wanted), table(tmp_path / "plain", wanted)
        assert [(row["text"], row.get("value")) for row in found] == [
            (row["text"], row.get("value")) for row in expected
        ]


@pytest.mark.parametrize("share", [0.3, 0.5, 0.6, 0.7, 0.8, 0.9])
def test_a_file_cut_anywhere_is_an_outcome_not_a_crash(tmp_path, share):
    (tmp_path / "cut.txt").write_bytes(GOOD[: int(len(GOOD) * share)])
    engine.annotate([tmp_path / "cut.txt"], tmp_path / "out")
    assert len(table(tmp_path / "out", "reports")) + len(table(tmp_path / "out", "errors")) == 1
    assert not [row for row in table(tmp_path / "out", "findings") if row["level"] == "error"]


@pytest.mark.slow
def test_a_line_of_50_megabytes_comes_to_an_end(tmp_path):
    line = "2020年主动公开政府信息12条,其中3条。" * 1_000_000
    (tmp_path / "long.txt").write_text(line[:50_000_000], encoding="utf-8")
    (tmp_path / "good.txt").write_bytes(GOOD)
    engine.annotate([tmp_path / "long.txt", tmp_path / "good.txt"], tmp_path / "out")
    assert [row["source"] for row in table(tmp_path / "out", "reports")][:1] == ["good.txt"]


def test_missing_input_is_misuse(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        engine.annotate([tmp_path / "nowhere"], tmp_path / "out")


def test_the_source_is_the_path_below_the_given_folder(tmp_path):
    (tmp_path / "in" / "a" / "b").mkdir(parents=True)
    (tmp_path / "in" / "a" / "b" / "x.txt").write_bytes(GOOD)
    assert [uri for _, uri in engine.find_files([tmp_path / "in"])] == ["a/b/x.txt"]
    assert [uri for _, uri in engine.find_files([tmp_path / "in" / "a" / "b" / "x.txt"])] == ["x.txt"]
