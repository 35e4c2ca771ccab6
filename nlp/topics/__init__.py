"""Room 5, topics: what each unit is about. In: reports with units. Out: the same reports with `labels`.

Layers of an Annotation: `tag` (up to three of 24), `problem_type` on problems and measures, `status`
(planned, done) on measures, `link` from a measure to the problem it answers. Headings and leads bear none.
scikit-learn, skops and the dictionary are loaded on first use.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from nlp.document import Report

if TYPE_CHECKING:
    from nlp.topics.model import TopicModel

__all__ = ["label", "load_model"]

UNLABELED = ("heading", "lead")


def label(reports: Sequence[Report], model: TopicModel) -> tuple[Report, ...]:
    """The reports with labels on every sentence and item that is about something, all in one batch."""
    from nlp.topics.decide import annotate, connect
    from nlp.topics.model import score
    from nlp.topics.passages import passages, standings

    documents = passages([standings(report) for report in reports])
    wanted = [
        (at, unit.id, passage, unit.role)
        for at, (report, own) in enumerate(zip(reports, documents, strict=True))
        for unit, passage in zip(report.units, own, strict=True)
        if unit.kind not in UNLABELED and passage.characters
    ]
    if not wanted:
        return tuple(replace(report, labels=()) for report in reports)
    scores, links = connect(
        score(model, [passage for _, _, passage, _ in wanted]), model, [(at, part) for at, _, _, part in wanted]
    )
    found = annotate([unit for _, unit, *_ in wanted], scores, model, links)
    of_report: list[list[object]] = [[] for _ in reports]
    for (at, *_), labels in zip(wanted, found, strict=True):
        of_report[at].extend(labels)
    return tuple(replace(report, labels=tuple(labels)) for report, labels in zip(reports, of_report, strict=True))


def load_model(path: Path | str | None = None) -> TopicModel:
    """The bundled topic model, or the one at `path`; raises errors.ModelError where it can't be used."""
    from nlp.topics.model import load_model as load

    return load(path)
