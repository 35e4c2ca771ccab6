"""From scores to labels: thresholds, what excludes what, and the features that decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from nlp.document import Annotation
from nlp.topics.labeled import MOST_TAGS
from nlp.topics.links import Link, inform, pair

if TYPE_CHECKING:
    import numpy as np

    from nlp.topics.model import Scores, Settings, TopicModel

    Floats = np.ndarray[Any, Any]
    Bools = np.ndarray[Any, Any]
    Ints = np.ndarray[Any, Any]

WITH_TYPE = ("problem", "measure")  # tags that have problem types; `measure` has a status too
APART = (
    ("boilerplate",),
    WITH_TYPE,
)  # sets of tags that stand with no others: what is planned is a measure, not its topic
LAYERS = ("tag", "problem_type", "status")
LENT = 0.25  # share of the tags of a short lead that comes from the sentences below it
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


def log_odds(probabilities: Floats, least: float = 1e-6) -> Floats:
    """Log odds of probabilities, those nearer to 0 or 1 than `least` taken as so near."""
    import numpy as np

    clipped = np.clip(probabilities, least, 1 - least)
    result: Floats = np.log(clipped / (1 - clipped))
    return result


def trusted(probabilities: Floats, chosen: Bools, settings: Settings) -> Floats:
    """Probabilities in which the tags given hold what those of held-out text held: a first tag more than its
    own probability, a further one less."""
    import numpy as np

    rows, columns = chosen[:, : len(settings.tags)].nonzero()
    first = probabilities[:, : len(settings.tags)].max(axis=1)
    constant, slope, further = settings.trust
    own = probabilities[rows, columns]
    odds = constant + slope * log_odds(own) + further * (own < first[rows])
    held = probabilities.copy()
    held[rows, columns] = 1 / (1 + np.exp(-odds))
    return held


def _at_most(number: int, given: Bools, probabilities: Floats) -> Bools:
    import numpy as np

    order = np.argsort(-np.where(given, probabilities, -1), axis=1, kind="stable")
    return given & (np.argsort(order, axis=1) < number)


def connect(scores: Scores, model: TopicModel, parts: Sequence[object]) -> tuple[Scores, list[Link]]:
    """Links between measures and problems, and the scores after the measures heard from their problems.

    Before that, short leads take a share of their tags from the sentences of their items. `parts` has for every row
    the stretch of text it stands in; links stay inside of one.
    """
    tags = len(model.settings.tags)
    heard = scores.probabilities.copy()
    for row, end in scores.leads:
        heard[row, :tags] = (1 - LENT) * heard[row, :tags] + LENT * heard[row + 1 : end, :tags].max(axis=0)
    chosen = choose(heard, model.settings)
    problems, measures = (chosen[:, model.labels.index(name)] for name in WITH_TYPE)
    types = heard[:, tags:-1]
    links = pair(problems, measures, types, parts)
    heard[:, tags:-1] = inform(types, links)
    return replace(scores, probabilities=heard), links


def annotate(
    units: Sequence[str], scores: Scores, model: TopicModel, links: Sequence[Link] = ()
) -> list[list[Annotation]]:
    """Annotations of every unit by layer, best first; `by` names the model and the strongest features."""
    import numpy as np

    chosen = choose(scores.probabilities, model.settings)
    tags, types = len(model.settings.tags), len(model.settings.problem_types)
    shown = chosen.copy()
    shown[:, -1] = chosen[:, model.labels.index("measure")]  # a measure has a status, done or not
    rows, columns = shown.nonzero()
    probabilities = trusted(scores.probabilities, chosen, model.settings)[rows, columns]
    planned = (columns == tags + types) & ~chosen[rows, columns]
    probabilities = np.where(planned, 1 - probabilities, probabilities)
    layers = np.searchsorted([tags, tags + types], columns, side="right")
    order = np.lexsort((-probabilities, layers, rows))
    rows, columns, planned = rows[order], columns[order], planned[order]
    reasons = explain(scores, model, rows, columns)
    made: list[list[Annotation]] = [[] for _ in units]
    for row, column, layer, plan, probability, reason in zip(
        rows.tolist(),
        columns.tolist(),
        layers[order].tolist(),
        planned.tolist(),
        probabilities[order].tolist(),
        reasons,
        strict=True,
    ):
        label = "planned" if plan else model.labels[column]
        made[row].append(Annotation(units[row], LAYERS[layer], label, round(probability, 4), reason))
    for link in links:
        one, other = units[link.measure], units[link.problem]
        made[link.measure].append(Annotation(one, "link", "answers", link.score, f"topics/links: {link.by}", other))
    return made


def explain(scores: Scores, model: TopicModel, rows: Ints, columns: Ints) -> list[str]:
    """For each pair of row and label `topics/<digest>: feature +weight, ...`, the strongest features first."""
    name = f"topics/{model.settings.digest[:8]}"
    names = model.features.names
    said = [
        ", ".join(f"{names[feature]} {pull:+.2f}" for feature, pull in own)
        for own in strongest(scores, model, rows, columns, REASONS)
    ]
    return [f"{name}: {own}" for own in said]


def strongest(
    scores: Scores, model: TopicModel, rows: Ints, columns: Ints, number: int
) -> list[list[tuple[int, float]]]:
    """For each pair of row and label up to `number` features with what each adds to the log odds."""
    import numpy as np

    vectors = scores.vectors
    found: list[list[tuple[int, float]]] = [[] for _ in range(len(rows))]
    sizes = np.diff(vectors.indptr)[rows]
    pairs = sizes.nonzero()[0]  # a unit of unknown words alone has no features
    if not len(pairs):
        return found
    sizes = sizes[pairs]
    starts = np.cumsum(sizes) - sizes
    at = np.arange(sizes.sum()) + np.repeat(vectors.indptr[rows[pairs]] - starts, sizes)
    feature = vectors.indices[at]
    label = np.repeat(columns[pairs], sizes)
    pull = vectors.data[at] * model.coefficients[feature, label] * model.slopes[label]
    strength = np.abs(pull)
    for _ in range(number):
        best = np.maximum.reduceat(strength, starts)
        hits = np.flatnonzero(strength == np.repeat(best, sizes))
        hits = hits[np.searchsorted(hits, starts)]
        for number_of, one, own, power in zip(
            pairs.tolist(), feature[hits].tolist(), pull[hits].tolist(), best.tolist(), strict=True
        ):
            if power:  # those named already have none left
                found[number_of].append((one, own))
        strength[hits] = 0
    return found
