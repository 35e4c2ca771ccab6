"""From scores to labels: thresholds, what excludes what, and the features that decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nlp.document import Annotation
from nlp.topics.labeled import MOST_TAGS

if TYPE_CHECKING:
    import numpy as np

    from nlp.topics.model import Scores, Settings, TopicModel

    Floats = np.ndarray[Any, Any]
    Bools = np.ndarray[Any, Any]

WITH_TYPE = ("problem", "measure")  # tags that have problem types; `measure` has a status too
APART = (
    ("boilerplate",),
    WITH_TYPE,
)  # sets of tags that stand with no others: what is planned is a measure, not its topic
LAYERS = ("tag", "problem_type", "status")
REASONS = 3  # features named in `by`


def choose(probabilities: Floats, settings: Settings) -> Bools:
    """Labels given, shape (units, labels): tags over their threshold, at most three, types and status below.

    The best tag is given from `floor` on even below its own threshold; below it the unit stays without
    tag. A problem or measure always has at least its best problem type.
    """
    import numpy as np

    names = [c.label for c in settings.tags]
    tags = choose_tags(probabilities[:, : len(names)], names, [c.threshold for c in settings.tags], settings.floor)
    wanted: Bools = tags[:, [names.index(name) for name in WITH_TYPE]].max(axis=1)
    types = choose_types(probabilities[:, len(names) : -1], [c.threshold for c in settings.problem_types], wanted)
    done = (probabilities[:, -1] >= settings.done.threshold) & tags[:, names.index("measure")]
    return np.hstack([tags, types, done[:, None]])


def choose_tags(probabilities: Floats, names: Sequence[str], thresholds: Sequence[float], floor: float) -> Bools:
    """Tags given, shape (units, tags)."""
    import numpy as np

    rows = np.arange(len(probabilities))
    best = probabilities.argmax(axis=1)
    given = probabilities >= np.array(thresholds)
    given[rows, best] |= probabilities[rows, best] >= floor
    for group in APART:
        inside = np.isin(np.arange(len(names)), [names.index(name) for name in group])
        given &= inside[best][:, None] == inside
    return _at_most(MOST_TAGS, given, probabilities)


def choose_types(probabilities: Floats, thresholds: Sequence[float], wanted: Bools) -> Bools:
    """Problem types given to the units that want one, shape (units, types)."""
    import numpy as np

    given = probabilities >= np.array(thresholds)
    given[np.arange(len(probabilities)), probabilities.argmax(axis=1)] = True
    return _at_most(MOST_TAGS, given, probabilities) & wanted[:, None]


def _at_most(number: int, given: Bools, probabilities: Floats) -> Bools:
    import numpy as np

    order = np.argsort(-np.where(given, probabilities, -1), axis=1, kind="stable")
    return given & (np.argsort(order, axis=1) < number)


def annotate(units: Sequence[str], scores: Scores, model: TopicModel) -> list[list[Annotation]]:
    """Annotations of every unit, best tag first; `by` names the model and the strongest features."""
    chosen = choose(scores.probabilities, model.settings)
    layers = [*["tag"] * len(model.settings.tags), *["problem_type"] * len(model.settings.problem_types)]
    made: list[list[Annotation]] = [[] for _ in units]
    for column, layer in enumerate(layers):
        rows = chosen[:, column].nonzero()[0]
        for row, reason in zip(rows.tolist(), explain(scores, model, column, rows), strict=True):
            probability = float(scores.probabilities[row, column])
            made[row].append(Annotation(units[row], layer, model.labels[column], round(probability, 4), reason))
    measures = chosen[:, model.labels.index("measure")].nonzero()[0]
    for row, reason in zip(measures.tolist(), explain(scores, model, len(layers), measures), strict=True):
        done, probability = bool(chosen[row, -1]), float(scores.probabilities[row, -1])
        label, probability = ("done", probability) if done else ("planned", 1 - probability)
        made[row].append(Annotation(units[row], "status", label, round(probability, 4), reason))
    return [sorted(labels, key=lambda a: (LAYERS.index(a.layer), -a.score)) for labels in made]


def explain(scores: Scores, model: TopicModel, column: int, rows: Any) -> list[str]:
    """For each row `topics/<digest>: feature +weight, ...`, the strongest features for the label first."""
    import numpy as np

    name = f"topics/{model.settings.digest[:8]}"
    if not len(rows):
        return []
    parts = []
    offset = 0
    for rows_of_block, weights in zip(scores.vectors, model.coefficients, strict=True):
        own = rows_of_block[rows].tocoo()
        parts.append((own.row, own.col + offset, own.data * weights[own.col, column]))
        offset += len(weights)
    row, feature, pull = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.lexsort((-np.abs(pull), row))
    row, feature, pull = row[order], feature[order], pull[order]
    starts = np.searchsorted(row, np.arange(len(rows)))
    ends = np.searchsorted(row, np.arange(len(rows)), side="right")
    said = []
    for start, end in zip(starts.tolist(), np.minimum(ends, starts + REASONS).tolist(), strict=True):
        features = [f"{model.names[feature[at]]} {pull[at] * model.slopes[column]:+.2f}" for at in range(start, end)]
        said.append(f"{name}: {', '.join(features)}")
    return said
