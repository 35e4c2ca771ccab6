"""How soon the page of the longest seed is open and answers; `python -m tests.browser.measure` writes the result."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from nlp import catalog, ingest, pipeline
from nlp.write.page import render, view
from nlp.write.records import record
from tests.browser.conftest import ARGUMENTS, PLACES

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT.parent / "shared/seeds"
RESULT = ROOT / "docs/results/pages.json"
ROUNDS = 9


def longest_page() -> str:
    """HTML of the longest report of the longest seed."""
    known = catalog.load()
    longest = max(SEEDS.glob("*.txt"), key=lambda path: path.stat().st_size)
    reports = pipeline.analyze(ingest.read(longest, uri=longest.name), pipeline.Tools(known, None))
    return max((render(view(record(report), known), known) for report in reports), key=len)


def answer(browser: Browser, address: str) -> tuple[float, float, int]:
    """Seconds until a page is loaded, and until a figure under the mouse and its cell are lit; requests made."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    started = time.perf_counter()
    page.goto(address)
    loaded = time.perf_counter() - started
    page.hover(".figure[role]")
    page.wait_for_function("document.querySelectorAll('.lit').length > 1")
    lit = time.perf_counter() - started
    page.close()
    return loaded, lit, len([url for url in requests if url != address])


def measure() -> dict[str, Any]:
    """Size of the page, median and slowest seconds of some rounds, requests beside the file itself."""
    html = longest_page()
    path = next(filter(None, map(shutil.which, PLACES)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        file = Path(folder) / "page.html"
        file.write_text(html, "utf-8")
        browser = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        rounds = [answer(browser, file.as_uri()) for _ in range(ROUNDS)]
        browser.close()
    loaded, lit, requests = zip(*rounds, strict=True)
    return {
        "note": "The longest report of the longest seed, in Chromium on a shared machine of two cores.",
        "bytes": len(html.encode()),
        "seconds_to_load": {"median": round(statistics.median(loaded), 3), "slowest": round(max(loaded), 3)},
        "seconds_to_light_a_figure": {"median": round(statistics.median(lit), 3), "slowest": round(max(lit), 3)},
        "requests": max(requests),
        "rounds": ROUNDS,
    }


if __name__ == "__main__":
    result = json.dumps(measure(), indent=1)
    RESULT.write_text(f"{result}\n", "utf-8")
    print(result, file=sys.stderr)
