"""Reports as HTML pages, for reading, proof-reading and filing: no network, nothing to install.

Whatever stands in a document is data and appears as text, characters that can't be seen as visible marks.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.catalog import Catalog
from nlp.write.cards import Elsewhere, nowhere
from nlp.write.naming import Bilingual, anchor, typeset
from nlp.write.rows import ErrorRow, Record, ReportRow
from nlp.write.view import Page, view

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["Page", "anchor", "assets", "environment", "render", "render_index", "seen", "view", "write_pages"]

# What changes how a page reads without being seen, or can't be written at all: controls, soft hyphen, fillers,
# bidirectional marks, zero width, line separators, halves of surrogate pairs, annotation marks, tags.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)


def render(page: Page, catalog: Catalog, **extra: Any) -> str:
    """HTML of a report; `extra` goes to the template (the reviewer's forms)."""
    template = environment().get_template("report.html.j2")
    return template.render(**{"page": page, "names": _names(catalog), **assets(), **extra})


def render_index(pages: Iterable[Mapping[str, Any]], errors: Sequence[ErrorRow] = (), **extra: Any) -> str:
    """HTML of the list of a batch, the gravest first: rows with `href` and `report` (a ReportRow), unreadable files."""
    rows = sorted(pages, key=lambda row: (-row["report"].errors, -row["report"].reviews))
    template = environment().get_template("index.html.j2")
    return template.render(**{"pages": rows, "errors": errors, **assets(), **extra})


def write_pages(read: Callable[[], Iterable[Record]], errors: Sequence[ErrorRow], catalog: Catalog, out: Path) -> int:
    """Write a page for each record and index.html into a folder; the number of pages.

    `read` is called twice, so that a page can link to any other and one record is in memory at a time.
    """
    out.mkdir(parents=True, exist_ok=True)
    reports = [record.report for record in read()]
    elsewhere = pages_by_place(reports)
    for record in read():
        _put(out / file_name(record.report), render(view(record, catalog, elsewhere), catalog, index="index.html"))
    rows = ({"href": file_name(report), "report": report} for report in reports)
    _put(out / "index.html", render_index(rows, errors))
    return len(reports)


def file_name(report: ReportRow) -> str:
    """Name of the page of a report."""
    return f"{anchor('report', report.report_id)}.html"


def pages_by_place(reports: Iterable[ReportRow], name: Callable[[ReportRow], str] = file_name) -> Elsewhere:
    """A function from a place in a file to the name of the page of the report that holds it."""
    by_file: dict[str, list[tuple[int, int, str]]] = {}
    for report in reports:
        by_file.setdefault(report.source, []).append((report.source_start, report.source_end, name(report)))
    for spans in by_file.values():
        spans.sort()

    def find(source: str, start: int) -> str:
        spans = by_file.get(source, [])
        at = bisect_right(spans, start, key=lambda span: span[0]) - 1
        return spans[at][2] if at >= 0 and start < spans[at][1] else nowhere(source, start)

    return find


def _put(path: Path, text: str) -> None:
    """The file whole or not at all."""
    partial = path.with_name(f".partial-{os.getpid()}-{path.name}")
    try:
        partial.write_bytes(text.encode())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Templates of this package; everything is escaped, and what can't be seen is shown."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    made = Environment(
        loader=PackageLoader("nlp.write", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["seen"] = seen
    made.filters["marked"] = marked
    made.filters["anchor"] = anchor
    made.filters["typeset"] = typeset
    return made


@lru_cache(maxsize=4)
def page_assets(*more: str) -> dict[str, Any]:
    """Style and script of the pages and of `more` files, and the policy that lets these two run and no other."""
    from markupsafe import Markup

    folder = resources.files("nlp.write").joinpath("templates")
    read = {name: folder.joinpath(name).read_text("utf-8") for name in ("page.css", "page.js", *more)}
    style, script = ("\n".join(text for name, text in read.items() if name.endswith(end)) for end in (".css", ".js"))
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    policy = (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": policy}


def assets() -> dict[str, Any]:
    """Style, script and policy of the page of a report."""
    return page_assets()


def seen(text: object) -> Markup:
    """The text escaped, with a mark in the place of every character that can't be seen."""
    from markupsafe import Markup, escape

    parts = UNSEEN.split(str(text))
    marks = [Markup('<span class="unseen">U+{:04X}</span>').format(ord(found)) for found in UNSEEN.findall(str(text))]
    joined = escape(parts[0])
    for mark, part in zip(marks, parts[1:], strict=True):
        joined += mark + escape(part)
    return joined


def marked(text: object) -> str:
    """The text with such marks in brackets, for titles and attributes."""
    return UNSEEN.sub(lambda found: f"⟦U+{ord(found[0]):04X}⟧", str(text))


def _names(catalog: Catalog) -> dict[str, Bilingual]:
    specs = {**catalog.tags, **catalog.problem_types}
    return {name: Bilingual(spec.name_zh, spec.name_en) for name, spec in specs.items()}
