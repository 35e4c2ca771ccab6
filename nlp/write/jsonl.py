"""Records as JSON lines: UTF-8, one report a line, decimals as strings."""

from collections.abc import Iterable
from typing import BinaryIO

import msgspec

from nlp.write.rows import Record

_ENCODER = msgspec.json.Encoder(decimal_format="string")


def write_jsonl(records: Iterable[Record], out: BinaryIO) -> None:
    """Append one line per record to a binary stream."""
    for item in records:
        out.write(_ENCODER.encode(item))
        out.write(b"\n")
