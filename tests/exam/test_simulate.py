"""Simulated reports: their truth is what is read from them, they vary, and a seed makes them again."""

from collections import Counter
from itertools import islice

import pytest

from nlp import catalog, ingest
from nlp.exam.offices import place_name
from nlp.exam.pages import page
from nlp.exam.prose import approximation, phrases
from nlp.exam.read import read
from nlp.exam.reports import candidates, simulate
from nlp.exam.styles import dress
from nlp.pipeline import Tools, analyze

CATALOG = catalog.load()
TOOLS = Tools(CATALOG, None)
SAMPLE = tuple(simulate(CATALOG, offices=40, seed=11))
FORMS = {"G1": 58, "G2": 198, "G3": 200}  # printed cells of each form


@pytest.mark.parametrize("one", SAMPLE[::2], ids=[one.name for one in SAMPLE[::2]])
def test_a_report_reads_as_it_was_made(one):
    (report,) = read(one.draft.text(), one.name, TOOLS)
    assert (report.issuer, report.year, report.form) == (one.year.office.name, one.year.year, one.year.form)
    cells = {cell.id: cell for table in report.tables for cell in table.cells}
    wrong = {name: (cells[name].value, value) for name, value in one.year.cells.items() if cells[name].value != value}
    assert wrong == {} and len(cells) == FORMS[one.year.form]
    assert [finding for finding in report.findings if finding.level == "error"] == []


@pytest.mark.parametrize("one", SAMPLE[1::12], ids=[one.name for one in SAMPLE[1::12]])
def test_a_page_of_a_site_reads_as_it_was_made(one):
    source = page(CATALOG, one)
    assert 35_000 < len(source.encode()) < 80_000 and source.count("<script>") == 20
    (report,) = analyze(ingest.read_bytes(source.encode(), one.name.replace(".txt", ".html")), TOOLS)
    assert (report.issuer, report.year, report.form) == (one.year.office.name, one.year.year, one.year.form)
    assert {c.id: c.value for table in report.tables for c in table.cells} == one.year.cells
    assert [finding for finding in report.findings if finding.level == "error"] == []


def test_the_same_seed_makes_the_same_reports():
    again = tuple(simulate(CATALOG, offices=40, seed=11))
    assert [one.draft.text() for one in SAMPLE] == [one.draft.text() for one in again]
    other = tuple(simulate(CATALOG, offices=40, seed=12))
    assert all(a.draft.text() != b.draft.text() for a, b in zip(SAMPLE, other, strict=True))


def test_offices_forms_layouts_and_print_vary():
    many = list(islice(candidates(3, CATALOG), 600))
    assert {one.year.form for one in many} == {"G1", "G2", "G3"}
    assert {one.year.office.level for one in many} == {"province", "prefecture", "county", "township"}
    assert len({one.layout for one in many}) == 6
    print_styles = Counter(name for one in many for name in one.draft.style)
    assert set(print_styles) == {"half", "traditional", "glossed", "wide", "thousands"}
    assert min(print_styles.values()) >= 10


def test_every_place_has_a_name_of_its_own():
    assert len({place_name(number) for number in range(100_000)}) == 100_000


def test_every_slot_of_every_phrase_can_be_filled():
    said = "".join(one.draft.text() for one in islice(candidates(5, CATALOG), 900) if not one.draft.style)
    for topic, patterns in phrases().items():
        for pattern in patterns if topic != "heads" else ():
            start = pattern.partition("{")[0]
            longest = max(pattern.replace("}", "{").split("{")[::2], key=len)
            assert longest in said, (topic, start)


PRINTED = [
    # text, side, style, as printed
    ("收到申请1234件，其中", "prose", ("half",), "收到申请1234件,其中"),
    ("1234", "prose", ("thousands",), "1,234"),
    ("1234", "cell", ("thousands",), "1234"),
    ("2021年", "plain", ("wide",), "２０２１年"),
    ("12", "cell", ("wide",), "12"),
    ("办理结果", "plain", ("traditional",), "辦理結果"),
    ("某县", "plain", ("glossed",), "某縣(xiàn)"),
]


@pytest.mark.parametrize(("text", "side", "style", "shown"), PRINTED)
def test_a_style(text, side, style, shown):
    assert dress(text, side, style) == shown


@pytest.mark.parametrize(("value", "said"), [(1342, "1300余"), (45, "40余"), (40, "40"), (7, "7"), (20731, "20000余")])
def test_an_approximation_is_true(value, said):
    assert approximation(value) == said
