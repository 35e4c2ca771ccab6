"""A flaw for every rule: the planters that the measurement of the rules runs, one for each code.

A flaw may come with a twin, the same report put right at that place, which the rule must leave alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from nlp.catalog import Catalog
from nlp.exam.claims import DRAWS, ClaimSpec, claims
from nlp.exam.draft import Draft
from nlp.exam.plants import NAMESAKES, Plant, carry_over, negation, period
from nlp.exam.reports import Simulated, compose
from nlp.exam.slips import cell_flaw, prose_flaw, text_of
from nlp.exam.tables import lost_labels, lost_table, no_blanks, unreadable_cell
from nlp.spans import Span


class Flaw(Struct, frozen=True):
    """A planted flaw. twin: texts of the right version, the last is the report itself; empty where there is none.

    record: the rule is to leave a row, not a finding.
    """

    plant: Plant
    twin: tuple[str, ...] = ()
    record: bool = False


Maker = Callable[[Random, Simulated, Catalog], Flaw | None]

_SENTENCE = re.compile(r"。$")
_OPENINGS = (
    "坚持以公开促规范，抓好年度要点落实。",
    "围绕中心工作，主动回应社会关切。",
    "认真执行信息发布审核制度，未出现泄密情况。",
)
_FOREIGN = (
    "{year}年，{other}共收到政府信息公开申请{n}件。",
    "现公布{other}{year}年政府信息公开工作年度报告。",
    "本报告由{other}编制。",
    "{year}年，{other}主动公开政府信息{n}条。",
)


def _spot(random: Random, draft: Draft) -> int | None:
    """A place in the overview behind the end of a sentence."""
    stop = next((i for i, p in enumerate(draft.pieces) if p.text.startswith(("二、", "\n二、"))), 0)
    first = next((i for i, p in enumerate(draft.pieces) if "一、总体情况" in p.text), stop)
    ends = [i for i in range(first + 1, stop) if _SENTENCE.search(draft.pieces[i].text)]
    return random.choice(ends) if ends else None


def _told(simulated: Simulated, after: int, sentence: str, lead: str = "", tail: str = "") -> tuple[str, Span]:
    draft = simulated.draft.with_sentence(after, lead + sentence + tail, "flaw")
    span = draft.span(after + 1)
    return draft.text(), Span(span.start + len(lead), span.end - len(tail))


def _claim(code: str) -> Maker:
    """A sentence of claims.toml put into the overview, in the paragraph of another or on its own."""
    specs = tuple(spec for spec in claims() if spec.rule == code)

    def make(random: Random, simulated: Simulated, catalog: Catalog) -> Flaw | None:
        spec: ClaimSpec = random.choice(specs)
        drawn, after = DRAWS[spec.draw](random, simulated), _spot(random, simulated.draft)
        if drawn is None or after is None:
            return None
        pattern = random.choice(spec.texts).replace("{self}", simulated.year.office.calls_itself)
        lead = random.choice(("", "", "\n"))
        wrong, right = drawn
        text, span = _told(simulated, after, pattern.format_map(wrong), lead)
        level = "none" if spec.record else catalog.all_rules[code].level
        if code in catalog.series and NAMESAKES.search(simulated.year.office.name):
            level = "review"
        before = text_of(catalog, simulated) if code in catalog.series else ""
        twin = (_told(simulated, after, pattern.format_map(right), lead)[0],) if right else ()
        return Flaw(
            Plant(code, text, span, frozenset(), "", level, before),
            (before, *twin) if before and twin else twin,
            spec.record,
        )

    return make


def _slip(code: str) -> Maker:
    def make(random: Random, simulated: Simulated, catalog: Catalog) -> Flaw | None:
        plant = prose_flaw(code, random, simulated, catalog)
        return None if plant is None else Flaw(plant)

    return make


def _cell(code: str) -> Maker:
    def make(random: Random, simulated: Simulated, catalog: Catalog) -> Flaw | None:
        plant = cell_flaw(code, random, simulated, catalog)
        return None if plant is None else Flaw(plant)

    return make


def _planted(code: str, planter: Callable[[Random, Simulated, Catalog], Plant | None]) -> Maker:
    """A planter of the exam, as the flaw of a rule."""

    def make(random: Random, simulated: Simulated, catalog: Catalog) -> Flaw | None:
        plant = planter(random, simulated, catalog)
        return None if plant is None else Flaw(replace(plant, kind=code))

    return make


def _whole(code: str, catalog: Catalog, text: str, before: str = "") -> Flaw:
    """A flaw of the report as a whole, wherever its finding points."""
    level = catalog.all_rules[code].level
    return Flaw(Plant(code, text, Span(0, len(text)), frozenset(), "", level, before))


def signed_early(random: Random, simulated: Simulated, catalog: Catalog) -> Flaw | None:
    year, body = simulated.year, simulated.draft.text().rstrip("\n")
    if body.endswith("日"):  # signed already
        return None
    day = f"12月{random.randint(1, 31)}日" if random.random() < 0.7 else f"11月{random.randint(1, 30)}日"
    wrong, right = (
        f"{body}\n{year.office.name}\n{date}\n" for date in (f"{year.year}年{day}", f"{year.year + 1}年1月20日")
    )
    flaw = _whole("TM401", catalog, wrong)
    return replace(flaw, twin=(right,))


def other_form(random: Random, simulated: Simulated, catalog: Catalog) -> Flaw | None:
    """The tables of a form that was not in use in the year of the title."""
    later = {"G1": (2019, 2020, 2021), "G2": (2021, 2022, 2023), "G3": (2019, 2020)}[simulated.year.form]
    year = replace(simulated.year, year=random.choice(later))
    return _whole("TM406", catalog, compose(catalog, year, None, simulated.layout, simulated.seed).text())


def damaged(random: Random, simulated: Simulated, catalog: Catalog) -> Flaw | None:
    """Characters of the prose lost in conversion."""
    text, after = simulated.draft.text(), _spot(random, simulated.draft)
    if after is None:
        return None
    start = simulated.draft.span(after).start
    for _ in range(random.randint(3, 8)):
        at = start + random.randint(0, 60)
        text = text[:at] + "\ufffd" + text[at + 1 :]
    return _whole("SC701", catalog, text)


def mirrored(random: Random, simulated: Simulated, catalog: Catalog) -> Flaw | None:
    style = random.choice((("traditional",), ("glossed",), ("half", "glossed"), ("half", "traditional")))
    draft = simulated.draft
    return replace(_whole("SC705", catalog, Draft(draft.pieces, style).text()), twin=(Draft(draft.pieces).text(),))


def stale_opening(random: Random, simulated: Simulated, catalog: Catalog) -> Flaw | None:
    after = _spot(random, simulated.draft)
    if after is None:
        return None
    rest = f"年，{simulated.year.office.calls_itself}{random.choice(_OPENINGS)}"
    stale = simulated.year.year - random.randint(2, 5)
    text, span = _told(simulated, after, f"{stale}{rest}", "\n", "\n")
    twin = _told(simulated, after, f"{simulated.year.year}{rest}", "\n", "\n")[0]
    return Flaw(Plant("RU605", text, span, frozenset(), "", "note"), (twin,))


def foreign_office(random: Random, simulated: Simulated, catalog: Catalog) -> Flaw | None:
    """The name of an office of the same kind elsewhere, whose report is in the batch."""
    from nlp.exam.offices import place_name

    year, after = simulated.year, _spot(random, simulated.draft)
    if after is None or not year.office.place:
        return None
    place = place_name(random.randrange(300, 899))
    other = replace(year.office, name=year.office.name.replace(year.office.place, place, 1), place=place)
    theirs = compose(catalog, replace(year, office=other), None, "grid", simulated.seed + 7).text()
    slots = {"year": str(year.year), "n": str(random.randint(2, 80))}
    pattern = random.choice(_FOREIGN)
    text, span = _told(simulated, after, pattern.format(other=other.name, **slots), "\n")
    twin = _told(simulated, after, pattern.format(other=year.office.name, **slots), "\n")[0]
    return Flaw(Plant("RU602", text, span, frozenset(), "", "review", theirs), (theirs, twin))


def frozen(random: Random, simulated: Simulated, catalog: Catalog) -> Flaw | None:
    """Tables, or a large count, that are last year's."""
    year, last = simulated.year, simulated.last
    if last is None or last.form != year.form or NAMESAKES.search(year.office.name):
        return None
    cells = dict(year.cells)
    if random.random() < 0.5:
        cells = dict(last.cells)
    else:
        large = [c for c in cells if c.endswith("_decisions") and last.cells[c] > 1000 and last.cells[c] % 100]
        if not large:
            return None
        chosen = random.choice(large)
        cells[chosen] = last.cells[chosen]
    text = compose(catalog, replace(year, cells=cells), last, simulated.layout, simulated.seed).text()
    return _whole("TM405", catalog, text, text_of(catalog, simulated))


def _stock(code: str, ending: str) -> Maker:
    """A stock in the tables that does not follow from last year's."""

    def make(random: Random, simulated: Simulated, catalog: Catalog) -> Flaw | None:
        last, draft = simulated.last, simulated.draft
        at = [i for i, p in enumerate(draft.pieces) if p.side == "cell" and p.key.endswith(ending) and p.text != "0"]
        if last is None or last.form != simulated.year.form or not at:
            return None
        index = random.choice(at)
        told = draft.with_texts({index: str(int(draft.pieces[index].text) + random.choice((1, 2, 5, 30)))})
        level, cells = catalog.all_rules[code].level, frozenset((draft.pieces[index].key,))
        return Flaw(Plant(code, told.text(), told.span(index), cells, "", level, text_of(catalog, simulated)))

    return make


_SLIPS = ("TT101", "TT102", "TT104", "TT105", "TT106", "TT107", "TT108", "AR311")
_CELLS = ("IT201", "IT202", "IT203", "IT204", "IT206", "IT208", "IT209", "IT210", "IT211", "IT212", "IT213", "IT214")
_MORE_CELLS = ("IT215", "IT216", "SM501", "SM505", "SM506")


def makers() -> dict[str, Maker]:
    """What plants the flaw of each rule, by its code."""
    return {
        **{spec.rule: _claim(spec.rule) for spec in claims()},
        **{code: _slip(code) for code in _SLIPS},
        **{code: _cell(code) for code in (*_CELLS, *_MORE_CELLS)},
        "TT103": _planted("TT103", negation),
        "TM401": signed_early,
        "TM402": _planted("TM402", period),
        "TM403": _planted("TM403", carry_over),
        "TM405": frozen,
        "TM406": other_form,
        "TM408": _stock("TM408", "_in_force"),
        "TM409": _stock("TM409", "_items_prev"),
        "TM410": _stock("TM410", "_public_total"),
        "RU602": foreign_office,
        "RU605": stale_opening,
        "SC701": damaged,
        "SC702": lambda random, simulated, catalog: _text_flaw("SC702", catalog, lost_table(random, simulated)),
        "SC703": lambda random, simulated, catalog: _text_flaw("SC703", catalog, no_blanks(random, simulated)),
        "SC704": lambda random, simulated, catalog: _text_flaw("SC704", catalog, unreadable_cell(random, simulated)),
        "SC705": mirrored,
        "SC706": lambda random, simulated, catalog: _text_flaw("SC706", catalog, lost_labels(random, simulated)),
    }


def _text_flaw(code: str, catalog: Catalog, text: str | None) -> Flaw | None:
    return None if text is None else _whole(code, catalog, text)
