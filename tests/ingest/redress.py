"""A report that was read from a text, dressed again as a document: headings, paragraphs and real grids.

`document` gives pieces that know no format; `as_html` writes them as a web page, other formats have their own writers.
A table every cell of which is known becomes the printed form with its spans; one that is ambiguous, unreadable or
lost stays as it stands in the text, line by line. What is read from the new document must come to the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from typing import Any, NamedTuple

from nlp import catalog
from nlp.catalog.specs import RowSpec
from nlp.document import Cell, Report, Table
from nlp.spans import Span


class Line(NamedTuple):
    """A paragraph, or a heading of `level` 1 and up."""

    text: str
    level: int = 0


class Box(NamedTuple):
    """A cell of a grid, as written in HTML: it stands in the first position its forerunners leave free."""

    text: str
    column_span: int = 1
    row_span: int = 1


class Sheet(NamedTuple):
    """A table with spans, row by row."""

    rows: tuple[tuple[Box, ...], ...]


class Flat(NamedTuple):
    """Lines of a table in some layout of plain text, tabs, pipes and blank lines included."""

    lines: tuple[str, ...]


Block = Line | Sheet | Flat

HEADS = {  # of the blocks of table 2, by their first row: the item of article 20, the column heads
    "G2": {
        "ad_rule": ("一", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
        "ad_license": ("五", "上一年项目数量", "本年增/减", "处理决定数量"),
        "ad_penalty": ("六", "上一年项目数量", "本年增/减", "处理决定数量"),
        "ad_fee": ("八", "上一年项目数量", "本年增/减"),
        "ad_procure": ("九", "采购项目数量", "采购总金额"),
    },
    "G3": {
        "ad_rule": ("一", "本年制发件数", "本年废止件数", "现行有效件数"),
        "ad_license": ("五", "本年处理决定数量"),
        "ad_penalty": ("六", "本年处理决定数量"),
        "ad_fee": ("八", "本年收费金额（单位：万元）"),
    },
}
GROUPS = {
    "denied": "（三）不予公开",
    "unable": "（四）无法提供",
    "refused": "（五）不予处理",
    "other": "（六）其他处理",
}
APPLICANTS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
RULE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def document(reports: Sequence[Report]) -> list[Block]:
    """Pieces of a whole file from its analyzed reports, in order; all of them are of one file."""
    text = reports[0].text.text
    blocks: list[Block] = []
    at = 0
    for report in sorted(reports, key=lambda report: report.span):
        blocks += _lines(text, at, report.span.start, {})
        blocks += _report(report)
        at = report.span.end
    return [*blocks, *_lines(text, at, len(text), {})]


def outcome(reports: Iterable[Report]) -> list[Any]:
    """What must not depend on the dress of a file: reports, cells, findings; no offsets.

    Findings about the source itself (family SC) belong to the dress: they tell of damage it took off.
    """
    return [
        {
            "report": (report.issuer, report.year, report.form),
            "cells": {
                (cell.table, cell.id): (cell.state, cell.value, tuple((r.state, r.value) for r in cell.readings))
                for table in report.tables
                for cell in table.cells
            },
            "findings": sorted(
                (f.rule, f.level, f.expected, f.actual, tuple(side.cell or "" for side in f.evidence))
                for f in report.findings
                if not f.rule.startswith("SC")
            ),
        }
        for report in reports
    ]


def as_html(blocks: Iterable[Block], title: str = "", charset: str = "utf-8") -> str:
    """A plain page around the blocks; flat tables are preformatted."""
    body = "\n".join(_html(block) for block in blocks)
    head = f'<head><meta charset="{charset}"><title>{escape(title)}</title></head>'
    return f"<!DOCTYPE html>\n<html>{head}\n<body>\n{body}\n</body></html>\n"


def _html(block: Block) -> str:
    if isinstance(block, Flat):
        return f"<pre>\n{escape(chr(10).join(block.lines))}</pre>"
    if isinstance(block, Line):
        tag = f"h{min(block.level + 1, 6)}" if block.level else "p"
        return f"<{tag}>{escape(block.text)}</{tag}>"
    rows = ("".join(map(_td, row)) for row in block.rows)
    return "<table>" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _td(box: Box) -> str:
    wide = f' colspan="{box.column_span}"' if box.column_span > 1 else ""
    tall = f' rowspan="{box.row_span}"' if box.row_span > 1 else ""
    return f"<td{wide}{tall}>{escape(box.text)}</td>"


GLOSSES = dict(
    zip(
        "務開請數報門復訴議處結規範條項總標",
        [
            "wù",
            "kāi",
            "qǐng",
            "shù",
            "bào",
            "mén",
            "fù",
            "sù",
            "yì",
            "chǔ",
            "jié",
            "guī",
            "fàn",
            "tiáo",
            "xiàng",
            "zǒng",
            "biāo",
        ],
        strict=True,
    )
)


@cache
def _traditional(character: str) -> str:
    converted: str = _converter().convert(character)
    return converted if len(converted) == 1 else character


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("s2t")


def glossed(text: str) -> str:
    """The text in traditional characters, some of them with their reading in brackets, as mirror sites have it."""
    traditional = "".join(map(_traditional, text))
    return "".join(f"{c}({GLOSSES[c]})" if c in GLOSSES else c for c in traditional)


# A report: its text with the known tables cut out and grids in their place.


def _report(report: Report) -> Iterator[Block]:
    text = report.text.text
    levels = {section.span.start: section.level for section in report.sections}
    sheets = sorted(((t.span, s) for t in report.tables if (s := sheet(t))), key=lambda pair: pair[0])
    at = report.span.start
    for span, grid in sheets:
        yield from _lines(text, at, span.start, levels, report.zones)
        kept = [zone for kind, zone in report.zones if kind not in ("table", "residue")]
        for zone in sorted(kept):  # prose and captions that stand inside the table
            start, end = max(zone.start, span.start, at), min(zone.end, span.end)
            yield from _lines(text, start, end, levels)
        yield grid
        at = max(at, span.end)
    yield from _lines(text, at, report.span.end, levels, report.zones)


def _lines(
    text: str, start: int, end: int, levels: dict[int, int], zones: Sequence[tuple[str, Span]] = ()
) -> Iterator[Block]:
    """Lines of prose; those of table zones as they are."""
    flat = [zone for kind, zone in zones if kind in ("table", "residue") and zone.start < end and zone.end > start]
    for zone in sorted(flat):
        yield from _prose(text, start, max(start, zone.start), levels)
        lines = tuple(text[max(start, zone.start) : min(end, zone.end)].strip("\n").split("\n"))
        if any(line.strip() for line in lines):
            yield Flat(lines)
        start = max(start, min(end, zone.end))
    yield from _prose(text, start, end, levels)


def _prose(text: str, start: int, end: int, levels: dict[int, int]) -> Iterator[Line]:
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        line = text[start:stop]
        if line.strip():
            level = levels.get(start + len(line) - len(line.lstrip()), 0)
            yield Line(line.strip(), level)
        start = stop + 1


# The printed forms.


def sheet(table: Table) -> Sheet | None:
    """The table as the form prints it; None where a cell of it is not known."""
    known = {cell.id: cell for cell in table.cells if cell.state in ("value", "blank", "na")}
    if table.form is None or not known or any(cell.state in ("ambiguous", "unreadable") for cell in table.cells):
        return None
    form = catalog.load().forms[table.form]
    spec = next(spec for spec in form.tables if spec.id == table.table)
    rows = [row for row in spec.rows if not row.cells or set(row.cells) <= known.keys()]
    if sum(len(row.cells) for row in rows) != len(known):
        return None  # a block in the wording of another form
    write = {"G1": _old, "2": _disclosure, "3": _requests, "4": _disputes}[table.table]
    return Sheet(tuple(map(tuple, write(rows, known, table.form))))


def _printed(cell: Cell) -> str:
    money = cell.unit in ("元", "亿元", "万元") and cell.unit not in cell.text
    return cell.text + (cell.unit or "") * (money and cell.state == "value")


def _values(row: RowSpec, known: dict[str, Cell]) -> list[Box]:
    return [Box(_printed(known[address])) for address in row.cells]


def _old(rows: Sequence[RowSpec], known: dict[str, Cell], form: str) -> Iterator[list[Box]]:
    yield [Box("统计指标"), Box("单位"), Box("统计数")]
    for row in rows:
        if row.cells:
            cell = known[row.cells[0]]
            yield [Box(row.label), Box(cell.unit or row.unit), Box(cell.text)]
        else:
            yield [Box(row.label), Box("——"), Box("")]


def _disclosure(rows: Sequence[RowSpec], known: dict[str, Cell], form: str) -> Iterator[list[Box]]:
    for row in rows:
        if row.id in HEADS[form]:
            number, *heads = HEADS[form][row.id]
            yield [Box(f"第二十条第（{number}）项", 4)]
            yield _filled([Box("信息内容"), *map(Box, heads)])
        yield _filled([Box(row.label), *_values(row, known)])


def _filled(boxes: list[Box]) -> list[Box]:
    """The last cell takes what is left of four columns."""
    return [*boxes[:-1], boxes[-1]._replace(column_span=5 - len(boxes))]


def _requests(rows: Sequence[RowSpec], known: dict[str, Cell], form: str) -> Iterator[list[Box]]:
    yield [Box(RULE, 3, 3), Box("申请人情况", 7)]
    yield [Box("自然人", 1, 2), Box("法人或其他组织", 5), Box("总计", 1, 2)]
    yield list(map(Box, APPLICANTS))
    filled = [row for row in rows if row.cells]
    results = [row for row in filled if row.group]
    groups: set[str] = set()
    for row in filled:
        lead: list[Box] = []
        if row.group and not groups:
            lead.append(Box("三、本年度办理结果", 1, len(results)))
        if row.group in GROUPS and row.group not in groups:
            lead.append(Box(GROUPS[row.group], 1, sum(other.group == row.group for other in results)))
        groups |= {row.group} - {""}
        wide = 1 if row.group in GROUPS else 2 if row.group else 3
        yield [*lead, Box(row.label, wide), *_values(row, known)]


def _disputes(rows: Sequence[RowSpec], known: dict[str, Cell], form: str) -> Iterator[list[Box]]:
    yield [Box("行政复议", 5), Box("行政诉讼", 10)]
    yield [*(Box(head, 1, 2) for head in OUTCOMES), Box("未经复议直接起诉", 5), Box("复议后起诉", 5)]
    yield [Box(head) for head in OUTCOMES * 2]
    yield _values(rows[0], known)
