"""From pairs of near-copied texts to what each paragraph is: new, kept, borrowed, shared, unclear or common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from nlp.reuse.letters import places
from nlp.reuse.owners import UNKNOWN
from nlp.reuse.similar import Similar

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

NEW, KEPT, BORROWED, SHARED, UNCLEAR, COMMON = range(6)
NAMES = ("new", "kept", "borrowed", "shared", "unclear", "common")
NO_YEAR = -1
_AT_ONCE = 2_000_000  # combinations of a paragraph and a possible source


class Related(Struct, frozen=True, eq=False):
    """Of each paragraph its relation, and where it has a source the number of that paragraph and the similarity."""

    relation: Numbers
    source: Numbers
    similarity: Numbers


class _Lists:
    """Lists of numbers by key, as two arrays."""

    def __init__(self, keys: Numbers, values: Numbers, size: int) -> None:
        import numpy as np

        self.values = values[np.argsort(keys, kind="stable")]
        self.counts = np.bincount(keys, minlength=size).astype(np.int64)
        self.starts = np.cumsum(self.counts) - self.counts

    def of(self, keys: Numbers) -> tuple[Numbers, Numbers]:
        """The values of all keys one after another, and which key each belongs to."""
        import numpy as np

        counts = self.counts[keys]
        at = np.repeat(self.starts[keys], counts) + places(counts)
        return self.values[at], np.repeat(np.arange(len(keys)), counts)


def relate(texts: Numbers, reports: Numbers, office: Numbers, year: Numbers, near: Similar, very_many: int) -> Related:
    """Relations of paragraphs. texts, reports: number of the text and of the report of each; office, year: of reports.

    What the office itself had in an earlier year is kept, whoever else has it; only then other offices count, an
    earlier year before the same. A text with near-copies in very many offices is common.
    """
    import numpy as np

    size = int(texts.max()) + 1 if len(texts) else 0
    own, when = office[reports], year[reports]
    paragraphs = _Lists(texts, np.arange(len(texts)), size)
    sources = _sources(texts, own, when, reports, size)
    everything = np.arange(size)
    links = _Lists(
        np.concatenate([everything, near.first, near.second]),
        np.arange(size + 2 * len(near.first)),
        size,
    )
    other = np.concatenate([everything, near.second, near.first])
    exact = np.concatenate([np.ones(size), near.similarity, near.similarity])
    found = Related(np.zeros(len(texts), np.int8), np.full(len(texts), -1, np.int64), np.zeros(len(texts)))
    for chunk in _chunks(links, sources, paragraphs, other, size):
        link, text = links.of(chunk)
        place, through = sources.of(other[link])
        text, similarity = chunk[text[through]], exact[link[through]]
        common = _common(text, own[place], reports[place], very_many)
        found.relation[paragraphs.of(common)[0]] = COMMON
        rare = ~np.isin(text, common)
        place, text, similarity = place[rare], text[rare], similarity[rare]
        mine, from_source = paragraphs.of(text)
        _settle(found, mine, place[from_source], similarity[from_source], own, when, reports)
    return found


def _sources(texts: Numbers, own: Numbers, when: Numbers, reports: Numbers, size: int) -> _Lists:
    """Of each text its first paragraph in each office and year; in each report where the office is unknown."""
    import numpy as np

    who = np.where(own == UNKNOWN, own.max(initial=0) + 1 + reports, own)
    order = np.lexsort((np.arange(len(texts)), when, who, texts))
    fresh = np.ones(len(texts), bool)
    if len(texts):
        fresh[1:] = np.any([np.diff(column[order]) != 0 for column in (texts, who, when)], axis=0)
    first = order[fresh]
    return _Lists(texts[first], first, size)


def _chunks(links: _Lists, sources: _Lists, paragraphs: _Lists, other: Numbers, size: int) -> Iterator[Numbers]:
    """Texts that have anything to compare with, as many at once as memory allows."""
    import numpy as np

    values, key = links.of(np.arange(size))
    reached = np.bincount(key, sources.counts[other[values]], size).astype(np.int64)
    wanted = np.flatnonzero(reached > 1)
    cost = np.cumsum(reached[wanted] * (1 + paragraphs.counts[wanted]))
    for part in np.split(wanted, np.flatnonzero(np.diff(cost // _AT_ONCE)) + 1):
        if len(part):
            yield part


def _common(text: Numbers, office: Numbers, report: Numbers, very_many: int) -> Numbers:
    """Texts whose near-copies stand in very many offices."""
    import numpy as np

    who = np.where(office == UNKNOWN, (1 << 30) + report, office)
    pairs = np.unique(text.astype(np.int64) << 32 | who)
    found, counts = np.unique(pairs >> 32, return_counts=True)
    several: Numbers = found[counts >= very_many]
    return several


def _settle(
    found: Related, mine: Numbers, source: Numbers, exact: Numbers, own: Numbers, when: Numbers, reports: Numbers
) -> None:
    """Choose the best source of each paragraph, best first: own and latest, then others by similarity, then first."""
    import numpy as np

    kind = _kind(own[mine], own[source], when[mine], when[source])
    usable = (kind != NEW) & (reports[mine] != reports[source])
    mine, source, exact, kind = mine[usable], source[usable], exact[usable], kind[usable]
    latest = np.where(kind == KEPT, -when[source], 0)
    order = np.lexsort((source, when[source], -exact, latest, kind, mine))
    chosen = order[np.unique(mine[order], return_index=True)[1]]
    at = mine[chosen]
    found.relation[at], found.source[at], found.similarity[at] = kind[chosen], source[chosen], exact[chosen]


def _kind(one: Numbers, two: Numbers, this: Numbers, that: Numbers) -> Numbers:
    """What a paragraph of office `one` and year `this` is to one of office `two` and year `that`; NEW for nothing."""
    import numpy as np

    dated = (this != NO_YEAR) & (that != NO_YEAR)
    before, after = dated & (that < this), dated & (that > this)
    unknown = (one == UNKNOWN) | (two == UNKNOWN)
    same = ~unknown & (one == two)
    return np.select(
        [same & before, same | after, unknown, before],
        [KEPT, NEW, UNCLEAR, BORROWED],
        SHARED,
    )
