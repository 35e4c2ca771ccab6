"""What the model sees of a unit: its own words and characters, and where it stands.

A passage is made alike from a unit of a report and from a line of labeled text, so training and use
can't drift apart.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from nlp.document import Report
from nlp.topics.labeled import Office
from nlp.topics.words import cut_all, lexicon

# "一是", "第二,", "3.", "(四)", "五、"; one set of characters to begin with, so that a search skips all others
MARK = re.compile(
    r"[一二三四五六七八九十第((\d](?:(?<=[一二三四五六七八九十])[一二三四五六七八九十]{0,2}(?:是|来|要| ?、)"
    r"|(?<=第)[一二三四五六七八九十][,、]|(?<=[((])[一二三四五六七八九十\d]{1,3}[))]|(?<=\d)\d?[.、](?!\d))"
)
MARKER = re.compile(rf"\s{{0,20}}{MARK.pattern}")  # at the start of a unit
FIGURE = re.compile(r"\d[\d,.]*")  # 1,234.5
NOISE = re.compile(r"[\s“”\"'‘’]+")  # blanks and quotation marks are lost or doubled too often to mean anything
HAN_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")  # 领导小组
PLANS = re.compile(r"改进|措施|打算|下一?步|今后|将|明年|来年|整改|接下来|计划|安排")  # 下一步工作安排
LACKS = re.compile(r"问题|不足|短板|差距|困难|薄弱")  # 主要存在以下不足:
PAUSES = frozenset(",:;。")
SHORTEST = 3  # words of an opening
SHORT = 20  # characters of a lead or slogan that says too little by itself
SIZES = (15, 35, 80)  # characters: slogan, short, usual, long


class Standing(Struct, frozen=True):
    """A unit out of its report; headings are kept, as they part what stands above from what stands below."""

    text: str
    kind: str
    role: str
    path: tuple[str, ...]


class Passage(Struct, frozen=True):
    """What the model sees of a unit: tokens in four fields, and the text for character n-grams.

    place: role, size, heading words and the like. senses: classes of meaning of its words. near: those
    of its opening (`f~`: a long sentence says first what it is about), of the unit before (`p~`) and after
    (`n~`, `N~` right after the lead of an item), of the lead (`l~`) and of the heading (`h~`). Classes carry
    over to words the training text lacks, so neighbors are known by them alone. under: it belongs to an item
    that a marked unit above opened ("一是…。"). slogan: short, without mark or figure, and a longer unit follows.
    """

    words: list[str]
    characters: str
    place: list[str]
    senses: list[str]
    near: list[str]
    under: bool = False
    slogan: bool = False

    def document(self, field: str) -> str:
        """A field as scikit-learn's built-in analyzers take it: tokens joined by spaces, or the text."""
        return self.characters if field == "characters" else " ".join(getattr(self, field))


class Title(Struct, frozen=True):
    """What a heading tells of the units below it; `announced` is `plans`, `lacks` or nothing."""

    words: list[str]
    senses: list[str]
    announced: str


def standings(report: Report) -> list[Standing]:
    """Units of a report in reading order."""
    return [Standing(report.quote(unit.span), unit.kind, unit.role, unit.path) for unit in report.units]


def office_standings(office: Office) -> list[Standing]:
    """The same of labeled text."""
    return [Standing(unit.text, unit.kind, unit.role, unit.path) for unit in office.units]


def passages(documents: Sequence[Sequence[Standing]]) -> list[list[Passage]]:
    """Passages of every unit of every document, in the same order; all words are cut in one go."""
    bare = [[_bare(unit.text) for unit in document] for document in documents]
    titles = sorted({title for document in documents for unit in document for title in unit.path})
    flat = [text for document in bare for text in document]
    words = iter(cut_all([*flat, *(_bare(title) for title in titles)]))
    cut = [[next(words) for _ in document] for document in bare]
    known = {title: _title(title, next(words)) for title in titles}
    return [
        _document(document, texts, tokens, known) for document, texts, tokens in zip(documents, bare, cut, strict=True)
    ]


def _bare(text: str) -> str:
    """Text without marker, blanks and quotation marks; every figure is 0."""
    return FIGURE.sub("0", NOISE.sub("", MARK.sub("", text, count=1)))


def _title(title: str, words: Iterable[str]) -> Title:
    telling = _telling(words)
    known = lexicon()
    return Title(telling, [name for word in telling for name in known.get(word, ())], _announced(title))


def _telling(words: Iterable[str]) -> list[str]:
    return [word for word in words if HAN_WORD.fullmatch(word)]


def _document(
    document: Sequence[Standing],
    texts: Sequence[str],
    words: Sequence[list[str]],
    titles: dict[str, Title],
) -> list[Passage]:
    known = lexicon()
    senses = [[name for word in own if word in known for name in known[word]] for own in words]
    marked = [MARKER.match(unit.text) is not None for unit in document]
    follows = [False, *(_together(one, two) for one, two in pairwise(document)), False]
    made = []
    leader: int | None = None
    announced = ""
    path: tuple[str, ...] = ()
    above: list[str] = []
    headed: list[str] = []
    for at, unit in enumerate(document):
        if unit.path != path:
            path = unit.path
            announced = titles[path[-1]].announced if path else ""
            above = [f"h:{word}" for word in titles[path[-1]].words] if path else []
            above += [f"H:{word}" for title in path[:-1] for word in titles[title].words]
            headed = [f"h~{name}" for name in titles[path[-1]].senses] if path else []
        if unit.kind == "heading":
            leader, announced = None, _announced(unit.text)
        elif unit.kind == "lead":
            announced = _announced(unit.text) or announced
        elif marked[at]:
            leader = at
        place = [f"role:{unit.role}", f"size:{bisect_left(SIZES, len(texts[at]))}", *above]
        if marked[at]:
            place.append("marked")
        if announced:
            place.append(f"after:{announced}")
        near = headed + [f"f~{name}" for word in _opening(words[at]) if word in known for name in known[word]]
        if follows[at]:
            near += [f"p~{name}" for name in senses[at - 1]]
        if follows[at + 1]:
            mark = "N~" if leader == at and not marked[at + 1] else "n~"
            near += [mark + name for name in senses[at + 1]]
        under = leader is not None and leader != at
        if leader is not None and under:
            near += [f"l~{name}" for name in senses[leader]]
        plain = not marked[at] and not under and "0" not in texts[at] and len(texts[at]) <= SHORT
        slogan = plain and follows[at + 1] and not marked[at + 1] and document[at + 1].kind not in ("heading", "lead")
        slogan = slogan and len(texts[at + 1]) > SHORT
        made.append(Passage(words[at], texts[at], place, senses[at], near, under, slogan))
    return made


def _opening(words: Sequence[str]) -> Sequence[str]:
    """Words up to the first pause."""
    for at, word in enumerate(words):
        if at >= SHORTEST and word in PAUSES:
            return words[:at]
    return words


@lru_cache(maxsize=4096)  # headings and leads recur from report to report
def _announced(text: str) -> str:
    """What a heading or lead says comes next, where it says only one of the two."""
    plans, lacks = PLANS.search(text), LACKS.search(text)
    return "plans" if plans and not lacks else "lacks" if lacks and not plans else ""


def _together(other: Standing, unit: Standing) -> bool:
    """Neighbors of one stretch of text; a heading belongs to what follows it."""
    return other.kind != "heading" and other.role == unit.role and other.path == unit.path
