"""Which units are worth labeling next: those the model is unsure of, and unlike each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlp.topics.decide import log_odds

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

    Floats = np.ndarray[Any, Any]

NEAR = 1e-4  # to certainty, within which units are equally sure
POOL = 8  # times as many unsure units as asked for are looked at for diversity


def uncertainty(probabilities: Floats, thresholds: Floats) -> Floats:
    """How little the model knows of a unit, shape (units,): mostly what its best tag lacks to certainty.

    The rest tells whether a tag stands near its threshold. Doubt about thresholds alone passes over the tags that
    the model has hardly seen yet, as these stay far below theirs.
    """
    import numpy as np

    gap = np.abs(log_odds(probabilities, NEAR) - log_odds(thresholds, NEAR)).min(axis=1)
    result: Floats = 0.8 * (1 - probabilities.max(axis=1)) + 0.2 * np.exp(-gap)
    return result


def choose_units(doubt: Floats, vectors: csr_array, number: int) -> list[int]:
    """Rows to label next, in order: each is the most doubtful after a discount for what those before it are like."""
    import numpy as np

    pool = np.argsort(-doubt, kind="stable")[: number * POOL]
    rows = vectors[pool]
    lengths = np.sqrt(np.maximum(rows.multiply(rows).sum(axis=1), 1e-9))
    worth = doubt[pool].astype(np.float64)
    like = np.zeros(len(pool))
    chosen: list[int] = []
    while len(chosen) < min(number, len(pool)):
        best = int(np.argmax(worth * (1 - like)))
        chosen.append(best)
        same = (rows @ rows[[best]].T).toarray()[:, 0] / (lengths * lengths[best])
        like = np.maximum(like, np.clip(same, 0, 1))
        worth[best] = -1
        like[best] = 0
    return [int(pool[at]) for at in chosen]
