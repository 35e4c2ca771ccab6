"""What the counted items are called, in both languages."""

from __future__ import annotations

from functools import lru_cache

from nlp.catalog.variables import registry

Names = tuple[str, str]
_NAMED = ("@tags", "@problem_types", "@indicators", "@applicants", "@rules", "counted")  # sets of values


@lru_cache(maxsize=1)
def _names() -> dict[str, Names]:
    """Chinese and English names of all that can be counted, by item."""
    sets = registry().sets
    return {value.value: (value.zh, value.en) for name in _NAMED for value in sets[name]}


def names_of(item: str) -> Names:
    """Names of an item of a table; those of a cell of table 3 end with its applicant."""
    indicator, _, applicant = item.partition("@")
    zh, en = _names()[indicator]
    if not applicant:
        return zh, en
    more_zh, more_en = _names()[applicant]
    return f"{zh}（{more_zh}）", f"{en} ({more_en})"
