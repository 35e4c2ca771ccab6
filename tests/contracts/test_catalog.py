"""What the law and the forms say is complete: every entry loads, every rule is tested and explained."""

import re
import tomllib
from pathlib import Path

import pytest

from nlp import catalog

ROOT = Path(__file__).resolve().parents[2]
RULES = sorted(catalog.load().rules)


@pytest.mark.parametrize("path", sorted((ROOT / "nlp/catalog").glob("*.toml")), ids=lambda p: p.name)
def test_toml_reads_and_holds_something(path):
    assert tomllib.loads(path.read_text(encoding="utf-8"))


def test_the_three_forms_are_there():
    assert sorted(catalog.load().forms) == ["G1", "G2", "G3"]


@pytest.mark.parametrize(("form", "count"), [("G1", 58), ("G2", 198), ("G3", 200)])
def test_a_form_has_all_its_cells(form, count):
    tables = catalog.load().forms[form].tables
    cells = [cell for table in tables for row in table.rows for cell in row.cells]
    assert len(cells) == len(set(cells)) == count


def test_every_identity_names_cells_of_its_form():
    for form in catalog.load().forms.values():
        known = {cell for table in form.tables for row in table.rows for cell in row.cells}
        for identity in form.identities:
            assert set(identity.left) | set(identity.right) <= known, (form.id, identity.id)


def test_tags_and_problem_types_are_all_there():
    known = catalog.load()
    assert (len(known.tags), len(known.problem_types)) == (24, 18)


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_its_test_page(code):
    assert (ROOT / "tests/rules" / f"{code}.md").is_file()


@pytest.mark.parametrize("code", RULES)
def test_every_rule_says_why_and_on_which_ground(code):
    rule = catalog.load().rules[code]
    assert re.fullmatch(r"(TT1|IT2|AR3|TM4|SM5|RU6|SC7)\d\d", code)
    assert all((rule.why_zh, rule.why_en, rule.basis, rule.example, rule.not_flagged_zh, rule.not_flagged_en))
    assert rule.level in ("error", "review", "note") and rule.status in ("preview", "stable")
