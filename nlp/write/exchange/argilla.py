"""Argilla: `records.jsonl`, flat records with suggestions for two questions, `labels` (multi-label) and `marks` (span).

Offsets are UTF-16 units, what its page counts. Marks may overlap: allow it in the span question.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nlp.version import __version__
from nlp.write.exchange.documents import Document, Mark, by_unit
from nlp.write.exchange.job import Exported, Job
from nlp.write.exchange.offsets import OFFSET_UNITS, Ruler

Json = dict[str, Any]


def export(job: Job, out: Path) -> Exported:
    out.mkdir(parents=True, exist_ok=True)
    target = out / "records.jsonl"
    reports = 0
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for record in job.records:
            reports += 1
            for document in by_unit(record):
                file.write(json.dumps(flat(document), ensure_ascii=False) + "\n")
    return Exported(out, reports)


def flat(document: Document) -> Json:
    """A flat record, as `dataset.records.log` takes it."""
    ruler = Ruler(document.text, OFFSET_UNITS["argilla"])
    marks = [
        {"start": ruler.out(mark.start), "end": ruler.out(mark.end), "label": mark.label} for mark in document.marks
    ]
    agent = f"gongkai-{__version__}"
    labels = {"labels.suggestion": list(document.labels), "labels.suggestion.agent": agent} if document.labels else {}
    spans = {"marks.suggestion": marks, "marks.suggestion.agent": agent} if marks else {}
    return {"id": document.id, "text": document.text, **labels, **spans, **document.about}


def read(file: Path) -> Iterator[Document]:
    """Records with the responses, where there are none the suggestions."""
    for line in file.read_text("utf-8-sig").split("\n"):
        if not line.strip():
            continue
        item = json.loads(line)
        text = item["text"]
        ruler = Ruler(text, OFFSET_UNITS["argilla"])
        marks = []
        for at, span in enumerate(_answer(item, "marks")):
            mark = Mark(str(at), "", span["label"], ruler.back(span["start"]), ruler.back(span["end"]))
            if not 0 <= mark.start <= mark.end <= len(text):
                raise ValueError(f"{span} lies outside its text")
            marks.append(mark)
        about = {key: str(value) for key, value in item.items() if "." not in key and key not in ("id", "text")}
        yield Document(str(item.get("id", "")), text, tuple(marks), tuple(_answer(item, "labels")), (), about)


def _answer(item: Json, question: str) -> list[Any]:
    given = item.get(f"{question}.response")
    if given is None:
        given = next(iter((item.get(f"{question}.responses") or [])[-1:]), None)
    return given if given is not None else item.get(f"{question}.suggestion") or []
