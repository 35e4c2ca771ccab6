"""Out to other tools and back: the same characters are selected, whatever stands in the text."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp import analyze, catalog
from nlp.catalog import Catalog
from nlp.decisions import VERDICTS
from nlp.errors import UsageError
from nlp.topics.exchange import read_examples
from nlp.write import Record, record
from nlp.write.exchange import FORMATS, MODULES, export, read
from nlp.write.exchange.documents import MARK_LABELS, UNSAFE, by_report, by_unit
from nlp.write.exchange.job import Job
from nlp.write.exchange.offsets import OFFSET_UNITS, UTF_16, Ruler
from nlp.write.rows import CellRow, EvidenceRow, FigureRow, FindingRow, ReportRow, UnitRow

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample" / "lanling-transport-2017.txt"
TEXT = "𠮷林县㐂乐镇公开😀信息１２３４条\u3000，其中网\r\n站84条e\u0301。"  # what makes tools count differently
FILES = {  # the file to read back, below the folder that was written
    "label-studio": "tasks.json", "doccano": "spans.jsonl", "prodigy": "spans.jsonl", "argilla": "records.jsonl",
    "jsonl": "units.jsonl", "inception": "a-r1.json", "brat": "a-r1.ann", "docbin": "part-00000.spacy",
}  # fmt: skip
WHOLE = ("inception", "brat", "docbin")  # one document a report


@pytest.fixture(scope="module")
def known() -> Catalog:
    return catalog.load()


@pytest.fixture(scope="module")
def real() -> Record:
    return record(analyze(SAMPLE, uri=SAMPLE.name)[0])


def made(texts: list[str], places: list[tuple[int, int, int]], cited: str = "840") -> Record:
    """A record of units one below the other, with figures at (unit, start, end) and a finding on the first."""
    units, figures, at = [], [], 0
    for number, text in enumerate(texts, 1):
        ends = at, at + len(text)
        units.append(
            UnitRow(
                f"a/r1/u{number}", "a/r1", "sentence", "overview", 1, number, "", ("一、总体情况",), text, text,
                ("pf_website",), ("D 平台建设",), (0.9,), (), None, None, *ends, *ends,
            )
        )  # fmt: skip
        at += len(text) + 1
    for number, (unit, start, end) in enumerate(places, 1):
        own = units[unit]
        place = own.start + start, own.start + end
        words = own.text[start:end]
        figures.append(
            FigureRow(
                f"a/r1/f{number}", "a/r1", own.unit_id, words, words, None, None, None, "条", "exact", "count",
                "statistic", "ch_website", None, (), None, 2022, None, None, "contradicts", "test", *place, *place,
            )
        )  # fmt: skip
    cell = CellRow("a/r1", "G1", "ch_website", None, "value", None, None, (), cited, cited, at, at + 3, at, at + 3)
    sides = [EvidenceRow("a.txt", f.source_start, f.source_end, f.quote, None) for f in figures[:1]]
    sides.append(EvidenceRow("a.txt", at, at + 3, cited, "ch_website"))
    finding = FindingRow("0" * 16, "1" * 16, "a/r1", "TT108", "error", "不一致", "differs", "", "", tuple(sides), ())
    blank = {int: 0, str: ""}
    empty: Any = {field.name: blank.get(field.type) for field in msgspec.structs.fields(ReportRow)}
    report = ReportRow(**{**empty, "report_id": "a/r1", "source": "a.txt", "issuer": "青禾县水务局", "year": 2022})
    return Record(report, (), (), (), tuple(units), (cell,), tuple(figures), (), (), (finding,))


def there(item: Record, to: str, out: Path, known: Catalog) -> Path:
    target = out / "review.xlsx" if to == "excel" else out / to
    export(Job([item], known, VERDICTS), to, target)
    return target / FILES[to] if to in FILES else target


@st.composite
def marked(draw: st.DrawFn) -> tuple[list[str], list[tuple[int, int, int]]]:
    """Texts of the characters that make trouble, each with a figure somewhere."""
    letters = "𠮷㐂😀👩\u200d\u3000１２３84条e\u0301\r\n\t a，。=<>&\"'|"
    texts = draw(st.lists(st.text(letters, min_size=1, max_size=20), min_size=1, max_size=4))
    return texts, [
        (unit, start, draw(st.integers(start + 1, len(text))))
        for unit, text in enumerate(texts)
        for start in [draw(st.integers(0, len(text) - 1))]
    ]


@pytest.mark.parametrize("to", [name for name in FORMATS if name in FILES])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=marked())
def test_the_same_characters_come_back(
    to: str, case: tuple[list[str], list[tuple[int, int, int]]], tmp_path: Path
) -> None:
    """brat keeps no mark of nothing but line ends; every other mark of every format selects what it did."""
    texts, places = case
    item = made(texts, places)
    documents = list(read(there(item, to, tmp_path, catalog.load()), to))
    got = sorted(
        document.quote(mark)
        for document in documents
        for mark in document.marks
        if mark.label == "count" and mark.layer in ("", "figure")
    )
    wanted = sorted(UNSAFE.sub(" ", texts[unit][start:end]) for unit, start, end in places)
    if to == "brat":
        got, wanted = ([text.strip("\n") for text in own if text.strip("\n")] for own in (got, wanted))
    assert got == wanted


@pytest.mark.parametrize("to", [name for name in FORMATS if name in FILES])
def test_a_known_text_comes_back(to: str, tmp_path: Path, known: Catalog) -> None:
    start = TEXT.index("84条")
    item = made([TEXT], [(0, start, start + 3)])
    document = next(iter(read(there(item, to, tmp_path, known), to)))
    assert [document.quote(mark) for mark in document.marks if mark.label == "count"] == ["84条"]
    assert document.text.startswith("𠮷林县㐂乐镇公开😀信息１２３４条\u3000，其中网 \n站84条e\u0301。")


@pytest.mark.parametrize(("to", "offset"), [("doccano", 26), ("argilla", 26), ("label-studio", 24), ("prodigy", 24)])
def test_offsets_are_in_the_declared_unit(to: str, offset: int, tmp_path: Path, known: Catalog) -> None:
    """Two characters beyond U+FFFF stand before the figure."""
    start = TEXT.index("84条")
    written = there(made([TEXT], [(0, start, start + 3)]), to, tmp_path, known).read_text("utf-8")
    assert (offset - start == 2) == (OFFSET_UNITS[to] == UTF_16)
    assert re.search(rf"\b{offset}, (\"end\": )?{offset + 3}, ", written) or f"[{offset}, {offset + 3}" in written


def test_an_offset_within_a_character_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "spans.jsonl"
    file.write_text(json.dumps({"text": "𠮷林", "label": [[1, 2, "count"]]}), "utf-8")
    with pytest.raises(UsageError, match="within a character"):
        list(read(file, "doccano"))


@given(st.text("a𠮷😀林", max_size=30))
def test_ruler_there_and_back(text: str) -> None:
    ruler = Ruler(text, UTF_16)
    for at in range(len(text) + 1):
        assert ruler.out(at) == len(text[:at].encode("utf-16-le")) // 2
        assert ruler.back(ruler.out(at)) == at


def test_every_format_declares_its_unit_and_is_there(tmp_path: Path, known: Catalog, real: Record) -> None:
    assert set(MODULES) | set(FILES) | {"excel"} == set(FORMATS)
    for to in FORMATS:
        first = contents(there(real, to, tmp_path / "a", known))
        assert first and first == contents(there(real, to, tmp_path / "b", known)), to


def contents(file: Path) -> list[bytes]:
    """Bytes of all that was written beside a file."""
    return [path.read_bytes() for path in sorted(file.parent.iterdir()) if path.is_file()]


@pytest.mark.parametrize("to", ["label-studio", "doccano", "prodigy", "argilla", "jsonl"])
def test_labels_can_be_trained_on(to: str, tmp_path: Path, known: Catalog, real: Record) -> None:
    """What a person accepted unchanged is what `train --labels` reads."""
    file = there(real, to, tmp_path, known)
    if to in ("doccano", "prodigy"):
        file = file.with_name("labels.jsonl")
    text = file.read_text("utf-8")
    items = json.loads(text) if to == "label-studio" else [json.loads(line) for line in text.splitlines()]
    for item in items:  # as the tools write it once somebody submitted
        if to == "label-studio":
            item["annotations"] = item.pop("predictions")
        if to == "prodigy":
            item["answer"] = "accept"
        if to == "argilla":
            item["labels.responses"] = [item.pop("labels.suggestion", [])]
    file.write_text(json.dumps(items, ensure_ascii=False), "utf-8")
    wanted = {
        unit.unit_id: {*unit.tags, *unit.problem_types, *([unit.status] if unit.status else [])}
        for unit in real.units
        if unit.kind not in ("heading", "lead") and unit.tags
    }
    got = {example.unit: set(example.labels or ()) for example in read_examples(file) if example.labels}
    assert wanted and got == wanted


def test_label_studio_tasks_fit_their_interface(tmp_path: Path, known: Catalog, real: Record) -> None:
    """Names, types and values of every result are those of the interface written beside the tasks."""
    from lxml import etree

    file = there(real, "label-studio", tmp_path, known)
    view = etree.fromstring(file.with_name("config.xml").read_bytes())
    controls = {own.get("name"): own for own in view.iter() if own.get("toName")}
    tags = {"labels": "Labels", "choices": "Choices"}
    tasks = json.loads(file.read_text("utf-8"))
    variables = {own.get("value").lstrip("$") for own in view.iter() if (own.get("value") or "").startswith("$")}
    for task in tasks:
        assert set(task) == {"data", "predictions"} and variables <= set(task["data"])
        [prediction] = task["predictions"]
        ids = [result["id"] for result in prediction["result"] if "id" in result]
        assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in ids)
        for result in prediction["result"]:
            if result["type"] == "relation":
                assert {result["from_id"], result["to_id"]} <= set(ids)
                continue
            control = controls[result["from_name"]]
            assert control.tag == tags[result["type"]] and control.get("toName") == result["to_name"] == "text"
            assert set(result["value"][result["type"]]) <= {own.get("value") for own in control}
    assert any(task["data"]["findings"] for task in tasks)


def test_doccano_lines_are_of_its_shapes(tmp_path: Path, known: Catalog, real: Record) -> None:
    """Classification: strings, never an empty list. Sequence labeling: [start, end, label] in UTF-16 units."""
    spans = there(real, "doccano", tmp_path, known)
    for line in lines(spans.with_name("labels.jsonl")):
        assert line["text"] and line.get("label", ["x"]) and all(isinstance(own, str) for own in line.get("label", []))
    for line in lines(spans):
        for start, end, label in line["label"]:
            assert 0 <= start < end <= len(line["text"].encode("utf-16-le")) // 2 and label in MARK_LABELS


def lines(file: Path) -> Iterator[Any]:
    return map(json.loads, file.read_text("utf-8").splitlines())


def test_prodigy_spans_end_with_their_last_token(tmp_path: Path, known: Catalog, real: Record) -> None:
    for task in lines(there(real, "prodigy", tmp_path, known)):
        for span in task["spans"]:
            first, last = task["tokens"][span["token_start"]], task["tokens"][span["token_end"]]
            assert (first["start"], last["end"]) == (span["start"], span["end"])


def test_cas_holds_findings_on_both_sides(tmp_path: Path, known: Catalog, real: Record) -> None:
    from cassis import load_cas_from_json, load_typesystem

    file = there(real, "inception", tmp_path, known)
    [path] = file.parent.glob("*.json")
    cas = load_cas_from_json(path.read_text("utf-8"))
    sides = [side.get_covered_text() for side in cas.select("webanno.custom.Finding") if side.rule == "TT108"]
    assert sides == ["84条", "840"]
    assert load_typesystem(file.with_name("typesystem.xml").read_text("utf-8")).contains_type("webanno.custom.Figure")


def test_brat_relates_both_sides(tmp_path: Path, known: Catalog, real: Record) -> None:
    file = there(real, "brat", tmp_path, known)
    [path] = file.parent.glob("*.ann")
    marks = dict(re.findall(r"(?m)^(T\d+)\t\S+ [\d ;]+\t(.*)$", path.read_text("utf-8")))
    pairs = re.findall(r"(?m)^R\d+\tdiffers Arg1:(T\d+) Arg2:(T\d+)$", path.read_text("utf-8"))
    assert ("84条", "840") in [(marks[one], marks[two]) for one, two in pairs]


def test_units_and_reports_mark_every_figure(real: Record, known: Catalog) -> None:
    by_text = sorted(figure.text for figure in real.figures)
    of_units = [d.quote(m) for d in by_unit(real) for m in d.marks if m.layer == "figure"]
    whole = by_report(real, known)
    of_report = [whole.quote(mark) for mark in whole.marks if mark.layer == "figure"]
    assert sorted(of_units) == sorted(of_report) == by_text


def test_unknown_formats_and_files_are_refused(tmp_path: Path, known: Catalog) -> None:
    with pytest.raises(UsageError, match="unknown format"):
        export(Job([], known, VERDICTS), "conll", tmp_path)
    file = tmp_path / "other.json"
    file.write_text('[{"text": 1}]', "utf-8")
    for to in ("label-studio", "prodigy", "argilla", "jsonl", "inception"):
        with pytest.raises(UsageError, match="is no file of"):
            list(read(file, to))
    with pytest.raises(UsageError, match="no annotations"):
        list(read(file, "excel"))
