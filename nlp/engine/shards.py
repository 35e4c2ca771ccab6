"""A shard of documents to its part files: analyzed in one batch, written whole or not at all.

The parts of a shard bear its key, a digest of the recipe and of every document in it. A shard whose
completion record stands under its key is finished, whoever wrote it and when.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from nlp import catalog, ingest, pipeline
from nlp.document import Report
from nlp.engine.documents import KEPT, OUTPUT, Document, Shard, content, load
from nlp.engine.limits import collect, deadline
from nlp.engine.recipe import Recipe, tools
from nlp.engine.store import Store, pack
from nlp.engine.tasks import BATCH, Heartbeat
from nlp.errors import BudgetExceeded, GongkaiError, SourceError
from nlp.verify import series
from nlp.write import TABLES, Columns, ErrorRow, record, tabulated, write_jsonl, write_parquet

if TYPE_CHECKING:
    from nlp.pipeline import Tools

STATE = OUTPUT  # folder of the run's own files
YEARS = "-years"  # ends the names of parts that the comparison of years adds

Outcome = tuple[Report, ...] | GongkaiError


class Counts(Struct):
    """What a run came to."""

    files: int = 0
    reports: int = 0
    paragraphs: int = 0
    figures: int = 0
    errors: int = 0
    reviews: int = 0
    notes: int = 0
    not_checkable: int = 0
    unreadable: int = 0

    def add(self, other: object) -> None:
        """Add what another part came to; counts it doesn't have stay."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name, 0))


class Done(Struct, frozen=True):
    """Completion record of a shard: written last, when all its parts stand."""

    key: str
    number: int
    counts: Counts


class Member(Struct, frozen=True, array_like=True):
    """Whose report it is, and what stands where it should name itself (`residue.foreign_name`)."""

    office: series.Office
    asked: tuple[str, ...]


class Left(Struct, frozen=True, array_like=True):
    """What a shard leaves for the comparison of years beside its members: encoded outlines and encoded report rows."""

    outlines: tuple[bytes, ...]
    rows: tuple[bytes, ...]


def part(table: str, number: int, key: str, suffix: str = "") -> str:
    """Name of a shard's part of a table."""
    return f"{table}/part-{number:06d}-{key}{suffix}.parquet"


def state(kind: str, key: str) -> str:
    """Name of a shard's own file: its completion record, its outlines, its records."""
    return f"{STATE}/{kind}/{key}"


def key_of(shard: Shard, recipe: Recipe, held: dict[str, bytes] | None = None) -> str:
    """First 16 hexadecimal digits of the SHA-256 over recipe, names and contents; `held` as in `content`."""
    digest = hashlib.sha256(recipe.digest().encode())
    for document in shard.documents:
        digest.update(f"\n{document.uri}\t{content(document, held)}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def _unexpected(reason: BaseException) -> SourceError:
    """Our own mistake on one document, as the reason why it has no report: the batch goes on."""
    name = f"{type(reason).__name__}: {reason}"
    return SourceError(f"分析时出错: {name}", f"the analysis failed: {name}")


def _guarded(work: Callable[[], tuple[Report, ...]]) -> Outcome:
    """What the work yields, or why it doesn't: one document must not cost the others."""
    try:
        return work()
    except SourceError as reason:
        return reason
    except OSError as reason:
        return SourceError(f"读取失败: {reason.strerror}", f"can't be read: {reason.strerror}")
    except MemoryError:
        return BudgetExceeded("超出内存上限", "more memory needed than the budget allows", "memory")
    except Exception as reason:
        return _unexpected(reason)


def _read(document: Document, tools: Tools, recipe: Recipe, held: dict[str, bytes] | None) -> Outcome:
    def work() -> tuple[Report, ...]:
        with deadline(recipe.seconds):
            raw = ingest.read_bytes(load(document, recipe.budget, held), document.uri, recipe.budget)
            return pipeline.read_reports(raw, tools)

    return _twice(work)


def _finish(reports: tuple[Report, ...], tools: Tools, seconds: float) -> Outcome:
    def work() -> tuple[Report, ...]:
        with deadline(seconds):
            return pipeline.finish_reports(reports, tools)

    return _guarded(work)


def _twice(work: Callable[[], tuple[Report, ...]]) -> Outcome:
    """A budget may have been exceeded because the machine was busy: once more before it counts."""
    outcome = _guarded(work)
    again = isinstance(outcome, BudgetExceeded) and outcome.budget in ("seconds", "memory")
    return _guarded(work) if again else outcome


def analyze_shard(
    files: Iterable[tuple[Path, str]], tools: Tools | None = None, recipe: Recipe | None = None
) -> Iterator[tuple[str, Outcome]]:
    """`(uri, reports or the reason there are none)` of every file, in order; labels are made in one batch."""
    documents = (Document(str(path), uri) for path, uri in files)
    return analyze_documents(documents, tools or pipeline.default_tools(), recipe or Recipe())


def analyze_documents(
    documents: Iterable[Document],
    tools: Tools,
    recipe: Recipe,
    step: Callable[[int], None] = lambda at: None,
    held: dict[str, bytes] | None = None,
) -> Iterator[tuple[str, Outcome]]:
    """As `analyze_shard`; `step` is told which document is worked on, BATCH for all of them. `held` as in `load`."""
    read: list[tuple[str, Outcome]] = []
    for at, document in enumerate(documents):
        step(at)
        read.append((document.uri, _read(document, tools, recipe, held)))
        if document.size > KEPT:
            collect()
    step(BATCH)
    batch = tuple(report for _, outcome in read if isinstance(outcome, tuple) for report in outcome)
    finished = _finish(batch, tools, recipe.seconds * max(1, len(read)))
    if isinstance(finished, GongkaiError):  # some document broke the batch: find it by taking each alone
        for at, (uri, outcome) in enumerate(read):
            step(at)
            yield uri, _finish(outcome, tools, recipe.seconds) if isinstance(outcome, tuple) else outcome
        return
    done = iter(finished)
    for uri, outcome in read:
        yield uri, tuple(next(done) for _ in outcome) if isinstance(outcome, tuple) else outcome


def run_shard(shard: Shard, recipe: Recipe, store: Store, condemned: Mapping[str, str], beat: Path | None) -> Done:
    """Completion record of a shard, its parts written where they were missing; the work on it, as in `tasks.Work`."""
    held: dict[str, bytes] = {}
    key = key_of(shard, recipe, held)
    done = _finished(shard, key, recipe, store)
    if done is not None:
        return done
    columns, lines, left = Columns(), BytesIO(), list[tuple[Member, bytes, bytes]]()
    counts = Counts(files=len(shard.documents))
    with Heartbeat(beat) as step:
        for uri, outcome in _outcomes(shard, recipe, condemned, step, held):
            if isinstance(outcome, GongkaiError):
                columns.add_rows("errors", [ErrorRow(uri, str(outcome))])
                counts.unreadable += 1
                continue
            for report in outcome:
                sheet = tabulated(report)
                columns.add(sheet)
                counts.reports += 1
                counts.add(sheet.report)
                if recipe.records:
                    write_jsonl([record(sheet)], lines)
                outline = series.outline(report, catalog.load())
                member = Member(outline.office, tuple(name for name, _ in outline.names))
                left.append((member, msgspec.msgpack.encode(outline), msgspec.msgpack.encode(sheet.report)))
    store.remove(state("years", key))  # what the comparison of years had added goes with the old report rows
    for name in TABLES:
        store.put(part(name, shard.number, key), write_parquet(columns, name))
    if recipe.records:
        store.put(state("records", key), pack(lines.getvalue()))
    members, outlines, rows = zip(*left, strict=True) if left else ((), (), ())
    store.put(state("members", key), msgspec.msgpack.encode(members))
    store.put(state("outlines", key), pack(msgspec.msgpack.encode(Left(outlines, rows))))
    done = Done(key, shard.number, counts)
    store.put(state("done", key), msgspec.json.encode(done))
    return done


def _outcomes(
    shard: Shard,
    recipe: Recipe,
    condemned: Mapping[str, str],
    step: Callable[[int], None],
    held: dict[str, bytes],
) -> Iterator[tuple[str, Outcome]]:
    """Outcomes of all documents of a shard, in order."""
    sound = [(at, document) for at, document in enumerate(shard.documents) if document.uri not in condemned]
    analyzed = analyze_documents(
        (document for _, document in sound),
        tools(recipe.model),
        recipe,
        lambda at: step(sound[at][0] if at != BATCH else BATCH),
        held,
    )
    for document in shard.documents:
        if document.uri in condemned:
            yield document.uri, SourceError(*condemned[document.uri].split(" / ", 1))
        else:
            yield next(analyzed)


def _finished(shard: Shard, key: str, recipe: Recipe, store: Store) -> Done | None:
    """The completion record of a shard whose parts all stand; parts of another number are renamed."""
    if not store.exists(state("done", key)):
        return None
    done = msgspec.json.decode(store.get(state("done", key)), type=Done)
    for name in TABLES:
        new = part(name, shard.number, key)
        if store.exists(new):
            continue
        old = part(name, done.number, key)
        if done.number == shard.number or not store.exists(old):
            return None
        store.rename(old, new)
    kept = [state("members", key), state("outlines", key), *([state("records", key)] if recipe.records else [])]
    if not all(map(store.exists, kept)):
        return None
    if done.number != shard.number:
        for name in ("checks", "findings"):
            if store.exists(part(name, done.number, key, YEARS)):
                store.rename(part(name, done.number, key, YEARS), part(name, shard.number, key, YEARS))
        done = Done(key, shard.number, done.counts)
        store.put(state("done", key), msgspec.json.encode(done))
    return done
