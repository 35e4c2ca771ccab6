"""Hypotheses of what was meant, ranked; never applied."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from nlp.document import Check, Repair
from nlp.verify.facts import Balance, Facts

_SLIPS = {  # how a written number may have come from the meant one, most telling first
    "digit_dropped": ("漏写一位数字", "a digit was dropped"),
    "digit_doubled": ("多写一位数字", "a digit was added"),
    "digits_swapped": ("相邻两位数字颠倒", "two neighboring digits were swapped"),
    "ten_thousand": ("“万”字多写或漏写", "万 (ten thousand) was added or lost"),
    "tenfold": ("小数点或位数差十倍", "the number is off by ten"),
    "digit_changed": ("一位数字写错", "one digit is wrong"),
    "sibling_cell": ("引用了相邻单元格", "a cell beside was quoted"),
    "recomputed": ("按两数重算", "recomputed"),
    "located": ("行与列相差同一数", "row and column are off by the same amount"),
    "total": ("合计与分项不符", "total and parts differ"),
    "cell": ("正文与勾稽都指向此格", "prose and identity both point at this cell"),
    "other_year": ("年份与报告年度不符", "the year is not the report's"),
    "value": ("两处不一致", "the two differ"),
}
_SURE = ("digit_dropped", "digit_doubled", "digits_swapped", "tenfold", "ten_thousand")  # slips that are no coincidence
_KIND_OF_SHARES = "partition"
_HUNDRED = Decimal(100)
_MOST = 4


def repairs(facts: Facts, checks: tuple[Check, ...], check: Check) -> tuple[Repair, ...]:
    """Up to four hypotheses for a finding, the likeliest first."""
    if check.verdict not in ("contradiction", "review"):
        return ()
    found = _in_table(facts, check) if check.id in facts.failed else _in_prose(facts, checks, check)
    kept: dict[tuple[str, str], Repair] = {}
    for repair in found:
        kept.setdefault((repair.target, repair.value), repair)
    return tuple(kept.values())[:_MOST]


def slip(written: Decimal, meant: Decimal) -> str:
    """Name of the slip of the pen that turns `meant` into `written`; "" where none does."""
    if written and meant:
        times = max(written / meant, meant / written)
        if times in (10, 10**4):
            return "tenfold" if times == 10 else "ten_thousand"
    one, two = f"{abs(written):f}", f"{abs(meant):f}"
    if len(one) + 1 == len(two) and _without_one(two, one):
        return "digit_dropped"
    if len(two) + 1 == len(one) and _without_one(one, two):
        return "digit_doubled"
    if len(one) == len(two):
        differ = [at for at in range(len(one)) if one[at] != two[at]]
        if len(differ) == 2 and differ[1] == differ[0] + 1 and sorted(one) == sorted(two):
            return "digits_swapped"
        if len(differ) == 1 and len(one) > 1:
            return "digit_changed"
    return ""


def _without_one(longer: str, shorter: str) -> bool:
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def _in_prose(facts: Facts, checks: tuple[Check, ...], check: Check) -> Iterator[Repair]:
    """The stated number may be a slip of the recomputed one, or a cell may be wrong where an identity says so."""
    figure = facts.by_id.get(check.operands[0])
    if figure is None:
        if check.reason == "period_differs":
            yield _stated(check.operands[0], str(facts.report.year), "other_year")
        return
    if facts.catalog.rules[check.rule].kind in ("sums", _KIND_OF_SHARES):
        yield from _sum(facts, check)
        return
    cells = [operand[5:] for operand in check.operands if operand.startswith("cell:")]
    for balance, gap in facts.failed.values():
        for cell in cells:
            if balance.spec.kind == "equal" and cell in balance.cells and figure.value is not None:
                value = _mended(facts, balance, gap, cell)
                if value == figure.value:
                    yield _cell(facts, cell, value, "cell")
    if check.reason.startswith("matches:"):
        yield _stated(figure.id, check.expected, "sibling_cell")
    for text in check.expected.split(" / "):
        try:
            meant = Decimal(text.rstrip("%"))
        except ArithmeticError:
            continue
        if text.endswith("%"):
            yield _stated(figure.id, _printed(meant, figure.value, ROUND_HALF_UP), "recomputed")
            yield _stated(figure.id, _printed(meant, figure.value, ROUND_DOWN), "recomputed")
        elif figure.value is None or figure.low != figure.high:
            yield _stated(figure.id, text, "value")
        elif meant != figure.value:
            yield _stated(figure.id, text, slip(figure.value, meant) or "value")


def _sum(facts: Facts, check: Check) -> Iterator[Repair]:
    """In a sum that is off, the total or the part that would close the gap; what a slip of the pen explains first."""
    figures = [facts.by_id[operand] for operand in check.operands if operand in facts.by_id]
    values = [figure.value for figure in figures if figure.value is not None]
    if len(values) < 2 or len(values) < len(figures):
        return
    whole = None if facts.catalog.rules[check.rule].kind == _KIND_OF_SHARES else values.pop(0)
    gap = sum(values) - (_HUNDRED if whole is None else whole)
    parts = [(figure.id, value, value - gap) for figure, value in zip(figures[-len(values) :], values, strict=True)]
    meant = parts if whole is None else [(figures[0].id, whole, whole + gap), *parts]
    found = [(slip(written, value), target, value) for target, written, value in meant if value >= 0]
    first = figures[0].id if whole is not None else ""
    for kind, target, value in sorted(found, key=lambda item: _rank(item[0], item[1] == first)):
        yield _stated(target, str(value), kind or "value")


def _rank(kind: str, is_total: bool) -> int:
    return 0 if kind in _SURE else 1 if is_total or kind == "digit_changed" else 2


def _stated(target: str, value: str, kind: str) -> Repair:
    zh, en = _SLIPS[kind]
    return Repair(kind, target, value, f"{zh}，应为 {value}", f"{en}; should be {value}")


def _printed(value: Decimal, like: Decimal | None, rounding: str) -> str:
    """A recomputed percentage at the printed precision."""
    exponent = 0 if like is None else like.as_tuple().exponent
    place = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return str(abs(value).quantize(place, rounding=rounding))


def _in_table(facts: Facts, check: Check) -> Iterator[Repair]:
    """A wrong cell of table three breaks its row and its column by the same amount: that names it."""
    balance, gap = facts.failed[check.id]
    if balance.spec.kind != "equal":
        return
    crossing = [
        (cell, value)
        for other, off in facts.failed.values()
        if other is not balance and other.spec.kind == "equal"
        for cell in set(balance.cells) & set(other.cells)
        if (value := _mended(facts, balance, gap, cell)) is not None and value == _mended(facts, other, off, cell)
    ]
    for cell, value in sorted(crossing, key=lambda item: item[0]):
        yield _cell(facts, cell, value, "located")
    slips = []
    for cell in balance.cells:
        value = _mended(facts, balance, gap, cell)
        written = facts.values.get(cell)
        if value is not None and value >= 0 and written is not None:
            kind = slip(written, value)
            is_total = cell in balance.spec.right
            slips.append((not kind, not is_total, cell, value, kind))
    for _, _, cell, value, kind in sorted(slips):
        if kind or cell in balance.spec.right:
            yield _cell(facts, cell, value, kind or "total")


def _mended(facts: Facts, balance: Balance, gap: Decimal, cell: str) -> Decimal | None:
    """The value of one cell that would close the gap of an identity."""
    value = facts.values.get(cell)
    if value is None and facts.cells[cell].state in ("blank", "na"):
        value = Decimal(0)  # as the identity took it
    if value is None:
        return None
    return value - gap if cell in balance.spec.left else value + gap


def _cell(facts: Facts, cell: str, value: Decimal, kind: str) -> Repair:
    zh, en = _SLIPS[kind]
    return Repair(kind, f"cell:{cell}", str(value), f"{zh}，此格应为 {value}", f"{en}; this cell should be {value}")
