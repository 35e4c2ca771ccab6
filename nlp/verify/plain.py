"""Whether a claim says no more than its table row: every word around its number is known to narrow nothing.

An accusation needs a clause that was understood to the last word. A word that isn't known may say that the number
counts something else (an e-mail box, an instance, a team), so what differs then is for review.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from nlp.document import Figure
from nlp.verify.facts import Facts

if TYPE_CHECKING:
    from nlp.catalog import Catalog

_EDGE = re.compile(r"[,。;:、!?\n()“”]")
_HAN = re.compile(r"[一-鿿]+")
_REACH = 60  # characters on either side of a number that are looked at


@lru_cache(maxsize=4)
def _plain(catalog: Catalog) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, catalog.plain_words)))


def unknown_words(facts: Facts, figure: Figure) -> str:
    """The first word of a claim's clause that may narrow it, "" where every word is plain."""
    text = _around(facts, figure)
    if figure.bound == "zero_statement":
        text += "。" + facts.quote(figure.span)
    if facts.report.issuer:
        text = text.replace(facts.report.issuer, "。")
    left = _HAN.search(_plain(facts.catalog).sub("。", text))
    return left[0] if left else ""


def _around(facts: Facts, figure: Figure) -> str:
    """The words of the clause before and after a number, up to the next mark or number."""
    text, span = facts.text, figure.span
    start = max(0, span.start - _REACH)
    start = max((edge.end() for edge in _EDGE.finditer(text, start, span.start)), default=start)
    start = max([start, *(f.span.end for f in facts.figures if f.span.end <= span.start)])
    edge = _EDGE.search(text, span.end, span.end + _REACH)
    end = edge.start() if edge else min(len(text), span.end + _REACH)
    end = min([end, *(f.span.start for f in facts.figures if f.span.start >= span.end)])
    return text[start : span.start] + "。" + text[span.end : end]
