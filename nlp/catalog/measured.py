"""What was measured of each rule (docs/results/rules.json), and the bar that a stable rule meets.

Measured on simulated and hand-written reports, not on a sample of real ones: the bar says that a rule does what it
says, not how often real reports break it.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from nlp.catalog.specs import RuleSpec

RESULTS = Path(__file__).resolve().parents[2] / "docs/results/rules.json"

# The bar. A rule is stable when at least so many flaws of its own kind were planted, it found this share of them at
# the level they are due, and it never spoke wrongly at its level: not in so many clean simulated reports, not in the
# corrected twins of the plants, not in any hand-written report.
PLANTED = 100
RECALL = 0.9
CLEAN = 2000
_SIGMAS = 1.96  # of the normal distribution, for 95 percent


class Tally(Struct, frozen=True):
    """What a rule flagged in the reports of one source, and how much of it rightly."""

    reports: int = 0
    flagged: int = 0
    right: int = 0


class Measured(Struct, frozen=True):
    """A rule's marks. Intervals are Wilson's at 95 percent; `weaker` counts findings below the rule's level.

    rows_only: the rule never flags, it leaves rows, which nobody has judged in the hand-written reports.
    """

    level: str
    planted: int
    found: int
    recall: float
    recall_interval: tuple[float, float]
    flagged: int
    right: int
    precision: float | None
    precision_interval: tuple[float, float]
    weaker: int
    sources: dict[str, Tally]
    rows_only: bool = False


class Measurement(Struct, frozen=True):
    """Marks of all rules, with what they were measured on."""

    note: str
    seed: int
    bar: dict[str, float]
    reports: dict[str, int]
    rules: dict[str, Measured]


def wilson(right: int, of: int) -> tuple[float, float]:
    """Wilson's interval at 95 percent for a share; (0, 1) where there is nothing to go by."""
    if not of:
        return 0.0, 1.0
    share, square = right / of, _SIGMAS**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    spread = _SIGMAS / (1 + square / of) * (share * (1 - share) / of + square / (4 * of * of)) ** 0.5
    return round(max(0.0, middle - spread), 4), round(min(1.0, middle + spread), 4)


def read_measurement(path: Path = RESULTS) -> Measurement | None:
    """The measurement of this checkout; None where there is none, as in an installed copy."""
    return msgspec.json.decode(path.read_bytes(), type=Measurement) if path.exists() else None


def shortfalls(rule: RuleSpec, measured: Measured | None) -> tuple[str, ...]:
    """Where a rule misses the bar, in words; empty for one that meets it."""
    if measured is None:
        return ("not measured by the exam",)
    clean = sum(tally.reports for source, tally in measured.sources.items() if source == "simulated")
    wrong = {source: tally.flagged - tally.right for source, tally in measured.sources.items()}
    reasons = (
        (measured.rows_only, "its rows in hand-written reports were not judged"),
        (measured.level != rule.level, f"measured at level {measured.level}"),
        (measured.planted < PLANTED, f"planted {measured.planted} < {PLANTED}"),
        (measured.recall < RECALL, f"recall {measured.recall:.3f} < {RECALL}"),
        (clean < CLEAN, f"clean reports {clean} < {CLEAN}"),
        *((count > 0, f"{count} wrong in {source}") for source, count in wrong.items()),
    )
    return tuple(words for missed, words in reasons if missed)
