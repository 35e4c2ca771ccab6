"""A report with one claim put into it, and what the checks made of the claim."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nlp import catalog, ingest
from nlp.document import Check
from nlp.pipeline import Tools, analyze

HERE = Path(__file__).parent
FORMS = ("2014", "2016", "2020", "2021", "2023")


@pytest.fixture(scope="session")
def checks_of() -> Callable[[str, str], list[Check]]:
    """Checks that a claim's own figures take part in, given the form of the report around it."""
    tools = Tools(catalog.load())
    frames = {form: (HERE / f"claims-{form}.txt").read_text(encoding="utf-8") for form in FORMS}

    def checks(form: str, claim: str) -> list[Check]:
        raw = ingest.read_bytes(frames[form].replace("{claim}", claim).encode(), "claims.txt")
        (report,) = analyze(raw, tools)
        own = {figure.id for figure in report.figures}
        return [check for check in report.checks if own & set(check.operands)]

    return checks
