"""The command line as a user meets it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nlp.cli import app

SAMPLE = Path(__file__).resolve().parents[1] / "corpora" / "sample"
CLEAN = SAMPLE / "clean-5-approximate.txt"
PLANTED = SAMPLE / "gubu-town-2022.txt"


def gongkai(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nlp.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_annotate_ends_with_a_table_and_code_0(tmp_path):
    done = gongkai("annotate", PLANTED, "--out", tmp_path)
    assert done.returncode == 0
    assert "报告 / reports" in done.stderr
    assert done.stdout == ""
    assert (tmp_path / "records.jsonl").is_file()


def test_annotate_counts_unreadable_files_and_still_ends_with_0(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    done = gongkai("annotate", tmp_path / "empty.txt", "--out", tmp_path / "out")
    assert done.returncode == 0
    assert "unreadable files" in done.stderr


def test_check_of_a_clean_report_ends_with_0():
    assert gongkai("check", CLEAN, "--format", "concise").returncode == 0


def test_check_of_a_contradiction_ends_with_1_and_shows_both_sides():
    done = gongkai("check", PLANTED)
    assert done.returncode == 1
    first = done.stdout.splitlines()[0].split()
    assert first[0].startswith(f"{PLANTED.name}:")
    assert first[2] == "error"
    assert "^" in done.stdout


def test_check_of_an_unreadable_file_ends_with_1(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    done = gongkai("check", tmp_path / "empty.txt")
    assert done.returncode == 1
    assert "empty.txt" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "nowhere.txt"],
        ["check"],
        ["annotate", str(CLEAN)],
        ["check", str(CLEAN), "--format", "xml"],
        ["check", str(CLEAN), "--fail-level", "fatal"],
        ["explain", "XX999"],
        ["summary", "nowhere"],
    ],
    ids=" ".join,
)
def test_misuse_ends_with_2_and_no_traceback(arguments):
    done = gongkai(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout


def test_json_and_jsonl_say_the_same():
    _, array = run("check", PLANTED, "--format", "json")
    _, lines = run("check", PLANTED, "--format", "jsonl")
    assert json.loads(array) == [json.loads(line) for line in lines.splitlines()]
    assert json.loads(array)


def test_a_baseline_hides_what_it_knows(tmp_path):
    code, known = run("check", PLANTED, "--format", "json")
    (tmp_path / "known.json").write_text(known, encoding="utf-8")
    assert code == 1
    assert run("check", PLANTED, "--format", "concise", "--baseline", tmp_path / "known.json") == (0, "")


def test_select_and_ignore_take_codes_and_families():
    codes = {json.loads(line)["rule"] for line in run("check", PLANTED, "--format", "jsonl")[1].splitlines()}
    family = next(iter(codes))[:2]
    chosen = run("check", PLANTED, "--format", "jsonl", "--select", family)[1].splitlines()
    left = run("check", PLANTED, "--format", "jsonl", "--ignore", family)[1].splitlines()
    assert {json.loads(line)["rule"] for line in chosen} == {code for code in codes if code.startswith(family)}
    assert {json.loads(line)["rule"] for line in left} == {code for code in codes if not code.startswith(family)}


def test_exit_zero_reports_without_failing():
    code, text = run("check", PLANTED, "--exit-zero", "--format", "concise")
    assert code == 0
    assert text


def test_settings_of_the_folder_are_used(tmp_path, monkeypatch):
    (tmp_path / "gongkai.toml").write_text('format = "concise"\nexit-zero = true\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, text = run("check", PLANTED)
    assert code == 0
    assert all(line.startswith(PLANTED.name) for line in text.splitlines())


def test_an_unknown_setting_names_the_nearest(tmp_path):
    (tmp_path / "gongkai.toml").write_text('selct = ["TT"]\n', encoding="utf-8")
    command = [sys.executable, "-m", "nlp.cli", "check", str(PLANTED)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert "selct" in done.stderr
    assert "select" in done.stderr


def test_explain_prints_ground_and_limits():
    code, text = run("explain", "tt101")
    assert code == 0
    assert text.startswith("TT101")
    for part in ("为什么 why", "依据 ground", "例子 example", "不报 not flagged"):
        assert part in text


def test_sarif_declares_every_rule_and_every_result_names_one():
    log = json.loads(run("check", PLANTED, "--format", "sarif")[1])
    run_ = log["runs"][0]
    rules = [rule["id"] for rule in run_["tool"]["driver"]["rules"]]
    assert run_["columnKind"] == "unicodeCodePoints"
    assert {result["kind"] for result in run_["results"]} >= {"fail", "pass", "notApplicable"}
    for result in run_["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert (result["level"] == "none") == (result["kind"] != "fail")


def test_github_annotations_carry_line_and_title():
    lines = run("check", PLANTED, "--format", "github")[1].splitlines()
    assert lines[0].startswith(f"::error file={PLANTED.name},line=")


def test_summary_lists_reports_and_contradictions(tmp_path):
    run("annotate", PLANTED, "--out", tmp_path)
    code, text = run("summary", tmp_path)
    assert code == 0
    assert "contradictions" in text


@pytest.mark.parametrize("table", ["[budget]\nbytes = 100\n", "budget = {bytes = 100}\n"])
def test_limits_of_the_folder_hold_for_every_command(tmp_path, monkeypatch, table):
    (tmp_path / "gongkai.toml").write_text(table, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert "over the budget of 100" in run("check", PLANTED)[1]
    assert "over the budget of 100" in run("doctor", PLANTED)[1]
    assert run("check", CLEAN, "--limit", "bytes=100000")[0] == 0


@pytest.mark.parametrize(
    ("limit", "says"),
    [
        ("cels=3", "cells"),
        ("cells", "above 0"),
        ("cells=0", "above 0"),
        ("seconds=inf", "above 0"),
        ("cells=x", "above 0"),
    ],
)
def test_a_limit_that_is_none_is_refused(limit, says):
    done = gongkai("check", CLEAN, "--limit", limit)
    assert done.returncode == 2
    assert says in done.stderr and "Traceback" not in done.stderr


@pytest.fixture
def judged(tmp_path):
    """A log in which the findings of a report can be judged, by rule."""
    from nlp.decisions import Log

    found = [json.loads(line) for line in gongkai("check", PLANTED, "--format", "jsonl").stdout.splitlines()]
    log = Log(tmp_path / "d.db")

    def judge(verdict: str, *, stale: bool = False, comment: str = "") -> Path:
        for row in found:
            fingerprint = "0" if stale else row["fingerprint"]
            log.add(row["finding_id"], fingerprint, verdict, "甲", comment, rule=row["rule"])
        return tmp_path / "d.db"

    judge.found = found
    yield judge
    log.close()


@pytest.mark.parametrize("verdict", ["false_alarm", "scope_differs", "source_damaged"])
def test_check_leaves_out_what_reviewers_rejected(judged, verdict):
    done = gongkai("check", PLANTED, "--decisions", judged(verdict))
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("verdict", ["confirmed", "cannot_tell"])
def test_check_shows_what_stands_or_is_in_doubt(judged, verdict):
    done = gongkai("check", PLANTED, "--decisions", judged(verdict))
    assert (done.returncode, done.stdout) == (1, gongkai("check", PLANTED).stdout)


def test_check_asks_again_where_the_values_changed(judged):
    done = gongkai("check", PLANTED, "--decisions", judged("false_alarm", stale=True))
    assert (done.returncode, done.stdout) == (1, gongkai("check", PLANTED).stdout)


def test_check_without_a_file_of_decisions_is_misuse(tmp_path):
    done = gongkai("check", PLANTED, "--decisions", tmp_path / "none.db")
    assert done.returncode == 2
    assert "no decisions" in done.stderr


@pytest.mark.parametrize(
    ("verdict", "status", "code"),
    [("false_alarm", "accepted", 0), ("cannot_tell", "underReview", 1), ("confirmed", None, 1)],
)
def test_sarif_tells_what_is_suppressed_and_why(judged, verdict, status, code):
    done = gongkai("check", PLANTED, "--format", "sarif", "--decisions", judged(verdict, comment="口径见附件"))
    results = [r for r in json.loads(done.stdout)["runs"][0]["results"] if "partialFingerprints" in r]
    marks = [mark for result in results for mark in result.get("suppressions", [])]
    assert done.returncode == code
    assert len(results) == len(judged.found)
    assert [mark["status"] for mark in marks] == ([status] * len(results) if status else [])
    assert all(mark["kind"] == "external" and "口径见附件 (甲)" in mark["justification"] for mark in marks)


def test_verdicts_estimate_the_precision_of_a_rule(judged):
    rule = judged.found[0]["rule"]
    number = sum(row["rule"] == rule for row in judged.found)
    done = gongkai("rules", "--measured", "--decisions", judged("confirmed"))
    block = next(part for part in done.stdout.split("\n\n") if part.startswith(rule))
    assert f"by reviewers  {number}/{number} = 1.000 [" in block


def test_the_log_is_listed(judged):
    done = gongkai("decisions", "list", judged("false_alarm", comment="已核\u202e实"))
    assert len(done.stdout.splitlines()) == len(judged.found)
    assert "误报 / false alarm" in done.stdout
    assert "\u202e" not in done.stdout


def test_the_log_is_listed_as_json_lines(judged):
    rows = gongkai("decisions", "list", judged("confirmed"), "--format", "jsonl").stdout.splitlines()
    assert {json.loads(row)["finding"] for row in rows} == {row["finding_id"] for row in judged.found}
