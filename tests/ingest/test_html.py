"""Web pages: what is kept, what is left out, where it stood, and what an attacker gets."""

import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from nlp import catalog
from nlp.document import Raw
from nlp.errors import BudgetExceeded, EmptySource, SourceError
from nlp.ingest import Budget, read_bytes
from nlp.pipeline import Tools, analyze
from nlp.write import record

HEAD = "<!DOCTYPE html><html><head><title>{title}</title>{metas}</head><body>{body}</body></html>"


def page(body: str, title: str = "", metas: str = "") -> Raw:
    return read_bytes(HEAD.format(body=body, title=title, metas=metas).encode(), "page.html")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>一、总体情况</p><p>公开<b>12</b>条。</p>", "一、总体情况\n公开12条。\n"),
        ("公开信息<br>12条<BR/>共3件", "公开信息\n12条\n共3件\n"),
        ("<div>一<div>二</div>三</div>", "一\n二\n三\n"),
        ("<p>主动公开\n    政府信息</p>", "主动公开政府信息\n"),
        ("<p>公开 12\n条</p>", "公开 12 条\n"),
        ("<p>A&amp;B&nbsp;&lt;c&gt; &#x4e00;</p>", "A&B\xa0<c> 一\n"),
        ("<p>看<span style='display:none'>99</span>见</p>", "看见\n"),
        ("<p>看<span hidden>99</span>见<i style='mso-hide: all'>98</i></p>", "看见\n"),
        ("<p>改<del>99</del>为<s>98</s>12</p>", "改为12\n"),
        ("<script>document.write('99')</script><style>p{}</style><p>正文</p><noscript>99</noscript>", "正文\n"),
        ("<template><p>99</p></template><textarea>99</textarea><select><option>99</select><p>正文", "正文\n"),
        ("<!-- <p>99</p> --><!--[if gte mso 9]><p>99</p><![endif]--><p>正文<o:p>&nbsp;</o:p></p>", "正文\n"),
        ("<p><![if !supportLists]><span>一、</span><![endif]>总体情况</p>", "一、总体情况\n"),
        ("<ol><li>甲</li><li>乙</li></ol>", "1.甲\n2.乙\n"),
        ("<ol start=3 style='list-style-type:simp-chinese-informal'><li>甲<li>乙</ol>", "三、甲\n四、乙\n"),
        ("<ol><li>（一）甲</li><li><b>二是</b>乙</li></ol>", "（一）甲\n二是乙\n"),
        ("<ul><li>甲</li></ul><ol style='list-style:none'><li>乙</li></ol>", "甲\n乙\n"),
        ("<pre>规章\t0\t1\n\n行政许可\t2</pre>", "规章\t0\t1\n\n行政许可\t2\n"),
        ("<table><tr><td><p>整页在一个单元格里</p><p>两段</p></td></tr></table>", "整页在一个单元格里\n两段\n"),
        ("<table><tr><td>规章</td><td></td><td>1<br>（其中修订1件）</td></tr></table>", "规章\t\t1 （其中修订1件）\n"),
        ("<table><tr><td>a<table><tr><td>3</td></tr></table></td><td>4</td></tr></table>", "a 3\t4\n"),
    ],
)
def test_what_is_seen_is_the_text(body: str, text: str) -> None:
    assert page(body).text == text


def test_the_frame_of_a_site_is_left_out_and_the_report_is_not() -> None:
    menu = "<div class=nav>" + "".join(f"<a href=/{n}>栏目{n}</a> " for n in range(9)) + "</div>"
    report = (
        "<h1>云山县档案馆2022年政府信息公开工作年度报告</h1><div class='bottom-box'>一、总体情况</div><p>公开12条。</p>"
    )
    foot = "<div id='footer'>主办：云山县人民政府办公室</div><div class='share'>分享到 微信</div>"
    assert page(menu + report + foot).text == "云山县档案馆2022年政府信息公开工作年度报告\n一、总体情况\n公开12条。\n"


def test_particulars_become_metadata() -> None:
    box = (
        "<table><tr><td><b>索 引 号：</b></td><td>0001/2023-7</td><td><b>发布机构：</b></td><td>云山县档案馆</td></tr>"
        "<tr><td><b>发文日期：</b></td><td>2023年1月9日</td><td><b>有效性：</b></td><td></td></tr></table>"
    )
    metas = '<meta name="ArticleTitle" content="年度报告"><meta name="PubDate" content="2023-01-10 09:30">'
    raw = page(box + "<p>正文</p>", title="年度报告_云山县", metas=metas)
    assert raw.text == "正文\n"
    assert raw.metadata == {
        "title": "年度报告",
        "published": "2023-01-10",
        "page_title": "年度报告_云山县",
        "index_number": "0001/2023-7",
        "publisher": "云山县档案馆",
        "written": "2023-01-09",
    }


BODY = (
    "<p>一、总体情况</p><p>{}坚持以公开为常态、不公开为例外，全年公开信息12条，收到申请3件，均按期答复，没有引发行政复议。</p>"
    "<p>二、主动公开政府信息情况</p><p>栏目更新及时，内容准确，全年没有发生泄密事件，公众可在服务窗口查阅。</p>"
    "<p>五、存在的主要问题及改进情况</p><p>工作人员不足，培训较少，今后将增加培训。</p>"
    "<p>六、其他需要报告的事项</p><p>无其他需要报告的事项，没有收取信息处理费。</p>"
)


@pytest.mark.parametrize(
    ("title", "publisher", "self_name", "issuer", "year"),
    [
        ("云山县档案局2022年政府信息公开工作年度报告_云山县人民政府", "", "", "云山县档案局", 2022),
        ("云山县人民政府门户网站 - 云山县档案局2022年政府信息公开年度报告", "", "", "云山县档案局", 2022),
        ("正文", "云山县档案局", "我局", "云山县档案局", None),
        ("正文", "云山县人民政府办公室", "我镇", None, None),
        ("正文", "云山县人民政府网站", "我局", None, None),
    ],
)
def test_what_a_page_says_of_itself_speaks_only_where_the_text_does_not(
    title: str, publisher: str, self_name: str, issuer: str | None, year: int | None
) -> None:
    metas = f'<meta name="ContentSource" content="{publisher}">'
    (report,) = analyze(page(BODY.format(self_name), title, metas), Tools(catalog.load()))
    assert (report.issuer, report.year) == (issuer, year)


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("utf-8", "gb18030"),
        ("gb2312", "utf-8"),
        ("gb2312", "utf-16"),
        ("big5", "big5hkscs"),
        ("", "gb18030"),
        ("", "utf-16-le"),
    ],
)
def test_a_wrong_or_narrow_label_loses_no_character(label: str, encoding: str) -> None:
    said = "朱镕镇政府信息公开工作年度报告" if encoding != "big5hkscs" else "臺東縣政府資訊公開年度報告"
    text = HEAD.format(body=f"<p>{said}</p>" * 9, title="", metas=f'<meta charset="{label}">')
    assert read_bytes(text.encode(encoding), "page.html").text == f"{said}\n" * 9


def test_a_saved_page_is_read_from_its_archive() -> None:
    archive = (
        "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=cut\r\n\r\n"
        "--cut\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{b64encode('<p>朱镕镇</p>'.encode('gb18030')).decode()}\r\n"
        "--cut\r\nContent-Type: image/png\r\n\r\nx\r\n--cut--\r\n"
    )
    raw = read_bytes(archive.encode(), "page.mht")
    assert (raw.text, raw.source.media_type) == ("朱镕镇\n", "multipart/related")
    with pytest.raises(EmptySource):
        read_bytes(archive.replace("text/html", "text/css").encode(), "page.mht")


def test_cells_figures_and_findings_lead_to_their_elements() -> None:
    table = (
        "<table><tr><td colspan=4>第二十条第（一）项</td></tr><tr><td>信息内容</td><td>本年制发件数</td>"
        "<td>本年废止件数</td><td>现行有效件数</td></tr><tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr>"
        "<tr><td>行政规范性文件</td><td>4</td><td>1</td><td>9</td></tr></table>"
    )
    body = (
        "<p>云山县档案局2022年政府信息公开工作年度报告</p><p>一、总体情况</p><div><p>全年制发行政规范性文件7件。</p></div>"
        f"<p>二、主动公开政府信息情况</p>{table}"
    )
    (report,) = analyze(page(body), Tools(catalog.load()))
    row = record(report)
    cell = next(cell for cell in row.cells if cell.indicator == "ad_normdoc_issued")
    assert cell.value == 4
    assert [place.path for place in cell.places] == ["/html/body/table/tbody/tr[4]/td[2]"]
    assert [[place.path for place in figure.places] for figure in row.figures] == [["/html/body/div/p"]]
    paths = {place.path for finding in row.findings for side in finding.evidence for place in side.places}
    assert paths <= {"/html/body/div/p", "/html/body/table/tbody/tr[4]/td[2]"} and len(paths) == 2


HOSTILE = {
    "nested": ("depth", "<div>" * 100_000),
    "nested tables": ("depth", "<table><tr><td>" * 30_000),
    "nested unknown": ("depth", "<o:p>" * 100_000),
    "formatting opened again": ("elements", "".join(f"<font size={n}>" for n in range(20_000)) + "<p>x" * 50_000),
    "attributes": ("elements", "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x"),
    "elements": ("elements", "<p>x</p>" * 200_000),
    "spans": ("cells", "<table>" + ("<tr>" + "<td colspan=1000 rowspan=65534>1" * 100) * 100),
    "spans of ten million": ("cells", "<table><tr>" + "<td colspan=1000 rowspan=9999>1" * 10 + "<tr><td>1" * 9999),
    "cells": ("cells", "<table>" + ("<tr>" + "<td>1" * 100) * 6000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_costs_too_much_is_named(name: str) -> None:
    budget, body = HOSTILE[name]
    with pytest.raises(BudgetExceeded) as caught:
        page(body)
    assert caught.value.budget == budget


@pytest.mark.slow
def test_hostile_pages_take_less_than_a_gigabyte() -> None:
    resource = pytest.importorskip("resource")
    code = f"""
import resource, runpy
pages = runpy.run_path({str(Path(__file__))!r})
for name in pages["HOSTILE"]:
    pages["test_what_costs_too_much_is_named"](name)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    assert resource
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 1_000_000  # kilobytes


@pytest.mark.parametrize(
    "body",
    [
        "<p>" + " " * 1_000_000 + "x",
        "<p>" + "\n" * 1_000_000 + "x",
        "<table><tr><td>" + "\n " * 500_000 + "x<td>1<tr><td>a<td>2</table>",
        '<p style="display' + " " * 1_000_000 + '">x',
        '<p style="' + "display:" * 100_000 + '">x',
        "<" * 1_000_000,
        "<pre>" + "\t\n" * 500_000 + "x</pre>",
        "<p>" + "索引号：" * 250_000,
        "<div>" * 400 + "索引号：1 " * 90 + "</div>" * 400,
        "<p>" + "&a;" * 300_000,
    ],
)
def test_long_strings_are_read_in_time(body: str) -> None:
    assert page(body).text if "display" not in body else True
    with pytest.raises(BudgetExceeded) as caught:
        read_bytes(HEAD.format(body="<p>x</p>" * 9000, title="", metas="").encode(), "x", Budget(seconds=-1.0))
    assert caught.value.budget == "seconds"


def test_an_entity_is_never_expanded() -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><html><body><p>&b;</p>'
    assert "haha" not in read_bytes(laughs.encode(), "x").text


@pytest.mark.parametrize("body", ["", "<script>1</script>", "<p>&nbsp;</p>", "<div hidden><p>字</p></div>"])
def test_a_page_without_text_is_an_empty_source(body: str) -> None:
    with pytest.raises(SourceError):
        page(body)


CELLS = "<table>" + "<tr><td>行政许可</td><td>12</td></tr>" * 15 + "</table>"  # 30 cells
ROWS = CELLS * 4  # 120 cells: all of a form
PROSE = "<p>" + "公开工作有序推进。" * 40 + "</p>"
PANES = [
    # what of a page is seen, what a tab has closed, whether that is read
    ("<p>总体情况</p>", f"<div style='display:none'>{CELLS}{PROSE}</div>", True),
    ("<p>总体情况</p>", f"<section hidden>{CELLS}{PROSE}</section>", True),
    ("<p>正在加载</p>", f"<div style='display: none'>{PROSE}</div>", True),
    (ROWS, f"<div style='display:none'>{ROWS * 2}{PROSE}</div>", False),  # another year, another copy
    (CELLS, f"<div style='display:none'>{CELLS}{PROSE}</div>", False),
    ("<p>总体情况</p>", "<div style='display:none'><p>分享到微信</p></div>", False),
    ("<p>总体情况</p>", f"<span style='display:none'>{'隐' * 400}</span>", False),
]


@pytest.mark.parametrize(("seen", "closed", "is_read"), PANES)
def test_closed_panes_are_read_where_they_hold_most_of_the_page(seen, closed, is_read):
    raw = read_bytes(f"<html><body>{seen}{closed}</body></html>".encode(), "x.html")
    assert ("hidden_characters" not in raw.metadata) == is_read
