"""The ledger: every figure, and every numeral of one, ends in a state; also what is said without a numeral."""

import pytest

from nlp import catalog, ingest
from nlp.document import Report
from nlp.pipeline import Tools, analyze

TABLE = "\n".join(
    [
        "二、主动公开政府信息情况",
        "第二十条第(五)项 |",
        "信息内容 | 本年处理决定数量 |",
        "行政许可 | 26 |",
        "第二十条第(六)项 |",
        "信息内容 | 本年处理决定数量 |",
        "行政处罚 | 17 |",
        "行政强制 | 4 |",
    ]
)


def report_of(prose: str) -> Report:
    text = f"松涛县水利局2022年政府信息公开工作年度报告\n一、总体情况\n{prose}\n{TABLE}\n"
    (report,) = analyze(ingest.read_bytes(text.encode(), "ledger.txt"), Tools(catalog.load()))
    return report


@pytest.mark.parametrize(
    ("prose", "quote", "state"),
    [
        ("全年办理行政许可26件。", "26件", "agrees"),
        ("全年作出行政处罚决定71件。", "71件", "contradicts"),
        ("全年未实施行政强制。", "未实施行政强制", "contradicts"),  # nothing numeral is written
        ("全年未收取信息处理费。", "未收取信息处理费", "no_counterpart"),  # the form has no cell for it
        ("网站更新稿件640篇。", "640篇", "no_counterpart"),
    ],
)
def test_a_figure_has_the_state_its_checks_came_to(prose, quote, state):
    report = report_of(prose)
    stated = {report.quote(figure.span): figure.state for figure in report.figures}
    assert stated[quote] == state


def test_a_numeral_has_the_state_of_its_figure():
    report = report_of("全年办理行政许可26件,作出行政处罚决定71件,网站更新稿件640篇。")
    states = {figure.id: figure.state for figure in report.figures}
    told = [numeral for numeral in report.numerals if numeral.figure]
    assert len(told) == 3
    assert all(numeral.state == states[numeral.figure] for numeral in told)
