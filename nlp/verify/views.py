"""One report beside that of the year before, as the rules across years see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from nlp.catalog.specs import FormSpec
from nlp.document import Check, Side
from nlp.verify.outlines import Held, Office, Outline, Spot

if TYPE_CHECKING:
    from nlp.catalog import Catalog

_ABSENT = Held("absent")
_ZERO = Decimal(0)
_EMPTY = ("blank", "na")
_TABLES = {"ad": ("2", "G1"), "rq": ("3", "G1"), "rl": ("4", "G1")}


class Seen(Struct, frozen=True):
    """A cell of this report or of last year's (`last`), and the report it was read in."""

    name: str
    held: Held
    report: Outline
    last: bool = False

    @property
    def side(self) -> Side:
        address = f"last:cell:{self.name}" if self.last else f"cell:{self.name}"
        source = self.report.uri if self.last else None
        return side(address, self.held.spot, self.held.state, self.held.value, source)


class Amount(Struct, frozen=True):
    """A signed sum of cells. mode: strict | lenient (blanks as 0) | unknown, for the `reason` given."""

    mode: str
    value: Decimal = _ZERO
    reason: str = ""


class View:
    """A report, its mirrors, the reports of the year before, and the names of other offices."""

    def __init__(
        self,
        catalog: Catalog,
        this: Outline,
        mirrors: tuple[Outline, ...] = (),
        earlier: tuple[Outline, ...] = (),
        gap: str = "",
        caveat: str = "",
        others: Mapping[str, Office] | None = None,
    ) -> None:
        self.catalog = catalog
        self.this = this
        self.mirrors = mirrors
        self.earlier = earlier
        self.gap = gap  # why there is no earlier report although there should be one
        self.caveat = caveat
        self.others = others or {}
        self._made = 0

    @property
    def form(self) -> FormSpec | None:
        return self.catalog.forms.get(self.this.form or "")

    @property
    def last_form(self) -> FormSpec | None:
        """The form of last year's report, None where its tables are lost or its mirrors use different ones."""
        forms = {report.form for report in self.earlier if report.form}
        return self.catalog.forms.get(forms.pop()) if len(forms) == 1 else None

    def now(self, name: str) -> Seen:
        """A cell of this report; doubtful where another mirror holds something else."""
        return _agreed(name, (self.this, *self.mirrors), last=False)

    def last(self, name: str) -> Seen:
        """A cell of last year's report, of the first mirror that holds it plainly."""
        return _agreed(name, self.earlier, last=True)

    def check(
        self,
        rule: str,
        verdict: str,
        level: str,
        sides: Iterable[Side],
        reason: str = "",
        expected: str = "",
        actual: str = "",
        reading: str | None = None,
    ) -> Check:
        """A check of this report, numbered apart from those it already has."""
        self._made += 1
        found = tuple(sides)
        name = f"{self.this.report}/y{self._made}"
        operands = tuple(side.address for side in found)
        return Check(name, rule, verdict, level, reading, reason, operands, expected, actual, found)


def side(
    address: str,
    spot: Spot | None,
    state: str | None = None,
    value: Decimal | None = None,
    source: str | None = None,
) -> Side:
    """An operand that stands at a spot, if anything is printed there."""
    if spot is None:
        return Side(address, state, value, source)
    return Side(address, state, value, source, spot.place, spot.quote, spot.span)


def text_side(spot: Spot, source: str | None = None) -> Side:
    """A passage as an operand; of last year's report where `source` names its file."""
    address = f"text:{spot.span.start}-{spot.span.end}"
    return side(f"last:{address}" if source else address, spot, source=source)


def _agreed(name: str, reports: tuple[Outline, ...], *, last: bool) -> Seen:
    held = [Seen(name, report.cells[name], report, last) for report in reports if name in report.cells]
    if not held or (not last and name not in reports[0].cells):
        return Seen(name, _ABSENT, reports[0], last)
    plain = [seen for seen in held if seen.held.state == "value" and not seen.held.doubt]
    chosen = held[0] if not last or not plain else plain[0]
    if len({seen.held.value for seen in plain}) > 1:
        chosen = replace(chosen, held=replace(chosen.held, doubt="mirrors_differ"))
    return chosen


def doubt(cells: Iterable[Seen]) -> str:
    """Why a difference between these cells may be one of reading, "" where it can't."""
    return next((seen.held.doubt for seen in cells if seen.held.doubt), "")


def total(cells: Iterable[Seen], signs: Iterable[int] | None = None) -> Amount:
    """Signed sum of cells; unknown where one holds no number and is not blank."""
    found = tuple(cells)
    mode, amount = "strict", _ZERO
    for seen, sign in zip(found, signs or [1] * len(found), strict=True):
        held = seen.held
        if held.state == "value" and held.value is not None:
            amount += sign * held.value
        elif held.state in _EMPTY:
            mode = "lenient"
        else:
            lost = held.state == "absent" and not seen.report.cells
            reason = "table_lost" if lost else {"ambiguous": "ambiguous_alignment"}.get(held.state, held.state)
            return Amount("unknown", _ZERO, reason)
    return Amount(mode, amount)


def unsure(cells: Iterable[Seen]) -> str:
    """Why a table that holds one of these cells was not read cell by cell, "" where it was."""
    for seen in cells:
        for table in _TABLES.get(seen.name[:2], ()):
            if table in seen.report.unsure:
                decoding = seen.report.unsure[table]
                return {"ambiguous": "ambiguous_alignment", "lost": "table_lost"}.get(decoding, decoding)
    return ""


def broken(cells: Iterable[Seen]) -> bool:
    """Whether one of these cells stands in an identity that its own report violates."""
    return any(seen.name in seen.report.broken for seen in cells)


def printed(form: FormSpec | None, row: str) -> Iterator[str]:
    """Cells of a row of a form."""
    if form is not None:
        for table in form.tables:
            for spec in table.rows:
                if spec.id == row:
                    yield from spec.cells
