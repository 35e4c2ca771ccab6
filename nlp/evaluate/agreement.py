"""How far two annotators agree beyond chance: Krippendorff's alpha and Gwet's AC1, label by label.

Every label is a yes or no on each unit that both labeled. Alpha after Krippendorff, Computing Krippendorff's
Alpha-Reliability (2011), nominal data; AC1 after Gwet, British Journal of Mathematical and Statistical Psychology 61
(2008). Alpha says little of a label that hardly occurs; AC1 was made for that case. Written here because the
packages for it are under the GPL or no longer kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlp.agreement import ac1
from nlp.errors import UsageError


def alpha(one: Sequence[object], two: Sequence[object]) -> float | None:
    """Krippendorff's alpha of two annotators, nominal; None where only one value occurs at all."""
    if not one:
        return None
    values = [*one, *two]
    total = len(values)
    observed = sum(a != b for a, b in zip(one, two, strict=True)) / len(one)
    counts = [values.count(value) for value in set(values)]
    expected = 1 - sum(count * (count - 1) for count in counts) / (total * (total - 1))
    return 1 - observed / expected if expected else None


def compare(one: Sequence[set[str]], two: Sequence[set[str]]) -> dict[str, Any]:
    """Agreement on every label that either gave, and on whole sets; the units are the same in both."""
    labels = {}
    for label in sorted(set().union(*one, *two)):
        mine, theirs = [label in own for own in one], [label in own for own in two]
        both = sum(a and b for a, b in zip(mine, theirs, strict=True))
        labels[label] = {
            "alpha": alpha(mine, theirs),
            "ac1": ac1(mine, theirs),
            "f1": 2 * both / (sum(mine) + sum(theirs)),
            "first": sum(mine),
            "second": sum(theirs),
        }
    sets = [frozenset(own) for own in one], [frozenset(own) for own in two]
    return {"units": len(one), "sets": {"alpha": alpha(*sets), "ac1": ac1(*sets)}, "labels": labels}


def run_agreement(first: Path, second: Path, out: Path | None = None) -> dict[str, Any]:
    """Compare two annotators' files of labels, print a table, write the result file.

    Units are paired by their id, or by their text where no id is in both files; those that only one person labeled are
    counted and left out.
    """
    from rich.console import Console
    from rich.table import Table

    from nlp import catalog
    from nlp.topics.exchange import read_examples, vocabulary

    known = vocabulary(catalog.load())
    first_given, second_given = read_examples(first), read_examples(second)
    by_id = {own.unit for own in first_given} & {own.unit for own in second_given} - {""}
    ours, theirs = (
        {
            (example.unit if by_id else example.text): {known.get(label, label) for label in example.labels or ()}
            for example in given
        }
        for given in (first_given, second_given)
    )
    shared = [name for name in ours if name in theirs and name]
    if not shared:
        raise UsageError("两个文件没有共同的单元", "the two files have no unit in common")
    found = compare([ours[name] for name in shared], [theirs[name] for name in shared])
    found["one_only"] = len(ours) + len(theirs) - 2 * len(shared)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    console = Console(highlight=False, emoji=False)
    console.print(
        f"两人都标的单元 / units both labeled: {len(shared)}; 只有一人标的 / by one only: {found['one_only']}"
    )
    table = Table("标签\nlabel", "Krippendorff α", "Gwet AC1", "F1", "第一人\nfirst", "第二人\nsecond")
    table.add_row("整组 / whole sets", _shown(found["sets"]["alpha"]), _shown(found["sets"]["ac1"]), "", "", "")
    for label, own in found["labels"].items():
        figures = (_shown(own[name]) for name in ("alpha", "ac1", "f1"))
        table.add_row(label, *figures, str(own["first"]), str(own["second"]))
    console.print(table)
    return found


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
