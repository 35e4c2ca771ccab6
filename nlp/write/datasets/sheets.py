"""One Excel workbook with a sheet for each flat table and the codebook first.

A table longer than a sheet goes on in a further one, `units (2)`. A decimal with more than 15 digits stays a text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import astuple

from nlp.write.datasets.codebook import HEAD as CODEBOOK_HEAD
from nlp.write.datasets.codebook import entries
from nlp.write.datasets.layout import Flat
from nlp.write.datasets.sink import Remarks, Sink
from nlp.write.excel import HEAD, OPTIONS, PROPERTIES, Sheet, remarks

if TYPE_CHECKING:
    import pyarrow as pa

CODEBOOK = "codebook 变量表"
EXACT = 10**9  # with the six places of a decimal, a double has every digit of what is smaller
WIDTHS = {"integer": 10, "number": 12, "decimal": 12}


class Workbook(Sink):
    """A workbook at `out`."""

    def __init__(self, out: Path, flats: Sequence[Flat]) -> None:
        import xlsxwriter

        out.parent.mkdir(parents=True, exist_ok=True)
        self._book = xlsxwriter.Workbook(str(out), OPTIONS)
        self._book.set_properties(PROPERTIES)
        head, text, quoted = (self._book.add_format(look) for look in (HEAD, {}, {"quote_prefix": True}))
        self._looks = (head, text, quoted)
        self._changes: Counter[str] = Counter()
        book = self._sheet(CODEBOOK, CODEBOOK_HEAD, [16, 16, 16, 14, 18, 6, 30, 36, 36, 36, 12])
        for entry in entries(flats):
            book.add(astuple(entry))
        book.close()
        self._sheets = {flat.id: [self._table(flat)] for flat in flats}

    def write(self, flat: Flat, rows: pa.Table) -> None:
        sheets = self._sheets[flat.id]
        columns = [_column(rows[v.name], v.type) for v in flat.columns]
        for row in zip(*columns, strict=True):
            if sheets[-1].full:
                sheets[-1].close()
                sheets.append(self._table(flat, len(sheets) + 1))
            sheets[-1].add(row)

    def close(self) -> Remarks:
        for sheets in self._sheets.values():
            sheets[-1].close()
        self._book.close()
        return remarks(self._changes)

    def _table(self, flat: Flat, number: int = 1) -> Sheet:
        name = flat.id if number == 1 else f"{flat.id} ({number})"
        widths = [WIDTHS.get(v.type, 40 if v.long else 18) for v in flat.columns]
        return self._sheet(name, [v.name for v in flat.columns], widths)

    def _sheet(self, name: str, heads: Sequence[str], widths: Sequence[int]) -> Sheet:
        sheet: Any = self._book.add_worksheet(name)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        head, text, quoted = self._looks
        return Sheet(sheet, heads, head, text, quoted, self._changes, lines=1)


def _column(column: pa.ChunkedArray, kind: str) -> list[object]:
    values: list[object] = column.to_pylist()
    return [_number(value) for value in values] if kind == "decimal" else values


def _number(value: Any) -> object:
    if value is None:
        return None
    number = Decimal(value)
    if abs(number) >= EXACT and Decimal(repr(float(number))) != number:
        return f"{number:f}".rstrip("0").rstrip(".")
    return float(number)
