"""From a finding back to its evidence: the place it names in the file holds what it quotes.

Reports are written anew as web page, DOCX and PDF; the places are looked up with other means than the readers': an
XPath in the page, a walk in the XML, the characters within a box of a page.
"""

import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from lxml import etree, html

from nlp import catalog, ingest
from nlp.document import Place, Report
from nlp.pipeline import Tools, analyze

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

from docxs import as_docx  # noqa: E402
from pdfs import as_pdf  # noqa: E402
from redress import as_html, document  # noqa: E402

SAMPLE = ROOT / "corpora" / "sample"
NAMES = ("lanling-transport-2017", "liuwan-urban-2020", "mushan-county-2023", "songyin-town-2023")


@cache
def tools() -> Tools:
    return Tools(catalog.load())


def dense(text: str) -> str:
    return re.sub(r"\s", "", text)


def in_page(data: bytes) -> Callable[[Place], str]:
    tree = html.document_fromstring(data.decode())

    def find(place: Place) -> str:
        (node,) = tree.xpath(str(place.path).replace("/tbody", "")) or tree.xpath(str(place.path))
        return "".join(node.itertext())

    return find


def in_docx(data: bytes) -> Callable[[Place], str]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        root = etree.fromstring(file.read("word/document.xml"))

    def find(place: Place) -> str:
        steps = re.sub(r"/(\w+)", r"/w:\1", str(place.path))
        (node,) = root.xpath(f"/w:document{steps}", namespaces={"w": root.nsmap["w"]})
        return "".join(node.itertext())

    return find


def in_pdf(data: bytes) -> Callable[[Place], str]:
    import pypdfium2

    opened = pypdfium2.PdfDocument(data)

    def find(place: Place) -> str:
        assert place.page and place.box
        page = opened[place.page - 1]
        left, top, right, bottom = place.box
        height = page.get_height()
        return str(page.get_textpage().get_text_bounded(left - 1, height - bottom - 1, right + 1, height - top + 1))

    return find


FORMATS: dict[str, tuple[Callable, Callable]] = {
    "html": (lambda blocks: as_html(blocks).encode(), in_page),
    "docx": (as_docx, in_docx),
    "pdf": (as_pdf, in_pdf),
}


def quoted(report: Report) -> Iterator[tuple[str, tuple[Place, ...], str]]:
    """What is said of the source, where it stands, and what is quoted: evidence, cells and figures."""
    raw, text = report.text.raw, report.text
    spans = [
        (f"{f.rule} {side.cell or side.figure}", side.span)
        for f in report.findings
        for side in f.evidence
        if len(side.span)
    ]
    spans += [(cell.id, cell.span) for table in report.tables for cell in table.cells if cell.span]
    spans += [(figure.id, figure.span) for figure in report.figures]
    for name, span in spans:
        source = text.trace(span)
        yield name, raw.places(source), raw.text[source.start : source.end]


CASES = [
    pytest.param(name, kind, marks=() if name == NAMES[0] else pytest.mark.slow) for name in NAMES for kind in FORMATS
]


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_every_place_holds_what_is_quoted(name: str, kind: str) -> None:
    write, opened = FORMATS[kind]
    data = write(document(analyze(SAMPLE / f"{name}.txt", tools())))
    (report,) = analyze(ingest.read_bytes(data, name), tools())
    find, wrong, count = opened(data), [], 0
    for what, places, quote in quoted(report):
        count += 1
        held = "".join(dense(find(place)) for place in places)
        if not places or dense(quote) not in held:
            wrong.append((what, quote, places[:2], held[:60]))
    assert wrong[:5] == [] and count > 50
