"""Commands for researchers: what a corpus comes to."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from nlp.cli.app import app


class TableFormat(StrEnum):
    text = "text"
    csv = "csv"
    jsonl = "jsonl"


class FileFormat(StrEnum):
    csv = "csv"
    xlsx_tables = "xlsx-tables"
    stata = "stata"
    sqlite = "sqlite"
    parquet = "parquet"


OVERVIEW = ("tag_groups", "problem_types", "rates", "contradictions")  # what a terminal shows unless asked for more


@app.command("stats", short_help="统计 / shares, rates and series of a run")
def corpus_statistics(
    out: Annotated[Path, typer.Argument(help="annotate 的输出文件夹 / output folder of annotate")],
    by: Annotated[str | None, typer.Option(help="year,region,office_level,form,issuer")] = None,
    expected: Annotated[Path | None, typer.Option(help="应有报告的 CSV / CSV of reports there should be")] = None,
    labels: Annotated[
        Path | None, typer.Option(help="人工标注 JSONL, 用于校正 / hand labels that correct shares")
    ] = None,
    table: Annotated[str | None, typer.Option(help="只要这些表, all 为全部 / only these tables, a,b; all")] = None,
    opened: Annotated[
        str | None, typer.Option("--open", help="列出一个数所数的东西 / list what a number counts")
    ] = None,
    output: Annotated[TableFormat, typer.Option("--format", help="输出格式 / output format")] = TableFormat.text,
    to: Annotated[FileFormat | None, typer.Option(help="写成文件, 附变量标签 / write files with labels")] = None,
    target: Annotated[
        Path | None, typer.Option("--out", help="写到哪里 / where to; default in OUT/export/statistics")
    ] = None,
    page: Annotated[Path | None, typer.Option("--html", help="统计图网页 / page of pictures and their numbers")] = None,
    plots: Annotated[Path | None, typer.Option(help="统计图文件夹, SVG 和 PNG / folder of pictures")] = None,
) -> None:
    """标签、问题、数字、比率、矛盾的统计, 附覆盖面和区间。 / Shares, rates and series with coverage and intervals.

    每个数都有地址 cell, 用 --open 列出它所数的段落、报告或单元格。
    Each number has an address, its cell: --open lists the paragraphs, reports or cells it counts.
    """
    from nlp.statistics import Estimate, members, overview, statistics
    from nlp.write import datasets
    from nlp.write.plain import write_rows

    if opened is not None:
        write_rows(members(out, opened), output.value, sys.stdout)
        return
    if page is not None or plots is not None:
        _pictures(out, expected, labels, page, plots)
        return
    keys = tuple(key.strip() for key in by.split(",")) if by else ()
    short = table is None and to is None and output is TableFormat.text
    only = OVERVIEW if short else tuple(name.strip() for name in table.split(",")) if table and table != "all" else ()
    rows = statistics(out, keys, expected, labels, only=only)
    if to is not None:
        place = target or out / "export" / "statistics" / datasets.PLACES[to.value]
        datasets.export([datasets.of_rows("statistics", Estimate, rows)], to.value, place)
        typer.echo(f"输出 / output: {place}", err=True)
        return
    if not short:
        write_rows(rows, output.value, sys.stdout)
        return
    write_rows(overview(rows), output.value, sys.stdout)
    typer.echo("其他表 / other tables: --table all, --to csv; docs/codebook.md", err=True)


def _pictures(out: Path, expected: Path | None, labels: Path | None, page: Path | None, plots: Path | None) -> None:
    from nlp.statistics.dashboard import dashboard, write_pictures

    if page is not None:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(dashboard(out, expected, labels), "utf-8")
        typer.echo(f"输出 / output: {page}", err=True)
    for path in write_pictures(out, plots, expected, labels) if plots is not None else ():
        typer.echo(f"输出 / output: {path}", err=True)
