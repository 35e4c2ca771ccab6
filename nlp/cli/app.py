"""The application that all commands enter themselves in, and the arguments several of them share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="gongkai",
    help="读政府信息公开工作年度报告: 拆分、标注、抽数、核对。"
    " / Read government disclosure reports: split, tag, extract, cross-check.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Paths = Annotated[
    list[Path], typer.Argument(help="文件或文件夹, 递归 / files or folders, recursive", show_default=False)
]

Aliases = Annotated[
    Path | None, typer.Option(help='改名机关, TOML: "新名" = "旧名" / renamed offices, "new name" = "old name"')
]


Limits = Annotated[
    list[str] | None,
    typer.Option("--limit", help="单个文件的限额 / what a file may cost, name=number: cells=1000000", metavar="NAME=N"),
]

Model = Annotated[Path | None, typer.Option(help="自己训练的主题模型 / a topic model of your own")]
