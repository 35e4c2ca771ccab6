"""Draws docs/report.png, the page of a bundled sample report; `python docs/picture.py` needs Chromium."""

import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from nlp import catalog, engine
from nlp.write.page import write_pages
from nlp.write.summary import read_errors, read_records

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = "gubu-town-2022.txt"  # an invented town with planted contradictions


def main() -> int:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if not browser:
        print("needs Chromium, which is not installed")
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        out = Path(folder)
        engine.annotate([ROOT / "corpora/sample" / SAMPLE], out)
        write_pages(lambda: read_records(out), read_errors(out), catalog.load(), out / "html")
        page = driver.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"]).new_page(
            viewport={"width": 1280, "height": 800}
        )
        page.goto(next((out / "html").glob("report-*.html")).as_uri())
        page.keyboard.press("j")
        drawn = Image.open(BytesIO(page.screenshot()))
        drawn.quantize(64, dither=Image.Dither.NONE).save(ROOT / "docs/report.png", optimize=True)
        page.context.browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
