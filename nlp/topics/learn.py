"""From labeled units to fitted classifiers: vectorizers and one-vs-rest logistic regressions of scikit-learn.

Calibration and thresholds come from held-out scores of a cross-validation that keeps every office whole.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from nlp.errors import ModelError
from nlp.topics.calibrate import calibrate_status, calibrate_tags, calibrate_trust, calibrate_types, probable
from nlp.topics.decide import WITH_TYPE, choose_tags
from nlp.topics.labeled import MOST_TAGS, LabeledUnit, Office, narrative
from nlp.topics.links import inform, pair
from nlp.topics.model import FORMAT, PARTS, Settings, digest, extract, lexicon_digest
from nlp.topics.passages import Passage, office_standings, passages

if TYPE_CHECKING:
    import numpy as np

    Matrix = Any
    Labels = tuple[tuple[str, ...], ...]
    Bools = np.ndarray[Any, Any]
    Floats = np.ndarray[Any, Any]

# tuned by training on the texts of one writer of the labeled text and measuring on the other's, all offices
# included (see the model card)
WEIGHTS = {"words": 1.0, "characters": 1.5, "place": 0.6, "senses": 0.18, "near": 0.2}
# what a kind of problem is lies in its words; where it stands says next to nothing of it
SHARES = {"problem_types": {"words": 1.4, "characters": 1.4, "senses": 1.5, "place": 0.0, "near": 0.0}}
STRENGTH = 8.0  # C of the logistic regressions, from the same comparison
FOLDS = 5
FEATURES = 20_000  # kept: those with the largest weight for any label
NEVER = -8.0  # decision for a label that a fold has no example of
APART = {"problem", "measure"}  # what problems and measures say is not joined with its neighbors
FROM_HEADINGS = ("h:", "H:", "h~")  # tokens that come from the heading path

Fitted = dict[str, Any]  # vectorizers by field; lists of classifiers `tags`, `problem_types`, `done`


class Examples(Struct, frozen=True):
    """Labeled units: what the model sees, what it should say, and the number of the office."""

    passages: list[Passage]
    units: list[LabeledUnit]
    offices: list[int]

    def __add__(self, other: Examples) -> Examples:
        return Examples(self.passages + other.passages, self.units + other.units, self.offices + other.offices)

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


def joined(office: Office, first: int) -> Office:
    """The office with neighbors in one unit, as real reports put several topics into one sentence.

    Pairs are tried from unit `first` on; what can't be joined stays as it is.
    """
    made = list(office.units[:first])
    rest = list(reversed(office.units[first:]))
    while rest:
        one = rest.pop()
        two = _together(one, rest[-1]) if rest else None
        if two is not None:
            rest.pop()
        made.append(two or one)
    return msgspec.structs.replace(office, units=tuple(made))


def _together(one: LabeledUnit, two: LabeledUnit) -> LabeledUnit | None:
    tags = tuple(dict.fromkeys(one.tags + two.tags))
    if len(tags) > 1:  # beside content a slogan counts for nothing
        tags = tuple(tag for tag in tags if tag != "boilerplate")
    alike = one.kind == two.kind == "narrative" and (one.role, one.path) == (two.role, two.path)
    if not alike or len(tags) > MOST_TAGS or APART & set(tags):
        return None
    return msgspec.structs.replace(one, text=f"{one.text.rstrip('。;；')},{two.text}", tags=tags)


def without_headings(data: Examples) -> Examples:
    """The same units under headings that say nothing, as many real reports have them."""
    bare = [
        msgspec.structs.replace(passage, place=_no_headings(passage.place), near=_no_headings(passage.near))
        for passage in data.passages
    ]
    return Examples(bare, data.units, data.offices)


def _no_headings(tokens: Sequence[str]) -> list[str]:
    return [token for token in tokens if not token.startswith(FROM_HEADINGS)]


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
    long = _long(offices)
    fitted = fit(data, long, labels, _strongest(fit(data, long, labels)))
    seen = data + data
    scores = held_out(data, long, labels)
    wanted = targets(seen.units, "tags", labels[0])
    own, floor = calibrate_tags(scores[0], wanted, labels[0])
    typed, moved = _rows(seen, "problem_types"), _rows(seen, "status")
    likely = probable(scores[0], own)
    given = choose_tags(likely, labels[0], [tag.threshold for tag in own], floor)
    answers = [given[:, labels[0].index(name)] for name in WITH_TYPE]
    parts = [(at >= len(data.units), seen.offices[at], unit.role) for at, unit in enumerate(seen.units)]

    def hear(types: Floats) -> Floats:
        return inform(types, pair(answers[0], answers[1], types, parts))

    types = calibrate_types(scores[1], targets(seen.units, "problem_types", labels[1]), labels[1], typed, hear)
    done = calibrate_status(scores[2][moved], targets(seen.take(moved).units, "status", labels[2]))
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
        done=done,
        trust=calibrate_trust(likely, given, wanted),
    )
    return fitted, msgspec.structs.replace(settings, digest=digest(extract(fitted, tuple(WEIGHTS))))


def data_digest(offices: Sequence[Office]) -> str:
    """SHA-256 over labeled text, for telling whether a model was made from it."""
    return hashlib.sha256(msgspec.json.encode(offices)).hexdigest()


def fit(data: Examples, long: Examples, labels: Labels, vocabularies: dict[str, list[str]] | None = None) -> Fitted:
    """Vectorizers and classifiers fitted on the units, each once with and once without its headings.

    Tags are learned from the joined units of `long` as well.
    """
    vectorizers = {field: _vectorizer(field, vocabularies) for field in WEIGHTS}
    for field, vectorizer in vectorizers.items():
        vectorizer.fit([passage.document(field) for passage in data.passages])
    fitted: Fitted = {"vectorizers": vectorizers}
    every = data + without_headings(data) + long
    own_rows = [*range(2 * len(data.units))]
    rows = vectors(fitted, every.passages)
    for name, attribute, own in zip(PARTS, ("tags", "problem_types", "status"), labels, strict=True):
        taken = [*range(len(every.units))] if name == "tags" else _rows(every.take(own_rows), attribute)
        wanted = targets(every.take(taken).units, attribute, own)
        shares = _shares(vectorizers, SHARES.get(name, {}))
        fitted[name] = [_classifier(rows[taken], wanted[:, column], shares) for column in range(len(own))]
    return fitted


def _long(offices: Sequence[Office]) -> Examples:
    """Joined units of the offices, half of them with headings."""
    own = {unit.text for unit in narrative(tuple(offices))}
    made = [examples([joined(office, first) for office in offices]) for first in (0, 1)]
    one, two = (part.take(at for at, unit in enumerate(part.units) if unit.text not in own) for part in made)
    return one + without_headings(two)


def _shares(vectorizers: dict[str, Any], shares: dict[str, float]) -> Floats:
    """What the weight of each feature is multiplied with in one group of classifiers."""
    import numpy as np

    return np.concatenate([np.full(len(own.vocabulary_), shares.get(field, 1.0)) for field, own in vectorizers.items()])


def vectors(fitted: Fitted, rows: Sequence[Passage]) -> Matrix:
    """Weighted rows of all blocks side by side, by scikit-learn's own vectorizers."""
    from scipy.sparse import csr_array, hstack

    blocks = [
        fitted["vectorizers"][field].transform([passage.document(field) for passage in rows]) * weight
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


def held_out(data: Examples, long: Examples, labels: Labels) -> tuple[Floats, ...]:
    """Decision values from models that have not seen the office; first with, then without headings."""
    import numpy as np
    from sklearn.model_selection import GroupKFold

    size = len(data.units)
    scores = tuple(np.zeros((2 * size, len(own))) for own in labels)
    for seen, unseen in GroupKFold(FOLDS).split(data.units, groups=data.offices):
        known = {data.offices[row] for row in seen}
        fitted = fit(data.take(seen), long.take(at for at, own in enumerate(long.offices) if own in known), labels)
        test = data.take(unseen)
        for shift, form in ((0, test), (size, without_headings(test))):
            for part, values in zip(scores, decisions(fitted, vectors(fitted, form.passages)), strict=True):
                part[unseen + shift] = values
    return scores


def targets(units: Sequence[LabeledUnit], attribute: str, labels: Sequence[str]) -> Bools:
    """Which unit bears which label, shape (units, labels)."""
    import numpy as np

    return np.array([[label in (getattr(unit, attribute) or ()) for label in labels] for unit in units], dtype=bool)


def _vectorizer(field: str, vocabularies: dict[str, list[str]] | None) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    options: dict[str, Any] = {"lowercase": False, "vocabulary": vocabularies and vocabularies[field]}
    if field == "characters":
        return TfidfVectorizer(analyzer="char", ngram_range=(1, 2), min_df=2, sublinear_tf=True, **options)
    options["token_pattern"] = r"\S+"
    if field == "words":
        return TfidfVectorizer(sublinear_tf=True, **options)
    if field == "senses":  # counted, and not set against the length of the unit
        return TfidfVectorizer(sublinear_tf=True, use_idf=False, norm=None, **options)
    return TfidfVectorizer(min_df=2, binary=True, use_idf=False, norm=None, **options)


def _classifier(rows: Matrix, wanted: Bools, shares: Floats) -> Any:
    """Logistic regression of one label; None where a fold has no example of it or nothing else."""
    from sklearn.linear_model import LogisticRegression

    if wanted.all() or not wanted.any():
        return None
    classifier = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0).fit(rows * shares, wanted)
    # the shares go into the weights, so that all groups read the same rows; float32 halves the file
    classifier.coef_ = (classifier.coef_ * shares).astype("float32")
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
