"""UTF-8 that somebody read as GBK and saved again: `鏀垮簻淇℃伅` for 政府信息."""

import re

from nlp.normalize.edits import Edit

TELLING = re.compile("鏀垮簻|淇℃伅|宸ヤ綔|鐢宠")  # 政府, 信息, 工作, 申请 in this guise; no text has them
BYTES = {"\ufffd": b"?", "€": b"\x80"}  # a lost byte; browsers read the byte 80 as a euro sign
MANY = 5  # telling words of a misread text


def misread(text: str) -> list[Edit]:
    """The text as it was, in pieces that begin and end with whole characters on both sides.

    A character of which a byte was lost on the way becomes U+FFFD.
    """
    if len(TELLING.findall(text)) < MANY:
        return []
    edits: list[Edit] = []
    at = 0
    for line in text.splitlines(keepends=True):
        edits.extend((at + start, at + end, by) for start, end, by in _pieces(line))
        at += len(line)
    return edits


def _pieces(line: str) -> list[Edit]:
    """Edits of one line. Bytes of the misread characters and of the true ones are walked side by side."""
    encoded = [BYTES.get(character) or character.encode("gb18030") for character in line]
    data = b"".join(encoded)
    edits: list[Edit] = []
    true: list[str] = []
    source = start = done = 0  # characters seen, first one of the piece, bytes of the seen ones
    at, last = 0, ""
    while at < len(data):
        character, size = _character(data, at)
        at += size
        if character != "?" or last != "\ufffd":  # else the mark of a lost byte, already told
            true.append(character)
            last = character
        while done < at:
            done += len(encoded[source])
            source += 1
        if done == at:
            if line[start:source] != "".join(true):
                edits.append((start, source, "".join(true)))
            true, start = [], source
    return edits


def _character(data: bytes, at: int) -> tuple[str, int]:
    """UTF-8 character at a byte, and its size; U+FFFD for what is left of a broken one."""
    first = data[at]
    size = 1 if first < 0x80 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    try:
        return data[at : at + size].decode("utf-8"), size
    except UnicodeDecodeError:
        kept = 1
        while kept < size and at + kept < len(data) and 0x80 <= data[at + kept] < 0xC0:
            kept += 1
        return "\ufffd", kept
