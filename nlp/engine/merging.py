"""Finished runs joined into one: their parts are copied, and years are compared anew over all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from nlp.engine.completion import RECIPE, bind, complete, files
from nlp.engine.recipe import Recipe
from nlp.engine.shards import STATE, Counts, Done, part, state
from nlp.engine.store import Store, open_store
from nlp.engine.tasks import here
from nlp.errors import UsageError


class _Part(Struct, frozen=True):
    """A shard of one of the runs, and the files its reports and errors came from."""

    done: Done
    store: Store
    sources: frozenset[str]


def merge(out: str | Path, runs: Sequence[str | Path], aliases: Mapping[str, str] | None = None) -> Counts:
    """Join finished runs into a new output, in the order of their sources whichever is named first.

    They must be of one recipe and no source may be in two of them. Raises UsageError otherwise, and where `out`
    holds a run already.
    """
    stores = [_finished(run) for run in runs]
    digests = {store.get(RECIPE) for store in stores}
    if len(digests) != 1:
        raise UsageError(
            "这些结果由不同版本、模型或设置生成, 不能合并; 请用同一版本重新标注",
            "these runs were made by different releases, models or settings: annotate again with one of them",
        )
    target = open_store(out)
    if target.exists(RECIPE):
        raise UsageError(f"{out} 已有结果, 请另选文件夹", f"{out} holds a run already: take another folder")
    parts = sorted((one for store in stores for one in _parts(store)), key=_order)
    _refuse_doubles(parts)
    bind(target, msgspec.json.decode(digests.pop(), type=dict[str, str])["recipe"])
    shards = [_copy(one, number, target) for number, one in enumerate(parts)]
    records = all(target.exists(state("records", done.key)) for done in shards)
    return complete(shards, target, aliases or {}, records, here(Recipe(records=records), target))


def _finished(run: str | Path) -> Store:
    missing = UsageError(f"{run} 里没有完成的结果, 请先运行 annotate", f"no finished run in {run}: annotate first")
    if "://" not in str(run) and not Path(run).is_dir():
        raise missing
    store = open_store(run)
    if not store.exists(RECIPE) or not store.exists(f"{STATE}/years.json"):
        raise missing
    known = msgspec.json.decode(store.get(f"{STATE}/years.json"), type=dict[str, object])
    if set(known) != set(store.names(f"{STATE}/done")):
        raise UsageError(
            f"{run} 尚未完成, 再运行同一 annotate 命令即可",
            f"{run} is not finished: run the same annotate command again",
        )
    return store


def _parts(store: Store) -> list[_Part]:
    """The shards of a run; an empty one has nothing to join."""
    found = []
    for key in store.names(f"{STATE}/done"):
        done = msgspec.json.decode(store.get(state("done", key)), type=Done)
        sources = _sources(store, part("reports", done.number, key)) | _sources(store, part("errors", done.number, key))
        if sources:
            found.append(_Part(done, store, sources))
    return found


def _sources(store: Store, name: str) -> frozenset[str]:
    import pyarrow.parquet as pq

    return frozenset(pq.read_table(BytesIO(store.get(name)), columns=["source"])["source"].to_pylist())


def _order(one: _Part) -> tuple[list[str], str]:
    return min(uri.split("/") for uri in one.sources), one.done.key


def _refuse_doubles(parts: Sequence[_Part]) -> None:
    seen: dict[str, str] = {}
    for one in parts:
        for uri in sorted(one.sources):
            if uri in seen:
                raise UsageError(
                    f"{uri} 同在 {seen[uri]} 与 {one.store.address}; 请把两处语料放在同一上级文件夹下一起标注",
                    f"{uri} is in {seen[uri]} and in {one.store.address}: annotate the folder above both of them, "
                    "so that their names differ",
                )
            seen[uri] = one.store.address


def _copy(one: _Part, number: int, target: Store) -> Done:
    """The same shard under its number in the joined run."""
    moved = replace(one.done, number=number)
    for old, new in zip(files(one.done), files(moved), strict=True):
        if one.store.exists(old):
            target.put(new, one.store.get(old))
    target.put(state("done", moved.key), msgspec.json.encode(moved))
    return moved
