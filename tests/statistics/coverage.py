"""Do corrected intervals cover the truth? Corpora with known shares, labels 80 to 95 % accurate; by group and year too.

Run by hand: `python tests/statistics/coverage.py [trials]` writes docs/results/coverage.json. Reports differ in what
they write about, groups and years in their shares, and the machine errs differently in each group.
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
REPORTS, LABELED, UNITS = 90, 36, 14  # of each group and year: all, labeled by people, units a report
ACCURACIES = {"80 %": (0.80, 0.80), "85 %": (0.82, 0.86), "90 %": (0.85, 0.92), "95 %": (0.90, 0.96)}


def corpus(random: np.random.Generator, accuracy: tuple[float, float]) -> dict[tuple[str, int], list[Labeled]]:
    """Reports by group and year; `accuracy` is sensitivity and specificity, a little worse in one group."""
    found = {}
    for place, (group, base) in enumerate(GROUPS.items()):
        sensitivity, specificity = accuracy[0] - 0.03 * (place == 2), accuracy[1] + 0.02 * (place == 0)
        for year, times in YEARS.items():
            share, reports = base * times, []
            for at in range(REPORTS):
                units = int(random.poisson(UNITS)) + 1
                truth = random.random(units) < random.beta(share * 6, (1 - share) * 6)
                machine = np.where(truth, random.random(units) < sensitivity, random.random(units) >= specificity)
                seen = (units, int(truth.sum()), int(machine.sum()), int((truth & machine).sum()))
                reports.append(Labeled(units, int(machine.sum()), *(seen if at < LABELED else ())))
            found[group, year] = reports
    return found


def main() -> None:
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    random = np.random.default_rng(20261122)
    marks: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for accuracy, rates in ACCURACIES.items():
        for _ in range(trials):
            cells = corpus(random, rates)
            slices = [("all", list(cells))]
            slices += [("group", [key for key in cells if key[0] == group]) for group in GROUPS]
            slices += [("year", [key for key in cells if key[1] == year]) for year in YEARS]
            slices += [("group and year", [key]) for key in cells]
            for kind, keys in slices:
                reports = [report for key in keys for report in cells[key]]
                truth = float(np.mean([GROUPS[group] * YEARS[year] for group, year in keys]))
                interval = corrected(reports)
                looked = [report for report in reports if report.seen]
                hand = sum(r.human for r in looked) / sum(r.seen for r in looked)
                naive = sum(r.machine for r in reports) / sum(r.units for r in reports)
                own = marks[f"{accuracy}, {kind}"]
                own["covered"].append(interval.low <= truth <= interval.high)
                for name, value in (("corrected", interval.value), ("hand", hand), ("naive", naive)):
                    own[name].append((value - truth) ** 2)
    rows = [
        {
            "machine": name.split(", ")[0],
            "slice": name.split(", ")[1],
            "intervals": len(own["covered"]),
            "coverage": round(float(np.mean(own["covered"])), 4),
            **{f"rmse_{side}": round(float(np.sqrt(np.mean(own[side]))), 5) for side in ("corrected", "hand", "naive")},
        }
        for name, own in marks.items()
    ]
    what = "simulated corpora with known shares, 95 % intervals; hand: the labeled sample alone, naive: machine labels"
    OUT.write_text(json.dumps({"what": what, "trials": trials, "rows": rows}, indent=1) + "\n", encoding="utf-8")
    for row in rows:
        print(row)


if __name__ == "__main__":
    main()
