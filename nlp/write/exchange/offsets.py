"""How each format counts characters, and the way between code points, as we count, and UTF-16 units.

A character beyond U+FFFF (𠮷, most emoji) is one code point and two UTF-16 units.
"""

from bisect import bisect_left

CODE_POINTS = "code points"
UTF_16 = "UTF-16"

OFFSET_UNITS = {
    "label-studio": CODE_POINTS,
    "doccano": UTF_16,  # its page counts as JavaScript does
    "inception": UTF_16,  # as UIMA does; dkpro-cassis converts
    "prodigy": CODE_POINTS,
    "brat": CODE_POINTS,
    "argilla": UTF_16,  # its page counts as JavaScript does
    "docbin": CODE_POINTS,
    "jsonl": CODE_POINTS,
    "excel": CODE_POINTS,
}


class Ruler:
    """Positions of one text in a format's unit: `out` from code points, `back` to them."""

    def __init__(self, text: str, unit: str) -> None:
        wide = (at for at, character in enumerate(text) if character > "\uffff")
        self._wide = list(wide) if unit == UTF_16 else []
        self._halves = [at + before for before, at in enumerate(self._wide)]  # where each begins in UTF-16

    def out(self, position: int) -> int:
        return position + bisect_left(self._wide, position)

    def back(self, position: int) -> int:
        """Raises ValueError for a position within a character."""
        before = bisect_left(self._halves, position)
        if before and self._halves[before - 1] == position - 1:
            raise ValueError(f"offset {position} falls within a character")
        return position - before
