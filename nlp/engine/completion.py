"""The end of a run: what is no longer in the corpus goes, years are compared, records.jsonl is put together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import msgspec

from nlp.engine import years
from nlp.engine.shards import STATE, YEARS, Counts, Done, part, state
from nlp.engine.store import PARTIAL, Store, unpack
from nlp.engine.tasks import Crew
from nlp.errors import UsageError
from nlp.write import TABLES

RECIPE = f"{STATE}/recipe.json"
KINDS = ("done", "members", "outlines", "records", "years")  # of a shard's own files
_RECORDS = "records.jsonl"
_MADE = f"{STATE}/records.json"  # digest of what records.jsonl was made from


def bind(store: Store, digest: str, fresh: bool = False) -> None:
    """Bind the output to the digest of a recipe; raises UsageError where it is bound to another one."""
    wanted = msgspec.json.encode({"recipe": digest})
    if not fresh and store.exists(RECIPE):
        if store.get(RECIPE) == wanted:
            return
        raise UsageError(
            f"{store.address} 由另一版本、模型或设置生成, 不能混写; 另选文件夹, 或加 --fresh 重新开始",
            f"{store.address} was made by another release, model or settings and can't be mixed: "
            "take another folder, or begin anew with --fresh",
        )
    _remove_parts(store, {})
    for name in (_RECORDS, _MADE, f"{STATE}/years.json", RECIPE):
        store.remove(name)
    store.put(RECIPE, wanted)


def complete(shards: Sequence[Done], store: Store, aliases: Mapping[str, str], records: bool, crew: Crew) -> Counts:
    """All shards are done: make the output that of these shards and no others."""
    _remove_parts(store, {done.key: done.number for done in shards})
    added = years.compare(shards, store, aliases, crew)
    total = Counts()
    for done in shards:
        total.add(done.counts)
        total.add(added[done.key].gained)
    if records:
        _gather(shards, [added[done.key].depends for done in shards], store)
    return total


def files(done: Done) -> list[str]:
    """Names of all files a shard may have."""
    parts = [part(name, done.number, done.key, suffix) for name in TABLES for suffix in ("", YEARS)]
    return parts + [state(kind, done.key) for kind in KINDS]


def _remove_parts(store: Store, kept: Mapping[str, int]) -> None:
    """Remove half-written files, and files of shards but those kept, given as key and number."""
    for folder in (*TABLES, *(f"{STATE}/{kind}" for kind in KINDS), STATE, ""):
        for name in store.names(folder):
            if name.startswith(PARTIAL) or not _kept(folder, name, kept):
                store.remove(f"{folder}/{name}" if folder else name)


def _kept(folder: str, name: str, kept: Mapping[str, int]) -> bool:
    """Whether a file stays: one of a shard that is kept, or none of ours."""
    if folder not in TABLES:
        return folder in (STATE, "") or name in kept
    if not name.startswith("part-"):
        return True
    key = name.removesuffix(".parquet").removesuffix(YEARS).rpartition("-")[2]
    return key in kept and f"{folder}/{name}" in (part(folder, kept[key], key, end) for end in ("", YEARS))


def _gather(shards: Sequence[Done], depends: Sequence[str], store: Store) -> None:
    """Put records.jsonl together, if it isn't the one these shards make."""
    state_of = [f"{done.key} {years}" for done, years in zip(shards, depends, strict=True)]
    made = msgspec.json.encode({"made_from": hashlib.sha256("\n".join(state_of).encode()).hexdigest()})
    if store.exists(_RECORDS) and store.exists(_MADE) and store.get(_MADE) == made:
        return
    store.remove(_MADE)
    with store.writer(_RECORDS) as stream:
        for done in shards:
            amended = state("years", done.key)
            stream.write(unpack(store.get(amended if store.exists(amended) else state("records", done.key))))
    store.put(_MADE, made)
