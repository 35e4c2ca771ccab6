"""The application that all commands enter themselves in, and the arguments several of them share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

JOBS = {  # what `--help` lists, the main jobs first; a command that is not named here comes last
    "报告 / reports": (
        "annotate",
        "check",
        "report",
        "summary",
        "stats",
        "words",
        "reuse",
        "merge",
        "export",
        "doctor",
    ),
    "审阅 / review": ("review", "decisions"),
    "主题标签 / topic labels": ("suggest", "train", "explain-label"),
    "规则与效果 / rules, and how good they are": ("rules", "explain", "evaluate", "exam", "simulate"),
}


class Jobs(TyperGroup):
    """The commands under headings, in the order of JOBS."""

    def list_commands(self, ctx: Any) -> list[str]:
        named = [name for names in JOBS.values() for name in names if name in self.commands]
        return [*named, *(name for name in self.commands if name not in named)]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        left = self.list_commands(ctx)
        width = max(map(len, left))
        for heading, names in {**JOBS, "其他 / others": left}.items():
            own = [name for name in names if name in left]
            left = [name for name in left if name not in own]
            if own:
                with formatter.section(heading):
                    formatter.write_dl(
                        [(name.ljust(width), self.commands[name].get_short_help_str(99)) for name in own]
                    )


app = typer.Typer(
    name="gongkai",
    cls=Jobs,
    help="读政府信息公开工作年度报告: 拆分、标注、抽数、核对。"
    " / Read government disclosure reports: split, tag, extract, cross-check.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Paths = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE|FOLDER...", help="文件或文件夹, 递归 / files or folders, recursive", show_default=False
    ),
]

Aliases = Annotated[
    Path | None, typer.Option(help='改名机关, TOML: "新名" = "旧名" / renamed offices, "new name" = "old name"')
]


Limits = Annotated[
    list[str] | None,
    typer.Option("--limit", help="单个文件的限额 / what a file may cost, name=number: cells=1000000", metavar="NAME=N"),
]

Model = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER", help="自己训练的主题模型, 即 train 的 --out / a topic model of your own: --out of train"
    ),
]

Labels = Annotated[
    list[Path] | None, typer.Argument(metavar="FILE", help="更多标注文件 / more files of labels", show_default=False)
]

LabelsOption = Annotated[
    list[Path] | None,
    typer.Option("--labels", metavar="FILE", help="标注文件或文件夹 / files of labels, or a folder"),
]
