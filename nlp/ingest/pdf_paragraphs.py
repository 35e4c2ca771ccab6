"""From printed lines to paragraphs, over line ends and page breaks: what a reader sees by indent, width and spacing."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from msgspec import Struct

from nlp.ingest.pdf_lines import Line

INSET = 0.8  # of the size: a line begins further right than another
ALIKE = 0.15  # share by which the sizes of one paragraph may differ
SPACING = 1.4  # times the usual distance of two lines: a paragraph ends
LARGE = 1.15  # times the usual size: a heading
TITLE = 60  # characters of a heading at most

ENDS = "。！？；：!?;:"
# "一、", "（一）", "1.", "1、", "(1)", "第一，", "①", "附件"
OPENING = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|[（(]?[0-9]{1,2}[)）、]|[0-9]{1,2}[.．](?![0-9])|[①-⑳㈠-㈩⑴-⒛]"
    r"|第[一二三四五六七八九十]{1,3}[,，、部]|附[件表]"
)


class Measure(Struct, frozen=True):
    """What is usual in a body of text: its sides, the distance of its lines, their size."""

    left: float
    right: float
    pitch: float
    size: float


def measure(lines: Sequence[Line], width: float) -> Measure:
    """Measure of the text on pages of one width."""
    if not lines:
        return Measure(0.0, width, 0.0, 0.0)
    running = [line for line in lines if not line.row] or list(lines)
    weights = [size for line in running for size in [round(line.size, 1)] * len(line.text)]
    size = median(weights)
    left = _left(running, size)
    right = _right([line.solid for line in running], size) or max(*(line.solid for line in running), width - left)
    pitches = [
        low.base - high.base
        for high, low in pairwise(lines)
        if 0 < low.base - high.base < 4 * size and high.right > right - 2 * size
    ]
    return Measure(left, right, median(pitches) if pitches else 0.0, size)


def _left(lines: Sequence[Line], size: float) -> float:
    """Where lines begin that are no first lines: the leftmost place that is no exception."""
    starts = sorted(line.left for line in lines)
    for start in starts:
        if sum(abs(other - start) <= 0.3 * size for other in starts) >= max(1, 0.05 * len(starts)):
            return start
    return starts[0]


def _right(ends: Sequence[float], size: float) -> float:
    """Where full lines end: the rightmost place that is no exception; 0 where no lines end alike."""
    ends = sorted(ends, reverse=True)
    enough = max(2, 0.02 * len(ends))
    for end in ends:
        if sum(end - size <= other <= end for other in ends) >= enough:
            return end
    return 0.0


def goes_on(before: Line, line: Line, above: Measure, usual: Measure, near: bool) -> bool:
    """Whether a line continues the paragraph of the line before it, each with its measure; `near`: right below it."""
    size = min(before.size, line.size)
    if before.row or line.row or max(before.size, line.size) > (1 + ALIKE) * size:
        return False
    if before.right + line.first <= above.right - 0.3 * size:
        return False  # the next word would have fitted in
    distance = line.base - before.base
    if near and usual.pitch and distance > SPACING * max(usual.pitch, 1.2 * size):
        return False
    inset, above_inset = line.left - usual.left, before.left - above.left
    ended = before.text[-1] in ENDS or before.text[-2:] in ("。”", "。）")
    if inset > INSET * size:  # a first line, unless the whole paragraph stands further right, or all but its first line
        return not ended and not OPENING.match(line.text) and inset - above_inset >= -INSET * size
    return not (ended and OPENING.match(line.text) and above_inset <= INSET * size)


def is_heading(line: Line, usual: Measure) -> bool:
    """A line set larger than the text, and no sentence."""
    return line.size > LARGE * usual.size and len(line.text) <= TITLE and line.text[-1] not in "。；;"
