"""Room 7, verify: a report with figures and tables in, the same report with checks, findings and a settled ledger out.

Rules are data (`nlp/catalog/rules.toml`); what they compute is one function for each kind, listed in KINDS.
Every comparison made is a check, also one that holds or could not be made; what a reader should look at
is a finding. Nothing is repaired: a repair is a hypothesis on a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from nlp.catalog.specs import RuleSpec
from nlp.document import Check, Report
from nlp.verify import agree, dates, growth, identities, lists, rates, shares, source, sums, uncounted
from nlp.verify.facts import Facts
from nlp.verify.findings import findings
from nlp.verify.ledger import settle

if TYPE_CHECKING:
    from nlp.catalog import Catalog

Kind = Callable[[RuleSpec, Facts], Iterator[Check]]

KINDS: dict[str, Kind] = {
    "agree": agree.agree,
    "no_cell": uncounted.no_cell,
    "another_year": uncounted.another_year,
    "lookalike": uncounted.lookalike,
    "silent": uncounted.silent,
    "identity": identities.identity,
    "rule_power": identities.rule_power,
    "fee_abolished": identities.fee_abolished,
    "sums": sums.sums,
    "outcomes": sums.outcomes,
    "exceeded": sums.exceeded,
    "no_total": sums.no_total,
    "flow": sums.flow,
    "shares": shares.shares,
    "truncated": shares.truncated,
    "partition": shares.partition,
    "rates": rates.rates,
    "impossible": rates.impossible,
    "over_100": rates.over_100,
    "growth": growth.growth,
    "difference": growth.difference,
    "list_counts": lists.list_counts,
    "section_count": lists.section_count,
    "frequency": lists.frequency,
    "repeats": lists.repeats,
    "signed": dates.signed,
    "period": dates.period,
    "template": dates.template,
    "basis": dates.basis,
    "half_year": dates.half_year,
    "lost_tables": source.lost_tables,
    "alignment": source.alignment,
    "unreadable": source.unreadable,
    "labels": source.labels,
    "mirrored": source.mirrored,
    "damaged": source.damaged,
}


_INSIDE = ("identity", "rule_power", "fee_abolished")  # kinds that compute the identities of a form


def check(report: Report, catalog: Catalog) -> Report:
    """The report with every comparison made, the findings among them, and each numeral settled."""
    facts = Facts(report, catalog)
    for rule, compute in _ordered(catalog, facts.form.id if facts.form else None):
        facts.checks.extend(compute(rule, facts))
    checks = tuple(facts.checks)
    figures, numerals = settle(facts, checks)
    found = tuple(findings(facts, checks))
    return replace(report, checks=checks, findings=found, figures=figures, numerals=numerals)


@lru_cache(maxsize=8)
def _ordered(catalog: Catalog, form: str | None) -> tuple[tuple[RuleSpec, Kind], ...]:
    """Rules a form has anything for, with their computation; the one that speaks for what no other has touched
    comes last."""
    balanced = {identity.rule for identity in catalog.forms[form].identities} if form else set()
    rules = sorted(catalog.rules.values(), key=lambda rule: rule.kind == "silent")
    return tuple((rule, KINDS[rule.kind]) for rule in rules if rule.kind not in _INSIDE or rule.code in balanced)
