"""A report against that of the year before (TM): cases carried over, stocks, restated values, frozen figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from nlp.catalog.specs import RuleSpec
from nlp.document import Check, Side
from nlp.quantities import Interval
from nlp.verify.outlines import Claim, Count
from nlp.verify.views import Amount, Seen, View, broken, doubt, printed, side, text_side, total, unsure

_RECEIVED = "rq_new_received"
_RECEIVED_READINGS = ("rq_new_received@total", "rq_new_received@total+rq_carried_in@total")
_DISPOSED = "rq_total_processed@total"
_STANDING = ("_in_force", "_public_total", "_items_prev", "_items_delta", "_repealed")  # stay as they are for years
_FLOWS = ("ad_", "rq_", "ch_", "rs_", "tr_")
_TELLING = 1000  # a count of this size rarely comes out the same twice
_LARGE = 10
_DISTINCT = 4  # different numbers of two digits and more that make a whole table or a run telling
_RUN = 6  # figures of the prose, one after another


class Stock(Struct, frozen=True):
    """A stock that goes on from year to year: what it was (`last`) plus this year's signed flows."""

    form: str
    rows: tuple[str, ...]
    stock: str
    last: tuple[str, ...]
    flows: tuple[tuple[str, int], ...] = ()


_IN_FORCE = Stock("G3", ("ad_rule", "ad_normdoc"), "in_force", ("in_force",), (("issued", 1), ("repealed", -1)))
_ITEMS = Stock(
    "G2",
    ("ad_license", "ad_othersvc", "ad_penalty", "ad_coercion", "ad_fee"),
    "items_prev",
    ("items_prev", "items_delta"),
)
_PUBLIC = Stock("G2", ("ad_rule", "ad_normdoc"), "public_total", ("public_total",), (("newly_public", 1),))


def carried_over(rule: RuleSpec, view: View) -> Iterator[Check]:
    """A check for each applicant: the cases carried in are those last year's report carried out."""
    names = tuple(printed(view.form, "rq_carried_in"))
    if view.gap or (view.earlier and view.form is None):
        yield _open(rule, view, (view.now("rq_carried_in@total"),), view.gap or "table_lost")
    if not view.earlier or not names:
        return
    if not any(printed(view.last_form, "rq_carried_out")):
        reason = "no_cell_in_form" if view.last_form else "table_lost"
        yield _open(rule, view, (view.now("rq_carried_in@total"),), reason)
        return
    for name in names:
        this, last = view.now(name), view.last(name.replace("rq_carried_in", "rq_carried_out"))
        yield _compare(rule, view, (this, last), total([this]), total([last]))


def in_force(rule: RuleSpec, view: View) -> Iterator[Check]:
    """A check for each kind of document: those in force are last year's, plus issued, less repealed."""
    yield from _stock(rule, view, _IN_FORCE)


def items(rule: RuleSpec, view: View) -> Iterator[Check]:
    """A check for each matter: last year's items are those of the year before plus its change."""
    yield from _stock(rule, view, _ITEMS)


def public_total(rule: RuleSpec, view: View) -> Iterator[Check]:
    """A check for each kind of document: those open to the public are last year's plus the newly opened."""
    yield from _stock(rule, view, _PUBLIC)


def _stock(rule: RuleSpec, view: View, stock: Stock) -> Iterator[Check]:
    forms = {form.id for form in (view.form, view.last_form) if form}
    if view.last_form is None or forms != {stock.form}:
        return
    for row in stock.rows:
        this = view.now(f"{row}_{stock.stock}")
        flows = [view.now(f"{row}_{name}") for name, _ in stock.flows]
        last = [view.last(f"{row}_{name}") for name in stock.last]
        cells = (this, *last, *flows)
        if any(row in report.misfilled for report in (view.this, *view.earlier)):
            yield _open(rule, view, cells, "misfilled")
            continue
        signs = [1] * len(last) + [sign for _, sign in stock.flows]
        yield _compare(rule, view, cells, total([this]), total([*last, *flows], signs))


def _open(rule: RuleSpec, view: View, cells: Iterable[Seen], reason: str) -> Check:
    return view.check(rule.code, "not_checkable", "none", [seen.side for seen in cells], reason)


def _compare(rule: RuleSpec, view: View, cells: Sequence[Seen], stated: Amount, expected: Amount) -> Check:
    """Both sides must be the same; an error only between plain cells of surely comparable reports."""
    unknown = next((amount.reason for amount in (stated, expected) if amount.mode == "unknown"), "")
    if unknown:
        return _open(rule, view, cells, unknown)
    sides = [seen.side for seen in cells]
    blank = "lenient" in (stated.mode, expected.mode)
    values = (str(expected.value), str(stated.value))
    if stated.value == expected.value:
        return view.check(rule.code, "holds", "none", sides, "lenient" if blank else "", *values)
    if doubt(cells):
        return _open(rule, view, cells, doubt(cells))
    why = ("blank" if blank else "") or unsure(cells) or view.caveat or ("identity_fails" if broken(cells) else "")
    if rule.level == "error" and not why:
        return view.check(rule.code, "contradiction", "error", sides, "differs", *values)
    level = "review" if rule.level == "error" else rule.level
    return view.check(rule.code, "review", level, sides, why or "differs", *values)


def restated(rule: RuleSpec, view: View) -> Iterator[Check]:
    """A check for each value of last year that the prose repeats: what last year's table says."""
    if not view.earlier:
        return
    for claim in view.this.claims:
        yield _restated(rule, view, claim)


def _restated(rule: RuleSpec, view: View, claim: Claim) -> Check:
    figure = side(claim.figure, claim.spot)
    form = view.last_form
    if form is None:
        return view.check(rule.code, "not_checkable", "none", [figure], "table_lost")
    names = claim.readings
    if names[0].startswith(_RECEIVED) and names[0].endswith("@total"):
        names = tuple(dict.fromkeys((*names, *_RECEIVED_READINGS, _DISPOSED)))
    readings = [(name, [view.last(cell) for cell in expanded]) for name in names if (expanded := form.expand(name))]
    if not readings:
        return view.check(rule.code, "not_checkable", "none", [figure], "no_cell_in_form")
    stated = Interval(claim.low, claim.high)
    cells = tuple({seen.name: seen for _, found in readings for seen in found}.values())
    sides = [figure, *(seen.side for seen in cells)]
    amounts = [total(found) for _, found in readings]
    for (name, found), amount in zip(readings, amounts, strict=True):
        if amount.mode != "unknown" and stated.contains(amount.value):
            fitting = [figure, *(seen.side for seen in found)]
            return view.check(rule.code, "holds", "none", fitting, "", str(amount.value), claim.spot.quote, name)
    unknown = next((amount.reason for amount in amounts if amount.mode == "unknown"), "") or doubt(cells)
    if unknown:
        return view.check(rule.code, "not_checkable", "none", sides, unknown)
    values = (" / ".join(dict.fromkeys(str(amount.value) for amount in amounts)), claim.spot.quote)
    blank = any(amount.mode == "lenient" for amount in amounts)
    why = _doubtful(view, claim) or ("blank" if blank else "") or unsure(cells)
    why = why or ("identity_fails" if broken(cells) else "")
    if claim.firm and not why and len(claim.readings) == 1:
        return view.check(rule.code, "contradiction", rule.level, sides, "differs", *values)
    return view.check(rule.code, "review", "review", sides, why or "differs", *values)


def _doubtful(view: View, claim: Claim) -> str:
    """Why a restated value may mean something else than last year's cell."""
    if claim.partial:
        return "partial"
    area = view.earlier[0].office.area
    other = claim.scope == "other" or (claim.scope == "area" and area is not True)
    return "scope_across" if other or (claim.scope == "own" and area is not False) else view.caveat


def frozen(rule: RuleSpec, view: View) -> Iterator[Check]:
    """A review where the tables, a large count or a run of the prose are those of last year."""
    if not view.earlier or view.caveat == "namesake":
        return
    last = view.earlier[0]
    same = [
        (view.now(name), view.last(name))
        for name, held in view.this.cells.items()
        if held.value and name in last.cells and name.startswith(_FLOWS) and not name.endswith(_STANDING)
    ]
    equal = [pair for pair in same if pair[0].held.value == pair[1].held.value and not doubt(pair)]
    telling = {this.held.value for this, _ in equal if this.held.value and abs(this.held.value) >= _LARGE}
    if same and len(equal) == len(same) and len(telling) >= _DISTINCT:
        yield _frozen(rule, view, [seen.side for pair in equal for seen in pair], "tables_frozen", str(len(equal)))
    else:
        for this, before in equal:
            if this.held.value and this.held.value >= _TELLING and this.held.value % 100:
                sides = [this.side, before.side]
                yield _frozen(rule, view, sides, "count_frozen", str(this.held.value))
    run, at = _longest_run(last.counts, view.this.counts)
    if len(run) >= _RUN and len({count.value for count in run if count.value >= _LARGE}) >= _DISTINCT:
        here = [side(count.figure, count.spot) for count in run]
        there = [text_side(count.spot, last.uri) for count in last.counts[at : at + len(run)]]
        yield _frozen(rule, view, [*here, *there], "prose_frozen", str(len(run)))


def _frozen(rule: RuleSpec, view: View, sides: Iterable[Side], reason: str, actual: str) -> Check:
    return view.check(rule.code, "review", rule.level, sides, reason, "", actual)


def _longest_run(before: Sequence[Count], now: Sequence[Count]) -> tuple[Sequence[Count], int]:
    """The longest stretch of `now` whose values and units stand in the same order in `before`, and where there."""
    best, start, there = 0, 0, 0
    stands: dict[tuple[Decimal, str | None], list[int]] = {}
    for other, two in enumerate(before):
        stands.setdefault((two.value, two.unit), []).append(other)
    lengths: dict[int, int] = {}
    for at, one in enumerate(now):
        found = {}
        for other in stands.get((one.value, one.unit), ()):
            found[other] = lengths.get(other - 1, 0) + 1
            if found[other] > best:
                best, start, there = found[other], at - found[other] + 1, other - found[other] + 1
        lengths = found
    return now[start : start + best], there
