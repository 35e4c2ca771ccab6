"""What an export is given and what it tells afterwards."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from nlp.catalog import Catalog
from nlp.write.rows import Record


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
