"""The front door: names promised by `nlp`, commands promised by the README."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

import nlp
from nlp.cli import app

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands]


@pytest.mark.parametrize("name", nlp.__all__)
def test_every_promised_name_is_there(name):
    assert getattr(nlp, name) is not None


def test_the_commands_are_those_of_the_manual():
    assert {"annotate", "check", "explain", "evaluate"} <= set(COMMANDS)


@pytest.mark.parametrize("manual", ["README.md", "README.zh.md"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(manual, command):
    path = ROOT / manual
    if not path.is_file():
        pytest.skip(f"{manual} is not written yet")
    assert f"gongkai {command}" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_bilingual_help(command):
    callback = next(c.callback for c in app.registered_commands if (c.name or c.callback.__name__) == command)
    assert " / " in (callback.__doc__ or "")


def test_help_lists_the_main_jobs_first_and_every_command_under_a_heading():
    said = CliRunner().invoke(app, ["--help"]).stdout
    listed = [line.split()[0] for line in said.splitlines() if line.startswith("  ") and line.split()[0] in COMMANDS]
    assert listed[:3] == ["annotate", "check", "report"]
    assert set(listed) == set(COMMANDS)
    assert "其他 / others" not in said, "enter the new command in nlp/cli/app.py JOBS"
