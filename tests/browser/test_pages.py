"""Static pages in a real browser: what lights up, what filters, what keys do, what is asked of the network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from msgspec.structs import replace

from nlp import catalog, ingest, pipeline
from nlp.statistics.dashboard import dashboard
from nlp.write.page import render, render_index, view
from nlp.write.records import record
from nlp.write.rows import ErrorRow
from tests.browser.conftest import LOOKS, violations
from tests.browser.payloads import PAYLOADS, poisoned

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parents[2] / "shared/seeds"
LANLING, JIANGBU = "lanling-transport-2017.txt", "jiangbu-market-2021.txt"
NARROW = {"viewport": {"width": 390, "height": 844}}


def lit(page: Any) -> set[str]:
    return set(page.eval_on_selector_all(".lit", "all => all.map(e => e.textContent)"))


def shown(page: Any) -> list[str]:
    return page.eval_on_selector_all(".finding:not([hidden])", "all => all.map(e => e.dataset.rule)")


def test_a_figure_lights_its_cell_and_a_cell_its_figure(opened, batch):
    page = opened.go(batch[1][LANLING])
    page.hover(".figure[id]:text-is('84条')")
    assert lit(page) == {"84条", "840"}
    page.mouse.move(5, 5)
    assert lit(page) == set()
    page.hover("td[id]:text-is('1130')")
    assert lit(page) == {"1300余条", "1130"}
    page.click("td[id]:text-is('840')")
    assert page.text_content(".finding.chosen code") == "TT108"
    assert (opened.requests, opened.complaints) == ([batch[1][LANLING].as_uri()], [])


def test_the_cell_of_a_figure_comes_into_view(opened, batch):
    page = opened.go(batch[1][LANLING])
    page.hover(".figure[id]:text-is('165人次')")
    box, pane = page.locator("td.lit").bounding_box(), page.locator(".lower").bounding_box()
    assert pane["y"] <= box["y"] and box["y"] + box["height"] <= pane["y"] + pane["height"]


def test_findings_are_filtered_by_level_rule_tag_and_words(opened, batch):
    page = opened.go(batch[1][LANLING])
    everything = shown(page)
    assert everything == ["TT108", "TT102", "IT201", "IT214"]
    page.uncheck("[data-level=error]:is(input)")
    assert shown(page) == ["IT214"]
    page.check("[data-level=error]:is(input)")
    page.select_option("[data-filter=rule]", "TT102")
    assert (shown(page), page.text_content(".count")) == (["TT102"], "1 / 4")
    page.select_option("[data-filter=rule]", "")
    tag = page.get_attribute(".unit:has(.figure:text-is('84条'))", "data-tags").split()[0]
    page.select_option("[data-filter=tag]", tag)
    assert shown(page) == ["TT108", "TT102"]
    page.select_option("[data-filter=tag]", "")
    page.fill("[data-filter=text]", "传真")
    assert shown(page) == ["IT201"]
    page.fill("[data-filter=text]", "没有这样的词")
    assert shown(page) == [] and page.is_visible("[data-empty]")


def test_keys_walk_through_the_findings(opened, batch):
    page = opened.go(batch[1][LANLING])
    for key, rule in (("j", "TT108"), ("j", "TT102"), ("j", "IT201"), ("k", "TT102")):
        page.keyboard.press(key)
        assert page.text_content(".finding.chosen code") == rule
    assert page.text_content("[role=status]") == "TT102 2/4"
    assert lit(page) == {"1300余条", "1130"}
    page.keyboard.press("Escape")
    assert page.query_selector(".finding.chosen") is None and lit(page) == set()
    page.keyboard.press("/")
    page.keyboard.type("jk")
    assert page.input_value("[data-filter=text]") == "jk"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.is_visible("dialog.help")
    page.keyboard.press("Escape")
    assert not page.is_visible("dialog.help")


def test_enter_on_a_figure_chooses_its_finding(opened, batch):
    page = opened.go(batch[1][LANLING])
    page.focus(".figure[id]:text-is('84条')")
    page.keyboard.press("Enter")
    assert page.text_content(".finding.chosen code") == "TT108"
    assert page.text_content("[role=status]") == "84条 ↔ 840"


def test_a_finding_across_years_leads_to_the_other_page(opened, batch):
    page = opened.go(batch[1]["yunping-civil-2023.txt"])
    link = page.locator(".sides a[href^='report-']").first
    quote = link.inner_text()
    link.click()
    page.wait_for_url("**/report-*#cell-*")
    assert page.text_content(".facts .file") == "yunping-civil-2022.txt"
    assert page.text_content("td:target") == quote


def test_language_and_theme_can_be_switched(opened, batch):
    page = opened.go(batch[1][LANLING])
    color = "getComputedStyle(document.body.parentElement).backgroundColor"
    before = page.evaluate(color)
    page.click("[data-act=theme]")
    assert page.evaluate(color) != before
    assert page.inner_text("#tables") == "法定表格"
    page.click("[data-act=language]")
    assert (page.inner_text("#tables"), page.get_attribute("html", "lang")) == ("Statutory tables", "en")


@pytest.mark.parametrize("opened", [NARROW], indirect=True, ids=["390"])
def test_a_narrow_page_does_not_scroll_sideways(opened, batch):
    for path in (batch[0] / "index.html", *batch[1].values()):
        page = opened.go(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path.name


def test_printed_pages_hold_findings_and_their_ground(opened, batch):
    page = opened.go(batch[1][LANLING])
    pdf = pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True))
    text = "".join(sheet.get_textpage().get_text_range() for sheet in pdf).replace("\r\n", "")
    pdf.close()
    assert "政府网站公开数 840（840 ≠ 84）" in text and "应为 1130" in text
    assert "《政府信息公开条例》第五十条" in text and "延期办结" in text


def test_the_index_filters_sorts_and_names_unreadable_files(opened, batch):
    page = opened.go(batch[0] / "index.html")
    first = "table.list tbody tr:not([hidden]) td.file"
    names = page.locator(first).all_inner_texts()
    assert names[0] == LANLING and len(names) == 4
    page.fill("[data-list=text]", "云屏 2023")
    assert page.locator(first).all_inner_texts() == ["yunping-civil-2023.txt"]
    page.fill("[data-list=text]", "")
    page.check("[data-list=grave]")
    assert JIANGBU not in page.locator(first).all_inner_texts()
    page.uncheck("[data-list=grave]")
    page.click("[data-sort] >> text=年度")
    page.click("[data-sort] >> text=年度")
    assert page.locator(first).first.inner_text() == LANLING
    assert page.get_attribute("th:has-text('年度')", "aria-sort") == "ascending"
    assert "empty.txt" in page.inner_text("ul.unreadable")
    assert len(opened.requests) == 1 and opened.complaints == []


def test_an_index_of_three_thousand_reports_answers(opened, batch, tmp_path):
    report = batch[2][0].report
    rows = ({"href": f"r{n}.html", "report": replace(report, source=f"{n}.txt", errors=n % 7)} for n in range(3000))
    (tmp_path / "index.html").write_text(render_index(rows), encoding="utf-8")
    page = opened.go(tmp_path / "index.html")
    page.fill("[data-list=text]", "2999")
    assert page.locator("tbody tr:not([hidden])").count() == 1
    page.fill("[data-list=text]", "")
    page.click("[data-sort] >> text=文件")
    assert page.locator("tbody tr:not([hidden]) td.file").first.inner_text() == "0.txt"


def test_the_longest_seed_opens_and_answers(opened, tmp_path):
    if not SEEDS.is_dir():
        pytest.skip("needs ../shared/seeds")
    longest = max(SEEDS.glob("*.txt"), key=lambda path: path.stat().st_size)
    known = catalog.load()
    reports = pipeline.analyze(ingest.read(longest, uri=longest.name), pipeline.Tools(known, None))
    pages = [render(view(record(report), known), known) for report in reports]
    longest_page = max(pages, key=len)
    assert len(longest_page.encode()) < 2_000_000
    (tmp_path / "seed.html").write_text(longest_page, encoding="utf-8")

    page = opened.go(tmp_path / "seed.html")
    page.hover(".figure[role]")
    assert page.locator(".lit").count() > 1
    assert len(opened.requests) == 1 and opened.complaints == []


HEADING = "document.querySelector('h1').textContent"
WHOLE = "document.querySelectorAll('main').length === 1 && document.querySelector('main').checkVisibility()"


def test_hostile_texts_are_shown_and_never_run(opened, batch, tmp_path):
    """In title, issuer, file name, prose, tags, cells, messages, quotes and reasons, on pages and in the index."""
    known = catalog.load()
    base = next(r for r in batch[2] if r.report.source == LANLING)
    short = replace(base, units=base.units[:3], figures=(), checks=base.checks[:3])
    bad = [poisoned(short, payload) for payload in PAYLOADS]
    path = tmp_path / "page.html"
    assert len(PAYLOADS) == len(set(PAYLOADS)) == 50
    for payload, shown in zip(PAYLOADS, bad, strict=True):
        path.write_text(render(view(shown, known), known), encoding="utf-8")
        page = opened.go(path)
        harmed, heading, whole = page.evaluate("[window.harmed, $1, $2]".replace("$1", HEADING).replace("$2", WHOLE))
        assert (harmed, whole) == (None, True), payload
        assert (payload if payload.isprintable() else "U+") in heading, payload
    rows = [{"href": "page.html", "report": record.report} for record in bad]
    path.write_text(render_index(rows, [ErrorRow(payload, payload) for payload in PAYLOADS]), encoding="utf-8")
    page = opened.go(path)
    assert (page.evaluate("window.harmed"), page.locator("tbody tr").count()) == (None, 50)
    assert page.locator("ul.unreadable li").count() == 50
    assert opened.complaints == []
    assert set(opened.requests) == {path.as_uri()}


def test_axe_finds_no_serious_violation(browser, batch):
    """Reports and index, light and dark, wide and narrow, with a finding chosen."""
    report, index = batch[1][LANLING], batch[0] / "index.html"
    for look in LOOKS:
        pages = (report, index) if look["color_scheme"] == "light" else (batch[1][JIANGBU], index)
        assert violations(browser, [path.as_uri() for path in pages], look) == []


def test_numbers_of_the_dashboard_open_to_paragraphs(browser, opened, batch, tmp_path):
    pytest.importorskip("matplotlib", reason="needs matplotlib, which is not installed")
    path = tmp_path / "stats.html"
    path.write_text(dashboard(batch[0].parent), encoding="utf-8")
    page = opened.go(path)
    page.click("summary >> nth=0")
    page.click("[data-cell^='tags:ap_handling:'] >> nth=0")
    count = int(page.inner_text("dialog.counted .count"))
    assert page.locator("dialog.counted li").count() == count > 0
    assert "申请" in page.inner_text("dialog.counted ol")
    assert (opened.requests, opened.complaints) == ([path.as_uri()], [])
    assert [found for look in LOOKS for found in violations(browser, [path.as_uri()], look)] == []
