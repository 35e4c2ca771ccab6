"""Every case of every rule page: what a rule flags, what it must not flag.

A case is a fenced block: a line with year, form (or -) and office; `>` lines of prose, one a paragraph;
`cell = value` lines, where a value is a number, blank, /, unreadable or ?10|blank (ambiguous); `note:`
lines for a table's reading. Under "fires" the page's rule must report, at its own level or the one given
by `=> review`; under "silent" it must not, and no rule may report an error; under "recorded" it leaves a row of that
verdict or reason (`=> holds`) and no finding. `fair.md` is about no rule: nothing in it is an error.
A line `---` parts several reports: they are chained, and the last is judged. `note: region X`, `note: level X`
and `note: scope X` say what else is known of an office.
"""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from nlp import catalog, values, verify
from nlp.document import Cell, Raw, Reading, Report, Section, Source, Table, Text, Unit
from nlp.spans import OffsetMap, Span
from nlp.verify.series import chain

PAGES = sorted(Path(__file__).parent.glob("*.md"))
CATALOG = catalog.load()
RULES = CATALOG.all_rules
STABLE = [rule.code for rule in RULES.values() if rule.status == "stable"]
HEADING = re.compile(r"([一二三四五六七八九])、([^。]*)")
SENTENCE = re.compile(r"[^。!?]+[。!?]?")
ROLES = {"总体": "overview", "主动": "disclosure_table", "收到": "requests_table", "复议": "disputes_table"}


def cases(page):
    """(section, number, lines) of each fenced block of a page."""
    section, block, number = "", None, 0
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section, number = line[3:].split()[-1], 0
        elif line.startswith("```"):
            if block is not None:
                number += 1
                yield section, number, tuple(block)
            block = None if block is not None else []
        elif block is not None:
            block.append(line)


ALL = [(page.stem, *case) for page in PAGES for case in cases(page)]


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


def report(lines, name="r"):
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
        for part in [heading] if heading else SENTENCE.finditer(line):
            span = Span(len(text) + part.start(), len(text) + part.end())
            kind = "heading" if heading else "sentence"
            role, name = (section.role, section.id) if section else ("preamble", None)
            units.append(Unit(f"r/u{len(units)}", kind, span, role, name, None, "", 0, number))
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
    body = Text(Raw(Source(f"{name}.txt"), text, identity), text, identity, damage=damage)
    return Report(
        name,
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


@pytest.mark.parametrize(("code", "section", "number", "lines"), ALL, ids=[f"{c}-{s}-{n}" for c, s, n, _ in ALL])
def test_case(code, section, number, lines):
    parts = "\n".join(lines).split("\n---\n")
    reports = [values.extract(report(part.split("\n"), f"r{at}"), CATALOG) for at, part in enumerate(parts)]
    checked = chain([verify.check(one, CATALOG) for one in reports], CATALOG)[-1]
    found = [f for f in checked.findings if f.rule == code]
    default = RULES[code].level if code in RULES else ""
    level = next((line[3:] for line in lines if line.startswith("=> ")), default)
    if section == "fires":
        assert level in {f.level for f in found}, [c for c in checked.checks if c.rule == code]
    elif section == "silent":
        assert not found
        assert [f.message_zh for f in checked.findings if f.level == "error"] == []
    else:  # recorded: a row in checks, no finding
        assert not found
        assert any(c.rule == code and level in (c.reason, c.verdict) for c in checked.checks)


@pytest.mark.parametrize("code", STABLE)
def test_a_stable_rule_has_three_cases_either_way(code):
    sections = [section for name, section, _, _ in ALL if name == code]
    told = sections.count("fires") + sections.count("recorded")
    assert told >= 3 and sections.count("silent") >= 3
