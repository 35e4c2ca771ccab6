"""Cues: the wordings of the catalog as they stand in a sentence, and what a sentence has been about."""

import re
from collections.abc import Iterable
from itertools import pairwise
from operator import attrgetter

from msgspec import Struct

from nlp.catalog.specs import CueSpec
from nlp.errors import CatalogError
from nlp.values.mentions import Mention
from nlp.values.openings import beginnings

APPLICATION = frozenset(("application", "bare_application"))
DISPUTES = frozenset(("review", "litigation", "direct", "postreview"))
DECISIONS = frozenset(("license", "penalty", "coercion"))
TITLED = DECISIONS | {"normdoc", "rule"}  # what 信息 after it does not hide: 行政处罚信息
MEDIA = frozenset(("gazette", "website", "weibo", "wechat", "other_medium"))

_JOINED = re.compile(r"[”\"]?(?:、|和|及|以及|与|或|或者|/)[“\"]?(?:因|被)?")
_SEPARATED = re.compile(r" ?(?:[、,和及]|以及)+ ?")
_TITLE = re.compile(r"《[^》\n]{4,150}》")
_COUNT = re.compile(r"\d|[一二三四五六七八九十两][件起宗次]")
_RESPECTIVELY = re.compile(r"分别")


class Cue(Struct, frozen=True, order=True, gc=False):
    """One wording found: `key` what it means, `part` how it acts (see `catalog.specs.CueSpec`)."""

    start: int
    end: int
    key: str
    part: str


START = attrgetter("start")


class Finder:
    """The cues of a catalog, as one compiled pattern for every two characters they can begin with."""

    def __init__(self, cues: tuple[CueSpec, ...]) -> None:
        self._meanings = {f"c{i}": (cue.key, cue.part) for i, cue in enumerate(cues)}
        words = [(f"c{i}", word, _beginnings(cue.key, word)) for i, cue in enumerate(cues) for word in cue.words]
        starts = {start for _, _, found in words for start in found}
        # a word of one character can stand before any other, so that its pattern is kept for what is in no list
        self._patterns = {start: _one_of((n, w) for n, w, found in words if start in found or start[0] in found)
                          for start in starts}  # fmt: skip
        alone = {start for start in starts if len(start) == 1}
        follow = "".join(sorted({start[1] for start in starts - alone}))
        onward = f"(?=[{re.escape(follow)}]" + (f"|(?<=[{re.escape(''.join(sorted(alone)))}]))" if alone else ")")
        self._gate = re.compile(f"[{re.escape(''.join(sorted({start[0] for start in starts})))}]{onward}")

    def find(self, text: str, start: int, end: int) -> list[Cue]:
        """Cues in `text[start:end]`, without overlap, in reading order."""
        found = []
        patterns, meanings = self._patterns, self._meanings
        for seen in self._gate.finditer(text, start, end):
            at = seen.start()
            if at < start:  # within the cue before
                continue
            pattern = patterns.get(text[at : at + 2]) or patterns.get(text[at])
            match = pattern.match(text, at, end) if pattern else None
            if match:
                start = match.end()
                found.append(Cue(at, start, *meanings[match.lastgroup or ""]))
        return found


def _one_of(words: Iterable[tuple[str, str]]) -> re.Pattern[str]:
    """A pattern of words in their order, which names the cue of the one that fits."""
    named: dict[str, list[str]] = {}
    for name, word in words:
        named.setdefault(name, []).append(word)
    return re.compile("|".join(f"(?P<{name}>{'|'.join(found)})" for name, found in named.items()))


def _beginnings(key: str, word: str) -> frozenset[str]:
    try:
        re.compile(word)
        return beginnings(word)
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


def disputes_of(cues: Iterable[Cue], text: str) -> list[str]:
    """Keys of the disputes whose end may be told next, the last first.

    Of those named in a row (复议3件、诉讼2件,其中维持2件) each may be meant; right after its name a dispute's end was
    told (诉讼维持1件,其他1件) that one is.
    """
    groups: list[list[Cue]] = []  # named together
    told = False
    for cue in cues:
        if cue.part == "ruling":
            if groups and not _COUNT.search(text, groups[-1][-1].end, cue.start):
                groups = groups[-1:]
            told = True
        elif cue.part == "foreign" or (cue.part == "noun" and cue.key != "info_noun"):
            if told or cue.key not in DISPUTES:
                groups, told = [], False
            if cue.key not in DISPUTES:
                continue
            if groups and _JOINED.fullmatch(text, groups[-1][-1].end, cue.start):
                groups[-1].append(cue)
            else:
                groups.append([cue])
    return list(dict.fromkeys(cue.key for group in reversed(groups) for cue in reversed(group)))


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


def unbracketed(cues: list[Cue], text: str, start: int, end: int) -> list[Cue]:
    """Cues outside brackets that close before `end`: 诉讼9件(直接起诉6件、复议后起诉3件),其中维持5件 is on lawsuits.

    All of them where nothing is left.
    """
    at = text.find(")", start, end)
    if at < 0:
        return cues
    closed: list[tuple[int, int]] = []
    while at >= 0:
        low = text.rfind("(", closed[-1][1] if closed else start, at)
        if low >= 0:
            closed.append((low, at))
        at = text.find(")", at + 1, end)
    outer = [c for c in cues if not any(low < c.start < high for low, high in closed)]
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
    if text.find("分别", low, high) < 0:
        return shared
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
