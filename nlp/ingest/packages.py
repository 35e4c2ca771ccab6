"""Zip files read with care, and the XML parts of those that are documents (DOCX, XLSX, OFD).

What a zip says about itself is not believed: sizes, ratios, overlaps and names are checked before and while
a member is unpacked. XML is parsed without entities, without a network and without a document type.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import IO, TYPE_CHECKING

from nlp.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from nlp.ingest.budget import Budget

_CHUNK = 1 << 16
_ENTRY = 46  # bytes of an entry in the directory of a zip, without its name
_LONG_NAME = 1024
_NODES = 10  # of XML for each element of a page that the budget allows: they cost a tenth
_NODE_BYTES = 22  # on the average of documents; the longest have 10 MB
_TAIL = 22 + (1 << 16)  # end record and the longest comment
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)


def open_zip(data: bytes, budget: Budget, total: str = "unpacked") -> zipfile.ZipFile:
    """Zip over bytes, its directory read; nothing is unpacked yet. `total` is the budget of all that is in it.

    Raises SourceError, BudgetExceeded.
    """
    _check_directory(data, budget)
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE as reason:
        raise SourceError(f"压缩包损坏：{reason}", f"damaged zip: {reason}") from None
    budget.check(total, sum(info.file_size for info in opened.infolist()))
    return opened


def _check_directory(data: bytes, budget: Budget) -> None:
    """The directory is refused for its size before Python makes an object of every entry."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - _TAIL))
    if end < 0 or end + 22 > len(data):
        raise SourceError("压缩包损坏：没有目录", "damaged zip: it has no directory")
    (size,) = struct.unpack_from("<L", data, end + 12)
    if size == 0xFFFFFFFF:
        (size,) = struct.unpack_from("<Q", data.ljust(end + 22), max(0, data.rfind(b"PK\x06\x06", 0, end)) + 40)
    budget.check("members", max(size / (_ENTRY + _LONG_NAME), data.count(b"PK\x01\x02", max(0, end - size), end)))


def unpack(opened: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes:
    """Bytes of a member, never more than it declares. Raises SourceError, BudgetExceeded."""
    if info.flag_bits & 1:
        raise SourceError("压缩包内文件已加密", "the file in the zip is encrypted")
    budget.check("bytes", info.file_size)
    budget.check_unpacked(info.compress_size, info.file_size)
    try:
        with opened.open(info) as stream:
            return b"".join(_chunks(stream, info.file_size))
    except _DAMAGE as reason:
        raise SourceError(f"压缩包内文件损坏：{reason}", f"damaged file in the zip: {reason}") from None


def _chunks(stream: IO[bytes], size: int) -> Iterator[bytes]:
    left = size
    while left and (chunk := stream.read(min(_CHUNK, left))):
        left -= len(chunk)
        yield chunk


class Package:
    """The parts of a zipped document by name; names are compared without case, as the standards ask."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self.budget = budget
        self._zip = open_zip(data, budget)
        self._parts = {info.filename.lstrip("/").lower(): info for info in self._zip.infolist()}

    def __contains__(self, name: str) -> bool:
        return name.lstrip("/").lower() in self._parts

    def read(self, name: str) -> bytes:
        """Bytes of a part. Raises SourceError where it is missing or damaged, BudgetExceeded."""
        info = self._parts.get(name.lstrip("/").lower())
        if info is None:
            raise SourceError(f"文件缺少部件 {name}", f"the file lacks its part {name}")
        return unpack(self._zip, info, self.budget)

    def xml(self, name: str) -> _Element:
        """Root of an XML part. Raises SourceError where it is none, BudgetExceeded before a huge one is unpacked."""
        info = self._parts.get(name.lstrip("/").lower())
        if info is not None:
            _check_xml(info.file_size, 0, self.budget)
        return parse(self.read(name), self.budget)


def parse(data: bytes, budget: Budget) -> _Element:
    """Root of XML without entities, comments and instructions. Raises SourceError for anything unsafe or damaged."""
    from lxml import etree  # late: slow to import

    if any("<!DOCTYPE".encode(codec) in data for codec in ("utf-8", "utf-16-le", "utf-16-be")):
        raise SourceError("XML 含文档类型声明，拒绝读取", "XML with a document type is refused")
    _check_xml(len(data), data.count(b"<") + data.count(b"="), budget)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as reason:
        raise SourceError(f"XML 损坏：{reason}", f"damaged XML: {reason}") from None


def _check_xml(size: int, nodes: int, budget: Budget) -> None:
    """Elements and attributes, where they are counted; else as many as the bytes can't do without."""
    budget.check("elements", max(nodes, size / _NODE_BYTES) / _NODES)


def name(element: _Element) -> str:
    """Local name of an element; standards and their strict variants differ in the namespace alone."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: _Element | None, wanted: str) -> _Element | None:
    """First child of a local name."""
    return None if element is None else next((one for one in element if name(one) == wanted), None)


def within(element: _Element | None, wanted: str) -> list[_Element]:
    """Children of the first child of a local name; none where it is missing."""
    found = child(element, wanted)
    return [] if found is None else list(found)


def attribute(element: _Element | None, wanted: str = "val") -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    return next((str(text) for key, text in element.attrib.items() if str(key).rpartition("}")[2] == wanted), None)


def integer(element: _Element | None, default: int, wanted: str = "val", most: int = 1_000_000) -> int:
    """An attribute as a number between 0 and `most`; the default where it is none."""
    try:
        return max(0, min(int(attribute(element, wanted) or default), most))
    except ValueError:
        return default


def switched_on(element: _Element | None) -> bool:
    """Whether a switch such as <w:vanish/> is set."""
    return element is not None and attribute(element) not in ("0", "false", "off", "none")
