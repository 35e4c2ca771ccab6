"""Which problem a measure answers, told by their order, and what the problem says of the measure's type.

Reports state problems and measures turn by turn (problem, measure, problem, measure) or in two blocks. A measure that
follows a single problem answers it; as many measures as problems answer them one by one; else the most alike in type.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np

    Bools = np.ndarray[Any, Any]
    Floats = np.ndarray[Any, Any]

SHARE = 0.75  # of the log odds of a problem's types that are added to those of the measure beside it
ALIKE = 0.3  # cosine of the types from which a measure of a block is taken to answer a problem of it
SURE = {"same": 0.9, "order": 0.9, "next": 0.6}  # share of such links in the labeled text that share a problem type


class Link(Struct, frozen=True):
    """Row of the measure and of the problem it answers; by: same | next | order | type."""

    measure: int
    problem: int
    by: str
    score: float


def pair(problems: Bools, measures: Bools, types: Floats, parts: Sequence[object]) -> list[Link]:
    """Links between rows in reading order. `parts` tells stretches of text apart: links stay inside of one."""
    found: list[Link] = []
    stated = (problems | measures).nonzero()[0].tolist()
    for _, own in groupby(stated, key=lambda row: parts[row]):
        open_: list[int] = []
        rows = list(own)
        for answers, run in groupby(rows, key=lambda row: bool(measures[row])):
            if not answers:
                open_ = list(run)
                continue
            taken = list(run)
            both = [row for row in taken if problems[row]]
            found += [Link(row, row, "same", SURE["same"]) for row in both]
            found += _answer([row for row in taken if not problems[row]], open_, types)
    return found


def _answer(measures: Sequence[int], problems: Sequence[int], types: Floats) -> list[Link]:
    if len(problems) == 1:
        return [Link(row, problems[0], "next", SURE["next"]) for row in measures]
    if len(problems) == len(measures):
        return [Link(one, other, "order", SURE["order"]) for one, other in zip(measures, problems, strict=True)]
    links = []
    for row in measures if problems else ():
        alike, best = max((_cosine(types[row], types[problem]), -problem) for problem in problems)
        if alike >= ALIKE:
            links.append(Link(row, -best, "type", round(alike, 4)))
    return links


def _cosine(one: Floats, other: Floats) -> float:
    return float(one @ other / max(1e-9, float((one @ one) * (other @ other)) ** 0.5))


def inform(types: Floats, links: Sequence[Link], share: float = SHARE) -> Floats:
    """Type probabilities in which a measure has heard from the problem that stands before it."""
    import numpy as np

    told = types.copy()
    for link in links:
        if link.by in ("next", "order"):
            odds = np.log(_inside(types[link.measure])) - np.log(1 - _inside(types[link.measure]))
            other = _inside(types[link.problem])
            odds += share * np.maximum(np.log(other) - np.log(1 - other) + 2, 0)
            told[link.measure] = 1 / (1 + np.exp(-odds))
    return told


def _inside(probabilities: Floats) -> Floats:
    import numpy as np

    clipped: Floats = np.clip(probabilities, 1e-4, 1 - 1e-4)
    return clipped
