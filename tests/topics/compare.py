"""Tags by other features and another classifier; writes docs/results/compare.json.

Not a test: `python tests/topics/compare.py`. Trained on the training offices and measured on the test offices, all
with the same thresholds, so that nothing but features and classifier differ (the shipped model has its own thresholds).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from threadpoolctl import threadpool_limits

from nlp import catalog
from nlp.topics.calibrate import micro_f1
from nlp.topics.decide import choose_tags
from nlp.topics.labeled import load_labeled
from nlp.topics.learn import STRENGTH, WEIGHTS, _vectorizer, examples, targets
from nlp.topics.train import LABELED

OUT = Path(__file__).resolve().parents[2] / "docs/results/compare.json"
CONTEXT = ("place", "near")
VARIANTS = {
    "words": ("words",),
    "characters": ("characters",),
    "words and characters": ("words", "characters"),
    "words, characters, classes of meaning": ("words", "characters", "senses"),
    "words, with context": ("words", *CONTEXT),
    "characters, with context": ("characters", *CONTEXT),
    "words and characters, with context": ("words", "characters", *CONTEXT),
    "words, characters, classes of meaning, with context": ("words", "characters", "senses", *CONTEXT),
    "complement naive Bayes, words and characters": ("words", "characters"),
    "complement naive Bayes, with classes of meaning and context": ("words", "characters", "senses", *CONTEXT),
}
GRID = [step / 20 for step in range(3, 15)]


def main() -> None:
    from scipy.sparse import csr_array, hstack

    known = catalog.load()
    names = list(known.tags)
    offices = load_labeled(LABELED, frozenset(names), frozenset(known.problem_types))
    train, test = (examples([o for o in offices if o.split == split]) for split in ("train", "test"))
    wanted, truth = targets(train.units, "tags", names), targets(test.units, "tags", names)
    blocks = {}
    for field, weight in WEIGHTS.items():
        vectorizer = _vectorizer(field, None).fit([p.document(field) for p in train.passages])
        blocks[field] = [vectorizer.transform([p.document(field) for p in d.passages]) * weight for d in (train, test)]
    last = np.array(train.offices) % 5 == 0  # held out for the thresholds
    table = {}
    for name, fields in VARIANTS.items():
        rows, unseen = (csr_array(hstack([blocks[field][part] for field in fields])) for part in (0, 1))
        bayes = "Bayes" in name
        inside = fitted(rows[~last], wanted[~last], rows[last], bayes)
        level = max(GRID, key=lambda t: micro_f1(choose_tags(inside, names, [t] * len(names), 0.1), wanted[last]))
        given = choose_tags(fitted(rows, wanted, unseen, bayes), names, [level] * len(names), 0.1)
        right, every = (given & truth).sum(0), given.sum(0) + truth.sum(0)
        macro = float((2 * right / np.maximum(1, every))[truth.any(axis=0)].mean())
        table[name] = {"micro_f1": round(micro_f1(given, truth), 4), "macro_f1": round(macro, 4)}
        print(name, table[name], flush=True)
    result = {
        "what": "tags by other features and classifiers: trained on the training offices, measured on the test offices",
        "train_units": len(wanted),
        "test_units": len(truth),
        "variants": table,
    }
    if OUT.is_file():  # what compare_spacy.py added, where it was measured on the same units
        before = json.loads(OUT.read_text("utf-8"))
        if "spacy" in before and before.get("train_units") == len(wanted):
            result |= {"spacy": before["spacy"]}
            table |= {name: row for name, row in before["variants"].items() if name.startswith("spaCy")}
    OUT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")


def fitted(rows: object, wanted: np.ndarray, unseen: object, bayes: bool) -> np.ndarray:
    """Probabilities of every tag."""
    columns = []
    for mine in wanted.T:
        one = ComplementNB() if bayes else LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)
        columns.append(one.fit(rows, mine).predict_proba(unseen)[:, 1])
    return np.column_stack(columns)


if __name__ == "__main__":
    with threadpool_limits(limits=1):
        main()
