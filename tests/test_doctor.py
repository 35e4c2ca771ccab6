"""`gongkai doctor`: what is installed, and how a file was read."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nlp import catalog
from nlp.cli import app
from nlp.doctor import USES, examine, installed, render_file, render_installed
from nlp.ingest import Budget, office

SAMPLE = Path(__file__).resolve().parents[1] / "corpora" / "sample"
REPORT = SAMPLE / "gubu-town-2022.txt"
MENU = "<div class=nav><a href=1>首页</a> <a href=2>要闻</a> <a href=3>互动</a></div>"


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["doctor", *map(str, arguments)])
    return result.exit_code, result.stdout


def test_what_is_missing_comes_with_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    lines = list(render_installed(installed()))
    missing = {line.split()[1].rstrip(":"): lines[at + 1] for at, line in enumerate(lines) if line.startswith("✗")}
    assert "apt install chromium" in missing["Chromium"]
    if office.program() is None:
        assert office.INSTALL in missing["LibreOffice"]


def test_packages_are_listed_by_extra() -> None:
    found = installed()
    assert found.extras[""]["msgspec"] and found.extras["dev"]["pytest"]
    assert run() == (0, "\n".join(render_installed(found)) + "\n")
    assert json.loads(run("--format", "json")[1])["extras"] == found.extras


def test_a_text_is_told_stage_by_stage() -> None:
    read = examine(REPORT, REPORT.name, catalog.load(), Budget())
    assert (read.stage, read.media_type, read.encoding, read.error) == ("done", "text/plain", "utf-8", None)
    (report,) = read.reports
    assert (report.issuer, report.year, report.form) == ("古埠镇人民政府", 2022, "G3")
    assert [(table.table, table.decoding, table.states) for table in report.tables] == [
        ("2", "direct", {"value": 10}),
        ("3", "direct", {"value": 175}),
        ("4", "direct", {"value": 15}),
    ]
    assert sum(report.zones.values()) == report.span.end - report.span.start
    told = "\n".join(render_file(read))
    assert "表 table 3 (G3): 逐格读出 direct; 数值 value 175" in told and "古埠镇" in told


def test_furniture_damage_and_what_is_outside_are_shown(tmp_path: Path) -> None:
    lines = REPORT.read_text(encoding="utf-8").replace("工作", "工作", 1).split("\n")
    body = "".join(f"<p>{line}</p>" for line in lines)
    path = tmp_path / "page.html"
    path.write_text(f"<html><body>{MENU}<p>当前位置：要闻</p>{body}</body></html>", encoding="gb18030")
    read = examine(path, path.name, catalog.load(), Budget())
    assert (read.stage, read.reader, read.encoding) == ("done", "html", "gb18030")
    assert read.furniture == ("首页 要闻 互动",)
    assert read.outside == ("当前位置:要闻",)
    assert read.blocks["paragraph"] > 5


@pytest.mark.parametrize(
    ("data", "stage", "says"),
    [
        (b"", "ingest", "empty file"),
        (b"\x89PNG\r\n\x1a\n", "type", "PNG"),
        ("今天天气很好。".encode(), "segment", "no title"),
        (b"PK\x03\x04", "ingest", "damaged zip"),
    ],
)
def test_the_stage_that_failed_is_named(tmp_path: Path, data: bytes, stage: str, says: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    read = examine(path, "file", catalog.load(), Budget())
    assert read.stage == stage and read.error and says in read.error[1]
    assert run(path)[0] == 1 and says in run(path)[1]


def test_several_files_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(REPORT.read_bytes())
    (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    code, told = run(tmp_path)
    assert code == 1 and told.endswith("共 2 个文件 files: 读出 read 1, 未读出 not read 1\n")
    assert "停在识别格式 stopped at type: 不是文本文件：PNG，是图片；请先做文字识别（OCR）" in told


def test_every_extra_says_what_it_is_for() -> None:
    assert set(installed().extras) - {""} <= set(USES)


def test_a_budget_is_named_and_can_be_given(tmp_path: Path) -> None:
    assert json.loads(run(REPORT, "--format", "json", "--limit", "bytes=100")[1])["budget"] == "bytes"
    assert run(REPORT, "--limit", "bytes=10_000")[0] == 0


def test_nothing_of_a_file_steers_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><title>\x1b[31m\u202e</title><p>\x1b]0;x\x07字</p>", encoding="utf-8")
    assert all(line.isprintable() for line in run(path)[1].splitlines())
