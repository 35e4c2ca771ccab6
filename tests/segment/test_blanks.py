"""Blanks around numbers: prose reads the same with and without them, and leads back to what is printed."""

import pytest

from nlp import catalog, ingest, pipeline
from nlp.spans import Span

REPORT = """云栖县水利局2022年政府信息公开工作年度报告
一、总体情况
2022年，我局共收到政府信息公开申请12件，其中自然人申请10件，占83.3%，比上年增加3件。主动公开政府信息426条，浏览量1.2万人次。
二、存在的问题和改进措施
一是解读不够及时。二是培训只有2次。
"""
BLANKS = {"one": " ", "wide": "\u3000", "no-break": "\xa0\xa0", "many": " " * 6}


def spaced(text: str, blank: str) -> str:
    """The text with blanks on both sides of each number, save where punctuation stands."""
    wide = []
    for before, char in zip("\n" + text, text, strict=False):
        between = (before.isdigit() and "一" <= char <= "鿿") or ("一" <= before <= "鿿" and char.isdigit())
        wide.append(f"{blank}{char}" if between or (before == "%" and "一" <= char <= "鿿") else char)
    return "".join(wide)


def figures(text: str) -> list[tuple[str, object, object, str | None, str]]:
    (report,) = pipeline.analyze(ingest.read_bytes(text.encode(), "a.txt"), pipeline.Tools(catalog.load()))
    return [(report.quote(f.span), f.low, f.high, f.unit, report.quote(f.clause or f.span)) for f in report.figures]


@pytest.mark.parametrize("blank", BLANKS.values(), ids=BLANKS)
def test_figures_are_the_same_with_blanks_around_numbers(blank):
    assert len(figures(REPORT)) == 7
    assert figures(spaced(REPORT, blank)) == figures(REPORT)


def test_a_figure_leads_back_to_the_blanks_in_its_source(report):
    found = report(spaced(REPORT, "  "))
    at = found.text.text.index("426条")
    source = found.text.trace(Span(at, at + 4))
    assert found.text.raw.text[source.start : source.end] == "426  条"


def test_blanks_part_digits_from_digits_and_labels_from_cells(report):
    found = report(REPORT.replace("426条", "4 26 条").replace("12件", "12 345 件"))
    assert "4 26条" in found.text.text and "12 345件" in found.text.text
    table = "规章 0 0 2\n行政规范性文件 3 1 18\n第二十条第（五）项\n行政许可 120\n第二十条第（六）项\n行政处罚 7\n"
    text = REPORT.replace("二、存在", f"二、主动公开政府信息情况\n第二十条第（一）项\n{table}三、存在")
    found = report(spaced(text, " "))
    assert "行政许可 120" in found.text.text and "申请12件" in found.text.text
