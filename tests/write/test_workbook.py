"""The workbook people judge findings in: nothing in it runs, and their verdicts come back."""

import zipfile
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from typer.testing import CliRunner

from nlp import analyze, catalog
from nlp.cli import app
from nlp.decisions import VERDICTS, Log, take_over, verdicts_of
from nlp.errors import UsageError
from nlp.write import Record, record, write_jsonl
from nlp.write.excel import MOST_CHARACTERS
from nlp.write.exchange import export
from nlp.write.exchange.job import Exported, Job
from nlp.write.exchange.verdicts import read_verdicts
from nlp.write.exchange.workbook import COLUMNS, FINDINGS
from tests.browser.payloads import PAYLOADS

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample" / "lanling-transport-2017.txt"
HOSTILE = (
    "=1+1", "=cmd|'/c calc'!A1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "＝1+1", '=HYPERLINK("http://a.invalid","x")',
    "http://a.invalid/", "<script>alert(1)</script>", "_x0041_", "a\x0bb\x00c\u202ed", "1E5", "{=1+1}",
)  # fmt: skip


@pytest.fixture(scope="module")
def real() -> Record:
    return record(analyze(SAMPLE, uri=SAMPLE.name)[0])


def written(items: list[Record], out: Path, **more: Any) -> Exported:
    return export(Job(items, catalog.load(), VERDICTS, **more), "excel", out)


def hostile(item: Record, text: str) -> Record:
    """The record with a text of somebody's making wherever a report's own words go."""
    replace = msgspec.structs.replace
    findings = tuple(
        replace(own, message_zh=text, evidence=tuple(replace(side, quote=text) for side in own.evidence))
        for own in item.findings
    )
    units = tuple(replace(unit, text=text) for unit in item.units)
    figures = tuple(replace(figure, text=text, unit=text) for figure in item.figures)
    report = replace(item.report, issuer=text, source=text)
    return replace(item, report=report, findings=findings, units=units, figures=figures)


def cells(file: Path) -> list[Any]:
    return [cell for sheet in openpyxl.load_workbook(file) for row in sheet.iter_rows() for cell in row]


def test_nothing_in_the_workbook_runs(real: Record, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    payloads = [text.encode("utf-8", "replace").decode() for text in PAYLOADS]
    written([hostile(real, text) for text in (*HOSTILE, *payloads)], file)
    found = cells(file)
    assert {cell.data_type for cell in found} <= {"s", "n"} and not any(cell.hyperlink for cell in found)
    texts = {cell.value for cell in found}
    assert {"=1+1", "+1+1", "-1+1", "@SUM(A1)", "http://a.invalid/", "<script>alert(1)</script>", "1E5"} <= texts
    assert {text for text in payloads if text.isprintable()} <= texts
    assert all(cell.quotePrefix for cell in found if str(cell.value).startswith(("=", "+", "@", "-1+")))
    with zipfile.ZipFile(file) as parts:
        assert not [name for name in parts.namelist() if "external" in name.lower() or "vba" in name.lower()]
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]


def test_what_excel_cannot_hold_is_changed_and_told(real: Record, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    long = hostile(real, "𠮷" * 20_000)
    done = written([long, hostile(real, "甲\x0b乙\x00丙\u202e丁")], file)
    told = [en for _, en in done.remarks]
    assert any("control characters replaced" in text for text in told)
    assert any("over 32,767 characters cut" in text for text in told)
    texts = {str(cell.value) for cell in cells(file)}
    assert "甲␋乙␀丙[U+202E]丁" in texts
    longest = max(len(text.encode("utf-16-le")) // 2 for text in texts)
    assert longest in (MOST_CHARACTERS - 1, MOST_CHARACTERS)
    assert written([real], file).remarks == ()


def test_it_opens_ready_to_judge(real: Record, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    written([real], file)
    sheet = openpyxl.load_workbook(file)[FINDINGS]
    [choice] = sheet.data_validations.dataValidation
    assert choice.type == "list" and choice.formula1.strip('"').split(",") == [" ".join(v) for v in VERDICTS.values()]
    assert str(choice.sqref) == f"A2:A{1 + len(real.findings)}" and sheet.freeze_panes == "A2"
    assert [cell.value.split("\n")[-1] for cell in sheet[1]] == [name for name, _, _ in COLUMNS]
    assert sheet.max_row == 1 + len(real.findings)


def test_the_same_records_give_the_same_bytes(real: Record, tmp_path: Path) -> None:
    for name in "ab":
        written([real], tmp_path / f"{name}.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def judged(file: Path, **values: str) -> None:
    """Fill in the first finding as a person does, and save with another program."""
    book = openpyxl.load_workbook(file)
    for at, (name, _, _) in enumerate(COLUMNS, 1):
        if name in values:
            book[FINDINGS].cell(2, at, values[name])
    book.save(file)


@pytest.mark.parametrize("said", ["误报 false alarm", "误报", "false alarm", "false_alarm"])
def test_verdicts_come_back(said: str, real: Record, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    written([real], file)
    judged(file, verdict=said, comment="=看过", reviewer="周")
    [row] = read_verdicts(file, VERDICTS)
    first = real.findings[0]
    assert (row.finding, row.fingerprint, row.rule) == (first.finding_id, first.fingerprint, first.rule)
    assert (row.verdict, row.comment, row.reviewer) == ("false_alarm", "=看过", "周")


def test_a_row_that_cannot_be_used_is_named(real: Record, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    written([real], file)
    judged(file, verdict="也许")
    with pytest.raises(UsageError, match="row 2"):
        read_verdicts(file, VERDICTS)
    judged(file, verdict="误报", finding_id="")
    book = openpyxl.load_workbook(file)
    book[FINDINGS]["A1"] = "?"
    book.save(file)
    with pytest.raises(UsageError, match="heads"):
        read_verdicts(file, VERDICTS)
    file.write_bytes(b"PK no workbook")
    with pytest.raises(UsageError, match="can't read the workbook"):
        read_verdicts(file, VERDICTS)


def test_known_verdicts_are_not_doubled(real: Record, tmp_path: Path) -> None:
    file, log = tmp_path / "a.xlsx", Log(tmp_path / "log.db")
    written([real], file)
    judged(file, verdict="误报", comment="口径")
    given = read_verdicts(file, VERDICTS)
    assert [take_over(log, given, "周"), take_over(log, given, "周"), take_over(log, given, "吴")] == [1, 0, 1]
    assert [(own.reviewer, own.verdict) for own in log.decisions()] == [("周", "false_alarm"), ("吴", "false_alarm")]
    log.close()
    known = verdicts_of(tmp_path / "log.db", "周")
    written([real], file, given=known, reviewer="周")
    [again] = read_verdicts(file, VERDICTS)
    assert (again.verdict, again.comment, again.reviewer) == ("false_alarm", "口径", "周")


@pytest.mark.parametrize("to", ["excel", "jsonl"])
def test_from_a_run_to_the_log_by_commands(to: str, real: Record, tmp_path: Path) -> None:
    with (tmp_path / "records.jsonl").open("wb") as file:
        write_jsonl([real], file)
    run, log = CliRunner(), tmp_path / "decisions.db"
    done = run.invoke(app, ["export", str(tmp_path), "--to", to])
    assert done.exit_code == 0, done.output
    if to == "excel":
        file_back = tmp_path / "export" / "review.xlsx"
        judged(file_back, verdict="确认矛盾 confirmed")
    else:
        file_back = tmp_path / "export" / "jsonl" / "findings.jsonl"
        file_back.write_text(file_back.read_text("utf-8").replace('"verdict": ""', '"verdict": "确认矛盾"', 1), "utf-8")
    done = run.invoke(app, ["decisions", "import", str(file_back), "--decisions", str(log), "--reviewer", "周"])
    assert done.exit_code == 0, done.output
    assert list(verdicts_of(log, "周").values()) == [("confirmed", "")]
    nameless = run.invoke(app, ["decisions", "import", str(file_back), "--decisions", str(log)])
    assert isinstance(nameless.exception, UsageError) and "--reviewer" in nameless.exception.en
