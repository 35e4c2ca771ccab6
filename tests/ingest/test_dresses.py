"""Layouts of web pages: reports of all three forms tell the same in each of them, or withhold what it hides."""

import sys
from functools import cache
from pathlib import Path

import pytest

from nlp import catalog, ingest
from nlp.document import Report
from nlp.pipeline import Tools, analyze

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "corpora" / "sample"
sys.path.insert(0, str(HERE))

from dresses import EQUAL, NEVER_WRONG  # noqa: E402
from redress import document, outcome  # noqa: E402

FORMS = {"G1": "lanling-transport-2017", "G2": "liuwan-urban-2020", "G3": "gubu-town-2022"}
OTHERS = sorted(path.stem for path in SAMPLE.glob("*.txt") if path.stem not in FORMS.values())


@cache
def reports_of(name: str) -> tuple[Report, ...]:
    return analyze(SAMPLE / f"{name}.txt", Tools(catalog.load()))


def dressed(dress, name: str) -> tuple[Report, ...]:
    page = dress(document(reports_of(name)))
    return analyze(ingest.read_bytes(page.encode(), name), Tools(catalog.load()))


def wrong_cells(name: str, reports: tuple[Report, ...]) -> list:
    """Cells said to be known and not as printed."""
    right = [cell for report in outcome(reports_of(name)) for cell in report["cells"].items()]
    read = [cell for report in outcome(reports) for cell in report["cells"].items()]
    return [(key, found) for key, found in read if found[0] in ("value", "blank", "na") and (key, found) not in right]


@pytest.mark.parametrize("name", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("dress", EQUAL, ids=lambda dress: dress.__name__)
def test_a_layout_changes_nothing(dress, name: str) -> None:
    assert outcome(dressed(dress, name)) == outcome(reports_of(name))


@pytest.mark.parametrize("name", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("dress", NEVER_WRONG, ids=lambda dress: dress.__name__)
def test_a_layout_that_hides_cells_makes_none_up(dress, name: str) -> None:
    assert wrong_cells(name, dressed(dress, name)) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_no_layout_changes_any_report(name: str) -> None:
    for dress in EQUAL:
        assert outcome(dressed(dress, name)) == outcome(reports_of(name)), dress.__name__
    for dress in NEVER_WRONG:
        assert wrong_cells(name, dressed(dress, name)) == [], dress.__name__
