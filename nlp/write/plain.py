"""Rows of one kind for a terminal, as CSV or as JSON lines."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

import msgspec
from msgspec import Struct
from msgspec.structs import astuple

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")  # a spreadsheet would take it for one
_WIDEST = 48  # characters of a column on a terminal


def write_rows(rows: Iterable[Struct], output: str, stream: TextIO) -> None:
    """Write rows as `text` (a table), `csv` (with a byte order mark, for Excel) or `jsonl`.

    A text that begins like a formula, or with an apostrophe, gets one more apostrophe before it in CSV.
    """
    if output == "jsonl":
        for row in rows:
            stream.write(msgspec.json.encode(row).decode() + "\n")
        return
    if output == "csv":
        writer = csv.writer(stream, lineterminator="\n")
        for at, row in enumerate(rows):
            if not at:
                stream.write("\ufeff")
                writer.writerow(row.__struct_fields__)
            writer.writerow([harmless(value) for value in astuple(row)])
        return
    _table(rows, stream)


def harmless(value: object) -> object:
    """The value; a text that begins like a formula, or with an apostrophe, has one more apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _table(rows: Iterable[Struct], stream: TextIO) -> None:
    """Columns that hold anything, in a table as wide as it needs."""
    from rich.console import Console
    from rich.table import Table

    held = list(rows)
    names = (
        [n for n in held[0].__struct_fields__ if any(getattr(row, n) not in (None, "") for row in held)] if held else []
    )
    table = Table(*names, box=None)
    for row in held:
        table.add_row(*(_shown(getattr(row, name)) for name in names))
    width = None if stream.isatty() else 240
    Console(file=stream, width=width, highlight=False, markup=False, emoji=False).print(table)  # a cell is no emoji


def _shown(value: object) -> str:
    if value is None:
        return ""
    text = (
        f"{value:,.4g}"
        if isinstance(value, float) and value != int(value)
        else f"{value:,.0f}"
        if isinstance(value, float)
        else str(value)
    )
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
