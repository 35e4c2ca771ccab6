"""What to label next, labels from headings, and reasons."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from nlp import catalog
from nlp.catalog import Catalog
from nlp.document import Report
from nlp.errors import UsageError
from nlp.labeling import explain_label, find_unit, loose_unit, read_corpus, suggest, weak_offices
from nlp.topics import label, load_model
from nlp.topics.model import TopicModel
from nlp.topics.passages import office_standings, passages
from nlp.topics.suggest import choose_units, uncertainty

SAMPLE = Path(__file__).parents[2] / "corpora" / "sample"


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return load_model()


@pytest.fixture(scope="module")
def known() -> Catalog:
    return catalog.load()


@pytest.fixture(scope="module")
def reports(known: Catalog) -> list[Report]:
    files = [(path, path.name) for path in sorted(SAMPLE.glob("*.txt"))[:6]]
    found, unreadable = read_corpus(files, known)
    assert unreadable == []
    return found


def test_a_file_without_report_is_named_and_the_rest_goes_on(known: Catalog, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("今日菜价。", "utf-8")
    good = sorted(SAMPLE.glob("*.txt"))[0]
    found, unreadable = read_corpus([(tmp_path / "a.txt", "a.txt"), (good, good.name)], known)
    assert len(found) == 1
    assert [uri for uri, _ in unreadable] == ["a.txt"]


def test_what_the_model_is_not_sure_of_or_does_not_know_is_doubtful() -> None:
    unsure, sure, unknown = uncertainty(np.array([[0.5, 0.01], [0.99, 0.01], [0.02, 0.02]]), np.array([0.4, 0.35]))
    assert unknown > unsure > sure


def test_units_alike_are_not_suggested_twice() -> None:
    vectors = csr_array(np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]], np.float32))
    assert choose_units(np.array([0.9, 0.89, 0.5]), vectors, 2) == [0, 2]
    assert sorted(choose_units(np.array([0.9, 0.89, 0.5]), vectors, 9)) == [0, 1, 2]


def test_suggestions_are_different_units_with_their_place(reports: list[Report], model: TopicModel) -> None:
    found = suggest(reports, model, 12)
    assert len({example.text for example in found}) == 12
    for example in found:
        report, at = find_unit(reports, example.unit)
        assert report.quote(report.units[at].span) == example.text
        assert report.units[at].kind not in ("heading", "lead")
    assert suggest([], model, 3) == []


def test_headings_label_the_units_below_them(reports: list[Report], model: TopicModel, known: Catalog) -> None:
    offices = weak_offices(reports, model, known)
    pairs = [
        (words, unit)
        for office, report in zip(offices, reports, strict=True)
        for words, unit in zip(office.units, report.units, strict=True)
    ]
    labeled = [(words, unit) for words, unit in pairs if words.kind == "narrative"]
    assert len(labeled) > 10
    for words, unit in labeled:
        (tag,) = words.tags
        assert any(word in title for title in unit.path for word in known.tags[tag].headings)
    assert not [words for words, _ in pairs if words.tags and words.kind != "narrative"]


HEADED = """青禾县水务局2022年政府信息公开工作年度报告
一、总体情况
(四)平台建设:升级改版,新增检索功能。公众号另设专人维护。
(五)监督保障
举办业务培训班两期。
1.考核评议。每季度打分并通报。
五、存在的主要问题及改进情况
(一)存在问题:一是更新偏慢。
(二)改进措施:明年按月巡查。
"""


def test_nothing_of_a_heading_is_left_to_learn_from(model: TopicModel, known: Catalog, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(HEADED, "utf-8")
    found, _ = read_corpus([(tmp_path / "a.txt", "a.txt")], known)
    (office,) = weak_offices(found, model, known)
    texts = {unit.text: unit.tags for unit in office.units if unit.text}
    assert texts == {
        "升级改版,新增检索功能。": ("pf_website",),
        "公众号另设专人维护。": ("pf_newmedia",),
        "举办业务培训班两期。": ("sv_training",),
        "每季度打分并通报。": ("sv_assessment",),
        "一是更新偏慢。": ("problem",),
        "明年按月巡查。": ("measure",),
    }
    (seen,) = passages([office_standings(office)])
    tokens = {token for passage in seen for token in (*passage.place, *passage.near)}
    assert {unit.role for unit in office.units} == {"none"}
    assert not [token for token in tokens if token.startswith(("h:", "H:", "h~", "after:"))]
    assert not [passage for passage in seen if "平台建设" in passage.characters or "监督保障" in passage.characters]


def test_a_text_on_its_own_is_explained(model: TopicModel) -> None:
    lines = [*explain_label(loose_unit("举辦業務培訓班兩期,培訓96人次。", "overview", ()), 0, model)]
    assert lines[2].startswith("+ sv_training")
    assert "~train" in lines[2]
    assert any(line.startswith("- ") for line in lines)


def test_a_unit_is_explained_as_it_is_labeled_among_the_others(model: TopicModel, tmp_path: Path) -> None:
    text = HEADED.partition("(一)存在问题")[0] + "一是栏目更新不及时。\n针对这一问题,我局将压实责任。\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    found, _ = read_corpus([(tmp_path / "a.txt", "a.txt")], catalog.load())
    (report,) = label(found, model)
    at = len(report.units) - 1
    lines = [*explain_label(report, at, model)]
    given = [own.label for own in report.labels if own.unit == report.units[at].id and own.layer != "status"]
    told = [line.split()[1] for line in lines if line.startswith("+ ") and "done" not in line]
    assert told == [name for name in given if name != "answers"]
    assert [line for line in lines if line.startswith("→ ")] == [
        f"→ 回应 / answers {report.units[at - 1].id} (next): 一是栏目更新不及时。"
    ]


def test_a_feature_is_named_once(model: TopicModel) -> None:
    lines = [*explain_label(loose_unit("网站。", "overview", ()), 0, model)]
    for line in [line for line in lines if line[:2] in ("+ ", "- ")]:
        named = [part.split()[0] for part in line.split("  ")[-1].split(", ")]
        assert len(set(named)) == len(named)


def test_the_id_of_a_unit_needs_its_file() -> None:
    with pytest.raises(UsageError, match="name the file"):
        loose_unit("59f66fe374/r1/u16", "none", ())


def test_what_is_no_report_gets_no_tag(model: TopicModel) -> None:
    lines = [*explain_label(loose_unit("qwerty zxcvb", "none", ()), 0, model)]
    assert "无标签 / no tag" in lines


def test_a_heading_says_why_it_has_none(reports: list[Report], model: TopicModel) -> None:
    report = next(report for report in reports if report.units[0].kind == "heading")
    assert "标题和引导语不标注" in [*explain_label(report, 0, model)][-1]


def test_an_unknown_unit_is_refused(reports: list[Report]) -> None:
    with pytest.raises(UsageError, match="no unit x/u1"):
        find_unit(reports, "x/u1")
