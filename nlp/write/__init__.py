"""Room 8: finished reports -> files and frames. Verbs: `write_jsonl`, `write_parquet`, `to_frames`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from nlp.document import Report
from nlp.write.columns import TABLES, Columns, to_arrow
from nlp.write.jsonl import write_jsonl
from nlp.write.opened import Output
from nlp.write.parquet import write_parquet
from nlp.write.records import Tabulated, linked, record, tabulated
from nlp.write.rows import CheckRow, ErrorRow, FindingRow, Record, ReportRow

if TYPE_CHECKING:
    import pandas

__all__ = [
    "TABLES",
    "CheckRow",
    "Columns",
    "ErrorRow",
    "FindingRow",
    "Output",
    "Record",
    "ReportRow",
    "Tabulated",
    "linked",
    "record",
    "tabulated",
    "to_frames",
    "write_jsonl",
    "write_parquet",
]


def to_frames(reports: Iterable[Report]) -> dict[str, pandas.DataFrame]:
    """pandas frames by table name (reports, units, cells, figures, numerals, checks, findings).

    The columns are those of the Parquet tables; values are `Decimal`.
    """
    columns = Columns()
    for report in reports:
        columns.add(tabulated(report))
    return {name: to_arrow(columns, name).to_pandas() for name in TABLES if name != "errors"}
