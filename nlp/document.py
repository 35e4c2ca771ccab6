"""The record that travels through the rooms: frozen structs, tuples only.

Every span counts code points of the clean text of its file; `Text.trace` leads back to the source.
Each room fills its own fields with `msgspec.structs.replace` and no other.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from nlp.spans import OffsetMap, Span


class Source(Struct, frozen=True):
    """The file a text came from. `uri` is the path as found below the given folder, with `/`."""

    uri: str
    media_type: str = "text/plain"
    sha256: str = ""
    size: int = 0
    encoding: str = "utf-8"


class Place(Struct, frozen=True, gc=False):
    """Where a block stood in a paged or marked-up source."""

    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    path: str | None = None
    span: Span | None = None


class GridCell(Struct, frozen=True, gc=False):
    """A cell of a source grid, spans resolved: row and column count from 0, `span` counts `Raw.text`."""

    row: int
    column: int
    span: Span
    row_span: int = 1
    column_span: int = 1
    place: Place | None = None


class Block(Struct, frozen=True, gc=False):
    """A piece of a source; `span` counts `Raw.text`. kind: heading | paragraph | item | table | furniture | note."""

    kind: str
    span: Span
    place: Place | None = None
    level: int = 0
    cells: tuple[GridCell, ...] = ()

    def moved(self, offsets: OffsetMap) -> "Block":
        """The block on the text that the offsets lead to."""
        to_clean = offsets.to_clean
        cells = tuple([replace(cell, span=to_clean(cell.span)) for cell in self.cells])
        return replace(self, span=to_clean(self.span), cells=cells)


class Raw(Struct, frozen=True):
    """What ingest makes of a file. `offsets` map `text` to the decoded source.

    Where the file is no text (a web page, DOCX, PDF ...), the decoded source is the text read from it, and
    `blocks`, in the order of the text and without overlap, say where each piece of it stood.
    """

    source: Source
    text: str
    offsets: OffsetMap
    blocks: tuple[Block, ...] = ()
    metadata: dict[str, str] = {}

    def places(self, span: Span) -> tuple[Place, ...]:
        """Places of the blocks, or of the table cells in them, that a span of `text` touches; () for a text file."""
        return Places(self.blocks).of(span)


class Places:
    """Where the blocks of a source stand, indexed for many look-ups."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._ends = [block.span.end for block in blocks]
        self._cells: dict[int, _Placed] = {}
        self._begins = {c.span.start: c for b in blocks for c in b.cells if c.place and c.span.start < c.span.end}

    def of(self, span: Span) -> tuple[Place, ...]:
        """Places of the blocks, or of the table cells in them, that a span touches."""
        whole = self._begins.get(span.start)
        if whole is not None and whole.span.end == span.end and whole.place:  # all of a cell, as most numbers are
            return (whole.place,)
        found: list[Place] = []
        for at in range(bisect_right(self._ends, span.start), len(self._blocks)):
            block = self._blocks[at]
            if block.span.start >= max(span.end, span.start + 1):
                break
            if block.cells and at not in self._cells:
                self._cells[at] = _Placed(block.cells)
            cells = self._cells[at].of(span) if block.cells else ()
            found.extend(cells or ([block.place] if block.place else []))
        return tuple(found) if len(found) < 2 else tuple(dict.fromkeys(found))


class _Placed:
    """The cells of a table that have a place; looked up by bisection where they stand in the order of the text."""

    def __init__(self, cells: Sequence[GridCell]) -> None:
        self._cells = [cell for cell in cells if cell.place]
        self._starts = [cell.span.start for cell in self._cells]
        self._ends = [cell.span.end for cell in self._cells]
        self._ordered = all(a <= b for ends in (self._starts, self._ends) for a, b in pairwise(ends))

    def of(self, span: Span) -> list[Place]:
        first, last = 0, len(self._cells)
        if self._ordered:
            first, last = bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)
            if last <= first:
                return []
            if last - first == 1 and self._starts[first] < self._ends[first] and span.start < span.end:
                place = self._cells[first].place
                return [place] if place else []
        return [cell.place for cell in self._cells[first:last] if cell.place and cell.span.overlap(span)]


class Text(Struct, frozen=True):
    """What normalize makes of it. `offsets` lead from the clean text to the decoded source.

    `damage` names what was repaired or dropped on the way (gloss, traditional, ...), with counts.
    """

    raw: Raw
    text: str
    offsets: OffsetMap
    blocks: tuple[Block, ...] = ()
    damage: tuple[tuple[str, int], ...] = ()

    def trace(self, span: Span) -> Span:
        """Span of the decoded source that a clean span was read from."""
        return self.offsets.to_source(span)


class Section(Struct, frozen=True, gc=False):
    """A part of a report.

    role: preamble | overview | disclosure_table | requests_table | disputes_table | problems | other | annex | none
    `span` runs from the heading to the next one; `title` is its wording without the number.
    """

    id: str
    role: str
    number: str
    title: str
    level: int
    span: Span
    parent: str | None = None


class Unit(Struct, frozen=True, gc=False):
    """A leaf of the narrative; units never overlap, so nothing is counted twice.

    kind: heading | lead | paragraph (a paragraph of one sentence) | sentence | item (opens with an
    enumerator such as 一是). `role` is that of its section, `paragraph` the ordinal of its paragraph,
    `marker` the enumerator as written, `path` the titles of the headings above it.
    """

    id: str
    kind: str
    span: Span
    role: str
    section: str | None
    parent: str | None
    marker: str
    depth: int
    paragraph: int
    path: tuple[str, ...] = ()


class Reading(Struct, frozen=True, gc=False):
    """One possible content of an ambiguous cell; `state` is value or blank."""

    state: str
    value: Decimal | None = None
    span: Span | None = None


class Cell(Struct, frozen=True, gc=False):
    """A cell of a statutory table; `id` is `indicator@applicant` or the indicator alone.

    state: value | blank | na | unreadable | ambiguous | absent. Only `value` has a value, only
    `ambiguous` has readings. `span` is None where nothing is printed.
    """

    id: str
    table: str
    indicator: str
    applicant: str | None
    state: str
    value: Decimal | None = None
    text: str = ""
    span: Span | None = None
    unit: str | None = None
    readings: tuple[Reading, ...] = ()


class Table(Struct, frozen=True, gc=False):
    """A statutory table as read.

    table: G1 | 2 | 3 | 4. form: G1 | G2 | G3. decoding: direct | aligned (dropped blanks placed by
    the identities) | ambiguous | unreadable | lost (heading without table). `notes` are
    machine-readable remarks such as `label_lost:rq_denied_state_secret`.
    """

    id: str
    table: str
    form: str | None
    span: Span
    section: str | None
    decoding: str
    cells: tuple[Cell, ...] = ()
    notes: tuple[str, ...] = ()


class Annotation(Struct, frozen=True, gc=False):
    """A label on a unit. layer: tag | problem_type | status | link. `by` names model and features."""

    unit: str
    layer: str
    label: str
    score: float
    by: str
    target: str | None = None


class Figure(Struct, frozen=True, gc=False):
    """A quantity stated in prose, as a closed interval `[low, high]`; None is an open side.

    value: the number as written (None for a range), after 万/亿 and %. bound: exact | about |
    at_least | at_most | range | zero_statement. kind: count | money | percent | change_percent |
    duration | frequency | share | people | zero. role: statistic | list_count | norm | context.
    indicator/applicant: what it states, by id, where the wording says so. readings: candidate
    addresses it may be compared with, most likely first, each a sum such as `rq_granted@total` or
    `rq_new_received@total+rq_carried_in@total`. direction: up | down for changes. verb: publish |
    decide | receive | ... where it decides comparability. scope: own | area | other | None.
    partial: the wording makes it a part, selection or assistance (其中, 部分, 协助). by: the rule.
    state: what it came to, as of a `Numeral`; verify fills it, also where nothing numeral is written.
    """

    id: str
    span: Span
    unit_id: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str | None
    bound: str
    kind: str
    role: str = "statistic"
    indicator: str | None = None
    applicant: str | None = None
    readings: tuple[str, ...] = ()
    year: int | None = None
    scope: str | None = None
    direction: str | None = None
    verb: str | None = None
    partial: bool = False
    clause: Span | None = None
    by: str = ""
    state: str = ""


class Numeral(Struct, frozen=True, gc=False):
    """A maximal run of numeral characters in the narrative and the one state it ends in.

    state: agrees | derived_agrees | contradicts | derived_contradicts | no_counterpart |
    not_checkable | not_a_figure. values fills `figure` or `not_a_figure` with its reason; verify
    settles the rest.
    """

    span: Span
    text: str
    state: str
    reason: str = ""
    figure: str | None = None


class Side(Struct, frozen=True, gc=False):
    """An operand of a check, looked up: what it holds and where it stands.

    `source` is the file of another report (None: the report's own), `place` its span in that decoded source,
    `quote` the slice there and `span` its clean span; all are None where nothing is printed.
    """

    address: str
    state: str | None = None
    value: Decimal | None = None
    source: str | None = None
    place: Span | None = None
    quote: str | None = None
    span: Span | None = None


class Check(Struct, frozen=True, gc=False):
    """A comparison made, also one that holds.

    verdict: holds | holds_truncated | contradiction | review | not_checkable. level: error | review |
    note | none. operands are addresses: a figure id, `cell:<cell id>`, or `text:<start>-<end>`
    (clean offsets); the first stands for what was stated. In a check across years `last:cell:<cell id>` is a
    cell of last year's report, and `sides` holds every operand looked up.
    """

    id: str
    rule: str
    verdict: str
    level: str
    reading: str | None
    reason: str
    operands: tuple[str, ...]
    expected: str = ""
    actual: str = ""
    sides: tuple[Side, ...] = ()


class Evidence(Struct, frozen=True, gc=False):
    """One side of a finding: where it stands and, for a cell, which.

    `place` is the span in the decoded source where it is known already; `quote` is then the slice there. With
    `source` it stands in that other file, and `span`, a clean span of this report, is empty.
    """

    span: Span
    quote: str
    cell: str | None = None
    figure: str | None = None
    source: str | None = None
    place: Span | None = None


class Repair(Struct, frozen=True, gc=False):
    """A hypothesis of what was meant; never applied."""

    kind: str
    target: str
    value: str
    message_zh: str
    message_en: str


class Finding(Struct, frozen=True, gc=False):
    """What a reader should look at. `id` outlives re-runs and re-crawls, `fingerprint` its values."""

    id: str
    fingerprint: str
    rule: str
    level: str
    message_zh: str
    message_en: str
    expected: str
    actual: str
    evidence: tuple[Evidence, ...]
    repairs: tuple[Repair, ...] = ()
    check: str | None = None

    def __repr__(self) -> str:
        return f"<{self.rule} {self.level}: {self.message_zh} / {self.message_en}>"


class Report(Struct, frozen=True):
    """One report of one office for one year, filled room by room."""

    id: str
    text: Text
    span: Span
    title: str | None = None
    title_span: Span | None = None
    issuer: str | None = None
    issuer_basis: str | None = None
    region: str | None = None
    office_level: str | None = None
    year: int | None = None
    form: str | None = None
    scope: str | None = None
    zones: tuple[tuple[str, Span], ...] = ()
    sections: tuple[Section, ...] = ()
    units: tuple[Unit, ...] = ()
    tables: tuple[Table, ...] = ()
    labels: tuple[Annotation, ...] = ()
    figures: tuple[Figure, ...] = ()
    numerals: tuple[Numeral, ...] = ()
    checks: tuple[Check, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def source(self) -> Source:
        return self.text.raw.source

    def __repr__(self) -> str:
        return f"<Report {self.year} {self.issuer} ({self.form}), {len(self.findings)} findings>"

    def quote(self, span: Span) -> str:
        """Clean text of a span."""
        return self.text.text[span.start : span.end]

    def cell(self, address: str) -> Cell | None:
        """Cell by `indicator` or `indicator@applicant`, None where no table has it."""
        for table in self.tables:
            for cell in table.cells:
                if cell.id == address:
                    return cell
        return None
