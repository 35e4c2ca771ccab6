"""Room 1: bytes -> Raw. `read` takes a path, `read_bytes` what is already in memory.

Out comes the decoded source with identity offsets, the encoding as a Python codec name, size and
SHA-256 of the bytes. Line ends and everything else stay as they are; only a byte order mark is not
part of the text.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from nlp.document import Raw, Source
from nlp.errors import BudgetExceeded, SourceError
from nlp.ingest import plain
from nlp.ingest.media import HTML, PDF, PLAIN, media_type

__all__ = ["Budget", "read", "read_bytes"]


class Budget(Struct, frozen=True):
    """What one source may cost at most. `bytes`: size of the file."""

    bytes: int = 256 * 1024 * 1024


Reader = Callable[[bytes, Source], Raw]
READERS: dict[str, Reader] = {PLAIN: plain.read}
KNOWN = frozenset({HTML, PDF})  # recognized, no reader yet


def read(path: str | Path, uri: str | None = None, budget: Budget | None = None) -> Raw:
    """Raw of a file. `uri` names it in every output; the path as given where there is none.

    Raises SourceError (unreadable, a folder), EmptySource, BinarySource, BudgetExceeded.
    """
    path = Path(path)
    budget = budget or Budget()
    try:
        size = path.stat().st_size
        _check_size(size, budget)
        with path.open("rb") as file:  # one byte over the budget is enough to refuse a growing file
            data = file.read(budget.bytes + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(f"文件无法读取：{reason}", f"file can't be read: {reason}") from error
    return read_bytes(data, path.as_posix() if uri is None else uri, budget)


def read_bytes(data: bytes, uri: str, budget: Budget | None = None) -> Raw:
    """Raw of the bytes of a file. Raises like `read`."""
    _check_size(len(data), budget or Budget())
    kind = media_type(data)
    if kind in KNOWN:
        raise SourceError(f"尚不支持读取 {kind}", f"{kind} is not yet readable")
    source = Source(uri=uri, media_type=kind, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
    return READERS[kind](data, source)


def _check_size(size: int, budget: Budget) -> None:
    if size > budget.bytes:
        raise BudgetExceeded(
            f"文件 {size} 字节，超出上限 {budget.bytes}", f"{size} bytes, the budget allows {budget.bytes}"
        )
