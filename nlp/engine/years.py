"""The second pass of a run: reports of one office compared over the years, from what the shards left.

Only outlines are read, those of an office together, a shard a task. What the pass adds to a shard stands in parts of
its own and in the counts of its report rows; it is made again only where a report that takes part in it changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from nlp import catalog
from nlp.engine.documents import Document
from nlp.engine.members import Chained, members
from nlp.engine.recipe import Recipe
from nlp.engine.shards import STATE, YEARS, Counts, Done, Left, part, state
from nlp.engine.store import Store, pack, unpack
from nlp.engine.tasks import BATCH, Crew, Heartbeat
from nlp.verify import series
from nlp.write import CheckRow, Columns, FindingRow, Record, ReportRow, linked, write_jsonl, write_parquet

_OPEN_SHARDS = 16  # shards whose outlines stay in memory
_OPEN_OUTLINES = 64
_RECORD = f"{STATE}/years.json"
_TABLES = ("checks", "findings")  # that gain rows


class Added(Struct, frozen=True):
    """What the pass came to in a shard. depends: digest of all it was made from; gained: more of each count."""

    depends: str
    reports: int
    gained: Counts


class Amendment(Struct, frozen=True):
    """What the pass adds to the report at a line of its shard: its row as it is now, more checks, more findings."""

    line: int
    report: ReportRow
    checks: tuple[CheckRow, ...]
    findings: tuple[FindingRow, ...]


class Comparison(Struct, frozen=True, array_like=True):
    """A shard to compare: which of its reports with which, and the offices that its reports name. A task."""

    number: int
    key: str
    chained: tuple[Chained, ...]
    others: dict[str, series.Office]
    documents: tuple[Document, ...] = ()  # it reads none

    def depends(self) -> str:
        """Digest of all that the result is made from: a key stands for the content of its shard."""
        made_from = msgspec.msgpack.encode((self.chained, sorted(self.others.items())))
        return hashlib.sha256(made_from).hexdigest()[:16]


def compare(shards: Sequence[Done], store: Store, aliases: Mapping[str, str], crew: Crew) -> dict[str, Added]:
    """What the pass came to, by key of the shard; the parts of each are brought up to date by the crew."""
    known = msgspec.json.decode(store.get(_RECORD), type=dict[str, Added]) if store.exists(_RECORD) else {}
    added: dict[str, Added] = {}

    def outdated() -> Iterator[Comparison]:
        with members(shards, store, aliases) as index:
            for at, shard in enumerate(shards):
                task = Comparison(shard.number, shard.key, *index.chained(at))
                before = known.get(shard.key)
                if before is None or before.depends != task.depends() or not _whole(shard, before, store):
                    yield task
                else:
                    added[shard.key] = before

    added.update(crew(amend, outdated()))
    if added != known:
        store.put(_RECORD, msgspec.json.encode(added, order="sorted"))
    return added


def _whole(shard: Done, added: Added, store: Store) -> bool:
    names = [state("years", shard.key), *(part(name, shard.number, shard.key, YEARS) for name in _TABLES)]
    return all(store.exists(name) == bool(added.reports) for name in names)


def amend(
    task: Comparison, recipe: Recipe, store: Store, condemned: Mapping[str, str], beat: Path | None
) -> tuple[str, Added]:
    """Key of a shard and what its comparison came to, which was written; the work on it, as in `tasks.Work`."""
    with Heartbeat(beat) as step:
        step(BATCH)
        outlines = _Outlines(store)
        left = outlines.left(task.key)
        rows = [msgspec.msgpack.decode(row, type=ReportRow) for row in left.rows]
        made = list(_amended(task, rows, outlines))
        records = _records(task, made, store) if made and recipe.records else b""
        return task.key, _write(task, rows, made, records, store)


class _Outlines:
    """The outlines that shards left, read when asked for."""

    def __init__(self, store: Store) -> None:
        self.left = lru_cache(_OPEN_SHARDS)(partial(_left, store))  # no cache of its own methods: that is a cycle
        self.outline = lru_cache(_OPEN_OUTLINES)(partial(_outline, self.left))  # asked for, and for the year after


def _left(store: Store, key: str) -> Left:
    return msgspec.msgpack.decode(unpack(store.get(state("outlines", key))), type=Left)


def _outline(left: Callable[[str], Left], key: str, line: int) -> series.Outline:
    return msgspec.msgpack.decode(left(key).outlines[line], type=series.Outline)


def _amended(task: Comparison, rows: Sequence[ReportRow], outlines: _Outlines) -> Iterator[Amendment]:
    chained = {found.line: found for found in task.chained}
    for line, row in enumerate(rows):
        found = chained.get(line) or Chained(line)
        mirrors, earlier = (
            tuple(outlines.outline(*place) for place in side) for side in (found.mirrors, found.earlier)
        )
        this = outlines.outline(task.key, line)
        view = series.View(catalog.load(), this, mirrors, earlier, found.gap, found.caveat, task.others)
        checks, findings = series.compared(view)
        if checks:
            yield Amendment(line, *linked(row, checks, findings))


def _records(task: Comparison, made: Sequence[Amendment], store: Store) -> bytes:
    """The lines of records.jsonl of a shard as they are now."""
    lines = unpack(store.get(state("records", task.key))).splitlines(keepends=True)
    for item in made:
        before, line = msgspec.json.decode(lines[item.line], type=Record), BytesIO()
        checks, findings = before.checks + item.checks, before.findings + item.findings
        write_jsonl([replace(before, report=item.report, checks=checks, findings=findings)], line)
        lines[item.line] = line.getvalue()
    return b"".join(lines)


def _write(
    task: Comparison, before: Sequence[ReportRow], made: Sequence[Amendment], records: bytes, store: Store
) -> Added:
    """Write what the comparison adds to a shard, or take away what an earlier run added."""
    columns, gained, rows = Columns(), Counts(), list(before)
    for item in made:
        for name in ("errors", "reviews", "notes", "not_checkable"):
            more = getattr(item.report, name) - getattr(rows[item.line], name)
            setattr(gained, name, getattr(gained, name) + more)
        rows[item.line] = item.report
        columns.add_rows("checks", item.checks)
        columns.add_rows("findings", item.findings)
    columns.add_rows("reports", rows)
    targets = {name: part(name, task.number, task.key, YEARS) for name in _TABLES}
    stood = any(map(store.exists, (*targets.values(), state("years", task.key))))
    if made:
        store.put(state("years", task.key), pack(records))
        for name, target in targets.items():
            store.put(target, write_parquet(columns, name))
    if made or stood:
        store.put(part("reports", task.number, task.key), write_parquet(columns, "reports"))
    if not made:
        for target in (*targets.values(), state("years", task.key)):
            store.remove(target)
    return Added(task.depends(), len(made), gained)
