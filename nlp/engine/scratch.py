"""What grows with the corpus is kept in a database on disk, not in memory, and is gone when its block ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from nlp.errors import UsageError

_MEMORY = 8_000  # kilobytes of it that stay in memory


@contextmanager
def scratch(tables: str) -> Iterator[sqlite3.Connection]:
    """An empty database with the given tables, in a file that has no name. Raises UsageError where it can't be kept."""
    base = sqlite3.connect("", isolation_level=None)
    try:
        base.executescript(f"PRAGMA journal_mode = OFF; PRAGMA cache_size = -{_MEMORY}; {tables} BEGIN;")
        yield base
    except sqlite3.Error as reason:
        raise UsageError(f"无法写入临时文件: {reason}", f"can't write to a temporary file: {reason}") from reason
    finally:
        base.close()
