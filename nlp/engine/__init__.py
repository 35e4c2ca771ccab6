"""One function under many roofs: a corpus of files to output tables, in shards, on many processes or machines.

Shards depend on the corpus alone, their parts on nothing but their documents and the recipe, so the output is the
same whoever made it, in however many runs. A run that was stopped, killed or given more files goes on where it is:
what stands under the right key is never written again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from nlp import catalog
from nlp.document import Report
from nlp.engine import cluster, pool
from nlp.engine.completion import bind, complete
from nlp.engine.documents import count, cut, find_documents, find_files, peek
from nlp.engine.merging import merge
from nlp.engine.recipe import Recipe
from nlp.engine.rows import Columns
from nlp.engine.shards import Counts, Done, Outcome, analyze_shard, run_shard
from nlp.engine.store import Store, open_store
from nlp.engine.tasks import Crew, here
from nlp.errors import GongkaiError, UsageError
from nlp.verify import series

__all__ = ["Columns", "Counts", "Recipe", "analyze_shard", "annotate", "chain", "find_files", "merge"]

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
        bind(store, recipe.digest(), fresh)
        finished: list[Done] = []
        found, shards = peek(cut(find_documents(given, recipe.budget, columns), recipe.shard_files), max(2, workers))
        files = 0
        progress(files, total)
        with _crew(recipe, store, min(workers, found), scheduler) as crew:
            for done in crew(run_shard, shards):
                finished.append(done)
                files += done.counts.files
                progress(files, total)
            finished.sort(key=lambda done: done.number)
            return complete(finished, store, aliases or {}, recipe.records, crew)
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


def _crew(recipe: Recipe, store: Store, workers: int, scheduler: str | None) -> AbstractContextManager[Crew]:
    """Who does the work."""
    if scheduler is not None:
        return cluster.crew(recipe, store.address, scheduler, workers)
    if not workers:
        return nullcontext(here(recipe, store))
    return pool.crew(recipe, store.address, workers)
