"""200 findings of 40 reports judged by keyboard alone while the server is killed again and again with SIGKILL.

`python tests/browser/kill.py [tries]` says how many verdicts were lost: given by a key, and in the end not in the log.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from random import Random

import msgspec
from playwright.sync_api import Browser, Error, Page, sync_playwright

from nlp import catalog
from nlp.decisions import VERDICTS, read_decisions
from nlp.exam.plants import PLANTERS
from nlp.exam.reports import candidates
from nlp.write.rows import Record
from tests.browser.conftest import ARGUMENTS, PLACES
from tests.server.conftest import annotate
from tests.server.serving import Served

REPORTS, FINDINGS = 40, 200
EACH = FINDINGS // REPORTS


def make_run(out: Path) -> None:
    """A run of 40 reports with five findings each: of reports with planted errors, findings repeated to make five."""
    known, random, kinds = catalog.load(), Random(0), list(PLANTERS.values())
    corpus = out.parent / "corpus"
    corpus.mkdir()
    for number, simulated in enumerate(candidates(99, known)):
        plant = kinds[number % len(kinds)](random, simulated, known)
        if plant:
            (corpus / simulated.name).write_text(plant.text, "utf-8")
        if number > 2 * REPORTS:
            break
    annotate(out, corpus)
    lines = []
    for line in (out / "records.jsonl").read_bytes().splitlines():
        record = msgspec.json.decode(line, type=Record)
        if record.findings and len(lines) < REPORTS:
            findings = [record.findings[n % len(record.findings)] for n in range(EACH)]
            named = [msgspec.structs.replace(f, finding_id=f"{len(lines):08x}{n:08x}") for n, f in enumerate(findings)]
            lines.append(msgspec.json.encode(msgspec.structs.replace(record, findings=tuple(named))))
    assert len(lines) == REPORTS
    (out / "records.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))


def judge_all(browser: Browser, out: Path, log: Path, seed: int, kills: int) -> tuple[int, int]:
    """Verdicts given by keys, and those of them that the log doesn't hold in the end."""
    random = Random(seed)
    desk = Served(out, "--decisions", str(log)).start()
    done = threading.Event()

    def kill() -> None:
        for _ in range(kills):
            if done.wait(random.uniform(0.2, 2)):
                return
            desk.kill()
            desk.start()

    killer = threading.Thread(target=kill)
    page = browser.new_page()
    page.goto(f"{desk.address}/next/-")
    killer.start()
    given: dict[str, str] = {}
    names = list(VERDICTS)
    try:
        while len(given) < FINDINGS:
            for _ in range(EACH):
                finding = page.locator(".finding.chosen form.verdict").get_attribute("data-finding")
                key = random.randrange(5)
                page.keyboard.press(str(key + 1))
                given[finding] = names[key]
                time.sleep(random.uniform(0, 0.02))
            before = page.url
            page.keyboard.press("n")
            _arrive(page, before)
    finally:
        done.set()
        killer.join()
        page.close()
        desk.stop()
    held = {decision.finding: decision.verdict for decision in read_decisions(log)}
    return len(given), sum(held.get(finding) != verdict for finding, verdict in given.items())


def _arrive(page: Page, before: str) -> None:
    """Waits for the next report; where the server was just gone, loads it as a person would."""
    for _ in range(200):
        with suppress(Error):  # the server may be gone at any moment
            page.wait_for_function(
                "before => location.href.split('#')[0] !== before && document.readyState === 'complete' && "
                "(document.querySelector('.finding.chosen') || document.querySelector('body.queue'))",
                arg=before.split("#")[0],
                timeout=1500,
            )
            return
        with suppress(Error):
            if page.url.startswith("chrome-error"):
                page.reload()
        time.sleep(0.2)
    raise AssertionError("the next report did not open")


def main(tries: int, kills: int = 20) -> int:
    """Verdicts lost in so many tries."""
    lost = 0
    path = next(filter(None, map(shutil.which, PLACES)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        out = Path(folder) / "out"
        make_run(out)
        for number in range(tries):
            given, missing = judge_all(browser, out, Path(folder) / f"{number}.db", number, kills)
            print(f"try {number + 1}: {given} given, {missing} lost", flush=True)
            lost += missing
        browser.close()
    return lost


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 20) > 0)
