"""What a run wrote, opened again: a table is read when it is asked for, and other programs are told where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.errors import UsageError
from nlp.write.columns import TABLES

if TYPE_CHECKING:
    import pandas
    import pyarrow.dataset


class Output:
    """The tables of an output folder: `out["cells"]` is a pandas frame, read anew each time it is asked for.

    >>> out = nlp.open("OUT")                                     # doctest: +SKIP
    >>> out["reports"]                                            # doctest: +SKIP
    >>> out.frame("cells", ["report_id", "value"])                # doctest: +SKIP
    >>> polars.scan_parquet(out.paths("units"))                   # doctest: +SKIP
    >>> out.duckdb().sql("SELECT year, count(*) FROM reports GROUP BY year")  # doctest: +SKIP
    """

    def __init__(self, out: str | Path) -> None:
        self.address = str(out)
        self._system, self._root = _place(self.address)
        self._parts = {name: self._found(name) for name in TABLES}
        if not self._parts["reports"]:
            raise UsageError(f"{out} 里没有表, 请先运行 annotate", f"no tables in {out}: annotate first")

    def __repr__(self) -> str:
        return f"<Output {self.address}: {', '.join(self)}>"

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __contains__(self, name: object) -> bool:
        return name in self._parts

    def __getitem__(self, name: str) -> pandas.DataFrame:
        return self.frame(name)

    def frame(self, name: str, columns: Sequence[str] | None = None) -> pandas.DataFrame:
        """A table, or some columns of it, in the order of the corpus. Values are `Decimal`."""
        frame: pandas.DataFrame = self.dataset(name).to_table(columns=list(columns) if columns else None).to_pandas()
        return frame

    def dataset(self, name: str) -> pyarrow.dataset.Dataset:
        """A table as a dataset of pyarrow, to be filtered or read in batches."""
        import pyarrow.dataset

        return pyarrow.dataset.dataset(self._of(name), filesystem=self._system, format="parquet")

    def paths(self, name: str) -> list[str]:
        """The Parquet files of a table in the order of the corpus; `polars.scan_parquet` takes them as they are."""
        scheme = self.address.partition("://")[0] if self._system is not None else ""
        return [f"{scheme}://{path}" if scheme else path for path in self._of(name)]

    def duckdb(self, connection: Any = None) -> Any:
        """A connection to DuckDB, or the given one, that has every table as a view."""
        try:
            import duckdb
        except ImportError:
            raise UsageError(
                "需要另装: pip install 'gongkai[duckdb]'", "an extra is needed: pip install 'gongkai[duckdb]'"
            ) from None
        made = connection or duckdb.connect()
        if self._system is not None:
            made.register_filesystem(self._system)
        for name in self:
            files = ", ".join("'{}'".format(path.replace("'", "''")) for path in self.paths(name))
            made.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet([{files}])")
        return made

    def _of(self, name: str) -> list[str]:
        if name not in self._parts:
            raise UsageError(f"没有 {name} 表: {', '.join(self)}", f"no table {name}; there are {', '.join(self)}")
        return self._parts[name]

    def _found(self, name: str) -> list[str]:
        """Parts of a table, in the order of the corpus; files of others in the folder are none."""
        if self._system is None:
            return sorted(str(path) for path in (Path(self._root) / name).glob("part-*.parquet"))
        folder = f"{self._root.rstrip('/')}/{name}"
        try:
            listed = self._system.ls(folder, detail=False)
        except FileNotFoundError:
            return []
        return sorted(path for path in listed if Path(path).match("part-*.parquet"))


def _place(address: str) -> tuple[Any, str]:
    """A file system of fsspec and the root in it; None for a folder of this machine."""
    scheme, found, rest = address.partition("://")
    if not found or scheme == "file":
        return None, rest if found else address
    try:
        from fsspec.core import url_to_fs

        system, root = url_to_fs(address)
    except (ImportError, ValueError, OSError) as reason:
        raise UsageError(f"无法打开 {address}: {reason}", f"can't open {address}: {reason}") from None
    return system, str(root)
