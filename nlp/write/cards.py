"""Findings as cards: both sides of the evidence, the sentence around it, what would make it right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from nlp.catalog import Catalog
from nlp.write.naming import Bilingual, anchor, cell_name, typeset
from nlp.write.rows import FigureRow, FindingRow, PlaceRow, Record, RepairRow, UnitRow

LEVELS = ("error", "review", "note")
Elsewhere = Callable[[str, int], str]  # the page of the report that holds a place of another file, or nothing


class Context(Struct, frozen=True):
    """The sentence around a figure that a finding quotes."""

    before: str
    quote: str
    after: str


class Side(Struct, frozen=True):
    """A side of a finding: what is printed, what it is, where it stands.

    target: the element of this page it stands in. source: the file, where that is another; href: the page of
    that, where there is one. places: pages or paths in a source that is no text file.
    """

    quote: str
    what: Bilingual
    target: str
    source: str = ""
    href: str = ""
    places: tuple[Bilingual, ...] = ()


class Fix(Struct, frozen=True):
    """What would make a finding right: in which place (as printed, or the cell's name), and how."""

    what: Bilingual
    target: str
    message: Bilingual


class Card(Struct, frozen=True):
    """A finding as a reader sees it. slot: its place among the findings of the page."""

    id: str
    slot: int
    row: FindingRow
    title: Bilingual
    why: Bilingual
    basis: str
    formula: str
    not_flagged: Bilingual
    sides: tuple[Side, ...]
    figures: tuple[str, ...]
    cells: tuple[str, ...]
    tags: tuple[str, ...]
    contexts: tuple[Context, ...]
    fixes: tuple[Fix, ...]


def nowhere(source: str, start: int) -> str:
    """No page: the other report is not in the batch."""
    return ""


def cards_of(record: Record, catalog: Catalog, elsewhere: Elsewhere) -> Iterable[Card]:
    """A card for each finding, the gravest first, then in the order of the text."""
    figures = {(figure.source_start, figure.source_end): figure for figure in record.figures}
    units = {unit.unit_id: unit for unit in record.units}
    quotes = {figure.figure_id: figure.text for figure in record.figures}

    def place(row: FindingRow) -> tuple[int, int]:
        return LEVELS.index(row.level), row.evidence[0].source_start if row.evidence else 0

    for slot, row in enumerate(sorted(record.findings, key=place)):
        rule = catalog.all_rules[row.rule]
        sides, named, cells = [], [], []
        for side in row.evidence:
            own = side.source == record.report.source
            figure = figures.get((side.source_start, side.source_end)) if own and not side.cell else None
            target = anchor("cell", side.cell) if side.cell else ""
            if figure:
                named.append(figure)
                target = anchor("figure", figure.figure_id)
            if side.cell and own:
                cells.append(side.cell)
            page = "" if own else elsewhere(side.source, side.source_start)
            sides.append(
                Side(
                    side.quote,
                    cell_name(side.cell, catalog) if side.cell else Bilingual("正文", "prose"),
                    target if own else "",
                    "" if own else side.source,
                    f"{page}#{target}" if page and target else page,
                    tuple(dict.fromkeys(_where(place) for place in side.places)),
                )
            )
        around = [(figure, units[figure.unit_id]) for figure in named if figure.unit_id in units]
        yield Card(
            id=row.finding_id,
            slot=slot,
            row=row,
            title=Bilingual(rule.title_zh, rule.title_en),
            why=Bilingual(rule.why_zh, rule.why_en),
            basis=rule.basis,
            formula=rule.formula,
            not_flagged=Bilingual(rule.not_flagged_zh, rule.not_flagged_en),
            sides=tuple(sides),
            figures=tuple(figure.figure_id for figure in named),
            cells=tuple(cells),
            tags=tuple(dict.fromkeys(tag for _, unit in around for tag in unit.tags)),
            contexts=tuple(dict.fromkeys(_context(figure, unit) for figure, unit in around)),
            fixes=tuple(_fix(repair, quotes, catalog) for repair in row.repairs),
        )


def _fix(repair: RepairRow, quotes: Mapping[str, str], catalog: Catalog) -> Fix:
    message = Bilingual(repair.message_zh, repair.message_en)
    if repair.target.startswith("cell:"):
        cell = repair.target.removeprefix("cell:")
        return Fix(cell_name(cell, catalog), anchor("cell", cell), message)
    quote = quotes.get(repair.target, "")
    return Fix(Bilingual(quote, quote), anchor("figure", repair.target) if quote else "", message)


def _context(figure: FigureRow, unit: UnitRow) -> Context:
    """The sentence around a figure."""
    text, start, end = typeset(unit.text), figure.start - unit.start, figure.end - unit.start
    return Context(text[:start], text[start:end], text[end:])


def _where(place: PlaceRow) -> Bilingual:
    """A place as a reader finds it: the page and how far down it stands, or the path of the element."""
    if place.page is None:
        return Bilingual(place.path or "", place.path or "")
    zh, en = f"第{place.page}页", f"page {place.page}"
    if place.box:
        left, top, right, bottom = (round(side) for side in place.box)
        zh, en = f"{zh} 框({left}, {top}, {right}, {bottom})", f"{en} box ({left}, {top}, {right}, {bottom})"
    return Bilingual(zh, en)
