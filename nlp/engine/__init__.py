"""One function under many roofs: a corpus of files to output tables, in shards, on many processes or machines.

Shards depend on the corpus alone, their parts on nothing but their documents and the recipe, so the output is the
same whoever made it, in however many runs. A run that was stopped, killed or given more files goes on where it is:
what stands under the right key is never written again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from nlp import catalog
from nlp.document import Report
from nlp.engine import cluster, pool, years
from nlp.engine.documents import Shard, count, cut, find_documents, find_files, peek
from nlp.engine.recipe import Recipe
from nlp.engine.rows import Columns
from nlp.engine.shards import STATE, YEARS, Counts, Done, Outcome, analyze_shard, part, run_shard, state
from nlp.engine.store import PARTIAL, Store, open_store, unpack
from nlp.errors import GongkaiError, UsageError
from nlp.verify import series
from nlp.write import TABLES, Record, write_jsonl

__all__ = ["Columns", "Counts", "Recipe", "analyze_shard", "annotate", "chain", "find_files"]

RECORDS = "records.jsonl"
_RECIPE = f"{STATE}/recipe.json"
_MADE = f"{STATE}/records.json"  # digest of what records.jsonl was made from
_KINDS = ("done", "outlines", "records", "years")  # of a shard's own files

Progress = Callable[[int, int], None]


def annotate(
    paths: Sequence[str | Path],
    out: str | Path,
    workers: int = 0,
    progress: Progress = lambda done, total: None,
    aliases: Mapping[str, str] | None = None,
    recipe: Recipe | None = None,
    fresh: bool = False,
    columns: Columns | None = None,
    scheduler: str | None = None,
) -> Counts:
    """Annotate files and folders into `out`: a Parquet folder for each table and records.jsonl.

    Reports of one office over several years are checked against each other; `aliases` lead from the new
    name of a renamed office to its old one. `progress` is called with files done and files in all. Content
    trouble and unreadable files are rows of the output, not exceptions. What an earlier run of the same recipe
    finished in `out` is kept, and what is no longer in the corpus is removed; `fresh` begins anew. `out` may be an
    address that fsspec knows. With `columns`, rows of Parquet and JSON-lines files are documents. `scheduler` is the
    address of a Dask cluster, "" one of this machine with `workers` processes. Workers are processes of
    their own, and a document that kills one costs only itself; with 0 the work is done in this process. Raises
    UsageError for missing input, an `out` that can't be read or written, or one made by another recipe.
    """
    recipe, given = recipe or Recipe(), [Path(path) for path in paths]
    total = count(given, recipe.budget, columns)
    store = open_store(out)
    if store.address.startswith("memory:") and (workers or scheduler is not None):
        raise UsageError("memory:// 只能用于一个进程", "memory:// is of one process only")
    try:
        _prepare(store, recipe, fresh)
        finished: list[Done] = []
        found, shards = peek(cut(find_documents(given, recipe.budget, columns), recipe.shard_files), max(2, workers))
        files = 0
        for done in _run(shards, recipe, store, workers, found, scheduler):
            finished.append(done)
            files += done.counts.files
            progress(files, total)
        finished.sort(key=lambda done: done.number)
        return _complete(finished, recipe, store, aliases or {})
    except OSError as reason:  # of the input: a store tells its own
        why, where = reason.strerror or str(reason), reason.filename or "..."
        raise UsageError(f"无法读取 {where}: {why}", f"can't read {where}: {why}") from reason


def chain(
    outcomes: Iterable[tuple[str, Outcome]], aliases: Mapping[str, str] | None = None
) -> list[tuple[str, Outcome]]:
    """The same outcomes, their reports checked against those of the year before."""
    given = list(outcomes)
    reports: list[Report] = [r for _, outcome in given if not isinstance(outcome, GongkaiError) for r in outcome]
    linked = iter(series.chain(reports, catalog.load(), aliases))
    return [
        (uri, outcome if isinstance(outcome, GongkaiError) else tuple(next(linked) for _ in outcome))
        for uri, outcome in given
    ]


def _run(
    shards: Iterator[Shard], recipe: Recipe, store: Store, workers: int, found: int, scheduler: str | None
) -> Iterator[Done]:
    """Shards done where they are to be done."""
    if scheduler is not None:
        return cluster.run(shards, recipe, store.address, scheduler, min(workers, found))
    if not workers:
        return (run_shard(shard, recipe, store) for shard in shards)
    return pool.run(shards, recipe, store.address, min(workers, found))


def _prepare(store: Store, recipe: Recipe, fresh: bool) -> None:
    """Bind the output to the recipe; raises UsageError where it is bound to another one."""
    wanted = msgspec.json.encode({"recipe": recipe.digest()})
    if not fresh and store.exists(_RECIPE):
        if store.get(_RECIPE) == wanted:
            return
        raise UsageError(
            f"{store.address} 由另一版本、模型或设置生成, 不能混写; 另选文件夹, 或加 --fresh 重新开始",
            f"{store.address} was made by another release, model or settings and can't be mixed: "
            "take another folder, or begin anew with --fresh",
        )
    _remove_parts(store, frozenset())
    for name in (RECORDS, _MADE, f"{STATE}/years.json", _RECIPE):
        store.remove(name)
    store.put(_RECIPE, wanted)


def _remove_parts(store: Store, kept: frozenset[str]) -> None:
    """Remove parts and own files of shards, and half-written files, but those named."""
    for folder in (*TABLES, *(f"{STATE}/{kind}" for kind in _KINDS), STATE, ""):
        for name in store.names(folder):
            path = f"{folder}/{name}" if folder else name
            ours = name.startswith("part-") if folder in TABLES else folder not in (STATE, "")
            if (ours and path not in kept) or name.startswith(PARTIAL):
                store.remove(path)


def _complete(shards: Sequence[Done], recipe: Recipe, store: Store, aliases: Mapping[str, str]) -> Counts:
    """All shards are done: what is no longer in the corpus goes, years are compared, the records are put together."""
    kept = {part(name, done.number, done.key) for name in TABLES for done in shards}
    kept |= {part(name, done.number, done.key, YEARS) for name in TABLES for done in shards}
    kept |= {state(kind, done.key) for kind in _KINDS for done in shards}
    _remove_parts(store, frozenset(kept))
    added = years.compare(shards, store, aliases)
    total = Counts()
    for done in shards:
        total.add(done.counts)
        total.add(added[done.key].gained)
    if recipe.records:
        _gather(shards, [added[done.key].depends for done in shards], store)
    return total


def _gather(shards: Sequence[Done], depends: Sequence[str], store: Store) -> None:
    """Put records.jsonl together, if it isn't the one these shards make."""
    state_of = [f"{done.key} {years}" for done, years in zip(shards, depends, strict=True)]
    made = msgspec.json.encode({"made_from": hashlib.sha256("\n".join(state_of).encode()).hexdigest()})
    if store.exists(RECORDS) and store.exists(_MADE) and store.get(_MADE) == made:
        return
    store.remove(_MADE)
    with store.writer(RECORDS) as stream:
        for done in shards:
            lines = unpack(store.get(state("records", done.key)))
            more = years.amendments(done, store)
            if not more:
                stream.write(lines)
                continue
            for number, line in enumerate(lines.splitlines(keepends=True)):
                if number not in more:
                    stream.write(line)
                    continue
                before, now = msgspec.json.decode(line, type=Record), more[number]
                checks, findings = before.checks + now.checks, before.findings + now.findings
                write_jsonl([replace(before, report=now.report, checks=checks, findings=findings)], stream)
    store.put(_MADE, made)
