"""Seconds of every compiled pattern of the package against growing inputs: each must grow linearly.

Inputs are made from the pattern's own pieces: every literal and set in it, pairs of them, and what the whole matches
on its way, each repeated up to a megabyte. Writes docs/results/patterns.json and prints what grows faster; ends with
code 1 if anything does. A pattern is asked for all its matches, as the code does that splits a text with it.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import platform
import re
import signal
import sys
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path
from time import process_time
from typing import Any

import nlp

parser = importlib.import_module("re._parser")  # the tree of a pattern; there is no public way to it

ROOT = Path(__file__).resolve().parents[2]
SIZES = [1 << power for power in range(12, 21)]  # characters
ENOUGH = 0.02  # seconds from which a growth can be told
SUPERLINEAR = 2.8  # times the seconds for twice the length, twice in a row
PIECES = 12  # of one pattern
LIMIT = 8.0  # seconds for one input


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every compiled pattern at module level, also in tuples, lists and dictionaries, under the module that made it."""
    seen: set[tuple[Any, int]] = set()
    for info in pkgutil.walk_packages(nlp.__path__, "nlp."):
        if info.name.endswith("__main__"):
            continue
        try:
            module = importlib.import_module(info.name)
        except ImportError:
            continue  # needs an extra that is not installed
        for name, value in sorted(vars(module).items()):
            for pattern in _within(value, 0):
                if (key := (pattern.pattern, pattern.flags)) not in seen:
                    seen.add(key)
                    yield f"{info.name}.{name}", pattern


def _within(value: Any, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, (tuple, list, frozenset, set)):
        for one in value:
            yield from _within(one, depth + 1)
    elif depth < 3 and isinstance(value, dict):
        for one in value.values():
            yield from _within(one, depth + 1)


def pieces(pattern: re.Pattern[Any]) -> list[str]:
    """Short strings that parts of a pattern match: each of its sequences once through, and each of its characters."""
    found: dict[str, None] = {}

    def walk(tree: Any) -> str:
        text = ""
        for kind, argument in tree:
            name = str(kind)
            if name == "LITERAL":
                text += chr(argument)
            elif name in ("MAX_REPEAT", "MIN_REPEAT"):
                text += walk(argument[2]) * max(1, min(argument[0], 3))
            elif name == "SUBPATTERN":
                text += walk(argument[3])
            elif name == "BRANCH":
                branches = [walk(branch) for branch in argument[1]]
                text += next((branch for branch in branches if branch), "")
            elif name == "IN":
                text += _member(argument)
            elif name in ("ANY", "NOT_LITERAL"):
                text += "x"
            elif name in ("ASSERT", "ASSERT_NOT"):
                walk(argument[1])
        if text:
            found.setdefault(text[:60])
        for character in text[:3]:
            found.setdefault(character)
        return text

    source = pattern.pattern
    walk(parser.parse(source.decode("latin-1") if isinstance(source, bytes) else source, pattern.flags & ~re.DEBUG))
    return sorted(found, key=lambda text: (-len(text), text))[: PIECES // 2] + list(found)[: PIECES // 2]


def _member(items: Any) -> str:
    for kind, argument in items:
        name = str(kind)
        if name == "LITERAL":
            return chr(argument)
        if name == "RANGE":
            return chr(argument[0])
        if name == "CATEGORY":
            return {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}.get(str(argument), "x")
        if name == "NEGATE":
            return "字"
    return "x"


def units(pattern: re.Pattern[Any]) -> list[str]:
    """What inputs are made of: the pieces, and pairs of unlike ones."""
    own = pieces(pattern)
    general = [" ", "\n", "1", "一", "（", "、"]
    pairs = [a + b for a, b in product(own[:4], own[:4]) if a != b]
    return list(dict.fromkeys([*own, *general, *pairs]))


class TooLong(Exception):
    """An input took more than its limit."""


def _expire(*_: object) -> None:
    raise TooLong


def seconds(pattern: re.Pattern[Any], unit: str, size: int) -> float:
    text: Any = (unit * (size // len(unit) + 1))[:size] + "\x01"
    if isinstance(pattern.pattern, bytes):
        text = text.encode("latin-1", "ignore")
    signal.setitimer(signal.ITIMER_REAL, 4 * LIMIT)
    start = process_time()
    try:
        for _ in pattern.finditer(text):
            pass
        return process_time() - start
    except TooLong:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def grows(pattern: re.Pattern[Any], unit: str) -> tuple[list[float], bool]:
    """Seconds at each size, up to the first that is too long, and whether they grow faster than the length."""
    spent: list[float] = []
    for size in SIZES:
        spent.append(seconds(pattern, unit, size))
        if spent[-1] > LIMIT:
            break
        if size == SIZES[4] and spent[-1] < ENOUGH / 40:  # a squared growth would be seen by now
            spent.append(seconds(pattern, unit, SIZES[-1]))
            return spent, spent[-1] > 16 * SUPERLINEAR * max(ENOUGH / 10, spent[-2])
    told = [(a, b) for a, b in pairwise(spent) if b > ENOUGH]
    fast = [b > SUPERLINEAR * a for a, b in told]
    return spent, any(one and two for one, two in pairwise(fast)) or spent[-1] > LIMIT


def main() -> None:
    signal.signal(signal.SIGALRM, _expire)
    wanted = sys.argv[1:]
    rows, slow, slowest = 0, [], (0.0, "", "")
    inputs = 0
    for name, pattern in patterns():
        if wanted and not any(word in name for word in wanted):
            continue
        rows += 1
        for unit in units(pattern):
            inputs += 1
            spent, superlinear = grows(pattern, unit)
            if superlinear:
                superlinear = grows(pattern, unit)[1]  # once more: the machine may have been busy
            if superlinear:
                shown = [round(one, 3) for one in spent[-4:]]
                slow.append({"pattern": name, "unit": unit, "last_seconds": [str(one) for one in shown]})
                print(name, repr(unit), shown, flush=True)
                break
            slowest = max(slowest, (spent[-1], name, unit))
    result = {
        "what": "all matches of every compiled pattern in inputs doubled from 4 KB to 1 MB, made from its own pieces",
        "patterns": rows,
        "inputs": inputs,
        "superlinear": slow,
        "slowest_at_1_MB": {"seconds": round(slowest[0], 2), "pattern": slowest[1], "unit": slowest[2]},
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    written = json.dumps(result, ensure_ascii=False, indent=1) + "\n"
    print(written)
    if not wanted:
        (ROOT / "docs/results/patterns.json").write_text(written, encoding="utf-8")
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
