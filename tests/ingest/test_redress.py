"""Reports dressed again: what is read from a web page or another encoding equals what is read from the plain text."""

import sys
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

from redress import as_html, document, glossed, outcome  # noqa: E402

OWN = sorted((ROOT / "corpora" / "sample").glob("*.txt"))
FILES = [*sorted(SEEDS.glob("*.txt")), *OWN]
FEW = OWN[::6]  # all of them are for the slow run


@cache
def tools() -> Tools:
    return Tools(catalog.load())


@cache
def reports_of(path: Path) -> tuple[Report, ...]:
    return analyze(path, tools())


def read_again(data: bytes, name: str) -> tuple[Report, ...]:
    return analyze(ingest.read_bytes(data, name), tools())


def cases(files: list[Path]) -> list:
    return [pytest.param(path, id=path.stem) for path in files]


@pytest.mark.parametrize("path", cases(FEW))
def test_a_web_page_tells_what_the_text_tells(path: Path) -> None:
    page = as_html(document(reports_of(path)), path.stem)
    assert outcome(read_again(page.encode(), path.name)) == outcome(reports_of(path))


@pytest.mark.slow
@pytest.mark.parametrize("path", cases([path for path in FILES if path not in FEW]))
def test_every_web_page_tells_what_the_text_tells(path: Path) -> None:
    test_a_web_page_tells_what_the_text_tells(path)


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("path", cases(FILES))
def test_the_encoding_of_a_text_changes_nothing(path: Path, encoding: str) -> None:
    text = reports_of(path)[0].text.raw.text
    assert outcome(read_again(text.encode(encoding), path.name)) == outcome(reports_of(path))


@pytest.mark.slow
@pytest.mark.parametrize("path", cases(FILES))
def test_a_page_labeled_gb2312_changes_nothing(path: Path) -> None:
    page = as_html(document(reports_of(path)), path.stem, "gb2312").encode("gb18030")
    assert outcome(read_again(page, path.name)) == outcome(reports_of(path))


@pytest.mark.slow
@pytest.mark.parametrize("path", cases(FILES))
def test_traditional_characters_with_glosses_change_nothing(path: Path) -> None:
    def plain(reports: tuple[Report, ...]) -> list:
        return [(r["report"][1:], r["cells"], r["findings"]) for r in outcome(reports)]

    text = reports_of(path)[0].text.text
    assert plain(read_again(glossed(text).encode(), path.name)) == plain(read_again(text.encode(), path.name))
