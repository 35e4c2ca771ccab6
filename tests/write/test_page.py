"""What pages show and how they are written; tests/browser opens them."""

import re
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from nlp import catalog, ingest, pipeline
from nlp.errors import UsageError
from nlp.write.naming import typeset
from nlp.write.page import UNSEEN, marked, pages_by_place, render, render_index, seen, view, write_pages
from nlp.write.records import record
from nlp.write.rows import CellRow, ErrorRow, PlaceRow, ReadingRow, Record

SAMPLE = Path(__file__).resolve().parents[2] / "corpora/sample"
KNOWN = catalog.load()
TOOLS = pipeline.Tools(KNOWN, None)


def records_of(name: str) -> list[Record]:
    return [record(report) for report in pipeline.analyze(ingest.read(SAMPLE / name, uri=name), TOOLS)]


LANLING = records_of("lanling-transport-2017.txt")[0]


def ids(html: str) -> list[str]:
    return re.findall(r' id="([^"]+)"', html)


@pytest.mark.parametrize("path", sorted(SAMPLE.iterdir()), ids=lambda path: path.stem)
def test_every_place_of_a_page_is_there_once(path):
    for one in records_of(path.name):
        html = render(view(one, KNOWN), KNOWN)
        assert len(ids(html)) == len(set(ids(html)))
        assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids(html))


@pytest.mark.parametrize("path", sorted(SAMPLE.iterdir()), ids=lambda path: path.stem)
def test_a_page_shows_all_prose_figures_and_cells(path):
    for one in records_of(path.name):
        page = view(one, KNOWN)
        shown = {unit.id: "".join(run.text for run in unit.runs) for passage in page.passages for unit in passage}
        assert shown == {unit.unit_id: typeset(unit.text) for unit in one.units}
        cells = {c.id: c.text for t in page.tables for s in t.stretches for row in s.rows for c in row.cells}
        printed = {f"{c.indicator}@{c.applicant}" if c.applicant else c.indicator: c for c in one.cells}
        assert {name for name, cell in printed.items() if cell.state == "value"} <= set(cells)
        assert [name for name, cell in printed.items() if cell.state == "value" and cells[name] != cell.text] == []
        assert sum(number for _, number in page.ledger) == len(one.numerals) + page.zeros


def test_a_denial_without_a_numeral_counts_in_the_ledger():
    page = view(LANLING, KNOWN)
    denials = [f for f in LANLING.figures if f.kind == "zero" and not any(c.isdigit() for c in f.text)]
    assert page.zeros == len(denials) == 2
    assert dict(page.ledger)["no_counterpart"] == sum(
        row.state == "no_counterpart" for row in (*LANLING.numerals, *denials)
    )
    assert "零陈述" in render(page, KNOWN)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("办结3件,其中公开2件;", "办结3件，其中公开2件；"),
        ("共1,113件", "共1,113件"),
        ("占12.5%,同比", "占12.5%，同比"),
        ("为2022年(共3件):一是", "为2022年(共3件)：一是"),
        ("a,b;c: 10:30", "a,b;c: 10:30"),
    ],
)
def test_prose_is_set_with_chinese_punctuation(text, shown):
    assert typeset(text) == shown
    assert len(shown) == len(text)


def test_a_card_holds_the_sentence_it_quotes_from():
    (context,) = view(LANLING, KNOWN).cards[0].contexts
    assert (context.before, context.quote) == ("全年政府网站公开政府信息", "84条")
    assert context.after.startswith("，政务微博")


def test_the_six_states_of_a_cell_look_different():
    def cell(state: str, text: str = "", readings: tuple[ReadingRow, ...] = ()) -> CellRow:
        old = next(c for c in LANLING.cells if c.indicator == "ch_website")
        return replace(old, state=state, text=text, value=None, readings=readings)

    def looks(row: CellRow | None) -> tuple[str, str]:
        others = tuple(c for c in LANLING.cells if c.indicator != "ch_website")
        page = view(replace(LANLING, cells=(*others, row) if row else others, findings=()), KNOWN)
        found = (c for t in page.tables for s in t.stretches for r in s.rows for c in r.cells if c.id == "ch_website")
        shown = next(found)
        return shown.state, shown.text

    options = tuple(ReadingRow(state, value, None, None) for state, value in (("value", Decimal(3)), ("blank", None)))
    assert looks(cell("value", "0")) == ("value", "0")
    assert looks(cell("blank")) == ("blank", "")
    assert looks(cell("na", "/")) == ("na", "/")
    assert looks(cell("unreadable", "1 2")) == ("unreadable", "▒")
    assert looks(None) == ("absent", "·")
    assert looks(cell("ambiguous", readings=options)) == ("ambiguous", "3 | ␣")


def test_a_cell_and_a_figure_take_the_gravest_of_their_levels():
    page = view(LANLING, KNOWN)
    levels = {c.id: c.level for t in page.tables for s in t.stretches for row in s.rows for c in row.cells if c.level}
    assert levels["rq_new_received"] == "error"  # named by an error and by a note
    assert levels["rq_closed_total"] == "note"
    assert {run.text: run.level for p in page.passages for unit in p for run in unit.runs if run.level} == {
        "84条": "error",
        "1300余条": "error",
    }


def test_places_of_a_paged_source_stand_with_the_evidence():
    finding = LANLING.findings[0]
    places = (PlaceRow(page=3, box=(72.4, 100.0, 91.2, 112.6)), PlaceRow(path="/html/body/p[4]"))
    placed = replace(finding, evidence=(replace(finding.evidence[0], places=places), *finding.evidence[1:]))
    html = render(view(replace(LANLING, findings=(placed,)), KNOWN), KNOWN)
    assert "第3页 框(72, 100, 91, 113)" in html and "page 3 box" in html and "/html/body/p[4]" in html


def test_a_place_in_another_file_is_found_on_the_page_of_its_report():
    first = replace(LANLING.report, report_id="a/r1", source="a.txt", source_start=10, source_end=50)
    second = replace(first, report_id="a/r2", source_start=60, source_end=90)
    find = pages_by_place([second, first])
    assert [find("a.txt", at) for at in (9, 10, 49, 55, 60, 90)] == [
        "",
        "report-a-r1.html",
        "report-a-r1.html",
        "",
        "report-a-r2.html",
        "",
    ]
    assert find("b.txt", 20) == ""


def test_pages_are_the_same_bytes_again_and_leave_nothing_half_done(tmp_path):
    errors = [ErrorRow("坏.pdf", "PDF 已损坏 / damaged")]
    for name in ("a", "b"):
        assert write_pages(lambda: iter([LANLING]), errors, KNOWN, tmp_path / name) == 1
    first, again = ({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("a", "b"))
    assert first == again and set(first) == {"index.html", f"report-{LANLING.report.report_id.replace('/', '-')}.html"}
    assert "坏.pdf" in first["index.html"].decode()


def test_the_index_lists_the_gravest_first():
    def row(name: str, errors: int, reviews: int) -> dict:
        return {"href": name, "report": replace(LANLING.report, source=name, errors=errors, reviews=reviews)}

    html = render_index([row("one", 0, 9), row("two", 2, 0), row("three", 0, 0), row("four", 2, 1)])
    assert re.findall(r'class="file">(\w+)<', html) == ["four", "two", "one", "three"]


def test_what_cannot_be_seen_is_shown():
    assert str(seen("申\u202e请<b>")) == '申<span class="unseen">U+202E</span>请&lt;b&gt;'
    assert marked("a\x00b\ud800") == "a⟦U+0000⟧b⟦U+D800⟧"
    assert seen("𠮷 葛\U000e0100 ①\u3000１") == "𠮷 葛\U000e0100 ①\u3000１"
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    hidden = [chr(n) for n in range(0x110000) if unicodedata.category(chr(n)) in kinds and not UNSEEN.match(chr(n))]
    visible = {"\u0600", "\u0601", "\u0602", "\u0603", "\u0604", "\u0605", "\u06dd", "\u070f", "\u0890", "\u0891"}
    assert {c for c in hidden if c < "\U00010000"} - visible - {"\u08e2"} == {"\t", "\n", "\r"}


def test_html_without_records_is_misuse(tmp_path):
    from nlp.cli import app

    def run() -> None:
        app(["annotate", str(SAMPLE), "--out", str(tmp_path), "--html", "--no-records"], standalone_mode=False)

    with pytest.raises(UsageError, match="no-records"):
        run()
    assert list(tmp_path.iterdir()) == []
