"""Where outputs go: a folder, or any address fsspec knows (s3://, hdfs://, memory://).

Everything is written whole or not at all: under another name first and then renamed in a folder, in one
request elsewhere.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from nlp.errors import UsageError

PARTIAL = ".partial-"  # begins the names of files not yet whole


class Store(Protocol):
    """Files by name, `/` between folders. Where the system refuses, UsageError says which file and why."""

    address: str

    def put(self, name: str, data: bytes) -> None: ...
    def get(self, name: str) -> bytes: ...
    def exists(self, name: str) -> bool: ...
    def names(self, folder: str) -> list[str]: ...
    def rename(self, old: str, new: str) -> None: ...
    def remove(self, name: str) -> None: ...
    def writer(self, name: str) -> AbstractContextManager[BinaryIO]: ...


@contextmanager
def _telling(address: str, name: str, *, writing: bool = True) -> Iterator[None]:
    """Errors of the system in the block, as what a user can act on."""
    try:
        yield
    except OSError as reason:
        why, where = reason.strerror or str(reason), f"{address}/{name}".rstrip("/")
        if writing:
            raise UsageError(f"无法写入 {where}: {why}", f"can't write to {where}: {why}") from reason
        raise UsageError(f"无法读取 {where}: {why}", f"can't read {where}: {why}") from reason


class Folder(Store):
    """A folder of this machine; made where it is missing."""

    def __init__(self, address: str | Path) -> None:
        self.root = Path(address).absolute()
        self.address = str(self.root)  # workers may stand elsewhere

    def put(self, name: str, data: bytes) -> None:
        with self.writer(name) as stream:
            stream.write(data)

    @contextmanager
    def writer(self, name: str) -> Iterator[BinaryIO]:
        """A stream whose content stands under `name` once it was closed without an error."""
        target = self.root / name
        partial = target.with_name(f"{PARTIAL}{os.getpid()}-{target.name}")
        with _telling(self.address, name):
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with partial.open("wb") as stream:
                    yield stream
                partial.replace(target)
            except BaseException:
                partial.unlink(missing_ok=True)
                raise

    def get(self, name: str) -> bytes:
        with _telling(self.address, name, writing=False):
            return (self.root / name).read_bytes()

    def exists(self, name: str) -> bool:
        return (self.root / name).is_file()

    def names(self, folder: str) -> list[str]:
        """Names of the files in a folder, sorted; none where it is missing."""
        place = self.root / folder
        with _telling(self.address, folder, writing=False):
            return sorted(entry.name for entry in os.scandir(place) if entry.is_file()) if place.is_dir() else []

    def rename(self, old: str, new: str) -> None:
        with _telling(self.address, new):
            (self.root / old).replace(self.root / new)

    def remove(self, name: str) -> None:
        with _telling(self.address, name):
            (self.root / name).unlink(missing_ok=True)


class Remote(Store):
    """A place fsspec reaches; an object there appears whole."""

    def __init__(self, address: str) -> None:
        from fsspec.core import url_to_fs

        self.address = address
        self.system, self.root = url_to_fs(address)

    def _path(self, name: str) -> str:
        return f"{self.root.rstrip('/')}/{name}"

    def put(self, name: str, data: bytes) -> None:
        with _telling(self.address, name):
            self.system.makedirs(self._path(name).rpartition("/")[0], exist_ok=True)
            self.system.pipe_file(self._path(name), data)

    @contextmanager
    def writer(self, name: str) -> Iterator[BinaryIO]:
        import tempfile

        with tempfile.TemporaryFile() as stream:
            yield stream
            stream.seek(0)
            with _telling(self.address, name), self.system.open(self._path(name), "wb") as target:
                shutil.copyfileobj(stream, target)

    def get(self, name: str) -> bytes:
        with _telling(self.address, name, writing=False):
            data: bytes = self.system.cat_file(self._path(name))
        return data

    def exists(self, name: str) -> bool:
        self.system.invalidate_cache(self._path(name).rpartition("/")[0])
        return bool(self.system.isfile(self._path(name)))

    def names(self, folder: str) -> list[str]:
        self.system.invalidate_cache()
        try:
            found = self.system.ls(self._path(folder), detail=True)
        except FileNotFoundError:
            return []
        return sorted(item["name"].rpartition("/")[2] for item in found if item["type"] == "file")

    def rename(self, old: str, new: str) -> None:
        with _telling(self.address, new):
            self.system.mv(self._path(old), self._path(new))

    def remove(self, name: str) -> None:
        with _telling(self.address, name):
            if self.exists(name):
                self.system.rm_file(self._path(name))


def open_store(address: str | Path) -> Store:
    """Store at a folder or an address with `://`; raises UsageError where nothing can be written there."""
    text = str(address)
    scheme, found, rest = text.partition("://")
    store: Store
    try:
        if not found or scheme == "file":
            store = Folder(rest if found else address)
            store.root.mkdir(parents=True, exist_ok=True)
            if not os.access(store.root, os.W_OK):
                raise PermissionError(13, "read-only")
        else:
            store = Remote(text)
    except ImportError as reason:
        raise UsageError(f"{scheme}:// 需要另装 {reason.name}", f"{scheme}:// needs {reason.name} installed") from None
    except (OSError, ValueError) as reason:
        why = getattr(reason, "strerror", None) or str(reason)
        raise UsageError(f"无法写入 {address}: {why}", f"can't write to {address}: {why}") from None
    return store


def pack(data: bytes) -> bytes:
    """Bytes compressed by zstd, their length in the first eight."""
    import pyarrow as pa

    packed: bytes = pa.compress(data, codec="zstd", asbytes=True)
    return len(data).to_bytes(8, "big") + packed


def unpack(data: bytes) -> bytes:
    """What `pack` took."""
    import pyarrow as pa

    size = int.from_bytes(data[:8], "big")
    unpacked: bytes = pa.decompress(data[8:], decompressed_size=size, codec="zstd", asbytes=True)
    return unpacked
