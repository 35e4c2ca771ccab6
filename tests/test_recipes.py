"""The recipes for R users run as they are printed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nlp.cli import app

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```r\n(.*?)^```$", re.MULTILINE | re.DOTALL)  # ```r ... ```
SAMPLES = ("lanling-transport-2017.txt", "gubu-town-2022.txt", "qinghe-water-2022.txt")


def has_haven() -> bool:
    script = shutil.which("Rscript")
    if not script:
        return False
    return subprocess.run([script, "-e", "library(haven)"], capture_output=True, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not has_haven(), reason="needs R with haven: apt-get install r-base-core r-cran-haven")
def test_the_recipes_for_r_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = [str(ROOT / "corpora/sample" / name) for name in SAMPLES]
    for given in (
        ["annotate", *files, "--out", "OUT"],
        ["export", "OUT", "--to", "stata"],
        ["export", "OUT", "--to", "csv"],
        ["stats", "OUT", "--by", "year", "--to", "csv"],
    ):
        done = CliRunner().invoke(app, given)
        assert done.exit_code == 0, done.output
    blocks = BLOCK.findall((ROOT / "docs/r.md").read_text(encoding="utf-8"))
    tested = [block for block in blocks if not block.startswith("# untested")]
    assert (len(tested), len(blocks)) == (4, 6)
    (tmp_path / "recipes.R").write_text("\n".join(tested), encoding="utf-8")
    told = subprocess.run(
        [
            "Rscript",
            "--vanilla",
            "-e",
            "options(width = 200)",
            "-e",
            "source('recipes.R', echo = TRUE, encoding = 'UTF-8')",
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin:/usr/local/bin"},
        check=False,
    )
    assert told.returncode == 0, told.stderr
    for shown in ("机关层级 / Level of the office", "青禾县水务局", "依申请办理数量与结果", "rq_total_processed@total"):
        assert shown in told.stdout
