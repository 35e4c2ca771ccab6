"""Cues: the wordings of the catalog as they stand in a sentence, and what a sentence has been about."""

import re
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from nlp.catalog.specs import CueSpec
from nlp.errors import CatalogError
from nlp.values.mentions import Mention
from nlp.values.openings import openings

APPLICATION = frozenset(("application", "bare_application"))
DISPUTES = frozenset(("review", "litigation", "direct", "postreview"))
DECISIONS = frozenset(("license", "penalty", "coercion"))
TITLED = DECISIONS | {"normdoc", "rule"}  # what 信息 after it does not hide: 行政处罚信息
MEDIA = frozenset(("gazette", "website", "weibo", "wechat", "other_medium"))

_JOINED = re.compile(r"[”\"]?(?:、|和|及|以及|与|或|或者|/)[“\"]?(?:因|被)?")
_SEPARATED = re.compile(r" ?(?:[、,和及]|以及)+ ?")
_TITLE = re.compile(r"《[^》\n]{4,150}》")
_RESPECTIVELY = re.compile(r"分别")


class Cue(NamedTuple):
    """One wording found: `key` what it means, `part` how it acts (see `catalog.specs.CueSpec`)."""

    start: int
    end: int
    key: str
    part: str


class Thread(Struct):
    """What a paragraph has been about so far."""

    subject: str = ""
    application: bool = False  # the heading or an earlier sentence speaks of applications
    disclosure: int = -1  # where the sentence names 信息公开, 政务公开 or 培训班
    stale: bool = False  # the subject comes from an earlier sentence
    outcomes: int = 0  # in the sentence
    classified: bool = False  # it sorts documents: 主动公开185份,依申请公开23份,不予公开48份


class Finder:
    """The cues of a catalog, as one compiled pattern for each character they can begin with."""

    def __init__(self, cues: tuple[CueSpec, ...]) -> None:
        self._meanings = {f"c{i}": (cue.key, cue.part) for i, cue in enumerate(cues)}
        groups: dict[str, list[str]] = {}
        for i, cue in enumerate(cues):
            words: dict[str, list[str]] = {}
            for word in cue.words:
                for first in _openings(cue.key, word):
                    words.setdefault(first, []).append(word)
            for first, beginning in words.items():
                groups.setdefault(first, []).append(f"(?P<c{i}>{'|'.join(beginning)})")
        self._patterns = {first: re.compile("|".join(found)) for first, found in groups.items()}
        self._gate = re.compile(f"[{re.escape(''.join(sorted(groups)))}]")

    def find(self, text: str, start: int, end: int) -> list[Cue]:
        """Cues in `text[start:end]`, without overlap, in reading order."""
        found = []
        seen = self._gate.search(text, start, end)
        while seen:
            start = seen.start()
            match = self._patterns[text[start]].match(text, start, end)
            if match:
                start, stop = match.span()
                found.append(Cue(start, stop, *self._meanings[match.lastgroup or ""]))
                start = stop
            else:
                start += 1
            seen = self._gate.search(text, start, end)
        return found


def _openings(key: str, word: str) -> frozenset[str]:
    try:
        re.compile(word)
        return openings(word)
    except (re.error, ValueError) as error:
        raise CatalogError(
            f"线索 {key} 的写法无法使用：{error}", f"cue {key} has an unusable wording: {error}"
        ) from error


def last(cues: list[Cue], *parts: str) -> Cue | None:
    """The last cue that is one of these parts."""
    return next((cue for cue in reversed(cues) if cue.part in parts), None)


def subject_of(cues: list[Cue]) -> str:
    """Key of the last noun, `foreign` for one the form does not know, empty without a noun."""
    for cue in reversed(cues):
        if cue.part == "noun" and cue.key != "info_noun":
            return cue.key
        if cue.part == "foreign":
            return "foreign"
    return ""


def untitled(cues: list[Cue], text: str, start: int, end: int) -> list[Cue]:
    """Cues outside titles: 《依申请公开规程》 counts no applications. Short ones are names of laws (《条例》)."""
    low = text.find("《", start, end)
    if low < 0:
        return cues
    titles = [match.span() for match in _TITLE.finditer(text, low, end)]
    return [c for c in cues if not any(a < c.start and c.end < b for a, b in titles)]


def outside(cues: list[Cue], text: str, start: int, end: int) -> list[Cue]:
    """Cues outside closed brackets, where there are any: 其他处理(含主动撤回)3件."""
    low, high = text.find("(", start, end), text.rfind(")", start, end)
    if low < 0 or high < low:
        return cues
    outer = [c for c in cues if c.end <= low or c.start > high or (c.start < low and c.end > high)]
    return outer or cues


def joined(text: str, cues: list[Cue], keep: frozenset[str] | None = None) -> list[Cue]:
    """The last cue and those of its part listed together with it (传真及信函), in reading order.

    With `keep`, a list ends at the first key that is not in it.
    """
    chain: list[Cue] = []
    for cue in reversed(cues):
        if chain and not (cue.part == chain[0].part and _JOINED.fullmatch(text, cue.end, chain[0].start)):
            break
        if keep is not None and cue.key not in keep:
            break
        chain.insert(0, cue)
    return chain


def respective(text: str, cues: list[Cue], mentions: list[Mention], low: int, high: int) -> dict[int, list[Cue]]:
    """Cues of the numbers after 分别, by where the number begins: for each its own member of the list before.

    Where list and numbers don't pair off, none gets any cue: no guess who got which.
    """
    shared: dict[int, list[Cue]] = {}
    for mark in _RESPECTIVELY.finditer(text, low, high):
        row = [m for m in mentions if m.start >= mark.end()]
        for at, (one, two) in enumerate(pairwise(row), 1):
            if not _SEPARATED.fullmatch(text, one.end, two.start):
                del row[at:]
                break
        if len(row) < 2:
            continue
        before = [c for c in cues if c.end <= mark.start()]
        chain: list[Cue] = []
        while before and len(chain) != len(row):
            chain = joined(text, before)
            before = before[: -len(chain)]
        matched = len(chain) == len(row)
        rest = [c for c in cues if c.end <= row[0].start and c not in chain]
        for at, mention in enumerate(row):
            shared[mention.start] = sorted([*rest, chain[at]]) if matched else []
    return shared
