"""A text taken apart, and a plain report to build variants from."""

from collections.abc import Callable

import pytest

from nlp.catalog import Catalog, load
from nlp.document import Report
from nlp.ingest import read_bytes
from nlp.normalize import clean
from nlp.segment import split


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="session")
def reports(catalog: Catalog) -> Callable[[str], tuple[Report, ...]]:
    """Reports of a text."""
    return lambda text: split(clean(read_bytes(text.encode(), "test.txt")), catalog)


@pytest.fixture(scope="session")
def report(reports: Callable[[str], tuple[Report, ...]]) -> Callable[[str], Report]:
    """The one report of a text."""

    def only(text: str) -> Report:
        (found,) = reports(text)
        return found

    return only
