"""200 findings of 40 reports judged by keyboard alone while the server is killed again and again with SIGKILL.

`python tests/browser/kill.py [tries]` says how many verdicts were lost: given by a key, and in the end not in the log.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import NamedTuple

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
TRIES = 20
RESULT = Path(__file__).resolve().parents[2] / "docs/results/kill.json"


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


class Outcome(NamedTuple):
    """Verdicts given by keys, those of them that the log doesn't hold in the end, kills, and kills before a verdict
    just given was on the disk."""

    given: int
    lost: int
    kills: int
    under_way: int


def judge_all(browser: Browser, out: Path, log: Path, seed: int, kills: int) -> Outcome:
    """Judges all findings while the server is killed so many times, each soon after a key at random."""
    random = Random(seed)
    desk = Served(out, "--decisions", str(log)).start()
    given: dict[str, str] = {}
    moments = [(at, random.uniform(0, 0.1)) for at in sorted(random.sample(range(FINDINGS), kills))]
    hits: list[bool] = []
    done = threading.Event()

    def kill() -> None:
        for at, late in moments:
            while len(given) < at and not done.is_set():
                time.sleep(0.002)
            if done.wait(late):
                return
            desk.kill()
            hits.append(len(read_decisions(log)) < len(given))
            desk.start()

    killer = threading.Thread(target=kill)
    page = browser.new_page()
    page.goto(f"{desk.address}/next/-")
    killer.start()
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
    lost = sum(held.get(finding) != verdict for finding, verdict in given.items())
    return Outcome(len(given), lost, len(hits), sum(hits))


def _arrive(page: Page, before: str) -> None:
    """Waits for the next report; where the server was gone in the middle of it, loads it again as a person would."""
    here = before.split("#")[0]
    for _ in range(200):
        with suppress(Error):  # the server may be gone at any moment
            page.wait_for_function(
                "before => location.href.split('#')[0] !== before && document.readyState === 'complete' && "
                "(document.querySelector('.finding.chosen') || document.querySelector('body.queue'))",
                arg=here,
                timeout=2000,
            )
            return
        with suppress(Error):
            if page.url.split("#")[0] != here:  # an error page, or half a report
                page.reload()
        time.sleep(0.2)
    raise AssertionError(f"the next report did not open: {page.url}")


def summed(found: list[Outcome]) -> dict[str, object]:
    """What the tries came to, for the result file."""
    given, lost, killed, under_way = map(sum, zip(*found, strict=True))
    return {
        "note": f"{FINDINGS} findings of {REPORTS} simulated reports judged by keyboard in Chromium; the server killed "
        "with SIGKILL soon after keys at random. Under way: killed before a verdict just given was on the disk.",
        "tries": len(found),
        "kills": killed,
        "kills_with_a_verdict_under_way": under_way,
        "verdicts_given": given,
        "verdicts_lost": lost,
    }


def main(tries: int, kills: int = 10) -> int:
    """Verdicts lost in so many tries; the result file holds the run of 20."""
    found: list[Outcome] = []
    path = next(filter(None, map(shutil.which, PLACES)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        out = Path(folder) / "out"
        make_run(out)
        for number in range(tries):
            found.append(judge_all(browser, out, Path(folder) / f"{number}.db", number, kills))
            print(f"try {number + 1}: {found[-1]}", flush=True)
        browser.close()
    if tries >= TRIES:
        RESULT.write_text(json.dumps(summed(found), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return sum(outcome.lost for outcome in found)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else TRIES) > 0)
