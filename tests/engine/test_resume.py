"""A run that goes on: what is finished is kept, what changed is made again, what went is removed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from nlp import engine
from nlp.errors import UsageError

ROOT = Path(__file__).resolve().parents[2] / "corpora" / "sample"
SMALL = engine.Recipe(shard_files=4)
CHANGING = "qinghe-water-2021.txt"


def state(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def written(out: Path) -> dict[str, int]:
    return {path.relative_to(out).as_posix(): path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    """Some of the samples, two years of an office among them."""
    folder = tmp_path_factory.mktemp("sample")
    names = sorted(path.name for path in ROOT.glob("*.txt"))
    for name in {*names[:8], CHANGING, *(name for name in names if name.startswith("qinghe-water"))}:
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory, sample) -> Path:
    """An undisturbed run over the samples."""
    out = tmp_path_factory.mktemp("whole")
    engine.annotate([sample], out, recipe=SMALL)
    return out


@pytest.fixture
def corpus(tmp_path, sample) -> Path:
    return shutil.copytree(sample, tmp_path / "in")


def test_a_finished_run_is_not_written_again(tmp_path, sample, whole):
    out = shutil.copytree(whole, tmp_path / "out")
    before = written(out)
    engine.annotate([sample], out, recipe=SMALL)
    assert written(out) == before


def test_counts_of_a_finished_run_are_told_again(tmp_path, sample, whole):
    out = shutil.copytree(whole, tmp_path / "out")
    assert engine.annotate([sample], out, recipe=SMALL) == engine.annotate([sample], tmp_path / "new", recipe=SMALL)


def test_a_new_file_leaves_the_other_shards_alone(tmp_path, corpus):
    moved = corpus / CHANGING
    kept = moved.read_bytes()
    moved.unlink()
    engine.annotate([corpus], tmp_path / "out", recipe=SMALL)
    before = {name.split("-", 2)[-1] for name in written(tmp_path / "out") if name.startswith("figures/")}
    moved.write_bytes(kept)
    engine.annotate([corpus], tmp_path / "out", recipe=SMALL)
    after = {name.split("-", 2)[-1] for name in written(tmp_path / "out") if name.startswith("figures/")}
    assert len(after - before) <= 2


def test_an_office_that_joins_leaves_the_comparisons_of_others_alone(tmp_path, corpus):
    engine.annotate([corpus], tmp_path / "out", recipe=SMALL)
    before = {name: at for name, at in written(tmp_path / "out").items() if "-years." in name}
    joins = next(path for path in sorted(ROOT.glob("*.txt")) if not (corpus / path.name).exists())
    shutil.copy(joins, corpus / "zz.txt")
    counts = engine.annotate([corpus], tmp_path / "out", recipe=SMALL)
    after = written(tmp_path / "out")
    kept = before.keys() & after.keys()  # those of the shard it joins are new
    assert kept
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert counts == engine.annotate([corpus], tmp_path / "new", recipe=SMALL)
    assert state(tmp_path / "out") == state(tmp_path / "new")


@pytest.mark.parametrize("change", ["add", "drop", "edit"])
def test_after_a_change_the_output_is_that_of_a_new_run(tmp_path, corpus, change):
    first = corpus / CHANGING
    kept = first.read_bytes()
    if change == "add":
        first.unlink()
    engine.annotate([corpus], tmp_path / "out", recipe=SMALL)
    if change == "drop":
        first.unlink()
    else:
        first.write_bytes(kept.replace("。".encode(), "。\n".encode(), 1))
    engine.annotate([corpus], tmp_path / "out", recipe=SMALL)
    engine.annotate([corpus], tmp_path / "new", recipe=SMALL)
    assert state(tmp_path / "out") == state(tmp_path / "new")


def test_a_lost_part_is_made_again(tmp_path, sample, whole):
    out = shutil.copytree(whole, tmp_path / "out")
    next((out / "figures").iterdir()).unlink()
    engine.annotate([sample], out, recipe=SMALL)
    assert state(out) == state(whole)


def test_a_lost_part_of_the_years_is_made_again(tmp_path, sample, whole):
    out = shutil.copytree(whole, tmp_path / "out")
    next((out / "findings").glob("*-years.parquet")).unlink()
    engine.annotate([sample], out, recipe=SMALL)
    assert state(out) == state(whole)


def test_half_written_files_are_swept_away(tmp_path, sample, whole):
    out = shutil.copytree(whole, tmp_path / "out")
    (out / "figures" / ".partial-1-part.parquet").write_bytes(b"PAR1")
    engine.annotate([sample], out, recipe=SMALL)
    assert state(out) == state(whole)


def test_another_recipe_is_refused_and_says_so(tmp_path, sample, whole):
    out = shutil.copytree(whole, tmp_path / "out")
    with pytest.raises(UsageError, match="--fresh"):
        engine.annotate([sample], out, recipe=engine.Recipe(shard_files=5))
    assert state(out) == state(whole)


def test_fresh_begins_anew(tmp_path, sample, whole):
    out = shutil.copytree(whole, tmp_path / "out")
    engine.annotate([sample], out, recipe=engine.Recipe(shard_files=5), fresh=True)
    engine.annotate([sample], out, recipe=SMALL, fresh=True)
    assert state(out) == state(whole)


def test_files_of_others_in_the_folder_stay(tmp_path, sample, whole):
    out = shutil.copytree(whole, tmp_path / "out")
    (out / "notes.txt").write_text("mine")
    (out / "figures" / "mine.parquet").write_bytes(b"")
    engine.annotate([sample], out, recipe=SMALL, fresh=True)
    assert (out / "notes.txt").exists()
    assert (out / "figures" / "mine.parquet").exists()


def test_without_records_only_tables_are_written(tmp_path, sample):
    engine.annotate([sample], tmp_path, recipe=engine.Recipe(records=False))
    assert not (tmp_path / "records.jsonl").exists()
    assert pq.read_table(tmp_path / "reports").num_rows > 0


@pytest.mark.parametrize("place", ["/proc/out", "taken", "taken/out"])
def test_a_place_that_can_not_be_written_is_misuse(tmp_path, sample, place):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(UsageError, match="can't write"):
        engine.annotate([sample], tmp_path / place)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_output_is_misuse(tmp_path, sample):
    (tmp_path / "out").mkdir(mode=0o500)
    with pytest.raises(UsageError, match="can't write"):
        engine.annotate([sample], tmp_path / "out")


SURVIVAL = Path(__file__).parent / "survival.py"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["worker", "parent", "dask"])
def test_killed_processes_cost_nothing(sample, kind):
    """Twice each; `survival.py` itself does it twenty times."""
    pytest.importorskip("psutil")
    if kind == "dask":
        pytest.importorskip("distributed")
    command = [sys.executable, SURVIVAL, kind, "--rounds", "2", "--corpus", sample]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1800)
    assert done.returncode == 0, done.stdout + done.stderr
