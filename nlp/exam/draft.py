"""A report as a list of pieces, some of them numbers with a known meaning, so that one can be altered."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from nlp.exam.styles import dress
from nlp.spans import Span


class Piece(Struct, frozen=True):
    """Text of a report. `key` says what a number states (cell id, or a name), `side` where it stands.

    side: prose | cell | plain. `group` ties the parts and the total of one sentence together.
    """

    text: str
    key: str = ""
    side: str = "plain"
    group: str = ""


class Draft(Struct, frozen=True):
    """A report in pieces, shown in one of the styles of `nlp.exam.styles`."""

    pieces: tuple[Piece, ...]
    style: tuple[str, ...] = ()

    def _shown(self, piece: Piece) -> str:
        return dress(piece.text, piece.side, self.style)

    def text(self) -> str:
        return "".join(map(self._shown, self.pieces))

    def span(self, first: int, last: int | None = None) -> Span:
        """Where a piece stands in the text, or the stretch from one piece to another."""
        start = sum(len(self._shown(piece)) for piece in self.pieces[:first])
        within = self.pieces[first : (first if last is None else last) + 1]
        return Span(start, start + sum(len(self._shown(piece)) for piece in within))

    def with_texts(self, changes: dict[int, str]) -> Draft:
        """The draft with some pieces' texts replaced."""
        pieces = (replace(piece, text=changes.get(index, piece.text)) for index, piece in enumerate(self.pieces))
        return Draft(tuple(pieces), self.style)

    def with_sentence(self, after: int, sentence: str, key: str) -> Draft:
        """The draft with a sentence of its own put in behind a piece."""
        pieces = self.pieces
        return Draft((*pieces[: after + 1], Piece(sentence, key, "plain"), *pieces[after + 1 :]), self.style)
