"""Damaged and hostile inputs made from samples of every format, and what comes of them: each must have its outcome row.

    python tests/ingest/fuzz.py --n 10000 --seed 0 --out docs/results/fuzz.json

An input depends on seed and number alone: `--only NUMBER` makes and reads that one again.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import platform
import random
import re
import struct
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

from docxs import as_docx  # noqa: E402
from dresses import positions  # noqa: E402
from ofds import as_ofd  # noqa: E402
from openpyxl import Workbook  # noqa: E402
from pdfs import LOOKS, as_pdf  # noqa: E402
from redress import Sheet, as_html, document  # noqa: E402

from nlp import catalog, engine, ingest  # noqa: E402
from nlp.engine.recipe import Recipe  # noqa: E402
from nlp.errors import BudgetExceeded, GongkaiError  # noqa: E402
from nlp.pipeline import Tools, analyze  # noqa: E402

SECONDS = 10.0  # of the processor
PATIENCE = 120.0  # seconds by the clock, on a busy machine too
SOURCES = ("gubu-town-2022", "anzhu-street-2022")  # of corpora/sample: short ones, with tables
OFFICE = ("rtf", "doc")  # take seconds each: one input in SELDOM
SELDOM = 400
TAG = re.compile(rb"<[^<>]{0,2000}>")
DIGITS = re.compile(rb"\d+")
ODD = (b"0", b"-1", b"999999999", b"4294967296", b"1e309", b"NaN", b"65535", "一".encode())
BITS = (b"\x00", b"\xff\xfe", b"\r", b"\t\t\t\t", b"|||||||", b"<table>", b"</td>", b"&#x0;", b"]]>", "（".encode())

NO_ZIP = (zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, EOFError, OSError, ValueError, KeyError)

Chance = random.Random


class Outcome(NamedTuple):
    """What came of an input: `rows` of documents found in it; seconds of processor and of the clock."""

    number: int
    kind: str
    damage: str
    results: tuple[str, ...]
    faults: tuple[str, ...]
    processor: float
    clock: float


@cache
def tools() -> Tools:
    return Tools(catalog.load())


@cache
def samples() -> dict[str, list[bytes]]:
    """Sound files of every format, by its suffix."""
    made: dict[str, list[bytes]] = {}
    for name in SOURCES:
        path = ROOT / "corpora" / "sample" / f"{name}.txt"
        blocks = document(analyze(path, tools()))
        text, page = path.read_text(encoding="utf-8"), as_html(blocks, name)
        sheets = [block for block in blocks if isinstance(block, Sheet)]
        rows = [[box.text if box else "" for box in row] for sheet in sheets for row in positions(sheet)]
        files: dict[str, bytes] = {
            "txt": text.encode(),
            "gb.txt": text.encode("gb18030"),
            "utf16.txt": text.encode("utf-16"),
            "md": ("# 年度报告\n\n| 项目 | 数量 |\n| --- | --- |\n\n" + text).encode(),
            "csv": _separated(rows),
            "html": page.encode(),
            "gb.html": as_html(blocks, name, "gb2312").encode("gb18030"),
            "mht": _saved(page),
            "docx": as_docx(blocks),
            "xlsx": _workbook(rows),
            "ofd": as_ofd(blocks),
            "pdf": as_pdf(blocks, LOOKS["plain"]),
            "rtf": _rich(text),
        }
        files["zip"] = _zip({"a/甲.txt": files["txt"], "乙.docx": files["docx"], "b.zip": _zip({"c.txt": b"x"})})
        files["doc"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + text.encode()
        for kind, data in files.items():
            made.setdefault(kind, []).append(data)
    return made


def _saved(page: str) -> bytes:
    head = "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=cut\r\n\r\n"
    part = "--cut\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return f"{head}{part}{page}\r\n--cut--\r\n".encode()


def _separated(rows: list[list[str]]) -> bytes:
    widest, written = max(map(len, rows)), io.StringIO()
    csv.writer(written).writerows([*row, *[""] * (widest - len(row))] for row in rows)
    return written.getvalue().encode()


def _workbook(rows: list[list[str]]) -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append([int(text) if text.isdecimal() else text for text in row])
    book.active.merge_cells("B2:C2")
    book.save(buffer)
    return buffer.getvalue()


def _rich(text: str) -> bytes:
    written = "".join(f"\\u{ord(c) - 65536 * (ord(c) > 32767)}?" if ord(c) > 127 else c for c in text)
    return ("{\\rtf1\\ansi\\ansicpg936 " + written.replace("\n", "\\par\n") + "}").encode("ascii")


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)  # without the time of day
    return buffer.getvalue()


# Damage. Each takes bytes and chance, and gives other bytes.


def flipped(data: bytes, chance: Chance) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 30))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(data: bytes, chance: Chance) -> bytes:
    return data[: chance.randrange(len(data))] if chance.random() < 0.7 else data[chance.randrange(len(data)) :]


def holed(data: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.choice((1, 20, 1000)) :]


def doubled(data: bytes, chance: Chance) -> bytes:
    at, long = chance.randrange(len(data)), chance.choice((1, 100, 3000))
    return data[:at] + data[at : at + long] * chance.choice((2, 5, 40)) + data[at + long :]


def swapped(data: bytes, chance: Chance) -> bytes:
    a, b, c = sorted(chance.randrange(len(data) + 1) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def filled_in(data: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.choice(BITS) * chance.choice((1, 7, 300)) + data[at:]


def renumbered(data: bytes, chance: Chance) -> bytes:
    share = chance.choice((0.01, 0.1, 0.5))
    return DIGITS.sub(lambda m: chance.choice(ODD) if chance.random() < share else m[0], data)


def retagged(data: bytes, chance: Chance) -> bytes:
    """Tags dropped, doubled, or put in each other's place."""
    tags = TAG.findall(data)
    if not tags:
        return swapped(data, chance)
    share, kind = chance.choice((0.01, 0.1, 0.5)), chance.randrange(3)
    change: tuple[Callable[[bytes], bytes], ...] = (
        lambda tag: b"",
        lambda tag: tag * chance.choice((2, 9)),
        lambda tag: chance.choice(tags),
    )
    return TAG.sub(lambda m: change[kind](m[0]) if chance.random() < share else m[0], data)


SIMPLE = (flipped, cut, holed, doubled, swapped, filled_in, renumbered, retagged)


def repacked(data: bytes, chance: Chance) -> bytes:
    """A zip whose container is whole and one of whose parts is damaged, dropped, doubled or called otherwise."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    name = max(parts, key=lambda name: len(parts[name])) if chance.random() < 0.5 else chance.choice(list(parts))
    kind = chance.randrange(8)
    if kind == 0:
        del parts[name]
    elif kind == 1:
        parts[chance.choice(list(parts))] = parts[name]
    elif kind == 2:
        parts[chance.choice(("../" + name, name.upper(), "/" + name, name + "~"))] = parts.pop(name)
    elif parts[name]:
        parts[name] = chance.choice((*SIMPLE, retagged, renumbered))(parts[name], chance)
    return _zip(parts)


def made(number: int, seed: int) -> tuple[str, str, bytes]:
    """Format, damage and bytes of an input."""
    chance = random.Random(f"{seed} {number}")
    known = samples()
    usual = [kind for kind in known if kind not in OFFICE]
    kind = chance.choice(OFFICE) if number % SELDOM == SELDOM - 1 else chance.choice(usual)
    data = chance.choice(known[kind])
    named = []
    for _ in range(chance.choice((1, 1, 2, 4))):
        zipped = zipfile.is_zipfile(io.BytesIO(data))
        damage = repacked if zipped and chance.random() < 0.7 else chance.choice(SIMPLE)
        try:
            data = damage(data, chance) or b"x"
        except NO_ZIP:
            data = flipped(data, chance)  # a container that is no longer one
        named.append(damage.__name__)
    return kind, "+".join(named), data


def taken(number: int, seed: int, folder: Path) -> Outcome:
    """Read an input the way a run does, from the file to the findings."""
    kind, damage, data = made(number, seed)
    path = folder / f"input.{kind.rpartition('.')[2]}"
    path.write_bytes(data)
    processor, clock = process_time(), perf_counter()
    recipe = Recipe(budget=ingest.Budget(seconds=SECONDS), seconds=PATIENCE)
    results, faults = [], []
    for uri, outcome in engine.analyze_shard(engine.find_files([path]), tools(), recipe):
        if not isinstance(outcome, GongkaiError):
            results.append("read")
            faults += [f"{uri}: no report and no reason"] if not outcome else []
        else:
            results.append(f"{outcome.budget or 'seconds'}" if isinstance(outcome, BudgetExceeded) else "refused")
            if outcome.en.startswith("the analysis failed"):
                faults.append(f"{uri}: {outcome.en}")
            if results[-1] == "seconds":
                faults.append(f"{uri}: {outcome.en}")
    if not results:
        faults.append("no outcome row")
    spent = process_time() - processor
    if spent > SECONDS:
        faults.append(f"{spent:.1f} seconds")
    return Outcome(number, kind, damage, tuple(results), tuple(faults), spent, perf_counter() - clock)


def run(count: int, seed: int, first: int = 0, show: bool = False) -> dict:
    """Figures over `count` inputs, with every fault."""
    kinds: dict[str, Counter[str]] = {}
    faults, slowest, total = [], (0.0, -1, ""), 0.0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(first, first + count):
            if show and number % 100 == 0:
                print(number, len(faults), file=sys.stderr, flush=True)
            outcome = taken(number, seed, Path(folder))
            faults += [f"{number} {outcome.kind} {outcome.damage}: {fault}" for fault in outcome.faults]
            if show and outcome.faults:
                print(faults[-1], file=sys.stderr, flush=True)
            kinds.setdefault(outcome.kind, Counter()).update(outcome.results)
            slowest = max(slowest, (outcome.processor, number, outcome.kind))
            total += outcome.processor
    return {
        "what": "inputs mutated from samples of every format, read from the file to the findings",
        "inputs": count,
        "seed": seed,
        "limit_seconds": SECONDS,
        "faults": faults,
        "slowest": {"seconds": round(slowest[0], 2), "input": slowest[1], "format": slowest[2]},
        "mean_seconds": round(total / max(count, 1), 4),
        "python": platform.python_version(),
        "outcomes": {kind: dict(sorted(counts.items())) for kind, counts in sorted(kinds.items())},
    }


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--n", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--only", type=int, help="one input again, kept as fuzz-NUMBER.suffix")
    asked.add_argument("--out", type=Path)
    given = asked.parse_args()
    if given.only is not None:
        kind, damage, data = made(given.only, given.seed)
        Path(f"fuzz-{given.only}.{kind}").write_bytes(data)
        print(kind, damage, len(data))
        given.first, given.n = given.only, 1
    found = run(given.n, given.seed, given.first, show=True)
    written = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    if given.out:
        given.out.write_text(written, encoding="utf-8")
    print(written)


if __name__ == "__main__":
    main()
