"""What every format is: something that takes flat rows, table by table, and tells at the end what it had to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from nlp.write.datasets.layout import Flat

if TYPE_CHECKING:
    import pyarrow as pa

Remarks = tuple[tuple[str, str], ...]


class Sink(Protocol):
    """Made with the place to write to and all tables. Rows of the tables come by turns, each in their order."""

    def write(self, flat: Flat, rows: pa.Table) -> None: ...

    def close(self) -> Remarks:
        """Finish; remarks (Chinese, English) say what could not be written as it stands."""
        ...
