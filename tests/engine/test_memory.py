"""What does not grow with the corpus: nothing of a task outlives it, and a worker holds what it needs."""

import gc
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nlp import engine
from nlp.document import Report
from nlp.engine.shards import Left
from nlp.verify.series import Outline

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"
NAMES = ["qinghe-water-2020.txt", "qinghe-water-2021.txt", "qinghe-water-2022.txt"]


@pytest.fixture
def corpus(tmp_path) -> Path:
    (tmp_path / "in").mkdir()
    for name in NAMES:
        shutil.copy(SAMPLE / name, tmp_path / "in")
    return tmp_path / "in"


@pytest.fixture
def young_garbage_only():
    """What grew old is not looked through, so that it is seen."""
    before = gc.get_threshold()
    gc.collect()
    gc.set_threshold(before[0], before[1], 1_000_000)
    yield
    gc.set_threshold(*before)


def living() -> list[str]:
    """Reports and what is left of them, as far as it is there or waits to be collected."""
    return [type(one).__name__ for one in gc.get_objects() if isinstance(one, Report | Left | Outline)]


def test_nothing_of_a_task_outlives_it(tmp_path, corpus, young_garbage_only):
    before = len(living())
    engine.annotate([corpus], tmp_path / "out", recipe=engine.Recipe(shard_files=1))
    assert living()[before:] == []


def test_a_worker_does_without_pandas(tmp_path, corpus):
    """Arrow would import it for its first array."""
    steps = (
        "import sys",
        "from nlp import engine",
        "from nlp.engine import pool",
        "pool.start(engine.Recipe())",
        f"counts = engine.annotate([{str(corpus)!r}], {str(tmp_path / 'out')!r})",
        "print(counts.reports, 'pandas' in sys.modules)",
    )
    told = subprocess.run([sys.executable, "-c", "\n".join(steps)], capture_output=True, text=True, check=True)
    assert told.stdout == "3 False\n"
