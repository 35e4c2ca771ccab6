"""Official text: what regulations and forms prescribe, and what stands in very many offices. It is nobody's own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nlp.catalog import Catalog

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

FEW, MANY, SHARE = 8, 50, 50  # very many: one office in 50, yet never fewer than 8 nor more than 50
_OFFICES = 24  # bits of an office in a key, the rest are those of the clause
_EDGE = r"(?:^|(?<=[。；，！？：,;:!?\n]))"
_END = r"(?=[。；，！？：,;:!?\n]|$)"
_CLAUSE = re.compile(r"[^。；，！？：、,;:!?\n]{2,80}")  # 行政诉讼4件
_STATES = re.compile(r"\d|[未无没零不]")  # 4件; 未收到
_DIGITS = re.compile(r"\d{1,40}[余多]?[万亿]?(?:件次|人次|[件条次宗起例项个期场篇份部人元])?")  # 1300余条, 20万元
_HAN = re.compile(r"[㐀-鿿]")


def very_many(offices: int) -> int:
    """From how many offices on a text is common property."""
    return max(FEW, min(MANY, offices // SHARE))


class Official:
    """The wordings of a catalog that are nobody's own: prescribed clauses, and figures in the words of the form."""

    def __init__(self, catalog: Catalog) -> None:
        self._prescribed = re.compile(f"{_EDGE}(?:{'|'.join(catalog.official)}){_END}")
        rows = (row for form in catalog.forms.values() for table in form.tables for row in table.rows)
        names = {name for row in rows for name in (row.label, *row.cores)} | set(catalog.plain_words)
        names |= {spec.name_zh for spec in catalog.indicators.values()}
        names |= {spec.name_zh for spec in catalog.applicants.values()}
        self._words = re.compile(_any_of(sorted(names, key=lambda name: (-len(name), name))))
        self._of_the_form = lru_cache(1 << 16)(self._made_of_words)

    def cut(self, text: str) -> str:
        """The text without them."""
        return _CLAUSE.sub(self._checked, self._prescribed.sub("\n", text))

    def _checked(self, clause: re.Match[str]) -> str:
        if _STATES.search(clause[0]) and self._of_the_form(_DIGITS.sub("0", clause[0])):
            return "\n"
        return clause[0]

    def _made_of_words(self, clause: str) -> bool:
        """Whether a clause says no more than a row of a table: 因政府信息公开引起行政复议8件."""
        return not _HAN.search(self._words.sub("", clause))


def _any_of(names: Iterable[str]) -> str:
    """One of the names, longest first, by their first characters: tried in a fraction of the time."""
    heads: dict[str, list[str]] = {}
    for name in names:
        if name:
            heads.setdefault(name[0], []).append(re.escape(name[1:]))
    return "|".join(f"{re.escape(head)}(?:{'|'.join(tails)})" for head, tails in heads.items())


class Common:
    """Clauses by the number of offices in whose reports they stand."""

    def __init__(self) -> None:
        self._keys: list[Numbers] = []

    def add(self, clauses: Numbers, offices: Numbers) -> None:
        """Clauses by their hashes, each with the number of its office."""
        import numpy as np

        low = np.uint64((1 << _OFFICES) - 1)
        self._keys.append(np.unique((clauses & ~low) | (offices.astype(np.uint64) & low)))

    def hashes(self, many: int) -> Numbers:
        """Sorted hashes, their low bits 0, of the clauses that stand in `many` offices or more."""
        import numpy as np

        keys = np.unique(np.concatenate([*self._keys, np.zeros(0, np.uint64)])) >> np.uint64(_OFFICES)
        found, counts = np.unique(keys, return_counts=True)
        common: Numbers = found[counts >= many] << np.uint64(_OFFICES)
        return common


def standing(clauses: Numbers, common: Numbers) -> Numbers:
    """Which clauses are among the common ones."""
    import numpy as np

    masked = clauses & ~np.uint64((1 << _OFFICES) - 1)
    found: Numbers = np.isin(masked, common)
    return found
