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
LEAST = 5  # reports that an interval needs
NOTHING = "–"  # stands for no label in the confusion


def score_labels(model: TopicModel, offices: Sequence[Office]) -> dict[str, Any]:
    """All measures of the labels of labeled offices, by layer and label, with confusion and calibration of the tags."""
    import numpy as np

    from nlp.topics.learn import examples
    from nlp.topics.train import agreement, label_sets, reliability

    reports = np.array(examples(offices).offices)
    result: dict[str, Any] = {"units": len(reports), "reports": len(offices)}
    for layer, (given, wanted) in label_sets(model, offices).items():
        names = sorted(set().union(*given, *wanted))
        said, meant = (np.array([[name in own for name in names] for own in sets], bool) for sets in (given, wanted))
        scores = agreement(given, wanted)
        between = intervals(said, meant, reports, names) if names else {}
        scores |= {f"{name}_interval": between[name] for name in ("micro_f1", "macro_f1") if name in between}
        for name, own in scores["labels"].items():
            own |= {"interval": between[name]} if name in between else {}
        result[layer] = scores
        if layer == "tag":
            result["confusion"] = confusion(said, meant, names)
    return {**result, "calibration": reliability(model, offices)}


def intervals(given: Bools, wanted: Bools, reports: Any, names: Sequence[str]) -> dict[str, tuple[float, float]]:
    """95 % intervals of F1: reports drawn with replacement, since units of one report are alike.

    A draw without a label says nothing of it. There is none for a label that fewer than LEAST reports bear, and none
    at all from fewer reports.
    """
    import numpy as np

    groups = np.unique(reports)
    if len(groups) < LEAST:
        return {}
    sums = np.array([[part[reports == group].sum(0) for part in (given & wanted, given, wanted)] for group in groups])
    draws = np.random.default_rng(0).integers(0, len(groups), (ROUNDS, len(groups)))
    right, said, meant = (np.stack([sums[draw, part].sum(axis=0) for draw in draws]) for part in range(3))
    own: Floats = np.where(meant > 0, 2 * right / np.maximum(1, said + meant), np.nan)
    micro = 2 * right.sum(axis=1) / np.maximum(1, (said + meant).sum(axis=1))
    borne = (sums[:, 2] > 0).sum(axis=0)
    some = (meant > 0).any(axis=1)
    samples = {"micro_f1": micro, "macro_f1": np.nanmean(own[some], axis=1)} if some.any() else {}
    samples |= {name: own[:, at] for at, name in enumerate(names) if borne[at] >= LEAST}
    return {
        name: (round(float(low), 4), round(float(high), 4))
        for name, values in samples.items()
        for low, high in [np.nanquantile(values, (0.025, 0.975))]
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

    Beside the result file stands the reliability diagram as a picture (SVG).
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
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
        out.with_suffix(".svg").write_text(draw(result["calibration"]["given_labels"]), "utf-8")
    _print(result, details)
    return result


PLOT = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="-45 -30 375 375" width="500" font-family="sans-serif" font-size="11">
<rect x="-45" y="-30" width="375" height="375" fill="white"/>
<text x="150" y="-12" text-anchor="middle" font-size="13">{title}</text>
<path d="M0 0V300H300M0 300L300 0" fill="none" stroke="#aaa"/>
{axes}
<text x="150" y="335" text-anchor="middle">得分 / score said</text>
<text transform="translate(-32 150) rotate(-90)" text-anchor="middle">正确的占比 / share right</text>
<polyline points="{line}" fill="none" stroke="#1f5fa8" stroke-width="1.5"/>
{points}
</svg>
"""


def draw(reliability: dict[str, Any]) -> str:
    """Reliability diagram as an SVG picture: score said against share right, a point a bin, its area by the count."""
    ticks = [(tick, 300 * tick) for tick in (0, 0.2, 0.4, 0.6, 0.8, 1)]
    across = [f'<text x="{at:.0f}" y="316" text-anchor="middle">{tick:g}</text>' for tick, at in ticks]
    up = [f'<text x="-6" y="{304 - at:.0f}" text-anchor="end">{tick:g}</text>' for tick, at in ticks]
    places = [(300 * own["said"], 300 - 300 * own["right"], own["n"]) for own in reliability["points"]]
    most = max((n for *_, n in places), default=1)
    circles = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2 + 8 * (n / most) ** 0.5:.1f}" fill="#1f5fa8" fill-opacity=".6">'
        f"<title>n = {n}</title></circle>"
        for x, y, n in places
    ]
    total = sum(n for *_, n in places)
    return PLOT.format(
        title=f"ECE {reliability['ece']:.3f}, n = {total:,}",
        axes="\n".join((*across, *up)),
        line=" ".join(f"{x:.1f},{y:.1f}" for x, y, _ in places),
        points="\n".join(circles),
    )


LAYERS = {
    "tag": "主题标签 / tags",
    "problem_type": "问题类型 / problem types",
    "status": "措施状态 / status of measures",
}
HEAD = ("标签\nlabel", "精确率\nprecision", "召回率\nrecall", "F1", "95 % 区间\ninterval", "支持数\nsupport")


def _print(result: dict[str, Any], details: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, soft_wrap=True, emoji=False)
    console.print(f"{result['units']:,} 单元 / units, {result['reports']} 份报告 / reports")
    if result["reports"] < LEAST:
        console.print(f"少于 {LEAST} 份报告, 没有区间 / fewer than {LEAST} reports: no intervals")
    for layer, shown in LAYERS.items():
        scores = result[layer]
        if not scores["labels"]:
            continue
        micro, macro = (
            f"{scores[name]:.3f}{_between(scores.get(f'{name}_interval'))}" for name in ("micro_f1", "macro_f1")
        )
        console.print(f"\n{shown}: micro-F1 {micro}, macro-F1 {macro}")
        table = Table(*HEAD)
        for label, own in scores["labels"].items():
            figures = (f"{own[name]:.2f}" for name in ("precision", "recall", "f1"))
            table.add_row(label, *figures, _between(own.get("interval")).strip(), str(own["support"]))
        console.print(table)
    given, pairs = (result["calibration"][name] for name in ("given_labels", "all_pairs"))
    console.print(
        f"\n校准误差 ECE {given['ece']:.3f} (所给标签), {pairs['ece']:.3f} (全部单元×标签)"
        f" / calibration error: {given['ece']:.3f} of tags given, {pairs['ece']:.3f} of every pair of unit and tag"
    )
    console.print("平均得分, 正确的占比 / mean score, share right:")
    for point in given["points"]:
        bar = "█" * round(20 * point["right"])
        console.print(f"  {point['said']:.2f} {bar:<20} {point['right']:.2f}  n = {point['n']}")
    if result["confusion"]:
        console.print("混淆: 次数 应标 → 误标 / confusion: count, missed → given instead (– 无 / nothing)")
    for lost, extra, count in result["confusion"][: None if details else 10]:
        console.print(f"  {count:>3}  {lost} → {extra}")


def _between(interval: tuple[float, float] | None) -> str:
    return "" if interval is None else f" ({interval[0]:.2f}-{interval[1]:.2f})"
