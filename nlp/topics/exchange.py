"""Labeled units in and out: our JSON lines, and what Label Studio, doccano, Prodigy and Argilla take and give.

All labels of a unit stand in one list: tags, problem types and a status, by id or by Chinese name. Where the unit
stood travels as flat metadata (`report`, `unit`, `role`, `path`, `before`, `after`), which all four keep.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from msgspec import Struct

from nlp.catalog import Catalog
from nlp.errors import ModelError
from nlp.topics.labeled import ROLES, STATUSES, LabeledUnit, Office

FORMATS = ("jsonl", "label-studio", "doccano", "prodigy", "argilla")
QUESTION = "labels"  # name of the choice in the tools
CONTEXT = ("report", "unit", "role", "path", "before", "after")
ARROW = " > "  # between the headings of a path
BEARERS = ("problem", "measure")  # tags that have problem types
STATUS_ZH = {"计划": "planned", "已完成": "done"}

Json = dict[str, Any]


class Example(Struct, frozen=True):
    """A unit with labels given or suggested; `labels` is None where nobody decided."""

    text: str
    labels: tuple[str, ...] | None = None
    report: str = ""
    unit: str = ""
    role: str = "none"
    path: str = ""
    before: str = ""
    after: str = ""


def vocabulary(catalog: Catalog) -> dict[str, str]:
    """Every way to write a label -> its id."""
    topics = {**catalog.tags, **catalog.problem_types}
    return {
        **{topic.name_zh: name for name, topic in topics.items()},
        **STATUS_ZH,
        **{name: name for name in (*topics, *STATUSES)},
    }


def read_examples(file: Path) -> list[Example]:
    """Units that somebody labeled, from a file of any of the formats; the shape of a record tells which.

    Records that were skipped, rejected or left open are left out. Raises ModelError for a file that holds no
    labeled unit, or a record that is of no known shape.
    """
    try:
        text = file.read_text("utf-8-sig")
        records = (
            json.loads(text) if text.lstrip().startswith("[") else [*map(json.loads, filter(str.strip, _lines(text)))]
        )
    except (OSError, ValueError) as reason:
        raise ModelError(f"标注文件无法读取: {file} ({reason})", f"cannot read labels {file}: {reason}") from None
    examples = []
    for number, record in enumerate(records, 1):
        try:
            examples.append(_example(record))
        except (KeyError, TypeError, ValueError, AttributeError) as reason:
            raise ModelError(
                f"标注文件 {file} 第 {number} 条格式不明 ({reason!r})", f"labels {file}: record {number}: {reason!r}"
            ) from None
    found = [example for example in examples if example.labels is not None]
    if not found:
        raise ModelError(f"{file} 中没有已标注的单元", f"no labeled unit in {file}, {len(records)} records")
    return found


def _lines(text: str) -> list[str]:
    return text.split("\n")  # not splitlines: JSON strings may hold other line separators


def _example(record: Json) -> Example:
    for told, read in _READERS:
        if told(record):
            text, labels, about = read(record)
            if not isinstance(text, str) or not isinstance(labels, list | tuple | None):
                raise TypeError("text and a list of labels expected")
            if any(not isinstance(label, str) for label in labels or ()):
                raise TypeError("labels of whole texts expected, not of spans")
            context = {key: _flat(about[key]) for key in CONTEXT if about.get(key)}
            return Example(text, None if labels is None else tuple(labels), **context)
    raise KeyError("text")


def _flat(value: Any) -> str:
    return ARROW.join(map(str, value)) if isinstance(value, list) else str(value)


Read = tuple[str, Sequence[str] | None, Mapping[str, Any]]


def _ours(record: Json) -> Read:
    if record["tags"] is None:
        return record["text"], None, record
    status = [record["status"]] if record.get("status") else []
    return record["text"], [*record["tags"], *record.get("problem_types", ()), *status], record


def _label_studio(record: Json) -> Read:
    done = [own for own in record["annotations"] if not own.get("was_cancelled")]
    if not done:
        return record["data"]["text"], None, record["data"]
    labels: list[str] = []
    for result in done[-1]["result"]:  # the last one submitted
        value = result["value"]
        labels += value.get("choices", [])
        labels += [path[-1] for path in value.get("taxonomy", [])]
    return record["data"]["text"], labels, record["data"]


def _label_studio_min(record: Json) -> Read:
    choice = record[QUESTION]
    return record["text"], choice["choices"] if isinstance(choice, dict) else [choice], record


def _prodigy(record: Json) -> Read:
    labels = record["accept"] if "accept" in record else [record["label"]]
    return record["text"], labels if record["answer"] == "accept" else None, record.get("meta", {})


def _argilla(record: Json) -> Read:
    about = record.get("metadata", record)
    fields = record.get("fields", record)
    if "responses" in record:
        given = [own for own in record["responses"].get(QUESTION, []) if own.get("status", "submitted") == "submitted"]
        return fields["text"], given[-1]["value"] if given else None, about
    values, states = record.get(f"{QUESTION}.responses") or [], record.get(f"{QUESTION}.responses.status") or []
    given = [value for at, value in enumerate(values) if at >= len(states) or states[at] == "submitted"]
    return fields["text"], given[-1] if given else None, about


def _doccano(record: Json) -> Read:
    key = next(key for key in ("label", "labels", "annotations") if key in record)
    text = record["text"] if "text" in record else record["data"]
    return text, record[key], {**record, **(record.get("meta") or {})}


_READERS: tuple[tuple[Callable[[Json], bool], Callable[[Json], Read]], ...] = (
    (lambda r: "tags" in r and "text" in r, _ours),
    (lambda r: "annotations" in r and isinstance(r.get("data"), dict), _label_studio),
    (lambda r: "answer" in r, _prodigy),
    (lambda r: "responses" in r or f"{QUESTION}.responses" in r or "fields" in r, _argilla),
    (lambda r: "annotator" in r or isinstance(r.get(QUESTION), str | dict), _label_studio_min),
    (lambda r: any(key in r for key in ("label", "labels", "annotations")), _doccano),
)


def to_offices(examples: Iterable[Example], catalog: Catalog, name: str) -> list[Office]:
    """Labeled examples as offices to train on, one a report; raises ModelError for an unknown label."""
    known = vocabulary(catalog)
    made = []
    ordered = sorted(examples, key=lambda example: example.report)
    for report, own in groupby(ordered, key=lambda example: example.report):
        units = [unit for example in own for unit in _units(example, catalog, known, name)]
        made.append(Office(f"{name}:{report}", report or name, "", "government", 0, "", "train", tuple(units)))
    return made


def _units(example: Example, catalog: Catalog, known: Mapping[str, str], name: str) -> Iterator[LabeledUnit]:
    """The example between its neighbors, closed off from what stands next to it in the file."""
    unknown = [label for label in example.labels or () if label not in known]
    if unknown:
        raise ModelError(f"{name} 中有不认识的标签: {unknown}", f"{name}: unknown labels {unknown}")
    labels = [known[label] for label in example.labels or ()]
    role = example.role if example.role in ROLES else "none"
    path = tuple(filter(None, example.path.split(ARROW)))
    tags = tuple(label for label in labels if label in catalog.tags)
    types = tuple(label for label in labels if label in catalog.problem_types)
    status = next((label for label in labels if label in STATUSES), None)
    if not set(BEARERS) & set(tags):
        types, status = (), None
    undecided = bool(labels) and not tags  # a type or status alone does not say what the unit is about
    for text, kind in ((example.before, "context"), (example.text, "narrative"), (example.after, "context")):
        if text and kind == "narrative" and undecided:
            yield LabeledUnit(text, "context", role, path)
        elif text:
            own = (tags, types, status if "measure" in tags else None) if kind == "narrative" else ((), (), None)
            yield LabeledUnit(text, kind, role, path, *own)
    yield LabeledUnit("", "heading", role, path)


def left_out(examples: Iterable[Example], catalog: Catalog) -> dict[str, int]:
    """Of how many examples labels are not used, by what they lack: types belong to a problem or a measure."""
    known = vocabulary(catalog)
    counts = {"problem or measure": 0, "measure": 0}
    for example in examples:
        labels = {known.get(label, label) for label in example.labels or ()}
        counts["problem or measure"] += bool(labels & set(catalog.problem_types) and not labels & set(BEARERS))
        counts["measure"] += bool(labels & set(STATUSES) and "measure" not in labels)
    return {lacking: count for lacking, count in counts.items() if count}


def write_examples(examples: Sequence[Example], style: str, catalog: Catalog) -> Iterator[str]:
    """Lines of a file of one of FORMATS, with the labels as suggestions; Label Studio takes one JSON list."""
    if style == "label-studio":
        yield json.dumps([_task(example) for example in examples], ensure_ascii=False, indent=1)
        return
    write = {"jsonl": _line, "doccano": _document, "prodigy": _choice, "argilla": _record}[style]
    for example in examples:
        yield json.dumps(write(example, catalog), ensure_ascii=False)


def label_studio_config(catalog: Catalog) -> str:
    """The labeling interface that belongs to the tasks, for Label Studio's settings."""
    from xml.sax.saxutils import quoteattr

    topics = {**catalog.tags, **catalog.problem_types}
    choices = [f'    <Choice value="{name}" hint={quoteattr(topic.name_zh)}/>' for name, topic in topics.items()]
    choices += [f'    <Choice value="{status}"/>' for status in STATUSES]
    head = '<View>\n  <Header value="$path"/>\n  <Text name="text" value="$text" granularity="symbol"/>\n'
    opened = f'  <Choices name="{QUESTION}" toName="text" choice="multiple" showInline="true">\n'
    return head + opened + "\n".join(choices) + "\n  </Choices>\n</View>\n"


def _context(example: Example) -> dict[str, str]:
    return {key: getattr(example, key) for key in CONTEXT}


def _line(example: Example, catalog: Catalog) -> Json:
    labels = example.labels or ()
    return {
        "text": example.text,
        "tags": [label for label in labels if label in catalog.tags],
        "problem_types": [label for label in labels if label in catalog.problem_types],
        "status": next((label for label in labels if label in STATUSES), None),
        **_context(example),
    }


def _task(example: Example) -> Json:
    task: Json = {"data": {"text": example.text, **_context(example)}}
    if example.labels:
        value = {"choices": list(example.labels)}
        result = {"id": "labels", "from_name": QUESTION, "to_name": "text", "type": "choices", "value": value}
        task["predictions"] = [{"model_version": "gongkai", "result": [result]}]
    return task


def _document(example: Example, catalog: Catalog) -> Json:
    labels = {"label": list(example.labels)} if example.labels else {}  # doccano refuses an empty list
    return {"text": example.text, **labels, **_context(example)}


def _choice(example: Example, catalog: Catalog) -> Json:
    topics = {**catalog.tags, **catalog.problem_types}
    options = [{"id": name, "text": f"{topic.name_zh} {name}"} for name, topic in topics.items()]
    options += [{"id": status, "text": f"{zh} {status}"} for zh, status in STATUS_ZH.items()]
    return {
        "text": example.text,
        "options": options,
        "accept": list(example.labels or ()),
        "config": {"choice_style": "multiple"},
        "meta": _context(example),
    }


def _record(example: Example, catalog: Catalog) -> Json:
    suggestion = {f"{QUESTION}.suggestion": list(example.labels)} if example.labels else {}
    return {"id": example.unit or None, "text": example.text, **suggestion, **_context(example)}
