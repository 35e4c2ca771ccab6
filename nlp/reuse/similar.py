"""Near-copies among many texts: candidates by MinHash signatures in bands, each verified by its exact similarity.

The similarity of two texts is that of Jaccard: runs of three letters that both have, over those that either has.
Sources: Broder, "On the resemblance and containment of documents" (1997); Leskovec, Rajaraman and Ullman, "Mining of
Massive Datasets", 3.4 (bands).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from nlp.errors import UsageError
from nlp.reuse.letters import mixed, shingles

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

NEAR = 0.6  # similarity of a near-copy
SLOTS, ROWS = 128, 4  # of a signature; of a band: texts of similarity .6 share one of 32 bands with probability .988
SEED = 20_190_515
_LIKELY = 58  # slots equal, .45 of them: a pair of similarity .6 has fewer once in a thousand times
_REACH = 50  # texts of a band's bucket are compared with so many after them
_TEXTS, _PAIRS = 20_000, 1 << 13  # handled at once


class Similar(Struct, frozen=True, eq=False):
    """Pairs of texts, `first` < `second`, with their exact similarity. crowded: texts in buckets so full that not all
    of their pairs were looked at."""

    first: Numbers
    second: Numbers
    similarity: Numbers
    candidates: int
    crowded: int


def similar(letters: Numbers, starts: Numbers, lengths: Numbers) -> Similar:
    """All pairs of near-copies among texts, given by where their letters start and how many they are."""
    import numpy as np

    pairs, crowded = _candidates(_signatures(letters, starts, lengths))
    first, second = np.divmod(pairs, np.int64(max(1, len(starts))))
    found = [np.zeros(0)]
    for at in range(0, len(pairs), _PAIRS):
        one, two = first[at : at + _PAIRS], second[at : at + _PAIRS]
        found.append(jaccard(letters, starts, lengths, one, two))
    exact = np.concatenate(found)
    near = exact >= NEAR
    return Similar(first[near], second[near], exact[near], len(pairs), crowded)


def jaccard(letters: Numbers, starts: Numbers, lengths: Numbers, first: Numbers, second: Numbers) -> Numbers:
    """Exact similarity of pairs of texts, at most 16,384 of them."""
    import numpy as np

    sides = []
    for texts in (first, second):
        runs, counts = shingles(_gathered(letters, starts[texts], lengths[texts]), lengths[texts])
        pair = np.repeat(np.arange(len(texts), dtype=np.uint64), counts)
        sides.append(np.unique((pair << np.uint64(48)) | runs))
    both = np.intersect1d(sides[0], sides[1], assume_unique=True)
    here, there, shared = (
        np.bincount((keys >> np.uint64(48)).astype(np.int64), minlength=len(first)) for keys in (*sides, both)
    )
    exact: Numbers = shared / (here + there - shared)
    return exact


def _gathered(letters: Numbers, starts: Numbers, lengths: Numbers) -> Numbers:
    """Letters of the texts one after another."""
    import numpy as np

    ends = np.cumsum(lengths)
    offsets = np.repeat(starts - (ends - lengths), lengths)
    return letters[offsets + np.arange(len(offsets))]


def _signatures(letters: Numbers, starts: Numbers, lengths: Numbers) -> Numbers:
    """MinHash signatures, shape (texts, SLOTS), the low 16 bits of each slot."""
    import numpy as np

    try:
        from rensa import RMinHash
    except ImportError:
        raise UsageError("reuse 需要另装 rensa", "reuse needs rensa installed") from None
    found = np.empty((len(starts), SLOTS), np.uint16)
    for at in range(0, len(starts), _TEXTS):
        part = slice(at, at + _TEXTS)
        runs, counts = shingles(_gathered(letters, starts[part], lengths[part]), lengths[part])
        offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.uint64)
        digests = RMinHash.digest_matrix_from_flat_token_hashes(mixed(runs), offsets, SLOTS, SEED)
        found[part] = np.array(digests.to_rows(), np.uint32).astype(np.uint16)
    return found


def _candidates(signatures: Numbers) -> tuple[Numbers, int]:
    """Pairs that share a band and are likely similar, as `first * texts + second`, sorted; texts of full buckets."""
    import numpy as np

    texts = len(signatures)
    bands = signatures.view(np.uint64)  # four slots of 16 bits are one key
    found = [np.zeros(0, np.int64)]
    crowded = np.zeros(texts, bool)
    for band in range(bands.shape[1]):
        keys = np.ascontiguousarray(bands[:, band])
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        at = np.arange(texts)
        for step in range(1, _REACH + 2):
            at = at[at < texts - step]
            at = at[keys[at] == keys[at + step]]
            if not len(at):
                break
            if step > _REACH:
                crowded[order[at]] = True
                break
            for one, two in _chunks(order[at], order[at + step]):
                likely = (signatures[one] == signatures[two]).sum(axis=1) >= _LIKELY
                found.append(one[likely].astype(np.int64) * texts + two[likely])
    return np.unique(np.concatenate(found)), int(crowded.sum())


def _chunks(first: Numbers, second: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    size = 1 << 17
    for at in range(0, len(first), size):
        yield first[at : at + size], second[at : at + size]
