"""`python -m nlp.evaluate`: the same as `gongkai evaluate`, with a choice of layer for the misses."""

import argparse
from pathlib import Path

from nlp.evaluate import evaluate
from nlp.evaluate.render import list_misses, render
from nlp.pipeline import analyze_file


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m nlp.evaluate", description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--details", action="store_true", help="print each miss")
    parser.add_argument("--layer", help="only this layer's misses")
    args = parser.parse_args()
    from rich.console import Console

    console = Console(soft_wrap=True)
    scores = evaluate(args.gold, args.sources, analyze_file)
    if args.details or args.layer:
        for line in list_misses(scores, args.layer):
            console.print(line, markup=False, highlight=False)
    console.print(render(scores))


if __name__ == "__main__":
    main()
