"""Reports dressed again as DOCX and OFD: what is read from them equals what is read from the plain text."""

import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest

from nlp import catalog, ingest
from nlp.document import Report
from nlp.pipeline import Tools, analyze

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"
sys.path.insert(0, str(HERE))

from docxs import as_docx  # noqa: E402
from ofds import as_ofd  # noqa: E402
from redress import Block, document, outcome  # noqa: E402

OWN = sorted((ROOT / "corpora" / "sample").glob("*.txt"))
WRITERS = {"docx": as_docx, "ofd": as_ofd}
FEW = [pytest.param(path, kind, id=f"{kind}-{path.stem}") for kind in WRITERS for path in OWN[::9]]
ALL = [pytest.param(path, kind, id=f"{kind}-{path.stem}") for kind in WRITERS for path in OWN if path not in OWN[::9]]
SEED_NAMES = sorted(path.stem for path in SEEDS.glob("*.txt")) or ["none"]


@cache
def tools() -> Tools:
    return Tools(catalog.load())


def equal(path: Path, write: Callable[[Iterable[Block]], bytes]) -> None:
    reports: tuple[Report, ...] = analyze(path, tools())
    again = analyze(ingest.read_bytes(write(document(reports)), path.name), tools())
    assert outcome(again) == outcome(reports)


@pytest.mark.parametrize(("path", "kind"), FEW)
def test_a_document_tells_what_the_text_tells(path: Path, kind: str) -> None:
    equal(path, WRITERS[kind])


@pytest.mark.slow
@pytest.mark.parametrize(("path", "kind"), ALL)
def test_every_document_tells_what_the_text_tells(path: Path, kind: str) -> None:
    equal(path, WRITERS[kind])


@pytest.mark.slow
@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("name", SEED_NAMES)
def test_every_seed_tells_what_the_text_tells(shared: Path, name: str, kind: str) -> None:
    equal(shared / "seeds" / f"{name}.txt", WRITERS[kind])
