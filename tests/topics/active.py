"""How many labels it takes with `suggest` and with random choice; writes docs/results/active.json.

Not a test: `python tests/topics/active.py [SEEDS]`. Units of the training offices are the pool, those of the test
offices the measure. Both ways start from the same random units; then every batch is chosen by the model trained so
far, as `gongkai suggest` does, or at random. Noted is when 95 % of the macro-F1 with all labels is reached.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import mean

import numpy as np
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from nlp import catalog
from nlp.topics.decide import choose_tags
from nlp.topics.labeled import load_labeled
from nlp.topics.learn import STRENGTH, WEIGHTS, _vectorizer, examples, targets, vectors
from nlp.topics.suggest import choose_units, uncertainty
from nlp.topics.train import LABELED

OUT = Path(__file__).resolve().parents[2] / "docs/results/active.json"
START, BATCH, SHARE = 200, 200, 0.95
THRESHOLD, FLOOR = 0.35, 0.1  # the same for all, so that nothing but the labels differs


def main(seeds: int) -> None:
    known = catalog.load()
    names = list(known.tags)
    offices = load_labeled(LABELED, frozenset(names), frozenset(known.problem_types))
    pool, test = (examples([o for o in offices if o.split == split]) for split in ("train", "test"))
    fitted = {"vectorizers": {field: _vectorizer(field, None) for field in WEIGHTS}}
    for field, vectorizer in fitted["vectorizers"].items():
        vectorizer.fit([passage.document(field) for passage in pool.passages])
    rows, seen = vectors(fitted, pool.passages), vectors(fitted, test.passages)
    wanted, truth = targets(pool.units, "tags", names), targets(test.units, "tags", names)

    def probabilities(labeled: list[int], of: object) -> np.ndarray:
        made = np.zeros((of.shape[0], len(names)))
        for column in range(len(names)):
            mine = wanted[labeled, column]
            if mine.any() and not mine.all():
                one = LogisticRegression(C=STRENGTH, solver="liblinear", tol=0.01, random_state=0)
                made[:, column] = one.fit(rows[labeled], mine).predict_proba(of)[:, 1]
        return made

    def macro(labeled: list[int]) -> float:
        given = choose_tags(probabilities(labeled, seen), names, [THRESHOLD] * len(names), FLOOR)
        right, all_ = (given & truth).sum(0), given.sum(0) + truth.sum(0)
        return float((2 * right / np.maximum(1, all_))[truth.any(axis=0)].mean())

    everything = [*range(len(pool.units))]
    goal = SHARE * macro(everything)
    needed: dict[str, list[int]] = {"suggest": [], "random": []}
    curves: dict[str, list[list[float]]] = {"suggest": [], "random": []}
    for seed in range(seeds):
        for way, curve in curves.items():
            random = np.random.default_rng(seed)
            labeled = random.permutation(everything)[:START].tolist()
            reached = [macro(labeled)]
            while reached[-1] < goal and len(labeled) < len(everything):
                left = np.setdiff1d(everything, labeled)
                if way == "suggest":
                    doubt = uncertainty(probabilities(labeled, rows[left]), np.full(len(names), THRESHOLD))
                    chosen = choose_units(doubt, rows[left], BATCH)
                else:
                    chosen = random.permutation(len(left))[:BATCH].tolist()
                labeled += left[chosen].tolist()
                reached.append(macro(labeled))
            needed[way].append(len(labeled))
            curve.append([round(value, 4) for value in reached])
        print(seed, {way: numbers[-1] for way, numbers in needed.items()}, flush=True)
    result = {
        "what": "units labeled until 95 % of the macro-F1 with all labels is reached, on the test offices",
        "pool": len(everything),
        "macro_f1_all": round(goal / SHARE, 4),
        "start": START,
        "batch": BATCH,
        "seeds": seeds,
        "mean": {way: round(mean(numbers), 1) for way, numbers in needed.items()},
        "share": {way: round(mean(numbers) / len(everything), 4) for way, numbers in needed.items()},
        "needed": needed,
        "curves": curves,
    }
    OUT.write_text(json.dumps(result, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    with threadpool_limits(limits=1):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
