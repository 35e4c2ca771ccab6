"""Prodigy: `labels.jsonl` for its `choice` interface and `spans.jsonl` for `spans_manual`.

Offsets are code points; every character is a token, so that every span aligns. `token_end` is the last token of a
span, not the one after it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nlp.write.exchange.documents import Document, Mark
from nlp.write.exchange.job import Exported, Job, labels_and_spans

Json = dict[str, Any]
STATUSES = {"planned": "计划", "done": "已完成"}


def export(job: Job, out: Path) -> Exported:
    topics = {**job.catalog.tags, **job.catalog.problem_types}
    names = {**{name: spec.name_zh for name, spec in topics.items()}, **STATUSES}
    options = [{"id": name, "text": f"{zh} {name}"} for name, zh in names.items()]

    def labels_of(document: Document) -> Json:
        choice = {"options": options, "accept": list(document.labels), "config": {"choice_style": "multiple"}}
        return {"text": document.text, **choice, "meta": document.about}

    return labels_and_spans(job, out, labels_of, spans_of)


def spans_of(document: Document) -> Json:
    """A task of `spans_manual`."""
    tokens = [
        {"text": character, "start": at, "end": at + 1, "id": at, "ws": False}
        for at, character in enumerate(document.text)
    ]
    spans = [
        {
            "start": mark.start,
            "end": mark.end,
            "label": mark.label,
            "token_start": mark.start,
            "token_end": mark.end - 1,
        }
        for mark in document.marks
        if mark.start < mark.end
    ]
    findings = [f"{claim.row.finding_id} {claim.row.rule} {claim.row.message_zh}" for claim in document.claims]
    meta = {**document.about, **({"findings": "\n".join(findings)} if findings else {})}
    return {"text": document.text, "tokens": tokens, "spans": spans, "meta": meta}


def read(file: Path) -> Iterator[Document]:
    """Tasks of either interface; those rejected or ignored are left out."""
    for line in file.read_text("utf-8-sig").split("\n"):
        if not line.strip():
            continue
        item = json.loads(line)
        if item.get("answer", "accept") != "accept":
            continue
        marks = []
        for at, span in enumerate(item.get("spans", ())):
            mark = Mark(str(at), "", span["label"], span["start"], span["end"])
            if not 0 <= mark.start <= mark.end <= len(item["text"]):
                raise ValueError(f"{span} lies outside its text")
            marks.append(mark)
        about = {key: str(value) for key, value in item.get("meta", {}).items()}
        labels = tuple(item.get("accept", ()))
        yield Document(about.get("unit", ""), item["text"], tuple(marks), labels, (), about)
