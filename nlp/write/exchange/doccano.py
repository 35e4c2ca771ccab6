"""doccano: `labels.jsonl` for a project of document classification, `spans.jsonl` for one of sequence labeling.

Offsets are UTF-16 units, what doccano counts unless a project counts grapheme clusters. Marks may overlap: allow
it in the project. All keys beside `text` and `label` are metadata to doccano.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nlp.write.exchange.documents import Document, Mark
from nlp.write.exchange.job import Exported, Job, labels_and_spans
from nlp.write.exchange.offsets import OFFSET_UNITS, Ruler

Json = dict[str, Any]
LABELS = ("label", "labels", "entities", "annotations", "cats")  # as its versions and project types call them


def export(job: Job, out: Path) -> Exported:
    return labels_and_spans(job, out, labels_of, spans_of)


def labels_of(document: Document) -> Json:
    """A line of document classification; doccano refuses an empty list of labels."""
    own = {"label": list(document.labels)} if document.labels else {}
    return {"text": document.text, **own, **document.about}


def spans_of(document: Document) -> Json:
    """A line of sequence labeling."""
    ruler = Ruler(document.text, OFFSET_UNITS["doccano"])
    findings = [f"{claim.row.finding_id} {claim.row.rule} {claim.row.message_zh}" for claim in document.claims]
    return {
        "text": document.text,
        "label": [[ruler.out(mark.start), ruler.out(mark.end), mark.label] for mark in document.marks],
        **document.about,
        "findings": findings,
    }


def read(file: Path) -> Iterator[Document]:
    """Documents of either project, also of its exports, which name things otherwise (`data`, `entities`, ...)."""
    for line in file.read_text("utf-8-sig").split("\n"):
        if not line.strip():
            continue
        item = json.loads(line)
        text = item["text"] if "text" in item else item["data"]
        ruler = Ruler(text, OFFSET_UNITS["doccano"])
        marks: list[Mark] = []
        labels: list[str] = []
        for key in LABELS:
            for label in item.get(key) or ():
                if isinstance(label, str):
                    labels.append(label)
                    continue
                if isinstance(label, dict):
                    label = [label["start_offset"], label["end_offset"], label["label"]]
                start, end, name = label
                mark = Mark(f"{len(marks)}", "", name, ruler.back(start), ruler.back(end))
                if not 0 <= mark.start <= mark.end <= len(text):
                    raise ValueError(f"{label} lies outside its text")
                marks.append(mark)
        about = {key: str(value) for key, value in item.items() if key not in (*LABELS, "text", "data")}
        yield Document(about.get("unit", ""), text, tuple(marks), tuple(labels), (), about)
