"""Scores for people: a table on the terminal, each miss as a line, a block for the README."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.evaluate.scores import ORIGIN_ZH, Measure, Scores

if TYPE_CHECKING:
    from rich.table import Table

# shown on the front page beside the measures that have a goal
_MAIN = {
    ("zones", "narrative covered"),
    ("units", "section role"),
    ("cells", "wrong value given as sure"),
    ("figures", "strict core precision"),
    ("figures", "strict core recall"),
    ("figures", "strict all F1"),
    ("figures", "indicator where the gold has one"),
    ("relations", "table identities: right"),
    ("relations", "reviews at their level"),
    ("relations", "notes at their level"),
    ("tags", "macro F1 (labels in the gold)"),
    ("problem types", "micro F1"),
}
OPENING, CLOSING = "<!-- evaluation:begin -->", "<!-- evaluation:end -->"


def _number(measure: Measure) -> str:
    if measure.value is None:
        return "–"
    if measure.hits is not None:
        return f"{measure.value:.4f}  ({measure.hits:g} of {measure.n})"
    return f"{measure.value:.4f}  (n = {measure.n})"


def render(scores: Scores) -> Table:
    """Table of every measure with its n; a measure that has a goal says whether it is met."""
    from rich.markup import escape
    from rich.table import Table

    table = Table("layer", "measure", "value", "goal", title="gold against output", title_justify="left")
    for name, layer in scores.layers.items():
        if layer.skipped:
            table.add_row(name, f"skipped: {layer.skipped}", style="dim")
        for at, measure in enumerate(layer.measures):
            style = {True: "green", False: "red", None: None}[measure.met]
            table.add_row(name if at == 0 else "", escape(measure.name), _number(measure), measure.goal, style=style)
        table.add_section()
    return table


def render_labels(scores: Scores) -> Table:
    """Table of every label with precision, recall, F1 and how often the gold has it."""
    from rich.table import Table

    table = Table(
        "layer", "label", "precision", "recall", "F1", "goal", "support", title="labels", title_justify="left"
    )
    for name, layer in scores.layers.items():
        for own in layer.labels:
            style = {True: "green", False: "red", None: None}[own.met]
            figures = ("–" if value is None else f"{value:.3f}" for value in (own.precision, own.recall, own.f1))
            table.add_row(name, own.label, *figures, own.goal, str(own.n), style=style)
        if layer.labels:
            table.add_section()
    return table


def list_misses(scores: Scores, layer: str | None = None) -> list[str]:
    """Each miss as one line: layer, report, source offset, what is wrong, the text."""
    lines = []
    for name, scored in scores.layers.items():
        if layer in (None, name):
            for miss in scored.misses:
                at = "" if miss.start is None else f"@{miss.start}"
                lines.append(f"{name} · {miss.report}{at} · {miss.what} · {miss.text}")
    return lines


def print_scores(scores: Scores, *, details: bool = False, layer: str | None = None) -> None:
    """Table on standard output, misses before it."""
    from rich.console import Console

    console = Console(soft_wrap=True, emoji=False)
    if details:
        for line in list_misses(scores, layer):
            console.print(line, markup=False, highlight=False)
    console.print(render(scores))
    console.print(render_labels(scores))
    console.print(scores.origin, style="dim")


def render_markdown(scores: Scores, lang: str = "en") -> str:
    """Table of the main measures for a README (`lang` en or zh), with n, data and origin; the rest is on file."""
    chinese = lang == "zh"
    head = "| 层 | 指标 | 值 | n |" if chinese else "| layer | measure | value | n |"
    skipped = "未测" if chinese else "not measured"
    lines = [head, "| --- | --- | --- | --- |"]
    for name, layer in scores.layers.items():
        if layer.skipped:
            lines.append(f"| {name} | {skipped}: {layer.skipped} | – | – |")
        for measure in layer.measures:
            if measure.goal or (name, measure.name) in _MAIN:
                value = "–" if measure.value is None else f"{measure.value:.3f}"
                lines.append(f"| {name} | {measure.name} | {value} | {measure.n:,} |")
    sizes = ", ".join(f"{n:,} {what}" for what, n in scores.data.items())
    label, origin = ("数据：", ORIGIN_ZH) if chinese else ("Data: ", scores.origin)
    lines += ["", f"{label}{sizes}. {origin}"]
    return "\n".join(lines) + "\n"


def fill(page: str, block: str, opening: str = OPENING, closing: str = CLOSING) -> str:
    """The page with what stands between the two markers replaced; ValueError where a marker is missing."""
    before, start, rest = page.partition(opening)
    _, end, after = rest.partition(closing)
    if not (start and end):
        raise ValueError(f"no markers {opening} {closing}")
    return f"{before}{opening}\n{block}{closing}{after}"
