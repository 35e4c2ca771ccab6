"""From characters to lines: what stands on one height, blanks where a reader sees a gap, two columns apart."""

import re
from collections.abc import Iterable, Sequence
from statistics import median
from string import ascii_letters

from msgspec import Struct
from msgspec.structs import replace

from nlp.ingest.pdf_page import Box, Character

LEVEL = 0.4  # of the size: characters whose baselines differ by less stand on one line
RAISED = 0.5  # share of its height by which a small character (a note sign) must overlap the line
GAP = 0.6  # of the size: a gap where no blank is in the file; word processors set numbers off by a quarter
WIDE_GAP = 0.8  # ... between Chinese characters, which justified lines pull apart
CELL_GAP = 1.2  # ... between two cells of a table without ruled lines
ROW_HEIGHT = 2.7  # of the size: two lines of one label are no further apart
FAR = 2.0  # ... and so far apart only in a row
PADDING = 12.0  # points a cell leaves free at both sides together
COLUMN_GAP = 1.0  # ... between two columns of text
COLUMN_LINES = 5  # lines one above the other that share a gap
COLUMN_TEXT = 8  # characters a line of a column has

HAN = re.compile("[⺀-鿿豈-﫿　-〿＀-￯]")
NUMBER_OR_WORD = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,:/%_-]*")
# "(二)部分公开(区分处理的,只计这一 0 0 0": a row whose label has an open bracket
OPEN_ROW = re.compile(
    r"([^()（）]{0,20}(?:[(（][^()（）]{1,4}[)）])?[^()（）]{0,30}[(（][^()（）]{1,40}?)((?: [-+/—0-9.,]+)+)"
)
LATIN = frozenset(ascii_letters)
CLOSING = "，。、；：？！”’）》〉】〕」』…,.;:?!)%％"


class Line(Struct, frozen=True):
    """A line as printed; `row` tells that it has the gaps of a table's row.

    `first` is the width of its first word, `solid` its right side without a closing sign, which may hang out;
    `column`: 1 and 2 in text of two columns, else 0.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    first: float
    solid: float
    row: bool = False
    column: int = 0

    @property
    def box(self) -> Box:
        return self.left, self.top, self.right, self.bottom


def lines(characters: Sequence[Character]) -> list[Line]:
    """Lines in reading order: downward, the left column before the right one."""
    levels = _levels(characters)
    found: list[Line] = []
    at = 0
    for start, end, gutter in _columns(levels):
        found += [_line(level) for level in levels[at:start]]
        inside = [character for level in levels[start:end] for character in level]
        for column in (1, 2):
            half = [character for character in inside if (character.middle[0] < gutter) is (column == 1)]
            found += [_line(level, column) for level in _levels(half)]
        at = end
    return _with_labels(found + [_line(level) for level in levels[at:]])


def _with_labels(found: Sequence[Line]) -> list[Line]:
    """Rows of a table without ruled lines whose label takes two lines: the label whole, then what stands beside it."""
    whole: list[Line] = []
    for line in found:
        before = whole[-1] if whole else None
        last = whole[-2] if len(whole) > 1 else None
        if before and last and _beside(before, last, line):
            whole[-2:] = [_merged(last, last.text + line.text + " " + before.text, before, line)]
        elif before and (row := OPEN_ROW.fullmatch(before.text)) and _closes(before, line):
            whole[-1] = _merged(before, row[1] + line.text + row[2], line)
        else:
            whole.append(line)
    return whole


def _beside(values: Line, above: Line, below: Line) -> bool:
    """Values at half height beside a label of two lines."""
    half = abs((above.base + below.base) / 2 - values.base) < LEVEL * above.size
    near = half and 0 < below.base - above.base < ROW_HEIGHT * above.size
    return near and values.left > max(above.right, below.right) and abs(above.left - below.left) < above.size


def _closes(row: Line, line: Line) -> bool:
    """The rest of a label whose bracket stands open."""
    near = 0 < line.base - row.base < ROW_HEIGHT * row.size and abs(line.left - row.left) < row.size
    return near and not line.row and line.text.find("）" if "（" in row.text else ")") >= 0


def _merged(line: Line, text: str, *others: Line) -> Line:
    left, top, right, bottom = around([line.box, *(other.box for other in others)])
    return replace(line, text=text, left=left, top=top, right=right, bottom=bottom, row=True)


def cell(characters: Sequence[Character], left: float, right: float) -> "CellText":
    """Text of a cell, a line end where one was meant; what was broken because the cell was full is one again."""
    turned = [_straight(character) for character in characters if character.turned]
    upright = [character for character in characters if not character.turned]
    text = "\n".join(_line(level).text for level in _levels(turned))
    before = first = None
    for level in _levels(upright):
        line = _line(level)
        first = first or line
        words = before and before.text[-1] in LATIN and line.text[0] in LATIN
        broken = before and not words and _is_full(before.right - before.left, line.first, left, right)
        text += ("" if broken or not text else "\n") + line.text
        before = line
    if before is None or first is None:
        return CellText(text, left, right)
    return CellText(text, left, right, before.right - before.left, first.first)


class CellText(Struct, frozen=True):
    """Text of a cell between two sides; widths of its last line and of its first word."""

    text: str
    left: float
    right: float
    last: float = 0.0
    first: float = 0.0

    def runs_into(self, following: "CellText") -> bool:
        """The last line is so full that the text may go on in another cell."""
        return bool(self.last and following.first) and _is_full(self.last, following.first, self.left, self.right)


def _is_full(taken: float, more: float, left: float, right: float) -> bool:
    """Not even one more word fits between two sides."""
    return taken + more > right - left - PADDING


def joined(before: str, parts: Iterable[str]) -> str:
    """Lines that go on after `before` as running text: a blank only between two Latin words."""
    text = before
    for part in parts:
        latin = text[-1:].isascii() and text[-1:].isalpha() and part[:1].isascii() and part[:1].isalpha()
        text += (" " if latin else "") + part
    return text[len(before) :]


def around(boxes: Sequence[Box]) -> Box:
    """The box around all."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _straight(character: Character) -> Character:
    """The character as if the page were turned until it stands upright."""
    left, top, right, bottom = character.left, character.top, character.right, character.bottom
    if character.turned == 90:
        box = (top, -right, bottom, -left)
        base = -character.base
    elif character.turned == 270:
        box = (-bottom, left, -top, right)
        base = character.base
    else:
        box = (-right, -bottom, -left, -top)
        base = -character.base
    return Character(character.text, *box, base, character.size, 0, character.apart)


def _levels(characters: Sequence[Character]) -> list[list[Character]]:
    """Characters of each line from left to right, lines downward."""
    levels: list[list[Character]] = []
    for character in sorted(characters, key=lambda c: (c.base, c.left)):
        for level in reversed(levels[-3:]):
            first = level[0]
            if abs(character.base - first.base) <= LEVEL * min(character.size, first.size) or _raised(character, first):
                level.append(character)
                break
        else:
            levels.append([character])
    for level in levels:
        level.sort(key=lambda c: c.left)
    return levels


def _raised(one: Character, other: Character) -> bool:
    small, large = (one, other) if one.size < other.size else (other, one)
    if small.size > 0.8 * large.size:
        return False
    overlap = min(small.bottom, large.bottom) - max(small.top, large.top)
    beside = min(abs(small.right - large.left), abs(small.left - large.right))
    return overlap > RAISED * (small.bottom - small.top) and beside < large.size


def _line(level: Sequence[Character], column: int = 0) -> Line:
    sizes = [character.size for character in level]
    han = [character.size for character in level if HAN.match(character.text)]
    size = median(han or sizes)  # letters and digits may be of another font
    text = ""
    before: Character | None = None
    wide = 0
    for character in level:
        if before is not None:
            gap = character.left - before.right
            both = HAN.match(character.text) and HAN.match(before.text)
            if gap > (WIDE_GAP if both else GAP) * size or (character.apart and gap > 0.1 * size):
                text += " "
            wide += (gap > CELL_GAP * size) + (gap > FAR * size)
        text += character.text
        before = character
    word = NUMBER_OR_WORD.match(text)
    taken = len(word[0]) if word else 1
    while taken < len(text) and text[taken] in CLOSING:
        taken += 1
    first = _width(level, text[:taken])
    return Line(
        text,
        level[0].left,
        min(character.top for character in level),
        max(character.right for character in level),
        max(character.bottom for character in level),
        median(character.base for character in level),
        size,
        first,
        level[-2].right if len(level) > 1 and level[-1].text in CLOSING else level[-1].right,
        row=wide >= 2,
        column=column,
    )


def _width(level: Sequence[Character], word: str) -> float:
    taken = 0
    for character in level:
        taken += len(character.text)
        if taken >= len(word):
            return character.right - level[0].left
    return level[-1].right - level[0].left


def _columns(levels: Sequence[Sequence[Character]]) -> Iterable[tuple[int, int, float]]:
    """Runs of lines that leave the same gap in the middle and text on both sides: first, after last, its place."""
    left = min((level[0].left for level in levels), default=0.0)
    right = max((level[-1].right for level in levels), default=0.0)
    start = 0
    while start < len(levels):
        low, high = left + 0.3 * (right - left), left + 0.7 * (right - left)
        end = start
        full = 0
        while end < len(levels):
            gap = _gap(levels[end], low, high)
            if gap is None:
                break
            low, high = gap
            full += (
                sum(character.middle[0] < low for character in levels[end]) >= COLUMN_TEXT
                and sum(character.middle[0] > high for character in levels[end]) >= COLUMN_TEXT
            )
            end += 1
        if end - start >= COLUMN_LINES and full >= 0.6 * (end - start):
            yield start, end, (low + high) / 2
        start = max(end, start + 1)


def _gap(level: Sequence[Character], low: float, high: float) -> tuple[float, float] | None:
    """The widest part of `low` to `high` without text; None where it is narrow."""
    need = COLUMN_GAP * level[0].size
    edges = [low, *(edge for c in level if c.right > low and c.left < high for edge in (c.left, c.right)), high]
    best = max(zip(edges[::2], edges[1::2], strict=True), key=lambda gap: gap[1] - gap[0])
    return best if best[1] - best[0] >= need else None
