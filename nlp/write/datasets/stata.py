"""Stata files (version 118: Stata 14 and later), a file for each flat table.

Variables have their labels, and what takes one of a set of values is a number with value labels; codebook.csv has the
value for each number. A table of more than `PART` rows becomes several files, units-1.dta, units-2.dta, to append.
Stata itself holds a table in memory, so a part is what this holds too.
"""

from __future__ import annotations

import warnings
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.catalog.variables import Variable
from nlp.errors import UsageError
from nlp.write.datasets.delimited import write_codebook
from nlp.write.datasets.layout import Flat
from nlp.write.datasets.sink import Remarks, Sink

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

PART = 100_000  # rows of a file
SHORT = 2045  # bytes; a column with a longer text is strL, which pandas writes slowly
STAMP = datetime(2000, 1, 1)  # a fixed date keeps the bytes the same
NUL, SHOWN = "\0", "␀"  # a text would end there


class StataFolder(Sink):
    """A .dta file for each table, and codebook.csv."""

    def __init__(self, out: Path, flats: Sequence[Flat], part: int = PART) -> None:
        out.mkdir(parents=True, exist_ok=True)
        self._out, self._flats, self._part = out, flats, part
        self._waiting: dict[str, list[pa.Table]] = defaultdict(list)
        self._parts: Counter[str] = Counter()
        self._changes: Counter[str] = Counter()

    def write(self, flat: Flat, rows: pa.Table) -> None:
        import pyarrow as pa

        waiting = self._waiting[flat.id]
        waiting.append(rows)
        if sum(map(len, waiting)) > self._part:
            held = pa.concat_tables(waiting)
            self._waiting[flat.id] = [held.slice(self._part)]
            self._save(flat, held.slice(0, self._part))

    def close(self) -> Remarks:
        import pyarrow as pa

        for flat in self._flats:
            held = self._waiting[flat.id] or [flat.schema().empty_table()]
            self._save(flat, pa.concat_tables(held), last=True)
        write_codebook(self._out, self._flats)
        said = {
            "nul": ("{} 段文字中的 NUL 改为 ␀", "NUL in {} texts replaced by ␀"),
            "unknown": ("{} 个登记册以外的取值", "{} values that the registry doesn't have"),
        }
        return tuple((zh.format(n), en.format(n)) for name, (zh, en) in said.items() if (n := self._changes[name]))

    def _save(self, flat: Flat, rows: pa.Table, last: bool = False) -> None:
        import pandas as pd

        self._parts[flat.id] += 1
        number = self._parts[flat.id]
        name = flat.id if last and number == 1 else f"{flat.id}-{number}"
        labels: dict[Hashable, dict[float, str]] = {}
        columns: dict[str, Any] = {}
        long: list[str] = []
        for variable in flat.columns:
            called = variable.stata or variable.name
            values = rows[variable.name]
            if variable.values and variable.type == "string":
                columns[called], labels[called] = self._coded(values, variable)
            elif variable.type in ("integer", "number", "decimal"):
                columns[called] = _numbers(values)
            else:
                texts = [self._text(value) for value in values.to_pylist()]
                columns[called] = pd.Series(texts, dtype=object)
                if any(len(text.encode()) > SHORT for text in texts):
                    long.append(called)
        names = {v.stata or v.name: v.label for v in flat.columns}
        title = f"{flat.table.zh} / {flat.table.en}"[:80]
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a renamed column, a shortened label
            try:
                pd.DataFrame(columns).to_stata(
                    self._out / f"{name}.dta",
                    version=118,
                    write_index=False,
                    variable_labels=names,
                    value_labels=labels,
                    convert_strl=long,
                    time_stamp=STAMP,
                    data_label=title,
                )
            except (ValueError, Warning) as reason:
                raise UsageError(f"无法写成 Stata: {reason}", f"can't be written for Stata: {reason}") from None

    def _coded(self, values: pa.ChunkedArray, variable: Variable) -> tuple[pd.Series[Any], dict[float, str]]:
        """Numbers for the values, and the label of each; a value out of the set comes after it, as its own label."""
        import pandas as pd

        labels: dict[float, str] = {code: value.label for code, value in enumerate(variable.values, 1)}
        codes = {value.value: code for code, value in enumerate(variable.values, 1)}
        found = values.to_pylist()
        for value in sorted(set(found) - codes.keys() - {None, ""}):
            codes[value] = len(codes) + 1
            labels[codes[value]] = value
            self._changes["unknown"] += 1
        numbers = [codes.get(value) for value in found]
        return pd.Series(numbers, dtype="float64"), labels

    def _text(self, value: str | None) -> str:
        if value and NUL in value:
            self._changes["nul"] += 1
            return value.replace(NUL, SHOWN)
        return value or ""


def _numbers(values: pa.ChunkedArray) -> pd.Series[Any]:
    """Whole numbers as such where none is missing."""
    import pandas as pd

    kind = values.type if str(values.type) == "int64" and not values.null_count else "float64"
    return pd.Series(values.cast(kind).to_pandas())
