"""Label Studio: `tasks.json`, our marks and labels as predictions, and `config.xml`, the interface that fits them.

Offsets are code points (so since its front end stores them that way); the text carries no carriage return.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from nlp.version import __version__
from nlp.write.exchange.documents import DIFFERS, MARK_LABELS, Document, Mark, by_unit, file_name
from nlp.write.exchange.job import Exported, Job

Json = dict[str, Any]
STATUSES = ("planned", "done")


def export(job: Job, out: Path) -> Exported:
    out.mkdir(parents=True, exist_ok=True)
    tasks, config = out / "tasks.json", out / "config.xml"
    topics = {**job.catalog.tags, **job.catalog.problem_types}
    names = {**{name: spec.name_zh for name, spec in topics.items()}, **dict(zip(STATUSES, STATUSES, strict=True))}
    config.write_text(interface(names, job.verdicts), "utf-8")
    reports, opened = 0, "[\n"
    with tasks.open("w", encoding="utf-8", newline="\n") as file:
        for record in job.records:
            reports += 1
            for document in by_unit(record):
                file.write(opened + json.dumps(task(document), ensure_ascii=False))
                opened = ",\n"
        file.write("\n]\n" if opened == ",\n" else "[]\n")
    return Exported(out, reports)


def interface(names: dict[str, str], verdicts: Any) -> str:
    """The labeling interface: labels of the text, marks in it, relations between them, a verdict on the findings."""
    choices = [f"    <Choice value={quoteattr(name)} hint={quoteattr(zh)}/>" for name, zh in names.items()]
    judged = [f"    <Choice value={quoteattr(name)} hint={quoteattr(zh)}/>" for name, (zh, _) in verdicts.items()]
    labels = [f"    <Label value={quoteattr(label)}/>" for label in MARK_LABELS]
    lines = [
        "<View>",
        '  <Header value="$path"/>',
        '  <Labels name="marks" toName="text">',
        *labels,
        "  </Labels>",
        f'  <Relations><Relation value="{DIFFERS}"/></Relations>',
        '  <Text name="text" value="$text" granularity="symbol"/>',
        '  <Choices name="labels" toName="text" choice="multiple" showInline="true">',
        *choices,
        "  </Choices>",
        '  <Text name="findings" value="$findings"/>',
        '  <Choices name="verdict" toName="text" choice="single" showInline="true">',
        *judged,
        "  </Choices>",
        '  <TextArea name="comment" toName="text"/>',
        "</View>",
    ]
    return "\n".join(lines) + "\n"


def task(document: Document) -> Json:
    """A task with one prediction; findings stand in the data, so that the reader sees both sides."""
    claims = [f"{claim.row.rule} {claim.row.level}: {claim.row.message_zh}" for claim in document.claims]
    data = {"text": document.text, **document.about, "findings": "\n".join(claims)}
    result: list[Json] = []
    for mark in document.marks:
        value = {"start": mark.start, "end": mark.end, "text": document.quote(mark), "labels": [mark.label]}
        notes = [f"{key}={value}" for key, value in mark.about.items() if value]
        region = {"id": file_name(mark.id), "from_name": "marks", "to_name": "text", "type": "labels", "value": value}
        result.append({**region, "meta": {"text": notes}} if notes else region)
    for claim in document.claims:
        first, *others = (file_name(mark) for mark in claim.marks)
        ends = {"type": "relation", "direction": "right", "labels": [DIFFERS]}
        result += ({"from_id": first, "to_id": other, **ends} for other in others)
    if document.labels:
        choice = {"from_name": "labels", "to_name": "text", "type": "choices"}
        result.append({"id": "labels", **choice, "value": {"choices": list(document.labels)}})
    return {"data": data, "predictions": [{"model_version": f"gongkai-{__version__}", "result": result}]}


def read(file: Path) -> Iterator[Document]:
    """Tasks with what people submitted last; where nobody did, the prediction."""
    for item in json.loads(file.read_text("utf-8-sig")):
        data = item["data"]
        done = [own for own in item.get("annotations") or () if not own.get("was_cancelled")]
        given = (done or item.get("predictions") or [{"result": []}])[-1]["result"]
        marks, labels = [], []
        for result in given:
            value = result.get("value", {})
            if "start" in value:
                mark = Mark(result["id"], "", value["labels"][0], value["start"], value["end"])
                if value.get("text", data["text"][mark.start : mark.end]) != data["text"][mark.start : mark.end]:
                    raise ValueError(f"{data.get('unit', '')}: {value} does not stand there")
                marks.append(mark)
            if result.get("from_name") == "labels":
                labels += value.get("choices", [])
        about = {key: str(value) for key, value in data.items() if key != "text"}
        yield Document(about.get("unit", ""), data["text"], tuple(marks), tuple(labels), (), about)
