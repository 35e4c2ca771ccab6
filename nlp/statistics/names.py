"""What the counted items are called, in both languages."""

from __future__ import annotations

from functools import lru_cache

from nlp import catalog
from nlp.catalog.variables import registry

Names = tuple[str, str]


@lru_cache(maxsize=1)
def _names() -> dict[str, Names]:
    """Chinese and English names of all that can be counted, by item."""
    known = catalog.load()
    return {
        **{key: (spec.name_zh, spec.name_en) for key, spec in {**known.tags, **known.problem_types}.items()},
        **{key: (spec.name_zh, spec.name_en) for key, spec in known.indicators.items()},
        **{key: (spec.name_zh, spec.name_en) for key, spec in known.applicants.items()},
        **{code: (rule.title_zh, rule.title_en) for code, rule in known.all_rules.items()},
        **{value.value: (value.zh, value.en) for value in registry().sets["counted"]},
    }


def names_of(item: str) -> Names:
    """Names of an item of a table; those of a cell of table 3 end with its applicant."""
    indicator, _, applicant = item.partition("@")
    zh, en = _names()[indicator]
    if not applicant:
        return zh, en
    more_zh, more_en = _names()[applicant]
    return f"{zh}（{more_zh}）", f"{en} ({more_en})"
