"""Sheets of figures -> Raw: XLSX (ECMA-376, SpreadsheetML) and separated values (CSV).

Numbers are written as the sheet shows them, merged cells once; of a formula the stored result is read and nothing
is computed. Hidden sheets, rows and columns are left out.
"""

from __future__ import annotations

import csv
import io
import posixpath
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from nlp.document import Place, Raw, Source
from nlp.errors import SourceError
from nlp.ingest import media
from nlp.ingest.assembly import Assembly, Piece, Placed
from nlp.ingest.encoding import decode
from nlp.ingest.formats import BUILT_IN, shown
from nlp.ingest.packages import Package, attribute, child, integer, name, within

if TYPE_CHECKING:
    from lxml.etree import _Element

    from nlp.ingest.budget import Budget

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STRINGS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
NO_RESULT = "#N/A"  # a formula that was never computed: neither blank nor a number
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")  # B12
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # _x000D_
_COPIES = 16  # bytes that a character of a sheet costs on its way: two each in the text and its cleaned versions
_ROWS, _COLUMNS = 1_048_576, 16_384


class Shown(NamedTuple):
    """A cell as shown; row and column count from 0."""

    row: int
    column: int
    text: str


class Merge(NamedTuple):
    """A merged range, last row and column included."""

    top: int
    left: int
    bottom: int
    right: int


def read(data: bytes, source: Source, budget: Budget) -> Raw:
    """Raw of a workbook or of separated values; `Place.path` is the address, such as `Sheet1!B12`.

    Raises SourceError, EmptySource, BudgetExceeded.
    """
    assembly = Assembly(budget)
    if source.media_type == media.CSV:
        decoded = decode(data)
        rows = _separated(decoded.text, budget)
        _write(assembly, "", rows, [])
        return assembly.raw(Source(source.uri, source.media_type, source.sha256, source.size, decoded.encoding))
    book = _Workbook(Package(data, budget))
    for title, part in book.sheets():
        cells, merges = book.cells(part)
        _write(assembly, title, cells, merges)
    return assembly.raw(source)


def _separated(text: str, budget: Budget) -> list[Shown]:
    """Cells of comma or tab separated values."""
    first = text.partition("\n")[0]
    found: list[Shown] = []
    try:
        for row, line in enumerate(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in first else ",")):
            found.extend(Shown(row, column, cell) for column, cell in enumerate(line))
            budget.check("cells", len(found))
    except csv.Error as reason:
        raise SourceError(f"CSV 损坏：{reason}", f"damaged CSV: {reason}") from None
    return found


def _write(assembly: Assembly, title: str, cells: list[Shown], merges: list[Merge]) -> None:
    """Write a sheet: lines above the table as paragraphs, the rest as one table without its empty rows."""
    texts = {(cell.row, cell.column): cell.text for cell in cells if cell.text.strip()}
    rows = sorted({row for row, _ in texts})
    counts: dict[int, int] = {}
    for row, _ in texts:
        counts[row] = counts.get(row, 0) + 1
    spans = {(merge.top, merge.left): merge for merge in merges}
    covered = _covered(spans, rows, assembly.budget)
    begin = next((at for at, row in enumerate(rows) if counts[row] > 1), len(rows))
    above = set(rows[:begin])
    for row, column in sorted(position for position in texts if position[0] in above):
        assembly.paragraph(texts[row, column], place=Place(path=_path(title, row, column)))
    order = {row: at for at, row in enumerate(rows[begin:])}
    columns = [column for row, column in texts if row in order]
    if not columns:
        return
    left, right = min(columns), max(columns)
    assembly.budget.check("cells", len(order) * (right - left + 1))
    placed = []
    below = rows[begin:]
    for row, at in order.items():
        for column in range(left, right + 1):
            if (row, column) in covered:
                continue
            merge = spans.get((row, column))
            wide = min(merge.right, right) - column + 1 if merge else 1
            tall = bisect_right(below, merge.bottom) - at if merge else 1
            place = Place(path=_path(title, row, column))
            placed.append(Placed(at, column - left, Piece(texts.get((row, column), ""), wide, tall, place)))
    assembly.table(placed, Place(path=_path(title, rows[begin], left)))


def _covered(spans: dict[tuple[int, int], Merge], rows: list[int], budget: Budget) -> set[tuple[int, int]]:
    """Positions that a merged cell hides, in the rows that hold text."""
    covered: set[tuple[int, int]] = set()
    for merge in spans.values():
        for row in rows[bisect_left(rows, merge.top) : bisect_right(rows, merge.bottom)]:
            covered.update((row, column) for column in range(merge.left, merge.right + 1))
            budget.check("cells", len(covered))
    return covered - set(spans)


def _path(title: str, row: int, column: int) -> str:
    letters, number = "", column + 1
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{title}!{letters}{row + 1}" if title else f"{letters}{row + 1}"


class _Workbook:
    """Strings, formats and sheets of a workbook."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._budget = package.budget
        self._strings = [_text(one) for one in package.xml(STRINGS)] if STRINGS in package else []
        self._formats = _formats(package.xml(STYLES)) if STYLES in package else []
        self._book = package.xml(WORKBOOK)
        self._from_1904 = attribute(child(self._book, "workbookPr"), "date1904") in ("1", "true")

    def sheets(self) -> Iterator[tuple[str, str]]:
        """Name and part of every sheet that is shown."""
        targets = {
            attribute(one, "Id"): attribute(one, "Target") or ""
            for one in self._package.xml(RELATIONS)
            if attribute(one, "TargetMode") != "External"
        }
        for sheet in within(self._book, "sheets"):
            target = targets.get(next((str(v) for k, v in sheet.attrib.items() if str(k).endswith("}id")), None))
            if attribute(sheet, "state") in ("hidden", "veryHidden") or not target or "worksheets" not in target:
                continue
            yield attribute(sheet, "name") or "", posixpath.normpath(posixpath.join("/xl", target))

    def cells(self, part: str) -> tuple[list[Shown], list[Merge]]:
        """Cells with text and merged ranges of a sheet."""
        root = self._package.xml(part)
        hidden = _hidden_columns(root)
        found: list[Shown] = []
        row, size = -1, 0
        for line in within(root, "sheetData"):
            self._budget.check_time()
            row = integer(line, row + 2, "r", _ROWS) - 1
            if attribute(line, "hidden") in ("1", "true"):
                continue
            column = -1
            for cell in line:
                address = _ADDRESS.fullmatch(attribute(cell, "r") or "")
                column = _column(address[1]) if address else column + 1
                text = self._shown(cell)
                if text and not any(first <= column <= last for first, last in hidden):
                    found.append(Shown(row, column, text))
                    size += len(text)  # one stored string may be shown in every cell
                    self._budget.check("cells", len(found))
                    self._budget.check("unpacked", _COPIES * size)
        merges = (_merge(attribute(one, "ref") or "") for one in within(root, "mergeCells"))
        return found, [merge for merge in merges if merge]

    def _shown(self, cell: _Element) -> str:
        kind, stored = attribute(cell, "t") or "n", child(cell, "v")
        if kind == "inlineStr":
            inline = child(cell, "is")
            return "" if inline is None else _text(inline)
        text = "" if stored is None else stored.text or ""
        if not text:
            return NO_RESULT if child(cell, "f") is not None and kind != "str" else ""
        if kind == "s":
            known = text.isdecimal() and len(text) < 9 and int(text) < len(self._strings)
            return self._strings[int(text)] if known else NO_RESULT
        if kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        if kind != "n":
            return _unescaped(text)
        style = integer(cell, 0, "s")
        return shown(text, self._formats[style] if style < len(self._formats) else "", self._from_1904)


def _hidden_columns(root: _Element) -> list[tuple[int, int]]:
    """First and last of the columns nobody sees."""
    return [
        (integer(one, 1, "min") - 1, integer(one, 1, "max") - 1)
        for one in within(root, "cols")
        if attribute(one, "hidden") in ("1", "true")
    ]


def _formats(root: _Element) -> list[str]:
    """Number format of every cell style."""
    own = {integer(one, 0, "numFmtId"): attribute(one, "formatCode") or "" for one in within(root, "numFmts")}
    codes = {**BUILT_IN, **own}
    return [codes.get(integer(one, 0, "numFmtId"), "") for one in within(root, "cellXfs")]


def _text(parent: _Element) -> str:
    """Text of a string with or without runs; readings above the line (rPh) are no part of it."""
    parts = []
    for one in parent:
        if name(one) == "t":
            parts.append(one.text or "")
        elif name(one) == "r":
            parts.extend(t.text or "" for t in one if name(t) == "t")
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    """Text with _x000D_ and the like as characters; half a character is none."""
    return _ESCAPED.sub(lambda found: _character(int(found[1], 16)), text) if "_x" in text else text


def _character(code: int) -> str:
    return "" if 0xD800 <= code < 0xE000 else chr(code)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return min(number, _COLUMNS) - 1


def _merge(reference: str) -> Merge | None:
    """A range such as A1:C2."""
    ends = [_ADDRESS.fullmatch(end) for end in reference.split(":")]
    if len(ends) != 2 or not ends[0] or not ends[1]:
        return None
    (first, top), (last, bottom) = ends[0].groups(), ends[1].groups()
    merge = Merge(int(top) - 1, _column(first), int(bottom) - 1, _column(last))
    return merge if merge.top <= merge.bottom < _ROWS and merge.left <= merge.right else None
