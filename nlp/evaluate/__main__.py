"""`python -m nlp.evaluate`: the same as `gongkai evaluate`, with a choice of layer for the misses."""

import argparse
from pathlib import Path

from nlp.document import Report
from nlp.evaluate import evaluate
from nlp.evaluate.render import list_misses, render


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m nlp.evaluate", description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--details", action="store_true", help="print each miss")
    parser.add_argument("--layer", help="only this layer's misses")
    args = parser.parse_args()
    from rich.console import Console

    console = Console(soft_wrap=True)
    scores = evaluate(args.gold, args.sources, _analyze)
    if args.details or args.layer:
        for line in list_misses(scores, args.layer):
            console.print(line, markup=False, highlight=False)
    console.print(render(scores))


def _analyze(path: Path, uri: str) -> tuple[Report, ...]:
    """While rooms are being built: every room that has its verb already, the others left out."""
    from nlp import catalog, ingest, normalize, segment, tables, topics, values, verify

    known = catalog.load()
    reports = segment.split(normalize.clean(ingest.read(path, uri=uri)), known)
    if hasattr(tables, "match"):
        reports = tuple(tables.match(report, known) for report in reports)
    if hasattr(topics, "label") and hasattr(topics, "load_model"):
        try:
            reports = topics.label(reports, topics.load_model())
        except Exception as error:
            print(f"topics left out: {error}")
    if hasattr(values, "extract"):
        reports = tuple(values.extract(report, known) for report in reports)
    if hasattr(verify, "check"):
        reports = tuple(verify.check(report, known) for report in reports)
    return tuple(reports)


if __name__ == "__main__":
    main()
