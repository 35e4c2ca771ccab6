"""What a run reads: files in a fixed order, one at a time, cut into shards.

A shard ends where the name of a document says so, never after a number of documents: a file that comes or
goes changes its own shard and leaves all others as they were.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from zlib import crc32

from msgspec import Struct

from nlp.errors import UsageError
from nlp.ingest import Budget, archive

SHARD_BYTES = 64 << 20  # what a shard holds at most, so that its memory does not depend on the files


class Document(Struct, frozen=True, array_like=True):
    """A file to read, or one in a zip (`path` leads into it). `uri` names it in every output."""

    path: str
    uri: str
    size: int = 0


class Shard(Struct, frozen=True, array_like=True):
    """A stretch of the corpus; `number` is its place in it."""

    number: int
    documents: tuple[Document, ...]


def find_files(paths: Sequence[Path], budget: Budget | None = None) -> Iterator[tuple[Path, str]]:
    """`(path, uri)` of every document below the given paths, as `find_documents` orders them."""
    return ((Path(document.path), document.uri) for document in find_documents(paths, budget))


def find_documents(paths: Sequence[Path], budget: Budget | None = None) -> Iterator[Document]:
    """Every file below the given paths, in the order of their names; hidden files are left out.

    uri is the path below the given folder (the name for a given file); where two inputs would share
    one, the given path's own name is put before it. `budget`: what a zip may hold
    to be looked into. Raises UsageError for a path that isn't there.
    """
    for given in paths:
        if not given.exists():
            raise UsageError(f"找不到 {given}", f"no such file or folder: {given}")
    budget = budget or Budget()
    if len(paths) == 1:
        yield from _below(paths[0], budget)
        return
    found: dict[str, Document] = {}
    for given in paths:
        for document in _below(given, budget):
            uri = document.uri
            if _taken(found, uri, document):
                uri = (Path(given.parent.name) / uri if given.is_file() else Path(given.name) / uri).as_posix()
            if _taken(found, uri, document):
                raise UsageError(f"两个输入同名: {uri}", f"two inputs are called {uri}")
            found[uri] = Document(document.path, uri, document.size)
    yield from (found[uri] for uri in sorted(found, key=lambda uri: uri.split("/")))


def _taken(found: dict[str, Document], uri: str, document: Document) -> bool:
    return uri in found and Path(found[uri].path).resolve() != Path(document.path).resolve()


def _below(given: Path, budget: Budget) -> Iterator[Document]:
    if given.is_file():
        yield from _opened(Document(str(given), given.name, given.stat().st_size), budget)
    else:
        yield from _walk(str(given), "", budget)


def _walk(folder: str, prefix: str, budget: Budget) -> Iterator[Document]:
    """Files of a folder and its folders by name; only one folder's names are in memory."""
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
    for name in names:
        path, uri = os.path.join(folder, name), prefix + name  # noqa: PTH118 - Path costs ten times as much here
        try:
            status = os.stat(path)  # noqa: PTH116
        except OSError:
            yield Document(path, uri)  # a broken link: read will say so
            continue
        if os.path.isdir(path):  # noqa: PTH112
            if not os.path.islink(path):  # noqa: PTH114 - links to folders may lead in circles
                yield from _walk(path, f"{uri}/", budget)
        else:
            yield from _opened(Document(path, uri, status.st_size), budget)


def _opened(document: Document, budget: Budget) -> Iterator[Document]:
    """The files in a zip; any other file, and a zip that can't be opened, itself."""
    if not document.uri.lower().endswith(archive.SUFFIX):
        yield document
        return
    below = archive.members(Path(document.path), budget)
    for member in below:
        yield Document(f"{document.path}/{member.name}", f"{document.uri}/{member.name}", member.size)
    if not below:
        yield document


def cut(documents: Iterable[Document], average: int) -> Iterator[Shard]:
    """The documents in shards of about `average`; at least one shard, also of nothing."""
    number, held, size = 0, list[Document](), 0
    for document in documents:
        if held and (len(held) >= 4 * average or size + document.size > SHARD_BYTES):
            yield Shard(number, tuple(held))
            number, held, size = number + 1, [], 0
        held.append(document)
        size += document.size
        if crc32(document.uri.encode("utf-8", "surrogatepass")) % average == 0:
            yield Shard(number, tuple(held))
            number, held, size = number + 1, [], 0
    if held or number == 0:
        yield Shard(number, tuple(held))


def count(paths: Sequence[Path], budget: Budget | None = None) -> int:
    """Number of documents, for a progress bar."""
    return sum(1 for _ in find_documents(paths, budget))


def peek(shards: Iterator[Shard], wanted: int) -> tuple[int, Iterator[Shard]]:
    """How many of the wanted number of shards there are, and all of them."""
    first = list(islice(shards, wanted))
    return len(first), chain(first, shards)
