"""Positions in text: half-open code-point spans and the maps between two versions of one text."""

from bisect import bisect_right

import msgspec


class Span(msgspec.Struct, frozen=True, order=True, gc=False):
    """Half-open stretch `[start, end)` of code points."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlap(self, other: "Span") -> int:
        """Number of code points two spans share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def covers(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end


class OffsetMap(msgspec.Struct, frozen=True):
    """Map from a clean text back to the text it was made from, kept as break points only.

    Between two break points the distance `source - clean` is constant. `clean[i]` is where piece i
    starts in the clean text and `source[i]` where it starts in the source; the first pair is (0, 0)
    unless text was dropped at the very beginning. `verbatim[i]` is false where a piece was rewritten
    to another length: such a piece is cited whole.
    """

    clean: tuple[int, ...]
    source: tuple[int, ...]
    verbatim: tuple[bool, ...]
    clean_length: int
    source_length: int

    @classmethod
    def identity(cls, length: int) -> "OffsetMap":
        """Map of a text onto itself."""
        return cls((0,), (0,), (True,), length, length)

    @classmethod
    def from_pieces(cls, pieces: list[tuple[int, int, int]], source_length: int) -> "OffsetMap":
        """Map from kept pieces `(source_start, source_end, clean_length)` in source order.

        Source between two pieces was dropped. A piece whose clean length differs from its source
        length was rewritten.
        """
        flagged = [(start, end, length, end - start == length) for start, end, length in pieces]
        return cls._build(flagged, source_length)

    @classmethod
    def _build(cls, pieces: list[tuple[int, int, int, bool]], source_length: int) -> "OffsetMap":
        """Map from pieces that also say whether they are verbatim."""
        clean: list[int] = []
        source: list[int] = []
        verbatim: list[bool] = []
        at = 0
        for start, end, length, same in pieces:
            if length == 0:
                continue
            joins = same and verbatim and verbatim[-1] and source[-1] + (at - clean[-1]) == start
            if not joins:
                clean.append(at)
                source.append(start)
                verbatim.append(same)
            if not same:  # close the rewritten piece, so that what follows starts anew
                clean.append(at + length)
                source.append(end)
                verbatim.append(True)
            at += length
        if not clean:
            clean, source, verbatim = [0], [0], [True]
        return cls(tuple(clean), tuple(source), tuple(verbatim), at, source_length)

    @property
    def is_identity(self) -> bool:
        return self.verbatim == (True,) and self.source == (0,) and self.clean_length == self.source_length

    def _piece(self, position: int) -> int:
        return max(0, bisect_right(self.clean, position) - 1)

    def _piece_end(self, piece: int) -> int:
        """Source position just after a rewritten piece."""
        return self.source[piece + 1] if piece + 1 < len(self.source) else self.source_length

    def to_source(self, span: Span) -> Span:
        """Source span that a clean span was read from; an empty span stays empty.

        Raises ValueError for a span outside the clean text.
        """
        if not 0 <= span.start <= span.end <= self.clean_length:
            raise ValueError(f"span {span} outside the clean text of {self.clean_length} characters")
        if len(self.clean) == 1 and self.verbatim[0]:
            shift = self.source[0] - self.clean[0]
            return Span(span.start + shift, span.end + shift) if shift else span
        first = self._piece(span.start)
        start = self.source[first]
        if self.verbatim[first]:
            start += span.start - self.clean[first]
        if span.start == span.end:
            return Span(start, start)
        last = self._piece(span.end - 1)
        if self.verbatim[last]:
            end = self.source[last] + (span.end - 1 - self.clean[last]) + 1
        else:
            end = self._piece_end(last)
        return Span(start, end)

    def to_clean(self, span: Span) -> Span:
        """Smallest clean span that holds everything kept of a source span."""
        return Span(
            self._clean_position(span.start),
            max(self._clean_position(span.start), self._clean_position(span.end)),
        )

    def _clean_position(self, position: int) -> int:
        piece = bisect_right(self.source, position) - 1
        if piece < 0:
            return self.clean[0]
        limit = self.clean[piece + 1] if piece + 1 < len(self.clean) else self.clean_length
        if not self.verbatim[piece]:
            return self.clean[piece] if position == self.source[piece] else limit
        return min(self.clean[piece] + position - self.source[piece], limit)

    def then(self, later: "OffsetMap") -> "OffsetMap":
        """Compose: `self` maps a to source, `later` maps b to a; the result maps b to source."""
        if self.is_identity:
            return later
        if later.is_identity:
            return self
        cuts = set(later.clean)
        for position in self.clean:
            inside = later._clean_position(position)
            if inside < later.clean_length:
                cuts.add(inside)
        pieces: list[tuple[int, int, int, bool]] = []
        ordered = sorted(cuts)
        for start, end in zip(ordered, [*ordered[1:], later.clean_length], strict=True):
            if start == end:
                continue
            middle = later.to_source(Span(start, end))
            outer = self.to_source(middle)
            same = later.verbatim[later._piece(start)] and self.verbatim[self._piece(middle.start)]
            if pieces and outer.start < pieces[-1][1]:  # parts of one rewritten piece: cited together
                first, last, length, _ = pieces.pop()
                pieces.append((first, max(last, outer.end), length + end - start, False))
            else:
                pieces.append((outer.start, outer.end, end - start, same))
        return OffsetMap._build(pieces, self.source_length)
