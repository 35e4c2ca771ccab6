"""Commands for other tools: export a run, and take over what people decided there."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nlp.cli.app import app
from nlp.cli.desk import decisions
from nlp.errors import UsageError

if TYPE_CHECKING:
    from nlp.write.datasets import Dataset


class ExportFormat(StrEnum):
    label_studio = "label-studio"
    doccano = "doccano"
    inception = "inception"
    prodigy = "prodigy"
    brat = "brat"
    argilla = "argilla"
    docbin = "docbin"
    jsonl = "jsonl"
    excel = "excel"
    csv = "csv"
    xlsx_tables = "xlsx-tables"
    stata = "stata"
    sqlite = "sqlite"
    parquet = "parquet"
    duckdb = "duckdb"


@app.command("export", short_help="导出 / for statistics, annotation tools, spaCy")
def export_run(
    out: Annotated[Path, typer.Argument(metavar="DIR", help="annotate 的输出文件夹 / output folder of annotate")],
    to: Annotated[ExportFormat, typer.Option(help="格式 / format")],
    target: Annotated[Path | None, typer.Option("--out", help="写到哪里 / where to; default in DIR/export")] = None,
    log: Annotated[
        Path | None, typer.Option("--decisions", help="已有裁决, 连同 --reviewer / verdicts given, with --reviewer")
    ] = None,
    reviewer: Annotated[str, typer.Option(help="填入此人的裁决 / whose verdicts to fill in")] = "",
) -> None:
    """把一次标注导出为研究软件、标注工具、审阅工作簿或 spaCy 的文件。 / Export a run for statistics programs,
    annotation tools, reviewers (excel) or spaCy.

    csv (附 datapackage.json), xlsx-tables, stata, sqlite, parquet, duckdb: 全部表格, 变量见 docs/codebook.md
    / all tables, see docs/codebook.md.
    其余: 标签、数字、发现, 偏移单位见 docs/exchange.md。 / The others: labels, figures, findings; see docs/exchange.md.
    """
    from nlp import catalog
    from nlp.decisions import VERDICTS, verdicts_of
    from nlp.write import datasets
    from nlp.write.exchange import export
    from nlp.write.exchange.job import Job
    from nlp.write.summary import read_records

    if to.value in datasets.PLACES:
        if log or reviewer:
            raise UsageError("--decisions 用于 excel", "--decisions goes with excel")
        place = target or out / "export" / datasets.PLACES[to.value]
        told = datasets.export(_tables(out, to), to.value, place)
        for zh, en in told:
            typer.echo(f"{zh} / {en}", err=True)
        typer.echo(f"输出 / output: {place}", err=True)
        return
    if bool(log) != bool(reviewer):
        raise UsageError("--decisions 与 --reviewer 要一起给", "--decisions and --reviewer go together")
    given = verdicts_of(log, reviewer) if log else {}
    place = target or out / "export" / ("review.xlsx" if to is ExportFormat.excel else to.value)
    done = export(Job(read_records(out), catalog.load(), VERDICTS, given, reviewer), to.value, place)
    for zh, en in done.remarks:
        typer.echo(f"{zh} / {en}", err=True)
    typer.echo(f"{done.reports} 份报告 / reports: {done.out}", err=True)


def _tables(out: Path, to: ExportFormat) -> list[Dataset]:
    """The tables of a run, those of `reuse` too where it was run; views are over the run's own."""
    from nlp.reuse.rows import Pair, Share
    from nlp.write import datasets

    if to is ExportFormat.duckdb or not (out / "reuse" / "shares.parquet").is_file():
        return datasets.of_run(out)
    pairs = datasets.of_file("pairs", Pair, out / "reuse" / "pairs.parquet")
    return [*datasets.of_run(out), pairs, datasets.of_file("shares", Share, out / "reuse" / "shares.parquet")]


@decisions.command("import", short_help="读回裁决 / take over verdicts")
def import_decisions(
    file: Annotated[Path, typer.Argument(help="Excel 或 JSONL / workbook or JSON lines", show_default=False)],
    log: Annotated[Path, typer.Option("--decisions", help="裁决文件 / file of decisions")],
    reviewer: Annotated[str, typer.Option(help="审阅人, 行内未写时 / reviewer, where a row names none")] = "",
) -> None:
    """把 Excel 或 JSONL 里填好的裁决记入裁决文件; 已有的不重复。 / Add verdicts to the log; known ones are not doubled.

    有一行不能用, 就一行也不记。 / If one row can't be used, none is taken over.
    """
    from nlp.decisions import VERDICTS, Log, take_over
    from nlp.write.exchange.verdicts import read_verdicts

    given = read_verdicts(file, VERDICTS)
    unnamed = [row.where for row in given if not (row.reviewer or reviewer)]
    if unnamed:
        raise UsageError(f"{unnamed[0]}: 没有审阅人, 请用 --reviewer", f"{unnamed[0]}: no reviewer; give --reviewer")
    book = Log(log)
    try:
        added = take_over(book, given, reviewer)
    finally:
        book.close()
    typer.echo(f"新增 {added}, 已有 {len(given) - added} / added {added}, known {len(given) - added}: {log}", err=True)
