"""How far two people agree beyond chance: Cohen's kappa and Gwet's AC1.

Kappa says little where nearly all values are the same; AC1 was made for that case. Written here because the packages
for it are under the GPL or no longer kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence


def observed(one: Sequence[Hashable], two: Sequence[Hashable]) -> float | None:
    """Share of units to which both gave the same value; None without units."""
    return sum(a == b for a, b in zip(one, two, strict=True)) / len(one) if one else None


def kappa(one: Sequence[Hashable], two: Sequence[Hashable]) -> float | None:
    """Cohen's kappa (Educational and Psychological Measurement 20, 1960); None where only one value occurs at all."""
    agreed = observed(one, two)
    if agreed is None:
        return None
    first, second = Counter(one), Counter(two)
    chance = sum(count * second[value] for value, count in first.items()) / len(one) ** 2
    return (agreed - chance) / (1 - chance) if chance < 1 else None


def ac1(one: Sequence[Hashable], two: Sequence[Hashable], values: int = 0) -> float | None:
    """Gwet's AC1 (British Journal of Mathematical and Statistical Psychology 61, 2008) of so many possible values.

    Where their number isn't given, those that occur are counted. 1 where both always say the same one value, None
    without units.
    """
    agreed = observed(one, two)
    if agreed is None:
        return None
    counts = Counter([*one, *two])
    possible = values or len(counts)
    if len(counts) == 1:
        return 1.0
    shares = [count / (2 * len(one)) for count in counts.values()]
    chance = sum(share * (1 - share) for share in shares) / (possible - 1)
    return (agreed - chance) / (1 - chance)
