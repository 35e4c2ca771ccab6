"""Whole reports and corpora: invented offices over years, in every form and layout, with their truth."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random

from msgspec import Struct

from nlp.catalog import Catalog
from nlp.exam.draft import Draft, Piece
from nlp.exam.layouts import LAYOUTS, lay_out
from nlp.exam.numbers import Year, make_year
from nlp.exam.offices import make_office
from nlp.exam.prose import Writer
from nlp.exam.styles import choose

_REPORT_TITLES = (
    "{office}{year}年政府信息公开工作年度报告",
    "{office}{year}年度政府信息公开工作年度报告",
    "{office}{year}年政府信息公开年度报告",
    "{office}\n{year}年政府信息公开工作年度报告",
)
_TITLES = {
    "2": "二、主动公开政府信息情况\n",
    "3": "三、收到和处理政府信息公开申请情况\n",
    "4": "四、政府信息公开行政复议、行政诉讼情况\n",
}


class Simulated(Struct, frozen=True):
    """A report made up from numbers: the numbers are its truth. `last` are those of the year before."""

    name: str
    year: Year
    last: Year | None
    layout: str
    seed: int
    draft: Draft


def compose(catalog: Catalog, year: Year, last: Year | None, layout: str, seed: int) -> Draft:
    """The report of a year in one layout; `seed` chooses its words and how they are printed."""
    form = catalog.forms[year.form]
    writer = Writer(year, form, seed, last)
    title = writer.random.choice(_REPORT_TITLES).format(office=year.office.name, year=year.year)
    pieces = [Piece(title + "\n"), *writer.say("preamble"), Piece("\n一、总体情况\n")]
    for paragraph in writer.overview():
        pieces += [*paragraph, Piece("\n")]
    if year.form == "G1":
        pieces += [Piece("二、存在的问题和改进措施\n"), *writer.problems()]
        pieces.append(Piece(f"\n附件\n政府信息公开情况统计表\n({year.year}年度)\n"))
        pieces += lay_out(form, "G1", year, layout)
    else:
        for table, heading in _TITLES.items():
            pieces += [Piece(heading), *lay_out(form, table, year, layout)]
        pieces += [Piece("五、存在的主要问题及改进情况\n"), *writer.problems()]
        pieces += [Piece("\n六、其他需要报告的事项\n"), *writer.say("others")]
        if writer.random.random() < 0.3:
            pieces.append(Piece(f"\n{year.office.name}\n{year.year + 1}年1月{writer.random.randint(5, 29)}日"))
        pieces.append(Piece("\n"))
    return Draft(tuple(pieces), choose(Random(f"style/{seed}")))


def simulate(
    catalog: Catalog, offices: int, seed: int = 0, first: int = 2015, years: int = 3, begin: int = 0
) -> Iterator[Simulated]:
    """Reports of so many offices over consecutive years; every layout in turn, the same for each seed.

    `begin` leaves out as many offices at the beginning.
    """
    for number in range(begin, offices):
        random = Random(f"{seed}/{number}")
        office = make_office(random, number)
        start = first if years > 8 else random.randint(first, 2026 - years)
        last: Year | None = None
        for offset in range(years):
            year = make_year(random, office, start + offset, last)
            layout = LAYOUTS[(number + offset) % len(LAYOUTS)]
            words = random.randrange(2**32)
            draft = compose(catalog, year, last, layout, words)
            yield Simulated(f"office-{number:05d}-{year.year}.txt", year, last, layout, words, draft)
            last = year


def candidates(seed: int, catalog: Catalog) -> Iterator[Simulated]:
    """Reports without end, to plant errors into."""
    for round_number in count():
        yield from simulate(catalog, offices=200, seed=seed * 1000 + round_number)
