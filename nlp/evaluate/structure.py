"""Scores of reading and splitting: reports, zones, kinds and roles of units."""

import re

from nlp.document import Report, Unit
from nlp.evaluate.gold import GoldReport
from nlp.evaluate.outcome import Run, agreement, place, simplified
from nlp.evaluate.scores import Layer, Miss, share
from nlp.spans import Span

_WHOLE = 0.98  # intersection over union from which a report counts as split right; blank lines at its ends are free
# 灵川县人民政府(办公室) -> bracket "办公室"; 官渡区环保局(附表作官渡区环境保护局) -> bracket "附表作官渡区环境保护局"
_BRACKET = re.compile(r"[(（]([^()（）]{1,40})[)）]")
_ALIAS = re.compile(r"^[^作]{0,4}作")  # 附表作, 题名仅作, 原文作
# 灵川县人民政府办公室, 衢州市人民政府办公室综合编制: suffixes an issuer is written with or without
_OFFICE = re.compile(r"(?:人民政府)?(?:办公室|办公厅)?(?:综合编制)?$")


def issuer_variants(issuer: str) -> set[str]:
    """Names the gold accepts for an issuer, its bracketed ones among them, without office suffixes."""
    base = _BRACKET.sub("", issuer)
    names = {base}
    for inner in _BRACKET.findall(issuer):
        names.add(_ALIAS.sub("", inner) if _ALIAS.search(inner) else base + inner)
    return {_plain_issuer(name) for name in names}


def _plain_issuer(name: str) -> str:
    return _OFFICE.sub("", simplified(name))


def reports(run: Run) -> Layer:
    """Split, year, issuer and form of every annotated report; reports nobody annotated."""
    wanted = run.gold.reports
    hits = dict.fromkeys(("split", "year", "issuer", "form", "region"), 0)
    right = 0
    misses = [Miss("reports", file, "file failed", why) for file, why in run.failures.items()]
    for gold in wanted:
        found = run.pairs.get(gold.report)
        if found is None:
            misses.append(Miss("reports", gold.report, "report not found", gold.file, gold.start))
            continue
        outcome = _judge(gold, found, run.gold.texts[gold.file])
        for name, (fine, text) in outcome.items():
            hits[name] += fine
            if not fine:
                misses.append(Miss("reports", gold.report, name, text, gold.start))
        right += all(outcome[name][0] for name in ("split", "year", "issuer", "form"))
    paired = {report.id for report in run.pairs.values()}
    extra = [report for report in run.all_reports() if report.id not in paired]
    misses += [
        Miss("reports", r.source.uri, "invented report", f"{r.title} {r.year}", place(r, r.span).start) for r in extra
    ]
    measures = [share("reports", "split, year, issuer, form", right, len(wanted), ">= 1")]
    measures += [share("reports", name, n, len(wanted)) for name, n in hits.items()]
    measures.append(share("reports", "invented", len(extra), max(1, len(run.all_reports())), "<= 0"))
    return Layer(tuple(measures), tuple(misses))


def _judge(gold: GoldReport, found: Report, text: str) -> dict[str, tuple[bool, str]]:
    one, other = _stripped(gold.span, text), _stripped(place(found, found.span), text)
    variants = issuer_variants(gold.issuer) if gold.issuer else {""}
    issuer = _plain_issuer(found.issuer or "")
    return {
        "split": (agreement(one, other) >= _WHOLE, f"{one.start}-{one.end}, got {other.start}-{other.end}"),
        "year": (gold.year == found.year, f"{gold.year}, got {found.year}"),
        "issuer": (issuer in variants, f"{gold.issuer}, got {found.issuer}"),
        "form": (gold.form == found.form, f"{gold.form}, got {found.form}"),
        "region": ((gold.region or "") == (found.region or ""), f"{gold.region}, got {found.region}"),
    }


def _stripped(span: Span, text: str) -> Span:
    inside = text[span.start : span.end]
    return Span(span.start + len(inside) - len(inside.lstrip()), span.end - len(inside) + len(inside.rstrip()))


def zones(run: Run) -> Layer:
    """Characters (blanks aside) of gold zones against predicted ones."""
    reports = run.all_reports()
    if not any(report.zones for report in reports):
        return Layer(skipped="no report has zones")
    total: dict[str, int] = {}
    covered: dict[tuple[str, str], int] = {}
    misses = []
    for file, text in run.gold.texts.items():
        predicted = [""] * len(text)
        for report in run.reports[file]:
            for kind, span in report.zones:
                at = place(report, span)
                predicted[at.start : at.end] = [kind] * (at.end - at.start)
        for zone in (z for z in run.gold.zones if z.file == file):
            kinds: dict[str, list[int]] = {}
            for i in range(zone.span.start, zone.span.end):
                if not text[i].isspace():
                    kinds.setdefault(predicted[i], []).append(i)
            for kind, where in kinds.items():
                total[zone.zone] = total.get(zone.zone, 0) + len(where)
                covered[zone.zone, kind] = covered.get((zone.zone, kind), 0) + len(where)
                if _wrong(zone.zone, kind):
                    quote = text[where[0] : where[0] + 40].replace("\n", "⏎")
                    what = f"{zone.zone} read as {kind or 'nothing'}, {len(where)} characters"
                    misses.append(Miss("zones", zone.report or file, what, quote, where[0]))

    def amount(zone: str, kind: str) -> int:
        return covered.get((zone, kind), 0)

    strange = [z for z in ("foreign", "navigation") if z in total]
    measures = (
        share(
            "zones",
            "foreign or navigation in narrative",
            sum(amount(z, "narrative") for z in strange),
            sum(total[z] for z in strange),
            "<= 0",
        ),
        share("zones", "narrative covered", amount("narrative", "narrative"), total["narrative"]),
        share("zones", "table in narrative", amount("table", "narrative"), total["table"]),
        share("zones", "table in table", amount("table", "table"), total["table"]),
        share("zones", "residue in narrative", amount("residue", "narrative"), total.get("residue", 0)),
    )
    return Layer(measures, tuple(misses))


def _wrong(wanted: str, got: str) -> bool:
    """Only mixtures that harm what follows: prose lost, or tables and strange text read as prose."""
    if wanted == "narrative":
        return got != "narrative"
    return got == "narrative" or (wanted == "table" and got != "table")


def units(run: Run) -> Layer:
    """Kind and role of the unit that covers most of each annotated segment."""
    reports = run.all_reports()
    if not any(report.units for report in reports):
        return Layer(skipped="no report has units")
    best = best_units(run)
    roles = kinds = headings = 0
    segments = [s for s in run.gold.tags if s.kind in ("narrative", "lead", "heading")]
    misses = []
    for segment in segments:
        found = best.get(segment.id)
        unit = found[1] if found else None
        quote = run.gold.texts[segment.file][segment.start : segment.end].replace("\n", "⏎")[:40]
        role = unit.role if unit else None
        kind = None if unit is None else unit.kind if unit.kind in ("heading", "lead") else "narrative"
        roles += role == segment.role
        kinds += kind == segment.kind
        headings += kind == segment.kind == "heading"
        for name, wanted, got in (("role", segment.role, role), ("kind", segment.kind, kind)):
            if wanted != got:
                what = f"{name} {wanted}, got {got}"
                misses.append(Miss("units", segment.report or segment.file, what, quote, segment.start))
    measures = (
        share("units", "section role", roles, len(segments)),
        share("units", "kind (narrative, lead, heading)", kinds, len(segments)),
        share("units", "headings recognized", headings, sum(s.kind == "heading" for s in segments)),
    )
    return Layer(measures, tuple(misses))


def best_units(run: Run) -> dict[int, tuple[Report, Unit]]:
    """By segment: the report and unit that overlap most of its characters."""
    best: dict[int, tuple[Report, Unit]] = {}
    for file in run.gold.texts:
        spans = [(place(r, unit.span), r, unit) for r in run.reports[file] for unit in r.units]
        for segment in (s for s in run.gold.tags if s.file == file):
            overlap = 0
            chosen: tuple[Report, Unit] | None = None
            for span, report, unit in spans:
                if (shared := span.overlap(segment.span)) > overlap:
                    overlap, chosen = shared, (report, unit)
            if chosen:
                best[segment.id] = chosen
    return best
