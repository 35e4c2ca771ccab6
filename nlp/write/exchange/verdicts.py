"""Findings laid out for a person to judge, a row each, and the verdicts read back from JSON lines or a workbook."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from nlp.catalog import Catalog
from nlp.errors import UsageError
from nlp.write.exchange.documents import cell_name
from nlp.write.exchange.job import Job
from nlp.write.rows import EvidenceRow, Record


class Judged(Struct, frozen=True):
    """A finding for the desk. `verdict`, `comment` and `reviewer` are for people to fill in; the rest is not read."""

    verdict: str
    comment: str
    reviewer: str
    level: str
    rule: str
    title: str
    office: str
    year: str
    message_zh: str
    sentence: str
    stated: str
    compared: str
    repairs: str
    message_en: str
    source: str
    source_start: int | None
    source_end: int | None
    finding_id: str
    fingerprint: str


class Verdict(Struct, frozen=True):
    """A verdict somebody filled in. `where` says in which row, for messages."""

    finding: str
    fingerprint: str
    verdict: str
    comment: str
    reviewer: str
    rule: str
    subject: str
    where: str


def to_judge(record: Record, job: Job) -> Iterator[Judged]:
    """The findings of a report as rows, in its order, with the verdicts given before."""
    report, catalog = record.report, job.catalog
    for finding in record.findings:
        verdict, comment = job.given.get((finding.finding_id, finding.fingerprint), ("", ""))
        prose = [side for side in finding.evidence if side.cell is None and side.source == report.source]
        first = finding.evidence[0] if finding.evidence else None
        yield Judged(
            verdict=verdict,
            comment=comment,
            reviewer=job.reviewer if verdict else "",
            level=finding.level,
            rule=finding.rule,
            title=catalog.all_rules[finding.rule].title_zh,
            office=report.issuer or "",
            year=str(report.year or ""),
            message_zh=finding.message_zh,
            sentence=_sentence(record, prose[0]) if prose else "",
            stated=_side(first, report.source, catalog) if first else "",
            compared="\n".join(_side(side, report.source, catalog) for side in finding.evidence[1:]),
            repairs="\n".join(repair.message_zh for repair in finding.repairs),
            message_en=finding.message_en,
            source=report.source,
            source_start=first.source_start if first else None,
            source_end=first.source_end if first else None,
            finding_id=finding.finding_id,
            fingerprint=finding.fingerprint,
        )


def _side(side: EvidenceRow, own: str, catalog: Catalog) -> str:
    name = f"{cell_name(side.cell, catalog)}: " if side.cell else ""
    return f"{name}{side.quote}" + (f" ({side.source})" if side.source != own else "")


def _sentence(record: Record, side: EvidenceRow) -> str:
    for unit in record.units:
        if unit.source_start <= side.source_start and side.source_end <= unit.source_end:
            return unit.text
    return ""


def read_verdicts(file: Path, known: Mapping[str, tuple[str, str]]) -> list[Verdict]:
    """Verdicts that somebody filled in, from a workbook or JSON lines; rows left open are passed over.

    A verdict may be written as its id or its name in either language. Raises UsageError, with the row, for an
    unknown one or a row without the finding it belongs to; then nothing is to be taken over.
    """
    if file.suffix.lower() == ".xlsx":
        from nlp.write.exchange.workbook import read_rows

        rows: Iterable[tuple[str, dict[str, Any]]] = read_rows(file)
    else:
        rows = _lines(file)
    names = {
        name: verdict for verdict, both in known.items() for name in (verdict, *both, " ".join(both), " / ".join(both))
    }
    found = []
    for where, row in rows:
        text = {key: str(value).strip() for key, value in row.items() if value is not None}
        verdict = text.get("verdict", "")
        if not verdict:
            continue
        finding, fingerprint = text.get("finding_id", text.get("finding", "")), text.get("fingerprint", "")
        if verdict not in names or not finding or not fingerprint:
            listed = ", ".join(f"{name} {zh}" for name, (zh, _) in known.items())
            raise UsageError(
                f"{file} {where}: 要有 finding_id, fingerprint, 裁决为 {listed} 之一 (现为 {verdict})",
                f"{file} {where}: finding_id and fingerprint wanted, and a verdict of {listed} (found {verdict})",
            )
        subject = text.get("subject") or " ".join(
            part for part in (text.get("office", ""), text.get("year", ""), text.get("message_zh", "")) if part
        )
        found.append(
            Verdict(
                finding,
                fingerprint,
                names[verdict],
                text.get("comment", ""),
                text.get("reviewer", ""),
                text.get("rule", ""),
                subject,
                where,
            )
        )
    return found


def _lines(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        for number, line in enumerate(file.read_text("utf-8-sig").split("\n"), 1):
            if line.strip():
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise ValueError(f"line {number} is no object")
                yield f"第 {number} 行 / line {number}", row
    except (OSError, ValueError) as reason:
        raise UsageError(f"无法读取裁决 {file}: {reason}", f"can't read verdicts {file}: {reason}") from None
