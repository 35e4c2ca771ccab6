"""Shares with their uncertainty: resampled reports, and machine labels corrected by hand-labeled ones.

Machine labels taken for true give biased shares and intervals that miss, even at 90 % accuracy. The corrected share
is the difference estimator of survey sampling in the form of prediction-powered inference: the machine's share over
everything, plus how far it is off where people looked.

Sources: Angelopoulos, Duchi and Zrnic, efficient (power-tuned) prediction-powered inference (2023); Särndal, Swensson
and Wretman, "Model Assisted Survey Sampling" (1992), 6.3; Egami, Hinck, Stewart and Wei, "Using Imperfect Surrogates
for Downstream Inference" (2023); Korn and Graubard, "Confidence intervals for proportions with small expected number
of positive counts estimated from survey data" (1998); Wilson (1927); Satterthwaite, "An approximate distribution of
estimates of variance components" (1946).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np

    Counts = np.ndarray[Any, Any]

LEVEL = 0.95
REPLICATES = 999  # odd, so that the bounds are replicates themselves
FEWEST = 12  # reports that contribute, or that people labeled, below which no bounds are given
BEARING = 3  # of them, those in which people found the label


class Interval(Struct, frozen=True):
    """A share between 0 and 1 with its bounds; None where the data can't give one."""

    value: float
    low: float | None = None
    high: float | None = None


def bootstrap(parts: Sequence[Counts], wholes: Sequence[Counts | None], seed: int = 0) -> list[Interval]:
    """Of each measure the sum of its part over the sum of its whole, with percentile bounds over resampled reports.

    `parts[i]` and `wholes[i]` hold an entry for each report, the same reports in all; a measure without a whole gets
    its sum and no bounds, and no bounds get shares to which fewer than FEWEST reports contribute. Where the count is 0,
    or the total, each replicate is the same: the bounds are Wilson's then, with the reports as the sample. All measures
    see the same replicates. Everything up to the last division is whole numbers, so that each machine gives the same.
    """
    import numpy as np
    from scipy.sparse import csr_array

    if not parts:
        return []
    ratios = {at: place for place, at in enumerate(at for at, whole in enumerate(wholes) if whole is not None)}
    reports = len(parts[0])
    sums = np.zeros((0, REPLICATES), np.int64)
    if ratios and reports > 1:
        below = [whole for whole in wholes if whole is not None]
        stacked = csr_array(np.stack([parts[at] for at in ratios] + below))
        sums = _replicates(stacked, reports, seed)
    found = []
    for at, (part, whole) in enumerate(zip(parts, wholes, strict=True)):
        if whole is None:
            found.append(Interval(float(part.sum())))
            continue
        total = int(whole.sum())
        value = int(part.sum()) / total if total else math.nan
        place = ratios[at]
        contributing = int((whole > 0).sum())
        if contributing < FEWEST:
            found.append(Interval(value))
        elif value in (0.0, 1.0) and (part <= whole).all():
            found.append(_wilson(value, 0.0, contributing, contributing - 1))
        else:
            found.append(Interval(value, *_bounds(sums[place], sums[len(ratios) + place])))
    return found


def _replicates(counts: Any, reports: int, seed: int) -> Counts:
    """Sums of each row of `counts` over reports drawn with replacement, shape (rows, REPLICATES)."""
    import numpy as np

    random = np.random.Generator(np.random.PCG64(seed))
    sums = np.empty((counts.shape[0], REPLICATES), np.int64)
    for at in range(REPLICATES):
        sums[:, at] = counts @ np.bincount(random.integers(0, reports, reports), minlength=reports)
    return sums


def _bounds(parts: Counts, wholes: Counts) -> tuple[float | None, float | None]:
    """Percentile bounds of the shares of replicates that have any; None where few have."""
    import numpy as np

    kept = wholes > 0
    if kept.sum() < REPLICATES // 2:
        return None, None
    shares = np.sort(parts[kept] / wholes[kept])
    low, high = (int(quantile * (len(shares) + 1)) for quantile in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return float(shares[max(0, low - 1)]), float(shares[min(len(shares) - 1, high - 1)])


class Labeled(Struct, frozen=True):
    """Units of one report: how many, how many the machine labeled, and of those people looked at (0 where none):
    how many, how many they labeled, how many the machine did, and how many both did."""

    units: int
    machine: int
    seen: int = 0
    human: int = 0
    seen_machine: int = 0
    both: int = 0


def corrected(reports: Sequence[Labeled]) -> Interval:
    """Share of units people would label, from the machine's labels of all and the hand-labeled units of some reports.

    The reports people looked at must be drawn at random, and so the units within them. The weight of the machine's
    share is tuned to the data; the variance is that of a ratio over reports; the bounds are Wilson's with the effective
    number of units, so that they stay between 0 and 1. A rare label stands in few reports, on which the variance then
    hangs: the fewer, the fewer degrees of freedom. No bounds for labels of too few reports, or found in too few.
    """
    looked = [report for report in reports if report.seen]
    n, everything = len(looked), sum(report.units for report in reports)
    if not n or not everything:
        return Interval(math.nan)
    # where people saw some units of a report, these stand for all of it
    seen = float(sum(report.units for report in looked))
    human = sum(report.human * report.units / report.seen for report in looked) / seen
    weak = sum(report.seen_machine * report.units / report.seen for report in looked) / seen
    machine = sum(report.machine for report in reports) / everything
    # how far each report is from the shares: by what people said, what the machine said of the same, and of all
    said = [report.units * (report.human / report.seen - human) for report in looked]
    guessed = [report.units * (report.seen_machine / report.seen - weak) for report in looked]
    spread = sum(g * g for g in guessed)
    weight = 0.0
    if spread:  # the less the machine tells about what people say, the less it counts
        slope = sum(s * g for s, g in zip(said, guessed, strict=True)) / spread
        weight = min(1.0, max(0.0, slope))
    value = min(1.0, max(0.0, human + weight * (machine - weak)))
    if n < FEWEST or sum(report.human > 0 for report in looked) < BEARING:
        return Interval(value)
    squares = []
    for report, s, g in zip(looked, said, guessed, strict=True):
        influence = (s - weight * g) / seen
        leverage = min(0.5, report.units / seen + (g * g / spread if spread else 0))
        influence /= (1 - leverage) ** 0.5  # a report pulls the share towards itself
        squares.append((influence + weight * (report.machine - machine * report.units) / everything) ** 2)
    others = sum((weight * (r.machine - machine * r.units) / everything) ** 2 for r in reports if not r.seen)
    variance = (sum(squares) + others) * n / (n - 1)
    return _wilson(value, variance, sum(report.seen for report in looked), _freedom(squares, others))


def _freedom(squares: Sequence[float], others: float) -> float:
    """Degrees of freedom, after Satterthwaite, of a variance that is the sum of these squares and of a surer rest: few
    where few reports make most of it."""
    n, total = len(squares), sum(squares)
    doubt = sum(square * square for square in squares) - total * total / n
    if doubt <= 0:
        return n - 1
    return min(n - 1.0, max(2.0, 2 * (total + others) ** 2 / (doubt * n / (n - 1))))


def _wilson(value: float, variance: float, seen: int, freedom: float) -> Interval:
    """Wilson's bounds for a share with this variance."""
    from scipy.stats import t

    quantile = float(t.ppf((1 + LEVEL) / 2, freedom))
    spread = value * (1 - value)
    effective = spread / variance if variance > 0 and spread > 0 else float(seen)
    square = quantile * quantile
    center = (value + square / (2 * effective)) / (1 + square / effective)
    half = quantile / (1 + square / effective) * math.sqrt(spread / effective + square / (4 * effective * effective))
    return Interval(value, max(0.0, center - half), min(1.0, center + half))
