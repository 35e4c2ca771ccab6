"""Ways in which web pages lay a report out, each a function from the pieces of `redress` to a page.

They are the layouts and the damage met on real sites; the reports dressed in them are those of the sample corpus.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from redress import Block, Box, Flat, Line, Sheet, as_html

Row = Sequence[Box]
NUMBER = r"[\d.,/+-]*(?:万元)?"
MENU = (
    '<div class="header"><img alt=""><ul class="nav">'
    + "".join(
        f'<li><a href="/{n}.html">{n}</a></li>'
        for n in ("首页", "政务公开", "政府信息公开年报", "办事服务", "互动交流")
    )
    + '</ul></div><div class="crumbs">您的位置：<a href="/">首页</a> &gt; <a href="/zw">政务公开</a> &gt; 正文</div>'
)
BOX = (
    '<table class="xxgk"><tr><td>索 引 号</td><td>000014349/2022-00012</td><td>发布机构：</td><td>某某市网站</td></tr>'
    "<tr><td>发文日期</td><td>2023年01月20日</td><td>主题分类</td><td>政务公开</td></tr></table>"
)
FOOT = (
    '<div class="share">分享到：<a href="#">微信</a> <a href="#">微博</a></div>'
    '<div class="related"><h3>相关阅读</h3><ul>'
    + "".join(f'<li><a href="/{n}.html">{n}年政府信息公开工作年度报告</a></li>' for n in range(2010, 2016))
    + '</ul></div><div id="footer"><p>主办：某某市人民政府办公室 联系电话：0000-1234567</p>'
    "<p>ICP备00012345号-1</p></div>"
)


def _td(box: Box, inside: Callable[[str], str] = escape, tag: str = "td", style: str = "") -> str:
    wide = f' colspan="{box.column_span}"' if box.column_span > 1 else ""
    tall = f" rowspan={box.row_span}" if box.row_span > 1 else ""
    return f"<{tag}{wide}{tall}{style}>{inside(box.text)}</{tag}>"


def _table(rows: Sequence[Row], cell: Callable[[Box], str] = _td) -> str:
    return "<table>" + "".join("<tr>" + "".join(map(cell, row)) + "</tr>\n" for row in rows) + "</table>"


def _page(blocks: Sequence[Block], table: Callable[[Sheet], str], line: Callable[[Line], str] | None = None) -> str:
    parts = []
    for block in blocks:
        if isinstance(block, Sheet):
            parts.append(table(block))
        elif isinstance(block, Flat):
            parts.append(f"<pre>{escape(chr(10).join(block.lines))}</pre>")
        else:
            parts.append(line(block) if line else f"<p>{escape(block.text)}</p>")
    return "<!DOCTYPE html><html><head><title>正文</title></head><body>" + "\n".join(parts) + "</body></html>"


def positions(sheet: Sheet) -> list[list[Box | None]]:
    """The grid with spans resolved: a box stands in its first position, the others are None."""
    grid: list[list[Box | None]] = []
    taken: dict[tuple[int, int], Box | None] = {}
    for at, row in enumerate(sheet.rows):
        column = 0
        for box in row:
            while (at, column) in taken:
                column += 1
            for r in range(at, at + box.row_span):
                for c in range(column, column + box.column_span):
                    taken[r, c] = box if (r, c) == (at, column) else None
    width = max(c for _, c in taken) + 1
    for r in range(len(sheet.rows)):
        grid.append([taken.get((r, c)) for c in range(width)])
    return grid


def is_requests(sheet: Sheet) -> bool:
    return len(sheet.rows[0]) == 2 and "勾稽" in sheet.rows[0][0].text


def framed(blocks: Sequence[Block]) -> str:
    """Menus, breadcrumbs, particulars, share buttons, related links and a footer around the report."""
    page = as_html(blocks)
    return page.replace("<body>", f"<body>{MENU}<div id=content>{BOX}<div class=TRS_Editor>").replace(
        "</body>", f"</div></div>{FOOT}<script>var x = '<p>共公开99999条。</p>';</script></body>"
    )


def siblings(blocks: Sequence[Block]) -> str:
    """Every piece in a container of its own, tables and prose apart, hidden copies and templates between them."""
    hidden = '<div style="DISPLAY: none;"><table><tr><td>规章</td><td>7</td><td>7</td><td>7</td></tr></table></div>'
    template = "<template><p>全年公开99999条。</p></template><noscript>请开启脚本99999</noscript>"
    body = as_html(blocks).partition("<body>")[2].partition("</body>")[0].strip()
    pieces = re.split(r"\n(?=<(?:p|h\d|table|pre))", body)
    wrapped = "".join(f'<div class="box box{n}"><div>{piece}</div></div>' for n, piece in enumerate(pieces))
    return f"<!DOCTYPE html><html><body>{MENU}{hidden}{template}{wrapped}{hidden}{FOOT}</body></html>"


def layout_tables(blocks: Sequence[Block]) -> str:
    """The whole site laid out with tables in tables."""
    body = as_html(blocks).partition("<body>")[2].partition("</body>")[0]
    return (
        f"<html><body><table width=1000><tr><td colspan=2>{MENU}</td></tr><tr><td width=200><table><tr><td>"
        '<a href="/a">栏目一</a></td></tr><tr><td><a href="/b">栏目二</a></td></tr></table></td>'
        f"<td><table><tr><td><center>{body}</center></td></tr></table></td></tr><tr><td colspan=2>{FOOT}</td></tr>"
        "</table></body></html>"
    )


def word_export(blocks: Sequence[Block]) -> str:
    """Saved by Word: mso styles, o:p, blanks as &nbsp;, source lines broken in the middle of words."""

    def run(text: str) -> str:
        broken = "\n".join(escape(line) for line in re.findall(r".{24,}?(?<=[一-鿿])(?=[一-鿿])|.+$", text)) or "&nbsp;"
        return f"<span lang=EN-US style='font-family:仿宋_GB2312;mso-hansi-font-family:宋体'>{broken}<o:p></o:p></span>"

    def cell(box: Box) -> str:
        style = " style='width:52.3pt;border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt'"
        return _td(
            box, lambda text: f"<p class=MsoNormal align=center style='line-height:150%'>{run(text)}</p>", style=style
        )

    page = _page(
        blocks,
        lambda sheet: _table(sheet.rows, cell),
        lambda line: f"<p class=MsoNormal style='mso-list:l0'>{run(line.text)}</p>",
    )
    comment = "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->"
    return page.replace("<head>", f"<head>{comment}<style><!-- p.MsoNormal {{margin:0cm}} --></style>")


def three_pieces(blocks: Sequence[Block]) -> str:
    """Each table cut into three; a span over the cut is repeated as an empty cell."""

    def cut(sheet: Sheet) -> str:
        grid = positions(sheet)
        third = len(grid) // 3
        ends = (max(third, 3), max(2 * third, 3), len(grid))
        parts = [grid[a:b] for a, b in zip((0, *ends[:2]), ends, strict=True) if a < b]
        return "".join(
            _table([[box._replace(column_span=1, row_span=1) if box else Box("") for box in row] for row in part])
            for part in parts
        )

    return _page(blocks, cut)


def heads_apart(blocks: Sequence[Block]) -> str:
    """Heads of table 3 and 4 stand in a table of their own above."""

    def split(sheet: Sheet) -> str:
        if len(sheet.rows) < 4 or not ("勾稽" in sheet.rows[0][0].text or sheet.rows[0][0].text == "行政复议"):
            return _table(sheet.rows)
        return _table(sheet.rows[:3]) + "\n" + _table(sheet.rows[3:])

    return _page(blocks, split)


def turned(blocks: Sequence[Block]) -> str:
    """Table 3 lies on its side: applicants are rows, results are columns."""

    def turn(sheet: Sheet) -> str:
        if not is_requests(sheet):
            return _table(sheet.rows)
        grid = positions(sheet)
        rows = []
        for column in range(len(grid[0])):
            row = []
            for line in grid:
                if box := line[column]:
                    row.append(Box(box.text, box.row_span, box.column_span))
            rows.append(row)
        return _table(rows)

    return _page(blocks, turn)


def boxes(blocks: Sequence[Block]) -> str:
    """Tables drawn with div: one box a position."""

    def draw(sheet: Sheet) -> str:
        rows = (
            "".join(f'<div class="c">{escape(box.text) if box else ""}</div>' for box in row)
            for row in positions(sheet)
        )
        return "<div class=grid>" + "".join(f'<div class="r">{row}</div>' for row in rows) + "</div>"

    return _page(blocks, draw)


def styled_boxes(blocks: Sequence[Block]) -> str:
    """Tables drawn with display: table."""
    drawn = boxes(blocks).replace("<div class=grid>", '<div style="display:table">')
    drawn = drawn.replace('<div class="r">', '<div style="display: table-row;">')
    return re.sub(r'<div class="c">([^<]*)</div>', r'<span style="display:table-cell">\1</span>', drawn)


def preformatted(blocks: Sequence[Block]) -> str:
    """Tables as text with tabs in pre, one row a line."""

    def lines(sheet: Sheet) -> str:
        rows = ("\t".join(escape(box.text) if box else "" for box in row) for row in positions(sheet))
        return "<pre>" + "\n".join(rows) + "</pre>"

    return _page(blocks, lines)


def word_tabs(blocks: Sequence[Block]) -> str:
    """Tables as paragraphs with the tabs of Word."""
    tab = "<span style='mso-tab-count:1'>\xa0\xa0\xa0 </span>"

    def lines(sheet: Sheet) -> str:
        rows = (tab.join(escape(box.text) if box else "" for box in row) for row in positions(sheet))
        return "".join(f"<p class=MsoNormal>{row}</p>" for row in rows)

    return _page(blocks, lines)


def padded(blocks: Sequence[Block]) -> str:

    def pad(sheet: Sheet) -> str:
        rows = [
            [Box(""), *(box._replace(column_span=10 * box.column_span) for box in row), Box(""), Box("")]
            for row in sheet.rows
        ]
        if is_requests(sheet):
            rows[1].insert(-1, Box("备注"))
        return _table(rows, lambda box: _td(box, lambda text: escape(text) or "&nbsp;"))

    return _page(blocks, pad)


def broken_lines(blocks: Sequence[Block]) -> str:
    """Labels broken by br and paragraphs in every cell, heads as th, thead and tbody."""

    def inside(text: str) -> str:
        if not re.fullmatch(r"[^\d]*[^\d.]{4}[^\d]*", text):
            return f"<p>\n  {text}\n</p>"
        return "<br/>\n".join(escape(text[at : at + 4]) for at in range(0, len(text), 4))

    def table(sheet: Sheet) -> str:
        head = "".join("<tr>" + "".join(_td(box, inside, "th") for box in row) + "</tr>" for row in sheet.rows[:1])
        body = "".join("<tr>" + "".join(_td(box, inside) for box in row) + "</tr>" for row in sheet.rows[1:])
        return f"<table><caption></caption><colgroup><col></colgroup><thead>{head}</thead><tbody>{body}</tbody></table>"

    return _page(blocks, table)


def one_table(blocks: Sequence[Block]) -> str:
    """The whole report in one table: prose in rows that span it, the grids between."""
    rows = []
    for block in blocks:
        if isinstance(block, Sheet):
            rows += ["".join(map(_td, row)) for row in block.rows]
        else:
            text = block.text if isinstance(block, Line) else "\n".join(block.lines)
            rows.append(f"<td colspan=10><p>{escape(text)}</p></td>")
    return "<html><body><table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table></body></html>"


def unclosed(blocks: Sequence[Block]) -> str:
    """No end tags of cells, rows and paragraphs, upper case, attributes without quotes."""
    page = re.sub(r"</(?:td|tr|p)>", "", as_html(blocks))
    return re.sub(r"<(/?[a-z0-9]+)", lambda tag: tag[0].upper(), page).replace('"', "")


EQUAL = (
    framed,
    siblings,
    layout_tables,
    word_export,
    three_pieces,
    heads_apart,
    turned,
    boxes,
    styled_boxes,
    preformatted,
    word_tabs,
    padded,
    broken_lines,
    one_table,
    unclosed,
)


def glued(blocks: Sequence[Block]) -> str:
    """Cells run together with nothing between: 规章000."""

    def glue(sheet: Sheet) -> str:
        return "".join("<p>" + "".join(escape(box.text) for box in row if box) + "</p>" for row in positions(sheet))

    return _page(blocks, glue)


def stacked_columns(blocks: Sequence[Block]) -> str:
    """Every column is one cell, its values parted by br; blank ones vanish."""

    def stack(sheet: Sheet) -> str:
        columns = zip(*positions(sheet), strict=True)
        cells = ("<br>".join(escape(box.text) for box in column if box and box.text) for column in columns)
        return "<table><tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr></table>"

    return _page(blocks, stack)


def labels_apart(blocks: Sequence[Block]) -> str:
    """All labels in one table, all numbers in the next."""

    def part(sheet: Sheet) -> str:
        grid = positions(sheet)
        words = [[box for box in row if box and not re.fullmatch(NUMBER, box.text)] for row in grid]
        numbers = [[box for box in row if box and re.fullmatch(NUMBER, box.text)] for row in grid]
        return _table([row for row in words if row]) + _table([row for row in numbers if row])

    return _page(blocks, part)


def table_for_each_row(blocks: Sequence[Block]) -> str:
    """A small table for every row below heads an OCR made up."""

    def tables(sheet: Sheet) -> str:
        parts = []
        for row in positions(sheet):
            boxes = [box._replace(row_span=1, column_span=1) if box else Box("") for box in row]
            heads = [Box("项目"), *(Box(f"数据{n}") for n in range(1, len(boxes)))]
            parts.append(_table([heads, boxes]))
        return "\n".join(parts)

    return _page(blocks, tables)


NEVER_WRONG = (glued, stacked_columns, labels_apart, table_for_each_row)
