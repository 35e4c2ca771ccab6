"""Simulated reports as pages of a government site: menus, scripts, breadcrumbs, particulars, tables with spans."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from random import Random

from nlp.catalog import Catalog
from nlp.exam.reports import Simulated, compose

_COLUMNS = ("首页", "政务公开", "政务服务", "互动交流", "走进本地", "专题专栏", "数据发布", "新闻中心")
_POINTS = (
    "领导信息",
    "机构职能",
    "政策文件",
    "规划计划",
    "财政信息",
    "人事信息",
    "重点领域",
    "办事指南",
    "公示公告",
    "图解",
)
_LINKS = 12  # links below each point of the menu
_STYLE = (
    ".nav li{float:left;width:120px;line-height:36px}.con p{text-indent:2em;line-height:2}.tb td{border:1px solid #000}"
)
_SCRIPT = (
    "function share%d(){var u=location.href,t='共公开99999条';if(u.indexOf('#')>0){window.open(u+'?t='+t)}return false}"
)
_PART = ("一、", "二、", "三、", "四、", "五、", "六、")
_REQUEST_HEADS = (
    ((3, 3), (1, 7)),  # rows and columns of each box: the rule of sums beside the applicants
    ((2, 1), (1, 5), (2, 1)),
    ((1, 1),) * 5,
)
_DISPUTE_HEADS = (((1, 5), (1, 10)), (*((2, 1),) * 5, (1, 5), (1, 5)), ((1, 1),) * 10)

Grid = list[list[str]]


def page(catalog: Catalog, simulated: Simulated) -> str:
    """The report of the same words and numbers as a web page of about 40 KB."""
    draft = compose(catalog, simulated.year, simulated.last, "grid", simulated.seed)
    title, _, rest = draft.text().partition("\n")
    random = Random(f"page/{simulated.seed}")
    date = f"{simulated.year.year + 1}-01-{random.randint(10, 29)}"
    office = escape(simulated.year.office.name)
    trail = "<a href='/'>首页</a> &gt; <a href='/zwgk/'>政务公开</a> &gt; <a href='/nb/'>政府信息公开年报</a>"
    index = f"{random.randint(10**8, 10**9)}/{date[:4]}-000{random.randint(10, 99)}"
    particulars = (
        f"<table class='xxgk'><tr><td>索引号：</td><td>{index}</td>"
        f"<td>发布机构：</td><td>{office}</td></tr><tr><td>发布日期：</td><td>{date}</td><td>浏览次数：</td>"
        f"<td><span id='hits'>{random.randint(20, 900)}</span></td></tr></table>"
    )
    body = "\n".join(_blocks(rest.splitlines()))
    scripts = "\n".join(f"<script>{_SCRIPT % at}</script>" for at in range(20))
    return (
        f"<!DOCTYPE html>\n<html lang='zh-CN'><head><meta charset='utf-8'><title>{escape(title)}</title>"
        f"<meta name='SiteName' content='{office}'><style>{_STYLE}</style>\n{scripts}</head>\n<body>\n{_menu()}"
        f"<div class='path'>当前位置：{trail}</div>\n{particulars}\n<div class='con'><h1>{escape(title)}</h1>\n"
        f"<div class='TRS_Editor'>\n{body}\n</div></div>\n<div class='share'><a href='#'>分享到微信</a>"
        f"<a href='#'>打印本页</a><a href='#'>关闭窗口</a></div>\n{_footer(office)}</body></html>\n"
    )


def _menu() -> str:
    points = "".join(
        f"<li><a href='/{a}/{b}/' title='{point}'>{point}</a><ul>"
        + "".join(
            f"<li><a href='/{a}/{b}/list_{n}.html' target='_blank'>{point}目录{n}</a></li>" for n in range(_LINKS)
        )
        + "</ul></li>"
        for a in range(3)
        for b, point in enumerate(_POINTS)
    )
    columns = "".join(f"<li><a href='/{at}/'>{name}</a></li>" for at, name in enumerate(_COLUMNS))
    return f"<div class='nav'><ul>{columns}</ul><ul class='sub'>{points}</ul></div>\n"


def _footer(office: str) -> str:
    return f"<div class='foot'><p>主办：{office}</p><p>网站标识码：3300000099</p><p>联系电话：0579-99990000</p></div>\n"


def _blocks(lines: list[str]) -> Iterator[str]:
    """Lines as paragraphs and headings; runs of lines with tabs as tables."""
    grid: Grid = []
    for line in [*lines, ""]:
        if "\t" in line:
            grid.append([cell.strip() for cell in line.split("\t")])
            continue
        if grid and not line.strip():
            continue
        if grid:
            yield _table(grid)
            grid = []
        if line.startswith(_PART):
            yield f"<h2>{escape(line)}</h2>"
        elif line.strip():
            yield f"<p>{escape(line)}</p>"
    if grid:
        yield _table(grid)


def _table(grid: Grid) -> str:
    """A table whose short rows span: heads as the form has them, else the last label before the numbers."""
    width = max(map(len, grid))
    heads: tuple[tuple[tuple[int, int], ...], ...] = ()
    if len(grid[0]) == 2 and "勾稽" in grid[0][0]:
        heads = _REQUEST_HEADS
    elif grid[0] == ["行政复议", "行政诉讼"]:
        heads = _DISPUTE_HEADS
    rows = []
    for at, cells in enumerate(grid):
        spans = heads[at] if at < len(heads) else _stretched(cells, width)
        boxes = (f"<td{_span(*span)}><p>{escape(c) or '&nbsp;'}</p></td>" for c, span in zip(cells, spans, strict=True))
        rows.append(f"<tr>{''.join(boxes)}</tr>")
    return "<table class='tb' border='1' cellspacing='0'><tbody>" + "\n".join(rows) + "</tbody></table>"


def _stretched(cells: list[str], width: int) -> tuple[tuple[int, int], ...]:
    """Spans of a row of its own: what is missing goes to the last label."""
    label = max(
        (at for at, cell in enumerate(cells) if cell and not cell.lstrip("-").replace(".", "").isdecimal()), default=0
    )
    return tuple((1, 1 + (width - len(cells) if at == label else 0)) for at in range(len(cells)))


def _span(rows: int, columns: int) -> str:
    return (f" rowspan='{rows}'" if rows > 1 else "") + (f" colspan='{columns}'" if columns > 1 else "")
