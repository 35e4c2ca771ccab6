"""The chain over years: the reports of one office, each beside that of the year before.

`chain` takes finished reports; `compared` takes their outlines, which are small enough to leave a process, and
says what is to be added to one of them. Only the later report of a pair gets new checks and findings; its ledger and
figures stay as they are, for they say what the report shows by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from nlp.catalog.specs import RuleSpec
from nlp.document import Check, Finding, Report
from nlp.verify import residue, years
from nlp.verify.offices import Chain, chains, first_names, own_name
from nlp.verify.outlines import Office, Outline, outline
from nlp.verify.residue import candidates, names_of
from nlp.verify.views import View
from nlp.verify.wording import findings

if TYPE_CHECKING:
    from nlp.catalog import Catalog

__all__ = [
    "KINDS",
    "Office",
    "Outline",
    "View",
    "candidates",
    "chain",
    "chains",
    "compared",
    "first_names",
    "names_of",
    "outline",
    "own_name",
]

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


def chain(reports: Sequence[Report], catalog: Catalog, aliases: Mapping[str, str] | None = None) -> tuple[Report, ...]:
    """The reports with the checks and findings across years and offices added, in the same order.

    `aliases` lead from the new name of a renamed office to its old one.
    """
    outlines = [outline(report, catalog) for report in reports]
    offices = [one.office for one in outlines]
    chained = {found.later: found for found in chains(offices, aliases or {})}
    others = {name: office for office in reversed(offices) for name in names_of(office)}
    linked = []
    for at, report in enumerate(reports):
        found = chained.get(at, Chain(at))
        mirrors, earlier = (tuple(outlines[other] for other in side) for side in (found.mirrors, found.earlier))
        checks, more = compared(View(catalog, outlines[at], mirrors, earlier, found.gap, found.caveat, others))
        linked.append(replace(report, checks=report.checks + checks, findings=report.findings + more))
    return tuple(linked)


def compared(view: View) -> tuple[tuple[Check, ...], tuple[Finding, ...]]:
    """What is to be added to a report: checks beside the others it is seen with, and their findings."""
    rules = sorted(view.catalog.series.items())
    checks = tuple(check for _, rule in rules for check in KINDS[rule.kind](rule, view))
    return checks, tuple(findings(view, checks)) if checks else ()
