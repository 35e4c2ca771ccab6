"""Writes what is generated: docs/rules.md, and the example and the scores on the front pages.

`python docs/build.py` writes; `python docs/build.py --check` says what is out of date and ends with 1.
"""

import json
import subprocess
import sys
from pathlib import Path

import msgspec

from nlp import catalog
from nlp.catalog.measured import read_measurement
from nlp.evaluate import render_markdown
from nlp.evaluate.render import fill
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


def exam_block(lang: str) -> str:
    """The marks of the planted-error exam, with what it was held on."""
    marks = json.loads((ROOT / "docs/results/exam.json").read_bytes())
    kinds, controls = len(marks["by_kind"]), len(marks["by_control"])
    en = (
        f"Planted errors: {marks['planted']:,} of {kinds} kinds in reports simulated by the project, and "
        f"{marks['controls']:,} controls of {controls} kinds (varied, yet simulated).",
        ("recall", "recall of the worst kind", "controls without an error", "repair ranked first", "among three"),
    )
    zh = (
        f"埋错考试：在项目自己模拟的报告中埋入 {kinds} 种共 {marks['planted']:,} 处错误，另有 {controls} 种共 "
        f"{marks['controls']:,} 份对照（正文多样，但仍是模拟）。",
        ("查出", "最差一种", "对照无误报", "修正首选", "修正前三"),
    )
    said, names = zh if lang == "zh" else en
    keys = ("recall", "recall_worst", "controls_silent", "repair_top1", "repair_top3")
    head = " | ".join(names)
    values = " | ".join(f"{marks[key]:.3f}" for key in keys)
    return f"{said}\n\n| {head} |\n|{' --- |' * len(names)}\n| {values} |\n"


def built() -> dict[Path, str]:
    """Every generated file with the content it should have."""
    files = {ROOT / "docs/rules.md": markdown(catalog.load(), read_measurement())}
    scores = msgspec.json.decode((ROOT / "docs/results/evaluation.json").read_bytes(), type=Scores)
    shown = example()
    for name, lang in PAGES.items():
        page = (ROOT / name).read_text(encoding="utf-8")
        page = fill(page, shown, "<!-- example:begin -->", "<!-- example:end -->")
        page = fill(page, exam_block(lang), "<!-- exam:begin -->", "<!-- exam:end -->")
        files[ROOT / name] = fill(page, render_markdown(scores, lang))
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
