"""What of a text counts in a comparison: its letters in clauses, numbers as one mark each, as arrays.

All in whole numbers, so that every machine makes the same. Characters are UTF-16 units, those beyond the basic plane
are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

RUN = 3  # characters of a shingle
_DROP, _CUT, _NUMBER = 0, 1, ord("0")  # what the table makes of a character, beside letters themselves
_CUTS = "。！？；，、：!?;,:\n\r\0"
_DIGITS = "0123456789０１２３４５６７８９"


class Letters(Struct, frozen=True, eq=False):
    """Letters of several texts. `clauses[i]` is the number of letters of the i-th clause, none of them empty;
    `texts[i]` the number of clauses of the i-th text; `hashes[i]` tells the i-th clause from others."""

    letters: Numbers
    clauses: Numbers
    texts: Numbers
    hashes: Numbers


@lru_cache(maxsize=1)
def _table() -> Numbers:
    import numpy as np

    table = np.zeros(1 << 16, np.uint16)
    for low, high in ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x61, 0x7B), (0xF900, 0xFB00)):
        table[low:high] = np.arange(low, high, dtype=np.uint16)
    table[0x41:0x5B] = table[0x61:0x7B]  # capitals count as small letters
    table[0x3007] = 0x3007  # 〇
    table[[ord(c) for c in _DIGITS]] = _NUMBER
    table[[ord(c) for c in _CUTS]] = _CUT
    return table


def letters_of(texts: Sequence[str]) -> Letters:
    """Letters of the texts: no blanks, no signs; a run of digits is one mark."""
    import numpy as np

    joined = "".join(f"{text}\0" for text in texts).encode("utf-16-le", "surrogatepass")
    codes = np.frombuffer(joined, np.uint16)
    marks = _table()[codes]
    comma = codes == ord(",")  # 1,234 is one number
    comma[1:-1] &= (marks[:-2] == _NUMBER) & (marks[2:] == _NUMBER)
    marks[comma] = _DROP
    number = np.cumsum(codes == 0) - (codes == 0)  # of the text each character is in
    kept = marks != _DROP
    marks, number = marks[kept], number[kept]
    again = (marks[1:] == _NUMBER) & (marks[:-1] == _NUMBER)
    fresh = np.concatenate([[True], ~again]) if len(marks) else np.zeros(0, bool)
    marks, number = marks[fresh], number[fresh]
    cut = marks == _CUT
    clause = np.cumsum(cut)[~cut]
    letters, number = marks[~cut], number[~cut]
    first = starts_of(clause)
    lengths = np.diff(np.append(first, len(letters)))
    clauses_of = np.bincount(number[first], minlength=len(texts)).astype(np.int64)
    return Letters(letters, lengths, clauses_of, hashed(letters, lengths))


def starts_of(keys: Numbers) -> Numbers:
    """Where runs of equal keys begin."""
    import numpy as np

    return np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, np.int64)


def places(lengths: Numbers) -> Numbers:
    """0, 1, 2 ... within each of the groups of these lengths."""
    import numpy as np

    ends = np.cumsum(lengths)
    found: Numbers = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - lengths, lengths)
    return found


def mixed(numbers: Numbers) -> Numbers:
    """64 bits that look like chance, one for one (the finalizer of SplitMix64, Steele, Lea and Flood 2014)."""
    import numpy as np

    found = numbers.astype(np.uint64)
    found = (found ^ (found >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    found = (found ^ (found >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    last: Numbers = found ^ (found >> np.uint64(31))
    return last


def hashed(letters: Numbers, lengths: Numbers) -> Numbers:
    """64 bits for each group of letters, the same for the same letters in the same order."""
    import numpy as np

    if not len(lengths):
        return np.zeros(0, np.uint64)
    keys = mixed((places(lengths).astype(np.uint64) << np.uint64(16)) + letters.astype(np.uint64) + np.uint64(1))
    return mixed(np.add.reduceat(keys, np.cumsum(lengths) - lengths))


def shingles(letters: Numbers, lengths: Numbers) -> tuple[Numbers, Numbers]:
    """Runs of three letters as numbers below 2**48, text after text, and how many each text has.

    A run that occurs twice in a text stands there twice. Texts need three letters at least.
    """
    import numpy as np

    wide = letters.astype(np.uint64)
    runs = (wide[:-2] << np.uint64(32)) | (wide[1:-1] << np.uint64(16)) | wide[2:]
    last = np.zeros(len(letters), bool)
    ends = np.cumsum(lengths)
    for back in range(1, RUN):
        last[ends - back] = True
    return runs[~last[: len(runs)]], lengths - (RUN - 1)
