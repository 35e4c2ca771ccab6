"""Scores of the statutory tables: every annotated cell by state and value."""

from decimal import Decimal

from nlp.document import Cell
from nlp.evaluate.gold import GoldCell
from nlp.evaluate.outcome import Run, place
from nlp.evaluate.scores import Layer, Miss, share


def cells(run: Run) -> Layer:
    """State and value both right; ambiguous cells stay so with equal readings, and none is invented."""
    if not any(report.tables for report in run.all_reports()):
        return Layer(skipped="no report has tables")
    found = {
        name: {cell.id: cell for table in report.tables for cell in table.cells} for name, report in run.pairs.items()
    }
    right = ambiguous = kept = readings = invented = silent = placed = printed = 0
    misses = []
    wanted: dict[str, set[str]] = {name: set() for name in run.pairs}
    for gold in run.gold.cells:
        cell = found.get(gold.report, {}).get(gold.indicator)
        wanted.setdefault(gold.report, set()).add(gold.indicator)
        state = cell.state if cell else "missing"
        fine = state == gold.state and _value(cell) == _decimal(gold.value)
        right += fine
        if gold.state == "ambiguous":
            ambiguous += 1
            kept += state == "ambiguous"
            same = _gold_readings(gold) == _readings(cell)
            readings += same
            if fine and not same:
                text = f"{_gold_readings(gold)}, got {_readings(cell)}"
                misses.append(Miss("cells", gold.report, f"readings of {gold.indicator}", text, gold.start))
        invented += state == "ambiguous" and gold.state != "ambiguous"
        silent += state == "value" and not fine
        if gold.start is not None and cell and cell.span:
            printed += 1
            placed += place(run.pairs[gold.report], cell.span).overlap(gold.span) > 0
        if not fine:
            what = f"{gold.indicator}: {gold.state} {gold.value or ''}"
            got = f"{state} {cell.value if cell and cell.value is not None else ''} {cell.text if cell else ''!r}"
            misses.append(Miss("cells", gold.report, what, f"got {got}", gold.start))
    extra = 0
    for name, cells_found in found.items():
        for cell in cells_found.values():
            if cell.id not in wanted[name] and cell.state != "absent":
                extra += 1
                misses.append(Miss("cells", name, f"cell not in the gold: {cell.id}", f"{cell.state} {cell.value}"))
    n = len(run.gold.cells)
    return Layer(
        (
            share("cells", "state and value", right, n, ">= 0.995"),
            share("cells", "wrong value given as sure", silent, n),
            share("cells", "ambiguous kept", kept, ambiguous, ">= 1"),
            share("cells", "ambiguous readings equal", readings, ambiguous),
            share("cells", "ambiguous invented", invented, n - ambiguous, "<= 0"),
            share("cells", "place in the source", placed, printed),
            share("cells", "cells not in the gold", extra, n),
        ),
        tuple(misses),
    )


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _value(cell: Cell | None) -> Decimal | None:
    return cell.value if cell else None


def _gold_readings(gold: GoldCell) -> list[str]:
    rows = gold.readings or ()
    return sorted("blank" if row.value is None else str(Decimal(row.value).normalize()) for row in rows)


def _readings(cell: Cell | None) -> list[str]:
    rows = cell.readings if cell else ()
    return sorted(row.state if row.value is None else str(row.value.normalize()) for row in rows)
