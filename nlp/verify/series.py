"""The chain over years: the reports of one office, each beside that of the year before.

`chain` takes finished reports; `links` takes their outlines, which are small enough to leave a process, and
says what is to be added to each. Only the later report of a pair gets new checks and findings; its ledger and
figures stay as they are, for they say what the report shows by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from nlp.catalog.specs import RuleSpec
from nlp.document import Check, Finding, Report
from nlp.verify import residue, years
from nlp.verify.offices import Chain, chains
from nlp.verify.outlines import Office, Outline, outline
from nlp.verify.views import View
from nlp.verify.wording import findings

if TYPE_CHECKING:
    from nlp.catalog import Catalog

__all__ = ["KINDS", "Link", "Office", "Outline", "chain", "chains", "links", "names", "outline"]

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
    outlines = [outline(report, catalog) for report in reports]
    for link in links(outlines.__getitem__, [one.office for one in outlines], catalog, aliases):
        report = linked[link.at]
        linked[link.at] = replace(report, checks=report.checks + link.checks, findings=report.findings + link.findings)
    return tuple(linked)


def links(
    load: Callable[[int], Outline],
    offices: Sequence[Office],
    catalog: Catalog,
    aliases: Mapping[str, str] | None = None,
    wanted: Iterable[int] | None = None,
) -> Iterator[Link]:
    """What is to be added, in the order of the reports; those with nothing to add are left out.

    `offices` say whose the reports are; `load` gives the outline at a position among them when it is needed,
    so that outlines can stay in a file. `wanted` are the positions asked for, all by default.
    """
    chained = {found.later: found for found in chains(offices, aliases or {})}
    others = {name: office for office in reversed(offices) for name in residue.names_of(office)}
    rules = sorted(catalog.series.items())
    for at in range(len(offices)) if wanted is None else wanted:
        found = chained.get(at, Chain(at))
        mirrors, earlier = (tuple(map(load, side)) for side in (found.mirrors, found.earlier))
        view = View(catalog, load(at), mirrors, earlier, found.gap, found.caveat, others)
        checks = tuple(check for _, rule in rules for check in KINDS[rule.kind](rule, view))
        if checks:
            yield Link(at, checks, tuple(findings(view, checks)))


def names(offices: Iterable[Office]) -> set[str]:
    """Every name by which the prose of a report may call one of the offices."""
    return {name for office in offices for name in residue.names_of(office)}
