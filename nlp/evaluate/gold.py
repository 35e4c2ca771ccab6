"""The gold annotations as read: one struct a file of the gold folder, offsets into the decoded source."""

from pathlib import Path

import msgspec
from msgspec import Struct

from nlp.errors import UsageError
from nlp.spans import Span


class _Place(Struct, frozen=True, kw_only=True):
    file: str
    start: int | None = None
    end: int | None = None

    @property
    def span(self) -> Span:
        assert self.start is not None and self.end is not None
        return Span(self.start, self.end)


class GoldReport(_Place, frozen=True):
    report: str
    title: str | None
    issuer: str | None
    region: str | None
    year: int | None
    form: str | None


class GoldZone(_Place, frozen=True):
    zone: str
    report: str | None


class GoldSegment(_Place, frozen=True):
    id: int
    report: str | None
    kind: str
    role: str
    tags: tuple[str, ...]
    problem_types: tuple[str, ...]


class GoldFigure(_Place, frozen=True):
    id: str
    report: str
    quote: str
    value: str | None
    value_low: str | None
    value_high: str | None
    unit: str | None
    bound: str
    kind: str
    role: str
    core: bool
    year: int | None = None
    indicator: str | None = None
    applicant: str | None = None
    indicator_candidates: tuple[str, ...] | None = None
    alt_start: int | None = None
    alt_end: int | None = None
    signed_value: str | None = None


class GoldNegative(_Place, frozen=True):
    report: str | None
    quote: str
    why: str
    zone: str


class GoldReading(Struct, frozen=True):
    value: str | None = None
    state: str = "value"


class GoldCell(_Place, frozen=True):
    report: str
    table: str
    indicator: str  # the full address, `indicator@applicant` in table 3
    state: str
    value: str | None
    quote: str | None
    readings: tuple[GoldReading, ...] | None = None


class GoldOperand(Struct, frozen=True):
    quote: str | None = None
    figure: str | None = None
    cell: str | None = None
    item: str | None = None
    start: int | None = None
    end: int | None = None


class GoldRelation(_Place, frozen=True):
    id: str
    report: str
    kind: str
    rule: str
    operands: tuple[GoldOperand, ...]
    verdict: str
    level: str
    origin: str
    optional: bool
    extension: bool
    same_root: str | None
    explanation_zh: str


class Gold(Struct, frozen=True):
    """All annotations, and the decoded text of every annotated file."""

    reports: tuple[GoldReport, ...]
    zones: tuple[GoldZone, ...]
    tags: tuple[GoldSegment, ...]
    figures: tuple[GoldFigure, ...]
    negatives: tuple[GoldNegative, ...]
    cells: tuple[GoldCell, ...]
    relations: tuple[GoldRelation, ...]
    texts: dict[str, str]


_FILES = {
    "reports": GoldReport,
    "zones": GoldZone,
    "tags": GoldSegment,
    "figures": GoldFigure,
    "negatives": GoldNegative,
    "cells": GoldCell,
    "relations": GoldRelation,
}


def load(gold: Path, sources: Path) -> Gold:
    """Annotations of a folder. Raises UsageError where a file of the gold or a source is missing."""
    rows = {}
    for name, kind in _FILES.items():
        path = gold / f"{name}.jsonl"
        if not path.is_file():
            raise UsageError(f"缺少标注文件：{path}", f"missing gold file: {path}")
        lines = path.read_bytes().splitlines()
        rows[name] = tuple(msgspec.json.decode(line, type=kind) for line in lines if line)
    texts = {}
    for file in sorted({row.file for row in rows["zones"]}):
        path = sources / file
        if not path.is_file():
            raise UsageError(f"缺少源文件：{path}", f"missing source file: {path}")
        texts[file] = path.read_bytes().decode("utf-8")
    return Gold(**rows, texts=texts)


def roots(relations: tuple[GoldRelation, ...]) -> tuple[tuple[GoldRelation, ...], ...]:
    """Contradictions grouped by their one cause, as `same_root` names it."""
    groups: list[list[GoldRelation]] = []
    for relation in relations:
        if relation.verdict != "contradiction":
            continue
        for group in groups:
            if any(_same_cause(relation, other) or _same_cause(other, relation) for other in group):
                group.append(relation)
                break
        else:
            groups.append([relation])
    return tuple(tuple(group) for group in groups)


def _same_cause(one: GoldRelation, other: GoldRelation) -> bool:
    """`same_root` reads `<report> <rule or kind> [<cell>]` of another relation."""
    if one.report != other.report or not one.same_root:
        return False
    words = one.same_root.split()
    return any(other.rule.startswith(word) or other.kind == word for word in words[1:])
