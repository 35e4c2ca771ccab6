"""What is generated is up to date, and what can be typed is documented."""

import subprocess
import sys
from pathlib import Path

import pytest

from nlp.cli import app

ROOT = Path(__file__).resolve().parents[2]


def test_generated_pages_are_up_to_date():
    command = [sys.executable, "docs/build.py", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_tutorial_shows_what_its_commands_print():
    command = [sys.executable, "docs/tutorial.py", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False)
    assert done.returncode == 0, f"run: make docs\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_every_command_is_on_the_front_page(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    names = [command.name or command.callback.__name__ for command in app.registered_commands]
    assert [name for name in names if f"gongkai {name}" not in text] == []
