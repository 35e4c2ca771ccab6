"""What the law and the forms say, as data: forms, indicators, sections, tags, problem types, rules.

`load()` reads the TOML files beside this module once and checks them; anything unknown, doubled or
incomplete raises `CatalogError` with file, entry and key.
"""

from functools import lru_cache
from importlib.resources import files
from typing import Any

from msgspec import Struct

from nlp.catalog import loading
from nlp.catalog.specs import (
    ApplicantSpec,
    CueSpec,
    FormSpec,
    IndicatorSpec,
    PhraseSpec,
    ReasonSpec,
    RuleSpec,
    SectionSpec,
    TopicSpec,
)

FORM_FILES = ("forms-2014.toml", "forms-2019.toml", "forms-2021.toml")
KINDS = {
    "indicators.toml": ("indicators", "applicants"),
    "sections.toml": ("section",),
    "topics.toml": ("tag", "problem_type"),
    "rules.toml": ("rule", "series", "corpus", "reason"),
    "official.toml": ("clauses",),
    "uses.toml": ("term", "negation", "turn", "plan", "announced"),
    "phrases.toml": ("cue", "phrase"),
    "wording.toml": ("time", "subject", "verb", "quantity", "request", "matter"),
}


class Catalog(Struct, frozen=True, eq=False):
    """Everything the rooms look up, by id. Compared by identity, so that what is compiled from it is kept.

    `sections` keep their order: the first entry whose pattern fits decides. `cues` and
    `phrases` too are tried in order. `rewrites` are the raw entries of their file, empty where it is absent.
    `rules` look at one report, `series` at the reports of several years and offices, `corpus` at the wording of all
    reports together (`nlp.reuse`); no code stands in two of them. `official` are regular
    expressions of prescribed clauses, `uses` words that negate or plan (`nlp.statistics.uses`).
    """

    forms: dict[str, FormSpec]
    indicators: dict[str, IndicatorSpec]
    applicants: dict[str, ApplicantSpec]
    sections: tuple[SectionSpec, ...]
    tags: dict[str, TopicSpec]
    problem_types: dict[str, TopicSpec]
    rules: dict[str, RuleSpec]
    rewrites: dict[str, Any]
    cues: tuple[CueSpec, ...]
    phrases: tuple[PhraseSpec, ...]
    reasons: dict[str, ReasonSpec] = {}
    regions: dict[str, tuple[str, ...]] = {}
    series: dict[str, RuleSpec] = {}
    corpus: dict[str, RuleSpec] = {}
    official: tuple[str, ...] = ()
    uses: dict[str, tuple[str, ...]] = {}
    plain_words: tuple[str, ...] = ()  # words that narrow nothing, longest first

    @property
    def all_rules(self) -> dict[str, RuleSpec]:
        """Every rule, in the order of the codes."""
        return dict(sorted({**self.checked_rules, **self.corpus}.items()))

    @property
    def checked_rules(self) -> dict[str, RuleSpec]:
        """The rules that `annotate` applies, in the order of the codes; those of `corpus` are applied by `reuse`."""
        return dict(sorted({**self.rules, **self.series}.items()))


@lru_cache(maxsize=1)
def load() -> Catalog:
    """The bundled catalog. Raises CatalogError naming file, entry and key."""
    found = (
        file for file in files(__name__).iterdir() if file.name.endswith(".toml") and file.name != "variables.toml"
    )
    return build({file.name: file.read_bytes() for file in found})


def build(sources: dict[str, bytes]) -> Catalog:
    """Catalog from TOML contents by file name. Raises CatalogError naming file, entry and key."""
    tables = {name: loading.parse(name, content) for name, content in sources.items()}
    for name, kinds in KINDS.items():
        loading.only(name, tables.get(name, {}), kinds)
    indicators, applicants = loading.indicators("indicators.toml", tables["indicators.toml"])
    forms: dict[str, FormSpec] = {}
    for name in FORM_FILES:
        form = loading.form(name, tables[name], indicators, applicants)
        loading.unique(name, [*forms, form.id])
        forms[form.id] = form
    topics = tables["topics.toml"]
    wordings = tables.get("phrases.toml", {})
    phrases = tuple(loading.entries("phrases.toml", wordings, "phrase", PhraseSpec))
    loading.addressed("phrases.toml", phrases, forms.values())
    told = tables.get("rules.toml", {})
    rules, series, corpus = (
        loading.by_key("rules.toml", told, kind, RuleSpec, key="code") for kind in ("rule", "series", "corpus")
    )
    loading.unique("rules.toml", [*rules, *series, *corpus])
    loading.grounded("rules.toml", [*rules.values(), *series.values(), *corpus.values()])
    places_of = tables.get("regions.toml", {}).get("provinces", {})
    plain = {word for words in tables.get("wording.toml", {}).values() for word in words}
    return Catalog(
        forms=forms,
        indicators=loading.with_forms(indicators, forms),
        applicants=applicants,
        sections=tuple(loading.entries("sections.toml", tables["sections.toml"], "section", SectionSpec)),
        tags=loading.by_key("topics.toml", topics, "tag", TopicSpec),
        problem_types=loading.by_key("topics.toml", topics, "problem_type", TopicSpec),
        rules=rules,
        rewrites=tables.get("rewrites.toml", {}),
        cues=tuple(loading.entries("phrases.toml", wordings, "cue", CueSpec, key="key")),
        phrases=phrases,
        reasons=loading.by_key("rules.toml", told, "reason", ReasonSpec),
        series=series,
        corpus=corpus,
        official=tuple(tables.get("official.toml", {}).get("clauses", ())),
        uses={name: tuple(words) for name, words in tables.get("uses.toml", {}).items()},
        plain_words=tuple(sorted(plain, key=lambda word: (-len(word), word))),
        regions={name: tuple(places) for name, places in places_of.items()},
    )
