"""What a page repeats around its text: running heads and feet, page numbers."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from nlp.ingest.pdf_lines import Line

ZONE = 0.14  # share of the height, at the top and at the bottom, where furniture stands
DEEP = 60.0  # points: it stands this deep on a small page too
LINES = 3  # outermost lines that may be furniture
SHARE = 0.4  # of the pages that must repeat a line; heads of left and right pages differ
SAME = 4.0  # points by which the height of a repeated line may vary
DIGITS = re.compile(r"[0-9]+")
WORDING = re.compile("[A-Za-z一-鿿]")

# "- 3 -", "第3页", "第 3 页 共 8 页", "3 / 8", "Page 3 of 8", "·3·"
NUMBER = re.compile(
    r"(?P<sign>[-—–－~·•]{1,3}\s?|第\s?|[Pp]age\s?|[Pp]\.?\s?)?(?P<number>[0-9]{1,4})"
    r"(?P<after>\s?[-—–－~·•]{1,3}|\s?页|\s?[/／]\s?[0-9]{1,4}|\s?of\s?[0-9]{1,4})?"
    r"(?P<total>[\s,，/／]{0,3}共\s?[0-9]{1,4}\s?页)?"
)


def furniture(pages: Sequence[tuple[float, Sequence[Line]]]) -> list[frozenset[int]]:
    """For each page, given as its height and its lines, which of them are furniture."""
    edges = [_edges(height, lines) for height, lines in pages]
    repeated: dict[tuple[str, bool], list[tuple[int, int, float]]] = defaultdict(list)
    bare: Counter[int] = Counter()
    for page, ((height, lines), candidates) in enumerate(zip(pages, edges, strict=True)):
        for at, top in candidates:
            line = lines[at]
            key = DIGITS.sub("#", "".join(line.text.split()))
            repeated[key, top].append((page, at, line.base if top else height - line.base))
            if (number := NUMBER.fullmatch(line.text.strip())) and not _signed(number):
                bare[int(number["number"]) - page] += 1
    found: list[set[int]] = [set() for _ in pages]
    for (key, _), places in repeated.items():
        if not WORDING.search(key):
            continue
        for page, at, distance in places:
            same = {other for other, _, away in places if abs(away - distance) <= SAME}
            if len(same) >= max(2, SHARE * len(pages)):
                found[page].add(at)
    for page, ((_, lines), candidates) in enumerate(zip(pages, edges, strict=True)):
        for at, _ in candidates:
            number = NUMBER.fullmatch(lines[at].text.strip())
            if number and (_signed(number) or _counts(int(number["number"]) - page, bare, len(pages))):
                found[page].add(at)
    return [frozenset(each) for each in found]


def _signed(number: re.Match[str]) -> bool:
    """Set as page numbers are; a bare number may be anything."""
    return bool(number["sign"] and number["after"]) or bool(number["after"] and number["after"].strip()[0] in "/／o")


def _counts(offset: int, bare: Counter[int], pages: int) -> bool:
    """Bare numbers that count the pages."""
    return bare[offset] >= 2 if pages > 1 else offset == 1


def _edges(height: float, lines: Sequence[Line]) -> list[tuple[int, bool]]:
    """Outermost lines near the edges of a page: which line, and whether at the top."""
    order = sorted(range(len(lines)), key=lambda at: lines[at].base)
    deep = max(ZONE * height, DEEP)
    high = [(at, True) for at in order[:LINES] if lines[at].bottom <= deep]
    low = [(at, False) for at in order[-LINES:] if lines[at].top >= height - deep]
    return [*high, *low]
