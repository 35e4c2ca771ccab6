"""Bytes to text: byte order mark, UTF-16 by its NULs, UTF-8, what a label says, GB18030, Big5, then a detector.

`gb2312` and `gbk` are read as GB18030, their superset (WHATWG Encoding Standard); UTF-8 comes
first because GB18030 accepts most of it as rubbish.
"""

import codecs
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from nlp.errors import BinarySource

MARKS = {  # the codecs drop the mark; UTF-32 first, its mark begins like that of UTF-16
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
LABELS = {  # what a page says of itself, and the codec that reads it (WHATWG Encoding Standard)
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "chinese", "csgb2312", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5"), "big5hkscs"),
}  # any other label is no help: Latin ones are defaults of editors, the rest is tried anyway
SAMPLE = 1 << 16  # bytes looked at to judge an encoding
PLAUSIBLE = 0.85  # share of everyday characters: Chinese prose has .97 and more, misread bytes below .7
DAMAGED = 0.02  # share of replaced characters up to which an encoding still holds


class Decoded(Struct, frozen=True):
    """Text, Python codec name, bytes of a character cut at the end, number of U+FFFD."""

    text: str
    encoding: str
    cut: int = 0
    replaced: int = 0


def decode(data: bytes, label: str = "") -> Decoded:
    """Text of a whole file; `label` is the encoding it names. Raises BinarySource where none makes sense of it."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return _lenient(data, encoding)
    decoded = _utf16(data) or _strict(data, "utf-8") or _damaged(data, "utf-8")
    if decoded:
        return decoded
    if said := LABELS.get(label.strip().lower()):
        labeled = _strict(data, said) or _damaged(data, said)
        if labeled and plausibility(labeled.text) >= PLAUSIBLE:
            return labeled
    chinese = [found for name in ("gb18030", "big5") if (found := _strict(data, name))]
    found = _plausible(chinese) or _damaged(data, "gb18030") or _detected(data) or _plausible(chinese, 0.4)
    if found is None:
        raise BinarySource("无法识别编码，不是文本", "no encoding fits: not a text")
    return found


def _strict(data: bytes, encoding: str) -> Decoded | None:
    """Text if all bytes are valid, up to a character cut at the end."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError:
        return None
    return Decoded(text, encoding, len(decoder.getstate()[0]), text.count("\ufffd"))


def _lenient(data: bytes, encoding: str) -> Decoded:
    if strict := _strict(data, encoding):
        return strict
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, 0, text.count("\ufffd"))


def _utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: line ends, blanks and digits leave NULs, which no other text has."""
    if data[:SAMPLE].count(0) < max(1, min(len(data), SAMPLE) // 400):
        return None
    return _plausible(found for name in ("utf-16-le", "utf-16-be") if (found := _strict(data, name)))


def _damaged(data: bytes, encoding: str) -> Decoded | None:
    """Text with some bytes lost, if little is lost and the rest reads well."""
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    if lost > max(DAMAGED * len(text), 3) or plausibility(text) < PLAUSIBLE:
        return None
    return Decoded(text, encoding, 0, lost)


def _detected(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes  # late: slow to import, rarely needed

    best = from_bytes(data[:SAMPLE]).best()
    found = _strict(data, best.encoding) if best else None
    return found if found and plausibility(found.text) >= PLAUSIBLE else None


def _plausible(found: Iterable[Decoded], floor: float = PLAUSIBLE) -> Decoded | None:
    """The first reading of all but equal ones, if it reads well enough."""
    best = max(found, key=lambda decoded: round(plausibility(decoded.text), 1), default=None)
    return best if best and plausibility(best.text) >= floor else None


def plausibility(text: str) -> float:
    """Share of everyday characters among the first ones that are no blank; 0 for an empty text."""
    seen = [character for character in text[:SAMPLE] if not character.isspace()]
    everyday = _everyday()
    return sum(character in everyday for character in seen) / len(seen) if seen else 0.0


@cache
def _everyday() -> frozenset[str]:
    """ASCII, Chinese punctuation, level 1 of GB 2312 and of Big5, and the gloss letters."""
    characters = {chr(code) for code in range(0x20, 0x7F)}
    characters.update("，。、；：？！“”‘’（）《》〈〉【】〔〕—…·％～　〇○①②③④⑤⑥⑦⑧⑨⑩")
    characters.update("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü")
    characters.update(chr(code) for code in range(0xFF01, 0xFF5F))
    for codec, leads in (("gb2312", range(0xB0, 0xD8)), ("big5", range(0xA4, 0xC7))):
        pairs = (bytes((lead, trail)) for lead in leads for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
        characters.update(b"\n".join(pairs).decode(codec, "ignore"))  # a line end parts what is no pair
    return frozenset(characters - {"\n"})
