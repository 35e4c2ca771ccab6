"""Commands for topics: train, suggest what to label, explain a label."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nlp.cli.app import Labels, LabelsOption, Model, Paths, app
from nlp.errors import UsageError

if TYPE_CHECKING:
    from nlp.document import Report


class LabelFormat(StrEnum):
    jsonl = "jsonl"
    label_studio = "label-studio"
    doccano = "doccano"
    prodigy = "prodigy"
    argilla = "argilla"


@app.command("train", short_help="训练主题模型 / train the topic model")
def train_topics(
    files: Labels = None,
    labels: LabelsOption = None,
    weak: Annotated[
        tuple[str, Path] | None,
        typer.Option(
            metavar="headings CORPUS",
            help="语料由自己的标题标注, 标题不作特征 / a corpus labels itself by its headings",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="模型文件夹 / folder of your own model, for annotate --model")
    ] = None,
) -> None:
    """由标注文本训练主题模型, 写出模型与模型卡。 / Train the topic model from labeled text; writes model and card.

    \b
    gongkai suggest REPORTS/ --n 50 --format doccano --out todo.jsonl   先标这些 / label these first
    gongkai train --labels done.jsonl --out my-model                    加上自己的标注 / with labels of your own
    gongkai train --weak headings REPORTS/ --out my-model               由标题标注 / labels from headings
    gongkai annotate REPORTS/ --out OUT --model my-model                用它 / use it

    标注文件 (JSONL, Label Studio, doccano, Prodigy, Argilla 的导出) 加到自带文本上; 文件夹则代替自带文本。
    / Files of labels (JSONL, or what Label Studio, doccano, Prodigy and Argilla export) are added to the project's
    text; a folder of labeled text takes its place.
    """
    from nlp import labeling

    given = [*(labels or ()), *(files or ())]
    if weak and weak[0] != "headings":
        raise UsageError(f"不认识的弱标注方式: {weak[0]}", f"unknown way of weak labeling: {weak[0]}; use: headings")
    if (given or weak) and out is None:
        raise UsageError("自己的模型要用 --out 指定文件夹", "name the folder of your own model with --out")
    typer.echo("训练中, 约一两分钟, 语料大则更久 / training, a minute or two, longer for a large corpus", err=True)
    results = labeling.train_own(given, _read_corpus([weak[1]]) if weak else None, out)
    for part, count in results.get("added", {}).items():
        zh = {"labeled": "自己的标注", "weak": "由标题标注"}[part]
        if count["units"]:
            typer.echo(f"{zh} / {part}: {count['units']} 单元 / units, {count['offices']} 份报告 / reports")
    for lacking, count in results["left_out"].items():
        typer.echo(
            f"{count} 单元的问题类型或状态未用, 因为没有标 {lacking} / types or status of {count} units are not used,"
            f" as they lack the tag {lacking}",
            err=True,
        )
    typer.echo("以下为项目自带测试文本上的成绩 / scores on the project's own test text:")
    for layer, scores in results["test"].items():
        typer.echo(f"{layer}: micro-F1 {scores['micro_f1']:.3f}, macro-F1 {scores['macro_f1']:.3f}")
    if out is not None:
        typer.echo(f"模型 / model: {out}; gongkai annotate REPORTS --out OUT --model {out}", err=True)


def _read_corpus(paths: list[Path]) -> list[Report]:
    """Reports of files and folders; files without one are named on stderr."""
    from nlp import catalog, engine, labeling

    reports, unreadable = labeling.read_corpus(engine.find_files(paths), catalog.load())
    for uri, error in unreadable:
        typer.echo(f"{uri}: {error}", err=True)
    return reports


@app.command(short_help="建议先标哪些 / what to label next")
def suggest(
    paths: Paths,
    n: Annotated[int, typer.Option("--n", min=1, help="单元数 / units")] = 50,
    output: Annotated[LabelFormat, typer.Option("--format", help="输出格式 / output format")] = LabelFormat.jsonl,
    out: Annotated[Path | None, typer.Option(help="输出文件 / output file")] = None,
    model: Model = None,
) -> None:
    """挑出最值得标注的单元, 附模型的建议。 / The units most worth labeling next, with what the model would say."""
    from nlp import catalog, labeling
    from nlp.topics import load_model
    from nlp.topics.exchange import label_studio_config, write_examples

    known = catalog.load()
    examples = labeling.suggest(_read_corpus(paths), load_model(model), n)
    text = "".join(f"{line}\n" for line in write_examples(examples, output.value, known))
    typer.echo(
        "标签是模型的猜测, 改好再训练 / the labels are the model's guess: correct them before training", err=True
    )
    if out is None:
        typer.echo(text, nl=False)
        return
    out.write_text(text, "utf-8")
    if output is LabelFormat.label_studio:
        out.with_suffix(".xml").write_text(label_studio_config(known), "utf-8")
    typer.echo(f"{len(examples)} 单元 / units: {out}", err=True)


@app.command("explain-label", short_help="说明标签的理由 / why a unit was labeled")
def explain_label(
    unit: Annotated[str, typer.Argument(help="单元 id 或一段文字 / id of a unit, or a text", show_default=False)],
    paths: Annotated[list[Path] | None, typer.Argument(help="id 所在的文件 / the files that hold it")] = None,
    role: Annotated[str, typer.Option(help="所在部分 (只用于文字) / part it stands in, for a text")] = "none",
    heading: Annotated[list[str] | None, typer.Option(help="上级标题 / headings above a text")] = None,
    model: Model = None,
) -> None:
    """说明一个单元为什么得到这些标签: 分数、阈值、起作用的特征。 / Why a unit got its labels: scores and features."""
    from nlp import labeling
    from nlp.topics import load_model

    if paths:
        report, at = labeling.find_unit(_read_corpus(paths), unit)
    else:
        report, at = labeling.loose_unit(unit, role, heading or ()), 0
    for line in labeling.explain_label(report, at, load_model(model)):
        typer.echo(line)
