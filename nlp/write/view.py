"""What the page of a report shows, as data: prose cut at its figures, tables, findings with their sides.

Made from a `Record`, what `annotate` wrote, and the catalog.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from nlp.catalog import Catalog
from nlp.write.cards import LEVELS, Card, Elsewhere, Side, cards_of, nowhere
from nlp.write.naming import Bilingual, anchor, cell_name, typeset
from nlp.write.printed import PrintedTable, printed
from nlp.write.rows import CheckRow, FigureRow, OperandRow, Record

STATES = (  # of the ledger, the ones to look at first
    "contradicts",
    "derived_contradicts",
    "not_checkable",
    "agrees",
    "derived_agrees",
    "no_counterpart",
    "not_a_figure",
)


class Run(Struct, frozen=True):
    """A stretch of prose; with a figure in it where `figure` is set.

    also: further figures in the same words. cells: those compared with; findings: elements of the page it belongs
    to, `level` the gravest of them.
    """

    text: str
    figure: str = ""
    also: tuple[str, ...] = ()
    state: str = ""
    cells: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    level: str = ""


class Passage(Struct, frozen=True):
    """A unit of the prose. kind as in the record; `tags` are ids."""

    id: str
    kind: str
    depth: int
    runs: tuple[Run, ...]
    tags: tuple[str, ...]
    problem_types: tuple[str, ...]
    status: str | None


class Page(Struct, frozen=True):
    """Everything a template shows of a report. ledger: numerals and the `zeros`, denials without one, by state."""

    record: Record
    form: Bilingual
    passages: tuple[tuple[Passage, ...], ...]
    tables: tuple[PrintedTable, ...]
    cards: tuple[Card, ...]
    ledger: tuple[tuple[str, int], ...]
    zeros: int
    unchecked: tuple[tuple[Bilingual, tuple[Side, ...]], ...]
    tags: tuple[str, ...]


def view(record: Record, catalog: Catalog, elsewhere: Elsewhere = nowhere) -> Page:
    """What the page of a report shows, in the order it is shown; `elsewhere` finds the pages of other reports."""
    cards = tuple(cards_of(record, catalog, elsewhere))
    figures, cells = _index(cards, "figures"), _index(cards, "cells")
    levels = {**_levels(cards, "figures"), **_levels(cards, "cells")}
    compared = _cells_of_figures(record.checks)
    stated = frozenset(cell for found in compared.values() for cell in found)
    form = catalog.forms.get(record.report.form or "")
    return Page(
        record=record,
        form=Bilingual(form.title_zh, form.title_en) if form else Bilingual("格式不明", "form unknown"),
        passages=tuple(_passages(record, compared, figures, levels)),
        tables=tuple(printed(record, catalog, cells, levels, stated)),
        cards=cards,
        ledger=tuple(_ledger(record)),
        zeros=len(_zeros(record)),
        unchecked=tuple(_unchecked(record, catalog)),
        tags=tuple(_in_order({tag for unit in record.units for tag in unit.tags}, list(catalog.tags))),
    )


def _in_order(names: set[str], known: Sequence[str]) -> list[str]:
    """Names as the catalog lists them; those it does not know come last."""
    return [name for name in known if name in names] + sorted(names.difference(known))


def _index(cards: Sequence[Card], field: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for card in cards:
        for name in getattr(card, field):
            found[name] = (*found.get(name, ()), anchor("finding", card.id))
    return found


def _levels(cards: Sequence[Card], field: str) -> dict[str, str]:
    """Gravest level of the findings of a figure or cell; cards come gravest first."""
    return {name: card.row.level for card in reversed(cards) for name in getattr(card, field)}


def _cells_of_figures(checks: Sequence[CheckRow]) -> dict[str, tuple[str, ...]]:
    """Cells each figure was compared with."""
    found: dict[str, dict[str, None]] = {}
    for check in checks:
        cells = [o.target for o in check.operands if o.kind == "cell" and o.source is None]
        for operand in check.operands:
            if operand.kind == "figure" and operand.source is None:
                found.setdefault(operand.target, {}).update(dict.fromkeys(cells))
    return {figure: tuple(cells) for figure, cells in found.items()}


def _passages(
    record: Record,
    cells: Mapping[str, tuple[str, ...]],
    findings: Mapping[str, tuple[str, ...]],
    levels: Mapping[str, str],
) -> Iterable[tuple[Passage, ...]]:
    by_unit: dict[str, list[FigureRow]] = {}
    for figure in record.figures:
        by_unit.setdefault(figure.unit_id, []).append(figure)
    for _, group in groupby(record.units, key=lambda unit: unit.paragraph):
        yield tuple(
            Passage(
                unit.unit_id,
                unit.kind,
                unit.depth,
                tuple(_runs(unit.text, unit.start, by_unit.get(unit.unit_id, ()), cells, findings, levels)),
                unit.tags,
                unit.problem_types,
                unit.status,
            )
            for unit in group
        )


def _runs(
    text: str,
    start: int,
    figures: Sequence[FigureRow],
    cells: Mapping[str, tuple[str, ...]],
    findings: Mapping[str, tuple[str, ...]],
    levels: Mapping[str, str],
) -> Iterable[Run]:
    """The text of a unit cut at its figures; those that overlap are one stretch, in the gravest of their states."""
    stretches: list[tuple[int, int, list[FigureRow]]] = []
    for figure in sorted(figures, key=lambda figure: (figure.start, -figure.end)):
        low, high = max(0, figure.start - start), min(len(text), figure.end - start)
        if stretches and low < stretches[-1][1]:
            before, end, held = stretches[-1]
            stretches[-1] = (before, max(end, high), [*held, figure])
        elif low < high:
            stretches.append((low, high, [figure]))
    at, text = 0, typeset(text)
    for low, high, held in stretches:
        if low > at:
            yield Run(text[at:low])
        names = [figure.figure_id for figure in held]
        yield Run(
            text=text[low:high],
            figure=names[0],
            also=tuple(names[1:]),
            state=_first((figure.state for figure in held), STATES),
            cells=tuple(dict.fromkeys(cell for name in names for cell in cells.get(name, ()))),
            findings=tuple(dict.fromkeys(found for name in names for found in findings.get(name, ()))),
            level=_first((levels.get(name, "") for name in names), LEVELS),
        )
        at = high
    if at < len(text):
        yield Run(text[at:])


def _first(found: Iterable[str], order: Sequence[str]) -> str:
    """The one that comes first in an order; those it does not know come last."""
    return min(found, key=lambda name: order.index(name) if name in order else len(order))


def _ledger(record: Record) -> Iterable[tuple[str, int]]:
    counts = Counter(numeral.state for numeral in record.numerals)
    counts.update(figure.state for figure in _zeros(record))
    return ((state, counts[state]) for state in STATES if counts[state])


def _zeros(record: Record) -> list[FigureRow]:
    """Figures without a numeral: 未收取任何费用."""
    stated = {numeral.figure_id for numeral in record.numerals}
    return [figure for figure in record.figures if figure.kind == "zero" and figure.figure_id not in stated]


def _unchecked(record: Record, catalog: Catalog) -> Iterable[tuple[Bilingual, tuple[Side, ...]]]:
    """What could not be compared, by reason, the most frequent first."""
    found: dict[str, list[Side]] = {}
    for check in record.checks:
        if check.verdict == "not_checkable":
            found.setdefault(check.reason, []).append(_stated(check.operands, catalog))
    for reason, sides in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        spec = catalog.reasons.get(reason)
        yield Bilingual(spec.zh, spec.en) if spec else Bilingual(reason, reason), tuple(sides)


def _stated(operands: Sequence[OperandRow], catalog: Catalog) -> Side:
    if not operands:
        return Side("", Bilingual("", ""), "")
    first = operands[0]
    what = cell_name(first.target, catalog) if first.kind == "cell" else Bilingual("正文", "prose")
    target = anchor(first.kind, first.target) if first.kind in ("cell", "figure") else ""
    return Side(first.quote or "", what, target)
