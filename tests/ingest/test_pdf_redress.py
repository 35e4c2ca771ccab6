"""Reports dressed again as PDF, set in several ways: cells and findings equal those of the plain text."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from pdfs import LOOKS, as_pdf  # noqa: E402
from redress import as_html, document, outcome  # noqa: E402
from test_redress import FEW, FILES, OWN, cases, read_again, reports_of  # noqa: E402

STYLE = """<style>@page {size: A4; margin: 25mm 22mm} body {font: 12pt "Noto Serif CJK SC", serif; line-height: 1.7}
p {margin: 0; text-indent: 2em} h1, h2, h3 {font-size: 13pt; margin: 0}
table {border-collapse: collapse; width: 100%} td {border: 1px solid black; padding: 2px; font-size: 9pt}
</style></head>"""


@pytest.mark.parametrize("look", ["plain", "narrow labels"])
@pytest.mark.parametrize("path", cases(FEW[:3]))
def test_a_pdf_tells_what_the_text_tells(path: Path, look: str) -> None:
    data = as_pdf(document(reports_of(path)), LOOKS[look])
    assert outcome(read_again(data, path.name)) == outcome(reports_of(path))


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", cases(FILES))
def test_every_pdf_tells_what_the_text_tells(path: Path, look: str) -> None:
    test_a_pdf_tells_what_the_text_tells(path, look)


@pytest.mark.slow
@pytest.mark.parametrize("path", cases(OWN[::9]))
def test_a_page_printed_by_a_browser_tells_what_the_text_tells(path: Path, tmp_path: Path) -> None:
    browser = shutil.which("chromium")
    if not browser:
        pytest.skip("needs Chromium, which is not installed")
    page = tmp_path / "page.html"
    page.write_text(as_html(document(reports_of(path)), "页").replace("</head>", STYLE), encoding="utf-8")
    printed = tmp_path / "page.pdf"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={printed}"]
    subprocess.run([browser, *options, page.as_uri()], check=True, capture_output=True, timeout=120)
    assert outcome(read_again(printed.read_bytes(), path.name)) == outcome(reports_of(path))


@pytest.mark.slow
@pytest.mark.parametrize("path", cases(OWN[::9]))
def test_a_file_of_an_office_program_tells_what_the_text_tells(path: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if not office:
        pytest.skip("needs LibreOffice, which is not installed")
    page = tmp_path / "page.html"
    html = as_html(document(reports_of(path)), "页").replace("<table>", '<table border="1" cellspacing="0">')
    page.write_text(html, encoding="utf-8")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    options = [
        profile,
        "--headless",
        "--infilter=HTML (StarWriter)",
        "--convert-to",
        "pdf:writer_pdf_Export",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([office, *options, str(page)], check=True, capture_output=True, timeout=180)
    assert outcome(read_again((tmp_path / "page.pdf").read_bytes(), path.name)) == outcome(reports_of(path))
