"""Statutory tables written for these tests: any values, printed in any of the layouts met in the wild."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace

import pytest

from nlp import catalog
from nlp.catalog.specs import FormSpec, TableSpec
from nlp.document import Raw, Report, Section, Source, Text
from nlp.spans import OffsetMap, Span
from nlp.tables import match

Grid = list[list[str]]

HEADS_2 = {
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
        "ad_fee": ("八", "本年收费金额(单位:万元)"),
    },
}
GROUPS = {
    "result": "三、本年度办理结果",
    "denied": "(三)不予公开",
    "unable": "(四)无法提供",
    "refused": "(五)不予处理",
    "other": "(六)其他处理",
}
HEAD_3 = [
    ["(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)", "申请人情况"],
    ["自然人", "法人或其他组织", "总计"],
    ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
]
OUTCOMES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
HEAD_4 = [
    ["行政复议", "行政诉讼"],
    [*OUTCOMES, "未经复议直接起诉", "复议后起诉"],
    [*OUTCOMES, *OUTCOMES],
]


def table_of(form: FormSpec, name: str) -> TableSpec:
    return next(table for table in form.tables if table.id == name)


def grid_of(form: FormSpec, name: str, values: Mapping[str, str]) -> Grid:
    """Head rows and body rows as printed; a cell without a given value shows 0."""
    rows: Grid = []
    group = ""
    if name == "3":
        rows += HEAD_3
    elif name == "4":
        rows += HEAD_4
    elif name == "G1":
        rows.append(["统计指标", "单位", "统计数"])
    for row in table_of(form, name).rows:
        cells = [values.get(cell, "0") for cell in row.cells]
        if name == "2" and row.id in HEADS_2[form.id]:
            number, *heads = HEADS_2[form.id][row.id]
            rows += [[f"第二十条第({number})项"], ["信息内容", *heads]]
        if name == "G1":
            rows.append([row.label, row.unit, *cells] if cells else [row.label, "——", ""])
        elif name == "3" and not cells:
            continue
        else:
            label = [row.label] if row.label else []
            if row.group not in ("", "result", group) or row.id == "rq_granted":
                label.insert(0, GROUPS[row.group])
            group = row.group
            rows.append([*label, *cells])
    return rows


LAYOUTS: dict[str, Callable[[Grid], str]] = {
    "one cell a line, pipes behind": lambda g: "\n".join(" |\n".join(row) + " |\n||" for row in g),
    "one row a line, pipes": lambda g: "\n".join(" | ".join(row) + " |" for row in g),
    "one row a line, pipes around": lambda g: "\n".join("| " + " | ".join(row) + " |" for row in g),
    "one row a line, no pipe behind": lambda g: "\n".join(" | ".join(row) for row in g),
    "one cell a line, pipes before": lambda g: "\n".join("| " + "\n| ".join(row) + "\n|" for row in g),
    "a pipe between cells on its own line": lambda g: "\n|\n".join(cell for row in g for cell in row),
    "runs of pipes on one line": lambda g: " ".join((" " + "|" * 40 + " ").join(r) + "|" * 200 for r in g),
    "markdown": lambda g: "\n".join(
        "| " + " | ".join(row) + " |" + ("\n" + "| --- " * len(row) + "|" if i == 0 else "") for i, row in enumerate(g)
    ),
    "a tab before every cell": lambda g: "\n\n".join("\n".join("\t" + cell for cell in row) for row in g),
    "tabs between cells": lambda g: "\n".join("\t".join(row) for row in g),
    "tabs, wide labels leave blanks": lambda g: "\n".join("\t".join([row[0], "", *row[1:]]) for row in g),
    "one cell a line": lambda g: "\n".join(cell for row in g for cell in row),
    "one cell a paragraph": lambda g: "\n\n".join(cell for row in g for cell in row),
    "one line, single blanks": lambda g: " ".join(cell for row in g for cell in row),
    "one row a line, blanks": lambda g: "\n".join(" ".join(row) for row in g),
    "labels broken over lines": lambda g: "\n".join(
        (cell[:6] + "\n" + cell[6:] if len(cell) > 8 else cell) for row in g for cell in row
    ),
}


@pytest.fixture(scope="session")
def forms() -> dict[str, FormSpec]:
    return catalog.load().forms


@pytest.fixture(scope="session")
def layouts() -> dict[str, Callable[[Grid], str]]:
    return LAYOUTS


@pytest.fixture(scope="session")
def grid() -> Callable[[FormSpec, str, Mapping[str, str]], Grid]:
    return grid_of


def _report(*parts: str, narrative: str = "", roles: tuple[str, ...] = ()) -> Report:
    """A report whose table zones hold these texts, after a narrative; `roles` are sections without a table."""
    text = narrative + "\n"
    zones = [("narrative", Span(0, len(text)))]
    for part in parts:
        zones.append(("table", Span(len(text), len(text) + len(part) + 1)))
        text += part + "\n"
    sections = []
    for i, role in enumerate(roles):
        start = len(text)
        text += "二、主动公开政府信息情况\n"
        sections.append(Section(f"s{i}", role, "二", "主动公开政府信息情况", 1, Span(start, len(text))))
    offsets = OffsetMap.identity(len(text))
    raw = Raw(Source("test.txt"), text, offsets)
    clean = Text(raw, text, offsets)
    whole = Span(0, len(text))
    return Report("r", clean, whole, zones=tuple(zones), sections=tuple(sections))


@pytest.fixture(scope="session")
def read() -> Callable[..., SimpleNamespace]:
    """Read table texts: `report`, the tables by id, and `cells` with (state, value, text) by address."""

    def reader(*parts: str, narrative: str = "", roles: tuple[str, ...] = ()) -> SimpleNamespace:
        report = match(_report(*parts, narrative=narrative, roles=roles), catalog.load())
        for table in report.tables:
            for cell in table.cells:
                assert not cell.span or report.quote(cell.span) == cell.text
        return SimpleNamespace(
            report=report,
            form=report.form,
            tables={table.table: table for table in report.tables},
            cells={cell.id: cell for table in report.tables for cell in table.cells},
        )

    return reader
