"""Scores of extraction: figures, numerals that are none, and the completeness of the ledger."""

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from nlp.document import Figure, Report
from nlp.evaluate.gold import GoldFigure
from nlp.evaluate.outcome import Run, place, simplified
from nlp.evaluate.scores import Layer, Measure, Miss, f1, share
from nlp.spans import Span

STATES = frozenset(
    (
        "agrees",
        "derived_agrees",
        "contradicts",
        "derived_contradicts",
        "no_counterpart",
        "not_checkable",
        "not_a_figure",
    )
)
# 2020, 三百, 两次, 双公示, 几个: the characters that the gold accounts for one by one
_NUMERAL = re.compile(r"[0-9０-９〇零一二三四五六七八九十百千万萬亿億两兩半双雙几幾]")


def figures(run: Run) -> Layer:
    """Strict scores (span or its variant with head noun, value or interval, unit) on core figures and on all."""
    if not any(report.figures for report in run.all_reports()):
        return Layer(skipped="no report has figures")
    misses: list[Miss] = []
    pairs: list[tuple[GoldFigure, Figure]] = []
    matched: set[str] = set()
    predicted = 0
    for file, text in run.gold.texts.items():
        found = [(place(r, f.span), f, r) for r in run.reports[file] for f in r.figures]
        predicted += len(found)
        golds = [gold for gold in run.gold.figures if gold.file == file]
        used: set[int] = set()
        for gold in golds:
            for at, (span, figure, _) in enumerate(found):
                if at not in used and _spans(gold, span) and _value(gold, figure) and _unit(gold, figure):
                    used.add(at)
                    matched.add(gold.id)
                    pairs.append((gold, figure))
                    break
        for gold in golds:
            if gold.id not in matched:
                near = [_show(report, f, span, text) for span, f, report in found if span.overlap(_widest(gold))]
                what = f"missed {'core' if gold.core else 'non-core'} {_wanted(gold)}"
                misses.append(Miss("figures", gold.report, what, "got " + ("; ".join(near) or "nothing"), gold.start))
        for at, (span, figure, report) in enumerate(found):
            if at not in used and not any(span.overlap(_widest(gold)) for gold in golds):
                shown = _show(report, figure, span, text)
                around = text[max(0, span.start - 15) : span.end + 15].replace("\n", "⏎")
                misses.append(Miss("figures", _name(run, report), f"extra {shown}", around, span.start))
    core = sum(gold.core for gold in run.gold.figures)
    core_right = sum(gold.core for gold, _ in pairs)
    extra = predicted - len(pairs)
    measures = [
        *f1("figures", "strict core", core_right, core_right + extra, core, ">= 0.97"),
        *f1("figures", "strict all", len(pairs), predicted, len(run.gold.figures)),
        *_attributes(pairs, misses),
    ]
    return Layer(tuple(measures), tuple(misses))


def _widest(gold: GoldFigure) -> Span:
    if gold.alt_start is None or gold.alt_end is None:
        return gold.span
    return Span(min(gold.span.start, gold.alt_start), max(gold.span.end, gold.alt_end))


def _spans(gold: GoldFigure, span: Span) -> bool:
    return span == gold.span or (span.start, span.end) == (gold.alt_start, gold.alt_end)


def _value(gold: GoldFigure, figure: Figure) -> bool:
    """The interval, or for an exact figure its value; a change counts with or without its sign."""
    interval = figure.low == _decimal(gold.value_low) and figure.high == _decimal(gold.value_high)
    if gold.bound == "exact":
        return figure.value is not None and figure.value in (_decimal(gold.value), _decimal(gold.signed_value))
    return interval


def _unit(gold: GoldFigure, figure: Figure) -> bool:
    return simplified(gold.unit or "") == simplified(figure.unit or "")


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _wanted(gold: GoldFigure) -> str:
    return f"{gold.quote!r} = {gold.value or ''} [{gold.value_low}, {gold.value_high}] {gold.unit} {gold.bound}"


def _show(report: Report, figure: Figure, span: Span, text: str) -> str:
    quote = text[span.start : span.end]
    return f"{quote!r} = {figure.value} [{figure.low}, {figure.high}] {figure.unit} {figure.bound} ({figure.by})"


def _name(run: Run, report: Report) -> str:
    return next((name for name, found in run.pairs.items() if found.id == report.id), report.source.uri)


def _attributes(pairs: list[tuple[GoldFigure, Figure]], misses: list[Miss]) -> Iterable[Measure]:
    """Fields of the matched core figures. An indicator is right also where it is a candidate of the gold's."""
    core = [(gold, figure) for gold, figure in pairs if gold.core]
    hits = Counter[str]()
    linked = 0
    for gold, figure in core:
        names = {gold.indicator, *(c.partition("@")[0] for c in gold.indicator_candidates or ())}
        linked += gold.indicator is not None
        outcome = {
            "indicator": figure.indicator in names,
            "applicant": gold.applicant == figure.applicant or gold.indicator is None,
            "bound": gold.bound == figure.bound,
            "kind": gold.kind == figure.kind,
            "role": gold.role == figure.role,
            "year": gold.year == figure.year or gold.role == "norm",
        }
        hits.update(name for name, fine in outcome.items() if fine)
        if gold.indicator is not None:
            hits["linked"] += figure.indicator in names
        for name, fine in outcome.items():
            if not fine:
                what = f"{name} of {gold.quote!r}: {getattr(gold, name)}, got {getattr(figure, name)}"
                misses.append(Miss("figures", gold.report, what, f"({figure.by})", gold.start))
    for name in ("indicator", "applicant", "bound", "kind", "role", "year"):
        yield share("figures", f"{name} of the matched", hits[name], len(core))
    yield share("figures", "indicator where the gold has one", hits["linked"], linked)


def negatives(run: Run) -> Layer:
    """Annotated numerals that are no figures but were reported as figures."""
    if not any(report.figures for report in run.all_reports()):
        return Layer(skipped="no report has figures")
    found = [(place(r, f.span), f, r) for r in run.all_reports() for f in r.figures]
    hits, n = Counter[str](), Counter[str]()
    misses = []
    for negative in run.gold.negatives:
        own = "foreign" if negative.zone == "foreign" else "narrative"
        group = own if _NUMERAL.search(negative.quote) else "traps"
        n[group] += 1
        for span, figure, report in found:
            if report.source.uri != negative.file or not span.overlap(negative.span):
                continue
            if any(g.file == negative.file and span.overlap(_widest(g)) for g in run.gold.figures):
                continue
            hits[group] += 1
            shown = _show(report, figure, span, run.gold.texts[negative.file])
            what = f"{negative.why} {negative.quote!r} reported"
            misses.append(Miss("negatives", negative.report or negative.file, what, shown, negative.start))
            break
    measures = (
        ("reported as figures, narrative and captions", "narrative", "<= 0.01"),
        ("reported as figures, foreign text", "foreign", "<= 0"),
        ("traps without a numeral reported", "traps", ""),
    )
    return Layer(
        tuple(share("negatives", name, hits[group], n[group], goal) for name, group, goal in measures), tuple(misses)
    )


def ledger(run: Run) -> Layer:
    """Every numeral character of the narrative in exactly one state, none of the foreign text in any."""
    if not any(report.numerals for report in run.all_reports()):
        return Layer(skipped="no report has numerals")
    once = n = outside = caption = caption_n = 0
    states = Counter[str]()
    misses = []
    for file, text in run.gold.texts.items():
        count = [0] * len(text)
        for report in run.reports[file]:
            for numeral in report.numerals:
                at = place(report, numeral.span)
                states[numeral.state] += 1
                if numeral.state not in STATES:
                    misses.append(Miss("ledger", file, f"unknown state {numeral.state}", numeral.text, at.start))
                for i in range(at.start, at.end):
                    count[i] += numeral.state in STATES
        for zone in (z for z in run.gold.zones if z.file == file):
            for match in _NUMERAL.finditer(text, zone.span.start, zone.span.end):
                i = match.start()
                if zone.zone == "narrative":
                    n += 1
                    once += count[i] == 1
                    if count[i] != 1:
                        around = text[max(0, i - 12) : i + 12].replace("\n", "⏎")
                        what = f"{text[i]!r} in {count[i]} states"
                        misses.append(Miss("ledger", zone.report or file, what, around, i))
                elif zone.zone in ("foreign", "navigation"):
                    outside += count[i] > 0
                elif zone.zone == "caption":
                    caption_n += 1
                    caption += count[i] == 1
    total = sum(states.values())
    measures = [
        share("ledger", "numeral characters in exactly one state", once, n, ">= 1"),
        share("ledger", "numeral characters of captions", caption, caption_n),
        share("ledger", "numeral characters of foreign text held", outside, max(1, n), "<= 0"),
    ]
    measures += [share("ledger", f"state {state}", states[state], total) for state in sorted(states)]
    return Layer(tuple(measures), tuple(misses))
