"""DOCX: what is printed is read, once; what is not printed is not."""

import io
import zipfile

import pytest

from nlp.errors import BudgetExceeded, SourceError
from nlp.ingest import Budget, read_bytes
from nlp.ingest.numbering import Level, Numbering, joined, spell

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def part(root: str, inner: str, namespace: str = W) -> str:
    return f'<w:{root} xmlns:w="{namespace}" xmlns:mc="{MC}" xmlns:v="urn:v" xmlns:m="urn:m">{inner}</w:{root}>'


def package(body: str, namespace: str = W, **parts: str) -> bytes:
    """A DOCX with this body; further parts by the name of their root."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("word/document.xml", part("document", f"<w:body>{body}</w:body>", namespace))
        for root, inner in parts.items():
            file.writestr(f"word/{root}.xml", part(root, inner, namespace))
    return buffer.getvalue()


def p(*runs: str, style: str = "", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{''.join(r(run) for run in runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    if text.startswith("<"):
        return text
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner if inner.startswith('<') else p(inner)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(c if c.startswith('<w:tc') else tc(c) for c in cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def field(code: str, result: str) -> str:
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    code = code if code.startswith("<") else f"<w:r><w:instrText>{code}</w:instrText></w:r>"
    return begin + code + separate + r(result) + end


def text_of(data: bytes) -> str:
    return read_bytes(data, "report.docx").text


BOX = f"<w:txbxContent>{p('框内12件')}</w:txbxContent>"
ALTERNATIVES = (
    f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{BOX}</w:drawing></mc:Choice>'
    f"<mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
PARAGRAPHS = {
    "runs": (p("收到申请", "12", "件"), "收到申请12件\n"),
    "tab in a sentence": (p("一、", "<w:r><w:tab/></w:r>", "总体"), "一、 总体\n"),
    "line break": (p("甲", "<w:r><w:br/></w:r>", "乙"), "甲\n乙\n"),
    "soft hyphen": (p("公", "<w:r><w:softHyphen/></w:r>", "开"), "公开\n"),
    "hard hyphen": (p("2021", "<w:r><w:noBreakHyphen/></w:r>", "2022"), "2021-2022\n"),
    "insertion": (p("收到", f"<w:ins>{r('3')}</w:ins>", "件"), "收到3件\n"),
    "deletion": (p("收到", "<w:del><w:r><w:delText>8</w:delText></w:r></w:del>", "3件"), "收到3件\n"),
    "moved": (p(f"<w:moveFrom>{r('旧')}</w:moveFrom>", f"<w:moveTo>{r('新')}</w:moveTo>"), "新\n"),
    "deleted paragraph mark": (p("收到", properties="<w:rPr><w:del/></w:rPr>") + p("3件") + p("后"), "收到3件\n后\n"),
    "deleted mark at the end": (p("收到", properties="<w:rPr><w:del/></w:rPr>"), "收到\n"),
    "hidden": (p("可见", r("不可见", "<w:vanish/>"), r("又见", '<w:vanish w:val="0"/>')), "可见又见\n"),
    "hyperlink": (p("见", f"<w:hyperlink>{r('网站')}</w:hyperlink>"), "见网站\n"),
    "field": (p("共", field("SUM(ABOVE)", "12"), "件"), "共12件\n"),
    "field in the code of a field": (p("共", field(field("PAGE", "8"), "12"), "件"), "共12件\n"),
    "simple field": (p("共", f'<w:fldSimple w:instr="X">{r("7")}</w:fldSimple>'), "共7\n"),
    "content control": (f"<w:sdt><w:sdtPr/><w:sdtContent>{p('甲')}</w:sdtContent></w:sdt>{p('乙')}", "甲\n乙\n"),
    "inline content control": (p("甲", f"<w:sdt><w:sdtContent>{r('乙')}</w:sdtContent></w:sdt>"), "甲乙\n"),
    "symbol": (p('<w:r><w:sym w:font="Wingdings" w:char="F082"/></w:r>', "新闻发布"), "②新闻发布\n"),
    "gloss above": (
        p(f"<w:r><w:ruby><w:rt>{r('wù')}</w:rt><w:rubyBase>{r('務')}</w:rubyBase></w:ruby></w:r>"),
        "務\n",
    ),
    "formula": (p("<m:oMath><m:r><m:t>12+3</m:t></m:r></m:oMath>"), "12+3\n"),
    "text box once": (p("前", ALTERNATIVES) + p("后"), "前\n框内12件\n后\n"),
    "older rendering": (
        p("<mc:AlternateContent><mc:Choice/><mc:Fallback>" + r("旧") + "</mc:Fallback></mc:AlternateContent>"),
        "旧\n",
    ),
    "drawn with tabs": (p("甲\t1\t2\t3") + p("乙\t\t5\t6") + p("完"), "甲\t1\t2\t3\n乙\t\t5\t6\n完\n"),
}


@pytest.mark.parametrize("case", PARAGRAPHS)
def test_paragraphs(case: str) -> None:
    body, text = PARAGRAPHS[case]
    assert text_of(package(body)) == text


SPAN2 = '<w:gridSpan w:val="2"/>'
TOP, BELOW = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
TABLES = {
    "plain": (tbl(tr("规章", "1"), tr("行政规范性文件", "")), "规章\t1\n行政规范性文件\t\n"),
    "across": (tbl(tr(tc("甲", SPAN2), "1"), tr("乙", "丙", "2")), "甲\t\t1\n乙\t丙\t2\n"),
    "down": (tbl(tr(tc("甲", TOP), "1"), tr(tc("盖住", BELOW), "2"), tr("丁", "3")), "甲\t1\n\t2\n丁\t3\n"),
    "down and across": (tbl(tr(tc("甲", TOP + SPAN2), "1"), tr(tc("", BELOW + SPAN2), "2")), "甲\t\t1\n\t\t2\n"),
    "down without a start": (tbl(tr(tc("甲", BELOW), "1")), "甲\t1\n"),
    "grid before": (tbl(tr("甲", "1"), tr("2", properties='<w:gridBefore w:val="1"/>')), "甲\t1\n\t2\n"),
    "across in the old way": (
        tbl(tr(tc("甲", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), "1")),
        "甲\t\t1\n",
    ),
    "lines in a cell": (tbl(tr(tc(p("行政") + p("许可")), tc(p("a") + p("b")))), "行政许可\ta b\n"),
    "letters below each other": (tbl(tr(tc("".join(p(letter) for letter in "三、本年度")), "1")), "三、本年度\t1\n"),
    "row control": (tbl(f"<w:sdt><w:sdtContent>{tr('甲', '1')}</w:sdtContent></w:sdt>"), "甲\t1\n"),
    "deleted row": (tbl(tr("甲", "1"), tr("乙", "2", properties="<w:del/>")), "甲\t1\n"),
    "layout table": (tbl(tr(tc(p("标题") + tbl(tr("甲", "1")) + p("")))), "标题\n甲\t1\n"),
    "table in a table": (
        tbl(tr("头", "尾"), tr("左", tc(tbl(tr("甲", "1")) + p("")))),
        "头\t尾\n左\n甲\t1\n",
    ),
    "box in a cell": (tbl(tr(tc(p("甲", ALTERNATIVES)), "1")), "甲\t1\n框内12件\n"),
}


@pytest.mark.parametrize("case", TABLES)
def test_tables(case: str) -> None:
    body, text = TABLES[case]
    assert text_of(package(body)) == text


def test_cells_know_their_place() -> None:
    raw = read_bytes(package(p("前") + tbl(tr(tc("甲", SPAN2 + TOP), "1"), tr(tc("", SPAN2 + BELOW), "2"))), "x")
    table = raw.blocks[1]
    found = [(c.row, c.column, c.row_span, c.column_span, raw.text[c.span.start : c.span.end]) for c in table.cells]
    assert found == [(0, 0, 2, 2, "甲"), (0, 2, 1, 1, "1"), (1, 2, 1, 1, "2")]
    assert [place.path for place in raw.places(table.cells[2].span)] == ["/body/tbl[1]/tr[2]/tc[2]"]
    assert [place.path for place in raw.places(raw.blocks[0].span)] == ["/body/p[1]"]


def listed(*formats: tuple[str, str], start: str = "1", more: str = "") -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(formats)
    )
    number = f'<w:num w:numId="7"><w:abstractNumId w:val="3"/>{more}</w:num>'
    return f'<w:abstractNum w:abstractNumId="3">{levels}</w:abstractNum>{number}'


def numbered(text: str, level: int = 0, number: str = "7") -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_automatic_numbers_are_written_out() -> None:
    lists = listed(("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3."))
    body = numbered("总体情况") + numbered("主动公开", 1) + numbered("依申请公开", 1) + numbered("网站", 2)
    body += numbered("5万条", 2) + numbered("主动公开") + numbered("新媒体", 1) + numbered("不编号", 0, "0")
    assert text_of(package(body, numbering=lists)).split("\n") == [
        *("一、总体情况", "（一）主动公开", "（二）依申请公开", "1.网站", "2. 5万条"),
        *("二、主动公开", "（一）新媒体", "不编号", ""),
    ]


def test_numbers_come_from_styles_and_their_bases() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 1"/><w:pPr><w:numPr>'
        '<w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="own"/><w:basedOn w:val="a1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="c"><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    )
    body = p("甲", style="a1") + p("乙", style="b") + p("丙", style="c") + p("丁", style="none")
    raw = read_bytes(package(body, styles=styles, numbering=listed(("japaneseCounting", "%1、"))), "x")
    assert raw.text == "一、甲\n二、乙\n丙\n丁\n"
    assert [(block.kind, block.level) for block in raw.blocks] == [
        *[("heading", 1), ("heading", 1), ("heading", 2), ("paragraph", 0)]
    ]


def test_a_list_may_start_elsewhere() -> None:
    more = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>'
    assert text_of(package(numbered("甲"), numbering=listed(("decimal", "%1、"), more=more))) == "4、甲\n"


def test_bullets_and_unknown_lists_leave_the_text_alone() -> None:
    body = numbered("甲") + numbered("乙", 0, "99")
    assert text_of(package(body, numbering=listed(("bullet", "\uf0b7")))) == "甲\n乙\n"


@pytest.mark.parametrize(
    ("count", "form", "text"),
    [
        *[(n, "chineseCounting", t) for n, t in ((1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (105, "一百零五"))],
        *[(1010, "taiwaneseCountingThousand", "一千零一十"), (12, "chineseLegalSimplified", "壹拾贰")],
        *[(3, "decimalEnclosedCircle", "③"), (21, "decimalEnclosedCircle", "21"), (2, "ideographTraditional", "乙")],
        *[
            (27, "lowerLetter", "aa"),
            (4, "upperRoman", "IV"),
            (7, "decimalZero", "07"),
            (12, "decimalFullWidth", "１２"),
        ],
        *[(20, "ideographDigital", "二〇"), (5, "neverHeardOf", "5"), (2, "ideographEnclosedCircle", "㊁")],
    ],
)
def test_number_formats(count: int, form: str, text: str) -> None:
    assert spell(count, form) == text


def test_levels_quote_those_above() -> None:
    levels = {0: Level("chineseCounting", "第%1章"), 1: Level("decimal", "%1.%2", legal=True)}
    numbering = Numbering({"1": ("a", levels), "2": ("a", levels)})
    assert [numbering.label(*asked) for asked in (("1", 1), ("1", 0), ("2", 0), ("1", 1))] == [
        *("1.1", "第二章", "第三章", "3.1")
    ]


@pytest.mark.parametrize(
    ("label", "text", "line"),
    [
        ("1.", "5万", "1. 5万"),
        ("1.", "网站", "1.网站"),
        ("（一）", "5万", "（一）5万"),
        ("第1条", "为", "第1条 为"),
        ("", "a", "a"),
    ],
)
def test_numbers_never_run_into_digits(label: str, text: str, line: str) -> None:
    assert joined(label, text) == line


def test_notes_stand_at_the_end_and_are_marked() -> None:
    body = p("共12件", '<w:r><w:footnoteReference w:id="2"/></w:r>') + p("完")
    notes = (
        f'<w:footnote w:type="separator" w:id="0">{p("--")}</w:footnote><w:footnote w:id="2">{p("含2件")}</w:footnote>'
    )
    raw = read_bytes(package(body, footnotes=notes), "x")
    assert raw.text == "共12件\n完\n注：含2件\n"
    assert (raw.blocks[-1].kind, raw.blocks[-1].place.path) == ("note", "/footnotes/footnote[2]")


def test_strict_documents_are_read() -> None:
    assert text_of(package(p("甲") + tbl(tr("乙", "1")), STRICT)) == "甲\n乙\t1\n"


LAUGHS = '<!DOCTYPE x [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
REFUSED = {
    "altChunk": package(p("甲") + '<w:altChunk r:id="x" xmlns:r="urn:r"/>'),
    "damaged XML": package("<w:p>"),
    "cut": package(p("甲" * 500))[:-60],
    "10,000 elements deep": package("<w:sdt>" * 10_000 + "</w:sdt>" * 10_000),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_a_reason(case: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_bytes(REFUSED[case], "x")
    assert caught.value.zh and caught.value.en


def test_a_document_without_a_body_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("word/document.xml", part("document", ""))
    with pytest.raises(SourceError, match="没有正文"):
        read_bytes(data.getvalue(), "x")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_entities_are_never_expanded(codec: str) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("word/document.xml", LAUGHS.encode(codec))
    with pytest.raises(SourceError, match="文档类型"):
        read_bytes(data.getvalue(), "x")


@pytest.mark.parametrize(
    ("body", "limits", "name"),
    [
        (tbl(*[tr("甲", "1")] * 60), {"cells": 100}, "cells"),
        (tbl(tr(*[tc("甲", '<w:gridSpan w:val="999999999"/>')] * 600)), {}, "cells"),
        (tbl(tr(tc(tbl(tr(tc(tbl(tr("甲")) + p("")))) + p("")))), {"depth": 2}, "depth"),
        (p("甲" * 1_200_000), {"bytes": 10_000, "ratio": 20}, "bytes"),
        (p("甲" * 1_200_000), {"ratio": 20}, "ratio"),
        (p("甲" * 1_200_000), {"unpacked": 1_000_000}, "unpacked"),
    ],
)
def test_budgets_are_named(body: str, limits: dict[str, int], name: str) -> None:
    with pytest.raises(BudgetExceeded) as caught:
        read_bytes(package(body), "x", Budget(**limits))
    assert caught.value.budget == name
