"""Floors over the gold annotations of the seeds: what was measured once must not get worse unnoticed.

A floor is never above what was measured and never lowered without a note in CHANGELOG.md. The gold is
machine-assisted (tags silver, the rest bronze), eight reports: a floor guards against regressions, it is no
estimate for other reports.
"""

from pathlib import Path

import pytest

from nlp.evaluate import evaluate
from nlp.evaluate.scores import Scores
from nlp.pipeline import analyze_file


@pytest.fixture(scope="module")
def scores(shared: Path) -> Scores:
    return evaluate(shared / "gold", shared / "seeds", analyze_file)


AT_LEAST: list[tuple[str, str, float]] = [
    ("reports", "split, year, issuer, form", 1.0),  # 8 of 8
]
AT_MOST: list[tuple[str, str, float]] = [
    ("zones", "foreign or navigation in narrative", 0.0),
]


@pytest.mark.parametrize(("layer", "measure", "floor"), AT_LEAST)
def test_measure_stays_above_its_floor(scores, layer, measure, floor):
    assert scores.value(layer, measure) >= floor


@pytest.mark.parametrize(("layer", "measure", "ceiling"), AT_MOST)
def test_measure_stays_below_its_ceiling(scores, layer, measure, ceiling):
    assert scores.value(layer, measure) <= ceiling


def test_every_layer_was_measured(scores):
    assert {name: layer.skipped for name, layer in scores.layers.items() if layer.skipped} == {}
