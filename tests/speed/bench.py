"""The time of each room and of the whole way, as a share of the time `jieba.cut` takes over the same text.

Prints a table and writes docs/results/bench.json; asserts nothing. CPU time, one core; each figure is the median of
rounds, each round a process of its own that has read other reports before (catalog, model and dictionary are loaded,
no measured report was seen). A share below 1 is faster than `jieba.cut`, measured in the same process.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from corpora import CORPORA, build, many

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
REPORTS = int(os.environ.get("BENCH_REPORTS", "200"))  # simulated ones, as text and as web pages
MANY = int(os.environ.get("BENCH_MANY", "5000"))  # for one worker against two

Result = dict[str, Any]


def measured(kind: str, corpus: Path, other: Path) -> Result:
    """What a fresh process measured: seconds by name, characters, seconds of jieba.cut."""
    command = [sys.executable, str(Path(__file__).with_name("measure.py")), kind, str(corpus), str(other)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def shares(kind: str, corpus: Path, other: Path) -> Result:
    """Medians over the rounds: of jieba.cut, and seconds per million characters."""
    rounds = [measured(kind, corpus, other) for _ in range(ROUNDS)]
    found: Result = {}
    for name in rounds[0]["seconds"]:
        ratios = sorted(r["seconds"][name] / r["jieba"] for r in rounds)
        speed = median(r["seconds"][name] / r["characters"] for r in rounds) * 1e6
        found[name] = {
            "of_jieba_cut": round(median(ratios), 3),
            "range": [round(ratios[0], 3), round(ratios[-1], 3)],
            "seconds_per_million_characters": round(speed, 3),
        }
    jieba = median(r["jieba"] / r["characters"] for r in rounds) * 1e6
    return {
        "characters": rounds[0]["characters"],
        "files": rounds[0]["files"],
        "jieba_seconds_per_million_characters": round(jieba, 3),
        "parts": found,
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        build(work, REPORTS)
        other = work / "other"
        result: Result = {
            "what": "CPU time over the CPU time of jieba.cut on the same text, in the same process; medians of rounds",
            "rounds": ROUNDS,
            "python": platform.python_version(),
            "machine": platform.machine(),
            "cores": os.cpu_count(),
            "load": round(os.getloadavg()[0], 1),
            "rooms": {name: shares("rooms", work / name, other) for name in ("own", "text", "html")},
            "whole": {name: shares("whole", work / name, other) for name in CORPORA},
        }
        stack = measured("stack", work / "html", other)
        result["stack"] = {
            "parts": {name: round(seconds / stack["jieba"], 3) for name, seconds in stack["seconds"].items()},
            "missing": stack["missing"],
            "times_ours": round(
                stack["seconds"]["whole"] / stack["jieba"] / result["whole"]["html"]["parts"]["whole"]["of_jieba_cut"],
                1,
            ),
        }
        many(work / "many", MANY)
        result["workers"] = measured("workers", work / "many", other)
    show(result)
    out = ROOT / "docs/results/bench.json"
    out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def show(result: Result) -> None:
    """The same figures as a table."""
    table = Table("corpus", "part", "of jieba.cut", "range", "seconds per million characters")
    for group in ("rooms", "whole"):
        for corpus, found in result[group].items():
            for name, part in found["parts"].items():
                span = "{:.3f}-{:.3f}".format(*part["range"])
                speed = f"{part['seconds_per_million_characters']:.3f}"
                table.add_row(corpus, name, f"{part['of_jieba_cut']:.3f}", span, speed)
    for name, share in result["stack"]["parts"].items():
        table.add_row("html", f"libraries: {name}", f"{share:.3f}", "", "")
    Console().print(table)
    Console().print(result["stack"], result["workers"])


if __name__ == "__main__":
    main()
