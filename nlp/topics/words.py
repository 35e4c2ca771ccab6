"""The one door to Chinese words: rjieba where installed, else an own jieba tokenizer, with the same result.

Both cut by the same dictionary without the HMM, plus the domain words of `catalog/lexicon.txt`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib import import_module, resources

FREQUENCY = 200_000  # of a domain word: enough to win against any cut of it into dictionary words

Cut = Callable[[str], list[str]]


def cut_all(texts: Iterable[str]) -> list[list[str]]:
    """Words of each text in order, white space left out."""
    cut = cutter()
    return [[word for word in cut(text) if not word.isspace()] for text in texts]


@lru_cache(maxsize=2)
def cutter(phrases: bool = True) -> Cut:
    """Function from a text to its words, phrases of the domain as one word or not; loaded once per process."""
    known = tuple(lexicon()) if phrases else terms()
    try:
        return rjieba_cutter(known)
    except ImportError:
        return jieba_cutter(known)


@lru_cache(maxsize=1)
def lexicon() -> dict[str, tuple[str, ...]]:
    """Domain words and phrases of `catalog/lexicon.txt` with their classes of meaning (none, one or several)."""
    classes: dict[str, list[str]] = {}
    for name, words, phrases in _lines():
        for word in (*words, *phrases):
            known = classes.setdefault(word, [])
            if name not in ("-", *known):
                known.append(name)
    return {word: tuple(names) for word, names in classes.items()}


@lru_cache(maxsize=1)
def terms() -> tuple[str, ...]:
    """Domain words that are no phrases."""
    return tuple(dict.fromkeys(word for _, words, _ in _lines() for word in words))


def _lines() -> Iterator[tuple[str, list[str], list[str]]]:
    """Class, words and phrases of each line."""
    text = resources.files("nlp").joinpath("catalog/lexicon.txt").read_text("utf-8")
    for line in text.splitlines():
        name, _, listed = line.partition("#")[0].partition(":")
        words, _, phrases = listed.partition("|")
        yield name.strip(), words.split(), phrases.split()


def rjieba_cutter(words: Iterable[str]) -> Cut:
    """Cutter by rjieba, these words added; raises ImportError where it is not installed."""
    tokenizer = import_module("rjieba").Jieba()
    for word in words:
        tokenizer.add_word(word, FREQUENCY, "n")
    return lambda text: tokenizer.cut(text, False)


def jieba_cutter(words: Iterable[str]) -> Cut:
    """Cutter by jieba's own tokenizer, these words added, its cache in a private folder instead of the shared one."""
    import logging
    import tempfile
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's source has invalid escapes and asks for pkg_resources
        jieba = import_module("jieba")
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    with tempfile.TemporaryDirectory() as folder:
        tokenizer.tmp_dir = folder
        tokenizer.initialize()
    for word in words:
        tokenizer.add_word(word, FREQUENCY, "n")
    return lambda text: tokenizer.lcut(text, HMM=False)
