"""Scores of the topic model: tags and problem types over the narrative segments."""

from collections import Counter
from collections.abc import Sequence

from nlp.evaluate.outcome import Run
from nlp.evaluate.scores import LabelScore, Layer, Measure, Miss, f1, share
from nlp.evaluate.structure import best_units

FREQUENT = 5  # in the gold: rarer labels say little one by one
LABEL_GOALS = {"problem": ">= 0.93", "measure": ">= 0.93"}


def tags(run: Run) -> Layer:
    """Micro- and macro-F1 of the tags; headings, leads and foreign text must bear none."""
    return _score(run, "tags", "tag", (">= 0.88", ">= 0.82"))


def problem_types(run: Run) -> Layer:
    """The same for problem types."""
    return _score(run, "problem types", "problem_type", (">= 0.75", ""))


def _score(run: Run, layer: str, annotation: str, goals: tuple[str, str]) -> Layer:
    if not any(label.layer == annotation for report in run.all_reports() for label in report.labels):
        return Layer(skipped=f"no report has labels of layer {annotation}")
    by_unit: dict[tuple[str, str], dict[str, float]] = {}
    for report in run.all_reports():
        for label in report.labels:
            if label.layer == annotation:
                by_unit.setdefault((report.id, label.unit), {})[label.label] = label.score
    best = best_units(run)
    right, predicted, wanted = Counter[str](), Counter[str](), Counter[str]()
    weighted = [0, 0, 0]
    bare = bare_total = exact = segments = 0
    misses = []
    claims: list[tuple[float, bool]] = []  # score of each label given, and whether it is right
    for segment in run.gold.tags:
        found = best.get(segment.id)
        given = by_unit.get((found[0].id, found[1].id), {}) if found else {}
        got = set(given)
        gold = set(segment.tags if annotation == "tag" else segment.problem_types)
        quote = run.gold.texts[segment.file][segment.start : segment.end].replace("\n", "⏎")[:60]
        if segment.kind == "narrative":
            segments += 1
            exact += got == gold
            claims += [(score, label in gold) for label, score in given.items()]
            right.update(got & gold)
            predicted.update(got)
            wanted.update(gold)
            length = len(segment.span)
            for at, labels in enumerate((got & gold, got, gold)):
                weighted[at] += length * len(labels)
        elif segment.kind in ("heading", "lead", "foreign"):
            bare_total += 1
            bare += not got
            gold = set()
        else:
            continue
        if got != gold:
            lost, extra = "+".join(sorted(gold - got)), "+".join(sorted(got - gold))
            what = f"missing [{lost}] extra [{extra}]"
            misses.append(Miss(layer, segment.report or segment.file, what, quote, segment.start))
    n = sum(wanted.values())
    scored = tuple(
        LabelScore(
            label,
            _ratio(right[label], predicted[label]),
            _ratio(right[label], wanted[label]),
            _ratio(2 * right[label], predicted[label] + wanted[label]),
            wanted[label],
            LABEL_GOALS.get(label, ""),
        )
        for label in sorted(predicted | wanted)
    )
    borne, frequent = ([own.f1 or 0.0 for own in scored if own.n >= least] for least in (1, FREQUENT))
    measures = [
        *f1(layer, "micro", sum(right.values()), sum(predicted.values()), n, goals[0]),
        Measure(layer, "macro F1 (labels in the gold)", _ratio(sum(borne), len(borne)), len(borne)),
        Measure(
            layer,
            f"macro F1 ({FREQUENT} or more in the gold)",
            _ratio(sum(frequent), len(frequent)),
            len(frequent),
            goal=goals[1],
        ),
        Measure(layer, "character-weighted F1", _ratio(2 * weighted[0], weighted[1] + weighted[2]), n),
        share(layer, "segments with the exact set", exact, segments),
        share(layer, "headings, leads, foreign untagged", bare, bare_total),
        Measure(layer, "calibration error (ECE) of labels given", _calibration(claims), len(claims), goal="<= 0.05"),
    ]
    return Layer(tuple(measures), tuple(misses), labels=scored)


def _calibration(claims: Sequence[tuple[float, bool]]) -> float | None:
    import numpy as np

    from nlp.topics.calibrate import calibration

    scores, right = (np.array([claim[at] for claim in claims]) for at in (0, 1))
    error: float = calibration(scores, right)["ece"]
    return error if claims else None


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
