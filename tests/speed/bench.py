"""Characters per second of each room and of the whole, beside `jieba.cut` over the same text in the same run.

Prints a table and writes docs/results/bench.json; asserts nothing. One process, warm: catalog, model and
dictionary are loaded before the first round. A ratio above 1 means faster than jieba.
"""

from __future__ import annotations

import io
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table

from nlp import ingest, normalize, segment, tables, topics, values, verify
from nlp.pipeline import analyze, default_tools
from nlp.write import record
from nlp.write.jsonl import write_jsonl

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))


def sources() -> list[Path]:
    """The sample corpus and, where present, the shared seeds."""
    folders = (ROOT / "corpora/sample", ROOT.parent / "shared/seeds")
    return sorted(path for folder in folders for path in folder.rglob("*.txt"))


def jieba_cut() -> Callable[[str], Any]:
    """`jieba.cut` with its own cache folder, dictionary loaded."""
    import jieba

    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = tempfile.mkdtemp()
    tokenizer.initialize()
    return lambda text: list(tokenizer.cut(text))


def stages() -> list[tuple[str, Callable[[Any], Any]]]:
    """Rooms in the data's way; each takes what the one before it yields for a file."""
    tools = default_tools()
    known = tools.catalog
    return [
        ("ingest", lambda path: ingest.read(path, uri=path.name)),
        ("normalize", normalize.clean),
        ("segment", lambda text: segment.split(text, known)),
        ("tables", lambda reports: tuple(tables.match(report, known) for report in reports)),
        ("topics", lambda reports: topics.label(reports, tools.model)),
        ("values", lambda reports: tuple(values.extract(report, known) for report in reports)),
        ("verify", lambda reports: tuple(verify.check(report, known) for report in reports)),
        ("write", _write),
    ]


def _write(reports: Any) -> None:
    write_jsonl((record(report) for report in reports), io.BytesIO())


def timed(work: Callable[[Any], Any], items: list[Any]) -> tuple[float, list[Any]]:
    start = perf_counter()
    results = [work(item) for item in items]
    return perf_counter() - start, results


def one_round(files: list[Path], texts: list[str], cut: Callable[[str], Any]) -> dict[str, float]:
    """Seconds of every room, of the whole way, and of jieba."""
    seconds: dict[str, float] = {}
    items: list[Any] = list(files)
    for name, work in stages():
        seconds[name], items = timed(work, items)
    seconds["whole (without write)"], _ = timed(lambda path: analyze(path), list(files))
    seconds["jieba.cut"], _ = timed(cut, list(texts))
    return seconds


def main() -> None:
    files = sources()
    if not files:
        sys.exit("nothing to measure: corpora/sample is empty")
    texts = [path.read_bytes().decode("utf-8", errors="replace") for path in files]
    characters = sum(map(len, texts))
    cut = jieba_cut()
    one_round(files, texts, cut)  # warm
    rounds = [one_round(files, texts, cut) for _ in range(ROUNDS)]
    columns = ("room", "characters per second", "times jieba.cut", "share of the rooms")
    table = Table(*columns, title=f"{characters:,} characters")
    rows = {}
    rooms = [name for name, _ in stages()]
    total = median(sum(r[name] for name in rooms) for r in rounds)
    for name in rounds[0]:
        speed = characters / median(r[name] for r in rounds)
        ratios = sorted(r["jieba.cut"] / r[name] for r in rounds)
        part = median(r[name] for r in rounds) / total if name in rooms else None
        rows[name] = {
            "characters_per_second": round(speed),
            "times_jieba_cut": round(median(ratios), 3),
            "times_jieba_cut_range": [round(ratios[0], 3), round(ratios[-1], 3)],
        }
        shown = f"{median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"
        table.add_row(name, f"{speed:,.0f}", shown, "" if part is None else f"{part:.0%}")
    Console().print(table)
    result = {
        "what": "one process, warm; medians over the rounds; a ratio above 1 is faster than jieba.cut",
        "files": len(files),
        "characters": characters,
        "seeds": any("seeds" in path.parts for path in files),
        "rounds": ROUNDS,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "rooms": rows,
    }
    out = ROOT / "docs/results/bench.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
