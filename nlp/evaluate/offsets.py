"""Every quote of the output against the decoded source, and against the clean text it stands for."""

from nlp.evaluate.outcome import Run, simplified
from nlp.evaluate.scores import Layer, Miss, share


def offsets(run: Run) -> Layer:
    """`source[start:end] == quote` over all output tables; and the quote, cleaned, reads as the clean text."""
    from nlp.write.rows import record

    right = n = faithful = texts = 0
    misses = []
    clean: dict[str, str] = {}
    for file, source in run.gold.texts.items():
        for report in run.reports[file]:
            rows = record(report)
            tables = {"units": rows.units, "cells": rows.cells, "figures": rows.figures, "numerals": rows.numerals}
            for table, items in tables.items():
                for row in items:
                    if row.quote is None:
                        continue
                    n += 1
                    fine = source[row.source_start : row.source_end] == row.quote
                    right += fine
                    texts += 1
                    if row.quote not in clean:
                        clean[row.quote] = _clean(row.quote)
                    same = clean[row.quote] == "".join(row.text.split())
                    faithful += same
                    if not (fine and same):
                        what = f"{table}: {row.text[:30]!r} cites {row.quote[:30]!r}"
                        misses.append(Miss("offsets", report.source.uri, what, "", row.source_start))
            for side in (side for finding in rows.findings for side in finding.evidence):
                n += 1
                right += source[side.source_start : side.source_end] == side.quote
    return Layer(
        (
            share("offsets", "source[start:end] == quote", right, n, ">= 1"),
            share("offsets", "cleaned quote reads as the clean text", faithful, texts),
        ),
        tuple(misses),
    )


def _clean(quote: str) -> str:
    """A quote as the pipeline reads it, without blanks."""
    from nlp.document import Raw, Source
    from nlp.normalize import clean
    from nlp.spans import OffsetMap

    raw = Raw(Source("quote"), quote, OffsetMap.identity(len(quote)))
    return "".join(simplified(clean(raw).text).split())
