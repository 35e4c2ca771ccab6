"""Writes what is generated: docs/rules.md, docs/codebook.md, and the example and the scores on the front pages.

`python docs/build.py` writes; `python docs/build.py --check` says what is out of date and ends with 1.
"""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
from formats import formats_block, patterns_block

from nlp import catalog
from nlp.catalog.measured import read_measurement
from nlp.catalog.variables import registry
from nlp.evaluate import render_markdown
from nlp.evaluate.render import fill
from nlp.evaluate.scores import Scores
from nlp.reuse import Pair, Share
from nlp.statistics.rows import Estimate, Member
from nlp.statistics.words import Place, Word
from nlp.write import TABLES
from nlp.write.datasets import codebook
from nlp.write.rules import markdown

ROOT = Path(__file__).resolve().parents[1]
OUTPUTS = {**TABLES, "statistics": Estimate, "members": Member}
OUTPUTS |= {"pairs": Pair, "shares": Share, "words": Word, "places": Place}
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


CORPORA = {  # of the benchmark
    "own": ("sample corpus and seeds, text", "示例语料与种子报告，文本"),
    "text": ("simulated reports, text", "模拟报告，文本"),
    "html": ("the same as web pages", "同上，网页"),
    "docx": ("the same as DOCX", "同上，DOCX"),
    "pdf": ("the same as PDF", "同上，PDF"),
}


def bench_block(lang: str) -> str:
    """How long the whole way takes beside jieba.cut, the stack of libraries and two workers."""
    found = json.loads((ROOT / "docs/results/bench.json").read_bytes())
    stack, workers = found["stack"], found["workers"]
    zh = lang == "zh"
    head = (
        ("语料", "字符", "耗时 / jieba.cut 耗时", "秒 / 百万字")
        if zh
        else ("corpus", "characters", "time / time of jieba.cut", "seconds per million characters")
    )
    lines = [f"| {' | '.join(head)} |", "|" + " --- |" * len(head)]
    for name, whole in found["whole"].items():
        part = whole["parts"]["whole"]
        speed = part["seconds_per_million_characters"]
        lines.append(f"| {CORPORA[name][zh]} | {whole['characters']:,} | {part['of_jieba_cut']:.2f} | {speed:.1f} |")
    faster, times, dask = workers["speedup"], stack["times_ours"], workers["dask_of_two"]
    en = (
        "The whole way from file to Parquet, all checks included: CPU time on one core over that of `jieba.cut`\n"
        "on the same text in the same process (lower is better).",
        "A stack of libraries (selectolax, pandas.read_html, spaCy with jieba, cn2an, TF-IDF) takes\n"
        f"{times:.1f} times as long as this software over the same web pages, and checks and traces nothing. Two\n"
        f"workers were {faster:.2f} times as fast as one over {workers['files']:,} files on {found['cores']} cores;\n"
        f"two of Dask took {dask:.2f} times as long. Room by room: [docs/performance.md](docs/performance.md).",
    )
    cn = (
        "从读文件到写出 Parquet 的全程，含勾稽核对与跨年核对：\n"
        "单核 CPU 时间与同一进程内 `jieba.cut` 切同样文字的时间之比（越低越好）。",
        "用现成库拼装（selectolax、pandas.read_html、spaCy 加 jieba、cn2an、TF-IDF）读同样的网页，\n"
        f"耗时为本软件的 {times:.1f} 倍，且不核对、不留出处。{found['cores']} 核上，\n"
        f"{workers['files']:,} 份文件两个进程的速度为一个的 {faster:.2f} 倍，Dask 两个进程的耗时为其 {dask:.2f} 倍。\n"
        "各室耗时见 [docs/performance.md](docs/performance.md)。",
    )
    said, beside = cn if zh else en
    return f"{said}\n\n{chr(10).join(lines)}\n\n{beside}\n\n{scale_block(zh)}\n"


def scale_block(zh: bool) -> str:
    """How time and memory grow with the corpus, and what a re-run of a finished one takes."""
    found = json.loads((ROOT / "docs/results/scale.json").read_bytes())
    head = (
        ("报告（文本）", "秒", "每秒份数", "内存峰值 MB（各进程合计）", "再次运行 秒", "改写的文件")
        if zh
        else ("reports (text)", "seconds", "a second", "peak MB, all processes", "re-run, seconds", "files rewritten")
    )
    lines = [f"| {' | '.join(head)} |", "|" + " --- |" * len(head)]
    for run in found["runs"].values():
        figures = (run["reports_per_second"], run["peak_mb"], run["rerun_seconds"], run["rewritten"])
        lines.append(f"| {run['reports']:,} | {run['seconds']:.0f} | {' | '.join(map(str, figures))} |")
    said = (
        f"{found['workers']} 个进程标注虚构报告，不写 records.jsonl（`python -m tests.speed.scale`）："
        if zh
        else f"Simulated reports on {found['workers']} workers, records.jsonl left out (`python -m tests.speed.scale`):"
    )
    return f"{said}\n\n{chr(10).join(lines)}"


def desk_block(lang: str) -> str:
    """What was measured of pages, verdicts and the reviewers' desk."""
    pages, same, kill = (
        json.loads((ROOT / f"docs/results/{name}.json").read_bytes()) for name in ("pages", "identity", "kill")
    )
    shown = pages["seconds_to_light_a_figure"]["median"]
    size = pages["bytes"] / 1000
    again = sum(count["findings"] for name, count in same["variants"].items() if "of a finding" not in name)
    wrong, requests = same["to_a_wrong_finding"], pages["requests"]
    killed, given, lost = kill["kills"], kill["verdicts_given"], kill["verdicts_lost"]
    en = (
        f"- page of the longest report at hand: {size:.0f} kB, {requests} requests; open and a "
        f"figure lit in {shown:.2f} s",
        f"- verdicts found again after a second crawl ({again:,} meetings of {same['findings']} findings of sample and "
        f"simulated reports): {100 * same['reattached']:.1f} %; put on a wrong finding: {wrong}",
        f"- verdicts given by keyboard while the server was killed {killed} times: {given:,}; lost: {lost}",
    )
    zh = (
        f"- 手头最长报告的网页：{size:.0f} kB，外部请求 {requests} 次；打开到点亮一个数字 {shown:.2f} 秒",
        f"- 重新抓取后裁决仍认得原发现（示例与模拟报告的 {same['findings']} 条发现，共 {again:,} 次对认）："
        f"{100 * same['reattached']:.1f} %；错挂到别的发现：{wrong}",
        f"- 用键盘判定时服务器被强行终止 {killed} 次：裁决 {given:,} 条，丢失 {lost}",
    )
    return "\n".join(zh if lang == "zh" else en) + "\n"


def rooms_block() -> str:
    """The share of each room, beside its budget."""
    found = json.loads((ROOT / "docs/results/bench.json").read_bytes())["rooms"]
    lines = [f"| room | budget | {' | '.join(found)} |", "| --- | --- |" + " --- |" * len(found)]
    for room, budget in {**BUDGETS, "all": sum(BUDGETS.values())}.items():
        parts = [corpus["parts"] for corpus in found.values()]
        shares = [p[room]["of_jieba_cut"] if room in p else sum(q["of_jieba_cut"] for q in p.values()) for p in parts]
        lines.append(f"| {room} | {budget:.2f} | {' | '.join(f'{share:.2f}' for share in shares)} |")
    return "\n".join(lines) + "\n"


BUDGETS = {  # of the time of jieba.cut, .60 in all
    **{"ingest": 0.02, "normalize": 0.03, "segment": 0.07, "tables": 0.07},
    **{"topics": 0.14, "values": 0.11, "verify": 0.09, "write": 0.07},
}


def built() -> dict[Path, str]:
    """Every generated file with the content it should have."""
    speed = ROOT / "docs/performance.md"
    said = fill(speed.read_text("utf-8"), rooms_block(), "<!-- rooms:begin -->", "<!-- rooms:end -->")
    files = {speed: fill(said, patterns_block(), "<!-- patterns:begin -->", "<!-- patterns:end -->")}
    files |= {ROOT / "docs/rules.md": markdown(catalog.load(), read_measurement())}
    files |= {
        ROOT / "docs/codebook.md": codebook.page(
            registry(), {name: kind.__struct_fields__ for name, kind in OUTPUTS.items()}
        )
    }
    scores = msgspec.json.decode((ROOT / "docs/results/evaluation.json").read_bytes(), type=Scores)
    shown = example()
    for name, lang in PAGES.items():
        page = (ROOT / name).read_text(encoding="utf-8")
        page = fill(page, shown, "<!-- example:begin -->", "<!-- example:end -->")
        page = fill(page, exam_block(lang), "<!-- exam:begin -->", "<!-- exam:end -->")
        page = fill(page, bench_block(lang), "<!-- bench:begin -->", "<!-- bench:end -->")
        page = fill(page, formats_block(lang), "<!-- formats:begin -->", "<!-- formats:end -->")
        page = fill(page, desk_block(lang), "<!-- desk:begin -->", "<!-- desk:end -->")
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
