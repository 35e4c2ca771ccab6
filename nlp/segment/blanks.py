"""Blanks that typesetters put around numbers: `共收到 12 件` is read as 共收到12件, in prose only.

In a table a blank parts a label from its cell, so that this waits until the narrative is known.
"""

import re

from msgspec.structs import replace

from nlp.document import Report, Text
from nlp.spans import OffsetMap

AROUND_NUMBER = re.compile(r"(?<=[㐀-鿿]) {1,8}(?=[0-9])|(?<=[0-9%‰]) {1,8}(?=[㐀-鿿])")  # "收到 12", "12 件"


def close_up(text: Text, reports: tuple[Report, ...]) -> tuple[Report, ...]:
    """The reports of a text without blanks between characters and digits within their titles and units."""
    blanks = [
        match.span()
        for report in reports
        for span in (*([report.title_span] if report.title_span else ()), *(unit.span for unit in report.units))
        if text.text.find(" ", span.start, span.end) >= 0
        for match in AROUND_NUMBER.finditer(text.text, span.start, span.end)
    ]
    if not blanks:
        return reports
    blanks = sorted(set(blanks))
    starts, ends = [0, *(end for _, end in blanks)], [*(start for start, _ in blanks), len(text.text)]
    kept = [(start, end, end - start) for start, end in zip(starts, ends, strict=True) if start < end]
    offsets = OffsetMap.from_pieces(kept, len(text.text))
    closed = replace(
        text,
        text="".join(text.text[start:end] for start, end, _ in kept),
        offsets=text.offsets.then(offsets),
        blocks=tuple([block.moved(offsets) for block in text.blocks]),
    )
    return tuple(_moved(report, closed, offsets) for report in reports)


def _moved(report: Report, text: Text, offsets: OffsetMap) -> Report:
    """The report on the closed text."""
    to_clean = offsets.to_clean
    return replace(
        report,
        text=text,
        span=to_clean(report.span),
        title_span=to_clean(report.title_span) if report.title_span else None,
        zones=tuple((kind, to_clean(span)) for kind, span in report.zones),
        sections=tuple(replace(section, span=to_clean(section.span)) for section in report.sections),
        units=tuple(replace(unit, span=to_clean(unit.span)) for unit in report.units),
    )
