"""The page of pictures: real text, no style that a policy forbids, behind every number the list of what it counts."""

import json
import re
from pathlib import Path

import pytest

from nlp import catalog
from nlp.cli import app
from nlp.errors import UsageError
from nlp.statistics import Estimate
from nlp.statistics.dashboard import dashboard, inline
from nlp.statistics.panels import panels

drawing = pytest.importorskip("nlp.statistics.drawing")
pytest.importorskip("matplotlib", reason="needs matplotlib, which is not installed")
SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"


@pytest.fixture(scope="module")
def page(out) -> str:
    return dashboard(out)


def estimate(cell: str, count: float, total: float | None, low: float | None = None, **keys: object) -> Estimate:
    table, item, _ = cell.split(":", 2)
    value = count if total is None else count / total
    given = {**dict.fromkeys(("year", "region", "office_level", "form", "issuer")), **keys}
    return Estimate(
        cell=cell, table=table, item=item, item_zh="", item_en="", **given, value=value, low=low,
        high=None if low is None else 1.0, basis="sum", naive=None, difference=None, count=count, total=total,
        read=3, measured=2, expected=None,
    )  # fmt: skip


def by_region() -> list[Estimate]:
    tags = list(catalog.load().tags)
    rows = [estimate(f"tags:{tag}:", at, 40) for at, tag in enumerate(tags)]
    for region in ("云川省", "澜江省"):
        rows += [estimate(f"tags:{t}:region={region}", at, 20, region=region) for at, t in enumerate(tags)]
    return rows


def test_every_number_of_the_page_lists_all_that_it_counts(page):
    data = json.loads(re.search(r'id="data">(.*?)</script>', page)[1])
    numbers = re.findall(r'data-cell="([^"]+)"[^>]*>([^<]+)</button>\s*(?:<small>(?:\[[^\]]*\] )?([\d,]+)/)?', page)
    assert len(numbers) > 150
    for cell, shown, count in numbers:
        found = data["lists"][cell]
        assert found["all"] == len(found["shown"])
        counted = float((count or shown).replace(",", ""))
        assert sum(amount for _, _, amount in found["shown"]) == pytest.approx(counted, abs=0.5), cell
        assert all(text < 0 or data["texts"][text] for _, text, _ in found["shown"])


def test_pictures_are_part_of_the_page_without_styles_and_with_text(page):
    assert page.count("<svg ") == 2 * len(re.findall(r'<section aria-labelledby="', page))
    assert not re.search(r"<svg(?:(?!</svg>).)*(?: style=|<style|<image|<script)", page, re.DOTALL)
    assert re.search(r"<text[^>]*>依申请办理数量与结果</text>", page)
    assert len(re.findall(r'\bid="([^"]+)"', page)) == len(set(re.findall(r'\bid="([^"]+)"', page)))
    assert "://" not in re.sub(r'xmlns(?::xlink)?="[^"]*"', "", page)


def test_the_same_run_gives_the_same_page(out, page):
    assert dashboard(out) == page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_heat_map_names_regions_and_tags(lang):
    heat = next(p for p in panels([], by_region(), catalog.load(), 0) if p.kind == "heat")
    assert [row.name.zh for row in heat.rows] == ["云川省 (3)", "澜江省 (3)"]
    text = drawing.draw(heat, lang, "svg").decode()
    assert ">云川省 (3)<" in text and ("公报与线下场所" in text) == (lang == "zh")


def test_a_png_needs_a_font_that_has_chinese():
    heat = next(p for p in panels([], by_region(), catalog.load(), 0) if p.kind == "heat")
    with pytest.raises(UsageError, match="empty boxes"):
        drawing.draw(heat, "zh", "png", typeface="")
    if not drawing.font():
        pytest.skip("needs a font with Chinese")
    assert drawing.draw(heat, "zh", "png").startswith(b"\x89PNG")  # a missing glyph would warn, and warnings are errors


def test_names_from_documents_are_text_in_a_picture():
    rows = [
        row if not row.region else estimate(row.cell, row.count, row.total, region="<b>$x_{1$&") for row in by_region()
    ]
    heat = next(p for p in panels([], rows, catalog.load(), 0) if p.kind == "heat")
    text = inline(drawing.draw(heat, "zh", "svg"), "x")
    assert "&lt;b&gt;$x_{1$&amp; (3)" in text and "<b>" not in text


def test_files_by_command(out, tmp_path, capsys):
    app(
        ["stats", str(out), "--html", str(tmp_path / "a/page.html"), "--plots", str(tmp_path / "p")],
        standalone_mode=False,
    )
    assert (tmp_path / "a/page.html").read_text("utf-8").startswith("<!doctype html>")
    names = {path.stem for path in (tmp_path / "p").glob("*.svg")}
    assert {"topics-zh", "topics-en", "problems-zh", "contradictions-zh", "outcomes-en", "coverage-zh"} <= names
