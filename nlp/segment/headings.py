"""Enumerators and headings: what opens a paragraph, and whether it is a title or content."""

import re
from functools import lru_cache

from msgspec import Struct

from nlp.catalog.specs import SectionSpec
from nlp.spans import Span

NUMERAL = "[一二三四五六七八九十]"

# Level 1 "一、" "第一部分"; 2 "(一)" "三)" ")"; 3 "1." "2、"; 4 "(1)" "3)"; 5 "①"; 6 "一是" "第二,"
ENUMERATOR = re.compile(
    rf"\s{{0,200}}(?:(?P<l1>第{NUMERAL}{{1,2}}(?:部分|章|节)[、:\s]?|{NUMERAL}{{1,3}}\s?[、.,]\s?(?!{NUMERAL}季度))"
    rf"|(?P<l2>\(\s?{NUMERAL}{{1,3}}\s?\)\s?[、.]?|{NUMERAL}{{1,2}}\)|\)(?=[一-鿿]))"
    r"|(?P<l3>[0-9]{1,2}\s?[、.](?:(?![0-9])|(?=20[0-9]{2}年))\s?)"
    r"|(?P<l4>\(\s?[0-9]{1,2}\s?\)|[0-9]{1,2}\))"
    r"|(?P<l5>[①-⑳])"
    rf"|(?P<l6>{NUMERAL}{{1,2}}\s?是(?!否)|第{NUMERAL}{{1,2}}[,、:]|(?:首先|其次|再次|最后),))"
)
OPENS = frozenset("第一二三四五六七八九十()0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳首其再最")  # what one begins with
# A number that may open a heading inside a line: "…。 (二)依申请公开 2021年…"
INLINE = re.compile(
    rf"(?:{NUMERAL}{{1,2}}\s?、\s?(?!{NUMERAL}、)|\(\s?{NUMERAL}{{1,2}}\s?\)(?!项|款|条|目|类|规定))(?=[一-鿿])"
)
# "12条", "3.5万", "85%": a figure; "未收到": a statement; a heading has none of them
CONTENT = re.compile(
    r"[0-9](?:\.[0-9]+)?\s?(?:余|多)?[万亿]?\s?(?:条|件|次|篇|个|项|份|期|人|元|%|起|场|批|户|家)"
    r"|[一二三四五六七八九十]{1,3}(?:条|件|次|篇|份|期|人次|起)|未(?:收到|接到|发生|出现|收取)|没有|均为|^暂?无"
)
NOMINAL = re.compile(
    r"(?:情况|方面|工作|建设|管理|保障|公开|问题|不足|措施|事项|平台|申请|机制|领导|服务|制度|信息|解读|培训|监督|考核|方向|打算|计划|安排|内容|"
    r"思路|落实|概况|概述|说明|渠道|载体|栏目|队伍|诉讼|复议|评议|追究|回应|体系|举措|成效|做法|规范|亮点|意见|责任|力度|水平|办理|方式|范围|条件)$"
)
NIL = re.compile(r"暂?无[。.]?$|/$|没有[。.]?$")
BEFORE_INLINE = "。!?; \t\n"  # the end of a sentence or a blank
CLOSED = frozenset(stop + close for stop in "。!?;" for close in "”’)")
SPEECH = re.compile(
    "^[无未]|没有|[但也应将我们还仍虽从]|目前|当前|做好|[以如]下"
)  # words of a sentence, not of a title
STATEMENT = re.compile(r"[,;:0-9]|。.")  # text that is no second half of a title
INNER_STOP = re.compile(r"[。;!?]")

RUNS_ON = re.compile(r"20[0-9]{2}年|我[局县市区镇委办]|本[年局]|一年来")  # text right behind a title

TITLE = 50  # longest heading on its own line, without blanks
SLOGAN = 45  # longest heading that a full stop ends and text follows
LABEL = 25  # longest heading that a blank or a colon ends


class Enumerator(Struct, frozen=True):
    """Opening number of a paragraph: level 1 to 6, 0 for none; `end` is where the wording starts."""

    level: int
    marker: str
    end: int


class Head(Struct, frozen=True):
    """Heading that opens a paragraph.

    `span` from its number to the end of its wording; `title` the wording without number and blanks.
    form: own (all of the paragraph) | slogan (a full stop, then text) | run_in (a blank or colon, then
    text: no unit of its own). `role` is empty where the catalog does not know the title, `main` true
    for a part of the outline.
    """

    span: Span
    title: str
    level: int
    marker: str
    form: str
    role: str = ""
    main: bool = False


class Outline(Struct, frozen=True):
    """Section patterns of the catalog: main parts first, then what stands inside part one."""

    main: tuple[tuple[str, re.Pattern[str]], ...]
    inner: tuple[tuple[str, re.Pattern[str]], ...]
    any_main: re.Pattern[str]  # what no main title is without

    def role(self, title: str) -> tuple[str, bool]:
        """Role of a title without number and blanks, and whether it is a main part; "" for none."""
        for role, pattern in self.main:
            if pattern.search(title):
                return role, True
        for role, pattern in self.inner:
            if pattern.search(title):
                return role, False
        return "", False


@lru_cache(maxsize=4)
def outline(sections: tuple[SectionSpec, ...]) -> Outline:
    """The first entry of a role is its main part, later ones are inner."""
    main: dict[str, re.Pattern[str]] = {}
    inner: list[tuple[str, re.Pattern[str]]] = []
    for spec in sections:
        pattern = re.compile("|".join(spec.patterns))
        if spec.role in main:
            inner.append((spec.role, pattern))
        else:
            main[spec.role] = pattern
    return Outline(tuple(main.items()), tuple(inner), re.compile("|".join(p.pattern for p in main.values())))


def enumerator(text: str, span: Span) -> Enumerator:
    """Number a paragraph opens with."""
    opens = text[span.start : span.start + 1]
    match = ENUMERATOR.match(text, span.start, span.end) if opens in OPENS or opens.isspace() else None
    if not match or not match.lastgroup:
        return Enumerator(0, "", span.start)
    return Enumerator(int(match.lastgroup[1]), match[0].strip(), match.end())


def opens_paragraph(text: str, span: Span) -> bool:
    """The line begins with a number, so it does not continue the one before."""
    return enumerator(text, span).level > 0


def split_inline(text: str, span: Span) -> list[Span]:
    """A line cut before each heading inside it."""
    if len(span) < 12:
        return [span]
    found = (match.start() for match in INLINE.finditer(text, span.start + 1, span.end))
    cuts = [at for at in found if text[at - 1] in BEFORE_INLINE or text[at - 2 : at] in CLOSED]
    return [trimmed(text, a, b) for a, b in zip([span.start, *cuts], [*cuts, span.end], strict=True) if a < b]


def trimmed(text: str, start: int, end: int) -> Span:
    """Span without blanks at its edges."""
    part = text[start:end]
    return Span(start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip()))


def squeeze(written: str) -> str:
    """Wording without blanks."""
    return "".join(written.split())


def head(text: str, span: Span, number: Enumerator, parts: Outline) -> Head | None:
    """Heading a paragraph opens with, after its number; None where it opens with content."""
    if number.level > 4:
        return None
    body = text[number.end : span.end]
    title, form, end = _title(body, parts, numbered=number.level > 0)
    if not form:
        return None
    role, main = parts.role(title)
    if number.level == 0 and not (main and form == "own" and not SPEECH.search(title)):
        return None
    return Head(Span(span.start, number.end + end), title, number.level, number.marker, form, role, main)


def _title(body: str, parts: Outline, numbered: bool) -> tuple[str, str, int]:
    """Wording, form and end of the heading in a numbered paragraph; form "" for none."""
    whole = squeeze(body)
    bare = whole.rstrip("。:;.")
    if not numbered and len(bare) > LABEL:
        return "", "", 0
    stop = INNER_STOP.search(body)
    alone = len(bare) <= TITLE and (stop is None or not body[stop.end() :].strip())
    words = body.split(maxsplit=1)
    if not numbered:
        annex = bool(re.match("附(?:件|表)", bare))  # "附件:政府信息公开情况统计表"
        alone = alone and whole[-1:] not in "。;"
        alone = alone and not re.search(r"[,。;!?]" if annex else r"[,。;:!?]", bare)
        return (bare, "own", len(body)) if alone else ("", "", 0)
    if len(words) == 2 and (not alone or _is_text(words[1])):
        label = words[0].rstrip(":。")
        known = parts.role(label)[0] or NOMINAL.search(label)
        if known and 2 < len(label) <= LABEL and not re.search(r"[,。;!?]", label):
            return label, "run_in", body.index(words[0]) + len(words[0])
    if run := _known_start(body, parts):
        return squeeze(body[:run]), "run_in", run
    colon = body.find(":")
    label = squeeze(body[:colon]) if colon > 0 else ""
    if label and body[colon + 1 :].strip() and len(label) <= LABEL and not re.search(r"[,。;!?]", label):
        return (label, "run_in", colon + 1) if not CONTENT.search(label) else ("", "", 0)
    if alone:
        return ("", "", 0) if CONTENT.search(bare) else (bare, "own", len(body))
    if stop and stop[0] == "。":
        slogan = squeeze(body[: stop.start()])
        if len(slogan) <= SLOGAN and not CONTENT.search(slogan) and not ENUMERATOR.match(slogan):
            return slogan, "slogan", stop.end()
    return "", "", 0


def _is_text(rest: str) -> bool:
    """What follows a blank is no second half of the title."""
    if NIL.match(rest) or STATEMENT.search(rest):
        return True
    return rest.endswith("。") and not NOMINAL.search(rest[:-1])


def _known_start(body: str, parts: Outline) -> int:
    """End of a main title that runs into the text without any mark: `总体情况2021年我局…`."""
    start = body[:LABEL]
    if not parts.any_main.search(start):
        return 0
    for _, pattern in parts.main:
        match = pattern.match(start) or pattern.search(start)
        if match and RUNS_ON.match(body, match.end()):
            return match.end()
    return 0
