"""Layouts and damage of real reports, one input each, in the format it occurs in; and how each is read.

`LAYOUTS` follows the list in which they were collected: 1.x headings, 2.x tables, 3.x noise and damage, 4.x content of
others. A layout is read right (every cell as printed, every sentence in its part), declared (what can't be told is
said to be unreadable, ambiguous or absent), or wrong; `python tests/ingest/fieldguide.py` counts.
"""

# ruff: noqa: E501 - the layouts are listed one a line
from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

import dresses  # noqa: E402
import samples as s  # noqa: E402
from damaged import (  # noqa: E402
    bars,
    cells_a_line,
    debris,
    glossed_labels,
    marked,
    mojibake,
    one_line,
    runs,
    spliced,
    tables_only,
    taiwan,
    text,
    workbook,
)  # fmt: skip
from docxs import as_docx  # noqa: E402
from ofds import as_ofd  # noqa: E402
from pdfs import LOOKS, as_pdf  # noqa: E402
from redress import Block, Box, Flat, Line, Sheet, as_html  # noqa: E402

from nlp import catalog, ingest  # noqa: E402
from nlp.document import Report  # noqa: E402
from nlp.pipeline import Tools, analyze  # noqa: E402

RIGHT, DECLARED, WRONG = "right", "declared", "wrong"
KNOWN = ("value", "blank", "na")


class Layout(NamedTuple):
    """An input: `make` gives its bytes, `cells` what its tables say; `expects` what must come of it."""

    item: str
    what: str
    kind: str
    make: Callable[[], bytes]
    expects: str = RIGHT
    cells: dict[str, str] | None = None
    silent: tuple[str, ...] = ()  # sentences whose part the layout does not tell
    reports: int = 1


def html(blocks: Iterable[Block]) -> bytes:
    return as_html(blocks, "政府信息公开").encode()


def heads(*changed: str) -> tuple[str, ...]:
    return (*changed, *s.HEADS[len(changed) :])


def with_row(sheet: Sheet, at: int, *boxes: Box) -> Sheet:
    return Sheet((*sheet.rows[:at], boxes, *sheet.rows[at:]))


def relabeled(sheet: Sheet, change: Callable[[str], str]) -> Sheet:
    return Sheet(tuple(tuple(box._replace(text=change(box.text)) for box in row) for row in sheet.rows))


def without_rows(sheet: Sheet, *rows: int) -> Sheet:
    return Sheet(tuple(row for at, row in enumerate(sheet.rows) if at not in rows))


def changed(at: int, change: Callable[[Sheet], Any], form: str = "G3") -> list[Any]:
    """The tables with one of them changed."""
    return [change(sheet) if n == at else sheet for n, sheet in enumerate(s.sheets(form))]


def notation(found: dict[str, str]) -> tuple[list[Sheet], dict[str, str]]:
    return s.sheets(**found), s.printed() | found


NOTATION = {  # 2.m: what offices write into cells
    **{"ad_normdoc_issued": "3件", "ad_normdoc_repealed": "1", "ad_license_decisions": "1,218", "ad_rule_issued": "/"},
    **{
        "ad_penalty_decisions": "47件",
        "ad_coercion_decisions": "",
        "ad_rule_repealed": "-",
        "ad_fee_amount_wan": "251000元",
    },
    **{"rl_review_corrected": "/", "rl_review_other": "1件"},
}
READ_AS = {"1,218": "1218", "3件": "3", "47件": "47", "1件": "1", "251000元": "25.1"}


def word_filter(page: bytes) -> bytes:
    """A site's filter puts asterisks for words it does not like: 公开信 in 公开信息."""
    return page.decode().replace("主动公开信息", "主动***息").replace("发布信息", "发布**").encode()


def dates_damaged(page: bytes) -> bytes:
    written = page.decode().replace("现公布我局2022年", "现公布我局2022年（统计期限自202211日至20221231日）")
    return written.replace("共主动公开", "主动公开").replace("培训2次", "培训次").encode()


TOC = "".join(f"<p>{head}............{at}</p>" for at, head in enumerate(s.HEADS, 1))
FURNITURE = (
    "<p>您访问的链接即将离开本网站，是否继续？</p><div>{{item.title}}</div><div>选择特殊符号 ① ② ③</div>"
    + dresses.BOX * 2
    + "<div class=crumbs><a href=/>首页</a> &gt; <a href=/x>政府信息公开年报</a></div>"
)


def inside_body(page: bytes, before: str, after: str = "") -> bytes:
    return page.decode().replace("<body>", f"<body>{before}").replace("</body>", f"{after}</body>").encode()


def restarted() -> list[Block]:
    """Prose from 一 to 三, then the tables from 一 again."""
    blocks = s.report(
        heads=("一、总体情况", "", "", "", "二、存在的主要问题及改进情况", "三、其他需要报告的事项"),
        tables=[Line(" ")] * 3,
    )
    names = ("一、主动公开政府信息情况", "二、收到和处理政府信息公开申请情况", "三、政府信息公开行政复议、行政诉讼情况")
    tables = [piece for name, sheet in zip(names, s.sheets(), strict=True) for piece in (Line(name, 1), sheet)]
    return [*blocks, *tables]


def styled(rule: str, hidden: str) -> bytes:
    """Something that only a rule of the stylesheet hides."""
    page = inside_body(html(s.report()), hidden, hidden)
    return page.decode().replace("</head>", f"<style>{rule}</style></head>").encode()


UNSEEN = ("999",)  # what no reader of the page sees
HIDDEN = '<div class="old bak"><p>全年主动公开信息999条。</p><table><tr><td>规章</td><td>7</td><td>7</td><td>7</td></tr></table></div>'


def twice(other: str) -> list[Block]:
    first = s.report()
    return [*first, *s.report(title=s.TITLE.replace(s.ISSUER, other), lead=s.LEAD.replace("我局", "我县"))]


def glued(block: Sheet) -> list[Block]:
    """Cells run together with nothing between: 规章000."""
    return [Line("".join(box.text for box in row if box)) for row in dresses.positions(block)]


def mixed_form() -> list[Block]:
    """Heads of the form of 2019 over the rows of that of 2021."""
    old, new = s.sheets("G2")[0], s.sheets()[0]
    head = {row[0].text: row for row in old.rows[:2]}
    rows = [*head.values(), *new.rows[2:]]
    return s.report(tables=[Sheet(tuple(rows)), *s.sheets()[1:]])


OLD_COLUMNS = {"_repealed": "_newly_public", "_in_force": "_public_total"}  # what those heads make of the rows
MIXED = {
    re.sub("^(ad_(?:rule|normdoc))(_repealed|_in_force)$", lambda m: m[1] + OLD_COLUMNS[m[2]], name): shown
    for name, shown in s.printed().items()
}
EXTRA = ("（一）主动公开", "（二）政民互动", "（三）教育培训", "（四）依申请公开", "（五）组织领导")
NINE = ("一、概述", *s.HEADS[1:4], "五、政府信息公开的收费及减免情况", "六、咨询情况")

LAYOUTS = (
    Layout("1.1", "inner headings with 情况, 方面, 工作, nothing, a colon", "html", lambda: html(s.report(inner=("（一）主动公开情况", "（二）依申请公开方面", "（三）政府信息管理工作", "（四）平台建设。", "（五）监督保障情况：")))),
    Layout("1.2", "1. at the inner level", "html", lambda: html(s.report(inner=("1.主动公开", "2.依申请公开", "3.政府信息管理", "4.平台建设", "5.监督保障")))),
    Layout("1.2", "1、 at both levels", "docx", lambda: as_docx(s.report(heads=tuple(f"{n}、{h.partition('、')[2]}" for n, h in enumerate(s.HEADS, 1)), inner=tuple(f"{n}、{h[3:]}" for n, h in enumerate(s.INNER, 1))))),
    Layout("1.3", "extra blocks in another order", "docx", lambda: as_docx(s.report(inner=EXTRA))),
    Layout("1.4", "repeated ordinals, halves of brackets lost", "html", lambda: html(s.report(inner=("）主动公开", "(二)依申请公开", "三)政府信息管理", "（三）平台建设", "（三）监督保障")))),
    Layout("1.4", "四 without its number, heading 五 lost", "txt", lambda: text(s.report(heads=(*s.HEADS[:3], s.HEADS[3].partition("、")[2], "", s.HEADS[5]))), silent=(s.PROBLEMS,)),
    Layout("1.5", "numbers begin anew at the tables", "html", lambda: html(restarted())),
    Layout("1.5", "first heading stripped", "html", lambda: html(s.report(heads=("", *s.HEADS[1:])))),
    Layout("1.6", "一是, 第一, inside paragraphs; bold labels with a colon", "html", lambda: html(s.report(inner=("一是主动公开：", "二是依申请公开：", "三是信息管理：", "第四，平台建设：", "<五>监督："))).replace("一是主动公开：".encode(), "<b>主动公开：</b>".encode())),
    Layout("1.6", "slogans as headings, no numbers", "docx", lambda: as_docx(s.report(inner=("夯实基础抓公开", "规范流程办申请", "严格审核管信息", "拓展渠道建平台", "强化监督促落实")))),
    Layout("1.7", "seven parts with the plan of next year", "docx", lambda: as_docx([*s.report(), Line("七、2023年工作思路", 1), Line("继续做好栏目维护。")])),
    Layout("1.7", "nine parts with fees and inquiries", "html", lambda: html([*s.report(heads=(*NINE[:4], *s.HEADS[4:])), Line("七、政府信息公开的收费及减免情况", 1), Line("未收取费用。"), Line("八、咨询情况", 1), Line("接受咨询12次。"), Line("九、附表", 1)])),
    Layout("1.8", "all of it below 一、报告内容", "html", lambda: html([Line(s.TITLE), Line("一、报告内容", 1), *s.report(heads=("（一）总体情况", "（二）主动公开政府信息情况", "（三）收到和处理政府信息公开申请情况", "（四）政府信息公开行政复议、行政诉讼情况", "（五）存在的主要问题及改进情况", "（六）其他需要报告的事项"), inner=tuple(f"{n}.{h[3:]}" for n, h in enumerate(s.INNER, 1)))[1:]])),
    Layout("1.8", "in a cover letter", "docx", lambda: as_docx([Line("关于报送2022年政府信息公开工作年度报告的函"), Line("县政府办公室："), Line("现将我局2022年政府信息公开工作年度报告报送贵办，请审阅。"), Line(s.ISSUER), Line("2023年1月18日"), *s.report()])),
    *(Layout("1.9", f"section five: {title}", kind, (lambda title=title, write=write: write(s.report(heads=(*s.HEADS[:4], f"五、{title}", s.HEADS[5])))))
      for title, kind, write in (("存在问题及改进措施", "html", html), ("存在的问题和下一步安排", "docx", as_docx), ("下一步工作计划", "html", html), ("工作中存在的不足及改进情况", "ofd", as_ofd))),
    Layout("1.9", "problems and measures as two sections", "html", lambda: html([*s.report(heads=(*s.HEADS[:4], "五、存在的主要问题", "七、其他需要报告的事项"))[:-2], Line("六、改进措施", 1), Line("补齐目录。"), Line("七、其他需要报告的事项", 1), Line(s.NOTHING)])),
    Layout("1.10", "main count before table two", "html", lambda: html(s.report(bodies=("按时更新栏目。", *s.BODIES[1:]), tables=changed(0, lambda t: [Line(s.PUBLISHED), t]))), silent=(s.PUBLISHED,)),
    Layout("1.10", "main count under information management", "docx", lambda: as_docx(s.report(bodies=("按时更新栏目。", s.REQUESTED, s.MANAGED + s.PUBLISHED, *s.BODIES[3:])))),
    Layout("1.10", "main count in the sentence about the period", "html", lambda: html(s.report(lead=s.LEAD + "本报告期限自2022年1月1日至12月31日，其间" + s.PUBLISHED, bodies=("按时更新栏目。", *s.BODIES[1:]))), silent=(s.PUBLISHED,)),
    Layout("1.10", "counts in the tables alone", "ofd", lambda: as_ofd(s.report(bodies=("按时更新栏目。", "依法办理。", *s.BODIES[2:]))), silent=(s.PUBLISHED, s.REQUESTED)),
    Layout("1.11", "circled numbers, inner blanks, a dash for 一", "html", lambda: html(s.report(heads=("—、总 体 情 况", "二 、主动公开政府信息情况", *s.HEADS[2:]), inner=("㈠主动公开", "㈡依申请公开", "( 三)政府信息管理", "（ 四 ）平台建设", "㈤监督保障")))),
    Layout("1.11", "the same on paper", "pdf", lambda: as_pdf(s.report(heads=("—、总体情况", "二 、主动公开政府信息情况", *s.HEADS[2:]), inner=("㈠主动公开", "㈡依申请公开", "( 三)政府信息管理", "（ 四 ）平台建设", "㈤监督保障")))),
    Layout("1.12", "instructions of the template left in", "docx", lambda: as_docx(s.report(heads=("一、总体情况（宋体加粗小四号字）", "二、主动公开政府信息情况（该部分以表格形式报告）", *s.HEADS[2:]), tables=changed(1, lambda t: relabeled(t, lambda label: label.replace("（一）予以公开", "（一）予以公开（填写全部公开的件数，不含部分公开）")))))),
    Layout("2.a", "pipes, a row a line", "txt", lambda: bars(s.report(), "row")),
    Layout("2.a", "pipes around and line ends in cells", "html", lambda: inside_body(b"<html><body></body></html>", f"<pre>{escape(bars(s.report(), 'around').decode())}</pre>")),
    Layout("2.a", "a cell a line, ending in a pipe", "txt", lambda: bars(s.report(), "cell")),
    Layout("2.a", "a pipe alone on a line between cells", "txt", lambda: bars(s.report(), "alone")),
    Layout("2.b", "bare cells, a paragraph each", "html", lambda: html(cells_a_line(s.report()))),
    Layout("2.b", "bare cells, a line each", "txt", lambda: text(cells_a_line(s.report()))),
    Layout("2.c", "runs of hundreds of pipes on a line", "txt", lambda: runs(s.report())),
    Layout("2.d", "a table on one line", "html", lambda: html(one_line(s.report()))),
    Layout("2.d", "a table in one paragraph", "docx", lambda: as_docx(one_line(s.report()))),
    *(Layout("2.e", "cells run together", kind, lambda write=write: write(s.report(tables=[glued(t) for t in s.sheets()])), DECLARED) for kind, write in (("html", html), ("docx", as_docx), ("ofd", as_ofd), ("pdf", as_pdf))),
    *(Layout("2.f", f"on paper: {name}", "pdf", lambda look=look: as_pdf(s.report(), look)) for name, look in LOOKS.items()),
    Layout("2.g", "a small table for each row, heads made up", "html", lambda: dresses.table_for_each_row(s.report()).encode()),
    Layout("2.g", "labels apart from their numbers", "html", lambda: dresses.labels_apart(s.report()).encode(), DECLARED),
    Layout("2.g", "Markdown of a PDF, table three in pieces", "md", lambda: bars(s.report(), "markdown")),
    Layout("2.h", "padding cells, &nbsp; and wide spans", "html", lambda: dresses.padded(s.report()).encode()),
    Layout("2.i", "tables stripped, headings back to back", "html", lambda: html([b for b in s.report() if not isinstance(b, Sheet)]), DECLARED),
    Layout("2.i", "tables without prose and headings", "docx", lambda: as_docx(tables_only(s.report())), silent=tuple(s.SENTENCES)),
    Layout("2.j", "the form of 2019 in 2022", "html", lambda: html(s.report(tables=s.sheets("G2"))), cells=s.printed("G2")),
    Layout("2.j", "the form of 2019 in 2022", "docx", lambda: as_docx(s.report(tables=s.sheets("G2"))), cells=s.printed("G2")),
    Layout("2.j", "heads of 2019 over rows of 2021", "html", lambda: html(mixed_form()), cells=MIXED),
    Layout("2.j", "heads of 2019 over rows of 2021", "docx", lambda: as_docx(mixed_form()), cells=MIXED),
    Layout("2.k", "第二十条第 without its item", "html", lambda: html(s.report(tables=changed(0, lambda t: relabeled(t, lambda x: re.sub("（[一五六八]）项", "", x)))))),
    Layout("2.k", "a row whose label is blank", "docx", lambda: as_docx(s.report(tables=changed(0, lambda t: relabeled(t, lambda x: "" if x == "规章" else x)))), DECLARED),
    Layout("2.k", "first row of heads missing", "html", lambda: html(s.report(tables=changed(0, lambda t: without_rows(t, 0))))),
    Layout("2.k", "heads cut off", "ofd", lambda: as_ofd(s.report(tables=changed(0, lambda t: relabeled(t, lambda x: {"本年制发件数": "本年制", "本年废止件数": "本年废"}.get(x, x)))))),
    Layout("2.k", "labels of table three lost", "docx", lambda: as_docx(s.report(tables=changed(1, lambda t: relabeled(t, lambda x: "" if x.startswith(("（", "1.", "2.", "3.")) and "勾稽" not in x else x)))), DECLARED),
    Layout("2.l", "an extra row 其他主动公开文件, years in heads", "html", lambda: html(s.report(tables=changed(0, lambda t: with_row(relabeled(t, lambda x: x.replace("本年", "本年(2022)")), 4, Box("其他主动公开文件"), Box("9"), Box("0"), Box("31")))))),
    Layout("2.l", "the same as a sheet", "xlsx", lambda: workbook(s.report(tables=changed(0, lambda t: with_row(relabeled(t, lambda x: x.replace("本年", "本年(2022)")), 4, Box("其他主动公开文件"), Box("9"), Box("0"), Box("31")))))),
    Layout("2.l", "a head filled in by mistake", "docx", lambda: as_docx(s.report(tables=changed(0, lambda t: relabeled(t, lambda x: x.replace("（单位：万元）", "（单位：0万元）")))))),
    *(Layout("2.m", "blank, /, -, units and commas in cells", kind, lambda write=write: write(s.report(tables=notation(NOTATION)[0])), cells=notation(NOTATION)[1]) for kind, write in (("html", html), ("docx", as_docx), ("xlsx", workbook), ("pdf", as_pdf))),
    Layout("2.n", "prose between heading and table, a note below it", "docx", lambda: as_docx(s.report(tables=changed(1, lambda t: [Line("我局依法办理各项申请，具体情况见下表。"), t, Line("注：统计口径为县局机关。")])))),
    Layout("2.n", "prose between heading and table, a note below it", "html", lambda: html(s.report(tables=changed(1, lambda t: [Line("我局依法办理各项申请，具体情况见下表。"), t, Line("注：统计口径为县局机关。")])))),
    Layout("3.1", "traditional characters with glosses, labels too", "html", lambda: html(glossed_labels(s.report()))),
    Layout("3.1", "glosses broken over the lines of a page", "pdf", lambda: as_pdf(glossed_labels(s.report()))),
    Layout("3.1", "simplified characters with glosses", "html", lambda: html(glossed_labels(s.report(), simplified=True))),
    Layout("3.2", "debris of shifted bytes", "html", lambda: debris(html(s.report()))),
    Layout("3.3", "question marks around every number", "html", lambda: marked(html(s.report()))),
    Layout("3.4", "traditional characters", "html", lambda: taiwan(html(s.report()), words=False)),
    Layout("3.4", "words of Taiwan", "html", lambda: taiwan(html(s.report()))),
    Layout("3.4", "words of Taiwan", "docx", lambda: as_docx([_told(b, lambda t: taiwan(t.encode()).decode()) for b in s.report()])),
    Layout("3.5", "UTF-8 read as GBK", "txt", lambda: mojibake(text(s.report())), DECLARED, silent=tuple(s.SENTENCES)),
    Layout("3.6", "names of a site spliced into words", "html", lambda: spliced(html(s.report())), silent=tuple(s.SENTENCES)),
    Layout("3.7", "a word filter", "html", lambda: word_filter(html(s.report())), silent=(s.PUBLISHED,)),
    Layout("3.8", "digits and separators of dates lost, a number lost", "html", lambda: dates_damaged(html(s.report())), silent=(s.WATCHED,)),
    Layout("3.9", "frame of a site, particulars twice, contents, unrendered fields", "html", lambda: inside_body(html(s.report()), dresses.MENU + FURNITURE + TOC, dresses.FOOT)),
    Layout("3.9", "hidden by the stylesheet", "html", lambda: styled(".old { display : none }", HIDDEN)),
    Layout("3.9", "hidden by a list of selectors", "html", lambda: styled("@media screen{h1,div.bak{color:red;visibility:hidden!important}}", HIDDEN)),
    Layout("3.10", "two reports in one file", "html", lambda: html(twice("梧川县水利局")), reports=2),
    Layout("3.10", "two reports in one file", "docx", lambda: as_docx(twice("梧川县水利局")), reports=2),
    Layout("4.1", "boilerplate of another body, a stale year, a wrong number of the law", "html", lambda: html(s.report(lead="根据国务院令第771号，由青溪县教育局编制2019年政府信息公开工作年度报告，报告包括六部分。" + s.LEAD))),
)  # fmt: skip


def _told(block: Block, change: Callable[[str], str]) -> Block:
    if isinstance(block, Sheet):
        return relabeled(block, change)
    return Flat(tuple(map(change, block.lines))) if isinstance(block, Flat) else block._replace(text=change(block.text))


# How it is read


@cache
def tools() -> Tools:
    return Tools(catalog.load())


def judge(layout: Layout) -> tuple[str, list[str]]:
    """right, declared or wrong, and what is not as printed."""
    reports = analyze(ingest.read_bytes(layout.make(), f"report.{layout.kind}"), tools())
    wrong = [] if len(reports) == layout.reports else [f"{len(reports)} reports"]
    wrong += [f"{word} is read" for word in UNSEEN if any(word in report.text.text for report in reports)]
    missing: list[str] = []
    for report in reports:
        _cells(layout, report, wrong, missing)
        wrong += [f"{f.rule} {f.level}: {f.expected} {f.actual}" for f in report.findings if f.level == "error"]
    said = (reports[0].issuer, reports[0].year) if reports else (None, None)
    wrong += [
        f"{found}, not {true}"
        for found, true in zip(said, (s.ISSUER, s.YEAR), strict=True)
        if found not in (true, None)
    ]
    missing += [f"{found}: {true}" for found, true in zip(said, (s.ISSUER, s.YEAR), strict=True) if found is None]
    if reports:
        missing += list(_roles(layout, reports[0]))
    return (WRONG if wrong else DECLARED if missing else RIGHT), wrong + missing


def _cells(layout: Layout, report: Report, wrong: list[str], missing: list[str]) -> None:
    true = layout.cells if layout.cells is not None else s.printed()
    found = {cell.id: cell for table in report.tables for cell in table.cells}
    for name, cell in found.items():
        if cell.state in KNOWN and name not in true:
            wrong.append(f"{name}: {cell.state} {cell.text}, not printed")
    for name, shown in true.items():
        cell = found.get(name)
        if cell is None or cell.state not in KNOWN:
            missing.append(f"{name}: {cell.state if cell else 'absent'}")
            continue
        state = {"": "blank", "/": "na", "-": "na"}.get(shown, "value")
        value = READ_AS.get(shown, shown) if state == "value" else None
        if (cell.state, None if cell.value is None else f"{cell.value.normalize():f}") != (state, value):
            wrong.append(f"{name}: {shown!r} read as {cell.state} {cell.value}")


def _roles(layout: Layout, report: Report) -> Iterable[str]:
    """Sentences that are not in their part."""
    whole = report.text.text
    for sentence, role in s.SENTENCES.items():
        if sentence in layout.silent:
            continue
        start = re.sub("[，；]", ",", sentence)[:9]
        at = {unit.role for unit in report.units if start in re.sub(r"\s", "", whole[unit.span.start : unit.span.end])}
        if role not in at:
            yield f"{start}: {at or 'nowhere'}, not {role}"


def main() -> None:
    counts: Counter[str] = Counter()
    by_format: dict[str, Counter[str]] = {}
    for layout in LAYOUTS:
        found, why = judge(layout)
        counts[found] += 1
        by_format.setdefault(layout.kind, Counter())[found] += 1
        if found != layout.expects or "-v" in sys.argv:
            print(layout.item, layout.what, layout.kind, found, why[:6], len(why))
    result = {
        "what": "inputs of the layouts and damage met in real reports, each in the format it occurs in",
        "inputs": len(LAYOUTS),
        **{name: counts[name] for name in (RIGHT, DECLARED, WRONG)},
        "formats": {kind: dict(found) for kind, found in sorted(by_format.items())},
    }
    print(json.dumps(result, ensure_ascii=False))
    if "--write" in sys.argv:
        (ROOT / "docs/results/layouts.json").write_text(
            json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main()
