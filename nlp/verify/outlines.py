"""What the chain over years keeps of a report: its cells, what it says of last year, whom it names. No text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from nlp.document import Figure, Report, Unit
from nlp.spans import Span
from nlp.verify.facts import Facts

if TYPE_CHECKING:
    from nlp.catalog import Catalog

_SCALED = re.compile(r"\d+(?:\.(\d+))?\s*(万|亿)?")  # 26.8万条
_STOCK_HEAD = re.compile(r"现行有效[^\n|]{0,8}[(（]?[^\n|]{0,4}累计")  # 现行有效件数 (历史累计)
_NAMED = re.compile(r"年度?(?:同期)?(?:的|[(（])?$")  # 比2022年的40件
_NAME = re.compile(  # the run of characters before a slot, if an office or a place ends it
    r"[一-鿿]{1,30}(?:政府|局|委员会|委|办公室|办|厅|院|中心|大学|学院|学校|处|街道|省|市|县|区|旗|镇|乡)$"
)
_REPORT = re.compile(r"20\d\d年度?(?:政府信息|政务)公开(?:工作)?(?:年度)?(?:工作)?报告")  # X2021年政府信息公开年度报告
_WRITTEN = re.compile(r"依据|根据|按照|负责编|编制|编写")  # 由X编制
_ACTS = "主动公开(?!率)|新收|收到|受理|未收到|没有收到|未发生"
_DONE = re.compile(  # 全年,X共收到; alternatives that begin with their own characters: a search looks nowhere else
    f"(?:共(?:{_ACTS})|累计(?:{_ACTS})|全年(?:{_ACTS})|{_ACTS})(?!单位|机关|机构|部门)"
)
_WHEN = re.compile(r"^(?:年|年度|全年|本年|本年度|今年)")  # what may stand before the name: 2021年X共收到
_LONGEST = 32  # characters before a slot that a name can take
_CITED = re.compile(r"《[^《》\n]{0,200}》")  # 《某县水务局2019年政府信息公开工作年度报告》
_OPENING = re.compile(  # 2019年,我局坚持
    r"(?:[(（]?[一二三四五六七八九十\d]{1,2}[)）]?[、.]? ?)?(?P<year>20\d\d)年度?,?"
    r"(?=[我本全](?:局|委|办|厅|院|机关|单位|部门|省|市|县|区|州|旗|镇|乡|街道|系统))"
)
_HISTORY = re.compile(r"以来|起|开始|至今|此后|之后|首次|成立|建成|启用|开通|设立|当时|曾")


class Office(Struct, frozen=True, gc=False, array_like=True):
    """Whose report it is and for which year: what is kept of every report while the others are compared.

    area: whether its tables count a whole area, None if unknown. inferred: the issuer was not named in the
    title nor in the signature but told from the text.
    """

    issuer: str | None
    region: str | None = None
    level: str | None = None
    year: int | None = None
    scope: str | None = None
    area: bool | None = None
    inferred: bool = False


class Spot(Struct, frozen=True, gc=False, array_like=True):
    """Where something stands: clean span, span of the decoded source, the slice there."""

    span: Span
    place: Span
    quote: str


class Held(Struct, frozen=True, gc=False, array_like=True):
    """What a cell holds. `doubt` says why it may not stand where it was read, "" where it does."""

    state: str
    value: Decimal | None = None
    doubt: str = ""
    spot: Spot | None = None


class Claim(Struct, frozen=True, gc=False, array_like=True):
    """A figure that restates last year's value. firm: the year stands right before it, and it is an exact count."""

    figure: str
    readings: tuple[str, ...]
    low: Decimal | None
    high: Decimal | None
    spot: Spot
    scope: str | None = None
    partial: bool = False
    firm: bool = False


class Count(Struct, frozen=True, gc=False, array_like=True):
    """A figure of the prose, for runs that repeat."""

    figure: str
    value: Decimal
    unit: str | None
    spot: Spot


class Outline(Struct, frozen=True, array_like=True):
    """A report as the chain sees it; some kilobytes.

    unsure: tables that were not read cell by cell, with their decoding. broken: cells of a failed identity.
    misfilled: matters whose items and decisions seem confused. names: passages where another name stands in
    the place of the office's own. openings: paragraphs that open with a year far from the report's.
    """

    report: str
    uri: str
    title: Spot
    office: Office
    form: str | None
    cells: dict[str, Held]
    unsure: dict[str, str]
    broken: tuple[str, ...]
    misfilled: tuple[str, ...]
    claims: tuple[Claim, ...]
    counts: tuple[Count, ...]
    names: tuple[tuple[str, Spot], ...]
    openings: tuple[Spot, ...]


def outline(report: Report, catalog: Catalog) -> Outline:
    """What the chain needs of a finished report."""
    facts = Facts(report, catalog)
    title = report.title_span or Span(report.span.start, report.span.start)
    return Outline(
        report=report.id,
        uri=report.source.uri,
        title=_spot(report, title),
        office=Office(
            report.issuer,
            report.region,
            report.office_level,
            report.year,
            report.scope,
            facts.covers_area,
            report.issuer_basis == "text",
        ),
        form=report.form,
        cells=_cells(facts),
        unsure={t.table: t.decoding for t in report.tables if t.decoding != "direct"},
        broken=_cells_of(report, "contradiction", "IT"),
        misfilled=tuple(
            cell.removesuffix("_items_prev")
            for cell in _cells_of(report, "review", "SM501")
            if cell.endswith("_items_prev")
        ),
        claims=tuple(_claims(facts)),
        counts=tuple(_counts(facts)),
        names=tuple(_names(report)),
        openings=tuple(_openings(report)),
    )


def _spot(report: Report, span: Span) -> Spot:
    place = report.text.trace(span)
    return Spot(span, place, report.text.raw.text[place.start : place.end])


def _cells(facts: Facts) -> dict[str, Held]:
    renamed = any(
        table.table == "2" and _STOCK_HEAD.search(facts.text, table.span.start, table.span.end)
        for table in facts.report.tables
    )
    trace, source = facts.report.text.offsets.to_source, facts.report.text.raw.text
    held = {}
    for name, cell in facts.cells.items():
        spot = None
        if cell.span:
            place = trace(cell.span)
            spot = Spot(cell.span, place, source[place.start : place.end])
        held[name] = Held(cell.state, cell.value, "", spot)
    doubts = facts.doubts | {name: "column_renamed" for name in held if renamed and name.endswith("_in_force")}
    for name, doubt in doubts.items():
        held[name] = replace(held[name], doubt=doubt)
    return held


def _cells_of(report: Report, verdict: str, rule: str) -> tuple[str, ...]:
    """Cells of the checks of a rule or family that ended in a verdict."""
    found = (check for check in report.checks if check.verdict == verdict and check.rule.startswith(rule))
    return tuple(dict.fromkeys(o[5:] for check in found for o in check.operands if o.startswith("cell:")))


def _claims(facts: Facts) -> Iterator[Claim]:
    year = facts.report.year
    for figure in facts.figures:
        if year is None or figure.year != year - 1 or not figure.readings or figure.role == "norm":
            continue
        if figure.kind not in ("count", "people", "zero") or (figure.low is None and figure.high is None):
            continue
        before = facts.text[max(facts.report.span.start, figure.span.start - 12) : figure.span.start]
        named = _NAMED.sub("", before).endswith(str(year - 1)) and _NAMED.search(before) is not None
        low, high, whole = _printed(facts, figure)
        firm = named and whole and figure.bound == "exact" and not figure.partial
        spot = _spot(facts.report, figure.span)
        yield Claim(figure.id, figure.readings, low, high, spot, figure.scope, figure.partial, firm)


def _printed(facts: Facts, figure: Figure) -> tuple[Decimal | None, Decimal | None, bool]:
    """The amounts a figure can stand for, and whether it is a whole number: 26.8万 is rounded."""
    low, high = figure.low, figure.high
    scaled = _SCALED.search(facts.quote(figure.span).replace(",", ""))
    if figure.bound != "exact" or low is None or low != high or not scaled or not (scaled[1] or scaled[2]):
        return low, high, True
    step = Decimal(10 ** {"万": 4, "亿": 8}.get(scaled[2] or "", 0)).scaleb(-len(scaled[1] or ""))
    return low - step / 2, low + step / 2, False


def _counts(facts: Facts) -> Iterator[Count]:
    for figure in facts.figures:
        if figure.role == "statistic" and figure.value and figure.bound == "exact":
            yield Count(figure.id, figure.value, figure.unit, _spot(facts.report, figure.span))


def _narrative(report: Report) -> Iterator[Unit]:
    return (unit for unit in report.units if unit.kind != "heading")


def _names(report: Report) -> Iterator[tuple[str, Spot]]:
    """Names (in simplified characters) that stand where the office's own should, if they are not plainly its own."""
    own = report.issuer or ""
    for unit in _narrative(report):
        text = report.quote(unit.span)
        for start, end in _slots(text):
            name = text[start:end]
            if own and (own in name or name in own):
                continue
            if any(cited.start() <= start and end <= cited.end() for cited in _CITED.finditer(text)):
                continue
            yield name, _spot(report, Span(unit.span.start + start, unit.span.start + end))


def _slots(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of what stands in the place of the office's name: 由X编制, X2021年…报告, X共收到."""
    for slot in (_REPORT, _WRITTEN, _DONE):
        for match in slot.finditer(text):
            low = max(0, match.start() - _LONGEST)
            run = _NAME.search(text[low : match.start()])
            if run is None:
                continue
            start, end = low + run.start(), low + run.end()
            if slot is _WRITTEN:
                by = text.rfind("由", start, end)
                if by < 0:
                    continue
                start = by + 1
            elif slot is _DONE:
                when = _WHEN.search(text[start:end])
                start += when.end() if when else 0
            yield start, end


def _openings(report: Report) -> Iterator[Spot]:
    """Years that open a paragraph about the office's work and are neither its year nor one beside it."""
    year, text, seen = report.year, report.text.text, -1
    if year is None:
        return
    for unit in _narrative(report):
        first, seen = unit.paragraph != seen, unit.paragraph
        match = _OPENING.match(text, unit.span.start, unit.span.end) if first else None
        if match is None or abs(int(match["year"]) - year) < 2:
            continue
        end = text.find("\n", unit.span.start)
        paragraph = text[unit.span.start : end if end >= 0 else report.span.end]
        if str(year) not in paragraph and not _HISTORY.search(paragraph[:60]):
            yield _spot(report, Span(match.start("year"), match.end("year") + 1))
