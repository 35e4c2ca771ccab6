"""The output formats of `check`, by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nlp.write import findings, sarif

if TYPE_CHECKING:
    from nlp.catalog import Catalog


def render(
    name: str, outcomes: findings.Outcomes, catalog: Catalog, suppressed: sarif.Suppressed | None = None
) -> Iterator[str]:
    """Lines of one format; `name` is one of settings.FORMATS. SARIF tells which findings are suppressed, and why."""
    if name == "sarif":
        return sarif.sarif(outcomes, catalog, suppressed)
    plain = {
        "full": findings.full,
        "concise": findings.concise,
        "json": findings.as_json,
        "jsonl": findings.jsonl,
        "github": sarif.github,
    }
    return plain[name](outcomes)
