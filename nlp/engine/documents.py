"""What a run reads: files in a fixed order, one at a time, cut into shards.

A shard ends where the name of a document says so, never after a number of documents: a file that comes or
goes changes its own shard and leaves all others as they were.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from zlib import crc32

from msgspec import Struct
from msgspec.structs import replace

from nlp import ingest
from nlp.engine import rows
from nlp.engine.scratch import scratch
from nlp.errors import SourceError, UsageError
from nlp.ingest import Budget, archive

OUTPUT = ".gongkai"  # folder that makes a folder an output, which is no input
SHARD_BYTES = 64 << 20  # what a shard holds at most, so that its memory does not depend on the files
KEPT = 1 << 18  # bytes of a file up to which it stays in memory from its hashing until it is read


class Document(Struct, frozen=True, array_like=True):
    """A file to read, one in a zip (`path` leads into it), or a row. `uri` names it in every output.

    container: SHA-256 of the zip or corpus file it is in, which is read once for all of its documents.
    """

    path: str
    uri: str
    size: int = 0
    container: str = ""
    row: rows.Row | None = None


class Shard(Struct, frozen=True, array_like=True):
    """A stretch of the corpus; `number` is its place in it."""

    number: int
    documents: tuple[Document, ...]


def find_files(paths: Sequence[Path], budget: Budget | None = None) -> Iterator[tuple[Path, str]]:
    """`(path, uri)` of every document below the given paths, as `find_documents` orders them."""
    return ((Path(document.path), document.uri) for document in find_documents(paths, budget))


def find_documents(
    paths: Sequence[Path], budget: Budget | None = None, columns: rows.Columns | None = None
) -> Iterator[Document]:
    """Every file below the given paths, in the order of their names; hidden files and outputs are left out.

    With `columns`, every row of a Parquet or JSON-lines file is a document.

    uri is the path below the given folder (the name for a given file); where two inputs would share
    one, the given path's own name is put before it. `budget`: what a zip may hold
    to be looked into. Raises UsageError for a path that isn't there.
    """
    for given in paths:
        if not given.exists():
            raise UsageError(f"找不到 {given}", f"no such file or folder: {given}")
    budget = budget or Budget()
    if len(paths) == 1:
        yield from _below(paths[0], budget, columns)
        return
    with scratch("CREATE TABLE document (name BLOB PRIMARY KEY, document BLOB) WITHOUT ROWID;") as base:
        for given in paths:
            for document in _below(given, budget, columns):
                named = _named(document, given, base)
                base.execute("INSERT OR REPLACE INTO document VALUES (?, ?)", (_sorted(named.uri), pickle.dumps(named)))
        for (kept,) in base.execute("SELECT document FROM document ORDER BY name"):
            yield pickle.loads(kept)


def _sorted(uri: str) -> bytes:
    """A name in the order of its folders: `a/b` comes before `a-b`, as in `_walk`."""
    return uri.replace("/", "\0").encode("utf-8", "surrogatepass")


def _named(document: Document, given: Path, base: sqlite3.Connection) -> Document:
    """The document under a name that no other has."""
    if not _taken(document, base):
        return document
    folder = given.parent.name if given.is_file() else given.name
    named = replace(document, uri=(Path(folder) / document.uri).as_posix())
    if _taken(named, base):
        raise UsageError(f"两个输入同名: {named.uri}", f"two inputs are called {named.uri}")
    return named


def _taken(document: Document, base: sqlite3.Connection) -> bool:
    """Whether another document has this name already."""
    found = base.execute("SELECT document FROM document WHERE name = ?", (_sorted(document.uri),)).fetchone()
    if found is None:
        return False
    other: Document = pickle.loads(found[0])
    return other.row != document.row or Path(other.path).resolve() != Path(document.path).resolve()


def _below(given: Path, budget: Budget, columns: rows.Columns | None) -> Iterator[Document]:
    if given.is_dir():
        yield from _walk(str(given), "", budget, columns)
    else:
        yield from _opened(Document(str(given), given.name, given.stat().st_size), budget, columns)


def _walk(folder: str, prefix: str, budget: Budget, columns: rows.Columns | None) -> Iterator[Document]:
    """Files of a folder and its folders by name; only one folder's names are in memory."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError:
        yield Document(folder, prefix.rstrip("/") or folder)  # read will say why
        return
    if OUTPUT in names:
        return
    for name in names:
        if name.startswith("."):
            continue
        path, uri = os.path.join(folder, name), prefix + name  # noqa: PTH118 - Path costs ten times as much here
        try:
            status = os.stat(path)  # noqa: PTH116
        except OSError:
            yield Document(path, uri)  # a broken link: read will say so
            continue
        if os.path.isdir(path):  # noqa: PTH112
            if not os.path.islink(path):  # noqa: PTH114 - links to folders may lead in circles
                yield from _walk(path, f"{uri}/", budget, columns)
        else:
            yield from _opened(Document(path, uri, status.st_size), budget, columns)


def _opened(document: Document, budget: Budget, columns: rows.Columns | None) -> Iterator[Document]:
    """The files in a zip, the rows of a corpus; any other file, and a zip that can't be opened, itself."""
    name = document.uri.lower()
    if not name.endswith((archive.SUFFIX, *rows.SUFFIXES)):
        yield document
        return
    path = Path(document.path)
    if columns and name.endswith(rows.SUFFIXES):
        for own, row in rows.listing(path, columns):
            yield Document(document.path, f"{document.uri}/{own}", row.size, _digest(path, stamp(path)), row)
        return
    below = archive.members(path, budget) if name.endswith(archive.SUFFIX) else []
    for member in below:
        uri = f"{document.uri}/{member.name}"
        yield Document(f"{document.path}/{member.name}", uri, member.size, _digest(path, stamp(path)))
    if not below:
        yield document


def stamp(path: Path) -> tuple[int, int]:
    """What changes when a file changes."""
    status = path.stat()
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=256)
def _digest(path: Path, stamp: tuple[int, int]) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def content(document: Document, held: dict[str, bytes] | None = None) -> str:
    """What changes with the content of a document, for the key of its shard.

    A small file is read once: its bytes are put into `held`, by its path, for `load`.
    """
    if document.row:
        return f"{document.container} {document.row.column} {document.row.at}"
    if document.container:
        return document.container
    try:
        size = _size(document.path)
        if size is None:
            return "unreadable"
        with open(document.path, "rb", buffering=0) as stream:  # noqa: PTH123 - a corpus has millions of them
            if size > KEPT:
                return hashlib.file_digest(stream, "sha256").hexdigest()
            data = stream.readall()
    except OSError as reason:
        return f"unreadable {reason.errno}"
    if held is not None:
        held[document.path] = data
    return hashlib.sha256(data).hexdigest()


def load(document: Document, budget: Budget, held: dict[str, bytes] | None = None) -> bytes:
    """Bytes of a document, taken from `held` where they are. Raises SourceError, BudgetExceeded."""
    if held and not document.container and document.path in held:
        return held.pop(document.path)
    path = Path(document.path)
    if document.row:
        return rows.load(path, document.row)
    if not document.container and _size(document.path) is None:
        raise SourceError("不是普通文件", "not a regular file")
    return ingest.load(path, budget)


def _size(path: str) -> int | None:
    """Bytes of a file; None for what may never come to an end, a pipe or a device. Reading says what else is wrong."""
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode) else None


def cut(documents: Iterable[Document], average: int) -> Iterator[Shard]:
    """The documents in shards of about `average`, none above twice that; at least one shard, also of nothing.

    None but the last is below half of it, so that workers end at about the same time.
    """
    least = max(1, average // 2)
    number, held, size = 0, list[Document](), 0
    for document in documents:
        if held and (len(held) >= 2 * average or size + document.size > SHARD_BYTES):
            yield Shard(number, tuple(held))
            number, held, size = number + 1, [], 0
        held.append(document)
        size += document.size
        if len(held) >= least and _mark(document.uri) % max(1, average - least) == 0:
            yield Shard(number, tuple(held))
            number, held, size = number + 1, [], 0
    if held or number == 0:
        yield Shard(number, tuple(held))


def _mark(uri: str) -> int:
    """A number that names alike do not share: the upper half of a product, since low bits of a CRC go by the end."""
    return crc32(uri.encode("utf-8", "surrogatepass")) * 0x9E3779B1 >> 24 & 0xFFFF


def count(paths: Sequence[Path], budget: Budget | None = None, columns: rows.Columns | None = None) -> int:
    """Number of documents, for a progress bar."""
    return sum(1 for _ in find_documents(paths, budget, columns))


def peek(shards: Iterator[Shard], wanted: int) -> tuple[int, Iterator[Shard]]:
    """How many of the wanted number of shards there are, and all of them."""
    first = list(islice(shards, wanted))
    return len(first), chain(first, shards)
