"""Where the printed labels of the forms stand in a text; white space, pipes, quotes and digits left aside."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from msgspec import Struct

from nlp.alternation import one_of
from nlp.catalog import Catalog
from nlp.catalog.specs import FormSpec, RowSpec
from nlp.spans import Span

_DENSE = re.compile(r"[^\s|\d\"“”'‘’「」『』]+")
# (三) · 五、 · 2. · 其中: at the end of what stands before a label
_NUMBER = re.compile(r"(?:\(?[一二三四五六七八九十]{1,2}[)、.]|\(?[1-9][.、:)]|其中:)\s*$")
_AFTER_NUMBER = frozenset(")、.: \t\n")  # all that a number or the blanks behind it can end in
_REMARK = re.compile(
    r"\s{0,40}\((?![一二三四五六七八九十]{1,2}\))[^()|\t]{1,160}\)"
)  # (区分处理的,只计这一情形,不计其他情形)
_COUNTED = re.compile(r"[(\s]\d[\d,.]*[\s)]")  # a number by itself in a remark may be a value
_LEAD = re.compile(r"[一-鿿]{1,8}$")  # 属于, where the rest of a label is what was found
_DIGIT = re.compile(r"\d")
_WORDING = re.compile(r"[一-鿿《》“”\"]")


class Hit(NamedTuple):
    """A label found: `[start, end)` with its number and bracketed remark. `whole`: no wording touches it.

    `dense` is where its wording begins in the text without blanks. `gaps` are the places inside a label
    whose pieces stand around something, as a page sets a long label around its row's values.
    """

    core: str
    start: int
    end: int
    whole: bool
    dense: int
    gaps: tuple[tuple[int, int], ...] = ()


class Scan(NamedTuple):
    """A stretch of table text: its span, its wording without blanks and digits, and the labels in it."""

    span: Span
    dense: str
    hits: tuple[Hit, ...]


class Meaning(NamedTuple):
    """A row a wording can stand for. `order`: its place among all rows of the form."""

    table: str
    row: RowSpec
    order: int


class Lexicon(Struct, frozen=True, eq=False):
    """The wordings of a form. `weak` ones also head a column; `heads` are column heads and their table."""

    rows: dict[str, tuple[Meaning, ...]]
    weak: frozenset[str]
    heads: dict[str, str]


class Labels(NamedTuple):
    """The closed list of wordings of all forms as one pattern, and what they mean in each."""

    pattern: re.Pattern[str]
    lexicons: dict[str, Lexicon]


@lru_cache(maxsize=4)
def labels(catalog: Catalog) -> Labels:
    """The wordings of all forms, compiled once for a catalog."""
    lexicons = {form.id: _lexicon(form, catalog) for form in catalog.forms.values()}
    known = {core for lexicon in lexicons.values() for core in (*lexicon.rows, *lexicon.heads)}
    cores = sorted(known, key=lambda core: (-len(core), core))
    return Labels(re.compile(one_of(cores)), lexicons)  # longest first: 危及三安全一稳定|三安全一稳定|...


def _lexicon(form: FormSpec, catalog: Catalog) -> Lexicon:
    rows: dict[str, tuple[Meaning, ...]] = {}
    for order, (table, row) in enumerate(_rows(form, catalog)):
        for core in row.cores:
            rows[core] = (*rows.get(core, ()), Meaning(table, row, order))
    columns = {table.id: table.columns for table in form.tables}
    weak = {core for core, (meaning, *_) in rows.items() if core in columns[meaning.table] or core == "合计"}
    heads = {
        head: table.id
        for other in catalog.forms.values()
        for table in other.tables
        if table.id in ("2", "4") and "4" in columns
        for head in table.columns
    }
    return Lexicon(rows, frozenset(weak), heads)


def _rows(form: FormSpec, catalog: Catalog) -> Iterator[tuple[str, RowSpec]]:
    """Rows of a form; table 2 with the rows of all forms, since its blocks may be of different forms."""
    for table in form.tables:
        variants = [t for f in catalog.forms.values() for t in f.tables if t.id == table.id == "2"]
        rows = {row.id: row for variant in variants for row in variant.rows}
        for row in rows.values() if rows else table.rows:
            yield table.id, row


def scan(text: str, span: Span, pattern: re.Pattern[str]) -> Scan:
    """The labels of a stretch of text, from left to right."""
    pieces = [match.span() for match in _DENSE.finditer(text, span.start, span.end)]
    dense = "".join([text[a:b] for a, b in pieces])
    starts = list(accumulate([b - a for a, b in pieces], initial=0))  # no position reaches the last one
    piece = 0  # the one a position stands in; labels come in order
    hits: list[Hit] = []
    touching = -1
    found = _cores(dense, pattern)
    for i, (core, a, b) in enumerate(found):
        while starts[piece + 1] <= a:
            piece += 1
        first = pieces[piece][0] + a - starts[piece]
        while starts[piece + 1] < b:
            piece += 1
        final = pieces[piece][0] + b - 1 - starts[piece]
        start, end = first, final + 1
        before = a == touching or start == span.start or not _WORDING.match(text, start - 1)
        touched = i + 1 < len(found) and found[i + 1][1] == b
        after = touched or end >= span.end or not _WORDING.match(text, end)
        if not before and (lead := _LEAD.search(text, max(span.start, start - 8), start)):
            start = lead.start()
        touching = b
        if text[start - 1 : start] in _AFTER_NUMBER and (
            number := _NUMBER.search(text, max(span.start, start - 8), start)
        ):
            start = number.start()
        if (
            text[end : end + 1] in "( \t\n"
            and (remark := _REMARK.match(text, end, span.end))
            and not _COUNTED.search(remark[0])
        ):
            end = remark.end()
        gaps: tuple[tuple[int, int], ...] = ()
        if final - first >= b - a and _DIGIT.search(text, first, final):  # there is something in it
            gaps = _gaps(text, first, final)
        hits.append(Hit(core, start, end, before and after, a, gaps))
    return Scan(span, dense, tuple(hits))


@lru_cache(maxsize=512)
def _cores(dense: str, pattern: re.Pattern[str]) -> tuple[tuple[str, int, int], ...]:
    """Labels with their places; forms printed alike have the same wording once their numbers are gone."""
    return tuple((match[0], *match.span()) for match in pattern.finditer(dense))


def _gaps(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    pieces = [match.span() for match in _DENSE.finditer(text, start, end)]
    return tuple((a, b) for (_, a), (b, _) in pairwise(pieces) if _DIGIT.search(text, a, b))
