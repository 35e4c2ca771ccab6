"""Number formats of sheets: the stored 426.0 is shown as 426, 0.256 as 25.6%, 44561 as a date.

Codes are those of ECMA-376 part 1, 18.8.30 and 18.8.31, with what Chinese versions put at their numbers.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

BUILT_IN = {
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"},
    **{14: "yyyy/m/d", 15: "d-mmm-yy", 22: "yyyy/m/d", 31: 'yyyy"年"m"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"'},
    **{37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00"},
    **{41: "#,##0;-#,##0", 42: "#,##0;-#,##0", 43: "#,##0.00;-#,##0.00", 44: "#,##0.00;-#,##0.00"},
}
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')  # "件", \-
_SILENT = re.compile(r"_.|\*.|\[(?!\$)[^\[\]]*\]")  # _) leaves room, *x fills, [Red]
_CURRENCY = re.compile(r"\[\$([^\[\]-]*)(?:-[^\[\]]*)?\]")  # [$¥-804]
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?,*")  # #,##0.00
_DATE = re.compile(r"[ymd]+", re.I)
_HELD = re.compile("[\ue000-\uefff]")  # literals while a code is read
_PLACES = 10  # decimals of a number without a format; floats are exact no further
_LONGEST = 40  # characters of a stored number; more is no number of a sheet
_DAYS = 2_958_465  # the last day a sheet knows, 31.12.9999


def shown(stored: str, code: str, from_1904: bool = False) -> str:
    """A stored number as its format shows it; the text itself where it is no number."""
    try:
        number = Decimal(stored) if len(stored) <= _LONGEST else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number.adjusted()) > _LONGEST:
        return stored
    plain, literals = _held(_section(code, number))
    if _DATE.search(plain) and not _DIGITS.search(plain):
        return _dated(number, plain, literals, from_1904)
    digits = _DIGITS.search(plain)
    if digits is None:  # General, @, or words instead of a number: the number itself
        return _plain(number)
    text = _number(number, digits[0], plain.count("%"))
    if number < 0 and _own_section(code):
        text = text.removeprefix("-")
    return _HELD.sub(
        lambda held: literals[ord(held[0]) - 0xE000], plain[: digits.start()] + text + plain[digits.end() :]
    )


def _own_section(code: str) -> bool:
    """Whether a code has a part for negative numbers, which then says itself how they are marked."""
    return ";" in code and _DIGITS.search(_held(code.split(";")[1])[0]) is not None


def _section(code: str, number: Decimal) -> str:
    """The part of a code for positive, negative numbers or zero; that for positive ones where it has only words."""
    parts = code.split(";")
    at = 1 if number < 0 else 2 if number == 0 else 0
    chosen = parts[at] if at < len(parts) else parts[0]
    return chosen if at == 0 or _DIGITS.search(_held(chosen)[0]) else parts[0]


def _held(section: str) -> tuple[str, list[str]]:
    """A code with every literal as one character, and the literals."""
    literals: list[str] = []

    def hold(found: re.Match[str]) -> str:
        literals.append(next(group for group in found.groups() if group is not None))
        return chr(0xE000 + len(literals) - 1) if len(literals) < 0x1000 else ""

    return _SILENT.sub("", _LITERAL.sub(hold, _CURRENCY.sub(hold, section))), literals


def _released(text: str, literals: list[str]) -> str:
    return _HELD.sub(lambda held: literals[ord(held[0]) - 0xE000], text)


def _plain(number: Decimal) -> str:
    """12.50 -> 12.5, 426.0 -> 426, 0.30000000000000004 -> 0.3."""
    if number == number.to_integral_value():
        return f"{number:.0f}"
    return f"{number:.{_PLACES}f}".rstrip("0").rstrip(".")


def _number(number: Decimal, pattern: str, percents: int) -> str:
    """A number by digits such as #,##0.0#."""
    scaled = number * 100**percents / 1000 ** (len(pattern) - len(pattern.rstrip(",")))
    whole, _, decimals = pattern.rstrip(",").partition(".")
    rounded = scaled.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    optional = len(decimals) - len(decimals.rstrip("#?"))
    for _ in range(optional):
        text = text.removesuffix("0") if "." in text else text
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    least = whole.count("0")
    integral, dot, rest = text.partition(".")
    return sign + integral.zfill(least) + (dot + rest if rest else "")


def _dated(number: Decimal, plain: str, literals: list[str], from_1904: bool) -> str:
    """A day by a code of y, m and d; times of day are left out."""
    if not 0 <= number <= _DAYS:
        return _plain(number)
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 31) if number < 60 else date(1899, 12, 30)
    try:
        day = first + timedelta(days=int(number))
    except OverflowError:
        return _plain(number)

    def written(found: re.Match[str]) -> str:
        kind, width = found[0][0].lower(), len(found[0])
        if kind == "y":
            return f"{day.year:04d}" if width > 2 else f"{day.year % 100:02d}"
        return f"{day.month if kind == 'm' else day.day:0{2 if width == 2 else 1}d}"

    text = re.split("[hHsS]", plain)[0]
    return _released(_DATE.sub(written, text), literals).strip(" :;@")
