"""What is printed on a page of a PDF: its characters and its ruled lines, upright, from the top left corner.

PDFium does the parsing; its text page gives each character with its box. White space is not taken from the
file: `lines` sets it by the gaps that a reader sees.
"""

import unicodedata
from collections import Counter
from ctypes import byref, c_double, c_float, c_int
from itertools import pairwise
from math import degrees
from typing import Any

from msgspec import Struct

Box = tuple[float, float, float, float]  # left, top, right, bottom in points

COMPATIBLE = ((0x2E80, 0x2FE0), (0xF900, 0xFB07), (0xFE10, 0xFE50))  # radicals, ideographs, ligatures, vertical forms
REPLACEMENT = "\ufffd"
THIN = 4.0  # points: a filled rectangle this thin is a line
SHORT = 3.0  # points: no line of a table is shorter
TWICE = 0.3  # of the size: a character printed again this near is meant to look bold
DEPTH = 8  # of forms within forms that are searched for lines


class Character(Struct, frozen=True, gc=False):
    """A printed character; `base` is the height of its baseline, `size` about that of its font.

    `turned`: 0, or by how many degrees it is turned clockwise against the page. `apart`: white space
    stands before it in the file.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    turned: int = 0
    apart: bool = False

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


class Rule(Struct, frozen=True, gc=False):
    """A ruled line: at `at` from `start` to `end`; its direction is that of the list it stands in."""

    at: float
    start: float
    end: float


class Page(Struct, frozen=True):
    """A page, `number` from 1. `turn`: how far its content was turned clockwise to read it, against how it is shown.

    `unreadable` counts characters whose font does not say what they are, `repeated` those printed twice,
    `outside` those beyond the edges; `pictures` is the share of the page that pictures cover.
    """

    number: int
    width: float
    height: float
    characters: tuple[Character, ...]
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    turn: int = 0
    unreadable: int = 0
    repeated: int = 0
    outside: int = 0
    pictures: float = 0.0

    def shown(self, box: Box) -> Box:
        """The box on the page as a viewer shows it, rounded."""
        left, top, right, bottom = box
        if self.turn == 270:
            box = (top, self.width - right, bottom, self.width - left)
        elif self.turn == 180:
            box = (self.width - right, self.height - bottom, self.width - left, self.height - top)
        elif self.turn == 90:
            box = (self.height - bottom, left, self.height - top, right)
        return tuple(round(value, 1) for value in box)  # type: ignore[return-value]


class _Frame(Struct, frozen=True):
    """From the space of the file, where up is more, to the upright page: turned clockwise by `turn`."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @property
    def size(self) -> tuple[float, float]:
        wide, high = self.right - self.left, self.top - self.bottom
        return (wide, high) if self.turn % 180 == 0 else (high, wide)

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.turn == 0:
            return x - self.left, self.top - y
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x


def look(pdf: Any, page: Any, number: int, limit: int) -> Page:
    """What is printed on a page; of more than `limit` characters or lines, those up to it and one more."""
    text = page.get_textpage()
    try:
        found, counts = _characters(pdf, text, limit)
    finally:
        text.close()
    turns = Counter(turned for *_, turned, _ in found)
    upright = (360 - max(turns, key=lambda turned: (turns[turned], -turned))) % 360 if turns else page.get_rotation()
    frame = _Frame(*_edges(page), upright)
    characters, repeated, outside = _placed(found, frame)
    across, down, pictures = _drawn(pdf, page, frame, limit)
    wide, high = frame.size
    return Page(
        number,
        wide,
        high,
        characters,
        across,
        down,
        turn=(page.get_rotation() - upright) % 360,
        unreadable=counts,
        repeated=repeated,
        outside=outside,
        pictures=min(1.0, pictures / max(1.0, wide * high)),
    )


def _edges(page: Any) -> Box:
    left, bottom, right, top = page.get_cropbox()
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


Found = tuple[str, float, float, float, float, float, float, int, bool]  # text, box, origin, turned, apart


def _characters(pdf: Any, text: Any, limit: int) -> tuple[list[Found], int]:
    """Characters in the space of the file, and how many of them no font explains."""
    box, x, y = pdf.FS_RECTF(), c_double(), c_double()
    box_at, x_at, y_at = byref(box), byref(x), byref(y)
    handle = text.raw
    found: list[Found] = []
    unreadable = 0
    apart = False
    count = pdf.FPDFText_CountChars(handle)
    for at in range(min(count, limit + 1)):
        code = pdf.FPDFText_GetUnicode(handle, at)
        if 0xD800 <= code < 0xDC00 and at + 1 < count:  # two halves
            low = pdf.FPDFText_GetUnicode(handle, at + 1)
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) if 0xDC00 <= low < 0xE000 else 0xFFFD
        elif 0xDC00 <= code < 0xE000:
            continue
        character = plain(code)
        if pdf.FPDFText_HasUnicodeMapError(handle, at) == 1:
            character = REPLACEMENT
            unreadable += 1
        if not character or character.isspace():
            apart = apart or not pdf.FPDFText_IsGenerated(handle, at)
            continue
        pdf.FPDFText_GetLooseCharBox(handle, at, box_at)
        pdf.FPDFText_GetCharOrigin(handle, at, x_at, y_at)
        turned = round(degrees(pdf.FPDFText_GetCharAngle(handle, at)) / 90) % 4 * 90
        found.append((character, box.left, box.bottom, box.right, box.top, x.value, y.value, turned, apart))
        apart = False
    return found, unreadable


def plain(code: int) -> str:
    """The character as anyone would type it; empty for what nobody sees.

    Fonts of PDF files name radicals (⼀), compatibility ideographs and ligatures (ﬁ) where they draw letters.
    """
    if code > 0x10FFFF or code == 0 or (code < 32 and code not in (9, 10, 13)) or 0x7F <= code < 0xA0:
        return ""
    character = chr(code)
    if code < 0x2E80:
        return "" if unicodedata.category(character) == "Cf" else character
    if code in (0xFFFE, 0xFFFF, 0xFEFF) or 0xFE00 <= code < 0xFE10:
        return ""
    if any(first <= code < after for first, after in COMPATIBLE):
        return unicodedata.normalize("NFKC", character)
    return character


def _placed(found: list[Found], frame: _Frame) -> tuple[tuple[Character, ...], int, int]:
    """Characters on the upright page; one printed twice at a place counts once, one beyond the edges not at all."""
    wide, high = frame.size
    placed: list[Character] = []
    seen: dict[tuple[str, float, float], Character] = {}
    repeated = outside = 0
    for text, left, bottom, right, top, x, y, turned, apart in found:
        (x0, y0), (x1, y1) = frame.point(left, bottom), frame.point(right, top)
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if x1 < 0 or y1 < 0 or x0 > wide or y0 > high:
            outside += 1
            continue
        base_x, base_y = frame.point(x, y)
        around = (turned + frame.turn) % 360
        size = (x1 - x0 if around % 180 else y1 - y0) or 10.0
        character = Character(text, x0, y0, x1, y1, base_x if around % 180 else base_y, size, around, apart)
        reach = TWICE * size
        near = {(x // size, y // size) for x in (x0 - reach, x0 + reach) for y in (y0 - reach, y0 + reach)}
        if any((other := seen.get((text, *cell))) and _again(character, other) for cell in near):
            repeated += 1
            continue
        seen[text, x0 // size, y0 // size] = character
        placed.append(character)
    return tuple(placed), repeated, outside


def _again(one: Character, other: Character) -> bool:
    reach = TWICE * min(one.size, max(one.right - one.left, 0.1))
    return abs(one.left - other.left) < reach and abs(one.top - other.top) < reach


def _drawn(pdf: Any, page: Any, frame: _Frame, limit: int) -> tuple[tuple[Rule, ...], tuple[Rule, ...], float]:
    """Straight lines across and down, also the edges of drawn boxes; and the area of pictures."""
    across: list[Rule] = []
    down: list[Rule] = []
    pictures = 0.0
    stack = [
        (pdf.FPDFPage_GetObject(page.raw, at), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0)
        for at in range(min(pdf.FPDFPage_CountObjects(page.raw), limit))
    ]
    x, y = c_float(), c_float()
    while stack and len(across) + len(down) <= limit:
        item, outer, depth = stack.pop()
        kind = pdf.FPDFPageObj_GetType(item)
        if kind not in (pdf.FPDF_PAGEOBJ_PATH, pdf.FPDF_PAGEOBJ_FORM, pdf.FPDF_PAGEOBJ_IMAGE):
            continue
        matrix = _within(pdf, item, outer)
        if kind == pdf.FPDF_PAGEOBJ_IMAGE:
            pictures += abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])
        elif kind == pdf.FPDF_PAGEOBJ_FORM:
            if depth < DEPTH:
                inner = min(pdf.FPDFFormObj_CountObjects(item), limit)
                stack += [(pdf.FPDFFormObj_GetObject(item, at), matrix, depth + 1) for at in range(inner)]
        else:
            points = _outline(pdf, item, matrix, frame, x, y, limit)
            for (x0, y0), (x1, y1) in points:
                if abs(y0 - y1) < 1 and abs(x0 - x1) >= SHORT:
                    across.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
                elif abs(x0 - x1) < 1 and abs(y0 - y1) >= SHORT:
                    down.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    return tuple(across), tuple(down), pictures


Matrix = tuple[float, float, float, float, float, float]
Edge = tuple[tuple[float, float], tuple[float, float]]


def _within(pdf: Any, item: Any, outer: Matrix) -> Matrix:
    own = pdf.FS_MATRIX()
    if not pdf.FPDFPageObj_GetMatrix(item, byref(own)):
        return outer
    a, b, c, d, e, f = outer
    return (
        own.a * a + own.b * c,
        own.a * b + own.b * d,
        own.c * a + own.d * c,
        own.c * b + own.d * d,
        own.e * a + own.f * c + e,
        own.e * b + own.f * d + f,
    )


def _outline(pdf: Any, item: Any, matrix: Matrix, frame: _Frame, x: c_float, y: c_float, limit: int) -> list[Edge]:
    """Edges of a path; none of a filled area, which is color behind text."""
    a, b, c, d, e, f = matrix
    parts: list[list[tuple[float, float]]] = []
    x_at, y_at = byref(x), byref(y)
    for at in range(min(pdf.FPDFPath_CountSegments(item), limit)):
        segment = pdf.FPDFPath_GetPathSegment(item, at)
        pdf.FPDFPathSegment_GetPoint(segment, x_at, y_at)
        point = frame.point(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if pdf.FPDFPathSegment_GetType(segment) == pdf.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([point])
        else:
            parts[-1].append(point)
            if pdf.FPDFPathSegment_GetClose(segment):
                parts[-1].append(parts[-1][0])
    edges: list[Edge] = []
    for part in parts:
        if len(part) < 2:
            continue
        xs, ys = [point[0] for point in part], [point[1] for point in part]
        thin = min(max(xs) - min(xs), max(ys) - min(ys)) <= THIN
        if len(parts) > 1 or thin or _stroked(pdf, item):
            edges += pairwise(part)
    return edges


def _stroked(pdf: Any, item: Any) -> bool:
    fill, stroke = c_int(), c_int()
    return bool(pdf.FPDFPath_GetDrawMode(item, byref(fill), byref(stroke)) and stroke.value)
