"""Sparse vectors of passages in numpy alone, number for number those of the fitted scikit-learn vectorizers.

scikit-learn fits and stores the vocabularies; at run time its Python loop over n-grams would take ten
times as long as everything else together. A contract test holds the two paths to the same matrix.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from nlp.topics.passages import Passage

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

    Ints = np.ndarray[Any, Any]
    Bools = np.ndarray[Any, Any]
    Floats = np.ndarray[Any, Any]

CODE_BITS = 21  # a code point; three of them fill an int64
GRAMS = "characters"  # the one field that is no list of tokens
PRESENCE = ("place", "near")  # fields of which only the presence of a token counts
LENGTH_ONE = ("words", "characters")  # fields whose rows are scaled to length 1
SHOWN = {"characters": "「{}」", "senses": "~{}"}


class Features(Struct, frozen=True):
    """The columns of all fields side by side.

    `names` are the features as a reader should see them: a word, 「characters」, ~class of meaning,
    place:value. `tokens` map a token to its column, by field; `grams` are sorted codes of character
    n-grams and their columns, by size. By column: `field` is the number of its field, `scale` idf or one,
    `weight` the share of its field, `counted` and `normed` say how the field is weighed.
    """

    names: tuple[str, ...]
    tokens: Mapping[str, Mapping[str, int]]
    grams: Mapping[int, tuple[Ints, Ints]]
    field: Ints
    fields: int
    scale: Floats
    weight: Floats
    counted: Bools
    normed: Bools


def make_features(names: Mapping[str, Sequence[str]], scale: Floats, weights: Mapping[str, float]) -> Features:
    """Columns of the fields of `names`, in its order; `scale` runs over all of them."""
    import numpy as np

    sizes = [len(own) for own in names.values()]
    starts = dict(zip(names, np.cumsum([0, *sizes]).tolist(), strict=False))
    grams: dict[int, list[tuple[int, int]]] = {}
    for column, gram in enumerate(names.get(GRAMS, ()), starts.get(GRAMS, 0)):
        grams.setdefault(len(gram), []).append((_code(gram), column))
    return Features(
        names=tuple(SHOWN.get(field, "{}").format(name) for field, own in names.items() for name in own),
        tokens={
            field: {name: column for column, name in enumerate(own, starts[field])}
            for field, own in names.items()
            if field != GRAMS
        },
        grams={size: _sorted_pairs(pairs) for size, pairs in sorted(grams.items())},
        field=np.repeat(np.arange(len(sizes)), sizes),
        fields=len(sizes),
        scale=scale,
        weight=np.repeat(np.array([weights[field] for field in names], np.float32), sizes),
        counted=np.repeat([field not in PRESENCE for field in names], sizes),
        normed=np.repeat([field in LENGTH_ONE for field in names], sizes),
    )


def matrix(features: Features, passages: Sequence[Passage]) -> csr_array:
    """Rows of the passages, shape (passages, features), float32."""
    import numpy as np
    from scipy.sparse import csr_array

    width = len(features.names)
    parts = [_tokens(column_of, [getattr(p, field) for p in passages]) for field, column_of in features.tokens.items()]
    parts.append(_characters(features.grams, [passage.characters for passage in passages]))
    places = np.concatenate([row * width + column for row, column in parts])
    places.sort()
    first = np.flatnonzero(np.diff(places, prepend=-1))
    found = places[first]
    rows, columns = np.divmod(found, width)
    values = np.where(features.counted[columns], _dampened(np.diff(first, append=len(places))), np.float32(1))
    values *= features.scale[columns]
    part = rows * features.fields + features.field[columns]
    lengths = np.sqrt(np.bincount(part, values * values, minlength=1)).astype(np.float32)
    normed = features.normed[columns]
    values[normed] /= lengths[part[normed]]
    values *= features.weight[columns]
    starts = np.searchsorted(rows, np.arange(len(passages) + 1))
    return csr_array((values, columns, starts), shape=(len(passages), width))


def familiarity(features: Features, passages: Sequence[Passage]) -> Floats:
    """Share of the character pairs of each passage that the model knows, shape (passages,)."""
    import numpy as np

    pairs = {size: grams for size, grams in features.grams.items() if size == 2}
    rows, _ = _characters(pairs, [passage.characters for passage in passages])
    known = np.bincount(rows, minlength=len(passages))
    share: Floats = known / np.maximum(1, [len(passage.characters) - 1 for passage in passages])
    return share


def _tokens(column_of: Mapping[str, int], documents: Sequence[Sequence[str]]) -> tuple[Ints, Ints]:
    """Row and column of every known token, with repeats."""
    import numpy as np

    get = column_of.get
    columns = np.array([get(token, -1) for token in chain.from_iterable(documents)], np.int64)
    rows = np.repeat(np.arange(len(documents)), [len(tokens) for tokens in documents])
    known = columns >= 0
    return rows[known], columns[known]


def _characters(grams: Mapping[int, tuple[Ints, Ints]], documents: Sequence[str]) -> tuple[Ints, Ints]:
    """The same for character n-grams; an n-gram never reaches over the end of its document."""
    import numpy as np

    points = np.frombuffer("".join(documents).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    rows = np.repeat(np.arange(len(documents)), [len(document) for document in documents])
    found: list[tuple[Ints, Ints]] = [(rows[:0], rows[:0])]
    for size, (codes, columns) in grams.items():
        if len(points) < size:
            continue
        last = len(points) - size + 1
        gram = points[:last]
        for offset in range(1, size):
            gram = (gram << CODE_BITS) | points[offset : last + offset]
        at = np.minimum(np.searchsorted(codes, gram), len(codes) - 1)
        known = (rows[:last] == rows[size - 1 :]) & (codes[at] == gram)
        found.append((rows[:last][known], columns[at[known]]))
    return np.concatenate([row for row, _ in found]), np.concatenate([column for _, column in found])


def _dampened(counts: Ints) -> Floats:
    """1 + log of counts, by a table: vector units of some processors round the last bit by position."""
    import numpy as np

    most = int(counts.max(initial=1))
    table: Floats = np.array([1 + math.log(count) for count in range(1, most + 1)], np.float32)
    dampened: Floats = table[counts - 1]
    return dampened


def _code(gram: str) -> int:
    code = 0
    for character in gram:
        code = (code << CODE_BITS) | ord(character)
    return code


def _sorted_pairs(pairs: list[tuple[int, int]]) -> tuple[Ints, Ints]:
    import numpy as np

    both = np.array(sorted(pairs), np.int64)
    return both[:, 0], both[:, 1]
