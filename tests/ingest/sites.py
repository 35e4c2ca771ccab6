"""Saved pages in the manners of ten kinds of sites, around the report of `samples.py`: each a function to bytes."""

# ruff: noqa: E501 - markup as the programs write it
from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape

import samples as s
from dresses import FOOT, MENU, positions
from redress import Box, Line, Sheet

Cell = Callable[[Box, str], str]


def spans(box: Box, quote: str = '"') -> str:
    wide = f" colspan={quote}{box.column_span}{quote}" if box.column_span > 1 else ""
    return wide + (f" rowspan={quote}{box.row_span}{quote}" if box.row_span > 1 else "")


def table(
    sheet: Sheet, inside: Callable[[str], str] = escape, attributes: str = "", td: str = "", row: str = ""
) -> str:
    rows = ("".join(f"<td{spans(box)}{td}>{inside(box.text)}</td>" for box in line) for line in sheet.rows)
    return f"<table{attributes}><tbody>" + "".join(f"<tr{row}>{line}</tr>\n" for line in rows) + "</tbody></table>"


def body(line: Callable[[Line], str], grid: Callable[[Sheet], str]) -> str:
    return "\n".join(grid(block) if isinstance(block, Sheet) else line(block) for block in s.report()[1:])  # type: ignore[arg-type]


def trs() -> bytes:
    """An editor's capitals, fonts in fonts, blanks for indents, cells pasted from Word; buttons and a code to scan."""
    fonts = "<FONT face=仿宋_GB2312><FONT size=4>{}</FONT></FONT><?xml:namespace prefix = o /><o:p></o:p>"
    content = body(
        lambda line: (
            f"<P class=MsoNormal style='TEXT-INDENT: 32pt'>&nbsp;&nbsp;&nbsp;&nbsp;{fonts.format(escape(line.text))}</P>"
        ),
        lambda sheet: table(
            sheet,
            lambda text: (
                f"<P class=MsoNormal style='mso-pagination: widow-orphan' align=center><SPAN lang=EN-US>{fonts.format(escape(text) or '&nbsp;')}</SPAN></P>"
            ),
            " class=MsoNormalTable style='BORDER-COLLAPSE: collapse; mso-yfti-tbllook: 1184' border=1",
            " style='BORDER: windowtext 0.5pt solid; PADDING: 0cm 5.4pt; mso-border-alt: solid windowtext .5pt'",
            " style='mso-yfti-irow: 0'",
        ).replace("<table", "<TABLE"),
    )
    tools = "<div class=tools>【字号：<a>大</a> <a>中</a> <a>小</a>】<a>打印</a> <a>关闭</a></div><div id=qr><img src=x.png>扫一扫在手机打开当前页</div>"
    files = '<div class=fj>附件：<ul><li><a href="P0.docx">年度报告.docx</a></li><li><a href="P1.pdf">年度报告.pdf</a></li></ul></div>'
    page = f"<html><head><title>{s.TITLE}_县政府网</title></head><body>{MENU}<h1>{s.TITLE}</h1>{tools}<div class=TRS_Editor><style>.TRS_Editor P{{margin:0}}</style>{content}</div>{files}{FOOT}</body></html>"
    return page.encode()


def numbers_cut() -> bytes:
    """Every run of digits cut into spans, comments and script between the pieces."""

    def cut(text: str) -> str:
        return re.sub(
            r"\d{2,}", lambda m: "".join(f'<span style="font-size:16px">{c}</span>' for c in m[0]), escape(text)
        )

    content = body(
        lambda line: f'<p style="text-align:justify"><span><span>{cut(line.text)}</span></span><!--line--></p>',
        lambda sheet: table(sheet, lambda text: f"<p><span>{cut(text)}</span></p>", ' width="100%"'),
    )
    box = "<table class=xxgk><tr><th>索引号</th><td>11330/2023-0007</td><th>发布机构</th><td>农业农村局</td></tr><tr><th>发布日期</th><td>2023-01-16</td><th>公开方式</th><td>主动公开</td></tr></table>"
    script = "<script>document.write('<p>共公开99999条。</p>');</script>"
    return f"<!DOCTYPE html><html><head><meta name='ArticleTitle' content='{s.TITLE}'></head><body>{box}<div class=title>{s.TITLE}</div><!--begin--><div id=zoom>{script}{content}</div><!--end-->{FOOT}</body></html>".encode()


def panes() -> bytes:
    """Panes that a script switches; the report stands in the one that is shown."""
    content = body(lambda line: f"<p>{escape(line.text)}</p>", lambda sheet: table(sheet))
    style = "<style>.tab-pane{display:none}.tab-pane.active{display:block}</style>"
    links = "".join(f"<li><a href=/{y}>{y}年政府信息公开工作年度报告</a></li>" for y in range(2015, 2023))
    tabs = "<ul class='nav nav-tabs'><li><a>公开指南</a></li><li><a>公开制度</a></li><li class=active><a>年度报告</a></li></ul>"
    return f"<html><head>{style}</head><body>{tabs}<div class=tab-content><div class=tab-pane><ul>{links}</ul></div><div class='tab-pane active'><h2>{s.TITLE}</h2>{content}</div></div></body></html>".encode()


def rich_editor() -> bytes:
    """Heads in thead with th, the body in two tbody, a caption and a footer row; text in strong."""

    def grid(sheet: Sheet) -> str:
        def row(line: tuple[Box, ...], tag: str) -> str:
            return (
                "<tr>" + "".join(f'<{tag}{spans(box)} scope="col">{escape(box.text)}</{tag}>' for box in line) + "</tr>"
            )

        head, rest = sheet.rows[:1], sheet.rows[1:]
        half = len(rest) // 2
        parts = "".join(row(line, "td") for line in rest[:half]), "".join(row(line, "td") for line in rest[half:])
        return f'<table border="1" cellpadding="0" style="width:500px"><caption>单位：件</caption><colgroup><col /></colgroup><thead>{"".join(row(line, "th") for line in head)}</thead><tbody>{parts[0]}</tbody><tbody>{parts[1]}</tbody></table>'

    content = body(
        lambda line: (
            f"<h{line.level + 1}><strong>{escape(line.text)}</strong></h{line.level + 1}>"
            if line.level
            else f"<p>{escape(line.text)}</p>"
        ),
        grid,
    )
    return f"<!DOCTYPE html><html><body><article><h1>{s.TITLE}</h1><p>发布时间：2023-01-16 来源：县农业农村局 浏览次数：1024</p>{content}</article></body></html>".encode()


def wps() -> bytes:
    """Pasted from WPS: a span for each change of script, a break before the end of every cell."""

    def run(text: str) -> str:
        parts = re.split(r"(\d+)", text)
        return "".join(
            f'<span style=";font-family:仿宋_GB2312;font-size:21px"><span style="font-family:{"Times New Roman" if part.isdigit() else "仿宋_GB2312"}">{escape(part)}</span></span>'
            for part in parts
            if part
        )

    content = body(
        lambda line: (
            f'<p style="text-indent:43px;line-height:37px">{run(line.text)}<span style=";font-size:21px">&nbsp;</span></p>'
        ),
        lambda sheet: (
            table(
                sheet,
                lambda text: f'<p style="text-align:center">{run(text)}<br/></p>',
                ' width="589"',
                ' width="66" valign="center" style="padding:0 7px;border:1px solid"',
            )
            + "<p><br/></p>"
        ),
    )
    return f'<html><head><meta charset="utf-8"></head><body><div class="article"><p style="text-align:center"><strong>{run(s.TITLE)}</strong></p>{content}</div></body></html>'.encode()


def messenger() -> bytes:
    """Sections in sections, pictures that load late, an attachment in an iframe."""
    content = body(
        lambda line: (
            f'<section style="margin:10px"><section><p style="max-width:100%"><span leaf="">{escape(line.text)}</span></p></section></section>'
        ),
        lambda sheet: (
            f"<section>{table(sheet, lambda text: f'<section><span leaf=>{escape(text)}</span></section>')}</section>"
        ),
    )
    extra = '<p><img data-src="https://example.invalid/t.png" alt="图片"></p><iframe src="/f.pdf">不支持框架</iframe>'
    return f'<!DOCTYPE html><html><body><h1 class=rich_media_title>{s.TITLE}</h1><em>2023-01-16</em><div id=js_content style="visibility: visible">{content}{extra}</div><p>阅读原文</p><p>喜欢此内容的人还喜欢</p></body></html>'.encode()


def flex() -> bytes:
    """Tables of boxes in flex rows."""

    def grid(sheet: Sheet) -> str:
        rows = (
            "".join(f'<div class="col-1"><span>{escape(box.text) if box else ""}</span></div>' for box in line)
            for line in positions(sheet)
        )
        return (
            '<div class="tbl">'
            + "".join(f'<div class="row" style="display:flex">{line}</div>' for line in rows)
            + "</div>"
        )

    content = body(lambda line: f"<div class=p>{escape(line.text)}</div>", grid)
    return f"<!DOCTYPE html><html><body>{MENU}<div class=container><div class=hd>{s.TITLE}</div>{content}</div>{FOOT}</body></html>".encode()


def old_site() -> bytes:
    """Layout tables in layout tables, one cell for all the prose with br, tags never closed, labeled gb2312."""
    parts, prose = [], []
    for block in s.report()[1:]:
        if isinstance(block, Sheet):
            parts.append(
                "<br>\n".join(prose)
                + re.sub(r"</(?:td|tr|tbody)>", "", table(block, attributes=" border=1 bgcolor=#ffffff"))
            )
            prose = []
        else:
            prose.append("&nbsp;&nbsp;&nbsp;&nbsp;" + escape(block.text))  # type: ignore[union-attr]
    content = "<br>".join([*parts, "<br><br>".join(prose)])
    menu = "<table width=180><tr><td><a href=1.asp>机构职能</a><tr><td><a href=2.asp>政策法规</a><tr><td><a href=3.asp>年度报告</a></table>"
    page = f"<html><head><meta http-equiv=Content-Type content='text/html; charset=gb2312'></head><body bgcolor=#eeeeee><center><table width=1000><tr><td colspan=2><img src=top.jpg><tr><td valign=top>{menu}<td><table width=100%><tr><td align=center><font size=5><b>{s.TITLE}</b></font><tr><td>日期：2023-1-16&nbsp;&nbsp;点击：358<tr><td><font size=3>{content}</font></table></table>版权所有 县农业农村局 Copyright 2010</center></body></html>"
    return page.encode("gb18030")


def components() -> bytes:
    """Rendered by a framework: heads in one table and rows in another, state in a script, fields left unrendered."""

    def grid(sheet: Sheet) -> str:
        cut = 3 if "勾稽" in sheet.rows[0][0].text or sheet.rows[0][0].text == "行政复议" else 0
        parts = [Sheet(part) for part in (sheet.rows[:cut], sheet.rows[cut:]) if part]
        return (
            '<div class="el-table" data-v-7ba5bd90="">'
            + "".join(
                f'<div class="el-table__wrapper">{table(part, lambda text: f"""<div class="cell"><!----><span data-v-1="">{escape(text)}</span></div>""")}</div>'
                for part in parts
            )
            + "</div>"
        )

    content = body(lambda line: f'<p data-v-7ba5bd90="">{escape(line.text)}</p>', grid)
    state = json.dumps({"content": "<p>全年公开99999条。</p>"}, ensure_ascii=False)
    return f"<!DOCTYPE html><html><body><div id=app><div>{{{{ article.title }}}}</div><template v-if='a'><p>模板88888条</p></template><h3 data-v-7ba5bd90=''>{s.TITLE}</h3>{content}</div><script>window.__STATE__={state}</script></body></html>".encode()


def broken() -> bytes:
    """Tags crossed and never closed, spans that run out of the table, entities without an end, invisible characters."""

    def grid(sheet: Sheet) -> str:
        rows = []
        for at, line in enumerate(sheet.rows):
            cells = "".join(
                f"<td{spans(box, '')} width=12% width=20 {'rowspan=99' if at == len(sheet.rows) - 1 else ''}><b><p>\u200b{escape(box.text) or '&nbsp'}</b></p>"
                for box in line
            )
            rows.append(f"<tr>{cells}</tr></tr>")
        return f"<table border=1>{''.join(rows)}"

    content = body(
        lambda line: f"<p><span><b>{escape(line.text)}</span></b></p></p>", lambda sheet: grid(sheet) + "</table></div>"
    )
    return f"<html><body><div><h1>{s.TITLE}<div>{content}".encode()


SITES = (trs, numbers_cut, panes, rich_editor, wps, messenger, flex, old_site, components, broken)
