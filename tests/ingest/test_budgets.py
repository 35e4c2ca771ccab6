"""Reader by budget: what every limit does to every format, each with its own error.

In the table `x` is a limit that a file of the format goes over when it is set low; the others don't concern it.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from nlp.engine import find_files
from nlp.errors import BudgetExceeded, SourceError
from nlp.ingest import READERS, Budget, media, office, pdf, read
from nlp.settings import LIMITS, with_limits

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fuzz import samples
from hostile import docx, letters, ofd, paragraph, xlsx, zipped

LOW = {  # limits that any report goes over
    **{"bytes": 50, "unpacked": 3000, "ratio": 2, "bundle": 3000, "members": 1, "archives": 1, "depth": 1},
    **{"elements": 20, "cells": 20, "pages": 1, "seconds": 1e-9, "memory": 1},
}
TABLE = """
         bytes unpacked ratio bundle members archives depth elements cells pages seconds memory
txt      x     .        .     .      .       .        .     .        .     .     x       .
md       x     .        .     .      .       .        .     .        .     .     x       .
csv      x     .        .     .      .       .        .     .        x     .     x       .
html     x     .        .     .      .       .        x     x        x     .     x       .
mht      x     x        .     .      .       .        x     x        x     .     x       .
docx     x     x        x     .      x       .        x     x        x     .     x       .
xlsx     x     x        x     .      x       .        .     x        x     .     x       .
ofd      x     x        x     .      x       .        .     x        x     x     x       .
pdf      x     .        .     .      .       .        .     .        x     x     x       x
zip      x     x        x     x      x       x        .     x        x     .     x       .
"""
NAMES, *ROWS = (line.split() for line in TABLE.split("\n") if line)
CASES = [(kind, name, mark == "x") for kind, *marks in ROWS for name, mark in zip(NAMES, marks, strict=True)]
KINDS = {  # media type: the row that has it
    **{media.PLAIN: "txt", media.MARKDOWN: "md", media.CSV: "csv", media.HTML: "html", media.MHTML: "mht"},
    **{media.DOCX: "docx", media.XLSX: "xlsx", media.OFD: "ofd", media.PDF: "pdf", media.ZIP: "zip"},
    **{media.RTF: "docx", media.ODT: "docx", media.OLE: "docx"},  # become DOCX or XLSX
}
LONG = "1" * (2 << 20)  # packs well
NESTED = "<w:tbl><w:tr><w:tc>" * 3 + paragraph("1") + "</w:tc></w:tr></w:tbl>" * 3
SPECIAL: dict[tuple[str, str], Callable[[], bytes]] = {  # where a plain report is under the lowest limit
    ("docx", "ratio"): lambda: docx(paragraph(LONG)),
    ("docx", "depth"): lambda: docx(NESTED),
    ("ofd", "ratio"): lambda: ofd(letters(LONG)),
    ("xlsx", "ratio"): lambda: xlsx(f"<row><c t='str'><v>{LONG}</v></c></row>"),
    ("zip", "ratio"): lambda: zipped({"a.zip": zipped({"b": LONG})}),
}


def outcomes(kind: str, name: str, low: Budget, folder: Path) -> set[str]:
    """What comes of a file and of those in it: the budgets they are over."""
    path = folder / f"file.{kind}"
    path.write_bytes(SPECIAL[kind, name]() if (kind, name) in SPECIAL else samples()[kind][0])
    found = set()
    for inner, _ in find_files([path], low):
        try:
            read(inner, budget=low)
        except BudgetExceeded as reason:
            found.add(reason.budget)
        except SourceError:
            found.add("refused")  # what else is wrong with it
    return found


def test_every_reader_and_every_budget_has_its_place() -> None:
    assert set(KINDS) == set(READERS)
    assert set(KINDS.values()) == {kind for kind, *_ in ROWS}
    assert list(LOW) == NAMES and set(NAMES) == set(LIMITS)


@pytest.mark.parametrize(("kind", "name", "counts"), CASES, ids=[f"{kind}-{name}" for kind, name, _ in CASES])
def test_a_limit_is_named_where_it_counts(kind: str, name: str, counts: bool, tmp_path: Path) -> None:
    low = with_limits(Budget(), [f"{name}={LOW[name]}"])
    if name == "memory":
        pdf._PROCESS.close()  # what it holds already counts for no file
    assert (name in outcomes(kind, name, low, tmp_path)) == counts


@pytest.mark.slow
def test_office_files_have_the_limits_of_what_they_become(tmp_path: Path) -> None:
    if office.program() is None:
        pytest.skip("needs LibreOffice, which is not installed")
    for name in ("bytes", "unpacked", "elements", "members", "seconds"):
        assert name in outcomes("rtf", name, with_limits(Budget(), [f"{name}={LOW[name]}"]), tmp_path)


def test_limits_are_fields_of_the_budget() -> None:
    assert set(LIMITS) == {field.name for field in msgspec.structs.fields(Budget)} - {"deadline"}
