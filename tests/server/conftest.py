"""A run over a few sample reports, judged by two reviewers."""

import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"
NAMES = ("gubu-town-2022.txt", "jiangbu-market-2021.txt", "lanling-transport-2017.txt", "clean-5-approximate.txt")


def annotate(out: Path, *files: Path) -> None:
    command = [sys.executable, "-m", "nlp.cli", "annotate", *files, "--out", out]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Output folder of a run; its files are not to be changed."""
    out = tmp_path_factory.mktemp("run")
    annotate(out, *(SAMPLE / name for name in NAMES))
    return out
