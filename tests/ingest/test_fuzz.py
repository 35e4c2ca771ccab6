"""Damaged inputs of every format: no crash, no hang, none without an outcome row. See `fuzz.py` for more of them."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fuzz import OFFICE, made, run, samples


@pytest.mark.slow
def test_a_hundred_damaged_inputs() -> None:
    found = run(100, seed=2026)
    assert found["faults"] == []
    assert set(found["outcomes"]) == set(samples()) - set(OFFICE)
    assert {"read", "refused"} <= {outcome for counts in found["outcomes"].values() for outcome in counts}


def test_an_input_is_made_again_from_its_number() -> None:
    assert [made(number, 0) for number in range(5)] == [made(number, 0) for number in range(5)]
