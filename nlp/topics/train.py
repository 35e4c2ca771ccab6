"""`python -m nlp.topics.train`: labeled text -> model files and model card, the same ones every time."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from nlp.topics.labeled import LabeledUnit, Office, load_labeled, narrative
from nlp.topics.model import MODEL, TopicModel, assemble, extract, write_weights

LABELED = Path(__file__).parents[2] / "corpora" / "labeled"


def train(
    folder: Path = LABELED, file: Path = MODEL, more: Sequence[Office] = (), weak: Sequence[Office] = ()
) -> dict[str, Any]:
    """Train on the offices of split `train` in a folder of labeled text and on offices of one's own.

    more: labeled by a user. weak: labeled by headings, which are kept from the features. Writes `file`, what lies
    beside it and the results, from which the model card is rendered: measures on the offices of split `test`,
    which it is not fitted on, and counts. Raises ModelError for broken labeled text.
    """
    from skops import io

    from nlp import catalog
    from nlp.topics.card import render
    from nlp.topics.learn import learn

    known = catalog.load()
    tags, problem_types = tuple(known.tags), tuple(known.problem_types)
    offices = load_labeled(folder, frozenset(tags), frozenset(problem_types))
    own, unseen = ([office for office in offices if office.split == split] for split in ("train", "test"))
    fitted, settings = learn([*own, *more, *weak], tags, problem_types)
    weights = extract(fitted, tuple(settings.weights))
    model = assemble(weights, settings)
    results = {
        "digest": settings.digest,
        "scikit_learn": settings.scikit_learn,
        "features": len(model.features.names),
        "labeled": {"train": counts(own), "test": counts(unseen)},
        "test": measure(model, unseen),
        "calibration": reliability(model, unseen),
    }
    if more or weak:
        results["added"] = {"labeled": counts(more), "weak": counts(weak)}
    file.parent.mkdir(parents=True, exist_ok=True)
    io.dump(fitted, file, compression=8)  # zipfile.ZIP_DEFLATED
    write_weights(weights, file.with_suffix(".npz"))
    file.with_suffix(".json").write_bytes(msgspec.json.format(msgspec.json.encode(settings)) + b"\n")
    beside = file.with_name(f"{file.stem}-results.json")
    beside.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")
    card_of(file).write_text(render(results), "utf-8")
    return results


def card_of(file: Path) -> Path:
    """Where the model card of a model lies."""
    return file.with_name("MODEL_CARD.md" if file.name == MODEL.name else f"{file.stem}-card.md")


def counts(offices: Sequence[Office]) -> dict[str, Any]:
    """Offices, units and labels of a part of the labeled text."""
    units = list(narrative(tuple(offices)))
    return {
        "offices": len(offices),
        "units": len(units),
        "tags": dict(sorted(Counter(tag for unit in units for tag in unit.tags).items())),
        "problem_types": dict(sorted(Counter(code for unit in units for code in unit.problem_types).items())),
    }


def measure(model: TopicModel, offices: Sequence[Office]) -> dict[str, Any]:
    """Precision, recall, F1 and support of every label on labeled offices, with micro and macro F1."""
    return {layer: agreement(*sets) for layer, sets in label_sets(model, offices).items()}


def label_sets(model: TopicModel, offices: Sequence[Office]) -> dict[str, tuple[list[set[str]], list[set[str]]]]:
    """By layer the labels given to every unit of labeled offices and those it should have, in the order of reading."""
    from nlp.topics.decide import annotate, connect
    from nlp.topics.learn import examples
    from nlp.topics.model import score

    data = examples(offices)
    parts = [(office, unit.role) for office, unit in zip(data.offices, data.units, strict=True)]
    scores, _ = connect(score(model, data.passages), model, parts)
    given = annotate([""] * len(data.units), scores, model)
    layers = {"tag": "tags", "problem_type": "problem_types", "status": "status"}
    return {
        layer: (
            [{a.label for a in labels if a.layer == layer} for labels in given],
            [_labels(unit, attribute) for unit in data.units],
        )
        for layer, attribute in layers.items()
    }


def reliability(model: TopicModel, offices: Sequence[Office]) -> dict[str, Any]:
    """Calibration of the tags on labeled offices: of the labels given, and of every pair of unit and tag."""
    from nlp.topics.calibrate import calibration
    from nlp.topics.decide import choose, trusted
    from nlp.topics.learn import examples, targets
    from nlp.topics.model import score

    data = examples(offices)
    names = [tag.label for tag in model.settings.tags]
    probabilities = score(model, data.passages).probabilities
    chosen = choose(probabilities, model.settings)
    tags, given = (part[:, : len(names)] for part in (probabilities, chosen))
    held, wanted = trusted(probabilities, chosen, model.settings), targets(data.units, "tags", names)
    return {
        "given_labels": calibration(held[:, : len(names)][given], wanted[given]),
        "all_pairs": calibration(tags.ravel(), wanted.ravel()),
    }


def agreement(given: Sequence[set[str]], wanted: Sequence[set[str]]) -> dict[str, Any]:
    """Micro, macro and per-label scores of label sets against the wanted ones; labels seen in either."""
    right = Counter(label for mine, truth in zip(given, wanted, strict=True) for label in mine & truth)
    said = Counter(label for mine in given for label in mine)
    meant = Counter(label for truth in wanted for label in truth)
    labels = {
        label: {
            "precision": _share(right[label], said[label]),
            "recall": _share(right[label], meant[label]),
            "f1": _share(2 * right[label], said[label] + meant[label]),
            "support": meant[label],
        }
        for label in sorted(said | meant)
    }
    borne = [scores["f1"] for label, scores in labels.items() if meant[label]]
    return {
        "micro_f1": _share(2 * right.total(), said.total() + meant.total()),
        "macro_f1": round(sum(borne) / max(1, len(borne)), 4),
        "exact": _share(sum(mine == truth for mine, truth in zip(given, wanted, strict=True)), len(given)),
        "labels": labels,
    }


def _labels(unit: LabeledUnit, attribute: str) -> set[str]:
    labels = getattr(unit, attribute)
    return {labels} if isinstance(labels, str) else set(labels or ())


def _share(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 0.0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=Path, default=LABELED)
    parser.add_argument("--out", type=Path, default=MODEL)
    chosen = parser.parse_args()
    for layer, scores in train(chosen.labels, chosen.out)["test"].items():
        print(f"{layer}: micro-F1 {scores['micro_f1']:.3f}, macro-F1 {scores['macro_f1']:.3f}")
