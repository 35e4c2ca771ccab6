"""Documents that kill or hold up their process, a full disk, Ctrl-C: each costs itself and nothing else."""

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pyarrow.parquet as pq
import pytest

from nlp import engine
from nlp.engine import pool
from nlp.engine.tasks import read_beat

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"
GOOD = [SAMPLE / "qinghe-water-2020.txt", SAMPLE / "qinghe-water-2021.txt"]
KILLER = 1  # position of the document at which processes die: between two good ones
PATIENCE = 300  # seconds, of a busy machine


@pytest.fixture
def corpus(tmp_path) -> Path:
    """Two good reports and one between them that takes long enough to be caught at."""
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(GOOD[0], folder / "a.txt")
    (folder / "k.txt").write_text(GOOD[0].read_text(encoding="utf-8") * 300, encoding="utf-8")
    shutil.copy(GOOD[1], folder / "z.txt")
    return folder


def sources(out: Path, table: str) -> list[str]:
    return pq.read_table(out / table)["source"].to_pylist()


class Attacker(threading.Thread):
    """Sends a signal to whichever process is at a position of the only shard; `hits` are those processes."""

    def __init__(self, beats: Path, sent: int, times: int = 100) -> None:
        super().__init__(daemon=True)
        self.beats, self.sent, self.times = beats, sent, times
        self.hits: set[int] = set()
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.002) and len(self.hits) < self.times:
            for path in self.beats.glob("gongkai-*/0"):
                found = read_beat(path)
                if found and found[1] == KILLER and found[0] not in self.hits:
                    os.kill(found[0], self.sent)
                    self.hits.add(found[0])


@pytest.fixture
def attack(tmp_path, monkeypatch):
    """Starts an attacker on the runs of this test."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    begun: list[Attacker] = []

    def start(sent: int, times: int = 100) -> Attacker:
        begun.append(Attacker(tmp_path, sent, times))
        begun[-1].start()
        return begun[-1]

    yield start
    for attacker in begun:
        attacker.over.set()
        attacker.join()


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_document_that_always_kills_its_worker_is_tried_alone_once_and_named(tmp_path, corpus, attack, workers):
    attacker = attack(signal.SIGKILL)
    engine.annotate([corpus], tmp_path / "out", workers=workers)
    assert sources(tmp_path / "out", "reports") == ["a.txt", "z.txt"]
    assert sources(tmp_path / "out", "errors") == ["k.txt"]
    assert "died twice" in pq.read_table(tmp_path / "out" / "errors")["reason"][0].as_py()
    assert len(attacker.hits) == 2  # its worker, and the process in which it was alone


@pytest.mark.slow
def test_a_document_whose_worker_is_killed_once_is_read(tmp_path, corpus, attack):
    attacker = attack(signal.SIGKILL, times=1)
    engine.annotate([corpus], tmp_path / "out", workers=2)
    attacker.over.set()
    engine.annotate([corpus], tmp_path / "whole")
    assert len(attacker.hits) == 1
    assert state(tmp_path / "out") == state(tmp_path / "whole")


@pytest.mark.slow
def test_a_document_that_hangs_is_killed_tried_alone_once_and_named(tmp_path, corpus, attack, monkeypatch):
    """Stopped processes hear no alarm, as those that hang in foreign code."""
    monkeypatch.setattr(pool, "GRACE", 0.25)  # of a minute: the good ones have time on a busy machine too
    monkeypatch.setattr(pool, "SLACK", 0)
    attacker = attack(signal.SIGSTOP)
    engine.annotate([corpus], tmp_path / "out", workers=2, recipe=engine.Recipe(seconds=60))
    assert sources(tmp_path / "out", "reports") == ["a.txt", "z.txt"]
    assert sources(tmp_path / "out", "errors") == ["k.txt"]
    assert len(attacker.hits) == 2


def test_a_document_over_its_time_is_named(tmp_path, corpus):
    engine.annotate([corpus / "a.txt"], tmp_path / "warm")  # what is imported on the way is no part of the time
    engine.annotate([corpus], tmp_path / "out", recipe=engine.Recipe(seconds=0.1))
    assert "k.txt" in sources(tmp_path / "out", "errors")
    assert "longer than 0.1 seconds" in pq.read_table(tmp_path / "out" / "errors")["reason"].to_pylist()[-1]


@pytest.mark.slow
def test_a_document_over_its_memory_costs_only_itself(tmp_path, corpus):
    (corpus / "k.txt").write_text("2020年主动公开政府信息12条,其中3条。" * 1_000_000, encoding="utf-8")
    counts = engine.annotate([corpus], tmp_path / "out", workers=2, recipe=engine.Recipe(memory=1 << 30))
    assert sources(tmp_path / "out", "reports") == ["a.txt", "z.txt"]
    assert counts.unreadable == 1


def test_a_pipe_is_no_document(tmp_path, corpus):
    (corpus / "k.txt").unlink()
    os.mkfifo(corpus / "k.txt")
    engine.annotate([corpus], tmp_path / "out")
    assert sources(tmp_path / "out", "errors") == ["k.txt"]
    assert sources(tmp_path / "out", "reports") == ["a.txt", "z.txt"]


def position(beat: Path) -> int | None:
    """Which document a worker is at."""
    found = read_beat(beat)
    return found[1] if found else None


def state(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def command(*given: object, workers: int = 2) -> list[str]:
    return [sys.executable, "-m", "nlp.cli", "annotate", *map(str, given), "--workers", str(workers)]


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk_is_told_and_a_rerun_goes_on(tmp_path, corpus, workers):
    """Files may not grow beyond a limit: some parts come through, others don't."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    (corpus / "k.txt").unlink()
    given = command(corpus, "--out", tmp_path / "out", workers=workers)
    failed = subprocess.run(given, preexec_fn=limited, capture_output=True, text=True, check=False)
    assert failed.returncode == 2
    assert f"can't write to {tmp_path}/out/" in failed.stderr  # and the file
    assert "Traceback" not in failed.stderr
    subprocess.run(given, capture_output=True, check=True)
    engine.annotate([corpus], tmp_path / "whole")
    assert state(tmp_path / "out") == state(tmp_path / "whole")


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["workers begin", "a worker reads"])
def test_ctrl_c_ends_cleanly_and_a_rerun_goes_on(tmp_path, corpus, moment):
    given = command(corpus, "--out", tmp_path / "out")
    own = {**os.environ, "TMPDIR": str(tmp_path)}
    run = subprocess.Popen(given, start_new_session=True, stderr=subprocess.PIPE, text=True, env=own)
    while not (tmp_path / "out" / ".gongkai").exists():
        time.sleep(0.005)
    while moment == "a worker reads" and (KILLER not in map(position, tmp_path.glob("gongkai-*/0"))):
        time.sleep(0.005)
    below = psutil.Process(run.pid).children(recursive=True)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: everyone hears it
    told = run.communicate(timeout=PATIENCE)[1]
    assert run.returncode == 130
    assert "goes on" in told
    assert "Traceback" not in told
    assert psutil.wait_procs(below, timeout=PATIENCE)[1] == []
    subprocess.run(given, capture_output=True, check=True)
    engine.annotate([corpus], tmp_path / "whole")
    assert state(tmp_path / "out") == state(tmp_path / "whole")


@pytest.mark.slow
def test_a_program_without_a_guard_may_use_workers(tmp_path, corpus):
    """Workers do not begin with the program that called for them, which would call for workers again."""
    (corpus / "k.txt").unlink()
    script = tmp_path / "script.py"
    asked = f"[{str(corpus)!r}], {str(tmp_path / 'out')!r}, workers=2"
    script.write_text(f"import nlp\nprint(nlp.annotate({asked}).reports)")
    told = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert told.stdout == "2\n"


@pytest.mark.slow
def test_progress_shows_rate_and_time_left_on_a_terminal(tmp_path, corpus):
    """Rows of terminal output until the run is over; without a terminal nothing is drawn."""
    import pty

    (corpus / "k.txt").unlink()
    shown, terminal = pty.openpty()
    given = [*command(corpus, "--out", tmp_path / "out", workers=1)]
    sized = {**os.environ, "COLUMNS": "120", "TERM": "xterm"}
    run = subprocess.Popen(given, stdout=terminal, stderr=terminal, env=sized)
    os.close(terminal)
    seen = b""
    with suppress(OSError):  # how a terminal says that nobody writes any more
        while data := os.read(shown, 4096):
            seen += data
    assert run.wait() == 0
    text = seen.decode()
    assert "0/2" in text
    assert re.search(r"2/2[^\n]*\d\.\d/s", text)
    assert "-:--:--" in text  # nothing to tell the time left from, as yet
