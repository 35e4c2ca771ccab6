"""A report as a list of pieces, some of them numbers with a known meaning, so that one can be altered."""

from __future__ import annotations

from msgspec import Struct


class Piece(Struct, frozen=True):
    """Text of a report. `key` says what a number states (cell id, or a name), `side` where it stands.

    side: prose | cell | plain. `group` ties the parts and the total of one sentence together.
    """

    text: str
    key: str = ""
    side: str = "plain"
    group: str = ""


class Draft(Struct, frozen=True):
    """A report in pieces."""

    pieces: tuple[Piece, ...]

    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    def start(self, index: int) -> int:
        """Position of a piece in the text."""
        return sum(len(piece.text) for piece in self.pieces[:index])

    def with_texts(self, changes: dict[int, str]) -> Draft:
        """The draft with some pieces' texts replaced."""
        return Draft(
            tuple(
                Piece(changes[index], piece.key, piece.side, piece.group) if index in changes else piece
                for index, piece in enumerate(self.pieces)
            )
        )
