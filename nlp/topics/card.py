"""The model card, rendered from result files, so that no figure in it is typed by hand.

Training writes it with the scores on the test offices. What was measured apart is put in by

    python -m nlp.topics.card

from docs/results: `evaluation.json`, of this very model, `compare.json`, `active.json`, `renderings.json`, `read.json`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any

HEAD = """\
---
language: zh
license: apache-2.0
library_name: scikit-learn
pipeline_tag: text-classification
---

# Topics of disclosure reports (政府信息公开工作年度报告)

Gives the sentences and items of a report up to three of 24 topic tags, problem types to stated problems and
measures, and to measures whether they are planned or done. Written by `gongkai train`; do not edit.

## What it is

One-vs-rest logistic regression (scikit-learn {scikit_learn}) over {features:,} features: words cut by the jieba
dictionary with a domain lexicon, single characters and pairs, classes of meaning of the domain words, the role of the
section, the heading path, the position, and the classes of the opening and of neighboring units. Every unit is
trained on twice, with its headings and without, and tags once more on neighbors joined into one unit, since real
sentences hold several topics. A short lead ("三是狠抓落实。") takes a quarter of its probabilities from the sentences
of its item, a slogan without mark from the sentence after it. Problem types are learned from words, characters and
classes of meaning alone; a measure that stands beside a problem, or has its place in a list as long as the list of
problems, hears from that problem's types (layer `link`). Probabilities by Platt's sigmoid, thresholds per label, both
from held-out scores of a cross-validation that keeps every office whole; those of types are for what measures have
heard. The score of a tag that is given is how often such tags held on these: of a unit's first tag more than its own
probability, of a further one less. A unit whose best tag stays below the floor gets none, nor does a unit of which
the model knows less than a fifth of the character pairs (text that is no report). `boilerplate` excludes other tags.
Headings and lead-ins are never tagged. Weights are `topics.skops` (loads with an empty trusted list), calibration and
thresholds `topics.json`; the digest `{digest:.12}` is over features and weights.

## Data

{train[units]:,} units of {train[offices]} invented offices for training, {test[units]:,} of {test[offices]} others for
the test. **Synthetic text: sentences and labels were both written by language models for the project**, under its own
definitions; no sentence is from a real report. A score on them says how well the model learned the project's idea of
the tags; it is no validation on real reports. Each unit has one set of labels, by whoever wrote it: no independent
people labeled the text, so there is no agreement between annotators to report, and none should be read out of these
scores. How the text was made: `corpora/README.md`.
"""

OWN = """\
## Limits

- The scores above are on the project's own test text. For your reports, label some apart and run
  `gongkai evaluate --labels FILE --model FOLDER`.
- Labels from headings are weak: a unit has the one tag of its heading, also where it says more.
- Scores are calibrated on the text it was trained on. Only disclosure reports: on other text the tags mean nothing.
"""

CHOICES = """\
## How choices were made

- Blocks of features, their weights and C were chosen by training on one part of the labeled text and measuring on
  another, about forty variants. **That comparison held the test offices too**, and held-out errors of all offices were
  read for mistakes in labels. So the classifier never fitted the test offices, but the scores on them are somewhat
  optimistic. The weight of `senses` is a value between two that were compared.
- Later choices (joined neighbors, the weight of `senses`, openings, leads) were compared by training on three parts of
  the labeled text and measuring on the fourth and on the test offices, twelve variants; what leads take was chosen on
  fifty leads.
- With the fifth part at hand more words were entered in the classes of meaning, and slogans and the trust in further
  tags were added. These, and what was not taken over (topics of clauses scored by themselves and added or mixed in,
  units joined with others than their neighbors, other thresholds for further tags, other weights of `senses`, C of
  4), were compared by cross-validation over the training offices, or on a quarter of them, alone: eighteen variants.
  So were the shares of features in types and status, about forty more (`senses` had counted three to four times as
  much there), what measures hear from problems, and even odds as the least for a further type.
- Calibration and thresholds come from the training offices alone.
- The real reports were scored again and again while the model was made. Nobody kept count: an estimate is twenty times
  or more. Blocks of features were compared on them, other thresholds were tried and not taken over, sixty misses
  were read once (second topics of long sentences, which is why neighbors are joined in training), and their
  confusions by tag showed which kinds of text to write next. Before the fourth part was written, the length of their
  segments, the number of tags and how often a tag goes with a class of meaning were compared with the labeled text.
  With the fourth part at hand they were scored seven times: five for variants (without joined neighbors .02 to .03
  worse; with and without the fourth part less than .01 apart; confusions counted once) and twice for the shipped
  model. For the fifth part the recall of tags and the number of tags by length, counted on them, showed what to write.
  With it they were scored six times: an intermediate model (once more for its confusions by tag), one whose problem
  types had become worse, which led to the comparisons of types named above, and three more, the last of them shipped.
  No text of theirs was used, but they are a development set by now: the scores on them are no estimate for other
  reports.
"""

EARLIER = """\
Read earlier: sixty held-out errors of problem types, and some fifty measures marked done, these from a list whose
calibration was faulty, so that right and wrong ones stood in it alike. In common: a second or third type is missing
where a sentence names several causes; general words (content, mechanism, capability) draw a unit from the kind of
problem it names to `PT05`, `PT11` or `PT02`; a measure without a cause of its own ("for this problem ...") has its type
only in the problem before it; done measures that lack a word like "already" look like plans.

Mended: neighbors joined in training, for second topics; where a unit stands no longer counts for its type; classes of
meaning count more; measures hear from their problems; classes for done and for planned wording; what is no text of a
report gets no tag. Not mended: which of several causes is the first is a matter of taste; a bare past tense has no
mark in Chinese; a problem told by facts alone has no mark either; a problem and its remedy in one sentence have one
tag or the other unless the sentence is cut; whether a field counts as key is decided by a plan the report does not
quote; of a slogan little more than its place is known.

"""

LIMITS = """\
## Limits

- Real reports are wordier and vaguer than the labeled text; expect lower scores than in the table.
- A unit is judged as cut. A sentence that lists several topics may lose the weaker ones.
- Scores are calibrated on the project's text; on real reports they promise more than they keep.
- Only disclosure reports: on other text the tags mean nothing.
"""

GOLD = """\
## Scores on real reports

{files} files with {reports} reports, never trained on. {origin}

| layer | measure | value | of |
| --- | --- | ---: | ---: |
"""

COMPARED = """\
## Other features and classifiers

Tags, trained on {train_units:,} units and measured on {test_units:,} of other offices. All rows have one threshold
for all tags, found on a fifth of the training offices, and see every unit once, so that only features and classifier
differ; the shipped model has thresholds of its own. Where the units are fewer than those above, the comparison was
made before the rest was written. spaCy {spacy} was trained after `models/spacy/config.cfg` (15 epochs, its last
model). Differences of about .01 lie within the 95 % interval.

| features and classifier | micro-F1 | macro-F1 |
| --- | ---: | ---: |
"""

ACTIVE = """\
## How many labels it takes

Units labeled until 95 % of the macro-F1 with all {pool:,} ({macro_f1_all:.3f}) is reached on the test offices,
{seeds} seeds, from {start} random units on in batches of {batch}; units written after this measurement are not in it.
How `suggest` weighs doubt was chosen after a first formula had lost against random choice on these offices.

| chosen by | mean | over seeds | of all |
| --- | ---: | ---: | ---: |
"""

READ = """\
## Wrong predictions, read

{read} of the {wrong} units with a wrong set of tags among the {units:,} of the test offices were drawn at random and
read (model `{digest:.12}`). In {arguable} of them what the model said could be defended as well. Nothing was mended by
these, as they are test units.

| in common | units |
| --- | ---: |
"""

RENDERED = """\
## The same text in other print

Test units whose tags change, read through `normalize`. Words of Taiwan are taken back to the wording of the forms where
several telling ones show such a conversion, in a short paragraph one; some paragraphs on their own hold none.

| rendering | units changed | share |
| --- | ---: | ---: |
"""

LAYERS = {"tag": "Tags", "problem_type": "Problem types", "status": "Status of measures"}


def render(results: dict[str, Any]) -> str:
    """Markdown of the card; what was measured apart has its sections where the results have it."""
    told = {name: results[name] for name in ("digest", "scikit_learn", "features")}
    text = HEAD.format(**told, **results["labeled"])
    added = results.get("added")
    if added:
        units = {part: f"{added[part]['units']:,}" for part in ("labeled", "weak")}
        text += (
            f"\nAdded by the user: {units['labeled']} labeled units, and {units['weak']} labeled by their headings.\n"
        )
    scores = f"{''.join(_tables(results['test']))}{_calibration(results)}"
    text += f"\n## Scores on the test offices\n\n{scores}"
    if added:
        return text + OWN
    parts = (_gold(results), _compared(results), _active(results), CHOICES, _read(results), _renderings(results))
    return text + "".join(f"{part.rstrip()}\n\n" for part in parts if part) + LIMITS


def with_measured(results: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Results with what the files of a folder say; raises ValueError for an evaluation of another model."""
    found = {name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in MEASURED}
    made_by = found["evaluation"].get("model") or results["digest"]
    if made_by != results["digest"]:
        raise ValueError(f"evaluation.json is of model {made_by:.12}, this is {results['digest']:.12}: make evaluate")
    found["active"] = {name: found["active"][name] for name in KEPT}
    return results | {"gold": _of_labels(found.pop("evaluation")), **found}


MEASURED = ("evaluation", "compare", "active", "renderings", "read")
KEPT = ("what", "pool", "macro_f1_all", "start", "batch", "seeds", "mean", "share", "needed")  # of active.json


def _of_labels(evaluation: dict[str, Any]) -> dict[str, Any]:
    layers = {layer: evaluation["layers"][layer]["measures"] for layer in ("tags", "problem types")}
    return {
        **{name: evaluation["data"][name] for name in ("files", "reports")},
        "origin": evaluation["origin"],
        "measures": [
            {"layer": layer, **{key: measure[key] for key in ("name", "value", "n")}}
            for layer, measures in layers.items()
            for measure in measures
        ],
    }


def _calibration(results: dict[str, Any]) -> str:
    given, pairs = (results["calibration"][name] for name in ("given_labels", "all_pairs"))
    count = sum(point["n"] for point in given["points"])
    done = results["test"]["status"]["labels"].get("done", {"recall": 0, "support": 0})
    return (
        f"Expected calibration error of the tags, ten bins: {given['ece']:.3f} over the {count:,} tags given, "
        f"{pairs['ece']:.3f} over every pair of unit and tag (nearly all of them clear noes). "
        f"Recall of measures done: {done['recall']:.2f} of {done['support']}.\n\n"
    )


def _gold(results: dict[str, Any]) -> str:
    if "gold" not in results:
        return ""
    rows = [f"| {m['layer']} | {m['name']} | {m['value']:.3f} | {m['n']} |\n" for m in results["gold"]["measures"]]
    return (
        f"{GOLD.format(**results['gold'])}{''.join(rows)}\n"
        "The annotations do not say whether a measure is planned or done, so nothing is known of the status there.\n"
    )


def _compared(results: dict[str, Any]) -> str:
    if "compare" not in results:
        return ""
    found = {"spacy": "", **results["compare"]}
    scores = found["variants"].items()
    rows = (f"| {name} | {own['micro_f1']:.3f} | {own['macro_f1']:.3f} |\n" for name, own in scores)
    return COMPARED.format(**found) + "".join(rows)


def _active(results: dict[str, Any]) -> str:
    if "active" not in results:
        return ""
    found = results["active"]
    rows = (
        f"| {name} | {mean(own):,.0f} | {min(own):,} to {max(own):,} | {found['share'][name]:.0%} |\n"
        for name, own in found["needed"].items()
    )
    return ACTIVE.format(**found) + "".join(rows)


def _read(results: dict[str, Any]) -> str:
    if "read" not in results:
        return ""
    found = results["read"]
    rows = (f"| {own['kind']} | {own['count']} |\n" for own in found["kinds"])
    return f"{READ.format(**found)}{''.join(rows)}\n{EARLIER}"


def _renderings(results: dict[str, Any]) -> str:
    if "renderings" not in results:
        return ""
    found = results["renderings"]["renderings"].items()
    return RENDERED + "".join(f"| {name} | {own['tags_changed']} | {own['share']:.1%} |\n" for name, own in found)


def _tables(measures: dict[str, Any]) -> Iterator[str]:
    for layer, title in LAYERS.items():
        scores = measures[layer]
        yield f"### {title}\n\nmicro-F1 {scores['micro_f1']:.3f}, macro-F1 {scores['macro_f1']:.3f}, "
        yield f"units with exactly the right set {scores['exact']:.3f}\n\n"
        yield "| label | precision | recall | F1 | support |\n| --- | ---: | ---: | ---: | ---: |\n"
        for label, own in scores["labels"].items():
            figures = " | ".join(f"{own[name]:.2f}" for name in ("precision", "recall", "f1"))
            yield f"| `{label}` | {figures} | {own['support']} |\n"
        yield "\n"


def main() -> None:
    """Write the card of the bundled model anew, with what was measured apart."""
    from nlp.topics.model import MODEL

    argparse.ArgumentParser(description=__doc__).parse_args()
    beside = MODEL.with_name(f"{MODEL.stem}-results.json")
    results = with_measured(json.loads(beside.read_text("utf-8")), MODEL.parents[1] / "docs/results")
    beside.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")
    MODEL.with_name("MODEL_CARD.md").write_text(render(results), "utf-8")


if __name__ == "__main__":
    main()
