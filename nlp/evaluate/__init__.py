"""Gold against output, layer by layer: `evaluate` scores, `render` and `render_markdown` show, `run` does both.

Conventions are those of the gold's README: figures strict on span, value and unit; relations matched by
their operands and never by rule name; tags by the unit that covers most of a segment.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import msgspec

from nlp.evaluate.agreement import run_agreement
from nlp.evaluate.gold import Gold, load
from nlp.evaluate.labels import problem_types, tags
from nlp.evaluate.numbers import figures, ledger, negatives
from nlp.evaluate.offsets import offsets
from nlp.evaluate.outcome import Analyze
from nlp.evaluate.outcome import run as analyze_all
from nlp.evaluate.relations import relations
from nlp.evaluate.render import print_scores, render, render_markdown
from nlp.evaluate.scores import ORIGIN, Layer, Measure, Miss, Scores
from nlp.evaluate.structure import reports, units, zones
from nlp.evaluate.tables import cells
from nlp.evaluate.topics import run_labels

__all__ = [
    "Layer",
    "Measure",
    "Miss",
    "Scores",
    "evaluate",
    "render",
    "render_markdown",
    "run",
    "run_agreement",
    "run_labels",
    "save",
]

_LAYERS = {
    "reports": reports,
    "zones": zones,
    "units": units,
    "cells": cells,
    "figures": figures,
    "negatives": negatives,
    "ledger": ledger,
    "relations": relations,
    "tags": tags,
    "problem types": problem_types,
    "offsets": offsets,
}


def evaluate(gold: Path, sources: Path, analyze: Analyze) -> Scores:
    """Scores of every layer. `analyze(path, uri)` yields the reports of a file.

    Raises UsageError where gold or sources are incomplete. A layer that the output lacks is skipped with
    the reason.
    """
    annotations = load(gold, sources)
    outcome = analyze_all(annotations, sources, analyze)
    return Scores(
        data=_sizes(annotations),
        files={name: sha256(text.encode()).hexdigest() for name, text in annotations.texts.items()},
        origin=ORIGIN,
        layers={name: score(outcome) for name, score in _LAYERS.items()},
    )


def _sizes(gold: Gold) -> dict[str, int]:
    return {
        "files": len(gold.texts),
        "reports": len(gold.reports),
        "segments": len(gold.tags),
        "cells": len(gold.cells),
        "figures": len(gold.figures),
        "negatives": len(gold.negatives),
        "relations": len(gold.relations),
    }


def run(
    gold: Path, sources: Path, *, details: bool = False, layer: str | None = None, out: Path | None = None
) -> Scores:
    """Score the bundled pipeline, print the table (and each miss, or those of a layer), write the result file."""
    from nlp.pipeline import analyze_file
    from nlp.topics.model import MODEL, load_settings

    scores = msgspec.structs.replace(evaluate(gold, sources, analyze_file), model=load_settings(MODEL).digest)
    print_scores(scores, details=details or layer is not None, layer=layer)
    if out is not None:
        save(scores, out)
    return scores


def save(scores: Scores, out: Path) -> None:
    """Write the measures as JSON, without the misses, which quote the reports."""
    layers = {name: msgspec.structs.replace(layer, misses=()) for name, layer in scores.layers.items()}
    result = msgspec.structs.replace(scores, layers=layers)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n")
