"""The labeled text: its format, its errors, and what every file of it must hold."""

from collections import Counter
from pathlib import Path

import pytest

from nlp import catalog
from nlp.errors import ModelError
from nlp.topics.labeled import Office, load_labeled, narrative, parse_office
from nlp.topics.train import LABELED

HEADER = "# office: 青禾县水务局 | level: county | kind: department | year: 2022 | form: G3 | split: train\n"
TAGS = frozenset({"ad_statutory", "im_review", "pf_website", "sv_org", "boilerplate", "problem", "measure"})
TYPES = frozenset({"PT01", "PT04"})
GOOD = (
    HEADER
    + """## overview: 一、总体情况 > (一)主动公开
全年上网信息312条。\tad_statutory
[heading] (二)信息管理
逐件填写审查单后上网。\tim_review,ad_statutory
## problems: 五、存在的主要问题
[lead] 存在以下不足:
栏目更新偏慢。\tproblem\tPT04
明年每月巡查一次。\tmeasure\tPT04\tplanned
"""
)


def parse(text: str) -> Office:
    return parse_office("qinghe", text, TAGS, TYPES)


def test_a_file_gives_the_office_with_its_units_in_order() -> None:
    office = parse(GOOD)
    assert (office.name, office.year, office.form, office.split) == ("青禾县水务局", 2022, "G3", "train")
    assert [unit.kind for unit in office.units] == [
        "narrative", "heading", "narrative", "lead", "narrative", "narrative",
    ]  # fmt: skip
    assert office.units[2].tags == ("im_review", "ad_statutory")
    assert (office.units[5].problem_types, office.units[5].status) == (("PT04",), "planned")


def test_a_heading_replaces_the_one_of_its_own_style() -> None:
    office = parse(GOOD)
    assert office.units[0].path == ("一、总体情况", "(一)主动公开")
    assert office.units[2].path == ("一、总体情况", "(二)信息管理")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("没有标签的一行", "expected text, tags"),
        ("某句。\tad_unknown", "unknown label"),
        ("某句。\tad_statutory,im_review,pf_website,sv_org", "at most 3"),
        ("某句。\tboilerplate,sv_org", "boilerplate excludes"),
        ("某句。\tproblem", "problem types belong"),
        ("某句。\tsv_org\tPT01", "problem types belong"),
        ("某句。\tmeasure\tPT01", "planned or done"),
        ("某句。\tproblem\tPT01\tdone", "planned or done"),
        ("## prologue: 前言", "unknown role"),
    ],
)
def test_a_line_that_is_wrong_is_refused_with_its_place(line: str, reason: str) -> None:
    with pytest.raises(ModelError, match="qinghe:2") as error:
        parse(HEADER + line)
    assert reason in error.value.en


@pytest.mark.parametrize("header", ["", HEADER.replace("| split: train", ""), HEADER.replace("department", "guild")])
def test_a_header_must_be_complete(header: str) -> None:
    with pytest.raises(ModelError, match="header"):
        parse(header + "## overview: 一\n某句。\tsv_org\n")


def test_a_folder_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no labeled text"):
        load_labeled(tmp_path, TAGS, TYPES)


@pytest.fixture(scope="module")
def offices() -> tuple[Office, ...]:
    known = catalog.load()
    return load_labeled(LABELED, frozenset(known.tags), frozenset(known.problem_types))


def test_every_label_of_the_catalog_has_examples_in_both_parts(offices: tuple[Office, ...]) -> None:
    known = catalog.load()
    for split, tags, types in (("train", 25, 10), ("test", 5, 1)):
        units = list(narrative(tuple(office for office in offices if office.split == split)))
        counts = Counter(label for unit in units for label in (*unit.tags, *unit.problem_types))
        assert [tag for tag in known.tags if counts[tag] < tags] == []
        assert [code for code in known.problem_types if counts[code] < types] == []


def test_no_two_offices_share_a_name_and_few_units_recur(offices: tuple[Office, ...]) -> None:
    names = Counter(office.name for office in offices)
    assert [name for name, count in names.items() if count > 1] == []
    texts = Counter(unit.text for unit in narrative(offices) if len(unit.text) > 15)
    assert sum(count - 1 for count in texts.values()) <= 0.02 * texts.total()


def test_no_sentence_is_taken_from_a_real_report(offices: tuple[Office, ...]) -> None:
    seeds = Path(__file__).parents[3] / "shared" / "seeds"
    if not seeds.is_dir():
        pytest.skip("needs the shared seeds beside the project")
    real = "".join("".join(path.read_text("utf-8").split()) for path in sorted(seeds.glob("*.txt")))
    size = 20  # characters; shorter runs are names of laws, parts and set phrases
    runs = {real[at : at + size] for at in range(len(real) - size + 1)}
    for unit in narrative(offices):
        if "boilerplate" in unit.tags:  # these cite the law and list the six parts in its words
            continue
        assert not any(unit.text[at : at + size] in runs for at in range(len(unit.text) - size + 1)), unit.text
