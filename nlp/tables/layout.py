"""The cells that follow a label, whatever layout the table was flattened to.

Cells are parted by pipes (one row or one cell a line), by tabs (a whole row a line, or a cell that starts
with a tab and runs on to the next line), or by white space alone. Only the first two can show a blank.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from nlp.tables.notation import UNIT_WORDS, Printed, Reading, read

Piece = tuple[int, int]

_BLANK_LINE = re.compile(r"\n *\n")  # without a tab: ends a row where every cell starts with a tab
_GRID_LINE = re.compile(r"\t[^\t\n]*\t[^\t\n]*\t")  # a whole row on one line
_REMARK_BELOW = re.compile(r"\n *\([^()\n\t|]*\)")  # (其中修订16件)
_IN_BRACKET = re.compile(r"\s{0,40}\([^()\d]{0,80}(?<=[(\s])(\d[\d,.]*)(?=[\s)])")  # (含修订 3 0 1): remark or row?
_PAGE = re.compile(r"(?<=\n)[ \t]*[-—–] ?\d{1,3} ?[-—–][ \t]*(?=\n)")  # - 3 - on a line of its own
_PIPE_CELL = re.compile(r"[^|\n]+")
_WORD = re.compile(r"\S+")
_FIRST = re.compile(r"[-+]?\d|(?<=\s)[-/—–]+(?=\s)|(?<=\s)[无〇OoXx×√?·](?=\s)")  # a value, or a sign for none
_DIGITS_AHEAD = re.compile(r"\d[\d,]*(?:\.\d+)?(?![\d.、)])")  # 007第二十条, not 3.补正
_DIGITS_AT_END = re.compile(r"(?<!\d)[-+]?\d[\d,.]{0,40}$")  # 申请数15


class Strip(NamedTuple):
    """A row as printed.

    `slots[i]` is the position of `printed[i]` among `size` slots; `size` is 0 where the layout does not
    show blanks. `inline`: row and label stand on one line, so that a blank is a cell left empty.
    `glued`: digits that may be several cells run together. `strayed`: wording stood before the values.
    `tabbed`: parted by tabs. `rest`: values on later lines, before the next label; those of rows that lost theirs.
    `again`: other values of the same row, printed a second time. `sure`: the source has a grid, each slot is a cell.
    """

    printed: tuple[Printed, ...] = ()
    slots: tuple[int, ...] = ()
    size: int = 0
    inline: bool = False
    glued: bool = False
    strayed: bool = False
    unit: str = ""
    rest: tuple[Printed, ...] = ()
    tabbed: bool = False
    again: tuple[Printed, ...] = ()
    sure: bool = False

    def moved(self, by: int) -> "Strip":
        """The same row further on in the text."""
        if not (self.printed or self.rest):
            return self
        printed = tuple([item.at(by) for item in self.printed])
        rest = tuple([item.at(by) for item in self.rest]) if self.rest else ()
        _, slots, size, inline, glued, strayed, unit, _, tabbed, again, sure = self
        return Strip(printed, slots, size, inline, glued, strayed, unit, rest, tabbed, again, sure)

    def joined(self, other: "Strip") -> "Strip":
        """One row whose label was broken in two by its values."""
        if not self.printed or not other.printed:
            return self if self.printed else other
        return Strip(self.printed + other.printed, glued=self.glued or other.glued, unit=self.unit)


LONG_ROW = 200  # characters; such rows are not remembered


class _Slots:
    """Collects pieces from left to right until the row ends."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.printed: list[Printed] = []
        self.slots: list[int] = []
        self.size = 0
        self.explicit = True
        self.strayed = False
        self.unit = ""

    @property
    def full(self) -> bool:
        return len(self.printed) >= self.width

    def put(self, printed: tuple[Printed, ...]) -> None:
        """One slot with what is printed in it."""
        self.explicit &= len(printed) <= 1
        self.printed += printed
        self.slots += [self.size] * len(printed)
        self.size += 1

    def add(self, text: str, start: int, end: int, heads: frozenset[str] = frozenset()) -> bool:
        """Take a piece in; False where foreign wording says that the row is over."""
        reading = read(text[start:end])
        if reading.kind == "blank" or (reading.kind == "values" and len(self.printed) < self.width):
            self.put(tuple([item.at(start) for item in reading.printed]))
        elif reading.kind == "text" or (self.full and reading.printed and _doubtful(reading)):
            if text[start:end].strip() in heads:
                return True
            if not self.full and (first := _first_line(text, start, end)):
                self.put(first)
                return False  # wording below the last value, with nothing between them
            if self.size:
                return False
            self.strayed = True  # the rest of the label, or another row's
        elif reading.kind == "unit":
            self.unit = self.unit or reading.printed[0].unit
        elif reading.kind != "aside":
            self.put(tuple(item.at(start) for item in reading.printed))
        return True

    def close(self, text: str, start: int, end: int) -> None:
        """Take in what stands after the last separator, if it is or begins with a value."""
        if _one_value(text[start:end]):
            self.add(text, start, end)
        elif first := _first_line(text, start, end):
            self.put(first)

    def strip(self, inline: bool) -> Strip:
        size = self.size if self.explicit else 0
        strayed = self.strayed and bool(self.printed)
        return Strip(tuple(self.printed), tuple(self.slots), size, inline, strayed=strayed, unit=self.unit)


def after_label(text: str, start: int, end: int, width: int) -> Strip:
    """The row of `width` cells behind a label that ends at `start`; the next one begins at `end`."""
    if end - start > LONG_ROW or text[start - 1 : start] == "\n":  # a page number may stand there
        return _after_label(text, start, end, width)
    return _row(text[start:end], width).moved(start)


@lru_cache(maxsize=8192)
def _row(written: str, width: int) -> Strip:
    """Most rows hold what rows of other reports held, as 0|0|0|0|0|0|0; positions count from the label."""
    return _after_label(written, 0, len(written), width)


def _after_label(text: str, start: int, end: int, width: int) -> Strip:
    if text.find("|", start, end) >= 0:
        return _piped(text, start, end, width)
    if text.find("\t", start, end) >= 0:
        return _tabbed(text, start, end, width)
    strip = _bare(text, start, end, width)
    if not strip.printed and (number := _IN_BRACKET.match(text, start, end)):
        return Strip((Printed("unreadable", None, "", number.start(1), number.end(1)),), glued=True)
    return strip


def below_heads(text: str, start: int, end: int, width: int, heads: frozenset[str]) -> Strip:
    """The one data row of `width` cells below (or between) column heads that begin at `start`."""
    if text.find("|", start, end) >= 0:
        return _piped_below(text, start, end, width, heads)
    if text.find("\t", start, end) >= 0:
        return _tabbed_below(text, start, end, width, heads)
    first = _FIRST.search(text, start, end)
    if first is None:
        return Strip()
    begin = first.start() - text[first.start() - 1].isspace()  # else run together with a head
    return _bare(text, begin, end, width, heads)


def _one_value(piece: str) -> bool:
    reading = read(piece)
    return reading.kind == "values" and len(reading.printed) == 1 and not _doubtful(reading)


def _first_line(text: str, start: int, end: int) -> tuple[Printed, ...]:
    """The value on the first line of a piece that goes on with wording."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    line_end = text.find("\n", start, end)
    reading = read(text[start:line_end]) if line_end >= 0 else None
    if reading is None or reading.kind != "values" or len(reading.printed) != 1 or _doubtful(reading):
        return ()
    return (reading.printed[0].at(start),)


def _doubtful(reading: Reading) -> bool:
    return any(item.state == "unreadable" for item in reading.printed)


def _pieces(text: str, start: int, end: int, separator: str) -> list[Piece]:
    pieces = []
    while (at := text.find(separator, start, end)) >= 0:
        pieces.append((start, at))
        start = at + 1
    return [*pieces, (start, end)]


def _line_end(text: str, start: int, end: int) -> int:
    """Where the line ends, a remark in brackets below a value counted in."""
    at = text.find("\n", start, end)
    while at >= 0 and (remark := _REMARK_BELOW.match(text, at, end)):
        at = text.find("\n", remark.end(), end)
    return end if at < 0 else at


def _piped(text: str, start: int, end: int, width: int) -> Strip:
    pieces = _pieces(text, start, end, "|")
    line_end = _line_end(text, start, end)
    slots = _Slots(width)
    if not text[slice(*pieces[0])].isspace():
        head = _bare(text, *pieces[0], width)  # the rest of the label, at times with its first value
        slots.unit = head.unit
        for item in head.printed:
            slots.put((item,))

    first_end = line_end

    def inline() -> bool:
        if slots.printed:
            return slots.printed[-1].end <= line_end
        blank = sum(a < b <= first_end and text[a:b].isspace() for a, b in pieces[1:])
        return blank >= width  # | | |: cells, and nothing in them

    for a, b in pieces[1:]:
        if a < line_end < b and _one_value(text[a:b]):
            line_end = _line_end(text, b, end)  # the cell goes on below: a remark, a unit
        elif a < line_end < b and text[a:line_end].strip() and text[line_end:b].strip():
            slots.add(text, a, line_end)  # no pipe at the end of the line
            return slots.strip(inline())._replace(rest=_rest(text, line_end, end, "|"))
        if b >= line_end and inline():
            full = width in (len(slots.printed), slots.size)
            if full and not slots.full and a < line_end and _one_value(text[a:line_end]):
                slots.add(text, a, line_end)  # a blank of the label was counted as a cell
                return slots.strip(True)._replace(rest=_rest(text, line_end, end, "|"))
            if full or text[a:b].isspace():  # what follows is on the next line
                return slots.strip(True)._replace(rest=_rest(text, a, end, "|"))
        if (a, b) == pieces[-1]:
            if not slots.full or (_one_value(text[a:b]) and not text[a:b].startswith("\n")):
                slots.close(text, a, b)
        elif not slots.add(text, a, b):
            break
    return slots.strip(inline())


def _tabbed(text: str, start: int, end: int, width: int) -> Strip:
    line_end = _line_end(text, start, end)
    if line_end < text.find("\t", start, end):  # every cell starts with a tab on its own line
        blank = _BLANK_LINE.search(text, start, end)
        stop = blank.start() if blank else end
    else:
        stop = line_end
    row = _collect(text, _pieces(text, start, stop, "\t")[1:], width).strip(True)
    return row._replace(rest=_rest(text, stop, end, "\t"), tabbed=True)


def _rest(text: str, start: int, end: int, separator: str) -> tuple[Printed, ...]:
    if text[start:end].isspace() or start >= end:
        return ()
    return tuple(_collect(text, _pieces(text, start, end, separator), end - start).printed)


def _bare(text: str, start: int, end: int, width: int, heads: frozenset[str] = frozenset()) -> Strip:
    """Values parted by blanks or line ends; nothing shows where a cell was empty."""
    printed: list[Printed] = []
    unit = ""
    glued = strayed = False
    depth = 0  # of a bracketed remark
    marks = [match.span() for match in _PAGE.finditer(text, start, end)]
    for match in _WORD.finditer(text, start, end):
        a, word = match.start(), match.group()
        if any(mark <= a < stop for mark, stop in marks):
            continue
        if not depth and word[0] == "(" and text.find(")", a, end) < 0:
            continue  # a remark cut short
        if depth or word[0] == "(":
            if printed and not depth:
                printed[-1] = replace(printed[-1], note=True)
            depth = max(0, depth + word.count("(") - word.count(")"))
            rest = word.rpartition(")")[2] if ")" in word else ""
            if not rest:
                continue
            a, word = match.end() - len(rest), rest
        if a == start and not printed and not word[0].isdigit():
            number = _DIGITS_AT_END.search(word)
            if number:  # the end of the label and a first value in one
                prefix = word[: number.start()]
                unit = prefix if prefix in UNIT_WORDS else unit
                a, word, glued = a + number.start(), number.group(), not unit
        reading = read(word)
        if reading.kind == "text" and len(printed) < width and (printed or a == start):
            number = _DIGITS_AHEAD.match(word)
            if number:  # the last value and what follows the row in one
                printed.append(read(number.group()).printed[0].at(a))
                glued = True
                break
        if reading.kind == "text" and word not in heads:
            if printed:
                break
            strayed = strayed or a > start
        elif reading.kind == "unit":
            if printed and printed[-1].state == "value" and not printed[-1].unit:
                printed[-1] = replace(printed[-1], unit=word, end=match.end())
            else:
                unit = unit or word
        elif reading.kind == "values":
            if len(printed) >= width and _doubtful(reading):
                break
            glued = glued or a == start or reading.printed[0].state == "unreadable"
            printed += [item.at(a) for item in reading.printed]
    return Strip(tuple(printed), glued=glued, strayed=strayed and bool(printed), unit=unit)


def _piped_below(text: str, start: int, end: int, width: int, heads: frozenset[str]) -> Strip:
    pieces = _pieces(text, start, end, "|")
    lines = (line for line in _pieces(text, start, end, "\n") if not _names(text, _pieces(text, *line, "|")))
    cells = (match.span() for line in lines for match in _PIPE_CELL.finditer(text, *line))
    first = _first_value(text, cells)
    if first is None:
        return _empty(text, start, end, "|", width)
    line = max(start, text.rfind("\n", start, first) + 1)
    line_end = _line_end(text, first, end)
    if text.count("|", line, line_end) < width - 1:  # one cell a line: what was blank above can't be told
        since = next(i for i, (_, b) in enumerate(pieces) if first <= b)
        return _below(text, pieces[since:], width, heads).strip(False)._replace(size=0)
    row = _pieces(text, line, line_end, "|")
    heads_line = text[text.rfind("\n", 0, start) + 1 : text.find("\n", start, first)].strip()
    if heads_line.startswith("|") and not text[slice(*row[0])].strip():
        row = row[1:]
    if (heads_line.endswith("|") or len(row) > width) and not text[slice(*row[-1])].strip():
        row = row[:-1]
    return _below(text, row, width, heads).strip(True)


def _tabbed_below(text: str, start: int, end: int, width: int, heads: frozenset[str]) -> Strip:
    if _GRID_LINE.search(text, start, end):
        rows = [_pieces(text, *line, "\t") for line in _pieces(text, start, end, "\n")]
        if text[text.rfind("\n", 0, start) + 1 : start].startswith("\t"):  # so do the heads
            rows = [row[1:] if len(row) > width and not text[slice(*row[0])].strip() else row for row in rows]
    else:
        rows = [_pieces(text, *block, "\t")[1:] for block in _blocks(text, start, end)]
    strips = (_below(text, row, width, heads).strip(True) for row in rows if not _names(text, row))
    return next((strip for strip in strips if strip.printed), None) or _empty(text, start, end, "\t", width)


def _empty(text: str, start: int, end: int, separator: str, width: int) -> Strip:
    """A row whose cells are all blank, if the separators for one stand below the heads; else no row."""
    tail = text[start:end]
    below = tail[len(tail.rstrip("|\t\n ")) :]
    return Strip(size=width) if width - 1 <= below.count(separator) <= 2 * width else Strip()


def _blocks(text: str, start: int, end: int) -> Iterator[Piece]:
    for stop in _BLANK_LINE.finditer(text, start, end):
        yield start, stop.start()
        start = stop.end()
    yield start, end


def _first_value(text: str, pieces: Iterable[Piece]) -> int | None:
    for a, b in pieces:
        reading = read(text[a:b])
        if reading.kind == "values":
            return a + reading.printed[0].start
    return None


def _names(text: str, pieces: Iterable[Piece]) -> bool:
    """A line that names columns: wording, and no number or sign for one (项目 | 数据1 | 数据2)."""
    readings = [read(text[a:b]) for a, b in pieces]
    items = [item for r in readings if r.kind == "values" for item in r.printed]
    signs = any(item.state != "unreadable" or item.end - item.start == 1 for item in items)
    return not signs and any(r.kind == "text" for r in readings)


def _collect(text: str, pieces: Iterable[Piece], width: int) -> _Slots:
    slots = _Slots(width)
    for a, b in pieces:
        if not slots.add(text, a, b):
            break
    return slots


def _below(text: str, pieces: Iterable[Piece], width: int, heads: frozenset[str]) -> _Slots:
    """Values below heads, whatever wording stands before the first."""
    slots = _Slots(width)
    for a, b in pieces:
        if not slots.add(text, a, b, heads) and slots.printed:
            break
    slots.strayed = False
    return slots
