"""Fourth room: the statutory tables of a report, read from its table zones.

In: a `Report` with zones and sections. Out: the same with `tables` and `form` filled. The form is known by
its template, never by the year; a table whose heading stands there without it is `lost`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from msgspec.structs import replace

from nlp.catalog import Catalog
from nlp.catalog.specs import RowSpec
from nlp.document import Cell, Reading, Report, Section, Table
from nlp.spans import Span
from nlp.tables.decoding import Balance, balances
from nlp.tables.layout import Strip
from nlp.tables.notation import Printed, in_unit
from nlp.tables.reading import NEW, OLD, Draft, drafts
from nlp.tables.settling import Settled, settle

ROLES = {"disclosure_table": "2", "requests_table": "3", "disputes_table": "4"}

# 78件为自然人提交 · 自然人申请78件
_NATURAL = re.compile(
    r"(\d{1,7})\s?[件份条宗](?:申请)?[系是为由均属于来自]{0,3}自然人"
    r"|自然人[申请提交出的]{0,6}\s?[共为有计]{0,2}(\d{1,7})\s?[件份条宗]"
)

_YEAR = re.compile(r"(20\d\d)年")


def match(report: Report, catalog: Catalog) -> Report:
    """The report with its statutory tables as read and the form their template shows.

    A table of the 2014 form has 58 cells; of the 2019 form 22, 161 and 15; of the 2021 form 10, 175 and 15,
    whatever was printed: state says value | blank | na | unreadable | ambiguous | absent. `form` is None
    where no table shows it.
    """
    found = drafts(report, catalog)
    form = _form(found)
    natural = _natural(report) if any(draft.table == "3" for draft in found) else frozenset()
    tables = [_table(report, draft if draft.form else draft._replace(form=form), catalog, natural) for draft in found]
    tables += _lost(report, {table.table for table in tables}, form)
    return replace(report, tables=tuple(sorted(tables, key=lambda t: t.table)), form=form)


def _form(found: Sequence[Draft]) -> str | None:
    """The form most blocks of the tables show; None where none does."""
    votes: Counter[str] = Counter()
    for draft in found:
        votes.update(draft.votes)
    forms = [form for form in NEW if votes[form]]
    if not forms:
        return OLD if votes[OLD] else None
    return max(forms, key=lambda form: votes[form])


@lru_cache(maxsize=4)
def _sums(catalog: Catalog) -> dict[str, tuple[Balance, ...]]:
    return {form.id: balances(form.identities) for form in catalog.forms.values()}


def _table(report: Report, draft: Draft, catalog: Catalog, natural: frozenset[Decimal]) -> Table:
    sums = _sums(catalog).get(draft.form or "G3", ()) if draft.table == "3" else ()
    settled, remarks = settle(draft, sums, natural)
    cells: list[Cell] = []
    notes = [*draft.notes, *remarks]
    for row, known in zip(draft.rows, settled, strict=True):
        strip = row.strip or Strip()
        cells += _cells(report, draft.table, row.row, strip, known, catalog)
        if known.state in ("absent", "unreadable"):
            notes.append(f"row_{known.state}:{row.row.id}")
        if known.note:
            notes.append(f"{known.note}:{row.row.id}")
        if any(item.note for item in strip.printed):
            notes.append(f"remark_in_cell:{row.row.id}")
    return Table(
        id=f"{report.id}/t{draft.table}",
        table=draft.table,
        form=draft.form,
        span=draft.span,
        section=_section(report.sections, draft.span.start),
        decoding=_decoding(cells, settled),
        cells=tuple(cells),
        notes=tuple(dict.fromkeys(notes)),
    )


def _decoding(cells: Sequence[Cell], settled: Sequence[Settled]) -> str:
    states = {cell.state for cell in cells}
    if "ambiguous" in states:
        return "ambiguous"
    if "unreadable" in states and states.isdisjoint(("value", "na")):
        return "unreadable"
    return "aligned" if any(known.placed for known in settled) else "direct"


def _cells(report: Report, table: str, row: RowSpec, strip: Strip, known: Settled, catalog: Catalog) -> Iterator[Cell]:
    run = _run(strip) if known.state == "unreadable" else None
    again = strip.again if strip.again and not _of_other_year(report, strip) else ()
    places = _addresses(table, row.cells)
    if known.state and run is None:
        yield from _empty(places, known.state)
        return
    text = report.text.text
    for at, place in enumerate(places):
        indicator = place[2]
        held = known.options[at] if not known.state else (None,)
        if known.state:
            yield Cell(*place, known.state, text=report.quote(run) if run else "", span=run)
        elif held == (None,):
            yield _empty(places, "blank")[at]
        elif len(held) == 1 and held[0] is not None:
            printed = strip.printed[held[0]]
            if again and (again[at].state, again[at].value) != (printed.state, printed.value):
                readings = tuple(_reading(p, catalog.indicators[indicator].unit) for p in (printed, again[at]))
                yield Cell(*place, "ambiguous", readings=readings)
                continue
            unit, start, end = printed.unit or strip.unit, printed.start, printed.end
            value = in_unit(printed, catalog.indicators[indicator].unit, strip.unit) if unit else printed.value
            yield Cell(*place, printed.state, value, text[start:end], Span(start, end), unit or None)
        else:
            unit = catalog.indicators[indicator].unit
            readings = tuple(_reading(strip.printed[i] if i is not None else None, unit) for i in held)
            yield Cell(*place, "ambiguous", readings=readings)


Address = tuple[str, str, str, str | None]  # cell, table, indicator, applicant


@lru_cache(maxsize=1024)
def _addresses(table: str, cells: tuple[str, ...]) -> tuple[Address, ...]:
    parts = ((cell, *cell.partition("@")) for cell in cells)
    return tuple((cell, table, indicator, applicant or None) for cell, indicator, _, applicant in parts)


@lru_cache(maxsize=1024)
def _empty(places: tuple[Address, ...], state: str) -> tuple[Cell, ...]:
    """Cells without anything printed in them; all reports share them."""
    return tuple(Cell(*place, state) for place in places)


def _of_other_year(report: Report, strip: Strip) -> bool:
    """What is printed again belongs to a table of another year, as its caption says."""
    between = report.text.text[strip.printed[-1].end : strip.again[0].start]
    years = {int(year) for year in _YEAR.findall(between)}
    return bool(years) and report.year is not None and report.year not in years


def _run(strip: Strip) -> Span | None:
    """All that is printed in a row."""
    return Span(strip.printed[0].start, strip.printed[-1].end) if strip.printed else None


def _reading(printed: Printed | None, unit: str) -> Reading:
    if printed is None:
        return Reading("blank")
    return Reading(printed.state, in_unit(printed, unit), Span(printed.start, printed.end))


def _natural(report: Report) -> frozenset[Decimal]:
    """Numbers of requests by natural persons in the narrative."""
    text = report.text.text
    return frozenset(
        Decimal(match[1] or match[2])
        for kind, span in report.zones
        if kind == "narrative"
        for match in _NATURAL.finditer(text, span.start, span.end)
    )


def _section(sections: Sequence[Section], position: int) -> str | None:
    """Id of the innermost section around a position."""
    around = [s for s in sections if s.span.start <= position < s.span.end]
    return max(around, key=lambda s: (s.level, s.span.start)).id if around else None


def _lost(report: Report, present: set[str], form: str | None) -> Iterator[Table]:
    """A lost table for each heading whose table is not there; reports in the old form have none of these."""
    if form == OLD:
        return
    for section in report.sections:
        table = ROLES.get(section.role)
        if table and table not in present and section.parent is None:
            present.add(table)
            yield Table(f"{report.id}/t{table}", table, form, section.span, section.id, "lost")
