"""CPU time of every compiled pattern of the package against growing inputs: each must grow linearly.

Inputs are made from the pattern's own pieces (its literals, sets and sequences, what leads up to a repetition and what
is repeated, pairs of them), repeated up to a megabyte, with an end that does not match. A pattern is asked as the code
asks it: for all matches of a text (search, finditer, sub, split), or at the beginning of it (match, fullmatch).
The inputs that take longest at 16 KB are doubled to 1 MB; a power of the length is fitted to the last doublings.
Writes docs/results/patterns.json, prints what grows faster, and ends with code 1 if anything does.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import platform
import re
import signal
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise, product
from math import log2
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

import nlp
from nlp import catalog
from nlp.pipeline import Tools, analyze

parser = importlib.import_module("re._parser")  # the tree of a pattern; there is no public way to it

ROOT = Path(__file__).resolve().parents[2]
FIRST, SCREENED, LAST = 1 << 11, 1 << 14, 1 << 20  # characters
DOUBLED = 1  # inputs of a pattern that are doubled up to the last size
PIECES = 14  # of one pattern
SLOW = 0.25  # seconds after which an input is doubled no more
NOISE = 0.0005  # seconds from which a growth can be told
LIMIT = 12.0  # seconds of the clock after which an answer is not waited for
POWER = 1.5  # of the length, in the last doublings; 1 is linear, 2 a square
GENERAL = (" ", "\n", "\t", "1", "一", "中", "（", "、", ",", "a", "1 ", "中 ", "一、", " \n")  # pieces for all
SCAN, MATCH, FULL = "scan", "match", "fullmatch"
ASKED = {  # how a method reads its text
    **dict.fromkeys(("search", "finditer", "findall", "sub", "subn", "split", "scanner"), SCAN),
    **{"match": MATCH, "fullmatch": FULL},
}


class Compiled(NamedTuple):
    """A pattern, where it was found, and how it is asked."""

    name: str
    pattern: re.Pattern[Any]
    asked: tuple[str, ...]


class Growth(NamedTuple):
    """CPU seconds by characters, and the power of the length that the last of them fit."""

    asked: str
    lead: str
    unit: str
    seconds: tuple[tuple[int, float], ...]
    power: float


def patterns() -> list[Compiled]:
    """Every pattern of the package: those its modules hold, and those it compiles while a report is read."""
    made: list[tuple[str, re.Pattern[Any]]] = []
    compiled = re.compile

    def noted(pattern: Any, flags: Any = 0) -> Any:
        found = compiled(pattern, flags)
        caller = sys._getframe(1)
        module = caller.f_globals.get("__name__", "")
        if module.startswith("nlp."):
            made.append((f"{module}:{caller.f_lineno}", found))
        return found

    re.compile = noted  # type: ignore[assignment]
    try:
        modules = list(_modules())
        tools = Tools(catalog.load())
        for path in sorted((ROOT / "tests/golden/sources").iterdir()):
            if path.suffix == ".txt":
                analyze(path, tools)
    finally:
        re.compile = compiled
    held = [
        (f"{module.__name__}.{name}", pattern)
        for module in modules
        for name, value in sorted(vars(module).items())
        for pattern in _within(value, 0)
    ]
    asked = _asked()
    found: dict[tuple[Any, int], Compiled] = {}
    for name, pattern in [*held, *made]:
        module, _, own = name.rpartition(".")
        uses = asked.get((module, own), set()) | asked.get(("", own), set())
        key = (pattern.pattern, pattern.flags)
        if key in found:
            uses = uses | set(found[key].asked)
            name = found[key].name
        found[key] = Compiled(name, pattern, tuple(sorted(uses)))
    return [one if one.asked else one._replace(asked=(MATCH, SCAN)) for one in found.values()]


def _modules() -> Iterator[Any]:
    for info in pkgutil.walk_packages(nlp.__path__, "nlp."):
        if not info.name.endswith("__main__"):
            try:
                yield importlib.import_module(info.name)
            except ImportError:
                continue  # needs an extra that is not installed


def _within(value: Any, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, (tuple, list, frozenset, set)):
        for one in value:
            yield from _within(one, depth + 1)
    elif depth < 3 and isinstance(value, dict):
        for one in value.values():
            yield from _within(one, depth + 1)


def _asked() -> dict[tuple[str, str], set[str]]:
    """How a module asks a pattern it calls by a name: `NAME.match(text)`, `map(NAME.search, texts)`.

    The module is "" where the pattern is one of another: `outline.NAME.match(text)`.
    """
    found: dict[tuple[str, str], set[str]] = {}
    root = Path(nlp.__file__).parent
    for path in sorted(root.rglob("*.py")):
        module = ".".join(("nlp", *path.relative_to(root).with_suffix("").parts)).removesuffix(".__init__")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        loops = [node for node in ast.walk(tree) if isinstance(node, ast.While)]
        calls = [node for loop in loops for node in ast.walk(loop) if isinstance(node, ast.Call)]
        placed = {id(call.func) for call in calls if len(call.args) > 1}  # at a place in a loop: that is a scan
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in ASKED:
                asked = SCAN if node.attr == MATCH and id(node) in placed else ASKED[node.attr]
                if isinstance(node.value, ast.Name):
                    found.setdefault((module, node.value.id), set()).add(asked)
                elif isinstance(node.value, ast.Attribute):
                    found.setdefault(("", node.value.attr), set()).add(asked)
    return found


# Inputs


def units(pattern: re.Pattern[Any]) -> list[tuple[str, str]]:
    """What inputs are made of: a beginning, and what is repeated after it."""
    pieces: dict[str, None] = {}
    pumped: dict[tuple[str, str], None] = {}

    def walk(tree: Any, before: str) -> str:
        """A string that a part of the pattern matches, noted with what it holds; `before` is what leads up to it."""
        text = ""
        for kind, argument in tree:
            name = str(kind)
            here = (before + text)[-60:]
            if name == "LITERAL":
                text += chr(argument)
            elif name in ("MAX_REPEAT", "MIN_REPEAT"):
                least, most, body = argument
                once = walk(body, here)
                if once and int(most) > 8:
                    pumped.setdefault((here, once), None)
                    pumped.setdefault(("", here[-3:] + once), None)
                text += once * max(1, min(int(least), 30))
            elif name == "SUBPATTERN":
                text += walk(argument[3], here)
            elif name == "BRANCH":
                branches = [walk(branch, here) for branch in argument[1]]
                text += next((branch for branch in branches if branch), "")
            elif name == "IN":
                text += _member(argument)
            elif name in ("ANY", "NOT_LITERAL"):
                text += "x"
            elif name in ("ASSERT", "ASSERT_NOT"):
                walk(argument[1], here)
        if text:
            pieces.setdefault(text[:60])
            for character in text[:3]:
                pieces.setdefault(character)
        return text

    source = pattern.pattern
    walk(parser.parse(source.decode("latin-1") if isinstance(source, bytes) else source, pattern.flags & ~re.DEBUG), "")
    own = list(dict.fromkeys([*sorted(pieces, key=lambda text: (-len(text), text))[:4], *list(pieces)[:PIECES]]))
    short = [piece for piece in own if len(piece) < 4][:4]
    pairs = [a + b for a, b in product(short, short) if a != b]
    alone = [("", unit) for unit in [*own, *GENERAL, *pairs]]
    return list(dict.fromkeys([*alone, *list(pumped)[:PIECES]]))


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


# Times


class TooLong(Exception):
    """An input took more than its limit."""


def _expire(*_: object) -> None:
    raise TooLong


def _answers(pattern: re.Pattern[Any], asked: str) -> Callable[[Any], None]:
    def scan(text: Any) -> None:
        for _ in pattern.finditer(text):
            pass

    return scan if asked == SCAN else getattr(pattern, asked)


def spent(pattern: re.Pattern[Any], asked: str, lead: str, unit: str, size: int) -> float:
    """CPU seconds for one input, infinite over the limit."""
    text: Any = lead + (unit * (size // len(unit) + 1))[:size] + "\x01"
    if isinstance(pattern.pattern, bytes):
        text = text.encode("latin-1", "ignore")
    answer = _answers(pattern, asked)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    start = process_time()
    try:
        answer(text)
        return process_time() - start
    except TooLong:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def growth(pattern: re.Pattern[Any], asked: str, lead: str, unit: str) -> Growth:
    """Times over doubled lengths, up to the last or to the first that is slow."""
    seconds: list[tuple[int, float]] = []
    size = FIRST
    while size <= LAST:
        took = spent(pattern, asked, lead, unit, size)
        seconds.append((size, took))
        if took > SLOW:
            break
        size *= 2 if size >= LAST // 4 or took > SLOW / 20 else 4
    return Growth(asked, lead, unit, tuple(seconds), power(seconds))


def power(seconds: list[tuple[int, float]]) -> float:
    """The power of the length that the last two steps fit, the smaller one; 0 where they can't be told from noise."""
    told = [(size, took) for size, took in seconds if took > NOISE][-3:]
    if any(took == float("inf") for _, took in told):
        return float("inf")
    steps = [log2(b[1] / a[1]) / log2(b[0] / a[0]) for a, b in pairwise(told)]
    return round(min(steps), 2) if len(steps) > 1 or (steps and told[-1][1] > SLOW) else 0.0


def grown(one: Compiled) -> list[Growth]:
    """The growths of a pattern for the inputs that look worst at the size of screening, the worst at once."""
    screened = []
    for asked, (lead, unit) in product(one.asked, units(one.pattern)):
        small = spent(one.pattern, asked, lead, unit, FIRST)
        fast = small > SLOW / 50
        took = small if fast else spent(one.pattern, asked, lead, unit, SCREENED)
        if fast or took > max(4 * NOISE, 4 * small * SCREENED / FIRST):
            seen = _sure(one.pattern, asked, lead, unit)
            if seen.power > POWER:
                return [seen]
        screened.append((took, asked, lead, unit))
    screened.sort(reverse=True)
    return [_sure(one.pattern, asked, lead, unit) for _, asked, lead, unit in screened[:DOUBLED]]


def _sure(pattern: re.Pattern[Any], asked: str, lead: str, unit: str) -> Growth:
    """The growth, measured again where it is too fast: the machine may have been busy."""
    seen = growth(pattern, asked, lead, unit)
    if seen.power <= POWER:
        return seen
    return min(seen, growth(pattern, asked, lead, unit), key=lambda growth: growth.power)


def main() -> None:
    signal.signal(signal.SIGALRM, _expire)
    wanted = sys.argv[1:]
    chosen = [one for one in patterns() if not wanted or any(word in one.name for word in wanted)]
    begun = process_time()
    inputs, faster, linear = 0, [], []
    for one in chosen:
        inputs += len(one.asked) * len(units(one.pattern))
        growths = grown(one)
        worst = max(growths, key=lambda growth: growth.power)
        if worst.power > POWER:
            faster.append({"pattern": one.name, **_said(worst)})
            print(one.name, faster[-1], flush=True)
        else:
            linear += [(growth.seconds[-1], one.name, growth) for growth in growths if growth.seconds[-1][0] == LAST]
    (_, slowest), name, growth = max(linear, key=lambda found: found[0][1])
    result = {
        "what": "CPU time of every compiled pattern over inputs made from its own pieces, doubled to 1 MB",
        "patterns": len(chosen),
        "inputs": inputs,
        "superlinear_above_power": POWER,
        "superlinear": faster,
        "largest_power": max((growth.power for _, _, growth in linear), default=0.0),
        "slowest_at_1_MB": {"pattern": name, "seconds": round(slowest, 2), "unit": growth.unit, "asked": growth.asked},
        "cpu_seconds": round(process_time() - begun),
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    written = json.dumps(result, ensure_ascii=False, indent=1) + "\n"
    print(written)
    if not wanted:
        (ROOT / "docs/results/patterns.json").write_text(written, encoding="utf-8")
    sys.exit(1 if faster else 0)


def _said(growth: Growth) -> dict[str, Any]:
    seconds = [[size, "over the limit" if took == float("inf") else round(took, 4)] for size, took in growth.seconds]
    power = "over the limit" if growth.power == float("inf") else growth.power
    return {"asked": growth.asked, "lead": growth.lead, "unit": growth.unit, "power": power, "seconds": seconds[-4:]}


if __name__ == "__main__":
    main()
