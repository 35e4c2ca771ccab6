"""The cells of the eight real reports of ../shared, against their annotations (bronze: one pass, scripted checks)."""

import json
from collections import defaultdict
from decimal import Decimal

import pytest

from nlp import catalog
from nlp.document import Raw, Report, Source, Text
from nlp.spans import OffsetMap, Span
from nlp.tables import match

FLOOR = 0.995
WIDE = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0xA0: 0x20}  # stands in for the second room


def lines(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def read_and_annotated(shared):
    """Reports by name, read from the annotated zones, and the annotated cells of each."""
    zones, cells = defaultdict(list), defaultdict(dict)
    for zone in lines(shared / "gold" / "zones.jsonl"):
        zones[zone["report"]].append((zone["zone"], Span(zone["start"], zone["end"])))
    for cell in lines(shared / "gold" / "cells.jsonl"):
        cells[cell["report"]][cell["indicator"]] = cell
    reports = {}
    for entry in lines(shared / "gold" / "reports.jsonl"):
        source = (shared / "seeds" / entry["file"]).read_bytes().decode()
        same = OffsetMap.identity(len(source))
        text = Text(Raw(Source(entry["file"]), source, same), source.translate(WIDE), same)
        name = entry["report"]
        span = Span(entry["start"], entry["end"])
        reports[name] = match(Report(name, text, span, zones=tuple(zones[name])), catalog.load())
    return reports, cells, {entry["report"]: entry["form"] for entry in lines(shared / "gold" / "reports.jsonl")}


def agrees(cell, gold):
    if cell is None or cell.state != gold["state"]:
        return False
    if cell.state == "value":
        same = cell.value == Decimal(gold["value"]) and cell.text == gold["quote"]
        return same and (cell.span.start, cell.span.end) == (gold["start"], gold["end"])
    if cell.state == "ambiguous":
        found = [(r.value, r.span.start if r.span else None) for r in cell.readings]
        return found == [(r["value"] and Decimal(r["value"]), r.get("start")) for r in gold["readings"]]
    return True


def test_forms(read_and_annotated):
    reports, _, forms = read_and_annotated
    assert {name: report.form for name, report in reports.items()} == forms


def test_cells(read_and_annotated):
    reports, annotated, _ = read_and_annotated
    results = [
        agrees(reports[name].cell(address), gold)
        for name, cells in annotated.items()
        for address, gold in cells.items()
    ]
    assert sum(results) / len(results) >= FLOOR


def test_ambiguous_cells_stay_ambiguous(read_and_annotated):
    reports, annotated, _ = read_and_annotated
    for name, cells in annotated.items():
        expected = {address for address, gold in cells.items() if gold["state"] == "ambiguous"}
        found = {c.id for t in reports[name].tables for c in t.cells if c.state == "ambiguous"}
        assert found == expected, name
        assert all(agrees(reports[name].cell(address), cells[address]) for address in expected), name


def test_no_cell_is_made_up(read_and_annotated):
    reports, annotated, _ = read_and_annotated
    for name, report in reports.items():
        assert {cell.id for table in report.tables for cell in table.cells} == set(annotated[name]), name
