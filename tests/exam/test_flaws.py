"""Planted flaws: each rule has one, it stands where it says, and its twin differs nowhere else."""

from itertools import islice
from random import Random

import pytest

from nlp import catalog
from nlp.catalog.measured import wilson
from nlp.exam import exam
from nlp.exam.claims import DRAWS, claims
from nlp.exam.flaws import makers
from nlp.exam.reports import candidates

CATALOG = catalog.load()
POOL = list(islice(candidates(2, CATALOG), 250))
MAKERS = makers()


def first(code):
    made = (MAKERS[code](Random(f"{code}/{at}"), one, CATALOG) for at, one in enumerate(POOL))
    return next(flaw for flaw in made if flaw is not None)


def test_every_rule_has_a_flaw_of_its_own_kind():
    assert set(MAKERS) == set(CATALOG.checked_rules)


@pytest.mark.parametrize("code", sorted(MAKERS))
def test_a_flaw_stands_in_its_text_and_not_in_its_twin(code):
    flaw = first(code)
    spot = flaw.plant.spot
    assert 0 <= spot.start < spot.end <= len(flaw.plant.text)
    assert flaw.twin[-1:] != (flaw.plant.text,)


@pytest.mark.parametrize("spec", claims(), ids=lambda spec: f"{spec.rule}-{spec.draw}")
def test_sentences_of_a_rule_are_several_and_their_slots_exist(spec):
    assert len(set(spec.texts)) >= 2
    drawn = next(filter(None, (DRAWS[spec.draw](Random(1), one) for one in POOL)))
    for pattern in spec.texts:
        assert pattern.replace("{self}", "我局").format_map(drawn[0])


def test_the_exam_marks_every_kind():
    result = exam(n=2, seed=5, keep=2)
    assert result.planted == 2 * len(result.by_kind) and result.controls == 2 * len(result.by_control)
    assert {"digit_drop", "sibling_swap", "row_shift", "negation", "carry_over"} <= set(result.by_kind)
    assert result.recall >= 0.8 and result.controls_silent == 1


@pytest.mark.parametrize(
    ("right", "of", "interval"),
    [(0, 0, (0.0, 1.0)), (100, 100, (0.963, 1.0)), (90, 100, (0.8256, 0.9448)), (0, 10, (0.0, 0.2775))],
)
def test_wilson(right, of, interval):
    assert wilson(right, of) == interval
