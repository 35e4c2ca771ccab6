"""Words of a sentence with the use they are put to: stated, negated or planned.

Terms of the trade are taken whole, the longest first: 依申请公开 and 不予公开 are no 公开, 复议后起诉 is no 复议. A
negation reaches to the end of its clause, a plan to the end of its sentence (words of both: nlp/catalog/uses.toml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from nlp import catalog
from nlp.topics.words import cutter, lexicon, terms

STATED, NEGATED, PLANNED = "stated", "negated", "planned"

_WILL = "将"
_CLAUSE = frozenset("，,；;：:。！？!?\n")
_SENTENCE = frozenset("。！？!?\n；;")
_WORD = re.compile(r"[㐀-鿿]{2,}|[A-Za-z][A-Za-z0-9+.-]+")  # 公开; APP: what counts as a word


class Use(NamedTuple):
    """A word, where it starts in the text, and what it is used for."""

    word: str
    start: int
    use: str


class _Words(NamedTuple):
    """The word lists of the catalog, and all terms of several words with the length of the longest."""

    terms: frozenset[str]
    longest: int
    own: frozenset[str]
    negations: frozenset[str]
    turns: frozenset[str]
    plans: frozenset[str]
    announced: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    lists = catalog.load().uses
    own, negations, turns, plans, announced = (
        frozenset(lists[name]) for name in ("term", "negation", "turn", "plan", "announced")
    )
    joined = own | {word for word in terms() if len(word) > 2}
    planning = {word for word, classes in lexicon().items() if {"plan", "future"} & set(classes)}
    return _Words(joined, max(map(len, joined)), own, negations, turns, plans, announced | planning)


def uses(text: str, status: str | None = None) -> Iterator[Use]:
    """Words of two characters and more in their order; `status` is that of the unit (planned, done or None)."""
    known = _words()
    negated, planned, start = False, status == "planned", 0
    tokens = merged(cutter(phrases=False)(text))
    for token, following in zip(tokens, [*tokens[1:], ""], strict=True):
        if token in _CLAUSE or token in known.turns:
            negated = False
        if token in _SENTENCE:
            planned = status == "planned"
        elif status != "done" and (token in known.plans or (token == _WILL and following in known.announced)):
            planned = True
        if _WORD.fullmatch(token) and token not in known.negations:
            yield Use(token, start, NEGATED if negated else PLANNED if planned else STATED)
        if token in known.negations or (token.startswith(("未", "没有")) and token not in known.own):
            negated = True
        start += len(token)


def merged(tokens: Sequence[str]) -> list[str]:
    """Tokens with those joined that make a term together, the longest first."""
    known, found, at = _words(), list[str](), 0
    while at < len(tokens):
        size, joined = 1, tokens[at]
        for more in range(2, len(tokens) - at + 1):
            joined += tokens[at + more - 1]
            if len(joined) > known.longest:
                break
            if joined in known.terms:
                size = more
        found.append("".join(tokens[at : at + size]))
        at += size
    return found
