"""Edits of a text and the map that leads back."""

from nlp.spans import OffsetMap

Edit = tuple[int, int, str]  # start, end, what stands there instead


def apply(text: str, edits: list[Edit]) -> tuple[str, OffsetMap]:
    """Edited text and its map. `edits` are in order and do not overlap."""
    kept: list[str] = []
    pieces: list[tuple[int, int, int]] = []
    at = 0
    for start, end, replacement in edits:
        if at < start:
            kept.append(text[at:start])
            pieces.append((at, start, start - at))
        if replacement:
            kept.append(replacement)
            pieces.append((start, end, len(replacement)))
        at = end
    if at < len(text):
        kept.append(text[at:])
        pieces.append((at, len(text), len(text) - at))
    return "".join(kept), OffsetMap.from_pieces(pieces, len(text))
