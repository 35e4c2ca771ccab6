"""Labels of units in the output tables: the group of every tag, status, and the problem that a measure answers."""

import pandas
import pytest

import nlp
from nlp import catalog
from nlp.document import Report

REPORT = """青禾县水务局2022年政府信息公开工作年度报告
一、总体情况
(一)主动公开。全年在县政府网站公开信息312条,举办业务培训班两期,培训60人次。
五、存在的主要问题及改进情况
一是个别栏目更新不及时。二是政策解读形式单一,图解视频偏少。
下一步,一是将按季度巡查栏目更新情况。二是将制作图解和短视频,丰富解读形式。
上年反映的目录归类错误问题已全部整改到位。
六、其他需要报告的事项
本年度未收取信息处理费。
"""


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, ...]:
    file = tmp_path_factory.mktemp("own") / "qinghe.txt"
    file.write_text(REPORT, "utf-8")
    return nlp.analyze(file)


@pytest.fixture(scope="module")
def units(reports: tuple[Report, ...]) -> pandas.DataFrame:
    return nlp.to_frames(reports)["units"]


def row(units: pandas.DataFrame, words: str) -> pandas.Series:
    (found,) = [own for _, own in units.iterrows() if words in own["text"] and own["kind"] != "heading"]
    return found


def test_every_tag_has_its_group_and_score_beside_it(units: pandas.DataFrame) -> None:
    tags = catalog.load().tags
    for own in units.itertuples():
        assert list(own.groups) == [tags[tag].group for tag in own.tags]
        assert len(own.scores) == len(own.tags)
    assert list(row(units, "未收取信息处理费")["groups"]) == ["H 其他事项"]


@pytest.mark.parametrize(
    ("measure", "problem"), [("按季度巡查", "栏目更新不及时"), ("制作图解", "解读形式单一")], ids=["first", "second"]
)
def test_a_measure_names_the_problem_it_answers(units: pandas.DataFrame, measure: str, problem: str) -> None:
    own, other = row(units, measure), row(units, problem)
    assert (list(own["tags"]), own["status"], own["answers"]) == (["measure"], "planned", other["unit_id"])
    assert set(own["problem_types"]) & set(other["problem_types"])
    assert pandas.isna(other["answers"])


def test_what_was_mended_is_done(units: pandas.DataFrame) -> None:
    assert row(units, "已全部整改到位")["status"] == "done"
