"""What a reader should look at: near-copies across offices (RU601) and own text unchanged (RU604), for review."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from nlp.catalog import Catalog
from nlp.catalog.specs import RuleSpec
from nlp.reuse.compare import Comparison
from nlp.reuse.owners import same_area
from nlp.reuse.relations import BORROWED, KEPT, SHARED
from nlp.reuse.tables import Reports
from nlp.verify.offices import own_name, telling
from nlp.write.rows import EvidenceRow, FindingRow

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

ALIKE = 0.8  # similarity of paragraphs across offices that a finding is made of
LEAST = 80  # characters of them
UNCHANGED = 0.9  # similarity of paragraphs to last year's that count as unchanged
COMPARABLE = 200  # characters a report must have left for a share to tell
HALF = 0.5

_DIRECTION = {
    BORROWED: ("该报告在先。", "That report is the earlier one."),
    SHARED: ("先后不明，也可能出自同一范文。", "Which was first is not known; both may follow a model text."),
}
_AREA = ("两者为同一地方的机关。", "Both are offices of one place.")


class _Told(Struct, frozen=True):
    """A finding before its evidence: paragraphs by their numbers, the longest first."""

    rule: RuleSpec
    level: str
    report: int
    other: int
    paragraphs: tuple[int, ...]
    share: float = 0.0


def findings(folder: Path, reports: Reports, found: Comparison, catalog: Catalog) -> Iterator[FindingRow]:
    """Findings in the order of the reports; the evidence is the longest paragraph and what it equals."""
    told = sorted(
        [*_across(reports, found, catalog), *_own(reports, found, catalog)],
        key=lambda t: (t.report, t.rule.code, t.other),
    )
    shown = {at for t in told for at in (t.paragraphs[0], int(found.source[t.paragraphs[0]]))}
    quotes = _quotes(folder, reports, found, shown)
    for one in told:
        yield _finding(one, reports, found, quotes)


def _across(reports: Reports, found: Comparison, catalog: Catalog) -> Iterator[_Told]:
    import numpy as np

    alike = np.isin(found.relation, (BORROWED, SHARED)) & (found.similarity >= ALIKE)
    for report, other, paragraphs in _by_reports(found, np.flatnonzero(alike)):
        sure = all(_named(reports, at) for at in (report, other))
        if sure and found.characters[list(paragraphs)].sum() >= LEAST:
            one_place = same_area(reports.issuers[report], reports.issuers[other])
            rule = catalog.corpus["RU601"]
            yield _Told(rule, "note" if one_place else rule.level, report, other, paragraphs)


def _own(reports: Reports, found: Comparison, catalog: Catalog) -> Iterator[_Told]:
    import numpy as np

    whole = np.bincount(found.report, found.characters, len(reports.names))
    same = (found.relation == KEPT) & (found.similarity >= UNCHANGED)
    for report, other, paragraphs in _by_reports(found, np.flatnonzero(same)):
        this, last = reports.years[report], reports.years[other]
        share = float(found.characters[list(paragraphs)].sum() / whole[report])
        if this is None or last != this - 1 or whole[report] < COMPARABLE or share < HALF:
            continue
        if all(_named(reports, at) and telling(reports.offices[at]) for at in (report, other)):
            yield _Told(catalog.corpus["RU604"], catalog.corpus["RU604"].level, report, other, paragraphs, share)


def _by_reports(found: Comparison, paragraphs: Numbers) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Paragraphs by their report and that of their source, the longest first."""
    groups: dict[tuple[int, int], list[int]] = {}
    for at in paragraphs.tolist():
        groups.setdefault((int(found.report[at]), int(found.report[found.source[at]])), []).append(at)
    for (report, other), own in groups.items():
        yield report, other, tuple(sorted(own, key=lambda at: (-found.characters[at], at)))


def _named(reports: Reports, at: int) -> bool:
    """Whether the report itself says whose it is."""
    return own_name(reports.offices[at]) is not None and not reports.offices[at].inferred


def _finding(one: _Told, reports: Reports, found: Comparison, quotes: dict[int, tuple[EvidenceRow, ...]]) -> FindingRow:
    first = one.paragraphs[0]
    characters = int(found.characters[list(one.paragraphs)].sum())
    similarity = f"{max(float(found.similarity[at]) for at in one.paragraphs):.2f}"
    other, year = reports.issuers[one.other] or "", reports.years[one.other]
    words = {
        "paragraphs": len(one.paragraphs),
        "characters": characters,
        "similarity": similarity,
        "share": f"{one.share:.0%}",
        "other": other,
        "year": year if year is not None else "?",
    }
    kind = int(found.relation[first])
    ways = _DIRECTION.get(kind, ("", ""))
    if one.rule.code == "RU601" and one.level != one.rule.level:
        ways = (ways[0] + _AREA[0], f"{ways[1]} {_AREA[1]}")
    owner = reports.issuers[one.report] or ""
    return FindingRow(
        finding_id=_digest(one.rule.code, owner, str(reports.years[one.report]), other, str(year)),
        fingerprint=_digest(*(side.quote for side in (*quotes[first], *quotes[int(found.source[first])]))),
        report_id=reports.names[one.report],
        rule=one.rule.code,
        level=one.level,
        message_zh=one.rule.message_zh.format_map({**words, "direction": ways[0]}).strip(),
        message_en=one.rule.message_en.format_map({**words, "direction": ways[1]}).strip(),
        expected="",
        actual=similarity if one.rule.code == "RU601" else f"{one.share:.4f}",
        evidence=(*quotes[first], *quotes[int(found.source[first])]),
        repairs=(),
    )


def _digest(*parts: str) -> str:
    return blake2b("\0".join("".join(part.split()) for part in parts).encode(), digest_size=8).hexdigest()


def _quotes(
    folder: Path, reports: Reports, found: Comparison, paragraphs: set[int]
) -> dict[int, tuple[EvidenceRow, ...]]:
    """What stands in the source for each paragraph: its sentences, those that follow without a gap as one."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    wanted: dict[str, list[int]] = {}
    for at in sorted(paragraphs):
        wanted.setdefault(reports.names[int(found.report[at])], []).append(at)
    held: dict[int, list[EvidenceRow]] = {at: [] for at in paragraphs}
    names = pa.array(sorted(wanted), pa.string())
    columns = ["report_id", "kind", "start", "end", "source_start", "source_end", "quote"]
    for path in sorted((folder / "units").glob("*.parquet")):
        rows = pq.read_table(path, columns=columns, filters=pc.field("report_id").isin(names))
        for report, kind, start, end, *place in zip(*(rows[name].to_pylist() for name in columns), strict=True):
            if kind == "heading":
                continue
            for at in wanted[report]:
                if found.spans[at, 0] <= start and end <= found.spans[at, 1]:
                    _extend(held[at], reports.sources[reports.number[report]], *place)
    return {at: tuple(rows) for at, rows in held.items()}


def _extend(rows: list[EvidenceRow], source: str, start: int, end: int, quote: str) -> None:
    if rows and rows[-1].source_end == start:
        last = rows.pop()
        start, quote = last.source_start, last.quote + quote
    rows.append(EvidenceRow(source, start, end, quote, None))
