"""Whose reports a run holds: an index of all offices on disk, so that memory does not grow with the corpus."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import msgspec
from msgspec import Struct

from nlp.engine.scratch import scratch
from nlp.engine.shards import Done, Member, state
from nlp.engine.store import Store
from nlp.verify import series

_LINES = 32  # bits of a place for the line, above them the shard
_ASKED = 500  # names looked up at a time
_TABLES = """
CREATE TABLE member (place INTEGER PRIMARY KEY, name TEXT, office BLOB);
CREATE TABLE named (name TEXT PRIMARY KEY, office BLOB) WITHOUT ROWID;
"""


class Chained(Struct, frozen=True, array_like=True):
    """A report at a line of its shard and those it is compared with, each as the key of its shard and its line.

    The rest as in `nlp.verify.offices.Chain`.
    """

    line: int
    mirrors: tuple[tuple[str, int], ...] = ()
    earlier: tuple[tuple[str, int], ...] = ()
    gap: str = ""
    caveat: str = ""


@contextmanager
def members(shards: Sequence[Done], store: Store, aliases: Mapping[str, str]) -> Iterator[Members]:
    """An index of the reports that the shards hold."""
    with scratch(_TABLES) as base:
        yield Members(base, shards, store, aliases)


class Members:
    """Reports by their office, offices by the names prose has for them."""

    def __init__(
        self, base: sqlite3.Connection, shards: Sequence[Done], store: Store, aliases: Mapping[str, str]
    ) -> None:
        self._base, self._shards, self._store, self._aliases = base, shards, store, aliases
        for at in range(len(shards)):
            self._enter(at, self._of(at))
        self._base.execute("CREATE INDEX called ON member (name)")

    def _of(self, at: int) -> list[Member]:
        return msgspec.msgpack.decode(self._store.get(state("members", self._shards[at].key)), type=list[Member])

    def _enter(self, at: int, found: Sequence[Member]) -> None:
        encoded = [msgspec.msgpack.encode(member.office) for member in found]
        self._base.executemany(
            "INSERT INTO member VALUES (?, ?, ?)",
            (
                (at << _LINES | line, name, office)
                for line, (name, office) in enumerate(zip(self._names(found), encoded, strict=True))
                if name
            ),
        )
        self._base.executemany(
            "INSERT OR IGNORE INTO named VALUES (?, ?)",  # of namesakes the first stands for all
            (
                (name, office)
                for member, office in zip(found, encoded, strict=True)
                for name in series.names_of(member.office)
            ),
        )

    def _names(self, found: Iterable[Member]) -> list[str | None]:
        """The oldest name of each office, None where it can't be chained."""
        own = [series.own_name(member.office) if member.office.year is not None else None for member in found]
        oldest = series.first_names(filter(None, own), self._aliases)
        return [name and oldest[name] for name in own]

    def chained(self, at: int) -> tuple[tuple[Chained, ...], dict[str, series.Office]]:
        """The reports of a shard that are compared with others, by line; and the offices that its reports name."""
        found = self._of(at)
        chains = [chain for name in sorted(set(filter(None, self._names(found)))) for chain in self._chains(at, name)]
        asked = sorted({name for member in found for run in member.asked for name in series.candidates(run)})
        return tuple(sorted(chains, key=lambda chain: chain.line)), self._named(asked)

    def _chains(self, at: int, name: str) -> Iterator[Chained]:
        """Chains of an office's reports in a shard."""
        rows = self._base.execute("SELECT place, office FROM member WHERE name = ? ORDER BY place", (name,)).fetchall()
        places = [divmod(place, 1 << _LINES) for place, _ in rows]
        offices = [msgspec.msgpack.decode(office, type=series.Office) for _, office in rows]
        own = {position for position, (shard, _) in enumerate(places) if shard == at}
        for chain in series.chains(offices, self._aliases, own):
            mirrors, earlier = (
                tuple((self._shards[shard].key, line) for shard, line in map(places.__getitem__, side))
                for side in (chain.mirrors, chain.earlier)
            )
            yield Chained(places[chain.later][1], mirrors, earlier, chain.gap, chain.caveat)

    def _named(self, asked: Sequence[str]) -> dict[str, series.Office]:
        found: dict[str, series.Office] = {}
        for start in range(0, len(asked), _ASKED):
            some = asked[start : start + _ASKED]
            query = f"SELECT name, office FROM named WHERE name IN ({', '.join('?' * len(some))}) ORDER BY name"
            for name, office in self._base.execute(query, some):
                found[name] = msgspec.msgpack.decode(office, type=series.Office)
        return found
