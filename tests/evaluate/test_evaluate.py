"""The evaluation itself: gold handed back as output scores 1, and every damage done to it is seen."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from nlp.document import (
    Annotation,
    Cell,
    Check,
    Figure,
    Numeral,
    Raw,
    Reading,
    Report,
    Source,
    Table,
    Text,
    Unit,
)
from nlp.evaluate import evaluate, render_markdown
from nlp.evaluate.gold import Gold, GoldFigure, GoldRelation, load
from nlp.evaluate.numbers import _NUMERAL as NUMERAL
from nlp.evaluate.render import CLOSING, OPENING, fill
from nlp.evaluate.scores import LabelScore, Scores
from nlp.spans import OffsetMap, Span

Damage = Callable[[Report], Report]


def decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def as_figure(gold: GoldFigure) -> Figure:
    return Figure(
        id=gold.id,
        span=gold.span,
        unit_id="",
        value=decimal(gold.value),
        low=decimal(gold.value_low),
        high=decimal(gold.value_high),
        unit=gold.unit,
        bound=gold.bound,
        kind=gold.kind,
        role=gold.role,
        indicator=gold.indicator,
        applicant=gold.applicant,
        year=gold.year,
    )


def as_check(gold: GoldRelation) -> Check:
    operands = []
    for operand in gold.operands:
        if operand.cell:
            operands.append(f"cell:{operand.cell}")
        elif operand.figure:
            operands.append(operand.figure)
        else:
            operands.append(f"text:{operand.start}-{operand.end}")
    return Check(gold.id, "any", gold.verdict, gold.level, None, "", tuple(operands))


def echo(gold: Gold, file: str) -> tuple[Report, ...]:
    """The gold of a file in the shape of the pipeline's output."""
    source = gold.texts[file]
    offsets = OffsetMap.identity(len(source))
    text = Text(Raw(Source(file), source, offsets), source, offsets)
    reports = []
    for wanted in (r for r in gold.reports if r.file == file):
        name = wanted.report
        segments = [s for s in gold.tags if s.report == name and s.kind not in ("table", "foreign")]
        kinds = {"narrative": "paragraph"}
        tables = {}
        for cell in (c for c in gold.cells if c.report == name):
            indicator, _, applicant = cell.indicator.partition("@")
            readings = tuple(Reading(r.state, decimal(r.value)) for r in cell.readings or ())
            span = None if cell.start is None else cell.span
            made = Cell(
                cell.indicator, cell.table, indicator, applicant or None, cell.state, decimal(cell.value), span=span
            )
            tables.setdefault(cell.table, []).append(replace(made, readings=readings))
        zones = [z for z in gold.zones if z.report == name]
        numerals = (
            Numeral(Span(m.start(), m.end()), m.group(), "not_checkable")
            for z in zones
            if z.zone == "narrative"
            for m in NUMERAL.finditer(source, z.span.start, z.span.end)
        )
        reports.append(
            Report(
                id=name,
                text=text,
                span=wanted.span,
                issuer=(wanted.issuer or "").partition("(")[0],
                region=wanted.region,
                year=wanted.year,
                form=wanted.form,
                zones=tuple((z.zone, z.span) for z in zones),
                units=tuple(
                    Unit(str(s.id), kinds.get(s.kind, s.kind), s.span, s.role, None, None, "", 0, 0) for s in segments
                ),
                tables=tuple(Table(k, k, None, Span(0, 0), None, "direct", tuple(c)) for k, c in tables.items()),
                labels=tuple(
                    Annotation(str(s.id), layer, label, 1.0, "gold")
                    for s in segments
                    for layer, labels in (("tag", s.tags), ("problem_type", s.problem_types))
                    for label in labels
                ),
                figures=tuple(as_figure(f) for f in gold.figures if f.report == name),
                numerals=tuple(numerals),
                checks=tuple(as_check(r) for r in gold.relations if r.report == name),
            )
        )
    return tuple(reports)


@pytest.fixture(scope="module")
def score(shared: Path) -> Callable[[Damage], Scores]:
    gold = load(shared / "gold", shared / "seeds")

    def scored(damage: Damage) -> Scores:
        return evaluate(shared / "gold", shared / "seeds", lambda path, uri: tuple(damage(r) for r in echo(gold, uri)))

    return scored


PERFECT_AT_ZERO = {
    "calibration error (ECE) of labels given",
    "invented",
    "foreign or navigation in narrative",
    "table in narrative",
    "residue in narrative",
    "wrong value given as sure",
    "ambiguous invented",
    "cells not in the gold",
    "reported as figures, narrative and captions",
    "reported as figures, foreign text",
    "traps without a numeral reported",
    "numeral characters of foreign text held",
    "numeral characters of captions",
    "prose and document: silence",
    "table identities: silence",
    "false errors among checks of level error",
    "false errors among findings of level error",
}


def test_gold_scores_full_marks_against_itself(score):
    scores = score(lambda report: report)
    below = [
        (name, m.name, m.value)
        for name, layer in scores.layers.items()
        for m in layer.measures
        if not m.name.startswith(("state ", "cleaned quote"))  # the echo keeps the source text uncleaned
        and m.value != (0 if m.name in PERFECT_AT_ZERO else 1)
    ]
    assert below == []


def first(report: Report, field: str, **changes: object) -> Report:
    """The report with the first item of a field changed."""
    items = getattr(report, field)
    return replace(report, **{field: (replace(items[0], **changes), *items[1:])}) if items else report


def all_of(field: str, **changes: object) -> Damage:
    return lambda report: replace(report, **{field: tuple(replace(i, **changes) for i in getattr(report, field))})


def narrow(span: Span) -> Span:
    return Span(span.start, span.end - 1)


def ambiguous(report: Report) -> Report:
    tables = tuple(replace(t, cells=(replace(t.cells[0], state="ambiguous"), *t.cells[1:])) for t in report.tables)
    return replace(report, tables=tables)


def wrong_value(report: Report) -> Report:
    tables = tuple(
        replace(t, cells=tuple(replace(c, value=Decimal(7777)) if c.state == "value" else c for c in t.cells))
        for t in report.tables
    )
    return replace(report, tables=tables)


def wrong_figure_everywhere(report: Report) -> Report:
    extra = Figure("x", report.span, "", Decimal(1), Decimal(1), Decimal(1), "件", "exact", "count")
    return replace(report, figures=(*report.figures, extra))


def false_error(report: Report) -> Report:
    check = Check(
        "x", "any", "contradiction", "error", None, "", (f"text:{report.span.start}-{report.span.start + 1}",)
    )
    return replace(report, checks=(*report.checks, check))


@pytest.mark.parametrize(
    ("damage", "layer", "measure", "worse"),
    [
        (lambda r: replace(r, year=1999), "reports", "year", 0),
        (lambda r: replace(r, issuer="某县财政局"), "reports", "issuer", 0),
        (lambda r: replace(r, span=Span(r.span.start, r.span.end - 500)), "reports", "split", 0),
        (lambda r: replace(r, zones=(("narrative", r.span),)), "zones", "table in narrative", 1),
        (lambda r: replace(r, zones=r.zones[1:]), "zones", "narrative covered", 0.9),
        (all_of("units", kind="heading"), "units", "kind (narrative, lead, heading)", 0.25),
        (all_of("units", role="annex"), "units", "section role", 0.01),
        (wrong_value, "cells", "state and value", 0.3),
        (wrong_value, "cells", "wrong value given as sure", 0.7),
        (ambiguous, "cells", "ambiguous invented", 0.001),
        (all_of("figures", unit="宗"), "figures", "strict core F1", 0),
        (all_of("figures", value=None, low=None, high=None), "figures", "strict core F1", 0),
        (lambda r: first(r, "figures", span=narrow(r.figures[0].span)), "figures", "strict core F1", 0.95),
        (all_of("figures", indicator="ch_other"), "figures", "indicator where the gold has one", 0),
        (wrong_figure_everywhere, "figures", "strict core precision", 0.95),
        (lambda r: replace(r, numerals=r.numerals[1:]), "ledger", "numeral characters in exactly one state", 0.999),
        (
            lambda r: replace(r, numerals=r.numerals + r.numerals[:1]),
            "ledger",
            "numeral characters in exactly one state",
            0.999,
        ),
        (all_of("numerals", state="skipped"), "ledger", "numeral characters in exactly one state", 0),
        (
            lambda r: replace(r, checks=r.checks[:0] if r.year == 2020 else r.checks),
            "relations",
            "prose and document: silence",
            0.6,
        ),
        (all_of("checks", verdict="holds"), "relations", "prose and document: contradiction", 0),
        (all_of("checks", level="note"), "relations", "contradictions at level error, by root cause", 0),
        (false_error, "relations", "false errors among checks of level error", 0.4),
        (all_of("checks", level="error"), "relations", "reviews at their level", 0),
        (all_of("labels", label="ot_fee"), "tags", "micro F1", 0.01),
        (lambda r: replace(r, labels=r.labels[::2]), "problem types", "micro F1", 0.9),
    ],
)
def test_damage_is_seen(score, damage, layer, measure, worse):
    value = score(damage).value(layer, measure)
    bad_when_high = measure in PERFECT_AT_ZERO
    assert value >= worse if bad_when_high else value <= worse


def test_a_layer_without_output_is_skipped_with_a_reason(score):
    scores = score(lambda report: replace(report, figures=(), checks=()))
    assert scores.layers["figures"].skipped == "no report has figures"
    assert scores.value("figures", "strict core F1") is None
    assert "not measured: no report has checks" in render_markdown(scores)


def test_every_label_has_its_own_scores(score):
    whole = {own.label: own for own in score(lambda report: report).layers["tags"].labels}
    assert {(own.precision, own.recall, own.f1) for own in whole.values()} == {(1, 1, 1)}
    assert sum(own.n for own in whole.values()) == 373
    fees = {own.label: own for own in score(all_of("labels", label="ot_fee")).layers["tags"].labels}
    assert fees["problem"] == LabelScore("problem", None, 0, 0, whole["problem"].n, ">= 0.93")
    assert fees["ot_fee"].recall == 1 and fees["ot_fee"].precision < 0.1
    assert (whole["measure"].met, fees["measure"].met) == (True, False)


def test_a_miss_names_place_and_text(score):
    misses = score(all_of("figures", unit="宗")).layers["figures"].misses
    gold = {(miss.report, miss.start) for miss in misses}
    assert len(gold) == len(misses) == 118
    assert all("宗" in miss.text for miss in misses)


def test_the_block_of_a_page_is_replaced_and_the_rest_kept():
    page = f"before\n{OPENING}\nold\n{CLOSING}\nafter\n"
    assert fill(page, "| new |\n") == f"before\n{OPENING}\n| new |\n{CLOSING}\nafter\n"
    with pytest.raises(ValueError, match="no markers"):
        fill("a page without markers", "block")
