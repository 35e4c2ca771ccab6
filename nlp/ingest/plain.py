"""Reader of plain text."""

import re

from nlp.document import Raw, Source
from nlp.errors import BinarySource, EmptySource
from nlp.ingest.budget import Budget
from nlp.ingest.encoding import decode
from nlp.spans import OffsetMap

CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # what no text has: NUL, bell, ...
VISIBLE = re.compile(r"[^\s\x00-\x20\u200b-\u200f\u2060\ufeff]")

CONTROL_SHARE = 0.02  # texts with stray controls have under .1 %, executables over 10 %


def read(data: bytes, source: Source, budget: Budget) -> Raw:
    """Raw of a plain text; `metadata` notes a cut last character and replaced ones.

    Raises EmptySource, BinarySource.
    """
    if not data:
        raise EmptySource("空文件", "empty file")
    decoded = decode(data)
    text = decoded.text
    if sum(1 for _ in CONTROL.finditer(text)) > CONTROL_SHARE * len(text):
        raise BinarySource("不是文本：控制字符过多", "not a text: too many control characters")
    if not VISIBLE.search(text):
        raise EmptySource("文件只有空白", "nothing but white space in the file")
    notes = {"cut_bytes": decoded.cut, "replaced": decoded.replaced}
    return Raw(
        source=Source(source.uri, source.media_type, source.sha256, source.size, decoded.encoding),
        text=text,
        offsets=OffsetMap.identity(len(text)),
        metadata={name: str(count) for name, count in notes.items() if count},
    )
