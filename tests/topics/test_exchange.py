"""Labels of other tools in and out: every shape gives the same units, and what is no label is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from nlp import catalog
from nlp.catalog import Catalog
from nlp.errors import ModelError
from nlp.topics.exchange import (
    FORMATS,
    Example,
    label_studio_config,
    left_out,
    read_examples,
    to_offices,
    write_examples,
)

TEXT = "栏目更新偏慢,明年每月巡查一次。𠮷"
LABELS = ["problem", "measure", "PT04", "planned"]
ABOUT = {"report": "a/r1", "unit": "a/r1/u3", "role": "problems", "path": "五、问题 > (一)不足", "before": "存在不足:"}


@pytest.fixture(scope="module")
def known() -> Catalog:
    return catalog.load()


def write(file: Path, *records: Any, as_list: bool = False) -> Path:
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    file.write_text(json.dumps(records, ensure_ascii=False) if as_list else lines, "utf-8")
    return file


SHAPES: dict[str, Any] = {
    "ours": {"text": TEXT, "tags": LABELS[:2], "problem_types": ["PT04"], "status": "planned", **ABOUT},
    "label studio": {
        "id": 7,
        "data": {"text": TEXT, **ABOUT},
        "annotations": [
            {"result": [{"type": "choices", "value": {"choices": ["boilerplate"]}}], "was_cancelled": True},
            {"result": [{"type": "choices", "value": {"choices": LABELS}}], "was_cancelled": False},
        ],
    },
    "label studio, taxonomy": {
        "data": {"text": TEXT, **ABOUT},
        "annotations": [{"result": [{"value": {"taxonomy": [["F", label] for label in LABELS]}}]}],
    },
    "label studio, minimal": {"text": TEXT, "labels": {"choices": LABELS}, "annotator": 1, **ABOUT},
    "doccano": {"id": 1, "text": TEXT, "label": LABELS, "Comments": [], **ABOUT},
    "doccano, older": {"data": TEXT, "labels": LABELS, "meta": ABOUT},
    "prodigy": {"text": TEXT, "options": [], "accept": LABELS, "answer": "accept", "meta": ABOUT},
    "argilla, flat": {"text": TEXT, "labels.responses": [LABELS], "labels.responses.status": ["submitted"], **ABOUT},
    "argilla": {
        "fields": {"text": TEXT},
        "metadata": ABOUT,
        "responses": {"labels": [{"value": ["ot_fee"], "status": "draft"}, {"value": LABELS, "status": "submitted"}]},
    },
    "names in Chinese": {"text": TEXT, "label": ["存在问题", "改进措施", "公开或更新不及时", "计划"], **ABOUT},
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("as_list", [False, True])
def test_every_export_gives_the_same_unit(shape: str, as_list: bool, tmp_path: Path, known: Catalog) -> None:
    file = write(tmp_path / "export.json", SHAPES[shape], as_list=as_list)
    (office,) = to_offices(read_examples(file), known, file.name)
    before, unit, end = office.units
    assert (unit.text, unit.role, unit.path) == (TEXT, "problems", ("五、问题", "(一)不足"))
    assert (unit.tags, unit.problem_types, unit.status) == (("problem", "measure"), ("PT04",), "planned")
    assert (before.text, before.kind, before.tags, end.kind) == ("存在不足:", "context", (), "heading")


@pytest.mark.parametrize(
    "record",
    [
        {"text": TEXT, "accept": LABELS, "answer": "reject"},
        {"data": {"text": TEXT}, "annotations": []},
        {"text": TEXT, "labels.responses": [LABELS], "labels.responses.status": ["discarded"]},
        {"text": TEXT, "tags": None},
    ],
    ids=["rejected", "not annotated", "discarded", "left open"],
)
def test_what_nobody_decided_is_left_out(record: Any, tmp_path: Path) -> None:
    kept = {"text": "本年度没有收费。", "tags": ["ot_fee"]}
    (example,) = read_examples(write(tmp_path / "a.jsonl", record, kept))
    assert example.labels == ("ot_fee",)
    with pytest.raises(ModelError, match="no labeled unit"):
        read_examples(write(tmp_path / "b.jsonl", record))


def test_a_unit_labeled_as_nothing_is_kept(tmp_path: Path) -> None:
    (example,) = read_examples(write(tmp_path / "a.jsonl", {"text": TEXT, "label": []}))
    assert example.labels == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"text": "某句。", "label": [[0, 2, "FIGURE"]]}', "labels of whole texts"),
        ('{"sentence": "某句。"}', "record 1"),
        ('{"text": ', "cannot read labels"),
        ("", "no labeled unit"),
    ],
    ids=["spans", "no text", "broken", "empty"],
)
def test_a_file_of_something_else_is_refused(content: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(content, "utf-8")
    with pytest.raises(ModelError, match=said):
        read_examples(file)


def test_an_unknown_label_is_refused(known: Catalog) -> None:
    with pytest.raises(ModelError, match="unknown labels"):
        to_offices([Example("某句。", ("no_such_tag",))], known, "a.jsonl")


@pytest.mark.parametrize(
    ("labels", "kind", "tags", "lacking"),
    [
        (("PT04",), "context", (), {"problem or measure": 1}),
        (("planned",), "context", (), {"measure": 1}),
        (("sv_org", "PT04"), "narrative", ("sv_org",), {"problem or measure": 1}),
        (("problem", "done"), "narrative", ("problem",), {"measure": 1}),
        (("measure", "PT04", "done"), "narrative", ("measure",), {}),
        ((), "narrative", (), {}),
    ],
    ids=" ".join,
)
def test_types_and_status_without_their_tag_are_left_out_and_counted(
    labels: tuple[str, ...], kind: str, tags: tuple[str, ...], lacking: dict[str, int], known: Catalog
) -> None:
    example = Example("某句。", labels)
    (office,) = to_offices([example], known, "a.jsonl")
    assert (office.units[0].kind, office.units[0].tags) == (kind, tags)
    assert left_out([example], known) == lacking


ACCEPTED = {  # how a person's decision comes back from each tool
    "jsonl": lambda record: record,
    "label-studio": lambda record: {**record, "annotations": [{"result": record["predictions"][0]["result"]}]},
    "doccano": lambda record: {**record, "id": 1},
    "prodigy": lambda record: {**record, "answer": "accept"},
    "argilla": lambda record: {**record, "labels.responses": [record["labels.suggestion"]]},
}


@pytest.mark.parametrize("style", FORMATS)
def test_a_suggestion_accepted_in_a_tool_comes_back_whole(style: str, tmp_path: Path, known: Catalog) -> None:
    example = Example(TEXT, tuple(LABELS), "a/r1", "a/r1/u3", "problems", "五、问题", "存在不足:", "")
    text = "\n".join(write_examples([example], style, known))
    records = json.loads(text) if style == "label-studio" else [json.loads(text)]
    back = read_examples(write(tmp_path / "back.json", *map(ACCEPTED[style], records)))
    assert back == [example]


def test_the_label_studio_interface_offers_every_label(known: Catalog) -> None:
    from xml.etree import ElementTree

    view = ElementTree.fromstring(label_studio_config(known))
    offered = {choice.get("value") for choice in view.iter("Choice")}
    assert offered == {*known.tags, *known.problem_types, "planned", "done"}
