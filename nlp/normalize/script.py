"""Traditional characters and words of a Taiwan conversion, back to the wording of the forms."""

import re
from functools import cache
from typing import Any

import msgspec

from nlp import catalog
from nlp.normalize.edits import Edit

DISTINCT = 3  # traditional characters that show a converted text; 乾 or 著 alone stand in simplified ones


@cache
def _converter() -> Any:
    from opencc import OpenCC  # late: it opens its dictionaries

    return OpenCC("t2s")


@cache
def _traditional() -> re.Pattern[str]:
    """Characters that t2s changes and no simplified text (GB 2312) has."""
    characters = [chr(code) for code in range(0x3400, 0xA000)]
    changed = zip(characters, _converter().convert("\n".join(characters)).split("\n"), strict=True)
    return re.compile(f"[{''.join(old for old, new in changed if old != new and not old.encode('gb2312', 'ignore'))}]")


def simplified(text: str, evidence: int = DISTINCT) -> tuple[str, int]:
    """Text of the same length in simplified characters, and how many changed.

    Below `evidence` distinct traditional characters nothing changes.
    """
    found = _traditional().findall(text)
    if len(set(found)) < evidence:
        return text, 0
    converted = _same_length(text)
    return converted, sum(1 for old, new in zip(text, converted, strict=True) if old != new)


def _same_length(text: str) -> str:
    """t2s; line by line, then character by character, where a phrase would change the length."""
    convert = _converter().convert
    whole: str = convert(text)
    if len(whole) == len(text) and whole.count("\n") == text.count("\n"):
        return whole
    lines = []
    for line in text.split("\n"):
        converted: str = convert(line)
        if len(converted) != len(line):
            single = (convert(character) for character in line)
            converted = "".join(new if len(new) == 1 else old for old, new in zip(line, single, strict=True))
        lines.append(converted)
    return "\n".join(lines)


class Rewrite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A word of `rewrites.toml`, what it becomes, and where it stays; `marker`: no other text has it."""

    word: str
    by: str
    marker: bool = False
    unless_before: tuple[str, ...] = ()
    unless_after: tuple[str, ...] = ()


@cache
def _words() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str]]:
    """What finds the words to replace, what they become, and what finds the telling ones."""
    entries = msgspec.convert(catalog.load().rewrites["rewrite"], list[Rewrite])
    choices = []
    for entry in sorted(entries, key=lambda entry: -len(entry.word)):
        ahead = f"(?!{'|'.join(entry.unless_before)})" if entry.unless_before else ""
        behind = "".join(f"(?<!{word})" for word in entry.unless_after)
        choices.append(behind + entry.word + ahead)
    markers = "|".join(entry.word for entry in entries if entry.marker)
    return re.compile("|".join(choices)), {entry.word: entry.by for entry in entries}, re.compile(markers)


MARKERS = 3  # occurrences of telling words that show a Taiwan conversion ...
SHORT = 200  # ... in a text of some length: one for each so many characters


def domestic(text: str) -> list[Edit]:
    """Words of a Taiwan-converted text in the wording of the forms: 檔案 as 文件."""
    pattern, words, markers = _words()
    if sum(1 for _ in markers.finditer(text)) < min(MARKERS, 1 + len(text) // SHORT):
        return []
    return [(match.start(), match.end(), words[match[0]]) for match in pattern.finditer(text)]
