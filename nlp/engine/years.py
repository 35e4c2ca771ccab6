"""The second pass of a run: reports of one office compared over the years, from what the shards left.

Only outlines are read, those of an office together. What the pass adds to a shard stands in parts of its own
and in the counts of its report rows; it is made again only where a report that takes part in it changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from nlp import catalog
from nlp.engine.limits import collect, uncollected
from nlp.engine.shards import STATE, YEARS, Counts, Done, Left, part, state
from nlp.engine.store import Store, pack, unpack
from nlp.verify import series
from nlp.write import CheckRow, Columns, FindingRow, ReportRow, linked, write_parquet

_OPEN_SHARDS = 16  # shards whose outlines stay in memory
_OPEN_OUTLINES = 64
_RECORD = f"{STATE}/years.json"
_TABLES = ("checks", "findings")  # that gain rows


class Added(Struct, frozen=True):
    """What the pass came to in a shard. depends: digest of all it was made from; gained: more of each count."""

    depends: str
    reports: int
    gained: Counts


class Amendment(Struct, frozen=True, array_like=True):
    """What the pass adds to the report at a line of its shard: its row as it is now, more checks, more findings."""

    line: int
    report: ReportRow
    checks: tuple[CheckRow, ...]
    findings: tuple[FindingRow, ...]


class _Outlines:
    """The outlines that shards left, read when asked for; `offices` are all in memory."""

    def __init__(self, shards: Sequence[Done], store: Store) -> None:
        self.shards, self.store = shards, store
        self.offices: list[series.Office] = []
        self.places: list[tuple[int, int]] = []  # shard and line of each report
        self.left = lru_cache(_OPEN_SHARDS)(self._left)
        self._decoder = msgspec.msgpack.Decoder(series.Outline)
        self.load = lru_cache(_OPEN_OUTLINES)(self._load)  # a report is asked for itself and for the year after
        kept: dict[str | None, str | None] = {}  # one copy of each name, however many years an office has
        for at in range(len(shards)):
            for line, office in enumerate(self._left(at).offices):
                names = {
                    name: kept.setdefault(text, text)
                    for name in ("issuer", "region")
                    for text in [getattr(office, name)]
                }
                self.offices.append(replace(office, **names))
                self.places.append((at, line))

    def _left(self, at: int) -> Left:
        packed = self.store.get(state("outlines", self.shards[at].key))
        return msgspec.msgpack.decode(unpack(packed), type=Left)

    def _load(self, at: int) -> series.Outline:
        """Outline of the report at a position among all."""
        shard, line = self.places[at]
        return self._decoder.decode(self.left(shard).outlines[line])


def compare(shards: Sequence[Done], store: Store, aliases: Mapping[str, str]) -> dict[str, Added]:
    """What the pass came to, by key of the shard; the parts of each are brought up to date."""
    with uncollected():
        return _compare(shards, store, aliases)


def _compare(shards: Sequence[Done], store: Store, aliases: Mapping[str, str]) -> dict[str, Added]:
    known = msgspec.json.decode(store.get(_RECORD), type=dict[str, Added]) if store.exists(_RECORD) else {}
    outlines = _Outlines(shards, store)
    depends = _depends(outlines, aliases)
    stale = {at for at, shard in enumerate(shards) if _outdated(shard, known.get(shard.key), depends[at], store)}
    wanted = [at for at, (shard, _) in enumerate(outlines.places) if shard in stale]
    made = iter(series.links(outlines.load, outlines.offices, catalog.load(), aliases, wanted) if wanted else ())
    ahead = next(made, None)
    added = {}
    for at, shard in enumerate(shards):
        if at not in stale:
            added[shard.key] = known[shard.key]
            continue
        links = []  # of one shard at a time: they come in the order of the shards
        while ahead is not None and outlines.places[ahead.at][0] == at:
            links.append((outlines.places[ahead.at][1], ahead))
            ahead = next(made, None)
        added[shard.key] = _update(shard, outlines.left(at), links, depends[at], store)
        collect()
    if added != known:
        store.put(_RECORD, msgspec.json.encode(added, order="sorted"))
    return added


def amendments(shard: Done, store: Store) -> dict[int, Amendment]:
    """What `compare` added to a shard, by line."""
    name = state("years", shard.key)
    if not store.exists(name):
        return {}
    return {item.line: item for item in msgspec.msgpack.decode(unpack(store.get(name)), type=list[Amendment])}


def _outdated(shard: Done, added: Added | None, depends: str, store: Store) -> bool:
    if added is None or added.depends != depends:
        return True
    names = [state("years", shard.key), *(part(name, shard.number, shard.key, YEARS) for name in _TABLES)]
    return not all(store.exists(name) == bool(added.reports) for name in names)


def _depends(outlines: _Outlines, aliases: Mapping[str, str]) -> list[str]:
    """Digest of everything each shard's links are made from: its partners, and the names of all offices."""
    names = repr((sorted(aliases.items()), sorted(series.names(outlines.offices)))).encode()
    partners: list[list[str]] = [[] for _ in outlines.shards]
    for chain in series.chains(outlines.offices, aliases):
        shard, line = outlines.places[chain.later]
        others = [outlines.places[at] for at in (*chain.mirrors, *chain.earlier)]
        told = (line, chain.gap, chain.caveat, [(outlines.shards[at].key, other) for at, other in others])
        partners[shard].append(repr(told))
    common = hashlib.sha256(names)
    digests = []
    for own in partners:
        digest = common.copy()
        digest.update("\n".join(own).encode())
        digests.append(digest.hexdigest()[:16])
    return digests


def _update(shard: Done, left: Left, links: Sequence[tuple[int, series.Link]], depends: str, store: Store) -> Added:
    """Write what the links add to a shard, or take away what an earlier run added."""
    columns, gained, made = Columns(), Counts(), list[Amendment]()
    rows = [msgspec.msgpack.decode(row, type=ReportRow) for row in left.rows]
    for line, link in links:
        row, checks, findings = linked(rows[line], link.checks, link.findings)
        for name in ("errors", "reviews", "notes", "not_checkable"):
            setattr(gained, name, getattr(gained, name) + getattr(row, name) - getattr(rows[line], name))
        rows[line] = row
        columns.add_rows("checks", checks)
        columns.add_rows("findings", findings)
        made.append(Amendment(line, row, checks, findings))
    columns.add_rows("reports", rows)
    targets = {name: part(name, shard.number, shard.key, YEARS) for name in _TABLES}
    before = any(map(store.exists, (*targets.values(), state("years", shard.key))))
    if links:
        store.put(state("years", shard.key), pack(msgspec.msgpack.encode(made)))
    for name, target in targets.items():
        if links:
            store.put(target, write_parquet(columns, name))
    if links or before:
        store.put(part("reports", shard.number, shard.key), write_parquet(columns, "reports"))
    if not links:
        for target in (*targets.values(), state("years", shard.key)):
            store.remove(target)
    return Added(depends, len(made), gained)
