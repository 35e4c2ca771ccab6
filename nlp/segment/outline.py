"""Sections of a report: headings told from list items, levels told from wording, roles handed down."""

import re
from collections.abc import Sequence

from msgspec import Struct

from nlp.document import Section
from nlp.segment.boundaries import PREAMBLE, Item
from nlp.segment.headings import NOMINAL, Head
from nlp.spans import Span

DATE = re.compile(
    r"(?:20[0-9]{2}|二[〇○零Oo].{2})\s?年\s?[0-9一二三四五六七八九十]{1,3}\s?月\s?[0-9一二三四五六七八九十]{1,3}\s?日"
)
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
    following = dict(zip(prose, prose[1:], strict=False))
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
    if stop == ";":
        return False
    titled = stop not in "。." and (bool(heading.role) or bool(NOMINAL.search(heading.title)))
    if heading.main and titled:
        return True
    if heading.level and listed == heading.level:
        return False
    if after is None:
        return titled and heading.level == 1
    if after.kind != "text":
        return True
    if 0 < after.level <= min(heading.level, 5):
        return titled
    return True


def _is_bare(text: str, item: Item, after: Item | None) -> bool:
    """A short line without number and punctuation above a paragraph: a bold label."""
    wording = "".join(text[item.span.start : item.span.end].split())
    return (
        4 <= len(wording) <= 20
        and not re.search(r"[,。;:!?0-9]", wording)
        and bool(NOMINAL.search(wording))
        and after is not None
        and after.kind == "text"
        and after.level in (0, 6)
        and len(after.span) >= 40
    )


def build(text: str, report: str, end: int, items: Sequence[Item]) -> tuple[tuple[Section, ...], list[Entry]]:
    """Sections in order and each item with its section and role."""
    headings = resolve(text, items)
    main_first = any(h and h.main and h.level == 1 for h in headings)
    main_count = sum(bool(h and h.main and h.level == 1) for h in headings)
    overview_at = next((at for at, h in enumerate(headings) if h and h.main), len(items))
    sections: list[Section] = []
    open_sections: list[int] = []  # indices, by depth
    entries: list[Entry] = []
    role = "preamble"
    problems_seen = annexed = False

    def close(depth: int, at: int) -> None:
        while len(open_sections) >= depth:
            index = open_sections.pop()
            old = sections[index]
            sections[index] = Section(
                old.id, old.role, old.number, old.title, old.level, Span(old.span.start, at), old.parent
            )

    def begin(depth: int, at: int, role: str, number: str, title: str) -> None:
        depth = min(depth, len(open_sections) + 1)
        close(depth, at)
        parent = sections[open_sections[-1]].id if open_sections else None
        sections.append(Section(f"{report}/s{len(sections) + 1}", role, number, title, depth, Span(at, end), parent))
        open_sections.append(len(sections) - 1)

    signed = _signature(text, items, headings)
    for at, (item, heading) in enumerate(zip(items, headings, strict=True)):
        if heading:
            depth = _depth(heading, main_first, main_count)
            if depth == 1:
                role = heading.role or ("other" if problems_seen else "overview")
                problems_seen |= role == "problems"
            elif not open_sections and role == "preamble":
                role = "overview"
            begin(depth, item.span.start, role, heading.marker, heading.title)
        elif item.kind in ("caption", "grid") and not annexed and _opens_annex(items, at):
            annexed, role = True, "annex"
            begin(1, item.span.start, "annex", "", _annex_title(text, items, at))
        elif item.kind == "text" and not open_sections and at < overview_at and role == "preamble":
            role = _opening_role(text, item, headings, overview_at)
        if at in signed:
            entries.append(Entry(item, None, None, "none"))
        else:
            entries.append(Entry(item, heading, open_sections[-1] if open_sections else None, role))
    close(1, end)
    return tuple(sections), entries


def _depth(heading: Head, main_first: bool, main_count: int) -> int:
    """Depth in the outline: main parts stand on top, whatever their number looks like."""
    if heading.main and (heading.level <= 1 or not main_first):
        return 1
    if heading.level == 1:
        return 2 if main_count >= 3 and not heading.role else 1
    return {0: 2, 2: 2, 3: 3, 4: 4}.get(heading.level, 5)


def _opening_role(text: str, item: Item, headings: Sequence[Head | None], first: int) -> str:
    """Text before the first main part: the preamble, or the overview whose heading is lost."""
    if first < len(headings) and (heading := headings[first]) and heading.role == "overview":
        return "preamble"
    return "preamble" if PREAMBLE.search(text, item.span.start, item.span.end) else "overview"


def _opens_annex(items: Sequence[Item], at: int) -> bool:
    """The statistical table of the old form begins here, with the lines above it."""
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
        if at < 2 or item.kind != "text" or not DATE.fullmatch(text, item.span.start, item.span.end):
            continue
        if any(i.kind == "text" for i in items[at + 1 : at + 2]):
            continue
        signed.add(at)
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
