"""First characters of a regular expression, so that many can be tried only where one of them may begin."""

import re

_PIECE = re.compile(  # one element of a pattern with its quantifier
    r"(?P<look>\(\?<?[=!])|(?P<group>\((?:\?:)?)|\[(?P<set>[^\]]+)\]|\\(?P<escape>.)|(?P<literal>[^()\[\]|?*+{}])"
)
_QUANTIFIER = re.compile(r"[?*+]|\{(?P<least>\d+)(?:,\d*)?\}")
_CLASSES = {"d": "0123456789"}


def openings(pattern: str) -> frozenset[str]:
    """Characters a match of `pattern` can begin with.

    Knows literals, sets, `\\d`, groups, alternation, quantifiers and lookarounds. Raises ValueError for
    anything else at a beginning, and for a pattern that can match nothing.
    """
    found, empty, end = _alternatives(pattern, 0, True)
    if empty or end != len(pattern):
        raise ValueError(f"no certain first character: {pattern}")
    return frozenset(found)


def _alternatives(pattern: str, at: int, opens: bool) -> tuple[set[str], bool, int]:
    """First characters of the alternatives from `at` on, whether one can be empty, and where they end.

    `opens`: a match can begin here, so that the characters must be certain.
    """
    found: set[str] = set()
    empty = False
    while True:
        first, nothing, at = _sequence(pattern, at, opens)
        found |= first
        empty = empty or nothing
        if at >= len(pattern) or pattern[at] != "|":
            return found, empty, at
        at += 1


def _sequence(pattern: str, at: int, opens: bool) -> tuple[set[str], bool, int]:
    found: set[str] = set()
    empty = True
    while at < len(pattern) and pattern[at] not in "|)":
        piece = _PIECE.match(pattern, at)
        if piece is None:
            raise ValueError(f"unknown construct at {at}: {pattern}")
        at = piece.end()
        first: set[str] = set()
        nothing = False
        if piece["look"] or piece["group"]:
            first, nothing, at = _alternatives(pattern, at, opens and empty and not piece["look"])
            at += 1  # the closing bracket
            if piece["look"]:
                continue
        elif piece["set"]:
            if piece["set"].startswith("^") and empty and opens:
                raise ValueError(f"open set at the beginning: {pattern}")
            first = set(piece["set"])
        elif piece["escape"]:
            first = set(_CLASSES.get(piece["escape"], piece["escape"]))
        else:
            first = {piece["literal"]}
        quantifier = _QUANTIFIER.match(pattern, at)
        if quantifier:
            at = quantifier.end() + (pattern[quantifier.end() : quantifier.end() + 1] in ("?", "+"))
            nothing = nothing or quantifier.group() in ("?", "*") or quantifier["least"] == "0"
        if empty:
            found |= first
            empty = nothing
    return found, empty, at
