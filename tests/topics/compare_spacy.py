"""Tags by a spaCy text categorizer on the same split; adds its rows to docs/results/compare.json.

Not a test, and spaCy is in no list of requirements of the project: `pip install "gongkai[spacy]"`, then
`python tests/topics/compare_spacy.py`. Trained after models/spacy/config.cfg, once for the threshold on four fifths of
the training offices and once on all of them, as the other rows; a few minutes on one core.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import spacy
from compare import GRID, OUT
from spacy.cli.train import train
from spacy.tokens import DocBin

from nlp import catalog
from nlp.topics.calibrate import micro_f1
from nlp.topics.decide import choose_tags
from nlp.topics.labeled import LabeledUnit, load_labeled
from nlp.topics.learn import Examples, examples, targets
from nlp.topics.train import LABELED

CONFIG = Path(__file__).resolve().parents[2] / "models/spacy/config.cfg"
VARIANTS = {"spaCy bag of n-grams, text": False, "spaCy bag of n-grams, headings and text": True}


def text(unit: LabeledUnit, headings: bool) -> str:
    return " ".join((*unit.path, unit.text)) if headings else unit.text


def write(units: Sequence[LabeledUnit], names: Sequence[str], headings: bool, file: Path) -> None:
    """Units as the binary corpus that spaCy trains on."""
    nlp = spacy.blank("zh")
    docs = DocBin()
    for unit in units:
        doc = nlp.make_doc(text(unit, headings))
        doc.cats = {name: float(name in unit.tags) for name in names}
        docs.add(doc)
    docs.to_disk(file)


def probabilities(seen: Examples, unseen: Examples, names: Sequence[str], headings: bool) -> np.ndarray:
    """Scores of the last model, shape (units, tags): which epoch is best is not asked of the units it is scored on."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(seen.units, names, headings, folder / "train.spacy")
        write(unseen.units[:50], names, headings, folder / "dev.spacy")  # spaCy wants one; the last model is taken
        overrides = {"paths.train": str(folder / "train.spacy"), "paths.dev": str(folder / "dev.spacy")}
        train(CONFIG, folder / "model", overrides=overrides)
        nlp = spacy.load(folder / "model" / "model-last")
        docs = nlp.pipe(text(unit, headings) for unit in unseen.units)
        return np.array([[doc.cats[name] for name in names] for doc in docs])


def main() -> None:
    known = catalog.load()
    names = list(known.tags)
    offices = load_labeled(LABELED, frozenset(names), frozenset(known.problem_types))
    seen, test = (examples([o for o in offices if o.split == split]) for split in ("train", "test"))
    truth = targets(test.units, "tags", names)
    inside = [row for row, office in enumerate(seen.offices) if office % 5]
    last = [row for row, office in enumerate(seen.offices) if not office % 5]
    wanted = targets(seen.take(last).units, "tags", names)
    result = json.loads(OUT.read_text("utf-8"))
    for name, headings in VARIANTS.items():
        scores = probabilities(seen.take(inside), seen.take(last), names, headings)
        level = max(GRID, key=lambda t: micro_f1(choose_tags(scores, names, [t] * len(names), 0.1), wanted))
        given = choose_tags(probabilities(seen, test, names, headings), names, [level] * len(names), 0.1)
        own = 2 * (given & truth).sum(0) / np.maximum(1, given.sum(0) + truth.sum(0))
        macro = float(own[truth.any(axis=0)].mean())
        result["variants"][name] = {"micro_f1": round(micro_f1(given, truth), 4), "macro_f1": round(macro, 4)}
        print(name, result["variants"][name], flush=True)
    result["spacy"] = spacy.__version__
    OUT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
