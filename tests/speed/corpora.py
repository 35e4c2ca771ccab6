"""What the benchmark reads: the project's own reports, and simulated ones as text, web pages, DOCX and PDF."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/ingest"))

from docxs import as_docx  # noqa: E402
from pdfs import as_pdf  # noqa: E402
from redress import Block, as_html, document  # noqa: E402

from nlp import catalog, ingest, pipeline  # noqa: E402
from nlp.exam.reports import simulate  # noqa: E402

CORPORA = ("own", "text", "html", "docx", "pdf")
FEW = 12  # documents that take long to make
DRESSES: dict[str, tuple[int | None, Callable[[list[Block], str], bytes]]] = {
    "html": (None, lambda blocks, name: as_html(blocks, name).encode()),
    "docx": (FEW, lambda blocks, name: as_docx(blocks)),
    "pdf": (FEW, lambda blocks, name: as_pdf(blocks)),
}


def build(work: Path, reports: int) -> None:
    """A folder for each corpus, and `other`: what processes read before they are measured."""
    (work / "own").mkdir()
    for folder in ("corpora/sample", "../shared/seeds"):
        for path in sorted((ROOT / folder).rglob("*.txt")):
            shutil.copy(path, work / "own" / path.name)
    texts = many(work / "text", reports, seed=5)
    _dress(texts, work)
    other = many(work / "other", 48, seed=6)
    for path in other[::2]:
        (work / "other" / f"{path.stem}.html").write_bytes(_dressed(path, "html"))


def many(folder: Path, reports: int, seed: int = 7) -> list[Path]:
    """Simulated reports as text files."""
    folder.mkdir()
    made = []
    for one in islice(simulate(catalog.load(), offices=reports // 3 + 1, seed=seed), reports):
        path = folder / one.name
        path.write_text(one.draft.text(), encoding="utf-8")
        made.append(path)
    return made


def _dress(texts: list[Path], work: Path) -> None:
    for kind, (most, _) in DRESSES.items():
        (work / kind).mkdir()
        for path in texts[:most]:
            (work / kind / f"{path.stem}.{kind}").write_bytes(_dressed(path, kind))


def _dressed(path: Path, kind: str) -> bytes:
    tools = pipeline.Tools(catalog.load())
    reports = pipeline.read_reports(ingest.read(path), tools)
    return DRESSES[kind][1](document(reports), path.stem)
