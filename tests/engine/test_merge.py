"""Runs joined into one: what a run over all of it holds, whichever is named first; refused where that can't be."""

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import nlp
from nlp import engine
from nlp.cli import app
from nlp.errors import UsageError

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"
SMALL = engine.Recipe(shard_files=2)
OLD, NEW = ["qinghe-water-2020.txt", "qinghe-water-2021.txt"], ["qinghe-water-2022.txt", "lanling-transport-2017.txt"]


def folder(at: Path, names: list[str]) -> Path:
    at.mkdir()
    for name in names:
        shutil.copy(SAMPLE / name, at / name)
    return at


def state(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def rows(out: Path, name: str) -> list[dict]:
    return sorted(pq.read_table(out / name).to_pylist(), key=repr)


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> dict[str, Path]:
    """Two runs, the years of one office parted between them, and one over all of it."""
    work = tmp_path_factory.mktemp("runs")
    for name, files in (("old", [*OLD, "broken.txt"]), ("new", NEW), ("all", [*OLD, *NEW, "broken.txt"])):
        corpus = folder(work / f"in-{name}", [file for file in files if file != "broken.txt"])
        if "broken.txt" in files:
            (corpus / "broken.txt").write_bytes(b"")
        engine.annotate([corpus], work / name, recipe=SMALL)
    engine.merge(work / "joined", [work / "old", work / "new"])
    return {name: work / name for name in ("old", "new", "all", "joined")}


@pytest.mark.parametrize("name", nlp.write.TABLES)
def test_every_table_holds_what_one_run_over_all_would(runs, name):
    assert rows(runs["joined"], name) == rows(runs["all"], name)


def test_years_parted_between_runs_are_compared(runs):
    parted = len(rows(runs["old"], "checks")) + len(rows(runs["new"], "checks"))
    assert len(rows(runs["joined"], "checks")) > parted


def test_records_are_those_of_one_run(runs):
    told = [sorted((runs[name] / "records.jsonl").read_bytes().splitlines()) for name in ("joined", "all")]
    assert told[0] == told[1]


def test_the_order_of_the_runs_changes_nothing(runs, tmp_path):
    engine.merge(tmp_path / "out", [runs["new"], runs["old"]])
    assert state(tmp_path / "out") == state(runs["joined"])


def test_the_command_tells_what_was_joined(runs, tmp_path):
    told = CliRunner().invoke(app, ["merge", str(tmp_path / "out"), str(runs["old"]), str(runs["new"])])
    assert told.exit_code == 0
    assert "4 份报告 / reports, 1 不可读 / unreadable" in told.stderr
    assert state(tmp_path / "out") == state(runs["joined"])


def test_a_source_in_two_runs_is_refused(runs, tmp_path):
    with pytest.raises(UsageError, match=r"broken.txt is in .*annotate the folder above"):
        engine.merge(tmp_path / "out", [runs["all"], runs["old"]])


def test_another_recipe_is_refused(runs, tmp_path):
    engine.annotate([folder(tmp_path / "in", NEW)], tmp_path / "other", recipe=engine.Recipe(shard_files=3))
    with pytest.raises(UsageError, match="annotate again with one"):
        engine.merge(tmp_path / "out", [runs["old"], tmp_path / "other"])


def test_a_run_that_was_stopped_is_refused(runs, tmp_path):
    stopped = shutil.copytree(runs["new"], tmp_path / "stopped")
    (stopped / ".gongkai" / "years.json").write_text("{}")
    with pytest.raises(UsageError, match="not finished"):
        engine.merge(tmp_path / "out", [runs["old"], stopped])


@pytest.mark.parametrize("place", ["nowhere", "empty"])
def test_what_is_no_run_is_refused(runs, tmp_path, place):
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no finished run"):
        engine.merge(tmp_path / "out", [runs["old"], tmp_path / place])


def test_an_output_that_holds_a_run_is_not_written_over(runs):
    before = state(runs["all"])
    with pytest.raises(UsageError, match="take another folder"):
        engine.merge(runs["all"], [runs["old"], runs["new"]])
    assert state(runs["all"]) == before
