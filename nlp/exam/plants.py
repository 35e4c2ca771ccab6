"""Errors planted into the source text of a report that has none, and controls that must stay silent."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from nlp.catalog import Catalog
from nlp.exam.layouts import LAYOUTS
from nlp.exam.numbers import APPLICANTS, OUTCOMES
from nlp.exam.prose import percent
from nlp.exam.reports import Simulated, compose
from nlp.spans import Span

NAMESAKES = re.compile("[镇乡区]|街道")  # there are many of one name, so that a difference is a review


class Plant(Struct, frozen=True):
    """A planted error: where it stands, which cells it concerns, what stood there before.

    `level` is the weakest level that counts as found: an error by definition, or a review where
    the form itself leaves room (a blank cell may mean zero; a period may be a slip of the pen). `before` is
    last year's report, where only the two together show the error.
    """

    kind: str
    text: str
    spot: Span
    cells: frozenset[str]
    truth: str
    level: str = "error"
    before: str = ""


Planter = Callable[[Random, Simulated, Catalog], Plant | None]


def _numbers(simulated: Simulated, side: str, digits: int = 1) -> list[int]:
    """Pieces that are plain numbers of at least so many digits on one side of the report."""
    return [
        index
        for index, piece in enumerate(simulated.draft.pieces)
        if piece.side == side and piece.text.isdigit() and len(piece.text) >= digits and piece.key != "period"
    ]


def _checkable(simulated: Simulated, catalog: Catalog, digits: int = 1) -> list[int]:
    """Prose numbers that state a cell, or a part or total of a sum the sentence itself completes."""
    form = catalog.forms[simulated.year.form]
    return [
        index
        for index in _numbers(simulated, "prose", digits)
        if form.expand(simulated.draft.pieces[index].key) is not None
    ]


def _plant(
    kind: str, simulated: Simulated, catalog: Catalog, index: int, text: str, level: str = "error"
) -> Plant | None:
    piece = simulated.draft.pieces[index]
    if text == piece.text:
        return None
    cells = catalog.forms[simulated.year.form].expand(piece.key) or ((piece.key,) if piece.side == "cell" else ())
    planted = simulated.draft.with_texts({index: text})
    return Plant(kind, planted.text(), planted.span(index), frozenset(cells), piece.text, level)


def _digit(kind: str, digits: int, alter: Callable[[Random, str], str], side: str = "prose") -> Planter:
    """A planter that alters the digits of one checkable number."""

    def planter(random: Random, simulated: Simulated, catalog: Catalog) -> Plant | None:
        if side == "prose":
            candidates = _checkable(simulated, catalog, digits)
        else:
            candidates = [i for i in _numbers(simulated, "cell", digits) if "@" in simulated.draft.pieces[i].key]
        if not candidates:
            return None
        index = random.choice(candidates)
        return _plant(kind, simulated, catalog, index, alter(random, simulated.draft.pieces[index].text))

    return planter


def drop(random: Random, text: str) -> str:
    at = random.randrange(len(text))
    return (text[:at] + text[at + 1 :]).lstrip("0") or "0"


def insert(random: Random, text: str) -> str:
    at = random.randrange(1, len(text) + 1)
    return text[:at] + random.choice("123456789") + text[at:]


def swap(random: Random, text: str) -> str:
    places = [at for at in range(len(text) - 1) if text[at] != text[at + 1] and (at or text[1] != "0")]
    if not places:
        return text
    at = random.choice(places)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def swap_digit(random: Random, text: str) -> str:
    at = random.randrange(len(text))
    digit = random.choice([d for d in "123456789" if d != text[at]])
    return text[:at] + digit + text[at + 1 :]


def _divide(random: Random, simulated: Simulated, catalog: Catalog) -> Plant | None:
    tens = [i for i in _checkable(simulated, catalog, 2) if simulated.draft.pieces[i].text.endswith("0")]
    if not tens:
        return None
    index = random.choice(tens)
    return _plant("divide_ten", simulated, catalog, index, simulated.draft.pieces[index].text[:-1])


def _sibling(random: Random, simulated: Simulated, catalog: Catalog) -> Plant | None:
    """Two numbers of one sentence change places."""
    pieces, candidates = simulated.draft.pieces, _checkable(simulated, catalog)
    pairs = [
        (a, b)
        for a in candidates
        for b in candidates
        if a < b and pieces[a].group == pieces[b].group and pieces[a].text != pieces[b].text
    ]
    if not pairs:
        return None
    first, second = random.choice(pairs)
    draft = simulated.draft.with_texts({first: pieces[second].text, second: pieces[first].text})
    form = catalog.forms[simulated.year.form]
    cells = {cell for index in (first, second) for cell in form.expand(pieces[index].key) or ()}
    return Plant("sibling_swap", draft.text(), draft.span(first, second), frozenset(cells), pieces[first].text)


def _shift_rows(random: Random, simulated: Simulated, catalog: Catalog) -> Plant | None:
    """From some row of the results down to their total every row shows the values of the row above."""
    if simulated.year.form == "G1":
        return None
    table = next(table for table in catalog.forms[simulated.year.form].tables if table.id == "3")
    rows = [row for row in table.rows if row.cells]
    names = [row.id for row in rows]
    first = random.randrange(names.index("rq_granted") + 1, names.index("rq_total_processed"))
    moved = rows[first : names.index("rq_total_processed") + 1]
    above = rows[first - 1 : names.index("rq_total_processed")]
    shown = {
        cell: format(simulated.year.cells[source], "f")
        for row, upper in zip(moved, above, strict=True)
        for cell, source in zip(row.cells, upper.cells, strict=True)
    }
    changes = {
        index: shown[piece.key]
        for index, piece in enumerate(simulated.draft.pieces)
        if piece.side == "cell" and piece.key in shown and piece.text != shown[piece.key]
    }
    if not any(simulated.draft.pieces[index].key.startswith("rq_total_processed") for index in changes):
        return None
    draft = simulated.draft.with_texts(changes)
    return Plant("row_shift", draft.text(), draft.span(min(changes), max(changes)), frozenset(shown), "")


def _blank(random: Random, simulated: Simulated, catalog: Catalog) -> Plant | None:
    """A cell that is not zero is left empty, in a layout that keeps empty cells in place."""
    if simulated.layout not in ("pipe_rows", "word_tabs", "grid"):
        return None
    cells = [
        index
        for index in _numbers(simulated, "cell")
        if simulated.draft.pieces[index].text != "0" and "@" in simulated.draft.pieces[index].key
    ]
    plant = _plant("blank_for_value", simulated, catalog, random.choice(cells), "", "review") if cells else None
    return plant and replace(plant, spot=Span(plant.spot.start - 1, plant.spot.end + 1))


def _part(random: Random, simulated: Simulated, catalog: Catalog) -> Plant | None:
    """A part of the published total grows, so that the parts exceed it."""
    parts = [i for i, p in enumerate(simulated.draft.pieces) if p.side == "prose" and p.key.startswith("cat_")]
    if not parts:
        return None
    index = random.choice(parts)
    grown = int(simulated.draft.pieces[index].text) + random.choice((1, 2, 3, 7, 10, 100))
    return _plant("part_changed", simulated, catalog, index, str(grown))


def _total(random: Random, simulated: Simulated, catalog: Catalog) -> Plant | None:
    """The published total shrinks below its parts."""
    totals = [i for i, p in enumerate(simulated.draft.pieces) if p.side == "prose" and p.key == "info_total"]
    if not totals:
        return None
    value = int(simulated.draft.pieces[totals[0]].text)
    return _plant("total_changed", simulated, catalog, totals[0], str(value - random.choice((1, 2, 5, 10, 20))))


def _percent(random: Random, simulated: Simulated, catalog: Catalog) -> Plant | None:
    """A share or a growth rate is off by more than rounding explains."""
    shares = [i for i, p in enumerate(simulated.draft.pieces) if p.key.startswith(("share:", "growth:"))]
    if not shares:
        return None
    index = random.choice(shares)
    text = simulated.draft.pieces[index].text
    step = Decimal(random.choice((-9, -4, -2, 2, 3, 6, 10))) * Decimal("0.7")
    changed = Decimal(text) + step.quantize(Decimal(text))
    return _plant("percent_changed", simulated, catalog, index, str(changed)) if 0 < changed < 100 else None


def period(random: Random, simulated: Simulated, catalog: Catalog) -> Plant | None:
    """The statistical period begins in another year."""
    index = next(i for i, p in enumerate(simulated.draft.pieces) if p.key == "period")
    other = simulated.year.year + random.choice((-1, -2, 1))
    return _plant("year_changed", simulated, catalog, index, str(other), "review")


def negation(random: Random, simulated: Simulated, catalog: Catalog) -> Plant | None:
    """The prose says nothing of the kind happened where the table counts cases."""
    year = simulated.year
    blocks = ["rl_review", "rl_litigation"] if year.form == "G1" else ["rl_review"]
    blocks = [block for block in blocks if year.cells[f"{block}_total"] > 0]
    if not blocks:
        return None
    block = random.choice(blocks)
    told = dict(year.cells)
    told.update({f"{block}_{part}": Decimal(0) for part in (*OUTCOMES, "total")})
    quiet = compose(catalog, replace(year, cells=told), simulated.last, simulated.layout, simulated.seed)
    truth = {
        i: format(year.cells[p.key], "f") for i, p in enumerate(quiet.pieces) if p.key in told and p.side == "cell"
    }
    text = quiet.with_texts(truth).text()
    word = "行政复议" if block == "rl_review" else "行政诉讼"
    at = next((text.find(negation) for negation in ("没有因", "未发生因") if negation in text), -1)
    at = text.rfind("\n", 0, text.find(word, at)) + 1 if at >= 0 else -1
    if at < 0:
        return None
    cell = f"{block}_total"
    return Plant("negation", text, Span(at, text.find("\n", at)), frozenset((cell,)), format(year.cells[cell], "f"))


def carry_over(random: Random, simulated: Simulated, catalog: Catalog) -> Plant | None:
    """More or fewer cases carried in than last year carried out; this year's own table and prose go along."""
    year, last = simulated.year, simulated.last
    if last is None or "G1" in (year.form, last.form):
        return None
    step = random.choice((-2, -1, 1, 2, 3))
    columns = [
        who
        for who in APPLICANTS
        if year.cells[f"rq_carried_in@{who}"] + step >= 0 and year.cells[f"rq_new_received@{who}"] - step >= 0
    ]
    if not columns:
        return None
    who, told = random.choice(columns), dict(year.cells)
    for column in (who, "total"):
        told[f"rq_carried_in@{column}"] += step
        told[f"rq_new_received@{column}"] -= step
    draft = compose(catalog, replace(year, cells=told), last, simulated.layout, simulated.seed)
    cell = f"rq_carried_in@{who}"
    index = next(i for i, piece in enumerate(draft.pieces) if piece.key == cell and piece.side == "cell")
    return Plant(
        "carry_over",
        draft.text(),
        draft.span(index),
        frozenset((cell, "rq_carried_in@total")),
        format(year.cells[cell], "f"),
        "review" if NAMESAKES.search(year.office.name) else "error",
        compose(catalog, last, None, random.choice(LAYOUTS), simulated.seed).text(),
    )


PLANTERS: dict[str, Planter] = {
    "digit_drop": _digit("digit_drop", 2, drop),
    "digit_insert": _digit("digit_insert", 1, insert),
    "digit_swap": _digit("digit_swap", 2, swap),
    "times_ten": _digit("times_ten", 1, lambda random, text: text + "0" if text != "0" else text),
    "divide_ten": _divide,
    "wan_slip": _digit("wan_slip", 2, lambda random, text: text + "万"),
    "cell_digit": _digit("cell_digit", 1, swap_digit, side="cell"),
    "sibling_swap": _sibling,
    "row_shift": _shift_rows,
    "blank_for_value": _blank,
    "part_changed": _part,
    "total_changed": _total,
    "percent_changed": _percent,
    "year_changed": period,
    "negation": negation,
    "carry_over": carry_over,
}


def _consistent(random: Random, simulated: Simulated, catalog: Catalog) -> str:
    """The same kind of edit made on both sides: other numbers, the same words and layout."""
    from nlp.exam.numbers import make_year

    year = make_year(random, simulated.year.office, simulated.year.year, simulated.last)
    return compose(catalog, year, simulated.last, simulated.layout, simulated.seed).text()


def _approximate(random: Random, simulated: Simulated, catalog: Catalog) -> str:
    """An exact number of the prose becomes a true approximation."""
    numbers = [i for i in _numbers(simulated, "prose", 2) if simulated.draft.pieces[i].group]
    changes = {}
    for index in random.sample(numbers, min(2, len(numbers))):
        text = simulated.draft.pieces[index].text
        scale = 10 ** (len(text) - 1)
        round_down = int(text) // scale * scale
        changes[index] = f"{round_down}余" if int(text) > round_down else f"约{text}"
    return simulated.draft.with_texts(changes).text()


def _rounding(random: Random, simulated: Simulated, catalog: Catalog) -> str:
    """Shares cut instead of rounded, or rounded to another place."""
    changes = {}
    for index, piece in enumerate(simulated.draft.pieces):
        if piece.key.startswith("share:"):
            part, whole = (
                sum((simulated.year.cells[c] for c in catalog.forms[simulated.year.form].expand(a) or ()), Decimal(0))
                for a in piece.key[6:].split("/")
            )
            rounding = random.choice((ROUND_DOWN, ROUND_HALF_UP))
            changes[index] = percent(part, whole, random.choice((0, 1, 2)), rounding)
    return simulated.draft.with_texts(changes).text()


def _open_list(random: Random, simulated: Simulated, catalog: Catalog) -> str | None:
    """The published total grows and its list is opened by 等: a selection, no sum."""
    pieces = simulated.draft.pieces
    at = next((i for i, p in enumerate(pieces) if p.key == "info_total" and p.side == "prose"), None)
    if at is None or simulated.year.form == "G1":
        return None
    last = max(i for i, p in enumerate(pieces) if p.key.startswith("cat_") and p.group == pieces[at].group)
    if last < at or pieces[last + 1].text != "条。":  # the total closes the list, or brackets do
        return None
    changes = {at: str(int(pieces[at].text) + random.randint(200, 900)), last + 1: "条等。"}
    return simulated.draft.with_texts(changes).text()


def _series(random: Random, simulated: Simulated, catalog: Catalog) -> tuple[str, ...] | None:
    """Clean consecutive years of one office, last year's in two layouts as mirrors have it."""
    if simulated.last is None:
        return None
    layouts = random.sample(LAYOUTS, random.choice((1, 2)))
    before = (compose(catalog, simulated.last, None, layout, simulated.seed + 1).text() for layout in layouts)
    return (*before, simulated.draft.text())


Control = Callable[[Random, Simulated, Catalog], str | tuple[str, ...] | None]

CONTROLS: dict[str, Control] = {  # a text, or those of several years
    "consistent": _consistent,
    "approximate": _approximate,
    "rounding": _rounding,
    "open_list": _open_list,
    "untouched": lambda random, simulated, catalog: simulated.draft.text(),
    "series": _series,
}
