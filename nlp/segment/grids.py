"""Where the statutory tables stand, in whatever layout: a chain of their printed labels and values.

Labels of the catalog are looked up with blanks, pipes and line ends allowed between any two of their
characters. Two labels belong to one table if nothing but values, pipes, numbering and short scraps
stands between them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest

from msgspec import Struct

from nlp.alternation import one_of
from nlp.catalog import Catalog
from nlp.spans import Span

# Printed words that are neither rows nor columns of the catalog, and the table they open or belong to.
HEADERS = {
    "统计指标": "G1",
    "指标名称": "G1",
    "统计数": "G1",
    "第二十条第": "2",
    "第二十条第(一)项": "2",
    "第二十条第(五)项": "2",
    "第二十条第(六)项": "2",
    "第二十条第(八)项": "2",
    "第二十条第(九)项": "2",
    "信息内容": "2",
    "单位:万元": "2",
    "申请人情况": "3",
    "法人或其他组织": "3",
    "本列数据的勾稽关系": "3",
    "本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和": "3",
    "区分处理的,只计这一情形,不计其他情形": "3",
}
OPENERS = {"统计指标", "信息内容", "申请人情况", "本列数据的勾稽关系", "行政复议"}  # a table of another kind begins
STRONG = frozenset(HEADERS) | {"未经复议直接起诉", "结果维持", "尚未审结", "复议后起诉", "本年制发件数"}
GENERIC = frozenset({"", "单位", "其他", "政府采购", "禁止公开", "国家秘密"})  # prose has them; they fall into gaps
GAP = r"[\s|]{0,6}"  # what may stand between two characters of a label

# "0", "1,113", "-223", "增12", "减少5项", "22.36万元", "/", "—", "无", and the unit cells of the old form
CELL = (
    r"(?:(?:增加?|减少?|[+↑↓]|[-—]{1,2})?\s?[0-9][0-9,.]*\s?(?:[万亿]?元|人?次|[件项笔条个人篇宗份起])?"
    r"|[-—–/]{1,2}|无|[万亿]?元|人?次|[条件篇个人项笔])"
)
GLUED_CELL = r"(?:[万亿]?元|人?次|[条件篇个人项笔])[0-9]+(?=[\s|]|$)"  # "人次50"
NO_CELL = r":?-{3,}:?|[OoXx×〇√?·]"  # the rule below a head; a sign that stands where a number should
GLUED_NUMBER = (
    r"[0-9][0-9,.件项条笔个万亿元]*(?=[\s|]|$)"  # "采购1476210.5": the cells of a last row with nothing between
)
TAIL = re.compile(rf"(?:{GLUED_CELL}|{GLUED_NUMBER})?[\s|]*(?:(?:{CELL}|{NO_CELL})(?=[\s|]|$)[\s|]*)*")
VALUE = re.compile(rf"(?<![^\s|]){CELL}(?![^\s|])")
# "条5" after a label of the old form, "单位统计数" in its head
UNIT = re.compile(r"(?:单位|[万亿]?元|人?次|[条件篇个人项笔])(?=[0-9统]|$)")
GLUED = re.compile(r"(?<![0-9.])0{2,}[0-9]*")  # "000": cells with nothing between
BRACKETED = re.compile(r"\([^()]{0,80}\)")
NUMBERING = re.compile(r"\(?[一二三四五六七八九十]{1,2}[)、.]|\(?[0-9]{1,2}[)、.]")
# the cells of a row and the number of the next: "| 件 | 43 |\n(三)", of which no heading and no prose can be made
CELLS = re.compile(
    r"(?:[\s|0-9]|(?<=[\s|])(?:[万亿]?元|人?次|[条件篇个人项笔])(?=[\s|]))*"
    r"(?:\(?[一二三四五六七八九十]{1,2}[)、.]|\(?[0-9]{1,2}[)、.])?"
)
# what may stand before a first label: pipes, numbers and brackets, told apart so that there is one way to read them
OPENING = re.compile(
    r"(?:[\s|“\"]|\((?![一二三四五六七八九十0-9])|\(?(?:[一二三四五六七八九十]{1,2}|[0-9]{1,2})[)、.]){0,300}$"
)
BLANK = re.compile(r"[\s|:“”\"'()—]+")
PROSE = re.compile(r"[。;!?,、]")
HAN = re.compile("[一-鿿]")
# a heading inside a gap: "三、收到和处理政府信息公开申请情况"
HEADING = re.compile(r"(?:^|[\s|])\(?[一二三四五六七八九十]\s?[、)]\s?([^\n|0-9。,;]{4,40})")

# prose is skipped unless it has cells in a row: a table on one line
LONG_LINE = re.compile(r"[^\n]{80,}")
CELL_RUN = re.compile(rf"(?<=[^\s|])(?:[\s|]+{CELL}(?=[\s|]|$)){{4}}|0{{4}}")

LONG_GAP = 4000  # characters between two labels
SCRAP = 30  # characters of unknown text between two labels: a broken label, a filling rule, a page foot
NOTE = 150  # characters of a note between two parts of one table
LEAD = 300  # characters before the first label, where its numbering and pipes may stand
WEIGHT = 5  # a strong label counts 2, any other 1; labels that happen to stand together in prose stay below


class Grid(Struct, frozen=True):
    """A statutory table in the text: `kind` G1, 2, 3 or 4; `labels`, how many were found in it."""

    kind: str
    span: Span
    labels: int


class Lexicon(Struct, frozen=True, eq=False):
    """What finds labels, the table of each, and what finds the headings between tables."""

    labels: re.Pattern[str]
    kinds: dict[str, str]
    headings: re.Pattern[str]


@lru_cache(maxsize=2)
def _lexicon(catalog: Catalog) -> Lexicon:
    kinds = dict(HEADERS)
    for form in catalog.forms.values():
        for table in form.tables:
            rows = (label for row in table.rows for label in (NUMBERING.sub("", row.label, count=1), *row.cores))
            for label in (*rows, *table.columns):
                kinds.setdefault(label, table.id)
    for label in GENERIC:
        kinds.pop(label, None)
    pattern = one_of(sorted(kinds, key=lambda k: (-len(k), k)), GAP)
    main: dict[str, tuple[str, ...]] = {}
    for spec in catalog.sections:
        main.setdefault(spec.role, spec.patterns)
    return Lexicon(re.compile(pattern), kinds, re.compile("|".join(p for ps in main.values() for p in ps)))


class _Label(Struct, frozen=True):
    start: int
    end: int
    name: str
    kind: str


def find_grids(text: str, catalog: Catalog) -> tuple[Grid, ...]:
    """Statutory tables of a text in order, each from its first cell to its last value or pipe."""
    lexicon = _lexicon(catalog)
    chains = [chain for chain in _chains(text, lexicon) if _weight(chain) >= WEIGHT]
    grids: list[Grid] = []
    for chain, following in zip_longest(chains, chains[1:]):
        ceiling = text.rfind("\n", chain[-1].end, following[0].start) if following else len(text)
        grid = _grid(text, chain, grids[-1].span.end if grids else 0, ceiling, lexicon)
        if grids and _continues(text, grids[-1], grid, lexicon):
            last = grids.pop()
            grid = Grid(grid.kind, Span(last.span.start, grid.span.end), last.labels + grid.labels)
        grids.append(grid)
    return tuple(grids)


def _weight(chain: list[_Label]) -> int:
    return sum(2 if label.name in STRONG else 1 for label in chain)


def _tabular(text: str) -> Iterator[Span]:
    """Stretches between long lines of prose."""
    at = 0
    for match in LONG_LINE.finditer(text):
        start, end = match.span()
        if text.find("。", start, end) >= 0 and not _has_cells(text, start, end):
            if at < start:
                yield Span(at, start)
            at = end
    if at < len(text):
        yield Span(at, len(text))


def _has_cells(text: str, start: int, end: int) -> bool:
    """Cells in a row; the counts only save the search."""
    spaced = text.count(" ", start, end) + text.count("|", start, end) + text.count("\t", start, end) >= 4
    return (spaced or text.find("000", start, end) >= 0) and bool(CELL_RUN.search(text, start, end))


def _labels(text: str, lexicon: Lexicon) -> Iterator[_Label]:
    """Labels that are cells, or glued to another label, not words of a sentence."""
    for stretch in _tabular(text):
        found = list(lexicon.labels.finditer(text, stretch.start, stretch.end))
        for at, match in enumerate(found):
            start, end = match.span()
            if "一" <= text[start - 1 : start] <= "鿿" and not (at and found[at - 1].end() == start):
                continue
            if "一" <= text[end : end + 1] <= "鿿" and not (
                (at + 1 < len(found) and found[at + 1].start() == end) or UNIT.match(text, end)
            ):
                continue
            name = match[0]
            if name not in lexicon.kinds:
                name = "".join(name.replace("|", "").split())
            yield _Label(start, end, name, lexicon.kinds[name])


def _chains(text: str, lexicon: Lexicon) -> Iterator[list[_Label]]:
    """Labels that stand in one table."""
    chain: list[_Label] = []
    for label in _labels(text, lexicon):
        if chain and not (_linked(text, chain[-1].end, label.start, lexicon) and not _opens(chain, label)):
            yield chain
            chain = []
        chain.append(label)
    if chain:
        yield chain


def _opens(chain: list[_Label], label: _Label) -> bool:
    """A table of another kind begins without a heading between."""
    if label.kind in (chain[0].kind, chain[-1].kind) or len(chain) < 3:
        return False
    return label.name in OPENERS or label.name.startswith("本列数据的勾稽关系")


def _kind(chain: list[_Label]) -> str:
    return Counter(label.kind for label in chain).most_common(1)[0][0]


def _linked(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Only cells, numbering and short scraps between two labels."""
    gap = text[start:end]
    if not gap.strip(" |\n\t0123456789"):
        return True
    if len(gap) > LONG_GAP:
        return not (HAN.search(gap) or PROSE.search(gap))
    return CELLS.fullmatch(gap) is not None or _holds_together(gap, lexicon)


@lru_cache(maxsize=4096)  # forms repeat what stands between their labels
def _holds_together(gap: str, lexicon: Lexicon) -> bool:
    """A gap without heading and prose."""
    if not (HAN.search(gap) or PROSE.search(gap)):
        return True
    headings = lexicon.headings
    if any(headings.search("".join(match[1].split())) for match in HEADING.finditer(gap)):
        return False
    lines = gap.split("\n")
    # a line with a pipe or a leading tab is a row; the first and last one touch the labels
    loose = [line for line in lines if "|" not in line and not line.startswith("\t")] if len(lines) > 1 else lines
    if any(_is_heading(line, headings) for line in loose):
        return False
    rest = VALUE.sub("", GLUED.sub(" ", NUMBERING.sub(" ", BRACKETED.sub("", "\n".join(loose)))))
    return not PROSE.search(rest) and len(BLANK.sub("", rest)) <= SCRAP


def _is_heading(line: str, headings: re.Pattern[str]) -> bool:
    """A line of a gap that is a main title; a lone 其他 is a cell."""
    title = "".join(line.split())
    return len(title) > 3 and bool(headings.search(title))


def _grid(text: str, chain: list[_Label], floor: int, ceiling: int, lexicon: Lexicon) -> Grid:
    start = text.rfind("\n", floor, chain[0].start) + 1 or floor
    start = max(start, chain[0].start - LEAD)
    before = OPENING.search(text, start, chain[0].start)
    start = before.start() if before else chain[0].start
    end = _row_end(text, chain[-1].end)
    tail = TAIL.match(text, end)
    end = tail.end() if tail else end
    if ceiling == len(text) and len(text) - end <= LEAD and _is_cut_label(text[end:], lexicon):
        end = len(text)
    start, end = _with_rows(text, start, floor), _with_rows_after(text, end, ceiling)
    stop = len(text[start:end].rstrip()) + start
    line_end = text.find("\n", stop)
    line_end = len(text) if line_end < 0 else line_end + 1
    return Grid(_kind(chain), Span(start, line_end if not text[stop:line_end].strip() else stop), len(chain))


def _is_cut_label(rest: str, lexicon: Lexicon) -> bool:
    """All that is left of the file is the beginning of a label."""
    cut = NUMBERING.sub("", "".join(rest.split()).strip("|"), count=1)
    return bool(cut) and any(label.startswith(cut) for label in lexicon.kinds)


def _row_end(text: str, at: int) -> int:
    """End of the row of the last label, whose cell may go on with a filling rule: `规章(指…。)|0|0|`."""
    stop = text.find("\n", at, at + LEAD)
    if stop < 0 or text.find("|", at, stop) < 0 or PROSE.search(BRACKETED.sub("", text[at:stop])):
        return at
    return stop


ROW = re.compile(r"[^\n。]{0,80}\|[\s|]*")  # "其他主动公开文件 | 3 |"


def _with_rows(text: str, start: int, floor: int) -> int:
    """Start of the first of the rows with pipes that stand right above."""
    top = start
    while start > floor and text[start - 1] == "\n":
        above = text.rfind("\n", floor, start - 1) + 1 or floor
        line = text[above : start - 1]
        if not ROW.fullmatch(line):
            break
        start = above
        top = above if HAN.search(line) else top  # rules and empty rows only between others
    return top


def _with_rows_after(text: str, end: int, ceiling: int) -> int:
    """End of the last of the rows with pipes that stand right below."""
    while 0 < end < ceiling and text[end - 1] == "\n":
        below = text.find("\n", end)
        below = len(text) if below < 0 else below + 1
        line = text[end:below].rstrip("\n")
        if not (HAN.search(line) and ROW.fullmatch(line)):
            break
        end = below
    return end


def _continues(text: str, before: Grid, after: Grid, lexicon: Lexicon) -> bool:
    """A note, not a heading, stands between two parts of one table."""
    gap = text[before.span.end : after.span.start]
    if before.kind != after.kind or len(gap) > NOTE:
        return False
    return not any(_is_heading(line, lexicon.headings) for line in gap.split("\n"))
