"""Room 3: Text -> Reports. `split` finds the reports of a file and takes each apart.

Every report comes with title, office, place, year; zones (narrative | table | caption | residue) that
cover its span; sections by the wording of their headings; and units, the leaves of the narrative.
Text of a site's frame, adverts, foreign snippets and stubs belong to no report.
"""

import hashlib
from itertools import groupby

from msgspec.structs import replace

from nlp.catalog import Catalog
from nlp.document import Report, Text
from nlp.errors import NotAReport
from nlp.segment import outline, units
from nlp.segment.blanks import close_up
from nlp.segment.boundaries import Item, Stretch, reports, to_items
from nlp.segment.grids import find_grids
from nlp.segment.headings import outline as section_outline
from nlp.segment.lines import pieces
from nlp.segment.offices import identify, publisher_in, year_of
from nlp.segment.titles import title_named
from nlp.spans import Span

__all__ = ["split"]

FORMAT = 2019  # first reporting year of the six parts with tables inside (国办公开办函〔2019〕60号)
ZONES = {"title": "narrative", "text": "narrative", "grid": "table", "row": "table"}


def split(text: Text, catalog: Catalog) -> tuple[Report, ...]:
    """Reports of a text in order. Raises NotAReport with the reason where there is none."""
    clean = text.text
    grids = find_grids(clean, catalog)
    items = to_items(
        clean,
        pieces(clean, grids, tuple(b.span for b in text.blocks if b.kind == "table")),
        section_outline(catalog.sections),
    )
    stretches = reports(clean, items)
    if not stretches:
        raise _not_a_report(items)
    source = text.raw.source
    key = hashlib.sha256(f"{source.uri}\0{source.sha256}".encode()).hexdigest()[:10]
    alone = len(stretches) == 1  # what a file says of itself is said of its one report
    found = tuple(_report(text, f"{key}/r{n}", stretch, catalog, alone) for n, stretch in enumerate(stretches, 1))
    return close_up(text, found)


def _not_a_report(items: list[Item]) -> NotAReport:
    if any(item.kind == "title" for item in items):
        return NotAReport(
            "有年度报告标题，但无足够的报告内容", "the title of a report, but not two sections or tables of one"
        )
    return NotAReport(
        "未找到政府信息公开年度报告的标题、部分或统计表", "no title, sections or tables of a disclosure report"
    )


def _report(text: Text, report: str, stretch: Stretch, catalog: Catalog, alone: bool) -> Report:
    clean = text.text
    items = _rows_in_prose(stretch.items)
    span = Span(items[0].span.start, _end(clean, items))
    year = year_of(clean, stretch.title, items)
    sections, entries = outline.build(clean, report, span.end, items, old=year is not None and year < FORMAT)
    overview = "\n".join(
        clean[e.item.span.start : e.item.span.end]
        for e in entries
        if e.role in ("overview", "preamble") and e.item.kind == "text"
    )
    about = text.raw.metadata if alone else {}
    named = None if stretch.title else title_named(about[key] for key in ("title", "page_title") if key in about)
    identity = identify(clean, stretch.title, items, overview, catalog, named, publisher_in(about))
    title = stretch.title or named
    return Report(
        id=report,
        text=text,
        span=span,
        title=title.wording if title else None,
        title_span=stretch.title.span if stretch.title else None,
        issuer=identity.issuer,
        issuer_basis=identity.issuer_basis,
        region=identity.region,
        office_level=identity.office_level,
        year=identity.year,
        scope=identity.scope,
        zones=_zones(span, items),
        sections=sections,
        units=units.build(clean, report, entries, sections),
    )


def _rows_in_prose(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Two and more rows with pipes are a table, with what stands between; a single one is prose."""
    kept: list[Item] = []
    for between, run in groupby(items, key=lambda item: item.kind in ("row", "residue")):
        group = list(run)
        rows = [at for at, item in enumerate(group) if item.kind == "row"]
        if between and len(rows) == 1:
            group[rows[0]] = replace(group[rows[0]], kind="text")
        elif between and rows:
            group[rows[0] : rows[-1] + 1] = [replace(i, kind="row") for i in group[rows[0] : rows[-1] + 1]]
        kept.extend(group)
    return tuple(kept)


def _end(clean: str, items: tuple[Item, ...]) -> int:
    last = items[-1].span
    return last.start + len(clean[last.start : last.end].rstrip())


def _zones(span: Span, items: tuple[Item, ...]) -> tuple[tuple[str, Span], ...]:
    """Zones that cover the span without gap; each statutory table has its own."""
    starts: list[tuple[str, int]] = []
    for item in items:
        kind = ZONES.get(item.kind, item.kind)
        if not starts or starts[-1][0] != kind or item.kind == "grid":
            starts.append((kind, item.span.start))
    ends = [*(start for _, start in starts[1:]), span.end]
    return tuple((kind, Span(start, end)) for (kind, start), end in zip(starts, ends, strict=True) if start < end)
