"""Commands about files as files: what is installed to read them, how one was read, runs joined."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from nlp.cli.app import Aliases, Limits, app


class DoctorFormat(StrEnum):
    text = "text"
    json = "json"


@app.command(short_help="检查安装或文件 / what is installed, how a file was read")
def doctor(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="文件; 无则检查安装 / files; none: the installation", show_default=False),
    ] = None,
    output: Annotated[DoctorFormat, typer.Option("--format", help="输出格式 / output format")] = DoctorFormat.text,
    limit: Limits = None,
) -> None:
    """装了什么, 缺什么, 该敲什么; 或文件是怎样一步步读出的。 / What is installed, what is missing and what to type;
    or how a file was read, stage by stage.

    `--format json`: 一行一个对象 / one object a line.
    退出码 / exit codes: 0, 1 有文件读不出 a file that can't be read, 2 用法错误 misuse.
    """
    import msgspec

    from nlp import catalog, doctor, engine
    from nlp.settings import load_settings, with_limits

    as_json = output is DoctorFormat.json
    if not paths:
        found = doctor.installed()
        typer.echo(msgspec.json.encode(found).decode() if as_json else "\n".join(doctor.render_installed(found)))
        return
    budget, known = with_limits(load_settings(Path()).budget, limit or ()), catalog.load()
    told = failed = 0
    for path, uri in engine.find_files(paths, budget):
        read = doctor.examine(path, uri, known, budget)
        told += 1
        failed += read.error is not None
        typer.echo(msgspec.json.encode(read).decode() if as_json else "\n".join(doctor.render_file(read)))
    if told > 1 and not as_json:
        typer.echo(doctor.render_total(told - failed, failed))
    raise typer.Exit(1 if failed else 0)


@app.command(short_help="合并结果 / join finished runs")
def merge(
    out: Annotated[str, typer.Argument(help="新的输出文件夹 / new output folder")],
    runs: Annotated[list[str], typer.Argument(metavar="DIR...", help="annotate 的输出 / outputs of annotate")],
    aliases: Aliases = None,
) -> None:
    """把几次标注的结果合为一个, 跨年核对重做。 / Join finished runs into one; years are compared anew over all of them.

    须由同一版本与设置生成, 文件不重复; 先后次序不影响结果。
    / They must be of one release and setting, and no file may be in two; the order they are named in changes nothing.
    """
    from nlp import engine
    from nlp.settings import read_aliases

    counts = engine.merge(out, runs, read_aliases(aliases) if aliases else None)
    typer.echo(f"{counts.reports} 份报告 / reports, {counts.unreadable} 不可读 / unreadable: {out}", err=True)
