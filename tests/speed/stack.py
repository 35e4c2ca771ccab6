"""What a user would put together from libraries to read the same web pages; it checks nothing and traces nothing.

Text by selectolax, tables by pandas, words and sentences by spaCy with jieba, Chinese numerals by cn2an, labels by
TF-IDF over jieba words and a linear model. spaCy is no dependency of the project: `pip install spacy` adds its row.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import cn2an
import jieba
import pandas
from selectolax.lexbor import LexborHTMLParser
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

LABELS = 20  # classes of the linear model; which ones makes no difference to its speed

try:
    import spacy
except ImportError:
    spacy = None


def ready(files: list[Path]) -> tuple[Callable[[list[Path]], dict[str, float]], list[str]]:
    """The stack, loaded and trained on other pages, and what is missing of it."""
    jieba.setLogLevel(60)
    jieba.initialize()
    sentences = [s for path in files if path.suffix == ".html" for s in _text(path).split("。") if s.strip()]
    model = make_pipeline(TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None), LogisticRegression())
    model.fit(sentences, [at % LABELS for at in range(len(sentences))])
    nlp = _pipeline()
    if nlp:
        list(nlp.pipe(sentences[:50]))
    return (lambda pages: _run(pages, model, nlp)), ([] if nlp else ["spacy"])


def _pipeline() -> Any:
    if spacy is None:
        return None
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    nlp.add_pipe("sentencizer", config={"punct_chars": list("。！？；!?;")})
    nlp.max_length = 10**8
    return nlp


def _text(path: Path) -> str:
    body = LexborHTMLParser(path.read_bytes()).body
    return body.text(separator="\n") if body else ""


def _run(files: list[Path], model: Any, nlp: Any) -> dict[str, float]:
    """Seconds of each part."""
    seconds: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        before = process_time()
        result = work()
        seconds[name] = process_time() - before
        return result

    texts = timed("text: selectolax", lambda: [_text(path) for path in files])
    timed("tables: pandas.read_html", lambda: [_tables(path) for path in files])
    if nlp:
        docs = timed("words and sentences: spaCy with jieba", lambda: list(nlp.pipe(texts)))
        sentences = [sentence.text for doc in docs for sentence in doc.sents]
    else:
        sentences = [part for text in texts for part in text.split("。")]
    timed("numerals: cn2an", lambda: [cn2an.transform(sentence, "cn2an") for sentence in sentences])
    timed("labels: TF-IDF over jieba words", lambda: model.predict(sentences))
    return {**seconds, "whole": sum(seconds.values())}


def _tables(path: Path) -> list[Any]:
    try:
        return pandas.read_html(io.BytesIO(path.read_bytes()))
    except ValueError:  # no table on the page
        return []
