"""Many fixed wordings as one regular expression."""

import re
from collections.abc import Iterable


def one_of(words: Iterable[str], between: str = "") -> str:
    """Pattern of the first of `words` that fits; `between` may stand between any two characters of one.

    Words are gathered by their first character, so that where it differs none of them is tried:
    `危害|危及|三安全` becomes `危(?:害|及)|三(?:安全)`.
    """
    rests: dict[str, list[str]] = {}
    for word in words:
        rest = "".join(between + re.escape(character) for character in word[1:])
        rests.setdefault(re.escape(word[0]), []).append(rest)
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in rests.items())
