"""From held-out decision values to probabilities and thresholds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from nlp.topics.decide import choose_tags, choose_types, log_odds
from nlp.topics.model import Calibration

if TYPE_CHECKING:
    import numpy as np

    Bools = np.ndarray[Any, Any]
    Floats = np.ndarray[Any, Any]

GRID = tuple(step / 40 for step in range(6, 29))  # thresholds tried: .15 to .70
FLOORS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
BINS = 10  # of the reliability diagram
EVEN = 0.5  # lowest threshold of a type: below it, more than half of the further types were wrong
PRIOR = 20  # examples the common threshold counts for against a label's own best one


def platt(scores: Floats, wanted: Bools) -> tuple[float, float]:
    """Slope and intercept of the sigmoid that turns decision values into probabilities (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    if wanted.all() or not wanted.any():
        return 1.0, 0.0
    sigmoid = LogisticRegression(C=10.0).fit(scores[:, None], wanted)
    slope, intercept = float(sigmoid.coef_[0, 0]), float(sigmoid.intercept_[0])
    return (slope, intercept) if slope > 0 else (1.0, 0.0)


def calibrate_tags(scores: Floats, wanted: Bools, labels: Sequence[str]) -> tuple[tuple[Calibration, ...], float]:
    """Calibrations of the tags and the floor: the pair of threshold and floor with the best micro-F1,
    then every tag's own best threshold, drawn to the common one where its examples are few."""
    made, probabilities = _probabilities(scores, wanted, labels)
    threshold, floor = max(
        ((t, f) for t in GRID for f in FLOORS),
        key=lambda pair: micro_f1(choose_tags(probabilities, labels, [pair[0]] * len(labels), pair[1]), wanted),
    )
    return _own_thresholds(made, probabilities, wanted, threshold), floor


def calibrate_types(
    scores: Floats, wanted: Bools, labels: Sequence[str], rows: Sequence[int], hear: Callable[[Floats], Floats]
) -> tuple[Calibration, ...]:
    """Calibrations of the problem types from `rows`, which all bear one, with thresholds found likewise.

    hear: what probabilities of all rows become after measures heard from their problems; thresholds are for these.
    """
    import numpy as np

    made, _ = _probabilities(scores[rows], wanted[rows], labels)
    probabilities, truth = hear(probable(scores, made))[rows], wanted[rows]
    every: Bools = np.ones(len(truth), bool)
    threshold = max(GRID, key=lambda t: micro_f1(choose_types(probabilities, [t] * len(labels), every), truth))
    return tuple(
        msgspec.structs.replace(own, threshold=max(EVEN, own.threshold))
        for own in _own_thresholds(made, probabilities, truth, threshold)
    )


def micro_f1(given: Bools, wanted: Bools) -> float:
    """F1 over all pairs of unit and label."""
    return 2 * float((given & wanted).sum()) / max(1.0, float(given.sum() + wanted.sum()))


def probable(scores: Floats, calibrations: Sequence[Calibration]) -> Floats:
    """Probabilities of decision values, one column a calibration."""
    import numpy as np

    slopes, intercepts = np.array([[c.slope, c.intercept] for c in calibrations]).T
    probabilities: Floats = 1 / (1 + np.exp(-(slopes * scores + intercepts)))
    return probabilities


def _probabilities(scores: Floats, wanted: Bools, labels: Sequence[str]) -> tuple[list[Calibration], Floats]:
    made = [Calibration(label, *platt(scores[:, at], wanted[:, at]), 0.5) for at, label in enumerate(labels)]
    return made, probable(scores, made)


def _own_thresholds(
    made: list[Calibration], probabilities: Floats, wanted: Bools, common: float
) -> tuple[Calibration, ...]:
    tuned = []
    for at, calibration in enumerate(made):
        mine, truth = probabilities[:, at], wanted[:, at]
        best = max(GRID, key=lambda t: (micro_f1(mine >= t, truth), -abs(t - common)))
        count = int(truth.sum()) / 2  # every unit is there twice
        threshold = round((count * best + PRIOR * common) / (count + PRIOR), 3)
        tuned.append(msgspec.structs.replace(calibration, threshold=threshold))
    return tuple(tuned)


def calibrate_status(scores: Floats, wanted: Bools) -> Calibration:
    """Calibration of `done` among measures, with the threshold of the best F1."""
    made, probabilities = _probabilities(scores, wanted, ("done",))
    threshold = max(GRID, key=lambda t: (micro_f1(probabilities >= t, wanted), -abs(t - 0.5)))
    return msgspec.structs.replace(made[0], threshold=threshold)


def calibrate_trust(probabilities: Floats, given: Bools, wanted: Bools) -> tuple[float, float, float]:
    """How far a tag that is given can be trusted (Settings.trust), by logistic regression over held-out tags."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    right = wanted[given]
    if right.all() or not right.any():
        return 0.0, 1.0, 0.0
    own = np.clip(probabilities, 1e-6, 1 - 1e-6)
    odds = log_odds(probabilities)[given]
    further = (own < own.max(axis=1, keepdims=True))[given]
    fitted = LogisticRegression(C=10.0).fit(np.column_stack([odds, further]), right)
    slope, lost = (round(float(value), 4) for value in fitted.coef_[0])
    return round(float(fitted.intercept_[0]), 4), slope, lost


def calibration(probabilities: Floats, right: Bools) -> dict[str, Any]:
    """Expected calibration error over equal bins, and the points of the reliability diagram."""
    import numpy as np

    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    points = [
        {
            "from": at / BINS,
            "n": int((bins == at).sum()),
            "said": round(float(probabilities[bins == at].mean()), 4),
            "right": round(float(right[bins == at].mean()), 4),
        }
        for at in range(BINS)
        if (bins == at).any()
    ]
    error = sum(point["n"] * abs(point["said"] - point["right"]) for point in points) / max(1, len(right))
    return {"ece": round(error, 4), "points": points}
