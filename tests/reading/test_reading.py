"""Layouts and damage: the reports of a file are found, and no cell of their tables is wrong.

`truth.json` has for every file its encoding and its reports. `printed` holds the cells as printed, where that is not
`0` (a list: printed differently in two places). What the file does not tell is declared by patterns of addresses: the
cells of `lost` are not printed at all, those of `open` may be withheld in one of the states named, but never be wrong.
"""

import json
import re
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

from nlp import catalog, ingest
from nlp.document import Cell, Report
from nlp.pipeline import Tools, read_reports

HERE = Path(__file__).parent
TRUTH = json.loads((HERE / "truth.json").read_text(encoding="utf-8"))
CELLS = {"G1": 58, "G2": 198, "G3": 200}

# test and file that fail today, with the reason; an entry is taken out when it is mended
KNOWN: dict[str, str] = {}


def cases(test: str) -> list:
    return [
        pytest.param(name, marks=pytest.mark.xfail(reason=KNOWN[key], strict=True) if key in KNOWN else ())
        for name in TRUTH
        for key in [f"{test} {name}"]
    ]


@cache
def reports_of(name: str) -> tuple[Report, ...]:
    return read_reports(ingest.read(HERE / f"{name}.txt"), Tools(catalog.load()))


def expected(printed: str) -> tuple[str, Decimal | None]:
    """State and value of a cell: `减2` -2, `1,113件` 1113, `251000元` 25.1 (in 10,000 yuan), a letter unreadable."""
    if printed in ("", "/"):
        return ("na" if printed else "blank"), None
    if printed.isalpha():
        return "unreadable", None
    value = Decimal(re.search(r"\d+(\.\d+)?", printed.replace(",", ""))[0])
    value = value / 10000 if printed.endswith("元") and not printed.endswith("万元") else value
    return "value", -value if printed[0] in "减-" else value


def misread(cell: Cell | None, address: str, truth: dict) -> str | None:
    """What is wrong with a cell, None where it is as printed or withheld as declared."""
    if any(fnmatchcase(address, lost) for lost in truth.get("lost", ())):
        return f"{address}: not printed, read as {cell.state} {cell.value}" if cell and cell.state != "absent" else None
    printed = truth["printed"].get(address, "0")
    states = [expected(text) for text in ([printed] if isinstance(printed, str) else printed)]
    withheld = {state for fit, named in truth.get("open", {}).items() if fnmatchcase(address, fit) for state in named}
    read = [(reading.state, reading.value) for reading in cell.readings] if cell else []
    if cell is None:
        return f"{address}: {printed} has no cell"
    if len(states) == 1 and (cell.state, cell.value) == states[0]:
        return None
    if cell.state == "ambiguous" and (withheld & {"ambiguous"} or len(states) > 1) and set(states) <= set(read):
        return None
    if cell.state in withheld - {"ambiguous"}:
        return None
    return f"{address}: {printed!r} read as {cell.state} {cell.value} {read or ''}"


@pytest.mark.parametrize("name", TRUTH)
def test_encoding_is_recognized(name):
    assert {report.source.encoding for report in reports_of(name)} == {TRUTH[name]["encoding"]}


@pytest.mark.parametrize("name", cases("found"))
def test_reports_are_found(name):
    truth = TRUTH[name]["reports"]
    found = [(report.issuer, report.year, report.form) for report in reports_of(name)]
    assert found == [(t["issuer"], t["year"], t["form"]) for t in truth]


@pytest.mark.parametrize("name", cases("cells"))
def test_no_cell_is_wrong(name):
    forms, wrong = catalog.load().forms, []
    for report, truth in zip(reports_of(name), TRUTH[name]["reports"], strict=True):
        cells = {cell.id: cell for table in report.tables for cell in table.cells}
        addresses = [cell for table in forms[truth["form"]].tables for row in table.rows for cell in row.cells]
        assert len(addresses) == CELLS[truth["form"]]
        wrong += [fault for address in addresses if (fault := misread(cells.get(address), address, truth))]
        wrong += [f"{c.id}: not of this form, read as {c.state}" for c in cells.values() if c.id not in addresses]
    assert wrong == []
