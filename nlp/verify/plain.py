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
_OF_PLACE = re.compile(r".{1,8}?(?:特别行政区|自治[区州县旗]|[省市县区州盟旗镇乡])(?=.{3})")  # 某某区 of 某某区水利局
_SITE = re.compile(r"[省市县区州旗](?:人民)?政府(?:门户)?网站")  # where an office of that government publishes
_REACH = 60  # characters on either side of a number that are looked at


@lru_cache(maxsize=4)
def _plain(catalog: Catalog) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, catalog.plain_words)))


def unknown_words(facts: Facts, figure: Figure) -> str:
    """The first word of a claim's clause that may narrow it, "" where every word is plain."""
    text = _around(facts, figure)
    if figure.bound == "zero_statement":
        text += "。" + facts.text[_denial_from(facts, figure) : figure.span.end]
    for name in _own_names(facts.report.issuer or ""):
        text = text.replace(name, "。")
    if facts.covers_area is False:
        text = _SITE.sub("。", text)
    left = _HAN.search(_plain(facts.catalog).sub("。", text))
    return left[0] if left else ""


@lru_cache(maxsize=256)
def _own_names(issuer: str) -> tuple[str, ...]:
    """The name of an office and what it calls itself for short: 某某区水利局, 区水利局, 水利局."""
    place = _OF_PLACE.match(issuer)
    short = issuer[place.end() :] if place else ""
    return tuple(name for name in (issuer, place[0][-1] + short if place else "", short) if len(name) > 2)


def _denial_from(facts: Facts, figure: Figure) -> int:
    """Where the clause of a denial begins, or goes on after a number: 个别单位未发生复议、诉讼 is one denial of two."""
    first = figure.clause.start if figure.clause else figure.span.start
    numbers = (f.span.end for f in facts.figures if f.bound != "zero_statement" and f.span.end <= figure.span.start)
    return max((first, *numbers))


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
