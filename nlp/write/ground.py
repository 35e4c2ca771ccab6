"""Where clean spans of a report stand in its source; quotes, places and operands looked up there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter

from nlp.document import Place, Places, Report
from nlp.spans import Span
from nlp.write.rows import OperandRow, PlaceRow

_start, _end = attrgetter("start"), attrgetter("end")


class Ground:
    """A report's clean text and its source; text that came through unchanged is looked up for free."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.clean, self.source = report.text.text, report.text.raw.text
        offsets, raw = report.text.offsets, report.text.raw
        self.unchanged = offsets.is_identity and self.clean == self.source
        self.trace: Callable[[Span], Span] = (lambda span: span) if offsets.is_identity else offsets.to_source
        self._places = Places(raw.blocks) if raw.blocks else None
        self.has_places = self._places is not None
        self._rows: dict[int, tuple[Place, PlaceRow]] = {}

    def cited(self, place: Span) -> str:
        return self.source[place.start : place.end]

    def both(self, span: Span) -> tuple[int, int, int, int]:
        """Start and end in the clean text, then in the source."""
        place = self.trace(span)
        return span.start, span.end, place.start, place.end

    def traced(self, spans: Sequence[Span]) -> Sequence[Span]:
        return spans if self.unchanged else list(map(self.trace, spans))

    def places(self, place: Span) -> tuple[PlaceRow, ...]:
        """Places of a span of the decoded source on a page or in markup; () for a text file."""
        if self._places is None:
            return ()
        return tuple([self._row(found) for found in self._places.of(place)])

    def all_places(self, places: Sequence[Span]) -> Sequence[tuple[PlaceRow, ...]]:
        """As `places`, of each span."""
        return [()] * len(places) if self._places is None else list(map(self.places, places))

    def _row(self, place: Place) -> PlaceRow:
        known = self._rows.get(id(place))
        if known is None:
            known = self._rows[id(place)] = place, PlaceRow(place.page, place.box, place.path)
        return known[1]

    def operand(self, address: str) -> OperandRow:
        """An operand of a check that is no figure and no cell of a table: a stretch of text, or a cell there is not."""
        kind, _, rest = address.partition(":")
        if kind == "cell":
            return OperandRow("cell", rest, "absent", None, None, None, None)
        start, end = (int(part) for part in rest.split("-"))
        place = self.trace(Span(start, end))
        return OperandRow("text", "", None, None, self.cited(place), place.start, place.end)


def ends(spans: Iterable[Span]) -> tuple[list[int], list[int]]:
    """Starts and ends of spans."""
    found = list(spans)
    return list(map(_start, found)), list(map(_end, found))


def slices(text: str, spans: Iterable[Span]) -> list[str]:
    """What spans of a text hold."""
    return [text[span.start : span.end] for span in spans]
