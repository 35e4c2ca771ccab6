"""Kills processes of a run at random moments and compares what comes of it with an undisturbed run, byte for byte.

python tests/engine/survival.py worker|parent|dask [--rounds 20] [--seed 0] [--record]: goes on until as many rounds
killed a process that was at work, and prints a line of JSON (--record: also into docs/results/survival.json). Ends with
1 where anything was lost, doubled or changed, or where a process outlived its run.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from random import Random

import psutil
import pyarrow.parquet as pq

from nlp import engine

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"
RESULT = Path(__file__).resolve().parents[2] / "docs" / "results" / "survival.json"
RECIPE = engine.Recipe(shard_files=4)
LONGEST = 600  # seconds for a run to come to its end, also on a busy machine
MOST = 3  # rounds for each one that is to hit


def child(corpus: str, out: str, scheduler: str) -> None:
    """The run that is disturbed."""
    engine.annotate([corpus], out, workers=2, recipe=RECIPE, scheduler=scheduler or None)


def begin(corpus: Path, out: Path, scheduler: str = "") -> subprocess.Popen:
    command = [sys.executable, __file__, "--child", str(corpus), str(out), scheduler]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def cluster():
    """Address of a scheduler with two workers, all processes of their own."""
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "scheduler.json"
        base = [sys.executable, "-m", "distributed.cli"]
        common = ["--host", "127.0.0.1", "--no-dashboard"]
        starts = [[f"{base[2]}.dask_scheduler", *common, "--port", "0", "--scheduler-file", str(told)]]
        starts += [[f"{base[2]}.dask_worker", *common, "--nthreads", "1", "--scheduler-file", str(told)]] * 2
        for start in starts:
            process = subprocess.Popen(
                [sys.executable, "-m", *start], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder
            )
            stack.callback(end, process)
            while not told.exists():
                time.sleep(0.1)
        yield json.loads(told.read_text())["address"], psutil.Process().children()[-2:]


def end(process: subprocess.Popen) -> None:
    """Terminate a process we started and those it started."""
    below = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
    for one in below:
        if one.is_running():
            one.kill()


def state(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def faults(out: Path, whole: Path, corpus: Path) -> list[str]:
    """What is wrong with the output of a disturbed run."""
    told = Counter(pq.read_table(out / "reports", columns=["source"])["source"].to_pylist())
    told.update(pq.read_table(out / "errors", columns=["source"])["source"].to_pylist())
    found = [f"lost {path.name}" for path in corpus.iterdir() if path.name not in told]
    wanted = Counter(pq.read_table(whole / "reports", columns=["source"])["source"].to_pylist())
    found += [f"{name}: {number} times" for name, number in told.items() if number != wanted[name]]
    return found + ([] if state(out) == state(whole) else ["other bytes than the undisturbed run"])


def spawned(parent: psutil.Process) -> list[psutil.Process]:
    """Worker processes below a process; the resource tracker of multiprocessing is none."""
    found = []
    for process in parent.children(recursive=True):
        try:
            if "spawn_main" in " ".join(process.cmdline()):
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


def kill_one(processes: list[psutil.Process], random: Random) -> bool:
    if not processes:
        return False
    chosen = random.choice(processes)
    try:
        chosen.kill()
    except psutil.NoSuchProcess:
        return False
    return True


def files(out: Path) -> int:
    """Files of an output that stand, half-written ones left out."""
    return sum(not name.startswith(".partial-") for _, _, names in os.walk(out) for name in names)


def pause(run: subprocess.Popen, out: Path, at: int, more: float) -> None:
    """Wait until so many files stand, and then some seconds more, but not beyond the end of the run."""
    while run.poll() is None and files(out) < at:
        time.sleep(0.002)
    with suppress(subprocess.TimeoutExpired):
        run.wait(more)


def disturb(kind: str, corpus: Path, whole: Path, out: Path, random: Random) -> dict[str, object]:
    """One run with one kill; `hit` says whether something was killed before the run was over.

    The moment is told by the files that stand, since no two runs take the same time.
    """
    at, more = random.randrange(1, files(whole)), random.uniform(0.0, 0.05)
    told = {"at": at}
    if kind == "dask":
        with cluster() as (address, workers):
            run = begin(corpus, out, address)
            pause(run, out, at, more)
            running = run.poll() is None
            below = [one for nanny in workers for one in nanny.children()]
            hit = running and kill_one([one for one in below if "spawn_main" in " ".join(one.cmdline())], random)
            code = run.wait(LONGEST)
            return {**told, "hit": hit, "code": code, "faults": faults(out, whole, corpus), "orphans": 0}
    run = begin(corpus, out)
    parent = psutil.Process(run.pid)
    pause(run, out, at, more)
    running = run.poll() is None
    workers = spawned(parent) if running else []
    if kind == "worker":
        hit = running and kill_one(workers, random)
        return {**told, "hit": hit, "code": run.wait(LONGEST), "faults": faults(out, whole, corpus), "orphans": 0}
    if running:
        os.kill(run.pid, signal.SIGKILL)
    run.wait()
    _, alive = psutil.wait_procs(workers, timeout=60)
    code = begin(corpus, out).wait(LONGEST)
    return {**told, "hit": running, "code": code, "faults": faults(out, whole, corpus), "orphans": len(alive)}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=("worker", "parent", "dask"))
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--corpus", type=Path, default=SAMPLE)
    given = parser.parse_args()
    random = Random(given.seed)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole"
        engine.annotate([given.corpus], whole, recipe=RECIPE)
        results: list[dict[str, object]] = []
        while sum(bool(one["hit"]) for one in results) < given.rounds and len(results) < MOST * given.rounds:
            results.append(disturb(given.kind, given.corpus, whole, Path(folder) / str(len(results)), random))
            print(len(results), results[-1], file=sys.stderr, flush=True)
    bad = [one for one in results if one["faults"] or one["orphans"] or one["code"]]
    hits = sum(bool(one["hit"]) for one in results)
    told = {"kind": given.kind, "rounds": len(results), "hit": hits, "bad": bad}
    print(json.dumps(told))
    if given.record:
        known = json.loads(RESULT.read_bytes()) if RESULT.exists() else {}
        RESULT.write_text(json.dumps({**known, given.kind: told}, indent=1) + "\n", encoding="utf-8")
    return 1 if bad else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:5])
    else:
        sys.exit(main())
