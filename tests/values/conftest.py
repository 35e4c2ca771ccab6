"""Reports made of one sentence, and what was read from them in short notation."""

from collections.abc import Callable

import pytest

from nlp import catalog
from nlp.document import Figure, Raw, Report, Source, Text, Unit
from nlp.spans import OffsetMap, Span
from nlp.values import extract

Read = Callable[..., Report]


def _report(
    text: str,
    year: int | None = 2022,
    form: str | None = "G3",
    path: tuple[str, ...] = (),
    issuer: str | None = None,
) -> Report:
    raw = Raw(Source("test.txt"), text, OffsetMap.identity(len(text)))
    span = Span(0, len(text))
    unit = Unit("u1", "paragraph", span, "overview", None, None, "", 0, 0, path)
    clean = Text(raw, text, OffsetMap.identity(len(text)))
    report = Report("r", clean, span, year=year, form=form, issuer=issuer, zones=(("narrative", span),), units=(unit,))
    return extract(report, catalog.load())


@pytest.fixture(scope="session")
def read() -> Read:
    """Report of a text, extracted: `read(text, year=2022, form="G3", path=(), issuer=None)`."""
    return _report


def _shown(report: Report, figure: Figure) -> str:
    low, high = ("" if end is None else str(end) for end in (figure.low, figure.high))
    amount = low if low and low == high else f"{low}..{high}"
    return f"{report.quote(figure.span)}={amount}{f' {figure.unit}' if figure.unit else ''}"


@pytest.fixture(scope="session")
def figures() -> Callable[[Report], list[str]]:
    """`quote=amount unit` of the figures of a report, in reading order; an open interval is `low..high`."""
    return lambda report: [_shown(report, figure) for figure in report.figures]


@pytest.fixture(scope="session")
def reasons() -> Callable[[Report], list[tuple[str, str]]]:
    """(numeral, reason) of what is no figure, in reading order."""
    return lambda report: [(n.text, n.reason) for n in report.numerals if n.state == "not_a_figure"]
