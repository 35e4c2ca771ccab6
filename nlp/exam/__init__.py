"""Planted errors with known truth: what the checks find, what they miss, and when they cry wolf.

The exam writes reports from numbers, plants one error into the text of each before it is read, and
looks for a finding on the spot or on the cells concerned. What was not read counts as missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from random import Random

from msgspec import Struct

from nlp import pipeline
from nlp.document import Finding, Report
from nlp.exam.pages import page
from nlp.exam.plants import CONTROLS, PLANTERS, Plant
from nlp.exam.read import STRENGTH, read, touches
from nlp.exam.reports import candidates, simulate
from nlp.spans import Span
from nlp.verify.series import chain

__all__ = ["Grade", "Result", "exam", "simulate", "write_corpus"]


class Grade(Struct):
    """What came of the plants of one kind."""

    kind: str
    planted: int = 0
    found: int = 0
    repaired_first: int = 0
    repaired_third: int = 0
    repairable: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.planted if self.planted else 0.0


class Result(Struct, frozen=True):
    """The exam's marks, shares between 0 and 1. `missed` and `alarms` hold texts for a closer look."""

    recall: float
    recall_worst: float
    controls_silent: float
    repair_top1: float
    repair_top3: float
    planted: int
    controls: int
    by_kind: dict[str, dict[str, float]]
    by_control: dict[str, float]
    missed: tuple[tuple[str, str, str], ...] = ()
    alarms: tuple[tuple[str, str, str], ...] = ()


def _chained(texts: Sequence[str], name: str, tools: pipeline.Tools) -> list[tuple[Report, ...]]:
    """Reports of each text; several texts are years of one office and checked against each other."""
    found = [read(text, f"{number}-{name}", tools) for number, text in enumerate(texts)]
    if len(found) == 1:
        return found
    linked = iter(chain([report for reports in found for report in reports], tools.catalog))
    return [tuple(next(linked) for _ in reports) for reports in found]


def _hits(plant: Plant, name: str, tools: pipeline.Tools) -> list[Finding]:
    return [
        finding
        for report in _chained((plant.before, plant.text) if plant.before else (plant.text,), name, tools)[-1]
        for finding in report.findings
        if STRENGTH[finding.level] <= STRENGTH[plant.level] and touches(report, finding, plant)
    ]


def _grade(grade: Grade, plant: Plant, hits: list[Finding]) -> None:
    grade.planted += 1
    grade.found += bool(hits)
    if not hits or not plant.truth:
        return
    grade.repairable += 1
    ranked = [[repair.value for repair in hit.repairs] for hit in hits]
    grade.repaired_first += any(values[:1] == [plant.truth] for values in ranked)
    grade.repaired_third += any(plant.truth in values[:3] for values in ranked)


def exam(n: int = 200, seed: int = 0, keep: int = 20) -> Result:
    """Plant `n` errors of every kind and as many controls; keeps up to `keep` texts of either failure."""
    tools = pipeline.Tools(pipeline.default_tools().catalog, None)
    grades = {kind: Grade(kind) for kind in PLANTERS}
    missed: list[tuple[str, str, str]] = []
    for kind, planter in PLANTERS.items():
        tries = 0
        for simulated in candidates(seed, tools.catalog):
            tries += 1
            if grades[kind].planted == n or tries > 60 * n:
                break
            plant = planter(Random(f"{seed}/{kind}/{tries}"), simulated, tools.catalog)
            if plant is None:
                continue
            hits = _hits(plant, simulated.name, tools)
            _grade(grades[kind], plant, hits)
            if not hits and len(missed) < keep:
                missed.append((kind, f"{simulated.name} {simulated.layout} was {plant.truth}", _around(plant)))
    alarms: list[tuple[str, str, str]] = []
    silent = dict.fromkeys(CONTROLS, 0)
    for kind, control in CONTROLS.items():
        made = (
            (simulated, control(Random(f"{seed}/{kind}/{number}"), simulated, tools.catalog))
            for number, simulated in enumerate(candidates(seed + 1, tools.catalog))
        )
        for simulated, text in islice((one for one in made if one[1] is not None), n):
            texts = (text,) if isinstance(text, str) else text or ()
            reports = [report for found in _chained(texts, simulated.name, tools) for report in found]
            errors = [f for report in reports for f in report.findings if f.level == "error"]
            silent[kind] += not errors
            if errors and len(alarms) < keep:
                alarms.append((kind, f"{simulated.name} {simulated.layout}", repr(errors[0])))
    planted = sum(grade.planted for grade in grades.values())
    repairable = sum(grade.repairable for grade in grades.values()) or 1
    return Result(
        recall=sum(grade.found for grade in grades.values()) / planted,
        recall_worst=min(grade.recall for grade in grades.values()),
        controls_silent=sum(silent.values()) / (n * len(CONTROLS)),
        repair_top1=sum(grade.repaired_first for grade in grades.values()) / repairable,
        repair_top3=sum(grade.repaired_third for grade in grades.values()) / repairable,
        planted=planted,
        controls=n * len(CONTROLS),
        by_kind={
            kind: {
                "planted": grade.planted,
                "recall": grade.recall,
                "repair_top1": grade.repaired_first / (grade.repairable or 1),
                "repair_top3": grade.repaired_third / (grade.repairable or 1),
            }
            for kind, grade in grades.items()
        },
        by_control={kind: count / n for kind, count in silent.items()},
        missed=tuple(missed),
        alarms=tuple(alarms),
    )


def _around(plant: Plant) -> str:
    window = Span(max(0, plant.spot.start - 40), plant.spot.end + 40)
    return plant.text[window.start : window.end].replace("\n", "⏎")


def write_corpus(out: Path, offices: int, seed: int = 0, years: int = 3, pages: bool = False) -> int:
    """Write a simulated corpus below `out` as text or web pages, its numbers as JSON lines; the number of reports."""
    import msgspec

    tools = pipeline.default_tools()
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    for simulated in simulate(tools.catalog, offices, seed, years=years):
        name = simulated.name.replace(".txt", ".html") if pages else simulated.name
        text = page(tools.catalog, simulated) if pages else simulated.draft.text()
        (out / name).write_text(text, encoding="utf-8")
        count += 1
        truth = {"office": simulated.year.office, "year": simulated.year.year, "cells": simulated.year.cells}
        with (out / ".truth.jsonl").open("ab") as stream:
            stream.write(msgspec.json.encode({"source": name, **truth}) + b"\n")
    return count
