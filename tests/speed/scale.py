"""Time and memory of a run, and of a re-run that finds everything finished, as the corpus grows.

`python -m tests.speed.scale 1000 10000 100000` makes simulated reports of text (not counted), runs `annotate` over
them on two workers, runs it again, and writes docs/results/scale.json. Stopped, it goes on with the same command:
reports that were made are kept, a run that was cut short is begun anew, for only a whole one can be timed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from nlp import catalog
from nlp.exam.reports import simulate

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "docs/results/scale.json"
YEARS = 3  # reports of each office
NEEDED = 40_000  # bytes of disk for a report and what is made of it
FOLDER = 1000  # offices in a folder
WORKERS = 2
SEED = 11
RUN = """
import sys, time
from nlp import engine

def told(done, total):
    if time.monotonic() - last[0] > 10:
        last[0] = time.monotonic()
        print(f"  {done:,} of {total:,}", file=sys.stderr, flush=True)

last = [time.monotonic()]
recipe = engine.Recipe(records=False)
engine.annotate([sys.argv[1]], sys.argv[2], int(sys.argv[3]), told, recipe=recipe)
"""


def make(folder: Path, reports: int) -> None:
    """Simulated reports as text files; those that stand there already are kept."""
    done = folder / ".made"
    begun = int(done.read_text()) if done.exists() else 0
    known, offices = catalog.load(), -(-reports // YEARS)
    for first in range(begun, offices, FOLDER):
        below = folder / f"{first // FOLDER:03d}"
        below.mkdir(parents=True, exist_ok=True)
        last = min(offices, first + FOLDER)
        for one in simulate(known, offices=last, seed=SEED, years=YEARS, begin=first):
            (below / one.name).write_text(one.draft.text(), encoding="utf-8")
        done.write_text(str(last))
        print(f"  made {min(reports, last * YEARS):,} of {reports:,}", file=sys.stderr, flush=True)
    made = sorted(folder.rglob("*.txt"))
    for path in made[reports:]:  # the last office may have one or two too many
        path.unlink()


def timed(corpus: Path, out: Path) -> dict[str, Any]:
    """Seconds by the clock and of CPU, and peak memory of a run: of all processes, of the parent, of a worker."""
    before = time.monotonic()
    run = subprocess.Popen([sys.executable, "-c", RUN, str(corpus), str(out), str(WORKERS)], cwd=ROOT)
    tree, peak, parent, worker = psutil.Process(run.pid), 0, 0, 0
    used = _used()
    while run.poll() is None:
        own, below = _resident(tree), [_resident(one) for one in _below(tree)]
        peak, parent, worker = max(peak, own + sum(below)), max(parent, own), max([worker, *below])
        time.sleep(0.1)
    if run.returncode:
        raise SystemExit(f"the run ended with {run.returncode}")
    return {
        "seconds": round(time.monotonic() - before, 2),
        "cpu_seconds": round(_used() - used, 1),
        "peak_mb": round(peak / 1e6),
        "parent_mb": round(parent / 1e6),
        "worker_mb": round(worker / 1e6),
    }


def _used() -> float:
    """CPU seconds of all processes that were waited for."""
    told = os.times()
    return told.children_user + told.children_system


def _below(tree: psutil.Process) -> list[psutil.Process]:
    try:
        return tree.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def state(out: Path) -> dict[str, tuple[int, int]]:
    """When every file of an output was written, and its size."""
    found = ((path, path.stat()) for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix(): (told.st_mtime_ns, told.st_size) for path, told in found}


def measure(reports: int, work: Path) -> dict[str, Any]:
    """One size of corpus, from nothing to a re-run."""
    free = shutil.disk_usage(work).free
    if free < reports * NEEDED:
        raise SystemExit(f"{reports * NEEDED / 1e9:.1f} GB are needed in {work}, {free / 1e9:.1f} GB are free")
    corpus, out = work / f"in-{reports}", work / f"out-{reports}"
    corpus.mkdir(exist_ok=True)
    print(f"{reports:,} reports", file=sys.stderr, flush=True)
    make(corpus, reports)
    shutil.rmtree(out, ignore_errors=True)
    load = os.getloadavg()[0]
    first = timed(corpus, out)
    before = state(out)
    again = timed(corpus, out)
    sizes = sum(size for _, size in before.values())
    return {
        "reports": reports,
        **first,
        "reports_per_second": round(reports / first["seconds"], 1),
        "rerun_seconds": again["seconds"],
        "rerun_peak_mb": again["peak_mb"],
        "rewritten": sum(before[name] != told for name, told in state(out).items()) + len(before.keys() - state(out)),
        "output_mb": round(sizes / 1e6),
        "files_written": len(before),
        "load_before": round(load, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=int, nargs="+", help="sizes of the corpus")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "gongkai-scale")
    parser.add_argument("--keep", action="store_true", help="leave corpus and outputs where they are")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    for reports in given.reports:
        found = measure(reports, given.work)
        print(json.dumps(found), flush=True)
        known = json.loads(RESULT.read_bytes()) if RESULT.exists() else {}
        runs = {**known.get("runs", {}), str(reports): found}
        result = {
            "what": "simulated reports of text, records.jsonl left out; memory: resident, summed over all processes",
            "workers": WORKERS,
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "runs": {name: runs[name] for name in sorted(runs, key=int)},
        }
        RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        if not given.keep:
            shutil.rmtree(given.work / f"out-{reports}")
            shutil.rmtree(given.work / f"in-{reports}")


if __name__ == "__main__":
    main()
