"""One function under many roofs: a corpus of files to output tables, in shards, on many processes.

Shards are cut by the sorted list of files and never by the number of workers, so the output bytes do
not depend on it. What one report can't show, the chain over years, is a second pass: shards leave an outline of
each report, the pass reads only these and appends to the records of the reports concerned.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct

from nlp import catalog, ingest, pipeline
from nlp.document import Report
from nlp.errors import GongkaiError, SourceError, UsageError
from nlp.pipeline import Tools
from nlp.verify import series
from nlp.write import TABLES, Columns, ErrorRow, Record, amend, record, write_jsonl, write_parquet
from nlp.write.rows import ReportRow

_OPEN_SHARDS = 16  # shards whose outlines stay in memory while years are compared
SHARD_FILES = 32  # files a shard; small enough that two workers share a few hundred reports evenly


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

    def add(self, other: Counts) -> None:
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Shard(Struct, frozen=True):
    """A stretch of the corpus: `(path, uri)` pairs."""

    number: int
    files: tuple[tuple[str, str], ...]


def find_files(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """`(path, uri)` of every file below the given paths, sorted; hidden files are left out.

    uri is the path below the given folder (the name for a given file); where two inputs would share
    one, the given path's own name is put before it. Raises UsageError for a path that isn't there.
    """
    found: dict[str, Path] = {}
    for given in paths:
        if not given.exists():
            raise UsageError(f"找不到 {given}", f"no such file or folder: {given}")
        if given.is_file():
            candidates = [(given, given.name)]
        else:
            candidates = [
                (path, path.relative_to(given).as_posix())
                for path in given.rglob("*")
                if path.is_file() and not any(part.startswith(".") for part in path.relative_to(given).parts)
            ]
        for path, uri in sorted(candidates, key=lambda pair: pair[1]):
            if uri in found and found[uri].resolve() != path.resolve():
                uri = (Path(given.parent.name) / uri if given.is_file() else Path(given.name) / uri).as_posix()
            if uri in found and found[uri].resolve() != path.resolve():
                raise UsageError(f"两个输入同名: {uri}", f"two inputs are called {uri}")
            found[uri] = path
    return [(path, uri) for uri, path in sorted(found.items())]


def _unexpected(reason: Exception) -> SourceError:
    """Our own mistake on one document, as the reason why it has no report: the batch goes on."""
    name = f"{type(reason).__name__}: {reason}"
    return SourceError(f"分析时出错: {name}", f"the analysis failed: {name}")


def _read(path: Path, uri: str, tools: Tools) -> tuple[Report, ...] | GongkaiError:
    try:
        return pipeline.read_reports(ingest.read(path, uri=uri), tools)
    except SourceError as reason:
        return reason
    except OSError as reason:
        return SourceError(f"读取失败: {reason.strerror}", f"can't be read: {reason.strerror}")
    except Exception as reason:  # one document must not cost the others
        return _unexpected(reason)


def _finish(reports: tuple[Report, ...], tools: Tools) -> tuple[Report, ...] | GongkaiError:
    try:
        return pipeline.finish_reports(reports, tools)
    except Exception as reason:
        return _unexpected(reason)


def analyze_shard(
    files: Iterable[tuple[Path, str]], tools: Tools | None = None
) -> Iterator[tuple[str, tuple[Report, ...] | GongkaiError]]:
    """`(uri, reports or the reason there are none)` of every file, in order; labels are made in one batch."""
    tools = tools or pipeline.default_tools()
    read = [(uri, _read(path, uri, tools)) for path, uri in files]
    batch = tuple(report for _, outcome in read if isinstance(outcome, tuple) for report in outcome)
    finished = _finish(batch, tools)
    if isinstance(finished, GongkaiError):  # some document broke the batch: find it by taking each alone
        yield from ((uri, _finish(o, tools) if isinstance(o, tuple) else o) for uri, o in read)
        return
    done = iter(finished)
    for uri, outcome in read:
        yield uri, tuple(next(done) for _ in outcome) if isinstance(outcome, tuple) else outcome


def chain(
    outcomes: Iterable[tuple[str, tuple[Report, ...] | GongkaiError]], aliases: Mapping[str, str] | None = None
) -> list[tuple[str, tuple[Report, ...] | GongkaiError]]:
    """The same outcomes, their reports checked against those of the year before."""
    given = list(outcomes)
    reports = [report for _, outcome in given if not isinstance(outcome, GongkaiError) for report in outcome]
    linked = iter(series.chain(reports, catalog.load(), aliases))
    return [
        (uri, outcome if isinstance(outcome, GongkaiError) else tuple(next(linked) for _ in outcome))
        for uri, outcome in given
    ]


def _run_shard(shard: Shard, out: Path) -> Counts:
    """Analyze a shard and write its parts; what it came to."""
    columns, records, counts = Columns(), [], Counts(files=len(shard.files))
    offices: list[series.Office] = []
    outlines: list[bytes] = []
    for uri, outcome in analyze_shard((Path(path), uri) for path, uri in shard.files):
        if isinstance(outcome, GongkaiError):
            columns.add_error(ErrorRow(uri, str(outcome)))
            counts.unreadable += 1
            continue
        for report in outcome:
            row = record(report)
            records.append(row)
            columns.add(row)
            outline = series.outline(report, catalog.load())
            offices.append(outline.office)
            outlines.append(msgspec.msgpack.encode(outline))
            counts.add(
                Counts(
                    reports=1,
                    paragraphs=row.report.paragraphs,
                    figures=row.report.figures,
                    errors=row.report.errors,
                    reviews=row.report.reviews,
                    notes=row.report.notes,
                    not_checkable=row.report.not_checkable,
                )
            )
    with (out / f".records-{shard.number:05d}.jsonl").open("wb") as stream:
        write_jsonl(records, stream)
    (out / f".outlines-{shard.number:05d}.msgpack").write_bytes(msgspec.msgpack.encode((offices, outlines)))
    write_parquet(columns, out, shard.number)
    return counts


def _clear(out: Path) -> None:
    """Remove what an earlier run left, and nothing else."""
    for name in TABLES:
        for part in (out / name).glob("part-*.parquet"):
            part.unlink()
    for pattern in (".records-*.jsonl", ".outlines-*.msgpack"):
        for part in out.glob(pattern):
            part.unlink()


class _Head(Struct, frozen=True):
    """The first field of a line of records.jsonl."""

    report: ReportRow


class _Outlines:
    """The outlines that shards left, read when asked for; `offices` are all in memory."""

    def __init__(self, shards: Sequence[Shard], out: Path) -> None:
        self.out = out
        self.offices: list[series.Office] = []
        self.places: list[tuple[int, int]] = []  # shard and line of each report
        self._decoder = msgspec.msgpack.Decoder(series.Outline)
        self._left = lru_cache(_OPEN_SHARDS)(self._read)
        for shard in shards:
            offices, _ = self._read(shard.number)
            self.places.extend((shard.number, line) for line in range(len(offices)))
            self.offices.extend(offices)

    def _read(self, number: int) -> tuple[list[series.Office], list[bytes]]:
        left = (self.out / f".outlines-{number:05d}.msgpack").read_bytes()
        return msgspec.msgpack.decode(left, type=tuple[list[series.Office], list[bytes]])

    def load(self, at: int) -> series.Outline:
        """Outline of the report at a position among all."""
        number, line = self.places[at]
        return self._decoder.decode(self._left(number)[1][line])


def _link(
    shards: Sequence[Shard], out: Path, aliases: Mapping[str, str]
) -> Iterator[tuple[Shard, dict[int, series.Link]]]:
    """Every shard with what the chain over years adds, by line of the shard."""
    outlines = _Outlines(shards, out)
    links = series.links(outlines.load, outlines.offices, catalog.load(), aliases)
    groups = groupby(links, key=lambda link: outlines.places[link.at][0])
    number, group = next(groups, (None, iter(())))
    for shard in shards:
        if shard.number != number:
            yield shard, {}
            continue
        yield shard, {outlines.places[link.at][1]: link for link in group}
        number, group = next(groups, (None, iter(())))
    for part in out.glob(".outlines-*.msgpack"):
        part.unlink()


def _append(shard: Shard, out: Path, added: Mapping[int, series.Link], stream: BinaryIO) -> Counts:
    """Append a shard's records to `stream`, with what the chain adds; its tables are kept in step."""
    counts, columns = Counts(), Columns()
    part = out / f".records-{shard.number:05d}.jsonl"
    with part.open("rb") as lines:
        if not added:
            shutil.copyfileobj(lines, stream)
        else:
            for number, line in enumerate(lines):
                if number not in added:
                    stream.write(line)
                    columns.rows["reports"].append(msgspec.json.decode(line, type=_Head).report)
                    continue
                before = msgspec.json.decode(line, type=Record)
                after = amend(before, added[number].checks, added[number].findings)
                write_jsonl([after], stream)
                columns.rows["reports"].append(after.report)
                columns.rows["checks"].extend(after.checks[len(before.checks) :])
                columns.rows["findings"].extend(after.findings[len(before.findings) :])
                for name in ("errors", "reviews", "notes", "not_checkable"):
                    gained = getattr(after.report, name) - getattr(before.report, name)
                    setattr(counts, name, getattr(counts, name) + gained)
            write_parquet(columns, out, shard.number, ("reports",))
            write_parquet(columns, out, shard.number, ("checks", "findings"), "-years")
    part.unlink()
    return counts


def annotate(
    paths: Sequence[str | Path],
    out: str | Path,
    workers: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
    aliases: Mapping[str, str] | None = None,
) -> Counts:
    """Annotate files and folders into `out`: records.jsonl and a Parquet folder for each table.

    Reports of one office over several years are checked against each other; `aliases` lead from the new
    name of a renamed office to its old one. `progress` is called with files done and files in all. Content
    trouble and unreadable files are rows of the output, not exceptions. Raises UsageError for missing input
    or an unusable `out`.
    """
    files = find_files([Path(path) for path in paths])
    target = Path(out)
    try:
        target.mkdir(parents=True, exist_ok=True)
        _clear(target)
    except OSError as reason:
        raise UsageError(f"无法写入 {out}: {reason.strerror}", f"can't write to {out}: {reason.strerror}") from None
    shards = [
        Shard(number, tuple((str(path), uri) for path, uri in files[at : at + SHARD_FILES]))
        for number, at in enumerate(range(0, len(files), SHARD_FILES))
    ] or [Shard(0, ())]
    total = Counts()
    for counts in _run(shards, target, min(workers, len(shards))):
        total.add(counts)
        progress(total.files, len(files))
    with (target / "records.jsonl.tmp").open("wb") as stream:
        for shard, added in _link(shards, target, aliases or {}):
            total.add(_append(shard, target, added, stream))
    (target / "records.jsonl.tmp").replace(target / "records.jsonl")
    return total


def _run(shards: Sequence[Shard], out: Path, workers: int) -> Iterator[Counts]:
    if workers <= 1:
        yield from (_run_shard(shard, out) for shard in shards)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_run_shard, shards, [out] * len(shards))
