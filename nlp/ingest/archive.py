"""ZIP files of reports, looked into as if they were folders: `bundle.zip/2022/name.docx` is a path.

An archive in an archive is entered too, as deep as the budget allows. A member that can't be read (encrypted,
damaged, with a name that leaves the archive ...) keeps its name and says its reason when it is read; the others
are read all the same. Nothing is ever written to disk.
"""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from nlp.document import Raw, Source
from nlp.errors import BudgetExceeded, EmptySource, SourceError
from nlp.ingest.packages import open_zip, unpack

if TYPE_CHECKING:
    from nlp.ingest.budget import Budget

SUFFIX = ".zip"
_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_DOCUMENTS = frozenset(("[content_types].xml", "ofd.xml", "mimetype"))  # what makes a zip a document
_UTF8 = 0x800  # flag of a member: its name is UTF-8
_HEADER = 30  # bytes before the name of a member
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE = re.compile(r"[A-Za-z]:")  # C:/Users
_OPEN = 4  # archives that stay open: one beside those it is in


class Member(Struct, frozen=True):
    """A file in an archive, by its name there and its positions in the directories around it.

    `reason` says in Chinese and English why it can't be read, and which budget it is over.
    """

    name: str
    size: int
    inner: tuple[int, ...]
    reason: tuple[str, ...] | None = None


class _Total:
    """What a bundle came to so far, with the archives in it; held to the budget."""

    def __init__(self, packed: int, budget: Budget) -> None:
        self.packed, self.budget = packed, budget
        self.members = self.unpacked = 0

    def add(self, info: zipfile.ZipInfo) -> None:
        """Count a member in; one that will not be unpacked, being over the budget by itself, counts no bytes."""
        self.members += 1
        try:
            self.budget.check("bytes", info.file_size)
            self.budget.check_unpacked(info.compress_size, info.file_size)
        except BudgetExceeded:
            return
        finally:
            self.check()
        self.unpacked += info.file_size
        self.check()

    def check(self) -> None:
        """Raise BudgetExceeded where the bundle as a whole is over."""
        self.budget.check("members", self.members)
        self.budget.check("bundle", self.unpacked)
        self.budget.check_ratio(self.packed, self.unpacked)


def read(data: bytes, source: Source, budget: Budget) -> Raw:
    """Never a Raw: an archive is no report. Raises SourceError with what is wrong or what to do."""
    with open_zip(data, budget, "bundle") as opened:
        infos = opened.infolist()
        if not any(_listed(info) for info in infos):
            raise EmptySource("压缩包内没有文件", "no file in the zip")
        if _is_document(infos):
            raise SourceError("不支持的文档格式", "a document in a format that is not read")
        for _ in _walk(opened, (), "", _Total(len(data), budget)):
            pass  # raises where the bundle as a whole is over the budget
    raise SourceError(
        f"这是压缩包：请用 {SUFFIX} 作扩展名交给 annotate 或 check，或指明其中的文件",
        f"this is an archive: give it to annotate or check with the name {SUFFIX}, or name a file in it",
    )


def members(path: Path, budget: Budget) -> list[Member]:
    """Files in a zip file, sorted part by part of their names; none where it is a document, damaged or over the budget.

    Sizes and numbers of all archives in it are held to the budget together.
    """
    try:
        return list(_listing(path, _stamp(path), budget).values())
    except (SourceError, OSError):
        return []  # reading the file itself says why


def bundle_of(path: Path) -> Path | None:
    """The zip file that a path leads into, None where there is none."""
    return next((parent for parent in reversed(path.parents) if parent.is_file()), None)


def load(path: Path, budget: Budget) -> bytes:
    """Bytes of a member by its path. Raises SourceError, BudgetExceeded, OSError."""
    bundle = bundle_of(path)
    if bundle is None:
        raise SourceError("文件不存在", "no such file")
    stamp = _stamp(bundle)
    member = _listing(bundle, stamp, budget).get(path.relative_to(bundle).as_posix())
    if member is None:
        raise SourceError("压缩包内没有此文件", "no such file in the zip")
    if member.reason:
        raise BudgetExceeded(*member.reason) if len(member.reason) > 2 else SourceError(*member.reason)
    *around, at = member.inner
    opened = _open(bundle, stamp, tuple(around), budget)
    return unpack(opened, opened.infolist()[at], budget)


def _stamp(path: Path) -> tuple[int, int]:
    """What changes when a file changes."""
    status = path.stat()
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=_OPEN)
def _open(path: Path, stamp: tuple[int, int], inner: tuple[int, ...], budget: Budget) -> zipfile.ZipFile:
    """An open archive; the last ones stay in memory, packed."""
    if not inner:
        budget.check("bytes", stamp[1])
        with path.open("rb") as file:
            return open_zip(file.read(budget.bytes), budget, "bundle")
    outer = _open(path, stamp, inner[:-1], budget)
    return open_zip(unpack(outer, outer.infolist()[inner[-1]], budget), budget, "bundle")


@lru_cache(maxsize=_OPEN)
def _listing(path: Path, stamp: tuple[int, int], budget: Budget) -> dict[str, Member]:
    """Members by their names, which are made unlike."""
    walked = _walk(_open(path, stamp, (), budget), (), "", _Total(stamp[1], budget))
    found = sorted(walked, key=lambda member: (member.name.split("/"), member.inner))
    named: dict[str, Member] = {}
    for member in found:
        name, again = member.name, 1
        while name in named:
            again += 1
            name = f"{member.name}~{again}"
        named[name] = Member(name, member.size, member.inner, member.reason)
    return named


def _walk(opened: zipfile.ZipFile, inner: tuple[int, ...], prefix: str, total: _Total) -> Iterator[Member]:
    """Members of an archive and of those in it. Raises BudgetExceeded where all of them together are over."""
    infos = opened.infolist()
    if _is_document(infos):
        return
    overlapping = _overlapping(infos)
    for at, info in enumerate(infos):
        if not _listed(info):
            continue
        total.add(info)
        own = (*inner, at)
        name, reason = _checked(info, at in overlapping)
        member = Member(prefix + name, info.file_size, own, reason)
        if reason or not name.lower().endswith(SUFFIX):
            yield member
            continue
        try:
            below = list(_below(opened, info, own, f"{prefix}{name}/", total))
        except SourceError as error:
            total.check()
            below = [Member(member.name, member.size, own, error.args)]
        yield from below or [member]


def _below(
    outer: zipfile.ZipFile, info: zipfile.ZipInfo, inner: tuple[int, ...], prefix: str, total: _Total
) -> Iterator[Member]:
    total.budget.check("archives", len(inner) + 1)
    with open_zip(unpack(outer, info, total.budget), total.budget, "bundle") as opened:
        yield from _walk(opened, inner, prefix, total)


def _is_document(infos: Sequence[zipfile.ZipInfo]) -> bool:
    return any(info.filename.lower() in _DOCUMENTS for info in infos)


def _listed(info: zipfile.ZipInfo) -> bool:
    """Files that people put there: no folders, no hidden files, no leavings of a Mac."""
    parts = _name(info).split("/")
    return not info.is_dir() and not any(
        part == "__MACOSX" or (part.startswith(".") and part.strip(".")) for part in parts
    )


def _name(info: zipfile.ZipInfo) -> str:
    """Name of a member; one that isn't said to be UTF-8 is that or, from a Chinese Windows, GB18030."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        stored = name.encode("cp437", "replace")
        for codec in ("utf-8", "gb18030"):
            try:
                name = stored.decode(codec)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _checked(info: zipfile.ZipInfo, overlaps: bool) -> tuple[str, tuple[str, str] | None]:
    """Name without anything a path could trip over, and why the member is refused."""
    name = _name(info)
    parts = [part for part in _CONTROL.sub("_", name).split("/") if part not in ("", ".")]
    reason = None
    if ".." in parts or name.startswith("/") or _DRIVE.match(name):
        reason = "文件名指向压缩包之外", "its name leads out of the archive"
    elif info.create_system == 3 and stat.S_ISLNK(info.external_attr >> 16):
        reason = "压缩包内的符号链接", "a symbolic link in an archive"
    elif overlaps:
        reason = "压缩包内的文件互相重叠", "it overlaps with other files of the archive"
    return "/".join("_.._" if part == ".." else part for part in parts) or "_", reason


def _overlapping(infos: Sequence[zipfile.ZipInfo]) -> frozenset[int]:
    """Positions of members that share bytes with others, as those of a zip bomb do."""
    order = sorted(range(len(infos)), key=lambda at: infos[at].header_offset)
    found: set[int] = set()
    last, end = -1, -1
    for at in order:
        info = infos[at]
        if info.header_offset < end:
            found |= {last, at}
        own = info.header_offset + _HEADER + len(info.orig_filename) + info.compress_size
        if own > end:
            last, end = at, own
    return frozenset(found)
