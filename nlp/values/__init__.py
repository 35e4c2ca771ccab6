"""Room 6: fills `figures` and `numerals` of a report from its narrative. Verb: `extract`.

In: zones and units of the clean text, year and form of the report. Out: a `Figure` for every quantity
stated in prose, with interval, unit and the indicator its wording names, and a `Numeral` for every
stretch of numeral characters, `figure` or `not_a_figure` with the reason.
"""

from msgspec.structs import replace

from nlp.catalog import Catalog
from nlp.document import Report
from nlp.values.figures import read

__all__ = ["extract"]


def extract(report: Report, catalog: Catalog) -> Report:
    """The report with `figures` and `numerals`, both in reading order."""
    figures, numerals = read(report, catalog)
    return replace(report, figures=figures, numerals=numerals)
