"""How a text is printed: width of marks and digits, thousands, traditional characters, glosses of a mirror."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

_MARKS = str.maketrans("，；：（）", ",;:()")
_WIDE = str.maketrans("0123456789%", "０１２３４５６７８９％")
_READINGS = {  # characters that mirrors gloss, with their reading
    **{"態": "tài", "縣": "xiàn", "務": "wù", "報": "bào", "據": "jù", "請": "qǐng", "處": "chù", "議": "yì"},
    **{"訴": "sù", "訟": "sòng", "許": "xǔ", "罰": "fá", "總": "zǒng", "無": "wú", "項": "xiàng", "決": "jué"},
}
MIRRORED = ("traditional", "glossed")  # styles that a mirror makes


def choose(random: Random) -> tuple[str, ...]:
    """A style as offices' pages and their mirrors show: mostly plain, sometimes converted."""
    style = ["half"] if random.random() < 0.4 else []
    script = random.choices(("", "traditional", "glossed"), (90, 6, 4))[0]
    digits = random.choices(("", "wide", "thousands"), (86, 6, 8))[0]
    return tuple(name for name in (*style, script, digits) if name)


def dress(text: str, side: str, style: tuple[str, ...]) -> str:
    """A piece of text in a style. Cells keep their digits; only prose groups thousands."""
    if not style:
        return text
    if "half" in style:
        text = text.translate(_MARKS)
    if "wide" in style and side != "cell":
        text = text.translate(_WIDE)
    if "thousands" in style and side == "prose" and text.isdecimal() and len(text) > 3:
        text = f"{int(text):,}"
    if "traditional" in style or "glossed" in style:
        text = _traditional(text)
    if "glossed" in style:
        text = "".join(f"{char}({_READINGS[char]})" if char in _READINGS else char for char in text)
    return text


@cache
def _converter() -> Any:
    from opencc import OpenCC  # late: it opens its dictionaries

    return OpenCC("s2t")


@cache
def _traditional(text: str) -> str:
    return text if text.isascii() else str(_converter().convert(text))
