"""What careless conversions leave behind, repaired where it can only mean one thing."""

import html
import re

from nlp.normalize.edits import Edit

BOOKMARK = re.compile(r"\[bookmark:[^\]\n]{0,40}\]")  # "[bookmark: _GoBack]"

# "—、总体情况" for 一、; "(—)主动公开" for (一)
DASH = re.compile(r"[—–―─ー－\-][ \u3000]?[)）、．]")


def bookmarks(text: str) -> list[Edit]:
    """Word bookmarks, to be dropped."""
    if "[bookmark:" not in text:
        return []
    return [(match.start(), match.end(), "") for match in BOOKMARK.finditer(text)]


ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|amp|lt|gt|quot|middot|[lr][ds]quo|mdash|hellip|#[0-9]{2,6});")  # "&nbsp;"


def entities(text: str) -> list[Edit]:
    """Character references that a page left in its text."""
    if "&" not in text:
        return []
    return [(match.start(), match.end(), html.unescape(match[0])) for match in ENTITY.finditer(text)]


def dashes(text: str) -> list[Edit]:
    """Dashes that stand for the number one at the start of a line."""
    edits: list[Edit] = []
    for match in DASH.finditer(text):
        at = match.start()
        before = text[text.rfind("\n", 0, at) + 1 : at].strip()
        if before in (("(", "（") if match[0][-1] in ")）" else ("",)):
            edits.append((at, at + 1, "一"))
    return edits


def _shifted() -> tuple[dict[str, str], dict[str, str]]:
    """GBK bytes of `（一）` read one byte late: as two characters, or as one and a lost one."""
    whole: dict[str, str] = {}
    half: dict[str, str] = {}
    for numeral in "一二三四五六七八九十":
        shifted = f"（{numeral}）".encode("gbk")[1:-1]
        read = shifted.decode("gbk", "ignore")
        if not "一" <= read[0] <= "鿿":  # bopomofo or Greek before Han: never Chinese
            (whole if len(read) == 2 else half)[read] = f"({numeral})"
    return whole, half


WHOLE, HALF = _shifted()
# "ㄒ唬" for （一）; "ㄈ?" for （三）, whose second half is no character; "?。" before both goes too
SHIFT = re.compile(f"{'|'.join(WHOLE)}|[{''.join(HALF)}][?\ufffd]?")
SHIFTED = re.compile("|".join(sorted({read[0] for read in (*WHOLE, *HALF)})) + r"|\?F")
LOST_VERB = re.compile(r"\?F(?=[將将])")  # "?F將" for 現將


def byte_shifts(text: str) -> list[Edit]:
    """Enumerators damaged by one lost byte."""
    if not SHIFTED.search(text):
        return []
    edits: list[Edit] = []
    for match in SHIFT.finditer(text):
        start, end = match.span()
        marked = text.startswith("?。", max(0, start - 2))
        if match[0] in WHOLE:
            edits.append((start - 2 * marked, end, WHOLE[match[0]]))
        elif marked:
            edits.append((start - 2, end, HALF[match[0][0]]))
    edits += [(match.start(), match.end(), "现") for match in LOST_VERB.finditer(text)]
    return sorted(edits)


MARKS = re.compile(r"\?+")
NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
SYSTEMATIC = 5  # damaged places from which on a `?` is no question


def question_marks(text: str) -> list[Edit]:
    """`?` in the place of an invisible character, around every number or before every paragraph."""
    if text.count("?") < SYSTEMATIC:
        return []
    marks = [match.span() for match in MARKS.finditer(text)]
    around = [span for span in marks if _beside_digit(text, *span)]
    before = [span for span in marks if _before_paragraph(text, *span)]
    numbers = sum(len(NUMBER.findall(line)) for line in text.split("\n") if "?" in line)
    systematic = len(around) >= max(SYSTEMATIC, 0.7 * len(marks), 0.5 * numbers)
    found = set(around) if systematic else set()
    if systematic or len(before) >= max(SYSTEMATIC, 0.3 * (text.count("\n") + 1)):
        found.update(before)
    return [(start, end, "") for start, end in sorted(found)]


def _beside_digit(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isdecimal() or text[end : end + 1].isdecimal()


def _before_paragraph(text: str, start: int, end: int) -> bool:
    """`??一、总体情况` at the start of a line."""
    opens = start == 0 or text[start - 1] == "\n"
    return opens and end - start <= 4 and text[end : end + 1] not in ("", "\n")
