"""One page for a corpus: pictures, the table of each, and behind every number the list of what it counts.

It holds all it shows: no network, nothing of a document is taken for anything but text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nlp import catalog
from nlp.statistics import Openings, statistics
from nlp.statistics.corpus import Corpus
from nlp.statistics.drawing import INK, draw
from nlp.statistics.panels import TABLES, Panel, panels
from nlp.statistics.rows import Estimate
from nlp.write.naming import typeset
from nlp.write.page import environment, marked, page_assets

MOST_LISTED = 500  # things listed on the page for one number; --open lists all
STYLE = re.compile(r' style="([^"]*)"')  # what a content security policy forbids; each part can be an attribute
OWN_ID = re.compile(r'(\bid="|href="#|url\(#)')
PROLOGUE = re.compile(r"<\?xml.*?<svg ", re.DOTALL)
EXTRAS = re.compile(r"<metadata>.*?</metadata>|<style.*?</style>", re.DOTALL)


def dashboard(folder: Path, expected: Path | None = None, labels: Path | None = None) -> str:
    """HTML of the dashboard of an output folder of `annotate`. Raises UsageError without one, or without matplotlib."""
    shown = panels(*_numbers(folder, expected, labels))
    data = _lists(folder, shown)
    from markupsafe import Markup

    pictures = {
        p.id: {lang: Markup(inline(draw(p, lang, "svg"), f"{p.id}-{lang}")) for lang in ("zh", "en")} for p in shown
    }
    embedded = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return environment().get_template("dashboard.html.j2").render(
        panels=shown, pictures=pictures, data=Markup(embedded), most=MOST_LISTED, reports=len(data["reports"]),
        listed=data["lists"], folder=folder.name, **page_assets("dashboard.css", "dashboard.js"),
    )  # fmt: skip


def write_pictures(folder: Path, out: Path, expected: Path | None = None, labels: Path | None = None) -> Iterator[Path]:
    """Every picture in both languages as SVG and PNG; the paths written. Raises UsageError without a Chinese font."""
    shown = panels(*_numbers(folder, expected, labels))
    out.mkdir(parents=True, exist_ok=True)
    for form in ("svg", "png"):  # without a font, SVG is there when PNG is refused
        for panel in shown:
            for lang in ("zh", "en"):
                path = out / f"{panel.id}-{lang}.{form}"
                path.write_bytes(draw(panel, lang, form))
                yield path


def _numbers(
    folder: Path, expected: Path | None, labels: Path | None
) -> tuple[list[Estimate], list[Estimate], catalog.Catalog, int]:
    """Estimates by year and by region, the catalog, and how many files could not be read."""
    by_year, by_region = (
        list(statistics(folder, (key,), expected, labels, only=only))
        for key, only in (("year", TABLES), ("region", ("tags",)))
    )
    return by_year, by_region, catalog.load(), Corpus(folder).unreadable


def _lists(folder: Path, shown: Sequence[Panel]) -> dict[str, Any]:
    """Reports and texts once each, and of every address the things it counts by their number."""
    corpus, openings = Corpus(folder), Openings(folder)
    rows = corpus.reports
    reports = [
        [marked(issuer or ""), None if year != year or year is None else int(year), marked(source)]
        for issuer, year, source in zip(rows["issuer"], rows["year"], rows["source"], strict=True)
    ]
    texts: dict[str, int] = {}
    made = {}
    for cell in dict.fromkeys(n.cell for panel in shown for row in panel.rows for n in row.numbers if n and n.cell):
        members = list(openings.members(cell))
        entries = [
            [
                corpus.number[member.report_id],
                texts.setdefault(marked(typeset(member.text)), len(texts)) if member.text else -1,
                member.amount,
            ]
            for member in members[:MOST_LISTED]
        ]
        made[cell] = {"all": len(members), "shown": entries}
    return {"reports": reports, "texts": list(texts), "lists": made}


def inline(svg: bytes, name: str) -> str:
    """The picture as part of a page: styles as attributes, ids of its own, ink in the color of the page."""
    text = EXTRAS.sub("", PROLOGUE.sub("<svg ", svg.decode("utf-8"), count=1))
    text = STYLE.sub(_attributes, text).replace(INK, "currentColor")
    return OWN_ID.sub(rf"\g<1>{name}-", text)


def _attributes(style: re.Match[str]) -> str:
    parts = (part.split(":", 1) for part in style[1].split(";") if ":" in part)
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in parts)
