"""Every case of every rule page: what a rule flags, what it must not flag.

A case is a fenced block, written as conftest.py says. Under "fires" the page's rule must report, at its own
level or the one given by `=> review`; under "silent" it must not, and no rule may report an error; under
"recorded" it leaves a row of that verdict or reason (`=> holds`) and no finding. `fair.md` is about no rule:
nothing in it is an error.
"""

from pathlib import Path

import pytest

from nlp import catalog

PAGES = sorted(Path(__file__).parent.glob("*.md"))
CATALOG = catalog.load()
RULES = CATALOG.all_rules


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


@pytest.mark.parametrize(("code", "section", "number", "lines"), ALL, ids=[f"{c}-{s}-{n}" for c, s, n, _ in ALL])
def test_case(checked, code, section, number, lines):
    report = checked(lines)
    found = [f for f in report.findings if f.rule == code]
    default = RULES[code].level if code in RULES else ""
    level = next((line[3:] for line in lines if line.startswith("=> ")), default)
    if section == "fires":
        assert level in {f.level for f in found}, [c for c in report.checks if c.rule == code]
    elif section == "silent":
        assert not found
        assert [f.message_zh for f in report.findings if f.level == "error"] == []
    else:  # recorded: a row in checks, no finding
        assert not found
        assert any(c.rule == code and level in (c.reason, c.verdict) for c in report.checks)


@pytest.mark.parametrize("code", RULES)
def test_a_rule_has_a_page_with_three_cases_either_way(code):
    sections = [section for name, section, _, _ in ALL if name == code]
    told = sections.count("fires") + sections.count("recorded")
    assert told >= 3 and sections.count("silent") >= 3
    assert len({lines for name, _, _, lines in ALL if name == code}) == len(sections), "a case stands twice"
