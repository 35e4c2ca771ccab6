"""What an export is given and what it tells afterwards."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from msgspec import Struct

from nlp.catalog import Catalog
from nlp.write.exchange.documents import Document, by_unit
from nlp.write.rows import Record

Line = Callable[[Document], dict[str, Any]]
Named = tuple[str, dict[str, Any]]  # a file and a line for it


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


def write_lines(job: Job, out: Path, names: Sequence[str], lines: Callable[[Record], Iterator[Named]]) -> Exported:
    """Write JSON lines: `lines` gives those of a record, each with which of the files `names` it belongs to."""
    out.mkdir(parents=True, exist_ok=True)
    reports = 0
    with ExitStack() as open_files:
        files = {
            name: open_files.enter_context((out / name).open("w", encoding="utf-8", newline="\n")) for name in names
        }
        for record in job.records:
            reports += 1
            for name, line in lines(record):
                files[name].write(json.dumps(line, ensure_ascii=False) + "\n")
    return Exported(out, reports)


def labels_and_spans(job: Job, out: Path, labeled: Line, marked: Line) -> Exported:
    """Write `labels.jsonl` with a line for each unit, `spans.jsonl` with one for each that has marks."""

    def lines(record: Record) -> Iterator[Named]:
        for document in by_unit(record):
            yield "labels.jsonl", labeled(document)
            if document.marks:
                yield "spans.jsonl", marked(document)

    return write_lines(job, out, ("labels.jsonl", "spans.jsonl"), lines)
