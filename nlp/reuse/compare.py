"""The comparison of a whole corpus, in two readings: first what is common property, then what is left of it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from nlp.catalog import Catalog
from nlp.reuse.letters import hashed, letters_of
from nlp.reuse.official import Common, Official, standing, very_many
from nlp.reuse.owners import UNKNOWN, owners
from nlp.reuse.passages import passages
from nlp.reuse.relations import NO_YEAR, relate
from nlp.reuse.similar import similar
from nlp.reuse.spool import Batches, Spool, Texts
from nlp.reuse.tables import Reports

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

SHORTEST = 30  # letters that a paragraph must have left to be told from others
_AT_ONCE = 5000  # paragraphs


class Comparison(Struct, frozen=True, eq=False):
    """Every paragraph long enough to tell: an entry in each of the arrays.

    report: number of its report; spans: start and end in the clean and in the decoded text; characters: letters that
    were compared; relation, source, similarity: as in `relations.Related`; office: number of the office of each report.
    official, short: letters of each report that were left out. `texts` are the clean texts.
    """

    report: Numbers
    spans: Numbers
    characters: Numbers
    relation: Numbers
    source: Numbers
    similarity: Numbers
    office: Numbers
    official: Numbers
    short: Numbers
    texts: Texts
    candidates: int
    crowded: int


def compare(folder: Path, held: Path, reports: Reports, aliases: Mapping[str, str], catalog: Catalog) -> Comparison:
    """All paragraphs with their relations; `held` is a folder for temporary files."""
    import numpy as np

    office = np.array(owners(reports.offices, aliases), np.int64).reshape(-1)
    read = _Reading(folder, held, reports, office, catalog)
    left = _Left(held, read)
    letters = left.letters.numbers()
    _, first, texts = np.unique(left.hashes, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first, kind="stable"), kind="stable")  # texts in the order they come
    texts, first = rank[texts], np.sort(first)
    ends = np.cumsum(left.characters)
    near = similar(letters, (ends - left.characters)[first], left.characters[first])
    year = np.array([NO_YEAR if y is None else y for y in reports.years], np.int64).reshape(-1)
    related = relate(texts, left.report, office, year, near, very_many_of(office))
    return Comparison(
        left.report,
        left.spans,
        left.characters,
        related.relation,
        related.source,
        related.similarity,
        office,
        left.official,
        left.short,
        left.texts,
        near.candidates,
        near.crowded,
    )


def very_many_of(office: Numbers) -> int:
    """From how many offices on a text is common property, among the offices of all reports."""
    import numpy as np

    return very_many(len(np.unique(office[office != UNKNOWN])) + int((office == UNKNOWN).sum()))


class _Reading:
    """First reading: letters in clauses, batch by batch, and which clauses stand in very many offices."""

    def __init__(self, folder: Path, held: Path, reports: Reports, office: Numbers, catalog: Catalog) -> None:
        import numpy as np

        self.batches, self.texts, common = Batches(held), Texts(held / "texts"), Common()
        official = Official(catalog)
        self.prescribed = np.zeros(len(reports.names), np.int64)
        who = np.where(office == UNKNOWN, len(office) + np.arange(len(office)), office)
        found = passages(folder, reports.number)
        while batch := list(islice(found, _AT_ONCE)):
            report = np.array([one.report for one in batch], np.int64)
            spans = np.array([(p.start, p.end, p.source_start, p.source_end) for p in batch], np.int64)
            for one in batch:
                self.texts.add(one.text)
            own = letters_of([official.cut(one.text) for one in batch])
            common.add(own.hashes, np.repeat(who[report], own.texts))
            everything = letters_of([one.text for one in batch])
            gone = _sums(everything.clauses, everything.texts) - _sums(own.clauses, own.texts)
            self.prescribed += np.bincount(report, gone, len(office)).astype(np.int64)
            self.batches.add(report, spans, own.letters, own.clauses, own.texts, own.hashes)
        self.common = common.hashes(very_many_of(office))


class _Left:
    """Second reading: what is left of each paragraph without the common clauses, if it is long enough."""

    def __init__(self, held: Path, read: _Reading) -> None:
        import numpy as np

        self.letters, self.texts = Spool(held / "letters", "uint16"), read.texts
        self.official, self.short = read.prescribed, np.zeros_like(read.prescribed)
        kept: dict[str, list[Numbers]] = {"report": [], "spans": [], "characters": [], "hashes": [], "text": []}
        before = 0
        for report, spans, letters, clauses, texts, hashes in read.batches.read(6):
            own = ~standing(hashes, read.common)
            lengths = _sums(clauses * own, texts)
            long = lengths >= SHORTEST
            size = len(self.short)
            self.official += np.bincount(report, _sums(clauses, texts) - lengths, size).astype(np.int64)
            self.short += np.bincount(report[~long], lengths[~long], size).astype(np.int64)
            keep = np.repeat(own & np.repeat(long, texts), clauses)
            self.letters.add(letters[keep])
            kept["report"].append(report[long])
            kept["spans"].append(spans[long])
            kept["characters"].append(lengths[long])
            kept["hashes"].append(hashed(letters[keep], lengths[long]))
            kept["text"].append(before + np.flatnonzero(long))
            before += len(report)
        empty = {"spans": np.zeros((0, 4), np.int64), "hashes": np.zeros(0, np.uint64)}
        whole = {name: np.concatenate([empty.get(name, np.zeros(0, np.int64)), *parts]) for name, parts in kept.items()}
        self.report, self.spans, self.characters = whole["report"], whole["spans"], whole["characters"]
        self.hashes = whole["hashes"]
        self.texts.only(whole["text"])


def _sums(numbers: Numbers, groups: Numbers) -> Numbers:
    """Sum of each group of consecutive numbers, by the sizes of the groups."""
    import numpy as np

    ends = np.cumsum(groups)
    total = np.concatenate([[0], np.cumsum(numbers)])
    found: Numbers = total[ends] - total[ends - groups]
    return found
