"""Two paragraphs side by side on a terminal, what differs marked."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Protocol

from nlp.write.findings import printable


class Sides(Protocol):
    """A paragraph and another it resembles, with the reports they stand in."""

    @property
    def issuer(self) -> str | None: ...
    @property
    def year(self) -> int | None: ...
    @property
    def relation(self) -> str: ...
    @property
    def similarity(self) -> float: ...
    @property
    def other_issuer(self) -> str | None: ...
    @property
    def other_year(self) -> int | None: ...
    @property
    def source(self) -> str: ...
    @property
    def source_start(self) -> int: ...
    @property
    def other_source(self) -> str: ...
    @property
    def other_source_start(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def other_text(self) -> str: ...


def side_by_side(pair: Sides) -> Iterator[str]:
    """Lines: who, where, and both texts with what only one of them has in 【】."""
    yield f"{pair.relation} {pair.similarity:.2f}"
    sides = (
        (pair.issuer, pair.year, pair.source, pair.source_start, pair.text, pair.other_text),
        (pair.other_issuer, pair.other_year, pair.other_source, pair.other_source_start, pair.other_text, pair.text),
    )
    for issuer, year, source, start, text, other in sides:
        yield f"  {printable(issuer or '?')} {year or '?'} ({printable(source)}:{start})"
        yield f"    {printable(marked(text, other))}"
    yield ""


def marked(text: str, other: str) -> str:
    """A text with what the other lacks in 【】."""
    matcher = SequenceMatcher(None, other, text, autojunk=False)
    return "".join(
        text[start:end] if kind == "equal" else f"【{text[start:end]}】"
        for kind, _, _, start, end in matcher.get_opcodes()
        if end > start
    )
