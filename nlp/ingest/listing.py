"""Numbers of list items that a browser draws and nobody wrote, as text; other readers make theirs here as well."""

import re

from nlp.ingest.markup import Element

STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.I)
NUMBERED = re.compile(
    r"\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[①-⑳]|第[一二三四五六七八九十]|[一二三四五六七八九十]是)"
)
CHINESE = "一二三四五六七八九十"


def chinese(number: int) -> str:
    """1 to 99 in Chinese: 一, 十, 十一, 二十, 二十一; digits beyond."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return (CHINESE[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (CHINESE[ones - 1] if ones else "")


def number_of(item: Element) -> str:
    """What stands before an item of a numbered list: `1.`, `一、`; empty where it has a number of its own, or none."""
    owner = item.parent
    if owner is None or owner.tag != "ol":
        return ""
    style = STYLE.search(f"{owner.attribute('style')};{item.attribute('style')}")
    kind = style[1].lower() if style else "decimal"
    if kind in ("none", "disc", "circle", "square") or _begins_with_number(item):
        return ""
    number = item.index - 1 + _whole(owner.attribute("start"), 1)
    number = _whole(item.attribute("value"), number)
    if "ideographic" in kind or "chinese" in kind:
        return f"{chinese(number)}、"
    return f"{number}."


def _whole(written: str, otherwise: int) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 5 else otherwise


def _begins_with_number(item: Element) -> bool:
    at: Element | str = item
    while not isinstance(at, str):
        filled = [child for child in at.children if not isinstance(child, str) or child.strip()]
        if not filled:
            return False
        at = filled[0]
    return bool(NUMBERED.match(at))
