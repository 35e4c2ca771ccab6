"""The chain over years: the reports of one office, each beside that of the year before.

`chain` takes finished reports; `links` takes their outlines, which are small enough to leave a process, and
says what is to be added to each. Only the later report of a pair gets new checks and findings; its ledger and
figures stay as they are, for they say what the report shows by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from nlp.catalog.specs import RuleSpec
from nlp.document import Check, Finding, Report
from nlp.verify import residue, years
from nlp.verify.offices import chains
from nlp.verify.outlines import Outline, outline
from nlp.verify.views import View
from nlp.verify.wording import findings

if TYPE_CHECKING:
    from nlp.catalog import Catalog

__all__ = ["KINDS", "Link", "Outline", "chain", "links", "outline"]

Kind = Callable[[RuleSpec, View], Iterator[Check]]

KINDS: dict[str, Kind] = {
    "carried_over": years.carried_over,
    "in_force": years.in_force,
    "items": years.items,
    "public_total": years.public_total,
    "restated": years.restated,
    "frozen": years.frozen,
    "foreign_name": residue.foreign_name,
    "stale_year": residue.stale_year,
}


class Link(Struct, frozen=True):
    """What the chain adds to a report; `at` is its position in the given sequence."""

    at: int
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]


def chain(reports: Sequence[Report], catalog: Catalog, aliases: Mapping[str, str] | None = None) -> tuple[Report, ...]:
    """The reports with the checks and findings across years and offices added, in the same order.

    `aliases` lead from the new name of a renamed office to its old one.
    """
    linked = list(reports)
    for link in links([outline(report, catalog) for report in reports], catalog, aliases):
        report = linked[link.at]
        linked[link.at] = replace(report, checks=report.checks + link.checks, findings=report.findings + link.findings)
    return tuple(linked)


def links(outlines: Sequence[Outline], catalog: Catalog, aliases: Mapping[str, str] | None = None) -> Iterator[Link]:
    """What is to be added, in the order of the outlines; reports with nothing to add are left out."""
    chained = {found.later: found for found in chains(outlines, aliases or {})}
    others = {name: other for other in reversed(outlines) for name in residue.names_of(other)}
    for at, this in enumerate(outlines):
        found = chained.get(at)
        view = View(catalog, this, others=others)
        if found is not None:
            mirrors, earlier = (tuple(outlines[i] for i in side) for side in (found.mirrors, found.earlier))
            view = View(catalog, this, mirrors, earlier, found.gap, found.caveat, others)
        rules = sorted(catalog.series.items())
        checks = tuple(check for _, rule in rules for check in KINDS[rule.kind](rule, view))
        if checks:
            yield Link(at, checks, tuple(findings(view, checks)))
