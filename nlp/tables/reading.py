"""From the table zones of a report to drafts: which tables, in which form, and what stands in each row."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import replace

from nlp.catalog import Catalog
from nlp.catalog.specs import FormSpec, RowSpec, TableSpec
from nlp.document import Report
from nlp.spans import Span
from nlp.tables.decoding import amounts
from nlp.tables.gridded import Page
from nlp.tables.labels import Labels, Scan, labels, scan
from nlp.tables.layout import Strip, below_heads
from nlp.tables.rows import Anchor, anchors, place, strips

OLD, NEW = "G1", ("G2", "G3")
LEAVES = 5  # heads that table 4 repeats for each kind of dispute
FEWEST = 3  # labels that make a statutory table
_MONEY = re.compile(r"(?:单位:|\()(亿元|万元|元)")  # 本年收费金额(单位:元)
BANNERS = ("第二十条", "信息内容")  # open a block of table 2


class Row(NamedTuple):
    """A row of a form (at times of another form than its table's) and what stands in it, None if missing."""

    row: RowSpec
    strip: Strip | None


class Draft(NamedTuple):
    """A table before its values are placed into cells."""

    table: str
    form: str | None
    span: Span
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    votes: Mapping[str, int]  # signatures of each form seen in it


Marked = Sequence[tuple[Scan, list[Anchor]]]


def stretches(report: Report) -> list[Span]:
    """Runs of table and caption zones of a report; a table may go on in the next one."""
    text = report.text.text
    found: list[Span] = []
    has_table = False
    for kind, span in sorted(report.zones, key=lambda zone: zone[1]):
        if kind not in ("table", "caption"):
            continue
        if found and not text[found[-1].end : span.start].strip():
            found[-1] = Span(found[-1].start, span.end)
        else:
            if found and not has_table:
                found.pop()
            found.append(span)
            has_table = False
        has_table = has_table or kind == "table"
    return found if has_table else found[:-1]


def drafts(report: Report, catalog: Catalog) -> list[Draft]:
    """The statutory tables of a report, in the order of the form."""
    known = labels(catalog)
    text = report.text.text
    page = Page.of(text, report.text.blocks)
    scans = [scan(text, span, known.pattern) for span in stretches(report)]
    old = [s for s in scans if _is_old(s, known)]
    new = [s for s in scans if s not in old]
    found: list[Draft | None] = [_old(page, old, catalog.forms[OLD], known)] if old else []
    if new:
        form = _requests_form(new, catalog)
        marked = [(s, anchors(s, known.lexicons[form or "G3"])) for s in new]
        disclosure = _disclosure(page, marked, catalog)
        requests = _requests(page, marked, catalog, form, disclosure.form if disclosure else None)
        if requests and form == "G2" and _holds_more(requests):
            marked = [(s, anchors(s, known.lexicons["G3"])) for s in new]
            requests = _requests(page, marked, catalog, "G3", None)
        found += [disclosure, requests, _disputes(page, marked, catalog)]
    return [draft for draft in found if draft]


def _is_old(s: Scan, known: Labels) -> bool:
    own = {hit.core for hit in s.hits if hit.core in known.lexicons[OLD].rows}
    later = {hit.core for hit in s.hits if hit.core in known.lexicons["G2"].rows}
    return len(own - later) >= FEWEST and len(own) > len(later)


def _table(form: FormSpec, name: str) -> TableSpec:
    return next(table for table in form.tables if table.id == name)


def _votes(dense: str, catalog: Catalog, table: str) -> Counter[str]:
    """How many signatures of each form a wording holds."""
    return Counter({f: sum(mark in dense for mark in _table(catalog.forms[f], table).signature) for f in NEW})


def _winner(votes: Mapping[str, int]) -> str | None:
    best = max(votes.values(), default=0)
    leaders = [form for form, count in votes.items() if count == best]
    return leaders[0] if best and len(leaders) == 1 else None


# The old form.


def _old(page: Page, scans: Sequence[Scan], form: FormSpec, known: Labels) -> Draft:
    spec = form.tables[0]
    found = [a for s in scans for a in anchors(s, known.lexicons[OLD])]
    placed, notes = place(list(strips(page, [(a, 1) for a in found])), spec.rows)
    one, more = _one_column(placed)
    rows = tuple(Row(row, one.get(row.id)) for row in spec.rows if row.cells)
    span = Span(scans[0].span.start, scans[-1].span.end)
    return Draft(spec.id, form.id, span, rows, (*notes, *more), {OLD: len(placed)})


def _one_column(found: Mapping[str, Strip]) -> tuple[Mapping[str, Strip], tuple[str, ...]]:
    """Rows with the one value the form asks for, where a local table has a running number or more columns.

    A running number is left out; of several columns the one is taken that sums up the others in every row.
    """
    filled = [strip for strip in found.values() if strip.printed]
    count = Counter(len(strip.printed) for strip in filled).most_common(1)[0][0] if filled else 1
    same = [amounts(s) or [] for s in filled if len(s.printed) == count]
    if count < 2 or len(same) < 0.8 * len(filled) or not all(same):
        return found, ((f"value_columns:{count}",) if count > 1 else ())
    columns = dict(enumerate(zip(*same, strict=True)))
    number = next((at for at, column in columns.items() if _runs(column)), None)
    if number is not None:
        del columns[number]
    if len(columns) == 1:
        return _column(found, count, min(columns), number), ()
    for at in columns:
        sums = [2 * row[at] == sum(row[i] for i in columns) for row in same if any(row[i] for i in columns)]
        if sum(sums) >= max(FEWEST, 0.9 * len(sums)):  # nearly all: a wrong sum is to be read, not mended
            return _column(found, count, at, number), (f"value_column:{at + 1}",)
    return found, (f"value_columns:{count}",)


def _runs(column: Sequence[Decimal]) -> bool:
    """1, 2, 3: a running number."""
    steps = sum(b == a + 1 for a, b in pairwise(column))
    return column[0] <= FEWEST and steps >= 0.8 * (len(column) - 1)


def _column(found: Mapping[str, Strip], count: int, at: int, number: int | None) -> dict[str, Strip]:
    """One column of `count`; a row with fewer values does not say which it has.

    But the last row may lack the running number, which stands behind each row as the first cell of the next.
    """
    last = list(found)[-1]
    kept = {}
    for name, strip in found.items():
        short = name == last and number == count - 1 and len(strip.printed) == number
        if short or len(strip.printed) == count:
            kept[name] = Strip((strip.printed[at],), unit=strip.unit)
        else:
            kept[name] = strip._replace(strayed=True)
    return kept


# Table 2: each block in the form its heads say, for one report may mix two.


def _disclosure(page: Page, marked: Marked, catalog: Catalog) -> Draft | None:
    specs = {form: {row.id: row for row in _table(catalog.forms[form], "2").rows} for form in NEW}
    found = [block for s, every in marked for block in _blocks(s, every, catalog)]
    if not found:
        return None
    total = {form: sum(opens and said == form for _, said, opens, _ in found) for form in NEW}
    form = _winner(total) or _by_width(page, [anchor for anchor, *_ in found])
    anchored: list[tuple[Anchor, int]] = []
    units = {anchor.row.id: unit for anchor, _, _, unit in found if anchor.row and unit}
    for anchor, said, *_ in found:
        if anchor.row:
            row = specs[said or form or "G3"].get(anchor.row.id, anchor.row)
            anchored.append((anchor._replace(row=row), len(row.cells)))
    pairs = [(row, strip._replace(unit=units.get(row.id, strip.unit))) for row, strip in strips(page, anchored)]
    read = {row.id: row for row, _ in pairs}
    placed, notes = place(pairs, tuple(read.values()))
    rows: list[Row] = []
    mixed: list[str] = []
    own = specs[form or "G3"]
    for name, row in {**own, **read}.items():
        rows.append(Row(row, placed.get(name)))
        absent = tuple(cell for cell in own[name].cells if cell not in row.cells) if name in own else ()
        if absent:
            mixed.append(f"mixed_block:{name}")
            rows.append(Row(replace(own[name], cells=absent), None))
    span = _span([anchor for anchor, *_ in found], marked)
    votes = total if any(total.values()) or not form else {form: 1}
    return Draft("2", form, span, tuple(rows), (*notes, *mixed), votes)


def _blocks(s: Scan, every: Sequence[Anchor], catalog: Catalog) -> Iterator[tuple[Anchor, str | None, bool, str]]:
    """The rows of table 2 in a stretch: the form and the unit of money its heads name, and if it opens a block."""
    before = 0
    said: str | None = None
    for anchor in every:
        if anchor.row is None:
            continue
        if anchor.table == "2":
            heads = s.dense[before : anchor.dense[0]]
            votes = _votes(heads, catalog, "2")
            opens = votes.total() > 0 or any(banner in heads for banner in BANNERS)
            said = _winner(votes) if opens else said
            unit = _MONEY.search(heads)
            yield anchor, said, opens, unit[1] if unit else ""
        before = anchor.dense[1]


def _by_width(page: Page, found: Sequence[Anchor]) -> str | None:
    """Form of a table 2 without heads: a row of decisions has three cells in one form and one in the other."""
    counts = Counter(
        len(strip.printed)
        for row, strip in strips(page, [(a, 3) for a in found])
        if row.id in ("ad_license", "ad_penalty", "ad_coercion")
    )
    return _winner({"G2": counts[3], "G3": counts[1]})


# Table 3.


def _requests_form(scans: Sequence[Scan], catalog: Catalog) -> str | None:
    """G3 where a sub-row of its last group is named, G2 where the group is one row."""
    if any(_votes(s.dense, catalog, "3")["G3"] for s in scans):
        return "G3"
    return "G2" if any(hit.core == "其他处理" for s in scans for hit in s.hits) else None


def _requests(page: Page, marked: Marked, catalog: Catalog, form: str | None, likely: str | None) -> Draft | None:
    found = [a for _, every in marked for a in every if a.table == "3" and a.row]
    if len(found) < FEWEST:
        return None
    spec = _table(catalog.forms[form or likely or "G3"], "3")
    width = len(spec.columns)
    placed, notes = place(list(strips(page, [(a, width) for a in found], spec.columns)), spec.rows, width)
    rows = [Row(row, placed.get(row.id)) for row in spec.rows if row.cells]
    if not (form or likely):  # the rows that all forms share
        other = {row.id for row in _table(catalog.forms["G2"], "3").rows}
        rows = [row for row in rows if row.row.id in other]
    votes = Counter({form: 1}) if form else Counter[str]()
    votes += sum((_votes(s.dense, catalog, "3") for s, _ in marked), Counter())
    return Draft("3", form or likely, _span(found, marked), tuple(rows), notes, votes)


def _holds_more(requests: Draft) -> bool:
    """The single last row of the 2019 form holds the values of several: its sub-rows lost their labels."""
    return any(row.row.id == "rq_other" and row.strip and len(row.strip.printed) >= 21 for row in requests.rows)


# Table 4: one row below its heads.


def _disputes(page: Page, marked: Marked, catalog: Catalog) -> Draft | None:
    spec = _table(catalog.forms["G3"], "4")
    (row,) = spec.rows
    heads = frozenset(spec.columns)
    best: Draft | None = None
    for s, every in marked:
        own = [a for a in every if a.table == "4"]
        if len(own) < FEWEST and not any(mark in s.dense for mark in spec.signature):
            continue
        if not own:
            continue
        stop = next((a.start for a in every if a.start > own[0].start and a.table != "4"), s.span.end)
        known = page.below(own[0].start, stop, spec.columns[-LEAVES:], len(row.cells))
        strip = known or below_heads(page.text, own[0].start, stop, len(row.cells), heads)
        start = own[0].start if any(a.table != "4" for a in every) else s.span.start
        draft = Draft("4", None, Span(start, stop), (Row(row, strip),), (), {})
        if strip.printed:
            return draft
        best = best or draft
    return best


def _span(found: Sequence[Anchor], marked: Marked) -> Span:
    """From the begin of the first label's stretch, or of the table in it, to what follows the last label."""
    first, last = found[0], found[-1]
    for s, every in marked:
        if s.span.start <= first.start < s.span.end:
            before = [a.stop for a in every if a.start < first.start and a.row]
            return Span(before[-1] if before else s.span.start, last.stop)
    return Span(first.start, last.stop)
