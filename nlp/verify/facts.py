"""What the rules look at in one report, gathered once: cells, figures in reading order, passages."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from decimal import Decimal
from functools import cached_property, lru_cache, wraps
from itertools import count
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from nlp.catalog.specs import FormSpec, IdentitySpec
from nlp.document import Cell, Check, Figure, Report, Table, Unit
from nlp.spans import Span

if TYPE_CHECKING:
    from nlp.catalog import Catalog

T = TypeVar("T")

_DOUBTS = {"label_lost": "label_lost", "repeated": "printed_twice", "extra_value": "extra_value"}  # notes on rows
_GOVERNMENTS = ("政府", "省", "市", "县", "区", "州", "旗", "镇", "乡", "盟", "街道办事处", "街道")
_GOVERNMENT_OFFICE = re.compile(r"政府办公[厅室]$")  # reports for itself or for the whole area


Pick = Callable[[dict[str, Decimal]], tuple[Decimal, ...]]


class Balance(Struct, frozen=True):
    """An identity of a form, its operands as addresses with the printed total first.

    left, right: what takes the values of a side out of those of a report; KeyError where one has none.
    """

    spec: IdentitySpec
    cells: tuple[str, ...]
    operands: tuple[str, ...]
    left: Pick
    right: Pick


class Plan(Struct, frozen=True):
    """What is prepared once for a form: identities by rule code, and addresses with the cells they sum."""

    balances: dict[str, tuple[Balance, ...]]
    sums: dict[str, tuple[str, ...] | None]


class Passage(Struct, frozen=True):
    """The figures of one paragraph. gaps[i] is the text before figure i, gaps[-1] that after the last."""

    figures: tuple[Figure, ...]
    gaps: tuple[str, ...]
    at: int

    def between(self, first: int, second: int) -> str:
        """Text from the end of one figure to the start of a later one; the figures inside stand as #."""
        return "#".join(self.gaps[first + 1 : second + 1])


class Facts:
    """One report as the rules see it. Lists are made on first use and shared by all rules."""

    def __init__(self, report: Report, catalog: Catalog) -> None:
        self.report = report
        self.catalog = catalog
        self.text = report.text.text
        self.form: FormSpec | None = catalog.forms.get(report.form) if report.form else None
        self.plan = _plan(catalog, self.form.id) if self.form else None
        self.cells: dict[str, Cell] = {}
        self.values: dict[str, Decimal] = {}
        self.doubts: dict[str, str] = {}
        self.failed: dict[str, tuple[Balance, Decimal]] = {}  # by check id: a failed identity and its gap
        self.kept: dict[Hashable, Any] = {}  # what `once` and `for_each_figure` have computed
        self.checks: list[Check] = []
        self._name = f"{report.id}/c"
        self._number = count(1)
        self._read_tables()

    def _read_tables(self) -> None:
        for table in self.report.tables:
            found = {cell.id: cell for cell in table.cells}
            if len(found) == len(table.cells) and self.cells.keys().isdisjoint(found):
                self.cells.update(found)
                self.values.update({c.id: c.value for c in table.cells if c.value is not None})
            else:
                self._read_again(table)
            if table.notes or table.decoding == "aligned":
                self._doubt(table)

    def _read_again(self, table: Table) -> None:
        """Cells of a table that prints some a second time: the first of each stands."""
        for cell in table.cells:
            known = self.cells.setdefault(cell.id, cell)
            if known is not cell:
                if (known.state, known.value) != (cell.state, cell.value):
                    self.doubts[cell.id] = "printed_twice"
            elif cell.value is not None:
                self.values[cell.id] = cell.value

    def _doubt(self, table: Table) -> None:
        """Cells that may not stand where they were read: the parser's doubt goes before any finding."""
        rows = {row: _DOUBTS[note] for note, _, row in (n.partition(":") for n in table.notes) if note in _DOUBTS}
        placed = {c.indicator for c in table.cells if c.state == "blank"} if table.decoding == "aligned" else set()
        for cell in table.cells:
            if cell.indicator in rows:
                self.doubts[cell.id] = rows[cell.indicator]
            elif cell.indicator in placed:  # blanks were dropped from its row
                self.doubts[cell.id] = "aligned"

    def check(
        self,
        rule: str,
        verdict: str,
        level: str,
        operands: tuple[str, ...],
        reason: str = "",
        reading: str | None = None,
        expected: str = "",
        actual: str = "",
    ) -> Check:
        """A numbered check of this report."""
        name = f"{self._name}{next(self._number)}"
        return Check(name, rule, verdict, level, reading, reason, operands, expected, actual)

    def quote(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def expand(self, address: str) -> tuple[str, ...] | None:
        """Cells that an address sums in the form of this report; None where it has no cell, or there is no form."""
        if self.form is None or self.plan is None:
            return None
        try:
            return self.plan.sums[address]
        except KeyError:
            cells = self.plan.sums[address] = self.form.expand(address)
            return cells

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(sorted(self.report.figures, key=lambda f: (f.span.start, f.span.end)))

    @cached_property
    def by_id(self) -> dict[str, Figure]:
        return {figure.id: figure for figure in self.report.figures}

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Kinds of the figures there are: a rule about others need not look."""
        return frozenset(figure.kind for figure in self.report.figures)

    @cached_property
    def units(self) -> dict[str, Unit]:
        return {unit.id: unit for unit in self.report.units}

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(self._passages())

    def _passages(self) -> Iterator[Passage]:
        units = self.units
        first = {unit.paragraph: unit for unit in reversed(self.report.units)}
        final = {unit.paragraph: unit for unit in self.report.units}
        grouped: dict[int, list[Figure]] = {}
        for figure in self.figures:
            unit = units.get(figure.unit_id)
            if unit is not None:
                grouped.setdefault(unit.paragraph, []).append(figure)
        for at, (paragraph, figures) in enumerate(grouped.items()):
            last, end = first[paragraph].span.start, final[paragraph].span.end
            gaps = []
            for figure in figures:
                gaps.append(self.text[last : figure.span.start])
                last = max(last, figure.span.end)
            gaps.append(self.text[last:end])
            yield Passage(tuple(figures), tuple(gaps), at)

    @cached_property
    def covers_area(self) -> bool | None:
        """Whether the tables count a whole area (a government's report) or one office; None if unknown.

        Where nothing says so, an area's number that stands in the tables does.
        """
        issuer = (self.report.issuer or "").partition("(")[0]
        said = self.report.scope
        if said == "own" or (said == "area" and not _GOVERNMENT_OFFICE.search(issuer)):
            return said == "area"
        if issuer.endswith(_GOVERNMENTS):
            return True
        if issuer and not _GOVERNMENT_OFFICE.search(issuer):
            return False
        return True if any(map(self._area_in_table, self.figures)) else None

    @cached_property
    def tells_of_area(self) -> bool:
        """Whether some claim is about the whole area, so that others may not be."""
        return any(figure.scope == "area" and figure.readings for figure in self.figures)

    def _area_in_table(self, figure: Figure) -> bool:
        if figure.scope != "area" or not figure.value or self.form is None:
            return False
        expanded = (self.expand(reading) for reading in figure.readings)
        return any(
            all(cell in self.values for cell in cells) and sum(self.values[cell] for cell in cells) == figure.value
            for cells in expanded
            if cells
        )


def once(compute: Callable[[Facts], T]) -> Callable[[Facts], T]:
    """The same function, computed once for each report: what several rules look at."""

    @wraps(compute)
    def known(facts: Facts) -> T:
        kept = facts.kept
        if compute not in kept:
            kept[compute] = compute(facts)
        found: T = kept[compute]
        return found

    return known


def for_each_figure(compute: Callable[[Facts, Figure], T]) -> Callable[[Facts, Figure], T]:
    """The same function, computed once for each figure of a report."""

    @wraps(compute)
    def known(facts: Facts, figure: Figure) -> T:
        kept = facts.kept.setdefault(compute, {})
        found: T | None = kept.get(figure.id)
        if found is None:
            found = kept[figure.id] = compute(facts, figure)
        return found

    return known


@lru_cache(maxsize=8)
def _plan(catalog: Catalog, form: str) -> Plan:
    """Plan of a form, made once for each loaded catalog."""
    balances: dict[str, list[Balance]] = {}
    for spec in catalog.forms[form].identities:
        cells = spec.right + spec.left
        balance = Balance(spec, cells, tuple(f"cell:{c}" for c in cells), _pick(spec.left), _pick(spec.right))
        balances.setdefault(spec.rule, []).append(balance)
    return Plan({rule: tuple(found) for rule, found in balances.items()}, {})


def _pick(cells: tuple[str, ...]) -> Pick:
    """The values of some cells of a report as a tuple."""
    if len(cells) > 1:
        return itemgetter(*cells)
    return lambda values: tuple(map(values.__getitem__, cells))


@lru_cache(maxsize=4096)
def addresses(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Cells as operands of a check, each once."""
    return tuple(dict.fromkeys(f"cell:{cell}" for cell in cells))
