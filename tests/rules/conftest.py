"""What the rules do to one report: what they flag, what they must not, and how findings are named.

`build` makes a report of a few lines: year, form (or -) and office; `>` lines of prose, one a paragraph, those
that open with (一) items;
`cell = value` lines, where a value is a number, blank, /, unreadable, absent or ?10|blank (ambiguous);
`note:` lines for what the rooms before would remark, or `note: region X`, `note: level X`, `note: scope X` of
an office. The prose is read by the real room values. A line `---` parts several reports, which are chained.
"""

import re
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from nlp import catalog, values, verify
from nlp.document import Cell, Raw, Reading, Report, Section, Source, Table, Text, Unit
from nlp.reuse import read_findings, reuse
from nlp.spans import OffsetMap, Span
from nlp.verify.series import chain
from nlp.write import Columns, tabulated, write_parquet

CATALOG = catalog.load()
HEADING = re.compile(r"([一二三四五六七八九])、([^。]*)")
ITEM = re.compile(r"\([一二三四五六七八九十]\)")
SENTENCE = re.compile(r"[^。!?]+[。!?]?")
ROLES = {"总体": "overview", "主动": "disclosure_table", "收到": "requests_table", "复议": "disputes_table"}


def cell(form, address, written, start, end):
    indicator, _, applicant = address.partition("@")
    table = "G1" if form == "G1" else {"rq": "3", "ad": "2", "rl": "4"}[indicator[:2]]
    span, readings, value, state = Span(start, end), (), None, "value"
    if written.startswith("?"):
        state = "ambiguous"
        readings = tuple(
            Reading("blank") if r == "blank" else Reading("value", Decimal(r)) for r in written[1:].split("|")
        )
    elif written in ("blank", "unreadable", "absent"):
        state = written
    elif written == "/":
        state = "na"
    else:
        value = Decimal(written)
    return Cell(address, table, indicator, applicant or None, state, value, written, span, None, readings)


def noted(notes, key):
    return next((n.removeprefix(key + " ") for n in notes if n.startswith(key + " ")), None)


def build(lines, known_as="r"):
    """The case as a report: sentences as units, numbered headings as sections, cells printed at the end."""
    year, form, office = lines[0].split(maxsplit=2)
    title = f"{office}{year}年政府信息公开工作年度报告"
    text, units, sections, cells, notes = title + "\n", [], [], [], []
    for number, line in enumerate(line[2:] for line in lines if line.startswith("> ")):
        heading = HEADING.fullmatch(line)
        if heading:
            role = next((role for word, role in ROLES.items() if word in line), "other")
            span = Span(len(text), len(text) + len(line))
            sections.append(Section(f"r/s{number}", role, heading[1], heading[2], 1, span))
        section = sections[-1] if sections else None
        item = ITEM.match(line)
        for part in [heading] if heading else SENTENCE.finditer(line):
            span = Span(len(text) + part.start(), len(text) + part.end())
            opens = item is not None and part.start() == 0
            kind = "heading" if heading else "item" if opens else "sentence"
            role, name = (section.role, section.id) if section else ("preamble", None)
            marker, depth = (item[0], 2) if opens else ("", 1)
            units.append(Unit(f"r/u{len(units)}", kind, span, role, name, None, marker, depth, number))
        text += line + "\n"
    prose = len(text)
    for line in lines:
        address, equals, written = line.partition(" = ")
        if equals and not line.startswith(">"):
            text += f"{address} {written}\n"
            cells.append(cell(form, address, written, len(text) - len(written) - 1, len(text) - 1))
        elif line.startswith("note: "):
            notes.append(line[6:])
    tables = []
    for name in dict.fromkeys(c.table for c in cells):
        found = tuple(c for c in cells if c.table == name)
        decoding = "ambiguous" if any(c.state == "ambiguous" for c in found) else "direct"
        decoding = "aligned" if "aligned" in notes else decoding
        span = Span(found[0].span.start, found[-1].span.end)
        tables.append(Table(f"r/t{name}", name, form, span, None, decoding, found, tuple(notes)))
    damage = tuple((n.split()[1], int(n.split()[2])) for n in notes if n.startswith("damage "))
    identity = OffsetMap.identity(len(text))
    body = Text(Raw(Source(f"{known_as}.txt"), text, identity), text, identity, damage=damage)
    return Report(
        known_as,
        body,
        Span(0, len(text)),
        title,
        Span(0, len(title)),
        office,
        year=int(year),
        form=None if form == "-" else form,
        region=noted(notes, "region"),
        office_level=noted(notes, "level"),
        scope=noted(notes, "scope"),
        zones=(("narrative", Span(len(title) + 1, prose)), ("table", Span(prose, len(text)))),
        sections=tuple(sections),
        units=tuple(units),
        tables=tuple(tables),
    )


@pytest.fixture(scope="session")
def checked():
    """Function from the lines of a case to its checked report; of several parted by --- the last, in their chain."""
    return check


def check(lines):
    parts = "\n".join(lines).split("\n---\n")
    reports = [values.extract(build(part.split("\n"), f"r{at}"), CATALOG) for at, part in enumerate(parts)]
    reports = [verify.check(report, CATALOG) for report in reports]
    if len(reports) == 1:
        return reports[0]
    last = chain(reports, CATALOG)[-1]
    return replace(last, findings=(*last.findings, *alike(reports)))


def alike(reports):
    """What reuse finds in the last of the reports, written as a run writes them."""
    columns = Columns()
    for report in reports:
        columns.add(tabulated(report))
    with tempfile.TemporaryDirectory() as held:
        for table in ("reports", "units"):
            (Path(held) / table).mkdir()
            (Path(held) / table / "part-0.parquet").write_bytes(write_parquet(columns, table))
        reuse(Path(held), Path(held) / "reuse")
        return [found for found in read_findings(Path(held) / "reuse") if found.report_id == reports[-1].id]
