"""How matches of a regular expression begin, so that many can be tried only where one of them may."""

import re

_PIECE = re.compile(  # one element of a pattern, without its quantifier
    r"(?P<look>\(\?<?[=!])|(?P<group>\((?:\?:)?)|\[(?P<set>[^\]]{1,300})\]|\\(?P<escape>.)|(?P<literal>[^()\[\]|?*+{}])"
)
_QUANTIFIER = re.compile(r"[?*+]|\{(?P<least>\d+)(?:,\d*)?\}")
_CLASSES = {"d": "0123456789"}
_ANY = "\0"  # a character that is not known, or the end


def beginnings(pattern: str) -> frozenset[str]:
    """The first two characters of every possible match of `pattern`, or the first alone where any may follow.

    Knows literals, sets, `\\d`, groups, alternation, quantifiers and lookarounds. Raises ValueError for
    anything else at a beginning, and for a pattern that can match nothing.
    """
    found, end = _alternatives(pattern, 0)
    if end != len(pattern) or any(start in ("", _ANY) for start in found):
        raise ValueError(f"no certain first character: {pattern}")
    return frozenset(start.rstrip(_ANY) for start in found)


def openings(pattern: str) -> frozenset[str]:
    """Characters a match of `pattern` can begin with; see `beginnings`."""
    return frozenset(start[0] for start in beginnings(pattern))


def _alternatives(pattern: str, at: int) -> tuple[set[str], int]:
    """Beginnings of the alternatives from `at` on, and where they end."""
    found: set[str] = set()
    while True:
        first, at = _sequence(pattern, at)
        found |= first
        if at >= len(pattern) or pattern[at] != "|":
            return found, at
        at += 1


def _sequence(pattern: str, at: int) -> tuple[set[str], int]:
    found = {""}
    while at < len(pattern) and pattern[at] not in "|)":
        piece = _PIECE.match(pattern, at)
        if piece is None:
            raise ValueError(f"unknown construct at {at}: {pattern}")
        at = piece.end()
        if piece["look"] or piece["group"]:
            here, at = _alternatives(pattern, at)
            at += 1  # the closing bracket
            if piece["look"]:
                continue
        elif piece["set"]:
            here = {_ANY} if piece["set"][0] == "^" or {"-", "\\"} & set(piece["set"]) else set(piece["set"])
        elif piece["escape"]:
            here = set(_CLASSES.get(piece["escape"], piece["escape"]))
        else:
            here = {piece["literal"]} if piece["literal"] not in ".$^" else {_ANY}
        quantifier = _QUANTIFIER.match(pattern, at)
        if quantifier:
            at = quantifier.end() + (pattern[quantifier.end() : quantifier.end() + 1] in ("?", "+"))
            if quantifier.group() != "?":
                here |= _joined(here, here)
            if quantifier.group() in ("?", "*") or quantifier["least"] == "0":
                here |= {""}
        found = _joined(found, here)
    return found, at


def _joined(before: set[str], after: set[str]) -> set[str]:
    """What begins with one of `before` goes on with one of `after`, no more than two characters of it."""
    open_ = {start for start in before if len(start) < 2 and not start.endswith(_ANY)}
    return (before - open_) | {(start + more)[:2] for start in open_ for more in after}
