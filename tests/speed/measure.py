"""One process of the benchmark: `measure.py KIND CORPUS OTHER` prints CPU seconds as JSON.

Catalog, model and dictionary are loaded and the reports of OTHER are read before anything is measured.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from nlp import engine, ingest, normalize, segment, tables, topics, values, verify
from nlp.pipeline import default_tools
from nlp.write import TABLES, Columns, tabulated, write_parquet

SHARD = engine.Recipe().shard_files
PLAIN = engine.Recipe(records=False)  # Parquet only


def rooms(files: list[Path]) -> dict[str, float]:
    """Seconds of each room over all files, in batches as large as those of a run."""
    tools = default_tools()
    known = tools.catalog

    def each(work: Callable[[Any], Any]) -> Callable[[list[Any]], list[Any]]:
        return lambda items: [work(item) for item in items]

    steps: dict[str, Callable[[list[Any]], list[Any]]] = {
        "ingest": each(lambda path: ingest.read(path, uri=path.name)),
        "normalize": each(normalize.clean),
        "segment": lambda texts: [report for text in texts for report in segment.split(text, known)],
        "tables": each(lambda report: tables.match(report, known)),
        "topics": lambda reports: list(topics.label(reports, tools.model)),
        "values": each(lambda report: values.extract(report, known)),
        "verify": each(lambda report: verify.check(report, known)),
        "write": write,
    }
    seconds = dict.fromkeys(steps, 0.0)
    for start in range(0, len(files), SHARD):
        items: list[Any] = files[start : start + SHARD]
        for name, work in steps.items():
            before = process_time()
            items = work(items)
            seconds[name] += process_time() - before
    return seconds


def write(reports: list[Any]) -> list[Any]:
    columns = Columns()
    for report in reports:
        columns.add(tabulated(report))
    for name in TABLES:
        write_parquet(columns, name)
    return []


def whole(files: list[Path]) -> dict[str, float]:
    """Seconds of `annotate` into a folder of Parquet parts, checks across years included."""
    with tempfile.TemporaryDirectory() as out:
        before = process_time()
        engine.annotate(files, out, recipe=PLAIN)
        return {"whole": process_time() - before}


def workers(files: list[Path]) -> dict[str, Any]:
    """Seconds by the clock of one worker, of two, and of two of Dask on this machine, all started anew."""
    seconds: dict[int | str, float] = {}
    for name, count, scheduler in ((1, 1, None), (2, 2, None), ("dask", 2, "")):
        with tempfile.TemporaryDirectory() as out:
            before = perf_counter()
            engine.annotate([files[0].parent], out, workers=count, recipe=PLAIN, scheduler=scheduler)
            seconds[name] = perf_counter() - before
    return {
        "files": len(files),
        "seconds": {str(count): round(time, 2) for count, time in seconds.items()},
        "speedup": round(seconds[1] / seconds[2], 2),
        "dask_of_two": round(seconds["dask"] / seconds[2], 2),
    }


def cut_by_jieba(texts: list[str]) -> float:
    """Seconds of `jieba.cut` with its own cache folder, dictionary loaded."""
    import jieba

    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = tempfile.mkdtemp()
    tokenizer.initialize()
    before = process_time()
    for text in texts:
        for _ in tokenizer.cut(text):
            pass
    return process_time() - before


def paths(folder: str) -> list[Path]:
    return sorted(path for path in Path(folder).iterdir() if path.is_file())


def texts(files: list[Path]) -> Iterator[str]:
    for path in files:
        yield ingest.read(path).text


def main() -> None:
    kind, corpus, other = sys.argv[1:]
    files = paths(corpus)
    default_tools()
    rooms(paths(other))
    whole(paths(other))
    if kind == "workers":
        print(json.dumps(workers(files)))
        return
    missing: list[str] = []
    if kind == "stack":
        import stack

        work, missing = stack.ready(paths(other))
    else:
        work = {"rooms": rooms, "whole": whole}[kind]
    seconds = work(files)
    read = list(texts(files))
    jieba = (cut_by_jieba(read) + cut_by_jieba(read)) / 2
    result = {
        "seconds": seconds,
        "jieba": jieba,
        "characters": sum(map(len, read)),
        "files": len(files),
        "missing": missing,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
