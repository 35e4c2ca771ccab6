"""The front door: names promised by `nlp`, commands promised by the README."""

from pathlib import Path

import pytest

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
