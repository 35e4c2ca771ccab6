"""The way of a report through the rooms: bytes in, finished reports out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from nlp import catalog, ingest, normalize, segment, tables, topics, values, verify
from nlp.document import Raw, Report

if TYPE_CHECKING:
    from nlp.catalog import Catalog


class Tools(Struct, frozen=True):
    """What the rooms work with. `model` is None where labels are not wanted."""

    catalog: Catalog
    model: Any = None


@lru_cache(maxsize=1)
def default_tools() -> Tools:
    """Bundled catalog and topic model, loaded once per process."""
    return Tools(catalog.load(), topics.load_model())


def read_reports(raw: Raw, tools: Tools) -> tuple[Report, ...]:
    """Reports of one source with sections, units and tables; raises NotAReport where there is none."""
    reports = segment.split(normalize.clean(raw), tools.catalog)
    return tuple(tables.match(report, tools.catalog) for report in reports)


def finish_reports(reports: Sequence[Report], tools: Tools) -> tuple[Report, ...]:
    """The same reports with labels, figures, checks and findings; labels are made in one batch."""
    if tools.model is not None:
        reports = topics.label(reports, tools.model)
    extracted = (values.extract(report, tools.catalog) for report in reports)
    return tuple(verify.check(report, tools.catalog) for report in extracted)


def analyze(source: str | Path | Raw, tools: Tools | None = None, uri: str | None = None) -> tuple[Report, ...]:
    """Reports found in a file (or in an already read `Raw`), analyzed to the end.

    Raises errors.SourceError where the file can't be read or holds no report.
    """
    tools = tools or default_tools()
    raw = source if isinstance(source, Raw) else ingest.read(Path(source), uri=uri)
    return finish_reports(read_reports(raw, tools), tools)


def analyze_file(path: Path, uri: str | None = None) -> tuple[Report, ...]:
    """`analyze` with the bundled tools; `uri` is what outputs call the file."""
    return analyze(path, uri=uri)
