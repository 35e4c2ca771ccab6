"""Excel: one workbook to judge findings in, with a drop-down for the verdict, and the units and figures to look up.

No cell is ever a formula: what stands in a report is written as text, also where it begins with = + - or @.
Control characters become visible signs and over-long texts are cut, and the export says how many. The same records
give the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from nlp.errors import UsageError
from nlp.write.excel import HEAD, OPTIONS, PROPERTIES, Sheet, remarks
from nlp.write.exchange.documents import number, unit_labels
from nlp.write.exchange.job import Exported, Job
from nlp.write.exchange.verdicts import to_judge

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FINDINGS, UNITS, FIGURES, ABOUT = "findings 发现", "units 单元", "figures 数字", "about 说明"
COLUMNS: tuple[tuple[str, str, int], ...] = (  # field of Judged, head in Chinese, width in characters
    ("verdict", "裁决", 22),
    ("comment", "备注", 24),
    ("reviewer", "审阅人", 10),
    ("level", "级别", 8),
    ("rule", "规则", 8),
    ("title", "规则名称", 20),
    ("office", "机关", 22),
    ("year", "年度", 7),
    ("message_zh", "说明", 46),
    ("sentence", "原句", 50),
    ("stated", "所述", 16),
    ("compared", "对照", 34),
    ("repairs", "可能", 30),
    ("message_en", "message", 46),
    ("source", "文件", 30),
    ("source_start", "起", 8),
    ("source_end", "止", 8),
    ("finding_id", "发现号", 18),
    ("fingerprint", "数值指纹", 18),
)
UNIT_HEADS = ("机关 office", "年度 year", "单元 unit_id", "类 kind", "部分 role", "原文 text", "标签 labels")
FIGURE_HEADS = (
    "机关 office", "年度 year", "原文 text", "数值 value", "下限 low", "上限 high", "单位 unit", "界 bound",
    "指标 indicator", "状态 state", "单元 unit_id", "起 source_start", "止 source_end",
)  # fmt: skip


def export(job: Job, out: Path) -> Exported:
    """The workbook at `out`; remarks count what could not be written as it stands."""
    import xlsxwriter

    out.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(out), OPTIONS) as book:
        book.set_properties(PROPERTIES)
        head = book.add_format(HEAD)
        wrap = {"text_wrap": True, "valign": "top"}
        text, quoted = book.add_format(wrap), book.add_format({**wrap, "quote_prefix": True})
        entry = book.add_format({**wrap, "bg_color": "#FFF8DC"})
        changes: Counter[str] = Counter()
        heads = [f"{zh}\n{name}" if zh != name else name for name, zh, _ in COLUMNS]
        findings = Sheet(book.add_worksheet(FINDINGS), heads, head, text, quoted, changes)
        for at, (_, _, width) in enumerate(COLUMNS):
            findings.sheet.set_column(at, at, width)
        units = Sheet(book.add_worksheet(UNITS), UNIT_HEADS, head, text, quoted, changes)
        figures = Sheet(book.add_worksheet(FIGURES), FIGURE_HEADS, head, text, quoted, changes)
        for sheet, widths in (
            (units, (22, 7, 18, 10, 12, 80, 30)),
            (figures, (22, 7, 16, 12, 12, 12, 8, 10, 26, 16, 18, 8, 8)),
        ):
            for at, width in enumerate(widths):
                sheet.sheet.set_column(at, at, width)
        reports = 0
        for record in job.records:
            reports += 1
            row = record.report
            office, year = row.issuer or "", row.year
            for judged in to_judge(record, job):
                fields = asdict(judged)
                fields["verdict"] = " ".join(job.verdicts[judged.verdict]) if judged.verdict else ""
                values = [fields[name] for name, _, _ in COLUMNS]
                findings.add(values, entry, _lines(values))
            for unit in record.units:
                labels = ", ".join(_named(job, label) for label in unit_labels(unit))
                units.add([office, year, unit.unit_id, unit.kind, unit.role, unit.text, labels])
            for figure in record.figures:
                values = [number(value) for value in (figure.value, figure.low, figure.high)]
                place = [figure.source_start, figure.source_end]
                matter = [figure.unit, figure.bound, figure.reading or figure.indicator, figure.state, figure.unit_id]
                figures.add([office, year, figure.text, *values, *matter, *place])
        last = max(findings.rows - 1, 1)
        findings.sheet.data_validation(
            1,
            0,
            last,
            0,
            {
                "validate": "list",
                "source": [" ".join(both) for both in job.verdicts.values()],
                "error_title": "裁决 verdict",
                "error_message": "请从列表中选择 / choose from the list",
            },
        )
        for sheet in (findings, units, figures):
            sheet.close()
        _about(book.add_worksheet(ABOUT), job, text)
    return Exported(out, reports, remarks(changes))


def _lines(values: Sequence[object]) -> int:
    """Lines the row needs for its texts to be read whole, up to 12; an ideograph is two columns wide."""
    needed = 1
    for value, (_, _, width) in zip(values, COLUMNS, strict=True):
        wide = (sum(2 if letter > "\u2e7f" else 1 for letter in part) for part in str(value or "").split("\n"))
        needed = max(needed, sum(max(1, -(-columns // width)) for columns in wide))
    return min(needed, 12)


def _named(job: Job, label: str) -> str:
    spec = job.catalog.tags.get(label) or job.catalog.problem_types.get(label)
    return f"{spec.name_zh} {label}" if spec else label


def _about(sheet: Worksheet, job: Job, text: Format) -> None:
    lines = (
        "在“findings 发现”表的“裁决”列从下拉列表中选择, 可写备注和审阅人; 其余各列不读回。",
        "Choose a verdict from the list in the sheet of findings; comment and reviewer are read too.",
        "读回 / read back: gongkai decisions import THIS.xlsx --decisions decisions.db --reviewer NAME",
        "一条发现指出两处数字不一致, 不说哪一处错, 也不说为什么。",
        "A finding names two places that differ; it never says which one is wrong, nor why.",
        "",
        *(f"{zh} {en}" for zh, en in job.verdicts.values()),
    )
    sheet.set_column(0, 0, 110)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, text)


def read_rows(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Rows of the sheet of findings, by the fields in its head; raises UsageError where there is no such sheet."""
    import zipfile

    try:
        import openpyxl
        from openpyxl.utils.exceptions import InvalidFileException
    except ModuleNotFoundError as missing:
        raise UsageError(
            f"读工作簿需要 {missing.name}: pip install 'gongkai[excel]'",
            f"reading a workbook needs {missing.name}: pip install 'gongkai[excel]'",
        ) from None
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=False)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, InvalidFileException) as reason:
        raise UsageError(f"无法读取工作簿 {file}: {reason}", f"can't read the workbook {file}: {reason}") from None
    try:
        if FINDINGS not in book.sheetnames:
            raise UsageError(f"{file} 没有“{FINDINGS}”表", f"{file} has no sheet {FINDINGS}")
        rows = book[FINDINGS].iter_rows(values_only=True)
        heads = [str(value or "").split("\n")[-1].strip() for value in next(rows, ())]
        if not {"verdict", "finding_id", "fingerprint"} <= set(heads):
            raise UsageError(f"{file} 的表头被改动", f"the heads of {file} were changed")
        for at, row in enumerate(rows, 2):
            yield f"第 {at} 行 / row {at}", dict(zip(heads, row, strict=False))
    finally:
        book.close()
