"""Sheets of a workbook, and what Excel can't hold: told, never taken for a formula, the same bytes every time.

No cell is ever a formula: what stands in a report is written as text, also where it begins with = + - or @.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

OPTIONS: dict[str, Any] = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
PROPERTIES = {"title": "gongkai", "created": datetime(2000, 1, 1)}  # a fixed date keeps the bytes the same
HEAD = {"bold": True, "bg_color": "#DDE6EE", "text_wrap": True, "valign": "top"}
MOST_CHARACTERS = 32_767  # in a cell, by Excel; counted in UTF-16 units
MOST_ROWS = 1_048_576  # in a sheet, by Excel
LINE = 15.0  # height of a line in points
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
LIVE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # what spreadsheets may take for a formula when typed


class Sheet:
    """Rows of a sheet one after the other; what Excel can't hold is changed, dropped and counted."""

    def __init__(
        self,
        sheet: Worksheet,
        heads: Sequence[str],
        head: Format,
        text: Format,
        quoted: Format,
        changes: Counter[str],
        lines: int = 2,
    ) -> None:
        self.sheet, self.rows, self._columns = sheet, 1, len(heads)
        self._text, self._quoted, self._changes = text, quoted, changes
        sheet.freeze_panes(1, 0)
        sheet.set_row(0, LINE * lines)
        for column, name in enumerate(heads):
            sheet.write_string(0, column, name, head)

    def add(self, values: Sequence[object], entry: Format | None = None, lines: int = 1) -> None:
        """Write a row of so many lines; its first three cells are for people where `entry` is their look."""
        if self.full:
            self._changes["rows"] += 1
            return
        if lines > 1:
            self.sheet.set_row(self.rows, LINE * lines)
        for column, value in enumerate(values):
            look = entry if entry is not None and column < 3 else self._text
            if value is None or value == "":
                self.sheet.write_blank(self.rows, column, None, look)
            elif isinstance(value, (int, float)):
                self.sheet.write_number(self.rows, column, value, look)
            else:
                shown = self._fit(str(value))
                self.sheet.write_string(self.rows, column, shown, self._quoted if shown.startswith(LIVE) else look)
        self.rows += 1

    @property
    def full(self) -> bool:
        return self.rows >= MOST_ROWS

    def _fit(self, text: str) -> str:
        shown, replaced = CONTROL.subn(_sign, text)
        self._changes["controls"] += replaced
        if len(shown) * 2 > MOST_CHARACTERS and len(shown.encode("utf-16-le")) // 2 > MOST_CHARACTERS:
            self._changes["cut"] += 1
            kept = shown.encode("utf-16-le")[: 2 * (MOST_CHARACTERS - 1)].decode("utf-16-le", "ignore")
            return kept + "…"
        return shown

    def close(self) -> None:
        self.sheet.autofilter(0, 0, max(self.rows - 1, 1), self._columns - 1)


def _sign(found: re.Match[str]) -> str:
    """What can be seen in the place of what can't: ␀ to ␟, or the number of the character."""
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else f"[U+{code:04X}]"


def remarks(changes: Counter[str]) -> tuple[tuple[str, str], ...]:
    said = {
        "controls": ("{} 个控制字符改为可见符号", "{} control characters replaced by visible signs"),
        "cut": ("{} 格文字超过 32767 字, 已截断", "{} texts over 32,767 characters cut"),
        "rows": ("{} 行超出工作表上限, 未写入", "{} rows beyond the limit of a sheet left out"),
    }
    return tuple(
        (zh.format(changes[name]), en.format(changes[name])) for name, (zh, en) in said.items() if changes[name]
    )
