"""What reviewers do: judge findings on a page, and look at what they decided."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from nlp.cli.app import app
from nlp.errors import UsageError

DECISIONS = "decisions.db"  # in the output folder, where no other file is named

decisions = typer.Typer(
    name="decisions",
    help="审阅的裁决: 列出、一致程度、改过的标签。 / Reviewers' verdicts: list, agreement, corrected tags.",
    no_args_is_help=True,
)
app.add_typer(decisions, short_help="审阅的裁决 / reviewers' verdicts")

Log = Annotated[Path, typer.Argument(help="裁决文件 / file of decisions", show_default=False)]


class ListFormat(StrEnum):
    text = "text"
    jsonl = "jsonl"


@app.command(short_help="网页审阅 / judge findings on a page")
def review(
    out: Annotated[Path, typer.Argument(help="annotate 的输出文件夹 / output folder of annotate")],
    reviewer: Annotated[str, typer.Option(help="审阅人 / who reviews")],
    blind: Annotated[bool, typer.Option("--blind", help="不看他人的裁决 / others' verdicts are hidden")] = False,
    to: Annotated[Path | None, typer.Option("--decisions", help="裁决文件 / file of decisions")] = None,
    host: Annotated[str, typer.Option(help="监听地址 / address to listen at")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口 / port")] = 8765,
    name: Annotated[list[str] | None, typer.Option(help="访问用的主机名 / host names it is reached by")] = None,
    password_file: Annotated[Path | None, typer.Option(help="密码文件 / file that holds the password")] = None,
) -> None:
    """在本机网页上逐条判定发现; 裁决存入 OUT/decisions.db。 / Judge findings one by one on a page of this machine.

    只在本机可见; --host 为其他地址时须设密码。 / Seen on this machine only; any other --host demands a password.
    """
    try:
        import uvicorn

        from nlp.server.app import application
    except ModuleNotFoundError as missing:
        raise UsageError(
            f"缺少 {missing.name}: pip install gongkai[serve]", f"{missing.name} is missing: pip install gongkai[serve]"
        ) from None
    from nlp import catalog
    from nlp.catalog.measured import read_measurement
    from nlp.decisions import Log
    from nlp.server.desk import Desk
    from nlp.server.guard import Guard, allowed_hosts, is_loopback

    if not reviewer.strip():
        raise UsageError("--reviewer 不能为空", "--reviewer can't be empty")
    password = _password(password_file, needed=not is_loopback(host))
    hosts = allowed_hosts(host, name or (), password)
    log = Log(to or out / DECISIONS)
    desk = Desk(out, log, reviewer.strip(), blind, read_measurement())
    app = application(desk, catalog.load(), Guard.fresh(password), hosts)
    server = uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_level="warning", server_header=False))
    shown = name[0] if name else f"[{host}]" if ":" in host else host
    typer.echo(f"http://{shown}:{port}/  (Ctrl+C 结束 / to stop)", err=True)
    server.run()
    log.close()


def _password(file: Path | None, needed: bool) -> str:
    if file is None:
        return str(typer.prompt("密码 / password", hide_input=True)) if needed else ""
    try:
        password = file.read_text("utf-8").strip()
    except OSError as reason:
        raise UsageError(f"无法读取 {file}: {reason.strerror}", f"can't read {file}: {reason.strerror}") from None
    if not password:
        raise UsageError(f"{file} 是空的", f"{file} is empty")
    return password


@decisions.command("list", short_help="列出裁决 / list the verdicts")
def list_decisions(
    log: Log,
    output: Annotated[ListFormat, typer.Option("--format", help="输出格式 / output format")] = ListFormat.text,
) -> None:
    """列出仍然有效的裁决, 旧的在前。 / List the verdicts that were not taken back, oldest first."""
    import msgspec

    from nlp.decisions import VERDICTS, read_decisions
    from nlp.write.findings import printable

    for decision in read_decisions(log):
        if output is ListFormat.jsonl:
            typer.echo(msgspec.json.encode(decision).decode())
            continue
        zh, en = VERDICTS[decision.verdict]
        told = (decision.at, decision.reviewer, decision.rule, f"{zh} / {en}", decision.subject, decision.comment)
        typer.echo("  ".join(printable(part) for part in told).rstrip())


@decisions.command(short_help="两人的一致程度 / how far reviewers agree")
def agreement(log: Log) -> None:
    """每两位审阅人的一致程度: Cohen κ 与 Gwet AC1。 / Cohen's kappa and Gwet's AC1 of every two reviewers."""
    from itertools import combinations

    from nlp.agreement import ac1, kappa, observed
    from nlp.decisions import VERDICTS, pairs, read_decisions

    given = read_decisions(log)
    for one, two in combinations(sorted({decision.reviewer for decision in given}), 2):
        both = list(pairs(given, one, two))
        first, second = [pair[0] for pair in both], [pair[1] for pair in both]
        measures = (observed(first, second), kappa(first, second), ac1(first, second, len(VERDICTS)))
        told = ("–" if measure is None else f"{measure:.3f}" for measure in measures)
        typer.echo(
            f"{one}  {two}  n {len(both)}  " + "  ".join(map(" ".join, zip(("=", "κ", "AC1"), told, strict=True)))
        )


@decisions.command(short_help="导出改过的标签 / corrected tags for training")
def labels(
    log: Log,
    out: Annotated[Path | None, typer.Option(help="输出文件 / output file")] = None,
    reviewer: Annotated[str | None, typer.Option(help="只要这位的 / of this reviewer only")] = None,
) -> None:
    """导出改过的标签 (JSON 行), 供 `gongkai train --labels`。 / Corrected tags, for `gongkai train --labels`."""
    import msgspec

    from nlp.decisions import open_log

    corrections = [c for c in open_log(log).corrections() if reviewer in (None, c.reviewer)]
    last = {correction.unit: correction for correction in corrections}  # of several reviewers, the last word
    lines = []
    for own in last.values():
        about = msgspec.json.decode(own.context, type=dict[str, str | None])
        row = {"text": own.text, "tags": own.tags, "problem_types": own.problem_types, "unit": own.unit, **about}
        lines.append(msgspec.json.encode(row).decode())
    if out is None:
        for line in lines:
            typer.echo(line)
    else:
        out.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        typer.echo(f"{len(lines)} units: {out}", err=True)
