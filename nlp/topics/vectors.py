"""Sparse vectors of passages in numpy alone, number for number those of the fitted scikit-learn vectorizers.

scikit-learn fits and stores the vocabularies; at run time its Python loop over n-grams would take ten
times as long as everything else together. A contract test holds the two paths to the same matrix.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

    Ints = np.ndarray[Any, Any]
    Floats = np.ndarray[Any, Any]

CODE_BITS = 21  # a code point; three of them fill an int64


class Block(Struct, frozen=True):
    """One fitted vectorizer: its field of the passage, its features, and how it weighs them.

    `vocabulary` maps a token to its column (token blocks), `grams` are the sorted codes of the
    character n-grams and `columns` their columns. `binary` counts presence, `scale` is idf or ones,
    `norm` asks for rows of length 1, `weight` is the block's share.
    """

    field: str
    names: tuple[str, ...]
    vocabulary: Mapping[str, int]
    grams: Mapping[int, tuple[Ints, Ints]]
    binary: bool
    scale: Floats
    norm: bool
    weight: float


def make_block(field: str, vectorizer: Any, weight: float) -> Block:
    """Block of a fitted TfidfVectorizer (token pattern without white space, or characters)."""
    import numpy as np

    names = tuple(vectorizer.get_feature_names_out())
    characters = vectorizer.analyzer == "char"
    grams: dict[int, list[tuple[int, int]]] = {}
    if characters:
        for column, name in enumerate(names):
            grams.setdefault(len(name), []).append((_code(name), column))
    scale = vectorizer.idf_ if vectorizer.use_idf else np.ones(len(names))
    return Block(
        field=field,
        names=names,
        vocabulary={} if characters else {name: column for column, name in enumerate(names)},
        grams={size: _sorted_pairs(pairs) for size, pairs in sorted(grams.items())},
        binary=vectorizer.binary,
        scale=np.asarray(scale, dtype=np.float32),
        norm=vectorizer.norm == "l2",
        weight=weight,
    )


def matrix(block: Block, documents: Sequence[str]) -> csr_array:
    """Rows of a block, shape (documents, features), float32."""
    import numpy as np
    from scipy.sparse import csr_array

    width = len(block.names)
    places = _characters(block, documents, width) if block.grams else _tokens(block, documents, width)
    places.sort()
    first = np.flatnonzero(np.diff(places, prepend=-1))
    found = places[first]
    counts = np.diff(first, append=len(places))
    rows, columns = found // width, found % width
    values = np.ones(len(found), np.float32) if block.binary else _dampened(counts)
    values *= block.scale[columns]
    if block.norm:
        lengths = np.sqrt(np.bincount(rows, values * values, minlength=len(documents)))
        values /= lengths[rows].astype(np.float32)
    values *= np.float32(block.weight)
    starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(documents)))))
    return csr_array((values, columns, starts), shape=(len(documents), width))


def _tokens(block: Block, documents: Sequence[str], width: int) -> Ints:
    """Row times width plus column of every known token, with repeats."""
    import numpy as np

    column_of = block.vocabulary.get
    split = [document.split() for document in documents]
    columns = np.array([column_of(token, -1) for tokens in split for token in tokens], np.int64)
    rows = np.repeat(np.arange(len(documents), dtype=np.int64), [len(tokens) for tokens in split])
    known = columns >= 0
    return rows[known] * width + columns[known]


def _characters(block: Block, documents: Sequence[str], width: int) -> Ints:
    """The same for character n-grams; an n-gram never reaches over the end of its document."""
    import numpy as np

    points = np.frombuffer("".join(documents).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    rows = np.repeat(np.arange(len(documents), dtype=np.int64), [len(document) for document in documents])
    parts = []
    for size, (codes, columns) in block.grams.items():
        if len(points) < size:
            continue
        last = len(points) - size + 1
        gram = points[:last]
        for offset in range(1, size):
            gram = (gram << CODE_BITS) | points[offset : last + offset]
        inside = rows[:last] == rows[size - 1 :]
        at = np.minimum(np.searchsorted(codes, gram), len(codes) - 1)
        known = inside & (codes[at] == gram)
        parts.append(rows[:last][known] * width + columns[at[known]])
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


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
