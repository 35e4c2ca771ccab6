"""Plain JSON lines for scripts: `units.jsonl` (labels and marks), `findings.jsonl` with a verdict to fill in.

Offsets are code points. `decisions import` reads findings.jsonl back; `train --labels` reads units.jsonl.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from nlp.catalog import Catalog
from nlp.write.exchange.documents import Document, Mark, by_unit
from nlp.write.exchange.job import Exported, Job, Named, write_lines
from nlp.write.exchange.verdicts import to_judge
from nlp.write.rows import Record

Json = dict[str, Any]
STATUSES = ("planned", "done")


def export(job: Job, out: Path) -> Exported:
    def lines(record: Record) -> Iterator[Named]:
        for document in by_unit(record):
            yield "units.jsonl", line(document, job.catalog)
        for row in to_judge(record, job):
            yield "findings.jsonl", asdict(row)

    return write_lines(job, out, ("units.jsonl", "findings.jsonl"), lines)


def line(document: Document, catalog: Catalog) -> Json:
    """A unit with its labels apart, as labeled text has them, and its marks with what is known of them."""
    return {
        "text": document.text,
        "tags": [label for label in document.labels if label in catalog.tags],
        "problem_types": [label for label in document.labels if label in catalog.problem_types],
        "status": next((label for label in document.labels if label in STATUSES), None),
        **document.about,
        "marks": [
            {
                "id": mark.id,
                "layer": mark.layer,
                "label": mark.label,
                "start": mark.start,
                "end": mark.end,
                "text": document.quote(mark),
                **mark.about,
            }
            for mark in document.marks
        ],
        "findings": [claim.row.finding_id for claim in document.claims],
    }


def read(file: Path) -> Iterator[Document]:
    """Units with their marks."""
    for text in file.read_text("utf-8-sig").split("\n"):
        if not text.strip():
            continue
        item = json.loads(text)
        marks = []
        for own in item.get("marks", ()):
            mark = Mark(own["id"], own["layer"], own["label"], own["start"], own["end"])
            if item["text"][mark.start : mark.end] != own.get("text", item["text"][mark.start : mark.end]):
                raise ValueError(f"{own} does not stand there")
            marks.append(mark)
        labels = (*item["tags"], *item.get("problem_types", ()), *filter(None, [item.get("status")]))
        about = {key: value for key, value in item.items() if isinstance(value, str) and key not in ("text", "status")}
        yield Document(about.get("unit", ""), item["text"], tuple(marks), labels, (), about)
