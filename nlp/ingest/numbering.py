"""Automatic numbers of Word: 一、 made by a list style is no text of the paragraph and is counted here.

Formats are those of ECMA-376 part 1, 17.18.59 (ST_NumberFormat) that occur in Chinese documents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

_PLACE = re.compile(r"%([1-9])")  # "第%1章"
_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = {
    **{1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc"},
    **{50: "l", 40: "xl", 10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i"},
}
_SETS = {  # format: its characters from 1 on
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": _STEMS,
    "ideographZodiac": _BRANCHES,
}
_COUNTING = frozenset(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand")
)
_FORMAL_COUNTING = frozenset(("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"))
_SILENT = frozenset(("bullet", "none"))


class Level(Struct, frozen=True):
    """A level of a list: `text` is its pattern, such as `（%1）`; `restart` the level below which it starts anew."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    legal: bool = False
    restart: int | None = None


class Numbering:
    """Counts the paragraphs of a document. `lists` lead from a numId to the list it counts in and its levels."""

    def __init__(self, lists: Mapping[str, tuple[str, Mapping[int, Level]]]) -> None:
        self._lists = lists
        self._counts: dict[str, dict[int, int]] = {}

    def __contains__(self, number: str) -> bool:
        return number in self._lists

    def label(self, number: str, level: int) -> str:
        """Number of the next paragraph of a list at a level, as printed; empty for a bullet."""
        key, levels = self._lists[number]
        own = levels.get(level)
        if own is None:
            return ""
        counts = self._counts.setdefault(key, {})
        for above in range(level):
            counts.setdefault(above, levels[above].start if above in levels else 1)
        counts[level] = counts[level] + 1 if level in counts else own.start
        for deeper in [at for at in counts if at > level and self._restarts(levels, at, level)]:
            del counts[deeper]
        if own.format in _SILENT:
            return ""
        return _PLACE.sub(lambda found: self._part(int(found[1]) - 1, levels, counts, own.legal), own.text)

    @staticmethod
    def _restarts(levels: Mapping[int, Level], deeper: int, level: int) -> bool:
        restart = levels[deeper].restart if deeper in levels else None
        return restart is None or level < restart

    @staticmethod
    def _part(at: int, levels: Mapping[int, Level], counts: Mapping[int, int], legal: bool) -> str:
        if at not in levels:
            return ""
        form = levels[at].format
        return spell(counts.get(at, levels[at].start), "decimal" if legal and form not in _SILENT else form)


def spell(count: int, form: str) -> str:
    """A count in a number format; in decimal digits where the format is unknown or ends before it."""
    if form in _COUNTING:
        return _chinese(count, _DIGITS, "十百千", plain_ten=True)
    if form in _FORMAL_COUNTING:
        return _chinese(count, _FORMAL, "拾佰仟", plain_ten=False)
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join(_DIGITS[int(digit)] for digit in str(count))
    if form in _SETS and 0 < count <= len(_SETS[form]):
        return _SETS[form][count - 1]
    if form in ("upperLetter", "lowerLetter") and 0 < count <= 780:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("upperRoman", "lowerRoman") and 0 < count < 4000:
        return _roman(count).upper() if form == "upperRoman" else _roman(count)
    if form == "decimalZero":
        return f"{count:02d}"
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(count))
    return str(count)


def _chinese(count: int, digits: str, tens: str, plain_ten: bool) -> str:
    """12 -> 十二, 105 -> 一百零五; below ten thousand."""
    if not 0 < count < 10_000:
        return digits[0] if count == 0 else str(count)
    written, gap = "", False
    for power in (3, 2, 1, 0):
        digit = count // 10**power % 10
        if digit == 0:
            gap = gap or bool(written)
            continue
        written += ("零" if gap else "") + digits[digit] + (tens[power - 1] if power else "")
        gap = False
    return written[1:] if plain_ten and 10 <= count < 20 else written


def _roman(count: int) -> str:
    written = ""
    for value, letters in _ROMAN.items():
        times, count = divmod(count, value)
        written += letters * times
    return written


def joined(label: str, text: str) -> str:
    """A number before its paragraph: apart where digits or words would run together (1. and 5万)."""
    closed = label[-1:] in "、，）)】〕．" or (label[-1:] == "." and not text[:1].isdigit())
    return label + text if closed or not label or not text else f"{label} {text}"
