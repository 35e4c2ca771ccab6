"""What an export is given and what it tells afterwards."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from nlp.catalog import Catalog
from nlp.write.exchange.documents import Document, by_unit
from nlp.write.rows import Record

Line = Callable[[Document], dict[str, Any]]


class Job(Struct, frozen=True):
    """What the formats write: records, once through; verdicts by id with their names in two languages.

    `given` holds verdict and comment that `reviewer` gave before, by finding id and fingerprint.
    """

    records: Iterable[Record]
    catalog: Catalog
    verdicts: Mapping[str, tuple[str, str]]
    given: Mapping[tuple[str, str], tuple[str, str]] = {}
    reviewer: str = ""


class Exported(Struct, frozen=True):
    """Where it was written, how many reports, and remarks for the user (Chinese, English)."""

    out: Path
    reports: int
    remarks: tuple[tuple[str, str], ...] = ()


def labels_and_spans(job: Job, out: Path, labeled: Line, marked: Line) -> Exported:
    """Write `labels.jsonl` with a line for each unit, `spans.jsonl` with one for each that has marks."""
    out.mkdir(parents=True, exist_ok=True)
    reports = 0
    with (
        (out / "labels.jsonl").open("w", encoding="utf-8", newline="\n") as labels,
        (out / "spans.jsonl").open("w", encoding="utf-8", newline="\n") as spans,
    ):
        for record in job.records:
            reports += 1
            for document in by_unit(record):
                labels.write(json.dumps(labeled(document), ensure_ascii=False) + "\n")
                if document.marks:
                    spans.write(json.dumps(marked(document), ensure_ascii=False) + "\n")
    return Exported(out, reports)
