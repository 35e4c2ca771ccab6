"""Leaves of the narrative: headings, lead-ins, sentences and list items."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from nlp.document import Section, Unit
from nlp.segment.headings import CONTENT, enumerator
from nlp.segment.outline import Entry
from nlp.spans import Span

STOP = re.compile(r"[。!?]+[”’)》]?")
# what holds a full stop without ending the sentence: "(见附表。)", "《谁来公开?》", "“公开为常态。”"
HELD = re.compile(r"\([^()]{0,120}\)|《[^《》]{0,120}》|“[^“”]{0,60}”")
MARKED = re.compile(r"[一二三四五六七八九十]{1,2}是(?!否)|第[一二三四五六七八九十]{1,2}[,、]")
# the stop before an item: "…;二是…", "主要有:一是…", "…;(2)…"
ITEM = re.compile(
    rf";(?=\s?(?:{MARKED.pattern}|[①-⑳]|\(?[0-9]{{1,2}}[)、.](?![0-9])|\([一二三四五六七八九十]\)))"
    rf"|:(?=\s?(?:{MARKED.pattern}))|,(?=\s?(?:{MARKED.pattern}))"
)
CLAUSE = 7  # characters an item between commas has at least; shorter ones are words of a list
ANNOUNCES = re.compile(r"(?:现将|特将).{0,40}[:]$|(?:报告|总结|汇报|公布|公开|说明)如下[:]$")
NO_WORD = " \t\n。,;:!?、.”’)|"


class Leaf(Struct, frozen=True):
    """A span of the narrative before it gets its address."""

    kind: str
    span: Span
    marker: str = ""


def build(text: str, report: str, entries: Sequence[Entry], sections: Sequence[Section]) -> tuple[Unit, ...]:
    """Units of a report in order."""
    units: list[Unit] = []
    prose = [entry for entry in entries if entry.item.kind in ("text", "title", "row")]
    paths = [_path(sections, index) for index in range(len(sections))]
    heads: dict[int, str] = {}  # section index -> id of its heading unit
    lead = ""  # id of the lead-in that is still open
    for paragraph, entry in enumerate(prose):
        following = prose[paragraph + 1] if paragraph + 1 < len(prose) else None
        section = sections[entry.section] if entry.section is not None else None
        path = paths[entry.section] if entry.section is not None else ()
        holder = ""  # id of the item that later sentences of the paragraph belong to
        for leaf in leaves(text, entry, following):
            unit_id = f"{report}/u{len(units) + 1}"
            own = heads.get(entry.section) if entry.section is not None else None
            if leaf.kind == "item":
                parent = lead or own
                holder = unit_id
            elif leaf.kind == "lead":
                parent = own
            else:
                parent = holder or own
            if leaf.kind == "heading":
                above = _parent_index(sections, entry.section)
                parent = heads.get(above) if above is not None else None
                if entry.section is not None:
                    heads[entry.section] = unit_id
            depth = (section.level if section else 0) + (leaf.kind == "item")
            units.append(
                Unit(
                    id=unit_id,
                    kind=leaf.kind,
                    span=leaf.span,
                    role=entry.role,
                    section=section.id if section else None,
                    parent=parent,
                    marker=leaf.marker,
                    depth=depth,
                    paragraph=paragraph,
                    path=path[:-1] if leaf.kind == "heading" else path,
                )
            )
            if leaf.kind == "lead":
                lead = unit_id
            elif leaf.kind != "item" and not holder:
                lead = ""
    return tuple(units)


def leaves(text: str, entry: Entry, following: Entry | None) -> Iterator[Leaf]:
    """Leaves of one paragraph."""
    item, heading = entry.item, entry.heading
    if item.kind == "title":
        yield Leaf("heading", item.span)
        return
    start = item.span.start
    if heading and heading.form in ("own", "slogan"):
        yield Leaf("heading", _trim(text, heading.span), heading.marker)
        start = heading.span.end
    spans = [part for sentence in sentences(text, Span(start, item.span.end)) for part in items(text, sentence)]
    for at, span in enumerate(spans):
        number = enumerator(text, span)
        after = spans[at + 1] if at + 1 < len(spans) else None
        if _is_lead(text, span, entry, after, following):
            kind = "lead"
        elif number.level and not (at == 0 and heading):
            kind = "item"
        elif len(spans) == 1 and start == item.span.start:
            kind = "paragraph"
        else:
            kind = "sentence"
        yield Leaf(kind, span, number.marker)


def sentences(text: str, span: Span) -> Iterator[Span]:
    """Sentences of a paragraph, cut at 。!? outside brackets and quotes."""
    at, start = 0, span.start
    stops = list(STOP.finditer(text, span.start, span.end))
    inner = stops and stops[0].end() < span.end
    held = [match.span() for match in HELD.finditer(text, span.start, span.end)] if inner else []
    for stop in stops:
        while at < len(held) and held[at][1] <= stop.start():
            at += 1
        if at < len(held) and held[at][0] < stop.start() and stop.end() < span.end:
            continue
        yield from _visible(text, start, stop.end())
        start = stop.end()
    yield from _visible(text, start, span.end)


def items(text: str, sentence: Span) -> Iterator[Span]:
    """List items of a sentence, cut before 一是, 二是, …"""
    cuts = [stop.end() for stop in ITEM.finditer(text, sentence.start, sentence.end)]
    if not cuts:
        yield sentence
        return
    commas = [cut for cut in cuts if text[cut - 1] == ","]
    if commas and not _are_clauses(text, sentence, commas):
        cuts = [cut for cut in cuts if text[cut - 1] != ","]
    for start, end in pairwise([sentence.start, *cuts, sentence.end]):
        yield from _visible(text, start, end)


def _are_clauses(text: str, sentence: Span, commas: list[int]) -> bool:
    """Items after commas are clauses of their own, none of them a word of a list."""
    marks = [match.start() for match in MARKED.finditer(text, sentence.start, sentence.end)]
    return len(marks) > 1 and all(b - a >= CLAUSE for a, b in pairwise([*marks, sentence.end]) if a >= marks[0])


def _visible(text: str, start: int, end: int) -> Iterator[Span]:
    """The stretch without blanks at its edges; nothing where only punctuation is left."""
    part = text[start:end]
    if part.strip(NO_WORD):
        yield _bare(start, end, part)


def _trim(text: str, span: Span) -> Span:
    return _bare(span.start, span.end, text[span.start : span.end])


def _bare(start: int, end: int, part: str) -> Span:
    """Span of a part without the blanks at its edges."""
    return Span(start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip()))


def _is_lead(text: str, span: Span, entry: Entry, after: Span | None, following: Entry | None) -> bool:
    """A lead-in ends with a colon, states nothing and opens a list (in part five numbered or not)."""
    wording = text[span.start : span.end]
    if wording[-1] not in ":" or entry.role == "preamble" or ANNOUNCES.search(wording) or CONTENT.search(wording):
        return False
    if entry.role == "problems":
        return True
    if after is not None:
        return enumerator(text, after).level > 0
    return following is not None and following.item.level > 0


def _path(sections: Sequence[Section], index: int) -> tuple[str, ...]:
    """Titles from the part of the report down to a section."""
    above = _parent_index(sections, index)
    return (*(_path(sections, above) if above is not None else ()), sections[index].title)


def _parent_index(sections: Sequence[Section], index: int | None) -> int | None:
    if index is None or sections[index].parent is None:
        return None
    return int(sections[index].parent.rsplit("/s", 1)[1]) - 1  # type: ignore[union-attr]
