"""A real Chromium, and pages of sample reports to open in it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nlp import catalog, engine
from nlp.write.page import write_pages
from nlp.write.rows import Record
from nlp.write.summary import read_errors, read_records

SAMPLE = Path(__file__).resolve().parents[2] / "corpora/sample"
NAMES = ("lanling-transport-2017.txt", "jiangbu-market-2021.txt", "yunping-civil-2022.txt", "yunping-civil-2023.txt")
PLACES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LOOKS = [{"viewport": size, "color_scheme": theme} for size in (WIDE, NARROW) for theme in ("light", "dark")]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright, which is not installed")
    path = next(filter(None, map(shutil.which, PLACES)), None)
    if not path:
        pytest.skip("needs Chromium, which is not installed")
    with api.sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield made
        made.close()


class Opened:
    """A page with what it asked for and complained of while it was open."""

    def __init__(self, context: Any) -> None:
        self.page = context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.page.on("console", lambda said: said.type in ("error", "warning") and self.complaints.append(said.text))

    def go(self, path: Path, place: str = "") -> Any:
        self.page.goto(path.as_uri() + place)
        return self.page


@pytest.fixture
def opened(browser: Any, request: pytest.FixtureRequest) -> Iterator[Opened]:
    """A page 1280 pixels wide, or as the test's parameter says."""
    options = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light", **getattr(request, "param", {})}
    context = browser.new_context(**options)
    yield Opened(context)
    context.close()


@pytest.fixture(scope="session")
def batch(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Path], list[Record]]:
    """Folder of the pages of four sample reports and a file that can't be read; pages by source; records."""
    corpus, out = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("out")
    for name in NAMES:
        shutil.copy(SAMPLE / name, corpus / name)
    (corpus / "empty.txt").write_text("", encoding="utf-8")
    engine.annotate([corpus], out)
    write_pages(lambda: read_records(out), read_errors(out), catalog.load(), out / "html")
    records = list(read_records(out))
    named = {r.report.source: out / "html" / f"report-{r.report.report_id.replace('/', '-')}.html" for r in records}
    return out / "html", named, records


def axe_source() -> str:
    """The accessibility checker, fetched by npm once."""
    here = Path(__file__).resolve().parent
    script = here / "node_modules/axe-core/axe.min.js"
    if not script.exists():
        npm = shutil.which("npm")
        if not npm:
            pytest.skip("needs npm for axe-core, which is not installed")
        command = [npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(command, cwd=here, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            pytest.skip(f"npm could not install axe-core: {done.stderr.strip().splitlines()[-1:]}")
    return script.read_text(encoding="utf-8")


def violations(browser: Any, addresses: Iterable[str], look: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What axe calls serious or critical on pages in a look, with a finding chosen: page, rule, element."""
    axe, found = axe_source(), []
    context = browser.new_context(**look)
    page = context.new_page()
    for address in addresses:
        page.goto(address)
        page.evaluate(axe)
        page.keyboard.press("j")
        result = page.evaluate("axe.run({resultTypes: ['violations']}).then(result => result.violations)")
        grave = [violation for violation in result if violation["impact"] in ("serious", "critical")]
        found += [(page.url, violation["id"], violation["nodes"][0]["html"][:120]) for violation in grave]
    context.close()
    return found
