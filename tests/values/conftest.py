"""Reports made of one sentence, and what was read from them in short notation."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from nlp import catalog
from nlp.document import Figure, Raw, Report, Source, Text, Unit
from nlp.spans import OffsetMap, Span
from nlp.values import extract

Read = Callable[..., Report]


def _report(text: str, year: int | None = 2022, form: str | None = "G3", path: tuple[str, ...] = ()) -> Report:
    raw = Raw(Source("test.txt"), text, OffsetMap.identity(len(text)))
    span = Span(0, len(text))
    unit = Unit("u1", "paragraph", span, "overview", None, None, "", 0, 0, path)
    clean = Text(raw, text, OffsetMap.identity(len(text)))
    report = Report("r", clean, span, year=year, form=form, zones=(("narrative", span),), units=(unit,))
    return extract(report, catalog.load())


@pytest.fixture(scope="session")
def read() -> Read:
    """Report of a text, extracted: `read(text, year=2022, form="G3", path=())`."""
    return _report


def amount(figure: Figure) -> object:
    """The value where it is exact, else `low..high` with open sides left out."""
    if figure.low is not None and figure.low == figure.high:
        return Decimal(figure.low)
    return f"{'' if figure.low is None else figure.low}..{'' if figure.high is None else figure.high}"


@pytest.fixture(scope="session")
def figures() -> Callable[[Report], dict[str, tuple[object, str | None]]]:
    """Quote -> (amount, unit) of the figures of a report, in reading order."""
    return lambda report: {report.quote(f.span): (amount(f), f.unit) for f in report.figures}


@pytest.fixture(scope="session")
def reasons() -> Callable[[Report], list[tuple[str, str]]]:
    """(numeral, reason) of what is no figure, in reading order."""
    return lambda report: [(n.text, n.reason) for n in report.numerals if n.state == "not_a_figure"]
