"""gongkai in spaCy: the component, finished reports as Docs, and DocBin there and back."""

import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from nlp import analyze
from nlp.components import to_doc
from nlp.write import record

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = [ROOT / "corpora" / "sample" / f"{name}.txt" for name in ("lanling-transport-2017", "gubu-town-2022")]
TWO = ROOT / "corpora" / "sample" / "qingqu-portal-2020.txt"


@pytest.fixture(scope="module")
def nlp() -> spacy.language.Language:
    made = spacy.blank("zh")
    made.add_pipe("gongkai")
    return made


def spans(doc: Doc) -> dict[str, list[tuple[str, str, int, int, str]]]:
    return {
        name: [(s.label_, s.id_, s.start_char, s.end_char, s.text) for s in group] for name, group in doc.spans.items()
    }


def told(doc: Doc) -> object:
    """All that the component put on a Doc."""
    return spans(doc), doc.cats, doc._.reports, doc._.trouble


def test_a_text_becomes_its_report(nlp: spacy.language.Language) -> None:
    text = SAMPLES[0].read_text("utf-8")
    doc = nlp(text)
    row = doc._.report
    assert (row.report.year, len(doc._.reports), doc._.trouble) == (2017, 1, "")
    for figure, span in zip(row.figures, doc.spans["figures"], strict=True):
        assert (span.id_, span.text, span.label_) == (figure.figure_id, figure.quote, figure.kind)
        assert text[figure.source_start : figure.source_end] == span.text
    sides = {span.text for span in doc.spans["findings"] if span.label_ == "TT108"}
    assert sides == {"84条", "840"}
    assert doc.cats and set(doc.cats) == {tag for unit in row.units for tag in unit.tags}


def test_offsets_hold_behind_what_is_wider(nlp: spacy.language.Language) -> None:
    text = "𠮷林😀\r\n\u3000" + SAMPLES[0].read_text("utf-8")
    doc = nlp(text)
    assert doc._.report is not None
    assert [span.text for span in doc.spans["figures"]] == [figure.quote for figure in doc._.report.figures]


def test_a_text_of_two_reports_holds_both(nlp: spacy.language.Language) -> None:
    assert len(nlp(TWO.read_text("utf-8"))._.reports) == 2


def test_a_text_without_report_says_so(nlp: spacy.language.Language) -> None:
    doc = nlp("今天天气很好。")
    assert doc._.report is None and "no title" in doc._.trouble and not any(doc.spans.values())


def test_other_segmenters_take_whole_words() -> None:
    words = spacy.blank("en")
    words.add_pipe("gongkai", config={"topics": False})
    doc = words(SAMPLES[0].read_text("utf-8"))
    assert len(doc.spans["figures"]) == len(doc._.report.figures) and doc.cats == {}
    for figure, span in zip(doc._.report.figures, doc.spans["figures"], strict=True):
        assert figure.quote in span.text


def test_docbin_keeps_all(nlp: spacy.language.Language, tmp_path: Path) -> None:
    docs = [nlp(path.read_text("utf-8")) for path in SAMPLES] + [nlp("没有报告")]
    DocBin(store_user_data=True, docs=docs).to_disk(tmp_path / "a.spacy")
    back = list(DocBin().from_disk(tmp_path / "a.spacy").get_docs(Vocab()))
    assert [told(doc) for doc in back] == [told(doc) for doc in docs]


@pytest.mark.slow
def test_two_processes_give_the_same(nlp: spacy.language.Language) -> None:
    texts = [path.read_text("utf-8") for path in SAMPLES]
    assert [told(doc) for doc in nlp.pipe(texts, n_process=2)] == [told(doc) for doc in nlp.pipe(texts)]


def test_a_finished_report_becomes_a_doc() -> None:
    for report in analyze(TWO, uri=TWO.name):
        doc = to_doc(report)
        row = record(report)
        assert doc._.report == row
        assert [span.text for span in doc.spans["figures"]] == [figure.quote for figure in row.figures]
        assert [span.text for span in doc.spans["sections"]] and len(doc) == len(doc.text)


def test_entry_points_are_the_factories() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    assert declared == {"spacy_factories": {"gongkai": "nlp.components:Annotator"}}
    [installed] = [own for own in entry_points(group="spacy_factories") if own.name == "gongkai"]
    assert spacy.language.Language.has_factory("gongkai")
    assert installed.load() is spacy.registry.get("factories", "gongkai")


def test_the_ready_config_is_this_pipeline(nlp: spacy.language.Language) -> None:
    file = ROOT / "models" / "spacy" / "component.cfg"
    config = spacy.util.load_config(file)
    ready = spacy.util.load_model_from_config(config)
    assert ready.pipe_names == ["gongkai"] and ready.config.to_str() == nlp.config.to_str()
    assert told(ready(SAMPLES[1].read_text("utf-8"))) == told(nlp(SAMPLES[1].read_text("utf-8")))


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_lines_of_the_front_page_run(page: str, tmp_path: Path) -> None:
    blocks = (ROOT / page).read_text("utf-8").split("```python\n")[1:]
    (lines,) = [block.partition("```")[0] for block in blocks if block.startswith("import spacy")]
    shutil.copy(SAMPLES[0], tmp_path / "report.txt")
    (tmp_path / "lines.py").write_text(lines, "utf-8")
    done = subprocess.run([sys.executable, "lines.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("岚岭市交通运输局") and "TT108" in done.stdout
