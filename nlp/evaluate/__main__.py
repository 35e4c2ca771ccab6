"""`python -m nlp.evaluate`: `gongkai evaluate`, with a choice of layer and the READMEs brought up to date."""

import argparse
from pathlib import Path

from rich.console import Console

from nlp.evaluate import evaluate, save
from nlp.evaluate.render import fill, list_misses, render, render_markdown
from nlp.pipeline import analyze_file


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m nlp.evaluate", description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--details", action="store_true", help="print each miss")
    parser.add_argument("--layer", help="only this layer's misses")
    parser.add_argument("--out", type=Path, help="result file")
    parser.add_argument("--pages", type=Path, nargs="*", default=(), help="pages whose evaluation block is renewed")
    args = parser.parse_args()
    scores = evaluate(args.gold, args.sources, analyze_file)
    console = Console(soft_wrap=True)
    if args.details or args.layer:
        for line in list_misses(scores, args.layer):
            console.print(line, markup=False, highlight=False)
    console.print(render(scores))
    if args.out:
        save(scores, args.out)
    for page in args.pages:
        lang = "zh" if ".zh" in page.suffixes else "en"
        text = fill(page.read_text(encoding="utf-8"), render_markdown(scores, lang))
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
