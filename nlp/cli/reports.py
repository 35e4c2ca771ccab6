"""Commands for reports: annotate a corpus, look at a run, check like a linter, rules, and how good they are."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nlp.cli.app import Aliases, Labels, LabelsOption, Limits, Model, Paths, app
from nlp.errors import GongkaiError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nlp.document import Report
    from nlp.engine import Counts

    Outcome = tuple[str, tuple[Report, ...] | GongkaiError]


class Engine(StrEnum):
    processes = "processes"
    dask = "dask"


class RulesFormat(StrEnum):
    text = "text"
    markdown = "markdown"


class SimulatedAs(StrEnum):
    text = "text"
    html = "html"


class ExamFormat(StrEnum):
    text = "text"
    json = "json"


class CheckFormat(StrEnum):
    concise = "concise"
    full = "full"
    json = "json"
    jsonl = "jsonl"
    sarif = "sarif"
    github = "github"


@app.command(short_help="标注语料, 写出各表 / read a corpus into tables")
def annotate(
    paths: Paths,
    out: Annotated[str, typer.Option(help="输出文件夹, 或 s3:// 等地址 / output folder, or an address like s3://")],
    workers: Annotated[int, typer.Option(min=1, help="进程数 / worker processes")] = 1,
    aliases: Aliases = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="从头开始, 不接着上次 / begin anew, don't resume")] = False,
    records: Annotated[bool, typer.Option(help="写 records.jsonl / write records.jsonl")] = True,
    model: Model = None,
    html: Annotated[bool, typer.Option("--html", help="另写网页到 OUT/html / pages too, in OUT/html")] = False,
    seconds: Annotated[
        float | None, typer.Option(min=0.1, help="每个文件最多秒数, 通常 60 / seconds a file may take, usually 60")
    ] = None,
    limit: Limits = None,
    text_column: Annotated[
        str | None, typer.Option(help="Parquet 或 JSONL 中的正文列, 一行一份 / column with the text, a document a row")
    ] = None,
    id_column: Annotated[str | None, typer.Option(help="给每行命名的列 / column that names the rows")] = None,
    runner: Annotated[Engine, typer.Option("--engine", help="在何处运行 / what runs it")] = Engine.processes,
    scheduler: Annotated[
        str | None,
        typer.Option(help="Dask 调度器, 缺省为本机集群 / Dask scheduler; default: a cluster of this machine"),
    ] = None,
) -> None:
    """标注语料, 写出 records.jsonl 与 Parquet 表。 / Annotate a corpus into records.jsonl and Parquet tables.

    同一机关各年的报告互相核对。 / Reports of one office are checked against those of the year before.
    中断后再运行同一命令即可继续。 / Stopped? The same command goes on where it was.
    退出码 / exit codes: 0 完成 done, 2 用法错误 misuse, 130 中断 stopped.
    发现是数据, 不是失败。 / Findings are data, not failures.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from nlp import engine
    from nlp.errors import UsageError
    from nlp.settings import load_settings, read_aliases, with_limits

    if html and not records:
        raise UsageError(
            "--html 需要 records.jsonl, 不能与 --no-records 同用", "--html needs the records: drop --no-records"
        )
    if html and "://" in out:
        raise UsageError("--html 只能写到文件夹", "--html needs a folder as output")
    if id_column and not text_column:
        raise UsageError("--id-column 须与 --text-column 同用", "--id-column goes with --text-column")
    if scheduler and runner is not Engine.dask:
        raise UsageError("--scheduler 须与 --engine dask 同用", "--scheduler goes with --engine dask")
    columns = engine.Columns(text_column, id_column or "") if text_column else None
    renamed = read_aliases(aliases) if aliases else {}
    given = [*(limit or ()), *([f"seconds={seconds}"] if seconds else [])]
    budget = with_limits(load_settings(Path()).budget, given)
    recipe = engine.Recipe(str(model) if model else "", budget, budget.seconds, records=records)
    console = Console(stderr=True, emoji=False)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=console,
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    with bar:
        task = bar.add_task("标注 annotating", total=None, rate="")

        def told(done: int, total: int) -> None:
            seconds = bar.tasks[task].elapsed or 0
            bar.update(task, completed=done, total=total, rate=f"{done / seconds:.1f}/s" if done and seconds else "")

        try:
            counts = engine.annotate(
                paths,
                out,
                workers,
                told,
                renamed,
                recipe,
                fresh,
                columns,
                (scheduler or "") if runner is Engine.dask else None,
            )
        except KeyboardInterrupt:
            bar.stop()
            typer.echo("已停止, 再运行同一命令即可继续 / stopped; the same command goes on where it was", err=True)
            raise
    console.print(_summary(counts))
    console.print(f"输出 / output: {out}", highlight=False)
    if html:
        write_report(Path(out))


def _summary(counts: Counts) -> object:
    from rich.table import Table

    table = Table(show_header=False)
    for zh, en, number in (
        ("报告", "reports", counts.reports),
        ("段落", "paragraphs", counts.paragraphs),
        ("数字", "figures", counts.figures),
        ("发现: 错误", "findings: error", counts.errors),
        ("发现: 复核", "findings: review", counts.reviews),
        ("发现: 提示", "findings: note", counts.notes),
        ("不可核对", "not checkable", counts.not_checkable),
        ("读取失败", "errors (unreadable files)", counts.unreadable),
    ):
        table.add_row(f"{zh} / {en}", f"{number:,}", style="red" if en == "findings: error" and number else None)
    return table


@app.command(short_help="一览 / reports and contradictions of a run")
def summary(out: Annotated[Path, typer.Argument(help="annotate 的输出文件夹 / output folder of annotate")]) -> None:
    """列出一次标注的报告和发现的矛盾。 / List the reports of a run and the contradictions found in them."""
    from rich.console import Console

    from nlp.write.summary import summarize

    console = Console(highlight=False, emoji=False, width=None if sys.stdout.isatty() else 140)
    for part in summarize(out):
        console.print(part)


@app.command("report", short_help="生成网页 / a page for every report of a run")
def write_report(
    out: Annotated[Path, typer.Argument(help="annotate 的输出文件夹 / output folder of annotate")],
    to: Annotated[Path | None, typer.Option(help="网页文件夹 / folder of the pages; default OUT/html")] = None,
) -> None:
    """每份报告一个网页, 另有目录; 不联网, 可打印。 / One HTML page a report and an index; offline, prints well."""
    from nlp import catalog
    from nlp.write.page import write_pages
    from nlp.write.summary import read_errors, read_records

    target = to or out / "html"
    number = write_pages(lambda: read_records(out), read_errors(out), catalog.load(), target)
    typer.echo(f"{number} 份报告 / reports: {target / 'index.html'}", err=True)


@app.command("check", short_help="核对报告, 逐条列出 / check reports like a linter")
def check_reports(
    paths: Paths,
    output: Annotated[CheckFormat | None, typer.Option("--format", help="输出格式 / output format")] = None,
    select: Annotated[str | None, typer.Option(help="只看这些规则或族 / only these codes or families, a,b")] = None,
    ignore: Annotated[str | None, typer.Option(help="不看这些 / leave these out")] = None,
    fail_level: Annotated[str | None, typer.Option(help="error|review|note: 达到即退出码 1 / exit 1")] = None,
    exit_zero: Annotated[bool | None, typer.Option("--exit-zero", help="总是退出码 0 / always exit 0")] = None,
    baseline: Annotated[Path | None, typer.Option(help="只报不在此文件里的 / show only what is new")] = None,
    decisions: Annotated[
        Path | None, typer.Option(help="审阅裁决: 误报等不再报 / reviewers' verdicts: what they rejected is not shown")
    ] = None,
    series: Annotated[bool | None, typer.Option("--series", help="与上年报告互相核对 / check across years")] = None,
    aliases: Aliases = None,
    limit: Limits = None,
) -> None:
    """像校对一样核对报告, 逐条列出发现。 / Check reports like a linter, one finding a block.

    退出码 / exit codes: 0 没有达到 fail-level 的发现 nothing at or above the fail level, 1 有, 或文件不可读
    findings, or an unreadable file, 2 用法错误 misuse.
    """
    from msgspec.structs import replace

    from nlp import catalog, engine
    from nlp.decisions import latest, read_decisions, standing
    from nlp.pipeline import Tools
    from nlp.settings import is_own_file, load_settings, read_aliases, with_codes, with_limits
    from nlp.write import formats
    from nlp.write.findings import read_baseline

    given = {
        "select": tuple(select.split(",")) if select else None,
        "ignore": tuple(ignore.split(",")) if ignore else None,
        "fail_level": fail_level,
        "exit_zero": exit_zero,
        "baseline": str(baseline) if baseline else None,
        "decisions": str(decisions) if decisions else None,
        "format": output.value if output else None,
        "series": series,
        "aliases": str(aliases) if aliases else None,
    }
    settings = replace(load_settings(Path()), **{key: value for key, value in given.items() if value is not None})
    known = read_baseline(Path(settings.baseline)) if settings.baseline else frozenset()
    judged = latest(read_decisions(Path(settings.decisions))) if settings.decisions else {}
    failed = False
    told: dict[tuple[str, str], tuple[str, str]] = {}
    outcomes: list[Outcome] = []
    tools = Tools(catalog.load(), model=None)  # no finding depends on a topic, and the model is slow to load
    settings = with_codes(settings, tools.catalog.all_rules)
    budget = with_limits(settings.budget, limit or ())
    listed = engine.find_files(paths, budget)
    files = ((path, uri) for path, uri in listed if path in paths or not is_own_file(path, settings))
    recipe = engine.Recipe(budget=budget, seconds=budget.seconds)
    found: Iterable[Outcome] = engine.analyze_shard(files, tools, recipe)
    if settings.series or settings.aliases:
        found = engine.chain(found, read_aliases(Path(settings.aliases)) if settings.aliases else None)
    for uri, outcome in found:
        if isinstance(outcome, GongkaiError):
            failed |= not settings.exit_zero
            outcomes.append((uri, outcome))
            continue
        reports = []
        for report in outcome:
            findings = tuple(
                finding
                for finding in report.findings
                if settings.shows(finding.rule) and (finding.id, finding.fingerprint) not in known
            )
            stands = {(f.id, f.fingerprint): standing(f.id, f.fingerprint, judged) for f in findings}
            told.update({name: (own.suppression, own.reasons) for name, own in stands.items() if own.suppression})
            open_ones = [f for f in findings if not stands[f.id, f.fingerprint].silenced]
            failed |= any(settings.fails_on(finding.level) for finding in open_ones)
            findings = findings if settings.format == "sarif" else tuple(open_ones)
            reports.append(replace(report, findings=findings))
        outcomes.append((uri, tuple(reports)))
    for line in formats.render(settings.format, outcomes, tools.catalog, told):
        typer.echo(line)
    raise typer.Exit(1 if failed else 0)


@app.command(short_help="说明规则 / explain a rule")
def explain(
    code: Annotated[str, typer.Argument(help="规则代码 / rule code, e.g. TT101", show_default=False)],
) -> None:
    """说明一条规则: 查什么, 为什么, 依据, 例子, 不查什么。 / Explain a rule: what, why, ground, example, limits."""
    from nlp import catalog
    from nlp.write.rules import find_rule, page

    typer.echo(page(find_rule(catalog.load(), code.upper())))


@app.command("rules", short_help="列出规则 / list the rules")
def list_rules(
    output: Annotated[RulesFormat, typer.Option("--format", help="输出格式 / output format")] = RulesFormat.text,
    measured: Annotated[bool, typer.Option("--measured", help="量测细目 / how each was measured")] = False,
    decisions: Annotated[
        Path | None, typer.Option(help="审阅裁决: 由此估计准确率 / reviewers' verdicts: precision by them")
    ] = None,
) -> None:
    """列出全部规则和量测结果, 或生成 docs/rules.md。 / List all rules and their marks, or generate docs/rules.md."""
    from nlp import catalog
    from nlp.catalog.measured import read_measurement
    from nlp.decisions import precision, read_decisions
    from nlp.write.rules import listing, markdown, marks

    known, found = catalog.load(), read_measurement()
    if output is RulesFormat.markdown:
        typer.echo(markdown(known, found), nl=False)
        return
    judged = precision(read_decisions(decisions)) if decisions else {}
    for line in marks(known, found, judged) if measured or decisions else listing(known, found):
        typer.echo(line)


@app.command(short_help="打分 / score against gold, score labels")
def evaluate(
    files: Labels = None,
    gold: Annotated[Path | None, typer.Option(help="标准标注文件夹 / folder of gold annotations")] = None,
    sources: Annotated[Path | None, typer.Option(help="原文文件夹 / folder of the source files")] = None,
    details: Annotated[bool, typer.Option(help="列出每处不符 / list every miss")] = False,
    layer: Annotated[str | None, typer.Option(help="只列这一层的不符 / only this layer's misses")] = None,
    labels: LabelsOption = None,
    agreement: Annotated[
        tuple[Path, Path] | None,
        typer.Option(metavar="ONE TWO", help="两人的标注文件: α 与 AC1 / files of two annotators"),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="结果 JSON / result file")] = None,
    model: Model = None,
) -> None:
    """给每一层打分, 或只评主题标签, 或比较两位标注者。 / Score every layer, the labels alone, or two annotators.

    \b
    gongkai evaluate --gold GOLD --sources SEEDS       每一层, 对照标准标注 / every layer against gold annotations
    gongkai evaluate --labels held-out.jsonl           主题模型, 对照标注 / the topic model against labels
    gongkai evaluate --labels corpora/labeled          文件夹只用其测试机关 / of a folder its test offices alone
    gongkai evaluate --agreement one.jsonl two.jsonl   两位标注者 / two annotators: Krippendorff α, Gwet AC1

    --labels: 各标签的精确率、召回率、F1、支持数, 按报告自助抽样的区间, 混淆, 校准 (ECE)。--out 另写 JSON 与可靠度图。
    / By label precision, recall, F1 and support with intervals by bootstrap over reports, confusion, calibration;
    --out also writes JSON and the reliability plot (SVG).
    """
    from nlp import evaluate

    if agreement:
        evaluate.run_agreement(*agreement, out=out)
    elif labels or files:
        evaluate.run_labels([*(labels or ()), *(files or ())], model, details=details, out=out)
    elif gold and sources:
        evaluate.run(gold, sources, details=details, layer=layer, out=out)
    else:
        raise UsageError(
            "要有 --gold 与 --sources, 或 --labels, 或 --agreement",
            "give --gold and --sources, --labels, or --agreement",
        )


@app.command("exam", short_help="埋错考试 / which planted errors are found")
def run_exam(
    n: Annotated[int, typer.Option("--n", min=1, help="每种错误的个数 / plants of each kind")] = 200,
    seed: Annotated[int, typer.Option(help="随机种子 / seed")] = 0,
    output: Annotated[ExamFormat, typer.Option("--format", help="输出格式 / output format")] = ExamFormat.text,
    keep: Annotated[int, typer.Option(help="列出漏报和误报的条数 / misses and alarms to list")] = 20,
    rules: Annotated[bool, typer.Option("--rules", help="逐条规则量测 / measure every rule on its own")] = False,
) -> None:
    """埋入已知错误, 看查出多少、误报多少。 / Plant known errors: recall, false alarms, repairs.

    --rules: 每条规则各埋 n 处, 另读无错报告; `--format json` 即 docs/results/rules.json。
    / n flaws of each rule's own kind, and reports without any.
    """
    from nlp.exam import exam
    from nlp.exam.render import render, render_rules

    if rules:
        from nlp.exam.measure import measure

        measurement, examples = measure(n, seed, keep=min(keep, 3))
        for part in render_rules(measurement, examples, output.value):
            typer.echo(part)
        return
    for part in render(exam(n, seed, keep), output.value):
        typer.echo(part)


@app.command("simulate", short_help="模拟语料 / reports of invented offices")
def simulate_corpus(
    out: Annotated[Path, typer.Argument(help="输出文件夹 / output folder")],
    offices: Annotated[int, typer.Option(min=1, help="机关数 / offices")] = 100,
    years: Annotated[int, typer.Option(min=1, max=8, help="每个机关的年数 / years an office")] = 3,
    seed: Annotated[int, typer.Option(help="随机种子 / seed")] = 0,
    kind: Annotated[SimulatedAs, typer.Option("--as", help="文本或网页 / text, or pages of a site")] = SimulatedAs.text,
) -> None:
    """写出虚构机关多年的报告, 附真值。 / Write reports of invented offices over years, with their numbers as truth."""
    from nlp.exam import write_corpus

    typer.echo(f"{write_corpus(out, offices, seed, years, kind is SimulatedAs.html)} reports: {out}", err=True)
