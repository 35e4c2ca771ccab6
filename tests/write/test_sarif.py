"""SARIF logs against the schema of SARIF 2.1.0, and what a viewer relies on beyond it.

The schema file is that of the package @microsoft/jest-sarif 1.0.0-beta.0 (MIT license), unchanged.
"""

import json
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from nlp import catalog
from nlp.engine import analyze_shard, chain, find_files
from nlp.pipeline import Tools
from nlp.write import formats

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SCHEMA = json.loads((HERE / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
TOOLS = Tools(catalog.load(), None)
BATCHES = {
    "contradictions": ["corpora/sample/lanling-transport-2017.txt", "corpora/sample/wanglan-audit-2022.txt"],
    "across years": ["corpora/sample"],
    "clean": ["corpora/sample/clean-1-scope.txt"],
    "not a report": ["LICENSE", "corpora/sample/clean-1-scope.txt"],
}


@cache
def log(batch):
    files = find_files([ROOT / name for name in BATCHES[batch]])
    (text,) = formats.render("sarif", list(chain(analyze_shard(files, TOOLS))), TOOLS.catalog)
    return json.loads(text)


@pytest.mark.parametrize("batch", BATCHES)
def test_a_log_is_valid(batch):
    assert [
        f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in VALIDATOR.iter_errors(log(batch))
    ] == []


def test_the_schema_refuses_what_is_no_log():
    broken = json.loads(json.dumps(log("clean")))
    broken["runs"][0]["columnKind"] = "bytes"
    assert not VALIDATOR.is_valid(broken)


@pytest.mark.parametrize("batch", BATCHES)
def test_every_rule_is_declared_and_every_result_points_at_its_own(batch):
    (run,) = log(batch)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(TOOLS.catalog.all_rules)
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_columns_count_code_points_and_regions_hold_what_they_say():
    (run,) = log("contradictions")["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    source = (ROOT / BATCHES["contradictions"][0]).read_text(encoding="utf-8")
    result = next(r for r in run["results"] if r["ruleId"] == "TT108" and r["kind"] == "fail")
    region = result["locations"][0]["physicalLocation"]["region"]
    start = region["charOffset"]
    quote = source[start : start + region["charLength"]]
    assert quote == "84条"
    line = source.split("\n")[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == quote


def test_kinds_tell_failures_reviews_passes_and_what_could_not_be_compared():
    results = [result for batch in BATCHES for result in log(batch)["runs"][0]["results"]]
    assert {r["kind"] for r in results} == {"fail", "review", "informational", "pass", "notApplicable"}
    assert {r["level"] for r in results if r["kind"] != "fail"} == {"none"}
    assert {r["level"] for r in results if r["kind"] == "fail"} == {"error"}


def test_findings_carry_what_a_suppression_holds_on_to():
    results = log("contradictions")["runs"][0]["results"]
    found = [r for r in results if r["kind"] in ("fail", "review", "informational")]
    assert found and all({"findingId/v1", "values/v1"} == set(r["partialFingerprints"]) for r in found)
    assert len({r["partialFingerprints"]["findingId/v1"] for r in found}) == len(found)


def test_an_unreadable_file_is_a_notification_and_the_rest_goes_on():
    (run,) = log("not a report")["runs"]
    (invocation,) = run["invocations"]
    assert not invocation["executionSuccessful"]
    assert [n["level"] for n in invocation["toolExecutionNotifications"]] == ["error"]
    assert run["results"]


def test_a_log_with_suppressions_is_valid():
    outcomes = list(analyze_shard(find_files([ROOT / name for name in BATCHES["contradictions"]]), TOOLS))
    first = next(f for _, reports in outcomes for report in reports for f in report.findings)
    told = {(first.id, first.fingerprint): ("accepted", "误报 / false alarm (甲)")}
    (text,) = formats.render("sarif", outcomes, TOOLS.catalog, told)
    given = json.loads(text)
    assert [e.message[:200] for e in VALIDATOR.iter_errors(given)] == []
    assert sum(bool(result.get("suppressions")) for result in given["runs"][0]["results"]) == 1
