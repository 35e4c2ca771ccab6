"""Do corrected intervals cover the truth? Corpora with known shares, labels 80 to 95 % accurate; by group and year too.

By hand: `python tests/statistics/coverage.py [trials]` writes docs/results/coverage.json. Reports differ in what they
write about (the share of a label in a report is drawn from a beta distribution), groups and years in their shares, and
the machine errs differently in each group. Rare labels stand apart: 2 and 5 % of units, few labeled reports.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from nlp.statistics.estimates import Labeled, corrected

OUT = Path(__file__).resolve().parents[2] / "docs/results/coverage.json"
GROUPS = {"city": 0.10, "county": 0.18, "bureau": 0.26}  # shares of units with the label
YEARS = {2020: 0.8, 2021: 1.0, 2022: 1.2}  # times the share of the group
REPORTS, LABELED, UNITS = 810, 324, 14  # all, labeled by people, units a report: about 36 labeled by group and year
ACCURACIES = {"80 %": (0.80, 0.80), "85 %": (0.82, 0.86), "90 %": (0.85, 0.92), "95 %": (0.90, 0.96)}
RARE = {0.02: (36, 60, 120), 0.05: (20, 36, 60, 120)}  # share: labeled reports of 400
RARE_ACCURACIES = {"sensitivity .80, specificity .95": (0.80, 0.95), "sensitivity .90, specificity .98": (0.90, 0.98)}
VARIED = 6  # a + b of the beta distribution: a report of 14 units of share .2 has 0 of them as often as 5


def reports(
    random: np.random.Generator, share: float, accuracy: tuple[float, float], looked: np.ndarray, units: int
) -> list[Labeled]:
    """Reports that people looked at or not; `accuracy` is sensitivity and specificity."""
    number = len(looked)
    size = random.poisson(units, number) + 1
    truth = random.binomial(size, random.beta(share * VARIED, (1 - share) * VARIED, number))
    both = random.binomial(truth, accuracy[0])
    machine = both + random.binomial(size - truth, 1 - accuracy[1])
    rows = zip(*(column.tolist() for column in (looked, size, machine, truth, both)), strict=True)
    return [
        Labeled(units, weak, units, human, weak, hit) if seen else Labeled(units, weak)
        for seen, units, weak, human, hit in rows
    ]


def corpus(random: np.random.Generator, accuracy: tuple[float, float]) -> dict[tuple[str, int], list[Labeled]]:
    """Reports by group and year, which are drawn, as are those people look at; in one group the machine is a little
    worse and in another better."""
    keys = [(group, year) for group in GROUPS for year in YEARS]
    drawn = random.integers(0, len(keys), REPORTS)
    looked = random.permutation(REPORTS) < LABELED
    found = {}
    for at, (group, year) in enumerate(keys):
        rates = (accuracy[0] - 0.03 * (group == "bureau"), accuracy[1] + 0.02 * (group == "city"))
        found[group, year] = reports(random, GROUPS[group] * YEARS[year], rates, looked[drawn == at], UNITS)
    return found


class Marks:
    """Intervals that cover, those not given for want of labels, and squared errors."""

    def __init__(self) -> None:
        self.covered: list[bool] = []
        self.too_few = 0
        self.errors: dict[str, list[float]] = defaultdict(list)

    def add(self, own: list[Labeled], truth: float) -> None:
        interval = corrected(own)
        looked = [report for report in own if report.seen]
        hand = sum(r.human for r in looked) / sum(r.seen for r in looked)
        naive = sum(r.machine for r in own) / sum(r.units for r in own)
        for name, value in (("corrected", interval.value), ("hand", hand), ("naive", naive)):
            self.errors[name].append((value - truth) ** 2)
        if interval.low is None:
            self.too_few += 1
        else:
            self.covered.append(interval.low <= truth <= interval.high)

    def row(self) -> dict[str, float]:
        return {
            "intervals": len(self.covered),
            "too_few": self.too_few,
            "coverage": round(float(np.mean(self.covered)), 4),
            **{f"rmse_{side}": round(float(np.sqrt(np.mean(own))), 5) for side, own in self.errors.items()},
        }


def main() -> None:
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    random = np.random.default_rng(20261122)
    marks: dict[tuple[str, str], Marks] = defaultdict(Marks)
    for accuracy, rates in ACCURACIES.items():
        for _ in range(trials):
            cells = corpus(random, rates)
            slices = [("all", list(cells))]
            slices += [("group", [key for key in cells if key[0] == group]) for group in GROUPS]
            slices += [("year", [key for key in cells if key[1] == year]) for year in YEARS]
            slices += [("group and year", [key]) for key in cells]
            for kind, keys in slices:
                truth = float(np.mean([GROUPS[group] * YEARS[year] for group, year in keys]))
                marks[accuracy, kind].add([report for key in keys for report in cells[key]], truth)
    rows = [{"machine": machine, "slice": kind, **own.row()} for (machine, kind), own in marks.items()]
    rare = []
    for share, sizes in RARE.items():
        for labeled in sizes:
            for accuracy, rates in RARE_ACCURACIES.items():
                own = Marks()
                for _ in range(2 * trials):
                    own.add(reports(random, share, rates, np.arange(400) < labeled, 12), share)
                rare.append({"machine": accuracy, "share": share, "labeled_reports": labeled, **own.row()})
    what = "simulated corpora with known shares, 95 % intervals; hand: the labeled sample alone, naive: machine labels"
    OUT.write_text(
        json.dumps({"what": what, "trials": trials, "rows": rows, "rare": rare}, indent=1) + "\n", encoding="utf-8"
    )
    for row in (*rows, *rare):
        print(row)


if __name__ == "__main__":
    main()
