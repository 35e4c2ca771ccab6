"""The sample corpus across years: what only a series shows is found, by `annotate` and by `check --series` alike."""

import json
from functools import cache
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from nlp import catalog, engine
from nlp.cli import app
from nlp.errors import GongkaiError
from nlp.pipeline import analyze_file
from nlp.write import record
from nlp.write.summary import read_records

CORPORA = Path(__file__).resolve().parents[1] / "corpora"
SAMPLE = CORPORA / "sample"
SERIES = catalog.load().series
PLANTS = [
    pytest.param(entry["file"], plant, id=f"{plant['id']}-{plant['kind']}")
    for entry in json.loads((CORPORA / "sample-truth.json").read_bytes())["files"]
    for truth in entry["reports"]
    for plant in truth["plants"]
    if plant.get("series")
]


@cache
def linked():
    """Every report of the sample, chained, by file."""
    outcomes = engine.chain(engine.analyze_shard(engine.find_files([SAMPLE])))
    return {uri: outcome for uri, outcome in outcomes if not isinstance(outcome, GongkaiError)}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    engine.annotate([SAMPLE], folder)
    return folder


@pytest.mark.parametrize(("file", "plant"), PLANTS)
def test_what_only_the_series_shows_is_found(file, plant):
    levels = {"error": {"error"}, "review": {"error", "review"}}[plant["level"]]
    found = [f for report in linked()[file] for f in report.findings if f.rule in SERIES and f.level in levels]
    assert any(side.cell in plant["cells"] and side.source is None for f in found for side in f.evidence)


def test_nothing_else_is_accused_across_years():
    planted = {plant.values[0] for plant in PLANTS}
    told = [(uri, f.rule, f.message_en) for uri, reports in linked().items() for r in reports for f in r.findings]
    assert [one for one in told if one[1] in SERIES and one[0] not in planted] == []


@pytest.mark.parametrize("years", [("qinghe-water", 2021, 2022), ("yunping-civil", 2022, 2023)])
def test_every_pair_of_years_leaves_a_row_a_column(years):
    office, *compared = years
    for year in compared:
        (report,) = linked()[f"{office}-{year}.txt"]
        assert sum(check.rule == "TM403" for check in report.checks) == 7


def test_annotate_and_the_chain_in_memory_agree(out):
    expected = [record(report) for reports in linked().values() for report in reports]
    assert msgspec.json.encode(list(read_records(out))) == msgspec.json.encode(expected)


def test_tables_and_records_hold_the_same_rows(out):
    import pyarrow.parquet as pq

    records = list(read_records(out))
    for name, key in (("checks", "check_id"), ("findings", "finding_id"), ("reports", "report_id")):
        rows = pq.read_table(out / name).to_pylist()
        held = [r.report for r in records] if name == "reports" else [x for r in records for x in getattr(r, name)]
        assert sorted(str(row[key]) for row in rows) == sorted(getattr(row, key) for row in held)
    for row in pq.read_table(out / "reports").to_pylist():
        found = next(r for r in records if r.report.report_id == row["report_id"])
        assert row["checks"] == len(found.checks)
        assert row["errors"] == sum(finding.level == "error" for finding in found.findings)
        assert row["not_checkable"] == sum(check.verdict == "not_checkable" for check in found.checks)


def test_evidence_is_a_slice_of_the_source_it_names(out):
    texts = {uri: reports[0].text.raw.text for uri, reports in linked().items() if reports}
    sides = [side for r in read_records(out) for f in r.findings if f.rule in SERIES for side in f.evidence]
    assert {side.source for side in sides} >= {"yunping-civil-2022.txt", "yunping-civil-2023.txt"}
    for side in sides:
        assert texts[side.source][side.source_start : side.source_end] == side.quote


def test_the_chain_only_appends():
    file = "yunping-civil-2023.txt"
    (alone,), (chained,) = analyze_file(SAMPLE / file, file), linked()[file]
    added = replace(alone, checks=chained.checks, findings=chained.findings)
    assert chained == added
    assert chained.checks[: len(alone.checks)] == alone.checks
    assert len(chained.findings) > len(alone.findings)


FILES = [SAMPLE / f"yunping-civil-{year}.txt" for year in (2021, 2022, 2023)]


def run(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout


def test_check_chains_only_a_series():
    assert run("check", *FILES, "--select", "TM403", "--format", "concise") == (0, "")
    code, text = run("check", "--series", *FILES, "--select", "TM403", "--format", "concise")
    assert code == 1
    assert text.startswith("yunping-civil-2023.txt:")


@pytest.mark.parametrize("form", ["full", "concise", "json", "jsonl", "sarif", "github"])
def test_every_format_tells_a_finding_across_years(form):
    code, text = run("check", "--series", *FILES, "--select", "TM403", "--format", form)
    assert code == 1
    assert "TM403" in text
    if form in ("full", "json", "jsonl", "sarif"):
        assert "yunping-civil-2022.txt" in text


def test_an_alias_file_makes_it_a_series(tmp_path):
    (tmp_path / "renamed.toml").write_text('"云屏市民政局" = "云屏市民政和社会局"\n', encoding="utf-8")
    code, text = run(
        "check", *FILES, "--aliases", tmp_path / "renamed.toml", "--select", "TM403", "--format", "concise"
    )
    assert code == 1
    assert "TM403 error" in text


def test_a_missing_alias_file_is_misuse():
    result = CliRunner().invoke(app, ["check", str(FILES[0]), "--aliases", "nowhere.toml"])
    assert isinstance(result.exception, GongkaiError)
