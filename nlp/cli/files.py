"""Commands about files as files: what is installed to read them, and how one was read."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from nlp.cli.app import Limits, app


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
    failed = False
    for path, uri in engine.find_files(paths, budget):
        read = doctor.examine(path, uri, known, budget)
        failed |= read.error is not None
        typer.echo(msgspec.json.encode(read).decode() if as_json else "\n".join(doctor.render_file(read)))
    raise typer.Exit(1 if failed else 0)
