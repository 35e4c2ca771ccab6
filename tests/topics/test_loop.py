"""The whole way of somebody with reports of their own: suggest, label, train, use, measure, and be refused politely."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from skops import io
from typer.testing import CliRunner

from nlp import catalog
from nlp.cli import app
from nlp.errors import ModelError
from nlp.topics.labeled import Office, load_labeled, narrative
from nlp.topics.train import LABELED

SAMPLE = LABELED.parent / "sample" / "qinghe-water-2021.txt"
pytestmark = pytest.mark.slow

# an own word for a channel that the project's text does not know: loudspeakers in villages
OWN = [
    "乡音小喇叭每晚播报惠民政策。",
    "全年用乡音小喇叭播报通知86次。",
    "为12个村装上乡音小喇叭,方便老人听政策。",
    "乡音小喇叭覆盖所有自然村。",
    "依托乡音小喇叭把补贴标准念给群众听。",
    "新增乡音小喇叭播音员6名。",
    "乡音小喇叭播出春耕政策专题12期。",
    "通过乡音小喇叭及时播报汛情。",
]
REPORT = """青禾县柳湾镇2022年政府信息公开工作年度报告
一、总体情况
(一)主动公开情况
全年在县政府网站公开信息312条。
(二)公开途径:乡音小喇叭播报政策40期。
(三)监督保障
举办业务培训班两期,培训60人次。
五、存在的主要问题及改进情况
一是个别栏目更新不及时。
下一步,将按季度巡查栏目更新情况。
六、其他需要报告的事项
本年度未收取信息处理费。
"""


def run(*arguments: object) -> str:
    """What a command prints; it must end well."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def enough(offices: tuple[Office, ...]) -> Iterator[Office]:
    """Offices of the training part until every label has some examples, and a few of the test part."""
    known = catalog.load()
    lacking = {*known.tags, *known.problem_types, "done", "planned"}
    counts: Counter[str] = Counter()
    for office in offices:
        own = Counter(
            label for unit in narrative((office,)) for label in (*unit.tags, *unit.problem_types, unit.status or "")
        )
        if office.split == "train" and any(counts[label] < 8 for label in lacking & set(own)):
            counts += own
            yield office
    yield from [office for office in offices if office.split == "test"][:4]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    (folder / "reports").mkdir()
    (folder / "reports" / "liuwan.txt").write_text(REPORT, "utf-8")
    return folder


@pytest.fixture(scope="module")
def trained(place: Path) -> Path:
    """A model of a part of the project's text, of suggestions that somebody corrected, and of headings."""
    known = catalog.load()
    (place / "labeled").mkdir()
    for office in enough(load_labeled(LABELED, frozenset(known.tags), frozenset(known.problem_types))):
        shutil.copy(LABELED / f"{office.slug}.txt", place / "labeled")
    run("suggest", place / "reports", "--n", 5, "--format", "doccano", "--out", place / "todo.jsonl")
    todo = [json.loads(line) for line in (place / "todo.jsonl").read_text("utf-8").splitlines()]
    assert len(todo) == 5
    done = [{**record, "id": number} for number, record in enumerate(todo)]
    for record in done:  # one is corrected, the others are left as they were
        record["label"] = ["pf_offline"] if "小喇叭" in record["text"] else record.get("label", [])
    done += [{"text": text, "label": ["公报与线下场所"], "report": f"own/r{at % 4}"} for at, text in enumerate(OWN)]
    done += [{"text": "某栏目不好找。", "label": ["PT09"]}]
    (place / "done.jsonl").write_text("\n".join(json.dumps(record) for record in done), "utf-8")
    said = run(
        "train", "--labels", place / "labeled", place / "done.jsonl", "--weak", "headings", SAMPLE,
        "--out", place / "model",
    )  # fmt: skip
    assert "自己的标注 / labeled: 13 单元" in said
    assert "由标题标注 / weak: " in said
    assert "1 单元的问题类型或状态未用" in said
    return place / "model"


def loud(out: Path) -> set[str]:
    """Tags of the sentence with the own word, in the output of a run."""
    (record,) = map(json.loads, (out / "records.jsonl").read_text("utf-8").splitlines())
    return {tag for unit in record["units"] if "小喇叭" in unit["text"] for tag in unit["tags"]}


def test_the_model_labels_what_was_taught(place: Path, trained: Path) -> None:
    run("annotate", place / "reports", "--out", place / "before")
    run("annotate", place / "reports", "--out", place / "after", "--model", trained)
    assert "pf_offline" not in loud(place / "before")
    assert "pf_offline" in loud(place / "after")
    said = run("explain-label", "乡音小喇叭播报政策40期。", "--model", trained)
    assert "+ pf_offline" in said and "喇叭" in said


def test_nothing_in_the_model_needs_trust(trained: Path) -> None:
    assert io.get_untrusted_types(file=trained / "topics.skops") == []
    assert "Added by the user: 13 labeled units" in (trained / "MODEL_CARD.md").read_text("utf-8")


def test_it_is_measured_on_labels_with_a_picture(place: Path, trained: Path) -> None:
    said = run("evaluate", "--labels", place / "done.jsonl", "--model", trained, "--out", place / "scores.json")
    scores = json.loads((place / "scores.json").read_text("utf-8"))
    assert scores["tag"]["labels"]["pf_offline"]["recall"] > 0.8
    assert "校准误差 ECE" in said
    ElementTree.parse(place / "scores.svg")


@pytest.mark.parametrize(
    ("key", "value", "way_out"),
    [
        ("scikit_learn", "1.2.0", "install scikit-learn==1.2.*"),
        ("format", 1, "retrain with: gongkai train"),
        ("lexicon", "0", "retrain with: gongkai train"),
    ],
)
def test_a_model_of_another_version_is_refused_with_what_to_do(
    key: str, value: object, way_out: str, place: Path, trained: Path, tmp_path: Path
) -> None:
    shutil.copytree(trained, tmp_path / "model")
    settings = json.loads((trained / "topics.json").read_text("utf-8"))
    (tmp_path / "model" / "topics.json").write_text(json.dumps(settings | {key: value}), "utf-8")
    command = ["annotate", str(place / "reports"), "--out", str(tmp_path / "out"), "--model", str(tmp_path / "model")]
    found = CliRunner().invoke(app, command)
    assert isinstance(found.exception, ModelError)
    assert way_out in str(found.exception)
