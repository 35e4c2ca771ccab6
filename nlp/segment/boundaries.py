"""Which paragraphs belong to which report: titles, restarts, stubs, adverts, the frame of a site."""

import re
from collections.abc import Iterable
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from nlp.segment.headings import Head, Outline, enumerator, head, split_inline
from nlp.segment.lines import Piece, kind_of
from nlp.segment.titles import DATE, Title, title_before_text, title_in, title_of_lines, with_year
from nlp.spans import Span


class Item(Struct, frozen=True):
    """A piece with what it opens with. kind: title | text | grid | row | residue | caption | foreign."""

    kind: str
    span: Span
    level: int = 0
    marker: str = ""
    head: Head | None = None
    title: Title | None = None
    table: str = ""


class Stretch(Struct, frozen=True):
    """Items of one report in order, from its title or first paragraph to its last."""

    items: tuple[Item, ...]
    title: Title | None


PREAMBLE = re.compile(r"年度报告|年报|编制|统计期限|《.{0,14}政府信息公开条例》|全文(?:由|包括|共)|电子版")
ADVERT = re.compile(  # two of these in one paragraph that speaks of nothing official
    r"元/平|元/㎡|户型|楼盘|别墅|二手房|房价|均价|首付|娱乐城|博彩|百家乐|下注|彩金|开户|优惠券|包邮|免费观看|代写|在线播放|棋牌|老虎机"
)
OFFICIAL = re.compile("公开|政府|信息|工作|申请|机关|我|本[机单局级]")
CUT = re.compile(r"(?:\.{3}|…)$")  # a snippet of a search result ends so
OWN = re.compile(r"我[局县市区镇乡委办院校站省州街单中]|本[机单局级年县市区镇乡]|全[县市区镇乡局省州]")
CONTENTS = 4  # main parts that a list of contents names
BODY = 400  # items in which the headings of the contents come again
PROSE = 120  # characters of a report without any heading; stubs are shorter or cut
# a title in a sentence that goes on below: "我局编制并公开了", then the report's name on a line of its own
OPEN_END = re.compile(r"(?:[了的在以及和与、,《]|编制|公布|公开|发布|印发|报送)$")
POSTER = re.compile(r"公告|通告|报名|招聘|招考|缴费|停水|停电|中标|燃放|拍卖|笔试|面试|摇号")  # of an unrelated notice
POSTED = re.compile(r"公开(?=招聘|招考|选调|选拔|遴选|招标|拍卖|出让|竞|征集|招募)")  # no disclosure
REPORTED = re.compile(r"公开|申请|报告|建议|提案|收费|复议|诉讼|信息|政务|条例|网站")
POSTER_TITLE = re.compile(r"[^。;:,]{4,50}(?:公告|通知|通告|公示)")
NOTICE = re.compile(r"^关于.{0,60}的(?:通知|方案|意见|办法|规定|函)$")
HAN = re.compile("[一-鿿]")
NOTE = re.compile("附|注|备注|抄|联系|[(](?:此件|联系)|主送|印发")  # what may stand below a signature
SENTENCE = re.compile(r"[。;!?]")
ABOUT = re.compile("信息公开|政务公开|主动公开|依申请公开")


def to_items(text: str, pieces: Iterable[Piece], parts: Outline) -> list[Item]:
    """Pieces with their headings and titles; lines with headings inside are cut there."""
    items: list[Item] = []
    for piece in pieces:
        if piece.kind != "text":
            items.append(Item(piece.kind, piece.span, table=piece.grid.kind if piece.grid else ""))
            continue
        if title := title_in(text, piece.span) or title_before_text(text, piece.span):
            items.append(Item("title", Span(piece.span.start, title.span.end), title=title))
            rest = Span(title.span.end, piece.span.end)
            wording = text[rest.start : rest.end].strip(" 。.|*")
            if wording and kind_of(wording) == "residue":
                items.append(Item("residue", Span(_visible(text, rest.start), rest.end)))
            if not wording or kind_of(wording) == "residue":
                continue
        else:
            rest = piece.span
        for span in split_inline(text, Span(_visible(text, rest.start), rest.end)):
            number = enumerator(text, span)
            items.append(Item("text", span, number.level, number.marker, head(text, span, number, parts)))
    return _without_contents(text, _broken_titles(text, items))


def _without_contents(text: str, items: list[Item]) -> list[Item]:
    """A list of contents is residue: headings with nothing between, each of which comes again."""
    found = list(items)
    end = 0
    for at, item in enumerate(items):
        if at < end or not (item.head and item.head.role == "overview" and item.head.main):
            continue
        titles: set[str] = set()
        end = at
        while end < len(items) and (items[end].kind == "residue" or _is_listed(text, items[end])):
            heading = items[end].head
            if heading and heading.title in titles:
                break  # the body begins right behind the list
            if heading and heading.main:
                titles.add(heading.title)
            end += 1
        again: set[str] = set()
        for later in items[end : end + BODY] if len(titles) >= CONTENTS else ():
            if later.kind == "title":
                break
            if later.head:
                again.add(later.head.title)
        if len(titles) >= CONTENTS and titles <= again:
            found[at:end] = [replace(i, kind="residue", head=None) for i in items[at:end]]
        end = max(end, at + 1)
    return found


def _is_listed(text: str, item: Item) -> bool:
    """A heading with nothing behind it but the number of a page."""
    if item.kind != "text" or not (item.head or 0 < item.level < 4):
        return False
    end = item.head.span.end if item.head else item.span.end
    rest = text[end : item.span.end].strip(" .·…")
    return len(item.span) <= 60 and (not rest or (rest.isdigit() and len(rest) < 4))


def _visible(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _broken_titles(text: str, items: list[Item]) -> list[Item]:
    """Titles over two or three lines as one item."""
    found: list[Item] = []
    for item in items:
        if found and found[-1].title and item.kind in ("text", "caption"):
            if dated := with_year(text, found[-1].title, item.span):
                found[-1] = Item("title", dated.span, title=dated)
                continue
        elif item.kind in ("title", "text") and len(item.span) <= 60:
            above = [i for i in found[-2:] if i.kind == "text" and len(i.span) <= 40]
            for count in range(min(2, len(above)), 0, -1):
                lines = [i.span for i in found[-count:]]
                if len(above) < count or text.count("\n", lines[0].start, item.span.start) > count + 2:
                    continue
                if title := title_of_lines(text, [*lines, item.span]):
                    del found[-count:]
                    item = Item("title", Span(title.span.start, item.span.end), title=title)
                    break
        found.append(item)
    return found


def reports(text: str, items: list[Item]) -> list[Stretch]:
    """Stretches of the file that are reports; the rest belongs to none."""
    found: list[tuple[Title | None, list[Item]]] = []
    for start, end in _segments(items := _without_mentions(text, items)):
        for first, last in _runs(text, items, start, end):
            run = items[first:last]
            title = run[0].title
            again = title is not None and bool(found) and _same(title, found[-1][0])
            begins = _is_report(text, run, title)
            if again and not (begins and "overview" in _parts(run)):
                if _goes_on(text, run[1:]):  # the title was a running head
                    found[-1][1].extend([replace(run[0], kind="residue", title=None), *run[1:]])
            elif begins:
                found.append((title, run))
    stretches = (_stretch(text, run, title) for title, run in found)
    return [stretch for stretch in stretches if stretch.items]


def _without_mentions(text: str, items: list[Item]) -> list[Item]:
    """A title that a sentence of a report mentions on a line of its own is text."""
    found = list(items)
    titles = [at for at, item in enumerate(items) if item.kind == "title"]
    first = next((at for at, item in enumerate(items) if item.head), len(items))
    for at, after in pairwise([*titles, len(items)]):
        before = items[at - 1] if at > first else None
        if before is None or before.kind != "text" or not OPEN_END.search(text[before.span.start : before.span.end]):
            continue
        if "overview" not in _parts(items[at:after]):
            found[at] = replace(items[at], kind="text", title=None)
    return found


def _segments(items: list[Item]) -> list[tuple[int, int]]:
    """Stretches that begin with a title, and the one before the first; a repeated title begins anew."""
    starts = [0, *(at for at, item in enumerate(items) if item.kind == "title" and at), len(items)]
    return [(a, b) for a, b in pairwise(starts) if a < b]


def _runs(text: str, items: list[Item], start: int, end: int) -> list[tuple[int, int]]:
    """A segment cut where the outline begins anew."""
    cuts = [start]
    seen: set[str] = set()
    tables = 0
    for at in range(start, end):
        item = items[at]
        tables += item.kind == "grid"
        heading = item.head
        if not (heading and heading.main and heading.level in (0, 1, 3)):
            continue
        if heading.role == "overview" and "overview" in seen and ("problems" in seen or tables > 1):
            first = at
            while first - 1 > cuts[-1] and _is_preamble(text, items[first - 1]):
                first -= 1
            cuts.append(first)
            seen, tables = set(), 0
        seen.add(heading.role)
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _is_preamble(text: str, item: Item) -> bool:
    return item.kind == "text" and item.head is None and bool(PREAMBLE.search(text[item.span.start : item.span.end]))


def _same(title: Title, other: Title | None) -> bool:
    """A running head: the same title again, or one without office."""
    return other is not None and (not title.office or title.wording == other.wording)


def _parts(run: list[Item]) -> set[str]:
    """Roles of the main parts in a run."""
    return {item.head.role for item in run if item.head and item.head.main}


def _goes_on(text: str, run: list[Item]) -> bool:
    """Headings, tables or prose that belong to the report before."""
    return any(i.head or i.kind == "grid" or (i.kind == "text" and text[i.span.end - 1] == "。") for i in run)


def _is_report(text: str, run: list[Item], title: Title | None) -> bool:
    """Sections or tables enough; a title with a cut fragment is none."""
    roles = _parts(run) - {"annex"}
    tables = [item for item in run if item.kind == "grid"]
    lines = [i.span for i in run if i.kind == "text"][:5]
    if title is None and not tables and any(NOTICE.search(text[s.start : s.end]) for s in lines):
        return False
    if title is not None and (tables or len(roles) > 1):
        return True
    if len(roles) > 2 or (roles and len(tables) > 1) or len(tables) > 1 or any(t.table == "G1" for t in tables):
        return True
    prose = [i for i in run if i.kind == "text" and len(i.span) > 15]
    about = sum(len(ABOUT.findall(text, i.span.start, i.span.end)) for i in prose)
    if title is None:
        return len(roles) > 1 and (bool(tables) or about > 4)
    size = sum(len(i.span) for i in prose)
    whole = bool(prose) and text[prose[-1].span.end - 1] in "。!)”;日局"
    return whole and len(prose) > 2 and size >= PROSE and about > 4


def _stretch(text: str, run: list[Item], title: Title | None) -> Stretch:
    """A run without the frame of the site at its edges; foreign paragraphs inside are marked."""
    items = run if title else run[_first(text, run) :]
    last = max((at for at, i in enumerate(items) if i.kind == "grid" or (i.head and i.head.role)), default=0)
    footer = min(_footer(text, items), _signed_end(text, items, last))
    end = next((at for at in range(last + 1, footer) if _is_foreign(text, items[at])), footer)
    closing = next((at for at, i in enumerate(items) if i.head and i.head.role == "other" and i.head.main), last)
    end = next((at for at in range(closing + 1, end) if _is_poster_title(text, items[at])), end)
    items = [
        replace(item, kind="residue")
        if at and item.kind == "text" and (_is_advert(text, item) or (at > last and _is_poster(text, item)))
        else item
        for at, item in enumerate(items[:end])
    ]
    while items and items[-1].kind == "residue":
        items.pop()
    return Stretch(tuple(items), title)


def _first(text: str, run: list[Item]) -> int:
    """Where a report without title begins: a heading, a table, running prose."""
    for at, item in enumerate(run):
        if item.kind in ("grid", "caption") or item.head or item.level:
            return at
        if item.kind == "text" and len(item.span) >= 40 and not _is_foreign(text, item):
            return at
    return len(run)


def _is_foreign(text: str, item: Item) -> bool:
    """An advert, or the snippet of another page."""
    if item.kind != "text" or item.head:
        return False
    wording = text[item.span.start : item.span.end]
    return _is_advert(text, item) or (len(wording) > 20 and bool(CUT.search(wording)) and not OWN.search(wording))


def _is_advert(text: str, item: Item) -> bool:
    wording = text[item.span.start : item.span.end]
    return item.head is None and len(set(ADVERT.findall(wording))) > 1 and not OFFICIAL.search(wording)


def _is_poster(text: str, item: Item) -> bool:
    """A notice to the public that says nothing of the office or of disclosure."""
    wording = POSTED.sub("", text[item.span.start : item.span.end])
    if item.head or len(wording) < 15 or OWN.search(wording) or REPORTED.search(wording):
        return False
    return bool(POSTER.search(wording))


def _is_poster_title(text: str, item: Item) -> bool:
    """Title of an unrelated notice on a line of its own."""
    if item.kind != "text" or item.level:
        return False
    wording = POSTED.sub("", "".join(text[item.span.start : item.span.end].split()))
    return bool(POSTER_TITLE.fullmatch(wording)) and not REPORTED.search(wording) and not OWN.search(wording)


def _footer(text: str, items: list[Item]) -> int:
    """Where the frame of the site begins: a piece of it, and only short lines after it."""
    found = at = len(items)
    while at and (items[at - 1].kind == "residue" or _is_short(text, items[at - 1])):
        at -= 1
        if items[at].kind == "residue" and HAN.search(text, items[at].span.start, items[at].span.end):
            found = at
    return found


def _signed_end(text: str, items: list[Item], last: int) -> int:
    """Just after the date that signs the report, and its annexes and notes."""
    for at in range(last + 1, len(items)):
        if items[at].kind == "text" and DATE.fullmatch(text, items[at].span.start, items[at].span.end):
            after = at + 1
            while after < len(items) and (items[after].kind != "text" or NOTE.match(text, items[after].span.start)):
                after += 1
            return after
    return len(items)


def _is_short(text: str, item: Item) -> bool:
    return item.kind == "text" and not item.head and not SENTENCE.search(text, item.span.start, item.span.end)
