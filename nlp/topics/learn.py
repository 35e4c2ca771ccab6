"""From labeled units to fitted classifiers, their calibration and their thresholds.

Vectorizers and one-vs-rest logistic regressions of scikit-learn; Platt's calibration and the
thresholds come from held-out scores of a cross-validation that keeps every office whole.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from nlp.errors import ModelError
from nlp.topics.decide import choose_tags, choose_types
from nlp.topics.labeled import LabeledUnit, Office
from nlp.topics.model import FORMAT, PARTS, Calibration, Settings, assemble, digest, lexicon_digest
from nlp.topics.passages import Passage, office_standings, passages

if TYPE_CHECKING:
    import numpy as np

    Matrix = Any
    Labels = tuple[tuple[str, ...], ...]
    Bools = np.ndarray[Any, Any]
    Floats = np.ndarray[Any, Any]

# tuned by training on the texts of one writer of the labeled text and measuring on the other's, all offices
# included (see the model card)
WEIGHTS = {"words": 1.0, "characters": 1.5, "place": 0.6, "senses": 0.25, "near": 0.2}
STRENGTH = 8.0  # C of the logistic regressions, from the same comparison
FOLDS = 5
FEATURES = 14_000  # kept: those with the largest weight for any label
GRID = tuple(step / 40 for step in range(6, 29))  # thresholds tried: .15 to .70
FLOORS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
PRIOR = 20  # examples the common threshold counts for against a label's own best one
NEVER = -8.0  # decision for a label that a fold has no example of
FROM_HEADINGS = ("h:", "H:", "h~")  # tokens that come from the heading path

Fitted = dict[str, Any]  # vectorizers by field; lists of classifiers `tags`, `problem_types`, `done`


class Examples(Struct, frozen=True):
    """Labeled units: what the model sees, what it should say, and the number of the office."""

    passages: list[Passage]
    units: list[LabeledUnit]
    offices: list[int]

    def take(self, rows: Iterable[int]) -> Examples:
        rows = list(rows)
        return Examples(
            [self.passages[row] for row in rows],
            [self.units[row] for row in rows],
            [self.offices[row] for row in rows],
        )


def examples(offices: Sequence[Office]) -> Examples:
    """Narrative units of offices, in order."""
    made = passages([office_standings(office) for office in offices])
    rows = [
        (passage, unit, number)
        for number, (office, own) in enumerate(zip(offices, made, strict=True))
        for unit, passage in zip(office.units, own, strict=True)
        if unit.kind == "narrative"
    ]
    return Examples([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])


def without_headings(data: Examples) -> Examples:
    """The same units under headings that say nothing, as many real reports have them."""
    bare = [
        msgspec.structs.replace(passage, place=_no_headings(passage.place), near=_no_headings(passage.near))
        for passage in data.passages
    ]
    return Examples(bare, data.units, data.offices)


def _no_headings(tokens: str) -> str:
    return " ".join(token for token in tokens.split() if not token.startswith(FROM_HEADINGS))


def learn(offices: Sequence[Office], tags: Sequence[str], problem_types: Sequence[str]) -> tuple[Fitted, Settings]:
    """Fitted scikit-learn objects, and the settings that go beside them.

    Raises ModelError for labels that fewer than two units bear.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):  # more threads are slower on rows this sparse, and round differently
        return _learn(offices, tags, problem_types)


def _learn(offices: Sequence[Office], tags: Sequence[str], problem_types: Sequence[str]) -> tuple[Fitted, Settings]:
    import sklearn

    data = examples(offices)
    labels = (tuple(tags), tuple(problem_types), ("done",))
    _require(data, labels)
    fitted = fit(data, labels, _strongest(fit(data, labels)))
    seen = data.take([*range(len(data.units))] * 2)
    scores = held_out(data, labels)
    own, floor = calibrate_tags(scores[0], targets(seen.units, "tags", labels[0]), labels[0])
    typed, moved = _rows(seen, "problem_types"), _rows(seen, "status")
    types = calibrate_types(scores[1][typed], targets(seen.take(typed).units, "problem_types", labels[1]), labels[1])
    slope, intercept = platt(scores[2][moved, 0], targets(seen.take(moved).units, "status", labels[2])[:, 0])
    settings = Settings(
        format=FORMAT,
        scikit_learn=sklearn.__version__,
        digest="",
        lexicon=lexicon_digest(),
        data=data_digest(offices),
        weights=WEIGHTS,
        floor=floor,
        tags=own,
        problem_types=types,
        done=Calibration("done", slope, intercept, 0.5),
    )
    return fitted, msgspec.structs.replace(settings, digest=digest(assemble(fitted, settings)))


def data_digest(offices: Sequence[Office]) -> str:
    """SHA-256 over labeled text, for telling whether a model was made from it."""
    return hashlib.sha256(msgspec.json.encode(offices)).hexdigest()


def fit(data: Examples, labels: Labels, vocabularies: dict[str, list[str]] | None = None) -> Fitted:
    """Vectorizers and classifiers fitted on the units, each once with and once without its headings."""
    vectorizers = {field: _vectorizer(field, vocabularies) for field in WEIGHTS}
    for field, vectorizer in vectorizers.items():
        vectorizer.fit([getattr(passage, field) for passage in data.passages])
    fitted: Fitted = {"vectorizers": vectorizers}
    twice = data.take([*range(len(data.units))] * 2)
    rows = vectors(fitted, [*data.passages, *without_headings(data).passages])
    for name, attribute, own in zip(PARTS, ("tags", "problem_types", "status"), labels, strict=True):
        taken = _rows(twice, attribute)
        wanted = targets(twice.take(taken).units, attribute, own)
        fitted[name] = [_classifier(rows[taken], wanted[:, column]) for column in range(len(own))]
    return fitted


def vectors(fitted: Fitted, rows: Sequence[Passage]) -> Matrix:
    """Weighted rows of all blocks side by side, by scikit-learn's own vectorizers."""
    from scipy.sparse import csr_array, hstack

    blocks = [
        fitted["vectorizers"][field].transform([getattr(passage, field) for passage in rows]) * weight
        for field, weight in WEIGHTS.items()
    ]
    return csr_array(hstack(blocks))


def decisions(fitted: Fitted, rows: Matrix) -> tuple[Floats, ...]:
    """Decision values of tags, problem types and status, each of shape (rows, labels)."""
    import numpy as np

    return tuple(
        np.column_stack(
            [np.full(rows.shape[0], NEVER) if c is None else c.decision_function(rows) for c in fitted[name]]
        )
        for name in PARTS
    )


def held_out(data: Examples, labels: Labels) -> tuple[Floats, ...]:
    """Decision values from models that have not seen the office; first with, then without headings."""
    import numpy as np
    from sklearn.model_selection import GroupKFold

    size = len(data.units)
    scores = tuple(np.zeros((2 * size, len(own))) for own in labels)
    for seen, unseen in GroupKFold(FOLDS).split(data.units, groups=data.offices):
        fitted = fit(data.take(seen), labels)
        test = data.take(unseen)
        for shift, form in ((0, test), (size, without_headings(test))):
            for part, values in zip(scores, decisions(fitted, vectors(fitted, form.passages)), strict=True):
                part[unseen + shift] = values
    return scores


def targets(units: Sequence[LabeledUnit], attribute: str, labels: Sequence[str]) -> Bools:
    """Which unit bears which label, shape (units, labels)."""
    import numpy as np

    return np.array([[label in (getattr(unit, attribute) or ()) for label in labels] for unit in units], dtype=bool)


def platt(scores: Floats, wanted: Bools) -> tuple[float, float]:
    """Slope and intercept of the sigmoid that turns decision values into probabilities (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    if wanted.all() or not wanted.any():
        return 1.0, 0.0
    sigmoid = LogisticRegression(C=10.0).fit(scores[:, None], wanted)
    slope, intercept = float(sigmoid.coef_[0, 0]), float(sigmoid.intercept_[0])
    return (slope, intercept) if slope > 0 else (1.0, 0.0)


def calibrate_tags(scores: Floats, wanted: Bools, labels: Sequence[str]) -> tuple[tuple[Calibration, ...], float]:
    """Calibrations of the tags and the floor: the pair of threshold and floor with the best micro-F1,
    then every tag's own best threshold, drawn to the common one where its examples are few."""
    made, probabilities = _probabilities(scores, wanted, labels)
    threshold, floor = max(
        ((t, f) for t in GRID for f in FLOORS),
        key=lambda pair: micro_f1(choose_tags(probabilities, labels, [pair[0]] * len(labels), pair[1]), wanted),
    )
    return _own_thresholds(made, probabilities, wanted, threshold), floor


def calibrate_types(scores: Floats, wanted: Bools, labels: Sequence[str]) -> tuple[Calibration, ...]:
    """Calibrations of the problem types, with thresholds found likewise; every row bears one."""
    import numpy as np

    made, probabilities = _probabilities(scores, wanted, labels)
    every: Bools = np.ones(len(wanted), bool)
    threshold = max(GRID, key=lambda t: micro_f1(choose_types(probabilities, [t] * len(labels), every), wanted))
    return _own_thresholds(made, probabilities, wanted, threshold)


def micro_f1(given: Bools, wanted: Bools) -> float:
    """F1 over all pairs of unit and label."""
    return 2 * float((given & wanted).sum()) / max(1.0, float(given.sum() + wanted.sum()))


def _probabilities(scores: Floats, wanted: Bools, labels: Sequence[str]) -> tuple[list[Calibration], Floats]:
    import numpy as np

    made = [Calibration(label, *platt(scores[:, at], wanted[:, at]), 0.5) for at, label in enumerate(labels)]
    slopes, intercepts = np.array([[c.slope, c.intercept] for c in made]).T
    return made, 1 / (1 + np.exp(-(slopes * scores + intercepts)))


def _own_thresholds(
    made: list[Calibration], probabilities: Floats, wanted: Bools, common: float
) -> tuple[Calibration, ...]:
    tuned = []
    for at, calibration in enumerate(made):
        mine, truth = probabilities[:, at], wanted[:, at]
        best = max(GRID, key=lambda t: (micro_f1(mine >= t, truth), -abs(t - common)))
        count = int(truth.sum()) / 2  # every unit is there twice
        threshold = round((count * best + PRIOR * common) / (count + PRIOR), 3)
        tuned.append(msgspec.structs.replace(calibration, threshold=threshold))
    return tuple(tuned)


def _vectorizer(field: str, vocabularies: dict[str, list[str]] | None) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    options: dict[str, Any] = {"lowercase": False, "vocabulary": vocabularies and vocabularies[field]}
    if field == "characters":
        return TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True, **options)
    options["token_pattern"] = r"\S+"
    if field == "words":
        return TfidfVectorizer(sublinear_tf=True, **options)
    if field == "senses":  # counted, and not set against the length of the unit
        return TfidfVectorizer(sublinear_tf=True, use_idf=False, norm=None, **options)
    return TfidfVectorizer(min_df=2, binary=True, use_idf=False, norm=None, **options)


def _classifier(rows: Matrix, wanted: Bools) -> Any:
    """Logistic regression of one label; None where a fold has no example of it or nothing else."""
    from sklearn.linear_model import LogisticRegression

    if wanted.all() or not wanted.any():
        return None
    classifier = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0).fit(rows, wanted)
    classifier.coef_ = classifier.coef_.astype("float32")  # half the file, and what the run time uses
    return classifier


def _strongest(fitted: Fitted) -> dict[str, list[str]]:
    """Features by field that bear the largest weights; the rest would only make the model larger."""
    import numpy as np

    weight = np.abs(np.vstack([c.coef_[0] for name in PARTS for c in fitted[name]])).max(axis=0)
    bar = np.sort(weight)[-min(FEATURES, len(weight))]
    kept, start = {}, 0
    for field, vectorizer in fitted["vectorizers"].items():
        names = vectorizer.get_feature_names_out()
        kept[field] = [
            str(name) for name, own in zip(names, weight[start : start + len(names)], strict=True) if own >= bar
        ]
        start += len(names)
    return kept


def _rows(data: Examples, attribute: str) -> list[int]:
    """Rows that a group of labels is learned from: all for tags, those that bear one for the rest."""
    return [at for at, unit in enumerate(data.units) if attribute == "tags" or getattr(unit, attribute)]


def _require(data: Examples, labels: Labels) -> None:
    borne = Counter(label for unit in data.units for label in (*unit.tags, *unit.problem_types, unit.status))
    rare = [label for own in labels for label in own if borne[label] < 2]
    if rare:
        raise ModelError(f"标注过少: {', '.join(rare)}", f"too few labeled units of: {', '.join(rare)}")
