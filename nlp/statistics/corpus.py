"""The tables of a run as statistics need them: columns only, reports numbered in their order."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.errors import UsageError
from nlp.statistics.rows import KEYS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Numbers = np.ndarray[Any, Any]


class Corpus:
    """An output folder of `annotate`. Tables are read when asked for; `at` gives the number of each row's report."""

    def __init__(self, folder: Path) -> None:
        if not (folder / "reports").is_dir():
            zh, en = (
                f"{folder} 里没有 reports 表, 请先运行 annotate",
                f"no table of reports in {folder}: annotate first",
            )
            raise UsageError(zh, en)
        self.folder = folder
        self.reports = self._read("reports", "report_id", "source", "start", "end", "figures", "numerals", *KEYS)
        self.number = dict(zip(self.reports["report_id"], range(len(self.reports)), strict=True))

    def _read(self, name: str, *columns: str) -> pd.DataFrame:
        import pyarrow.parquet as pq

        frame: pd.DataFrame = pq.read_table(self.folder / name, columns=list(columns)).to_pandas()
        return frame

    def at(self, frame: pd.DataFrame) -> Numbers:
        """Number of the report of each row."""
        import numpy as np

        return frame["report_id"].map(self.number).to_numpy(np.int64)

    @cached_property
    def units(self) -> pd.DataFrame:
        """Units of the narrative that can bear a tag."""
        units = self._read("units", "unit_id", "report_id", "kind", "tags", "problem_types", "status", "answers")
        return units[~units["kind"].isin(["heading", "lead"])].reset_index(drop=True)

    @cached_property
    def cells(self) -> pd.DataFrame:
        cells = self._read("cells", "report_id", "indicator", "applicant", "state", "value", "unit")
        who = cells["applicant"].where(cells["applicant"].isna(), "@" + cells["applicant"].astype(str)).fillna("")
        return cells.assign(cell=cells["indicator"] + who)

    @cached_property
    def checks(self) -> pd.DataFrame:
        return self._read("checks", "report_id", "rule", "verdict")

    @cached_property
    def findings(self) -> pd.DataFrame:
        return self._read("findings", "finding_id", "report_id", "rule", "level", "evidence")

    @cached_property
    def unreadable(self) -> int:
        """Files without a report."""
        return len(self._read("errors", "source"))

    @cached_property
    def doubted(self) -> frozenset[tuple[str, str]]:
        """`(report_id, cell)` of cells that an error-level finding or a misfilled row touches."""
        loud = self.findings[(self.findings["level"] == "error") | (self.findings["rule"] == "SM501")]
        return frozenset(
            (report, side["cell"])
            for report, evidence in zip(loud["report_id"], loud["evidence"], strict=True)
            for side in evidence
            if side["cell"]
        )

    def texts(self, ids: Sequence[str]) -> dict[str, str]:
        """Clean text of units."""
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        wanted = pc.field("unit_id").isin(pa.array(ids, pa.string()))
        found = pq.read_table(self.folder / "units", columns=["unit_id", "text"], filters=wanted)
        return dict(zip(found["unit_id"].to_pylist(), found["text"].to_pylist(), strict=True))


Group = tuple[object, ...]


def grouped(corpus: Corpus, by: Sequence[str]) -> dict[Group, Numbers]:
    """Which reports are in the whole corpus, (), and in each group of the keys `by`, in the order of their keys."""
    import numpy as np

    for key in by:
        if key not in KEYS:
            known = ", ".join(KEYS)
            raise UsageError(f"不能按 {key} 分组, 可用: {known}", f"can't group by {key}; use {known}")
    groups: dict[Group, Numbers] = {(): np.ones(len(corpus.reports), bool)}
    if by:
        keys = [_plain(values) for values in zip(*(corpus.reports[key] for key in by), strict=True)]
        for group in sorted(set(keys), key=written):
            groups[group] = np.fromiter((key == group for key in keys), bool, len(keys))
    return groups


def written(group: Group) -> tuple[str, ...]:
    """Keys as an address has them."""
    return tuple("" if key is None else str(key) for key in group)


def _plain(values: Sequence[Any]) -> Group:
    """Keys without NaN: a number column with gaps is one of floats."""
    return tuple(None if v is None or v != v else int(v) if isinstance(v, float) else v for v in values)


def read_expected(path: Path) -> list[dict[str, str]]:
    """Reports there should be, a row each, from a CSV with some of the keys as columns; raises UsageError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as reason:
        raise UsageError(f"无法读取 {path}: {reason}", f"can't read {path}: {reason}") from None
    if not rows or not set(KEYS) & set(rows[0]):
        names = ", ".join(KEYS)
        raise UsageError(f"{path} 至少要有一列: {names}", f"{path} needs at least one of the columns {names}")
    return rows


def count_expected(rows: Sequence[Mapping[str, str]], by: Sequence[str]) -> Counter[tuple[str, ...]] | None:
    """Expected reports by group; None where the file doesn't know a key."""
    if not rows or not set(by) <= set(rows[0]):
        return None
    return Counter(tuple(row[key].strip() for key in by) for row in rows)
