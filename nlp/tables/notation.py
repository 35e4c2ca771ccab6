"""What one printed cell says: a number, a dash, nothing, or something that can't be read."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

UNITS = "万元|亿元|元|人次|件次|条次|件|项|条|笔|份|个|篇|次|人|宗|起|期|部|场|批|例|户|家|户次|处"
UNIT_WORDS = frozenset(UNITS.split("|")) | {"单位", "万"}
NOT_APPLICABLE = frozenset(
    ("/", "//", "\\", "-", "--", "—", "——", "–", "−", "无", "暂无", "不适用", "N/A", "n/a", "NA")
)
UNSTATED = frozenset(("持平", "不变", "无变化", "若干", "未统计", "未知", "空", "零", "↑", "↓")) | {
    *("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")  # what a sheet shows for a failed formula
}
# headings set in single letters or pairs beside the rows they hold together
GROUPS = "三、本年度办理结果(三)不予公开(四)无法提供(五)不予处理(六)其他处理"
ZERO_SIGN = "〇"
PUNCTUATION = frozenset("、。.,;:!()[]{}<>〔〕【】《》〈〉「」『』“”‘’\"'")  # the end of a label
DOWN = frozenset("减降↓-−–—")

# 251000元 · 增12 · 减少5项 · --253 · 1,113 · 22.36万元 · 3↓ · 28件(其中修订16件)
_VALUE = re.compile(
    r"(?P<sign>[-+−–—]{0,2}|净?增加?|新增|上升|净?减少?|下降|[↑↓])\s*"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?P<unit>\s*(?:[万亿](?!元)(?:{UNITS})?|{UNITS}))?"
    r"(?P<arrow>\s*[↑↓])?"
    r"(?P<note>\s*\([^()]*\))?\s*"
)
_RULE = re.compile(r":?-{3,}:?|_{2,}|={2,}")  # the line below a table head: | --- | :---: |
_BRACKETED = re.compile(r"\([^()]*\)?|[^()]*\)")  # (其中修订16件)
_SLASHES = re.compile(r"[/\\]{3,}")  # ///: several cells with nothing between
_GLUED = re.compile(r"0\d")  # 000: several cells, or a code
_NUMBERED = re.compile(r"\d")
_HEADING = re.compile(r"\(?\d{1,2}[.、)]\D|\d{4}年|[^\d:]*:")  # 5.属于 · 2022年1月 · 电话:
_HAN = re.compile(r"[一-鿿]")
_WORD = re.compile(r"\S+")


class Printed(Struct, frozen=True, gc=False):
    """What stands in a cell. state: value | na | unreadable; `[start, end)` is number and unit."""

    state: str
    value: Decimal | None
    unit: str
    start: int
    end: int
    note: bool = False

    def at(self, offset: int) -> "Printed":
        """The same further on in the text."""
        return Printed(self.state, self.value, self.unit, self.start + offset, self.end + offset, self.note)


class Reading(NamedTuple):
    """What a piece of a table holds. kind: blank | values | unit | aside | text.

    `aside` is a rule, a bracketed remark or letters of a vertical heading: not a cell's content.
    """

    kind: str
    printed: tuple[Printed, ...] = ()


BLANK = Reading("blank")


@lru_cache(maxsize=4096)
def read(piece: str) -> Reading:
    """Content of a piece between two separators; positions count from its start."""
    core = piece.strip()
    if not core:
        return BLANK
    start = piece.index(core[0])
    if single := _single(core):
        return Reading("values", (single.at(start),))
    if core in UNIT_WORDS:
        return Reading("unit", (Printed("na", None, core, start, start + len(core)),))
    if _RULE.fullmatch(core) or _BRACKETED.fullmatch(core):
        return Reading("aside")
    words = [(match.group(), match.start()) for match in _WORD.finditer(piece)]
    if len(words) > 1:
        several = [_single(word) for word, _ in words]
        if all(several):
            return Reading("values", tuple(s.at(at) for s, (_, at) in zip(several, words, strict=True) if s))
    if (
        core in UNSTATED
        or _SLASHES.fullmatch(core)
        or (len(core) <= 12 and _NUMBERED.search(core) and not _HEADING.match(core))
    ):
        return Reading("values", (Printed("unreadable", None, "", start, start + len(core)),))
    if sign := _sign(core):
        return Reading("values", (sign.at(start),))
    if len(words) > 1 and any(several := [_single(word) for word, _ in words]):  # 0 0 1 O 1 0 0: a run of cells
        run = [known or _sign(word) for known, (word, _) in zip(several, words, strict=True)]
        if all(run):
            return Reading("values", tuple(item.at(at) for item, (_, at) in zip(run, words, strict=True) if item))
    return Reading("aside" if len(core) == 1 or (len(core) <= 3 and core in GROUPS) else "text")


def _sign(core: str) -> Printed | None:
    """A single sign that is neither number nor wording, as O · ? · √."""
    doubtful = len(core) == 1 and core not in PUNCTUATION and not _HAN.match(core)
    return Printed("unreadable", None, "", 0, 1) if doubtful else None


def _single(core: str) -> Printed | None:
    """A cell with one number or a sign for none; None where it is neither."""
    if core in NOT_APPLICABLE:
        return Printed("na", None, "", 0, len(core))
    if core == ZERO_SIGN:
        return Printed("value", Decimal(0), "", 0, 1)
    match = _VALUE.fullmatch(core)
    if match is None:
        return None
    digits = match["digits"]
    unit = (match["unit"] or "").strip()
    end = match.end("arrow") if match["arrow"] else match.end("unit") if match["unit"] else match.end("digits")
    if _GLUED.match(digits):
        return Printed("unreadable", None, unit, 0, end, bool(match["note"]))
    value = Decimal(digits.replace(",", ""))
    if unit[:1] in ("万", "亿") and unit not in ("万元", "亿元", "万", "亿"):
        value = plain(value * (10**4 if unit[0] == "万" else 10**8))
        unit = unit[1:]
    if not DOWN.isdisjoint(match["sign"] + (match["arrow"] or "")):
        value = -value if value else value
    return Printed("value", value, unit, 0, end, bool(match["note"]))


def plain(value: Decimal) -> Decimal:
    """The same number without exponent and without zeros at its end."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


IN_WAN = {"元": Decimal("0.0001"), "亿元": Decimal(10000), "亿": Decimal(10000)}
BARE = {"万": Decimal(10000), "亿": Decimal(10**8)}


def in_unit(printed: Printed, unit: str, stated: str = "") -> Decimal | None:
    """Value in the unit of the form: 251000元 in a cell counted in 万元 is 25.1.

    `stated` is the unit of money that the head of the column or row names.
    """
    if printed.value is None:
        return None
    if not (printed.unit or stated):
        return printed.value
    factor = IN_WAN.get(printed.unit or stated) if unit == "万元" else BARE.get(printed.unit)
    return plain(printed.value * factor) if factor else printed.value
