"""Writes what is generated: docs/rules.md, and the example and the scores on the front pages.

`python docs/build.py` writes; `python docs/build.py --check` says what is out of date and ends with 1.
"""

import subprocess
import sys
from pathlib import Path

import msgspec

from nlp import catalog
from nlp.evaluate import render_markdown
from nlp.evaluate.render import CLOSING, OPENING
from nlp.evaluate.scores import Scores
from nlp.write.rules import markdown

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = "corpora/sample/lanling-transport-2017.txt"  # an invented office with two planted contradictions
PAGES = {"README.md": "en", "README.zh.md": "zh"}


def example() -> str:
    """What `gongkai check` says of a sample report, as a fenced block."""
    command = [sys.executable, "-m", "nlp.cli", "check", EXAMPLE, "--select", "TT"]
    shown = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False).stdout
    return f"```\n$ gongkai check {EXAMPLE} --select TT\n{shown.rstrip()}\n```\n"


def between(page: str, opening: str, closing: str, block: str) -> str:
    """The page with what stands between two markers replaced."""
    before, _, rest = page.partition(opening)
    return f"{before}{opening}\n{block}{closing}{rest.partition(closing)[2]}"


def built() -> dict[Path, str]:
    """Every generated file with the content it should have."""
    files = {ROOT / "docs/rules.md": markdown(catalog.load())}
    scores = msgspec.json.decode((ROOT / "docs/results/evaluation.json").read_bytes(), type=Scores)
    shown = example()
    for name, lang in PAGES.items():
        page = (ROOT / name).read_text(encoding="utf-8")
        page = between(page, "<!-- example:begin -->", "<!-- example:end -->", shown)
        files[ROOT / name] = between(page, OPENING, CLOSING, render_markdown(scores, lang))
    return files


def main() -> int:
    stale = {path: text for path, text in built().items() if not path.exists() or path.read_text("utf-8") != text}
    for path, text in stale.items():
        if "--check" in sys.argv:
            print(f"out of date: {path.relative_to(ROOT)}; run: make docs")
        else:
            path.write_text(text, encoding="utf-8")
            print(f"written: {path.relative_to(ROOT)}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
