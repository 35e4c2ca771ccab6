"""Sections of a report: headings told from list items, levels told from wording, roles handed down."""

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from nlp.document import Section
from nlp.segment.boundaries import PREAMBLE, Item
from nlp.segment.headings import NOMINAL, Head
from nlp.segment.titles import DATE
from nlp.spans import Span

PROBLEMS = re.compile(
    r"存在[^。]{0,12}(?:问题|不足|差距|短板|薄弱)|(?:主要)?(?:问题|不足)(?:主要)?[是有在:]|下一?步|改进措施"
)
COMPLAINT = re.compile(  # "政策解读形式单一。" states a problem, however short
    "不(?:够|足|高|强|全|及时|到位|规范|熟|平衡|深|多|完善|一|明)|单一|滞后|欠缺|缺乏|空缺|有待|薄弱|[偏较]少|差距|短板|难以|流动"
)
TABLE_ROLES = ("disclosure_table", "requests_table", "disputes_table")
ROLE_OF_TABLE = dict(zip("234", TABLE_ROLES, strict=True))
SIGNED = re.compile(rf"[^。;,:]{{2,30}}\s?{DATE.pattern}")  # "安平县统计局 2022年1月12日"
SIGNATURE = 30  # characters of the office that signs


class Entry(Struct, frozen=True):
    """An item of a report with its place in the outline. `heading` is None for content."""

    item: Item
    heading: Head | None
    section: int | None
    role: str


def resolve(text: str, items: Sequence[Item]) -> list[Head | None]:
    """The heading each item opens with, None where it is content after all."""
    found: list[Head | None] = []
    prose = [at for at, item in enumerate(items) if item.kind in ("text", "grid", "row", "caption")]
    following = dict(pairwise(prose))
    listed = 0  # level of the list item right before, 0 for none
    for at, item in enumerate(items):
        heading = item.head if item.kind == "text" else None
        after = items[following[at]] if at in following else None
        if heading and heading.form == "own" and not _stands_alone(text, heading, after, listed):
            heading = None
        elif item.kind == "text" and not heading and item.level == 0 and _is_bare(text, item, after):
            heading = Head(item.span, "".join(text[item.span.start : item.span.end].split()), 5, "", "own")
        if item.kind in ("text", "grid"):
            listed = item.level if item.kind == "text" and heading is None else 0
        found.append(heading)
    return found


def _stands_alone(text: str, heading: Head, after: Item | None, listed: int) -> bool:
    """A numbered line is a heading if its text follows, a list item if the next number does."""
    stop = text[heading.span.end - 1]
    if stop == ";" or (stop == "。" and COMPLAINT.search(heading.title)):
        return False
    nominal = len(heading.title) <= 20 and "," not in heading.title and bool(NOMINAL.search(heading.title))
    titled = stop not in "。." and (bool(heading.role) or nominal)
    if heading.main and titled:
        return True
    if after is None:
        return titled and heading.level == 1
    if after.kind != "text":
        return True
    if 0 < after.level <= min(heading.level, 5):
        return titled
    return nominal or not (heading.level and listed == heading.level)


def _is_bare(text: str, item: Item, after: Item | None) -> bool:
    """A short line without number and punctuation above a paragraph: a bold label."""
    wording = "".join(text[item.span.start : item.span.end].split())
    if not 4 <= len(wording) <= 20 or re.search(r"[,。;:!?0-9|]", wording):
        return False
    if after is None or after.kind != "text" or 0 < after.level < 3:
        return False
    if text[after.span.end - 1] not in "。;:”" or DATE.search(text, after.span.start, after.span.end):
        return False
    if NOMINAL.search(wording):
        return len(after.span) >= (40 if len(wording) > 12 else 10)
    return len(wording) <= 12 and len(after.span) >= 20


def build(
    text: str, report: str, end: int, items: Sequence[Item], old: bool
) -> tuple[tuple[Section, ...], list[Entry]]:
    """Sections in order and each item with its section and role; `old`: before the format of 2019."""
    headings = resolve(text, items)
    openings, roles = _roles(text, items, headings)
    if old and not any(item.kind == "grid" and item.table != "G1" for item in items):
        # parts two to four hold prose there, and the one table is the annex
        openings = [replace(o, role="overview") if o.role in TABLE_ROLES else o for o in openings]
        roles = ["overview" if role in TABLE_ROLES else role for role in roles]
    sections = _sections(report, end, items, openings)
    signed = _signature(text, items, headings)
    entries: list[Entry] = []
    current: int | None = None
    opened = {opening.at: index for index, opening in enumerate(openings)}
    for at, item in enumerate(items):
        current = opened.get(at, current)
        if at in signed:
            entries.append(Entry(item, None, None, "none"))
        else:
            entries.append(Entry(item, headings[at], current, roles[at]))
    return sections, entries


class _Opening(Struct, frozen=True):
    """Item that opens a section; rank 1 is a part of the report."""

    at: int
    rank: int
    role: str
    number: str
    title: str


def _roles(text: str, items: Sequence[Item], headings: Sequence[Head | None]) -> tuple[list[_Opening], list[str]]:
    """What opens sections, and the role of every item: that of the part it stands in."""
    numbered = any(h and h.main and h.level == 1 for h in headings)
    first = next((at for at, h in enumerate(headings) if h and h.main), len(items))
    openings: list[_Opening] = []
    roles: list[str] = []
    role, top = "preamble", ""
    seen: set[str] = set()
    for at, (item, heading) in enumerate(zip(items, headings, strict=True)):
        if heading:
            rank = _rank(heading, numbered, role, top)
            if rank == 1:
                role = (
                    _role_of_table(heading, items, headings, at)
                    or heading.role
                    or _default_role(seen, at, first, headings)
                )
                top = heading.marker
                seen.add(role)
            elif not openings and role == "preamble":
                role = "overview"  # the heading of part one is lost
            openings.append(_Opening(at, rank, role, heading.marker, heading.title))
        elif "annex" not in seen and _opens_annex(items, at):
            role = "annex"
            seen.add(role)
            openings.append(_Opening(at, 1, role, "", _annex_title(text, items, at)))
        elif item.kind == "text" and not openings and at < first and role == "preamble":
            role = _opening_role(text, item, headings, first)
        elif item.kind == "text" and _speaks_of_problems(text, item, items[at - 1], role, first == len(items)):
            role = "problems"
        roles.append(role)
    return openings, roles


def _role_of_table(heading: Head, items: Sequence[Item], headings: Sequence[Head | None], at: int) -> str:
    """Role of parts two to four under any name: that of the table that follows before another heading."""
    if (heading.main and heading.role != "annex") or _ordinal(heading.marker) < 2:
        return ""
    for later in range(at + 1, len(items)):
        if headings[later]:
            return ""
        if items[later].kind == "grid":
            return ROLE_OF_TABLE.get(items[later].table, "")
    return ""


def _speaks_of_problems(text: str, item: Item, before: Item, role: str, headless: bool) -> bool:
    """Part five whose heading is lost: after the table of disputes, or in a report without headings."""
    after_table = role == "disputes_table" and before.kind == "grid"
    return (after_table or (headless and role == "overview")) and bool(
        PROBLEMS.search(text, item.span.start, min(item.span.end, item.span.start + 60))
    )


def _rank(heading: Head, numbered: bool, role: str, top: str) -> int:
    """Place in the outline: main parts stand on top, whatever their number looks like."""
    if heading.main and (heading.level <= 1 or not numbered):
        return 1
    if heading.main and role in TABLE_ROLES and heading.role == "problems":
        return 1  # "(五)存在的问题": no part of a table
    if heading.level == 1:  # a list inside part five begins with 一 again
        restarts = role == "problems" and not heading.role and _ordinal(heading.marker) <= _ordinal(top)
        return 2 if restarts else 1
    return {0: 2, 2: 2, 3: 3, 4: 4}.get(heading.level, 5)


def _ordinal(marker: str) -> int:
    digits = [("一二三四五六七八九十".find(character) + 1) for character in marker]
    return max((digit for digit in digits if digit), default=0)


def _default_role(seen: set[str], at: int, first: int, headings: Sequence[Head | None]) -> str:
    """Role of a part that the catalog does not know: by what stands around it."""
    if seen & {"problems", "other"}:
        return "other"
    main = headings[first] if first < len(headings) else None
    return "preamble" if at < first and main and main.role == "overview" and main.level != 1 else "overview"


def _sections(report: str, end: int, items: Sequence[Item], openings: Sequence[_Opening]) -> tuple[Section, ...]:
    """Sections with their spans: each ends where one of its own or a higher rank begins."""
    ends = [end] * len(openings)
    parents: list[int | None] = []
    levels: list[int] = []
    stack: list[int] = []
    for index, opening in enumerate(openings):
        while stack and openings[stack[-1]].rank >= opening.rank:
            ends[stack.pop()] = items[opening.at].span.start
        parents.append(stack[-1] if stack else None)
        stack.append(index)
        levels.append(len(stack))
    return tuple(
        Section(
            id=f"{report}/s{index + 1}",
            role=opening.role,
            number=opening.number,
            title=opening.title,
            level=levels[index],
            span=Span(items[opening.at].span.start, ends[index]),
            parent=None if (parent := parents[index]) is None else f"{report}/s{parent + 1}",
        )
        for index, opening in enumerate(openings)
    )


def _opening_role(text: str, item: Item, headings: Sequence[Head | None], first: int) -> str:
    """Text before the first main part: the preamble, or the overview whose heading is lost."""
    if first < len(headings) and (heading := headings[first]) and heading.role == "overview":
        return "preamble"
    return "preamble" if PREAMBLE.search(text, item.span.start, item.span.end) else "overview"


def _opens_annex(items: Sequence[Item], at: int) -> bool:
    """The statistical table of the old form begins here, with the lines above it."""
    if items[at].kind not in ("caption", "grid"):
        return False
    near = next((i for i in items[at:] if i.kind not in ("caption", "residue")), None)
    return near is not None and near.kind == "grid" and near.table == "G1"


def _annex_title(text: str, items: Sequence[Item], at: int) -> str:
    for item in items[at : at + 8]:
        if item.kind == "caption" and re.search("统计(?:报)?表", text[item.span.start : item.span.end]):
            return "".join(text[item.span.start : item.span.end].split())
    return ""


def _signature(text: str, items: Sequence[Item], headings: Sequence[Head | None]) -> set[int]:
    """Items that sign the report: a date on a line of its own, the office above it."""
    signed: set[int] = set()
    for at, item in enumerate(items):
        if at < 2 or item.kind != "text":
            continue
        dated = DATE.fullmatch(text, item.span.start, item.span.end)
        if not dated and not SIGNED.fullmatch(text, item.span.start, item.span.end):
            continue
        if any(i.kind == "text" for i in items[at + 1 : at + 2]):
            continue
        signed.add(at)
        if not dated:
            continue
        above = items[at - 1]
        wording = text[above.span.start : above.span.end]
        if (
            above.kind == "text"
            and len(wording) <= SIGNATURE
            and not headings[at - 1]
            and not re.search("[。;,:]", wording)
        ):
            signed.add(at - 1)
    return signed
