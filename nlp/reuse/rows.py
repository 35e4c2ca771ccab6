"""What reuse comes to: tables of pairs and of shares, a struct a row."""

from __future__ import annotations

from msgspec import Struct


class Pair(Struct, frozen=True):
    """A paragraph and the one it is a near-copy of; every paragraph stands here once at most.

    relation: kept (an earlier report of the same office) | borrowed (an earlier report of another office) | shared
    (another office, same year or a year unknown: who wrote first is not known) | unclear (one of the offices is
    unknown). similarity: share of the runs of three characters that both have, 0 to 1. characters: those counted,
    without official text, a number counting one. Spans are half-open code points, `source_` of the source.
    """

    report_id: str
    issuer: str | None
    year: int | None
    relation: str
    similarity: float
    characters: int
    other_report_id: str
    other_issuer: str | None
    other_year: int | None
    text: str
    other_text: str
    source: str
    start: int
    end: int
    source_start: int
    source_end: int
    other_source: str
    other_start: int
    other_end: int
    other_source_start: int
    other_source_end: int


class Share(Struct, frozen=True):
    """How much of a report is new and how much is not, in characters of paragraphs long enough to tell.

    new + kept + borrowed + shared + unclear = characters; each but `new` is the sum over its pairs. official: text
    that the forms and the regulations prescribe or that stands in very many offices, left out; short: paragraphs too
    short to tell, left out. The shares are out of `characters`, None where there are none.
    """

    report_id: str
    issuer: str | None
    year: int | None
    characters: int
    new: int
    kept: int
    borrowed: int
    shared: int
    unclear: int
    official: int
    short: int
    share_new: float | None
    share_kept: float | None
    share_borrowed: float | None
    share_shared: float | None
