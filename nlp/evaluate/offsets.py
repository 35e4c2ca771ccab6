"""Every quote of the output against the decoded source, and against the clean text it stands for."""

from collections.abc import Iterator
from functools import cache

from nlp import normalize
from nlp.document import Raw, Report, Source
from nlp.evaluate.outcome import Run, simplified
from nlp.evaluate.scores import Layer, Miss, share
from nlp.spans import OffsetMap
from nlp.write import record
from nlp.write.rows import CellRow, FigureRow, NumeralRow, UnitRow

_Row = UnitRow | CellRow | FigureRow | NumeralRow


def offsets(run: Run) -> Layer:
    """`source[start:end] == quote` over all output tables; and the quote, cleaned, reads as the clean text."""
    right = n = faithful = texts = 0
    misses = []
    for file, source in run.gold.texts.items():
        for report in run.reports[file]:
            for row in _rows(report):
                if row.quote is None:
                    continue
                exact = source[row.source_start : row.source_end] == row.quote
                same = _cleaned(row.quote) == simplified(row.text)
                n, right = n + 1, right + exact
                texts, faithful = texts + 1, faithful + same
                if not (exact and same):
                    what = f"{type(row).__name__}: {row.text[:30]!r} cites {row.quote[:30]!r}"
                    misses.append(Miss("offsets", file, what, "", row.source_start))
            for finding in record(report).findings:
                for side in finding.evidence:
                    n, right = n + 1, right + (source[side.source_start : side.source_end] == side.quote)
    measures = (
        share("offsets", "source[start:end] == quote", right, n, ">= 1"),
        share("offsets", "cleaned quote reads as the clean text", faithful, texts),
    )
    return Layer(measures, tuple(misses))


def _rows(report: Report) -> Iterator[_Row]:
    rows = record(report)
    yield from rows.units
    yield from rows.cells
    yield from rows.figures
    yield from rows.numerals


@cache
def _cleaned(quote: str) -> str:
    """A quote as the pipeline reads it, without blanks."""
    raw = Raw(Source("quote"), quote, OffsetMap.identity(len(quote)))
    return simplified(normalize.clean(raw).text)
