"""Paragraphs of an annotated corpus as reuse compares them, read from its table of units.

Lines that a layout broke in the middle of a sentence are joined again; headings part paragraphs and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

_ROWS = 20_000  # rows of the table in memory
_ENDS = frozenset("。！？；：.!?;:”」）)")  # what a finished line ends with
_COLUMNS = ("report_id", "kind", "paragraph", "text", "start", "end", "source_start", "source_end")


class Passage(Struct, frozen=True, gc=False):
    """A paragraph: the number of its report, its clean text, its spans in the clean and in the decoded source."""

    report: int
    text: str
    start: int
    end: int
    source_start: int
    source_end: int


def passages(folder: Path, numbers: Mapping[str, int]) -> Iterator[Passage]:
    """Paragraphs in the order of the table. `numbers` leads from the id of a report to its number."""
    held: list[tuple[str, int, int, int, int]] = []
    where: tuple[str, int] = ("", 0)
    for name, kind, paragraph, *unit in _units(folder):
        goes_on = held and name == where[0] and (paragraph == where[1] or held[-1][0][-1:] not in _ENDS)
        if held and (kind == "heading" or not goes_on):
            yield _joined(numbers[where[0]], held)
            held = []
        if kind != "heading":
            held.append(tuple(unit))
            where = (name, paragraph)
    if held:
        yield _joined(numbers[where[0]], held)


def _units(folder: Path) -> Iterator[tuple]:  # type: ignore[type-arg]
    import pyarrow.parquet as pq

    for path in sorted((folder / "units").glob("*.parquet")):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS, columns=list(_COLUMNS)):
                yield from zip(*(batch.column(name).to_pylist() for name in _COLUMNS), strict=True)


def _joined(report: int, units: list[tuple[str, int, int, int, int]]) -> Passage:
    text = "".join(unit[0] for unit in units)
    return Passage(report, text, units[0][1], units[-1][2], units[0][3], units[-1][4])
