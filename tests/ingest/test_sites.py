"""Pages of ten kinds of sites, and Word files of three kinds: cells, parts and figures as in the plainest page."""

import sys
from functools import cache
from pathlib import Path

import pytest

from nlp import ingest
from nlp.document import Report
from nlp.pipeline import analyze

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fieldguide import RIGHT, Layout, judge, tools
from offices import OFFICES
from redress import as_html
from samples import report
from sites import SITES

MANNERS = [*((site, "html") for site in SITES), *((office, "docx") for office in OFFICES)]


def figures(reports: tuple[Report, ...]) -> list:
    return sorted((str(f.value), f.unit or "", f.indicator or "", f.bound) for r in reports for f in r.figures)


@cache
def plain() -> list:
    return figures(analyze(ingest.read_bytes(as_html(report()).encode(), "x"), tools()))


@pytest.mark.parametrize(("make", "kind"), MANNERS, ids=[make.__name__ for make, _ in MANNERS])
def test_the_manner_changes_nothing(make, kind: str) -> None:
    assert judge(Layout("", make.__name__, kind, make)) == (RIGHT, [])
    assert figures(analyze(ingest.read_bytes(make(), "x"), tools())) == plain()
