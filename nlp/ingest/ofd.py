"""OFD (GB/T 33190) -> Raw: characters and ruled lines of its pages, set into lines and tables as those of a PDF.

The layout is fixed: every character has its place and nothing says what a paragraph or a table is. Templates,
annotations, seals and signatures are furniture of other parts and not opened.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import pairwise
from math import atan2, degrees, hypot
from typing import TYPE_CHECKING

from nlp.document import Raw, Source
from nlp.errors import EmptySource, SourceError
from nlp.ingest.packages import Package, attribute, child, name, within
from nlp.ingest.pdf_document import MARKS, PICTURES, compose
from nlp.ingest.pdf_page import SHORT, THIN, Character, Page, Rule, plain

if TYPE_CHECKING:
    from lxml.etree import _Element

    from nlp.ingest.budget import Budget

ROOT = "OFD.xml"
POINTS = 72 / 25.4  # a millimeter, the unit of OFD
A4 = (0.0, 0.0, 210.0, 297.0)
ABOVE, BELOW = 0.88, 0.12  # of the size: what a character takes above and below its baseline
_FAR = 1e6  # millimeters: farther out there is no page
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
_STEP = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")  # "M 0 0 L 10 0 C"
_ENDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7}  # numbers of a step; the last two are where it ends

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]


def read(data: bytes, source: Source, budget: Budget) -> Raw:
    """Raw of an OFD file; `Place` has page and box in points from the top left corner.

    Raises SourceError (damaged, a scan), EmptySource, BudgetExceeded.
    """
    package = Package(data, budget)
    root = package.xml(ROOT)
    bodies = [body for body in root if name(body) == "DocBody"]
    parts = [part for body in bodies for part in _parts(package, _text(body, "DocRoot"))]
    budget.check("pages", len(parts))
    pages = [_page(package, part, area, number) for number, (part, area) in enumerate(parts, 1)]
    if not any(page.characters for page in pages):
        if any(page.pictures > PICTURES for page in pages):
            raise SourceError("OFD 是扫描件，没有文字层", "the OFD is a scan without a text layer")
        raise EmptySource("OFD 没有文字", "no text in the OFD")
    raw = compose(pages, source, budget)
    about = child(bodies[0], "DocInfo")
    stated = {"title": _text(about, "Title"), "author": _text(about, "Author")}
    raw.metadata.update({key: text for key, text in stated.items() if text})
    return raw


def _text(parent: _Element | None, wanted: str) -> str:
    element = child(parent, wanted)
    return "" if element is None else (element.text or "").strip()


def _parts(package: Package, document: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Part and paper of every page of a document."""
    document = document.lstrip("/")
    root = package.xml(document)
    paper = _area(child(child(root, "CommonData"), "PageArea"), A4)
    for page in within(root, "Pages"):
        place = attribute(page, "BaseLoc") or ""
        yield posixpath.normpath(posixpath.join("/", posixpath.dirname(document), place)), paper


def _area(element: _Element | None, usual: tuple[float, ...]) -> tuple[float, ...]:
    numbers = _numbers(_text(element, "PhysicalBox"))
    return tuple(numbers) if len(numbers) == 4 and min(numbers[2:]) > 0 else usual


def _numbers(text: str | None) -> list[float]:
    return [max(-_FAR, min(float(number), _FAR)) for number in _NUMBER.findall(text or "")]


def _page(package: Package, part: str, paper: tuple[float, ...], number: int) -> Page:
    root = package.xml(part)
    left, top, wide, high = _area(child(root, "Area"), paper)
    characters: list[Character] = []
    across: list[Rule] = []
    down: list[Rule] = []
    pictures = 0.0
    stack = [*reversed(within(root, "Content"))]
    while stack and len(characters) + len(across) + len(down) <= MARKS:
        element = stack.pop()
        package.budget.check_time()
        kind = name(element)
        if kind in ("Layer", "PageBlock"):
            stack.extend(reversed(element))
        elif attribute(element, "Visible") == "false":
            continue
        elif kind == "TextObject":
            characters.extend(_characters(element, _matrix(element, left, top)))
        elif kind == "PathObject":
            for start, end in _edges(element, _matrix(element, left, top)):
                _rule(start, end, across, down)
        elif kind == "ImageObject":
            box = _numbers(attribute(element, "Boundary"))
            pictures += abs(box[2] * box[3]) / (wide * high) if len(box) == 4 else 0.0
    size = wide * POINTS, high * POINTS
    inside = tuple(c for c in characters if c.right >= 0 and c.bottom >= 0 and c.left <= size[0] and c.top <= size[1])
    outside = len(characters) - len(inside)
    return Page(number, *size, inside, tuple(across), tuple(down), outside=outside, pictures=min(1.0, pictures))


def _matrix(element: _Element, left: float, top: float) -> Matrix:
    """From the space of an object to points on the page."""
    box = [*_numbers(attribute(element, "Boundary")), 0.0, 0.0]
    numbers = _numbers(attribute(element, "CTM"))
    a, b, c, d, e, f = numbers if len(numbers) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    x, y = box[0] - left + e, box[1] - top + f
    return a * POINTS, b * POINTS, c * POINTS, d * POINTS, x * POINTS, y * POINTS


def _moved(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _characters(element: _Element, matrix: Matrix) -> Iterator[Character]:
    """Characters of a text object. X and Y of a run stay those of the run before where they are not given."""
    size = (_numbers(attribute(element, "Size")) or [3.5])[0]
    stretch = (_numbers(attribute(element, "HScale")) or [1.0])[0]
    turned = round(degrees(atan2(matrix[1], matrix[0])) / 90) % 4 * 90
    x = y = 0.0
    for code in (one for one in element if name(one) == "TextCode"):
        x = (_numbers(attribute(code, "X")) or [x])[0]
        y = (_numbers(attribute(code, "Y")) or [y])[0]
        text = (code.text or "").strip("\r\n")
        widths = [
            size * stretch * (0.5 if ord(letter) < 0x2E80 and letter not in "“”‘’—…·" else 1.0) for letter in text
        ]
        vertical = attribute(code, "DeltaY") is not None and attribute(code, "DeltaX") is None
        steps_x = [0.0] * len(text) if vertical else _deltas(attribute(code, "DeltaX"), widths)
        steps_y = _deltas(attribute(code, "DeltaY"), [0.0] * len(text))
        at_x, at_y, apart = x, y, False
        for letter, width, step_x, step_y in zip(text, widths, steps_x, steps_y, strict=True):
            shown = plain(ord(letter))
            if shown.strip():
                wide = min(width, step_x) if step_x > 0 else width
                yield _character(shown, at_x, at_y, wide, size, matrix, turned, apart)
            apart = bool(shown) and not shown.strip()
            at_x, at_y = at_x + step_x, at_y + step_y


def _character(
    text: str, x: float, y: float, wide: float, size: float, matrix: Matrix, turned: int, apart: bool
) -> Character:
    corners = [_moved(matrix, x + dx, y + dy) for dx in (0, wide) for dy in (-ABOVE * size, BELOW * size)]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    base = _moved(matrix, x, y)[0 if turned % 180 else 1]
    printed = size * hypot(matrix[2], matrix[3])
    return Character(text, min(xs), min(ys), max(xs), max(ys), base, printed, turned, apart)


def _deltas(text: str | None, usual: list[float]) -> list[float]:
    """Steps from each character to the next; "3.5 g 4 2" is one of 3.5 and four of 2. `usual` where none is given."""
    if not text:
        return usual
    steps: list[float] = []
    words = iter(text.split())
    for word in words:
        if word == "g":
            times, step = _numbers(next(words, "")), _numbers(next(words, ""))
            if times and step:
                steps += step[:1] * max(0, min(int(times[0]), len(usual)))
        else:
            steps += _numbers(word)[:1]
    steps = steps[: len(usual)]
    return steps + (steps[-1:] or [0.0]) * (len(usual) - len(steps))


def _edges(element: _Element, matrix: Matrix) -> Iterator[tuple[Point, Point]]:
    """Straight edges of a drawn path; none of a filled area, which is color behind text."""
    parts: list[list[Point]] = []
    curves = 0
    for kind, numbers in _steps(_text(element, "AbbreviatedData")):
        if kind == "C" and parts:
            parts[-1].append(parts[-1][0])
        elif kind in ("S", "M"):
            parts.append([_moved(matrix, *numbers)])
        elif parts:
            curves += kind != "L"
            parts[-1].append(_moved(matrix, *numbers))
    filled = attribute(element, "Fill") == "true"
    stroked = attribute(element, "Stroke") != "false"
    for part in parts:
        xs, ys = [x for x, _ in part], [y for _, y in part]
        thin = min(max(xs) - min(xs), max(ys) - min(ys)) <= THIN
        if not curves and (stroked or thin or (filled and len(parts) > 1)):
            yield from pairwise(part)


def _steps(data: str) -> Iterator[tuple[str, tuple[float, float]]]:
    """Steps of a path with the point each leads to."""
    kind, held = "", list[float]()
    for word in _STEP.findall(data):
        if word.isalpha():
            kind, held = word.upper(), []
            if kind == "C":
                yield kind, (0.0, 0.0)
            continue
        held += _numbers(word)
        if len(held) == _ENDS.get(kind, 0):
            yield kind, (held[-2], held[-1])
            held = []


def _rule(start: Point, end: Point, across: list[Rule], down: list[Rule]) -> None:
    (x0, y0), (x1, y1) = start, end
    if abs(y0 - y1) < 1 and abs(x0 - x1) >= SHORT:
        across.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
    elif abs(x0 - x1) < 1 and abs(y0 - y1) >= SHORT:
        down.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
