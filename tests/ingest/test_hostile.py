"""The files of `hostile.py`: named in the errors or harmless, without a network, in less than a gigabyte.

Hostile web pages stand in `test_html.py` too, archives in `test_archive.py`, PDF in `test_pdf_damage.py`.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from hostile import FILES, FRAGMENTS  # noqa: E402

GIGABYTE = 1_000_000  # kilobytes
STRINGS = [name for name in FILES if ", 1 MB of " in name or "a line of 300,000" in name]
SLOW = {"docx, 3,000,000 elements, stored", "docx, 1,400,000 runs, stored", "ofd, characters, stored"}
QUICK = [name for name in FILES if name not in STRINGS and name not in SLOW and not name.endswith("stored")]
FEW = [*QUICK, "docx, 10,000,000 cells, stored", *(f"text, 1 MB of {name}" for name in list(FRAGMENTS)[::18])]


def read(names: list[str]) -> list[dict]:
    pytest.importorskip("resource")
    command = [sys.executable, str(HERE / "hostile.py"), *names]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def wrong(found: dict) -> str | None:
    """What is wrong with the outcome of a file."""
    name, outcome, expected = found["name"], found["outcome"], FILES[found["name"]][1]
    if not outcome or any(one.startswith("the analysis failed") for one in outcome):
        return f"{name}: {outcome or 'no outcome'}"
    if expected not in ("any", "harmless") and (
        outcome == ["read"] if expected == "refused" else outcome != [expected]
    ):
        return f"{name}: {outcome}, not {expected}"
    return None if found["peak_kb"] < GIGABYTE else f"{name}: {found['peak_kb']:,} KB"


def test_named_or_harmless() -> None:
    found = read(FEW)
    assert [one["name"] for one in found] == FEW
    assert list(filter(None, map(wrong, found))) == []


@pytest.mark.slow
@pytest.mark.parametrize("at", range(8))
def test_every_hostile_file(at: int) -> None:
    names = [name for name in FILES if name not in FEW][at::8]
    found = read(names)
    assert [one["name"] for one in found] == names
    assert list(filter(None, map(wrong, found))) == []
