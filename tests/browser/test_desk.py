"""The desk in a real Chromium: judge by keyboard, restart, run again; hostile reports stay text."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from nlp.decisions import VERDICTS, Log, read_decisions
from nlp.write.rows import Record
from tests.browser.conftest import LOOKS, violations
from tests.browser.payloads import PAYLOADS, poisoned
from tests.server.conftest import annotate
from tests.server.serving import Served, hidden

kill = pytest.importorskip("tests.browser.kill", reason="needs playwright, which is not installed")
SAMPLE = Path(__file__).resolve().parents[2] / "corpora/sample"
REPORT = "lanling-transport-2017.txt"


@pytest.fixture
def page(opened):
    """A page that must not complain: no violated policy, no failing script."""
    yield opened.page
    assert opened.complaints == []


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A run over one report with findings, beside its corpus."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "corpus").mkdir()
    shutil.copy(SAMPLE / REPORT, folder / "corpus" / REPORT)
    annotate(folder / "out", folder / "corpus")
    return folder


@pytest.fixture
def out(made, tmp_path):
    """A copy of that run and its corpus, which a test may change."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "out"


def chosen(page) -> str:
    return page.locator(".finding.chosen form.verdict").get_attribute("data-finding")


def state(page, finding: str) -> str:
    return page.locator(f'form.verdict[data-finding="{finding}"]').get_attribute("data-state")


def kept(page) -> None:
    """Waits until nothing is on the way to the server."""
    page.wait_for_function("() => !document.querySelector('nav.review').dataset.waiting")


def test_a_rejected_finding_stays_rejected_until_its_number_changes(page, out, tmp_path):
    with Served(out) as desk:
        page.goto(desk.address)
        page.keyboard.press("Enter")
        page.keyboard.press("n")
        page.wait_for_selector(".finding.chosen")
        finding = chosen(page)
        quote = page.locator(".finding.chosen .sides q").first.inner_text()
        page.keyboard.press("c")
        page.keyboard.type("口径不同, 已电话核实")
        page.keyboard.press("Escape")
        page.keyboard.press("2")
        kept(page)
    log = read_decisions(out / "decisions.db")
    assert [(d.finding, d.verdict, d.comment) for d in log] == [(finding, "false_alarm", "口径不同, 已电话核实")]

    annotate(out, tmp_path / "corpus")  # the same files again
    with Served(out) as desk:
        page.goto(f"{desk.address}/finding/{finding}")
        assert state(page, finding) == "judged"
        assert page.locator(f'form.verdict[data-finding="{finding}"] textarea').input_value() == "口径不同, 已电话核实"

    source = tmp_path / "corpus" / REPORT
    text = source.read_text("utf-8")
    assert text.count(quote) == 1
    digit = next(char for char in quote if char.isdecimal())
    other = quote.replace(digit, str((int(digit) + 1) % 10 or 7), 1)
    source.write_text(text.replace(quote, other), "utf-8")
    annotate(out, tmp_path / "corpus")
    with Served(out) as desk:
        page.goto(f"{desk.address}/finding/{finding}")
        assert state(page, finding) == "stale"
        assert "口径不同, 已电话核实" in page.locator(".finding.chosen .before").inner_text()


def test_every_key_does_its_work(page, out):
    with Served(out) as desk:
        page.goto(f"{desk.address}/next/-")
        first = chosen(page)
        for key, verdict in enumerate(VERDICTS, 1):
            page.evaluate("gongkai.choose(document.querySelector('.finding'), true)")
            one = chosen(page)
            page.keyboard.press(str(key))
            kept(page)
            assert [d.verdict for d in read_decisions(out / "decisions.db") if d.finding == one][-1] == verdict
        page.keyboard.press("u")
        kept(page)
        assert read_decisions(out / "decisions.db")[-1].verdict == "source_damaged"
        page.keyboard.press("?")
        assert page.locator("dialog.help").is_visible()
        page.keyboard.press("1")  # nothing is judged behind the help
        page.keyboard.press("Escape")
        assert len(read_decisions(out / "decisions.db")) == 4
        page.keyboard.press("k")
        assert chosen(page) == first or page.locator(".finding").count() > 1


def test_forms_work_without_a_script(browser, out):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    with Served(out) as desk:
        page.goto(f"{desk.address}/next/-")
        form = page.locator("form.verdict").first
        form.locator("textarea").fill("没有脚本也行")
        form.locator("button[value=scope_differs]").click()
        assert "#finding-" in page.url
        page.goto(desk.address)
        page.locator("form.undo button").click()
        page.goto(f"{desk.address}/?state=")
        assert page.locator("ol.queue li").count() > 0
    context.close()
    assert read_decisions(out / "decisions.db") == []


def test_a_second_reviewer_may_judge_blind(page, out):
    with Served(out, reviewer="甲") as desk:
        page.goto(f"{desk.address}/next/-")
        page.keyboard.press("1")
        kept(page)
    with Served(out, "--blind", reviewer="乙") as desk:
        page.goto(f"{desk.address}/next/-")
        assert page.locator(".other").count() == 0
        page.keyboard.press("2")
        kept(page)
        page.goto(f"{desk.address}/?state=")
        assert page.locator(".agreement").count() == 0
    with Served(out, reviewer="乙") as desk:
        page.goto(f"{desk.address}/?state=disputed")
        assert page.locator("ol.queue li").count() == 1
        assert "κ" in page.locator(".agreement").inner_text()


def test_corrected_tags_are_labels_for_training(page, out, tmp_path):
    from nlp.topics.exchange import read_examples

    with Served(out) as desk:
        page.goto(f"{desk.address}/next/-")
        page.locator(".correct a").first.click()
        form = page.locator("form.unit-tags").first
        for box in form.locator("input[name=tag]:checked").all():
            box.uncheck()
        for box in form.locator("input[name=problem_type]:checked").all():
            box.uncheck()
        form.locator("input[value=sv_training]").check()
        form.locator("button", has_text="保存").click()
        page.wait_for_selector(".mark.judged")
    log = Log(out / "decisions.db")
    (correction,) = log.corrections()
    log.close()
    assert correction.tags == ("sv_training",)
    file = tmp_path / "labels.jsonl"
    command = [sys.executable, "-m", "nlp.cli", "decisions", "labels", out / "decisions.db", "--out", file]
    subprocess.run(command, check=True, capture_output=True)
    (example,) = read_examples(file)
    assert (example.text, example.labels) == (correction.text, ("sv_training",))


HARM = "[window.harmed, document.querySelectorAll('script').length, document.querySelectorAll('main').length]"


def test_hostile_reports_are_text(page, tmp_path, opened):
    """A report with fifty payloads in its prose, read and judged; one more in the reviewer's name and the comment."""
    text = (SAMPLE / REPORT).read_text("utf-8")
    head, mark, rest = text.partition("。")
    bad = "".join(PAYLOADS).encode("utf-8", "replace").decode()
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a<b>&'.txt").write_text(head + bad + mark + rest, "utf-8")
    annotate(tmp_path / "out", tmp_path / "corpus")
    with Served(tmp_path / "out", reviewer=PAYLOADS[0]) as desk:
        for path in ("/", "/next/-"):
            page.goto(desk.address + path)
            assert page.evaluate(HARM) == [None, 1, 1]
        assert page.locator(".prose").inner_text().count("window.harmed") > 30
        page.keyboard.press("c")
        page.keyboard.type(f"</textarea>{PAYLOADS[0]}")
        page.keyboard.press("Escape")
        page.keyboard.press("1")
        kept(page)
        page.reload()
        assert page.evaluate(HARM) == [None, 1, 1]
        assert all(url.startswith(desk.address) for url in opened.requests)


def test_hostile_records_and_verdicts_are_text(page, out, opened):
    """Fifty reports, each with one payload in every field a document fills, and in a verdict of another reviewer."""
    with (out / "records.jsonl").open("rb") as lines:
        base = msgspec.json.decode(lines.readline(), type=Record)
    base = replace(base, units=base.units[:3], figures=(), checks=base.checks[:3], findings=base.findings[:1])
    payloads = [payload.encode("utf-8", "replace").decode() for payload in PAYLOADS]
    log, records = Log(out / "decisions.db"), []
    for number, payload in enumerate(payloads):
        own = replace(base.findings[0], finding_id=f"{number:016x}")
        bad = poisoned(replace(base, findings=(own,)), payload)
        records.append(replace(bad, report=replace(bad.report, report_id=f"{number:010x}/r1")))
        log.add(own.finding_id, own.fingerprint, "confirmed", payload, payload, rule=own.rule, subject=payload)
    log.close()
    (out / "records.jsonl").write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in records))
    with Served(out) as desk:
        page.goto(desk.address)
        assert page.locator("ol.queue li").count() == 50
        assert page.evaluate(HARM) == [None, 1, 1]
        for number, payload in enumerate(payloads):
            page.goto(f"{desk.address}/finding/{number:016x}")
            assert page.evaluate(HARM) == [None, 1, 1], payload
            shown = page.locator(".other").inner_text()
            assert (" ".join(payload.split()) if payload.isprintable() else "U+") in shown, payload
            page.locator(".correct a").first.click()
            page.wait_for_selector("form.unit-tags")
            assert page.evaluate(HARM) == [None, 1, 1], payload
        assert all(url.startswith(desk.address) for url in opened.requests)


def test_axe_finds_no_serious_violation(browser, out):
    """The queue, a report with judged findings and tags, light and dark, wide and narrow."""
    with Served(out) as desk:
        first = desk.get("/next/-")[1]["location"]
        record = desk.get(first)[2]
        fields = {name: hidden(record, name) for name in ("token", "finding", "fingerprint")}
        desk.post("/judge", {**fields, "verdict": "false_alarm", "comment": "口径不同"})
        tags = re.search(r'href="(/tags/[^"]+)"', record)[1]
        for look in LOOKS:
            assert violations(browser, [desk.address + path for path in ("/?state=", first, tags)], look) == []


def test_a_page_of_another_origin_can_not_judge(browser, out, tmp_path):
    with Served(out) as desk:
        address = f"{desk.address}/judge"
        (tmp_path / "evil.html").write_text(
            f'<form method="post" action="{address}"><input name="verdict" value="confirmed"><button>x</button></form>'
        )
        page = browser.new_page()
        page.goto((tmp_path / "evil.html").as_uri())
        with page.expect_response(address) as answer:
            page.locator("button").click()
        assert answer.value.status == 403
        page.close()
    assert read_decisions(out / "decisions.db") == []


def test_verdicts_given_while_the_server_is_gone_arrive_when_it_is_back(opened, out):
    page, desk = opened.page, Served(out).start()
    page.goto(f"{desk.address}/next/-")
    finding = chosen(page)
    desk.kill()
    page.keyboard.press("3")
    page.wait_for_selector(".unsaved:not(:empty)")
    with Served(out, port=desk.port):
        kept(page)
    assert [(d.finding, d.verdict) for d in read_decisions(out / "decisions.db")] == [(finding, "scope_differs")]


@pytest.mark.slow
def test_no_verdict_is_lost_while_the_server_is_killed(browser, tmp_path):
    kill.make_run(tmp_path / "out")
    found = kill.judge_all(browser, tmp_path / "out", tmp_path / "d.db", seed=1, kills=5)
    assert (found.given, found.lost, found.kills) == (kill.FINDINGS, 0, 5)
