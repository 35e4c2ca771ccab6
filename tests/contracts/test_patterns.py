"""No possessive quantifiers and atomic groups: before CPython 3.11.5 they raise SystemError around groups."""

import re
import tomllib
from pathlib import Path

import pytest

import nlp

ROOT = Path(nlp.__file__).parent
SETS = re.compile(r"(?<!\\)\[\^?\]?(?:\\.|[^\]\\\n])*\]")  # [?*+]
POSSESSIVE = re.compile(r"(?<!\\)[*+?]\+|(?<=[\d,])\}\+|\}\}\+|\(\?>")
SOURCES = [*sorted(ROOT.rglob("*.py")), *sorted(ROOT.rglob("*.toml"))]


def _code(path):
    """The file without its comments and with an x for every set of characters."""
    if path.suffix == ".toml":
        text = repr(tomllib.loads(path.read_text(encoding="utf-8"))).replace("\\\\", "\\")
    else:
        text = re.sub(r"(?m)(?:^| {2})# .*$", "", path.read_text(encoding="utf-8"))
    return SETS.sub("x", text)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_possessive_quantifier(path):
    found = [line for line in _code(path).splitlines() if POSSESSIVE.search(line)]
    assert not found


@pytest.mark.parametrize("pattern", ["(?:a|b)*+c", "a?+", "[ab]++", r"\d{1,3}+", "(?>ab)", r"{{1,3}}+"])
def test_they_are_seen(pattern):
    assert POSSESSIVE.search(SETS.sub("x", pattern))


@pytest.mark.parametrize("pattern", [r"\++", r"\?+", "a+b", "[+＋]", "x{1,3}", r"(?:\+|-)?"])
def test_nothing_else_is_seen(pattern):
    assert not POSSESSIVE.search(SETS.sub("x", pattern))
