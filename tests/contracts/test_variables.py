"""The registry of variables has every column of every output table, of the right type, in both languages."""

from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from msgspec import Struct

from nlp import catalog
from nlp.catalog.variables import FILE, LABEL, build, registry
from nlp.errors import CatalogError
from nlp.reuse import Pair, Share
from nlp.statistics.rows import Estimate, Member
from nlp.statistics.words import Place, Word
from nlp.write import TABLES
from nlp.write.datasets import export, of_rows
from nlp.write.datasets.codebook import entries, everything

KINDS = {**TABLES, "statistics": Estimate, "members": Member}
KINDS |= {"pairs": Pair, "shares": Share, "words": Word, "places": Place}
SIMPLE = {str: "string", int: "integer", float: "number", Decimal: "decimal"}
REGISTRY = registry()
SOURCE = (Path(catalog.__file__).parent / FILE).read_text(encoding="utf-8")


def type_of(hint: Any) -> str:
    """What the registry should say of a field."""
    if hint in SIMPLE:
        return SIMPLE[hint]
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        return "items" if issubclass(item, Struct) else f"list of {SIMPLE[item]}"
    return type_of(next(part for part in get_args(hint) if part is not type(None)))


def columns(kind: type[Struct]) -> dict[str, str]:
    return {name: type_of(hint) for name, hint in get_type_hints(kind).items()}


@pytest.mark.parametrize("table", KINDS)
def test_every_column_is_registered_with_its_type_and_none_besides(table):
    assert {name: v.type for name, v in REGISTRY.variables[table].items()} == columns(KINDS[table])


@pytest.mark.parametrize("table", [name for name, table in REGISTRY.tables.items() if table.of])
def test_a_table_of_items_has_the_fields_of_the_items(table):
    spec = REGISTRY.tables[table]
    parent = KINDS[spec.of]
    items = [get_args(get_type_hints(parent)[name])[0] for name in spec.from_]
    keys = dict.fromkeys(("report_id", *REGISTRY.tables[spec.of].key))
    own = (
        {name: SIMPLE[kind] for name, kind in zip(spec.names, items, strict=True)} if spec.names else columns(items[0])
    )
    wanted = {key: columns(parent)[key] for key in keys} | {"item": "integer"} | own
    nested = {name: "json" for name, kind in wanted.items() if kind == "items"}
    assert {name: v.type for name, v in REGISTRY.variables[table].items()} == {**wanted, **nested}


def test_every_list_of_structs_has_a_table_of_items():
    lists = {(table, name) for table, kind in KINDS.items() for name, told in columns(kind).items() if told == "items"}
    told = {(table.of, name) for table in REGISTRY.tables.values() for name in table.from_}
    assert lists - told == {("findings", "evidence"), ("findings", "repairs")} - told == set()


def test_no_table_is_registered_that_is_not_written():
    assert {name for name, table in REGISTRY.tables.items() if not table.of} == set(KINDS)


def test_every_entry_speaks_both_languages_within_the_limits_of_stata():
    for entry in entries(everything(REGISTRY)):
        assert entry.zh and entry.en, entry
        assert bool(entry.note_zh) == bool(entry.note_en), entry
        assert len(entry.stata) <= 32 and (entry.value or len(f"{entry.zh} / {entry.en}") <= LABEL), entry


def test_no_program_renames_a_column(tmp_path):
    """Stata's writer is an error where a name can't be kept; here it has every table."""
    export([of_rows(name, kind, []) for name, kind in KINDS.items()], "stata", tmp_path)
    assert len(list(tmp_path.glob("*.dta"))) == len(REGISTRY.tables)


def test_the_page_has_every_column():
    page = (Path(__file__).resolve().parents[2] / "docs/codebook.md").read_text(encoding="utf-8")
    for table, variables in REGISTRY.variables.items():
        part = page.partition(f"\n## {table}: ")[2].partition("\n## ")[0]
        assert [name for name in variables if f"| `{name}`" not in part] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('zh = "报告号"', 'zh = ""'),
        ('zh = "报告号"', f'zh = "{"长" * 90}"'),
        ('name = "report_id"', 'name = "Report"'),
        ('name = "item"\ntables = ["unit_tags"', 'name = "item"\ntables = ["unit_tags", "nothing"'),
        ('name = "tag"\ntables = ["unit_tags"]', 'name = "score"\ntables = ["unit_tags"]'),
        ('values = "basis"', 'values = "nothing"'),
        ('type = "decimal"', 'type = "complex"'),
        ('note_zh = "空即无下限"\n', ""),
    ],
)
def test_a_wrong_entry_is_refused(old, new):
    assert old in SOURCE
    with pytest.raises(CatalogError, match=r"variables\.toml"):
        build(SOURCE.replace(old, new, 1).encode(), catalog.load())
