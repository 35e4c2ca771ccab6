"""The topic model against labeled units: per label, confusion, calibration, intervals by bootstrap over reports."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.topics.labeled import Office

if TYPE_CHECKING:
    import numpy as np

    from nlp.topics.model import TopicModel

    Bools = np.ndarray[Any, Any]
    Floats = np.ndarray[Any, Any]

ROUNDS = 1000  # of the bootstrap
NOTHING = "–"  # stands for no label in the confusion


def score_labels(model: TopicModel, offices: Sequence[Office]) -> dict[str, Any]:
    """All measures of the tags of labeled offices, and those of problem types and status by label."""
    import numpy as np

    from nlp.topics.decide import choose
    from nlp.topics.learn import examples, targets
    from nlp.topics.model import score
    from nlp.topics.train import measure, reliability

    data = examples(offices)
    names = [tag.label for tag in model.settings.tags]
    probabilities = score(model, data.passages).probabilities
    given = choose(probabilities, model.settings)[:, : len(names)]
    wanted = targets(data.units, "tags", names)
    reports = np.array(data.offices)
    result = measure(model, offices)
    for name, interval in intervals(given, wanted, reports, names).items():
        place = result["tag"] if name in ("micro_f1", "macro_f1") else result["tag"]["labels"].get(name)
        if place is not None:
            place[f"{name}_interval" if name in ("micro_f1", "macro_f1") else "interval"] = interval
    return {
        "units": len(data.units),
        "reports": len(offices),
        **result,
        "confusion": confusion(given, wanted, names),
        "calibration": reliability(model, offices),
    }


def intervals(given: Bools, wanted: Bools, reports: Any, names: Sequence[str]) -> dict[str, tuple[float, float]]:
    """95 % intervals of F1: reports drawn with replacement, since units of one report are alike."""
    import numpy as np

    groups = np.unique(reports)
    sums = np.array(
        [
            [(given & wanted)[reports == g].sum(0), given[reports == g].sum(0) + wanted[reports == g].sum(0)]
            for g in groups
        ]
    )
    borne: Any = wanted.any(axis=0)
    draws = np.random.default_rng(0).integers(0, len(groups), (ROUNDS, len(groups)))
    right, all_ = (np.stack([sums[draw, part].sum(axis=0) for draw in draws]) for part in (0, 1))
    own: Floats = 2 * right / np.maximum(1, all_)
    micro = 2 * right.sum(axis=1) / np.maximum(1, all_.sum(axis=1))
    samples = {"micro_f1": micro, "macro_f1": own[:, borne].mean(axis=1)}
    samples |= {name: own[:, at] for at, name in enumerate(names) if borne[at]}
    return {
        name: (round(float(low), 4), round(float(high), 4))
        for name, values in samples.items()
        for low, high in [np.quantile(values, (0.025, 0.975))]
    }


def confusion(given: Bools, wanted: Bools, names: Sequence[str]) -> list[tuple[str, str, int]]:
    """Label missed, label given instead, how often; most frequent first. `–` where nothing stands for it."""
    pairs: Counter[tuple[str, str]] = Counter()
    missed: Bools = wanted & ~given
    invented: Bools = given & ~wanted
    for row in range(len(given)):
        lost = [name for name, own in zip(names, missed[row], strict=True) if own] or [NOTHING]
        extra = [name for name, own in zip(names, invented[row], strict=True) if own] or [NOTHING]
        pairs.update((one, other) for one in lost for other in extra if one != other)
    return [(*pair, count) for pair, count in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))]


def run_labels(
    labels: Iterable[Path], model: Path | None = None, *, details: bool = False, out: Path | None = None
) -> dict[str, Any]:
    """Score a model on labeled files or the test offices of folders, print the tables, write the result file.

    Beside the result file stands the reliability diagram as a picture where matplotlib is installed.
    """
    from nlp import catalog
    from nlp.topics import load_model
    from nlp.topics.exchange import read_examples, to_offices
    from nlp.topics.labeled import load_labeled

    known = catalog.load()
    offices: list[Office] = []
    for path in labels:
        if path.is_dir():
            own = load_labeled(path, frozenset(known.tags), frozenset(known.problem_types))
            offices.extend(office for office in own if office.split == "test")
        else:
            offices.extend(to_offices(read_examples(path), known, path.name))
    result = score_labels(load_model(model), offices)
    _print(result, details)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
        draw(result["calibration"]["given_labels"], out.with_suffix(".png"))
    return result


def draw(reliability: dict[str, Any], file: Path) -> bool:
    """Reliability diagram as a picture; False where matplotlib is not installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return False
    figure = Figure(figsize=(4, 4))
    axes = figure.subplots()
    said, right = ([point[name] for point in reliability["points"]] for name in ("said", "right"))
    axes.plot([0, 1], [0, 1], color="0.7")
    axes.plot(said, right, marker="o")
    axes.set(xlabel="score", ylabel="share right", title=f"ECE {reliability['ece']:.3f}", xlim=(0, 1), ylim=(0, 1))
    figure.savefig(file, dpi=150, bbox_inches="tight")
    return True


def _print(result: dict[str, Any], details: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for layer in ("tag", "problem_type", "status"):
        scores = result[layer]
        micro, macro = (
            f"{scores[name]:.3f}{_between(scores.get(f'{name}_interval'))}" for name in ("micro_f1", "macro_f1")
        )
        title = f"{layer}: micro-F1 {micro}, macro-F1 {macro}"
        table = Table("label", "precision", "recall", "F1", "95 %", "support", title=title, title_justify="left")
        for label, own in scores["labels"].items():
            figures = (f"{own[name]:.2f}" for name in ("precision", "recall", "f1"))
            table.add_row(label, *figures, _between(own.get("interval")).strip(), str(own["support"]))
        console.print(table)
    reliability = result["calibration"]["given_labels"]
    console.print(
        f"ECE {reliability['ece']:.3f} (given labels), {result['calibration']['all_pairs']['ece']:.3f} (all pairs)"
    )
    for point in reliability["points"]:
        bar = "█" * round(20 * point["right"])
        console.print(f"  {point['said']:.2f} {bar:<20} {point['right']:.2f}  n = {point['n']}", highlight=False)
    for lost, extra, count in result["confusion"][: None if details else 10]:
        console.print(f"  {count:>3}  {lost} → {extra}", highlight=False)


def _between(interval: tuple[float, float] | None) -> str:
    return "" if interval is None else f" ({interval[0]:.2f}-{interval[1]:.2f})"
