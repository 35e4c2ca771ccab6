"""Commands on the wording of a corpus: its words, and who writes what others wrote or what they wrote last year."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nlp.cli.app import Aliases, app
from nlp.cli.research import TableFormat

if TYPE_CHECKING:
    from nlp.reuse import Summary

Annotations = Annotated[Path, typer.Argument(help="annotate 的输出文件夹 / output folder of annotate")]


@app.command(short_help="文字雷同 / near-copied paragraphs")
def reuse(
    folder: Annotations,
    out: Annotated[Path | None, typer.Option(help="写到何处, 缺省 OUT/reuse / where to, by default OUT/reuse")] = None,
    aliases: Aliases = None,
    show: Annotated[
        str | None,
        typer.Option(help="并排列出一份报告的雷同段落 / the pairs of one report side by side", metavar="REPORT_ID"),
    ] = None,
    output: Annotated[TableFormat, typer.Option("--format", help="输出格式 / output format")] = TableFormat.text,
) -> None:
    """与本机关往年报告或其他机关报告几乎相同的段落。 / Paragraphs near-copied from older or other reports.

    写出 pairs (逐对)、shares (每份报告新写、沿用、借用的份额)、findings (RU601, RU604) 三个 Parquet 表。
    Writes pairs, shares (new, kept, borrowed of each report) and findings (RU601, RU604) as Parquet.
    相似不等于抄袭, 也可能同出一份范文。 / Alike is not copied: both may follow a model text.
    """
    from nlp.reuse import read_pairs, read_shares
    from nlp.reuse import reuse as compare
    from nlp.settings import read_aliases
    from nlp.write.plain import write_rows
    from nlp.write.sides import side_by_side

    target = out or folder / "reuse"
    if show is None or not (target / "pairs.parquet").is_file():
        summary = compare(folder, target, read_aliases(aliases) if aliases else {})
        for line in _told(summary, target):
            typer.echo(line, err=True)
    if show is None:
        rows = read_shares(target)
        write_rows((row for row in rows if row.new < row.characters), output.value, sys.stdout)
    elif output is TableFormat.text:
        for pair in read_pairs(target, show):
            typer.echo("\n".join(side_by_side(pair)))
    else:
        write_rows(read_pairs(target, show), output.value, sys.stdout)


@app.command(short_help="词语 / words of a corpus")
def words(
    folder: Annotations,
    by: Annotated[str | None, typer.Option(help="year,region,office_level,form,issuer")] = None,
    top: Annotated[int, typer.Option(min=1, help="每组多少词 / words of each group")] = 20,
    least_reports: Annotated[
        int, typer.Option("--min-reports", min=1, help="至少见于多少份报告 / in so many reports at least")
    ] = 3,
    kwic: Annotated[
        str | None, typer.Option(help="列出一个词的上下文 / a word wherever it stands, in context", metavar="WORD")
    ] = None,
    opened: Annotated[
        str | None, typer.Option("--open", help="列出一个数所数的各处 / the places a number counts", metavar="CELL")
    ] = None,
    output: Annotated[TableFormat, typer.Option("--format", help="输出格式 / output format")] = TableFormat.text,
) -> None:
    """常用词; 按组则为各组突出的词。 / Frequent words; of groups, the words that set them apart.

    以带先验的加权对数优势比排序; 术语取最长匹配; 否定 (negated) 与打算 (planned) 的用法分开计数。
    By weighted log-odds with a prior; terms are taken whole; negated and planned uses are counted apart.
    """
    from nlp.statistics.words import places
    from nlp.statistics.words import words as count
    from nlp.write.plain import write_rows

    if kwic is not None or opened is not None:
        write_rows(places(folder, opened or f"words:{kwic}:all:"), output.value, sys.stdout)
        return
    keys = tuple(key.strip() for key in by.split(",")) if by else ()
    write_rows(count(folder, keys, least_reports, top), output.value, sys.stdout)


def _told(summary: Summary, target: Path) -> list[str]:
    names = {
        "new": "新写 new",
        "kept": "沿用 kept",
        "borrowed": "借用 borrowed",
        "shared": "同年相同 shared",
        "unclear": "机关不明 unclear",
    }
    whole = summary.characters or 1
    parts = ", ".join(f"{names[kind]} {count / whole:.1%}" for kind, count in summary.by_relation.items())
    lines = [
        f"{summary.reports:,} 份报告 reports, {summary.paragraphs:,} 段可比 comparable paragraphs",
        f"字数 characters {summary.characters:,}: {parts}",
        f"雷同段落 pairs {summary.pairs:,}, 发现 findings {summary.findings:,}, 输出 output: {target}",
    ]
    if summary.crowded:
        lines.append(
            f"{summary.crowded:,} 段与太多段相近, 未逐一比较 / paragraphs alike to too many to compare them all"
        )
    return lines
