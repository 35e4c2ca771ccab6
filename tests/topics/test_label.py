"""From reports to labels: what is said of plain sentences, what excludes what, what stays untagged."""

from collections.abc import Sequence

import numpy as np
import pytest

from nlp.document import Annotation, Raw, Report, Source, Text, Unit
from nlp.spans import OffsetMap, Span
from nlp.topics import label, load_model
from nlp.topics.decide import choose, trusted
from nlp.topics.model import TopicModel

OVERVIEW = ("一、总体情况",)
PROBLEMS = ("五、存在的主要问题及改进情况",)


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return load_model()


def make_report(lines: Sequence[tuple[str, str, tuple[str, ...], str]], name: str = "a") -> Report:
    """Report of lines (kind, role, path, text)."""
    whole = "\n".join(line[3] for line in lines)
    units, at = [], 0
    for number, (kind, role, path, text) in enumerate(lines):
        span = Span(at, at + len(text))
        units.append(Unit(f"{name}/u{number}", kind, span, role, None, None, "", 0, number, path))
        at += len(text) + 1
    raw = Raw(Source(f"{name}.txt"), whole, OffsetMap.identity(len(whole)))
    return Report(name, Text(raw, whole, raw.offsets), Span(0, len(whole)), units=tuple(units))


def said(report: Report, layer: str = "tag") -> list[set[str]]:
    by_unit = {unit.id: set[str]() for unit in report.units}
    for found in report.labels:
        if found.layer == layer:
            by_unit[found.unit].add(found.label)
    return list(by_unit.values())


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("本年度通过县政府网站公开各类信息407条。", "ad_statutory"),
        ("为新修订的殡葬管理办法配发图解两幅、短视频一条。", "ad_interpretation"),
        ("县长信箱收到群众来信612件,均已回复。", "ad_response"),
        ("按月公布城区空气质量和集中式饮用水水源水质监测结果。", "ad_key_areas"),
        ("全年新收政府信息公开申请17件,已全部办结。", "ap_handling"),
        ("本年度没有因政府信息公开引起的行政复议和行政诉讼。", "ap_dispute"),
        ("信息发布前严格履行三审三校和保密审查程序。", "im_review"),
        ("对2012年以来的规范性文件进行清理,废止5件,宣布失效7件。", "im_lifecycle"),
        ("修订公开指南,编制完成26个试点领域的标准目录。", "im_catalog"),
        ("微信公众号全年推送文章322篇,关注人数1.6万。", "pf_newmedia"),
        ("在便民服务中心和图书馆设置信息查阅点。", "pf_offline"),
        ("调整政务公开领导小组,由常务副县长任组长。", "sv_org"),
        ("举办政务公开业务培训班两期,培训96人次。", "sv_training"),
        ("全年未发生因信息公开被追究责任的情况。", "sv_accountability"),
    ],
)
def test_a_plain_sentence_gets_its_tag_even_without_headings(text: str, tag: str, model: TopicModel) -> None:
    (report,) = label([make_report([("sentence", "overview", OVERVIEW, text)])], model)
    assert tag in said(report)[0]


def test_problem_and_measure_are_told_apart_with_type_and_status(model: TopicModel) -> None:
    lines = [
        ("sentence", "problems", PROBLEMS, "一是个别栏目更新不及时。"),
        ("lead", "problems", PROBLEMS, "下一步,我们将这样改进:"),
        ("sentence", "problems", PROBLEMS, "一是将举办专题培训班,提高信息员业务能力。"),
        ("sentence", "problems", PROBLEMS, "上年反映的栏目更新滞后问题已整改完毕。"),
    ]
    (report,) = label([make_report(lines)], model)
    assert said(report) == [{"problem"}, set(), {"measure"}, {"measure"}]
    assert "PT04" in said(report, "problem_type")[0]
    assert "PT12" in said(report, "problem_type")[2]
    assert said(report, "status") == [set(), set(), {"planned"}, {"done"}]


@pytest.mark.parametrize(
    "text",
    [
        "The quick brown fox jumps over the lazy dog.",
        "Настоящим сообщаем о результатах работы.",
        "床前明月光,疑是地上霜。",
        "本报讯 球队昨晚客场三比一取胜,前锋梅开二度。",
        "红烧排骨:排骨焯水,冰糖炒色,小火慢炖四十分钟。",
        "今日豆腐涨价",
        "1234567890",
        "……",
    ],
)
def test_text_that_is_no_report_gets_no_label_rather_than_the_nearest(text: str, model: TopicModel) -> None:
    (report,) = label([make_report([("sentence", "overview", OVERVIEW, text)])], model)
    assert report.labels == ()


def test_headings_leads_and_empty_units_bear_nothing(model: TopicModel) -> None:
    lines = [
        ("heading", "overview", (), "(五)监督保障和业务培训"),
        ("lead", "problems", PROBLEMS, "还存在以下不足:"),
        ("sentence", "overview", OVERVIEW, "  "),
    ]
    (report,) = label([make_report(lines)], model)
    assert report.labels == ()


def test_boilerplate_stands_alone_and_nobody_gets_more_than_three_tags(model: TopicModel) -> None:
    texts = [
        "本报告依据《中华人民共和国政府信息公开条例》编制,统计期限为1月1日至12月31日。",
        "召开培训会,通报考核结果,修订保密审查制度,清理规范性文件,更新公开指南,改版门户网站,开通微信公众号。",
    ]
    (report,) = label([make_report([("sentence", "overview", OVERVIEW, text) for text in texts])], model)
    assert said(report)[0] == {"boilerplate"}
    assert 1 <= len(said(report)[1]) <= 3


def test_reports_of_a_batch_keep_their_own_labels(model: TopicModel) -> None:
    one = make_report([("sentence", "overview", OVERVIEW, "举办培训班两期。")], "a")
    other = make_report([("sentence", "overview", OVERVIEW, "编印政府公报六期。")], "b")
    empty = make_report([("heading", "overview", (), "一、总体情况")], "c")
    together = label([one, other, empty], model)
    assert together == (*label([one], model), *label([other], model), *label([empty], model))
    assert {found.unit for found in together[1].labels} == {"b/u0"}


def test_an_annotation_names_the_model_and_the_reasons(model: TopicModel) -> None:
    (report,) = label([make_report([("sentence", "overview", OVERVIEW, "举办业务培训班两期。")])], model)
    first: Annotation = report.labels[0]
    assert first.by.startswith(f"topics/{model.settings.digest[:8]}: ")
    assert "训" in first.by or "~train" in first.by
    assert 0.5 < first.score <= 1


def test_no_reports_give_no_reports(model: TopicModel) -> None:
    assert label([], model) == ()


def test_a_short_lead_takes_a_share_of_its_tags_from_the_sentences_of_its_item(model: TopicModel) -> None:
    from nlp.topics.decide import LENT, connect
    from nlp.topics.model import score
    from nlp.topics.passages import Standing, passages

    texts = ("三是拓宽路子。", "在图书馆设置查阅点,全年接待查阅。", "公告栏按月更换。", "四是改进网站。")
    made = passages([[Standing(text, "sentence", "overview", OVERVIEW) for text in texts]])[0]
    alone = score(model, made)
    heard, _ = connect(alone, model, [""] * len(made))
    offline = model.labels.index("pf_offline")
    before = alone.probabilities[:, offline]
    assert heard.probabilities[0, offline] == pytest.approx((1 - LENT) * before[0] + LENT * max(before[1:3]), rel=1e-4)
    assert heard.probabilities[1:, offline].tolist() == before[1:].tolist()


def test_a_further_tag_is_trusted_less_than_its_own_probability_says(model: TopicModel) -> None:
    names = [tag.label for tag in model.settings.tags]
    probabilities = np.full((1, len(model.labels)), 0.01)
    first, further = names.index("im_catalog"), names.index("pf_website")
    probabilities[0, [first, further]] = 0.9, 0.7
    held = trusted(probabilities, choose(probabilities, model.settings), model.settings)
    assert held[0, further] < 0.7
    assert held[0, first] > held[0, further]
    assert (np.delete(held[0], [first, further]) == 0.01).all()  # what is not given stays as it is
