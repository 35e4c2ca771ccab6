"""The registry of variables: what every column of every output table holds, in both languages.

Read from variables.toml apart from the rest of the catalog, since no room needs it to read a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import msgspec
from msgspec import Struct

from nlp.catalog import Catalog, load
from nlp.catalog.loading import parse, wrong

FILE = "variables.toml"
NAME = re.compile("[a-z][a-z0-9_]{0,31}")  # report_id: a name that every program takes
LABEL = 80  # characters of a label, by Stata

Type = Literal["string", "integer", "number", "decimal", "list of string", "list of number", "items", "json"]


class Value(Struct, frozen=True):
    """One of the values a variable can take."""

    value: str
    zh: str
    en: str

    @property
    def label(self) -> str:
        return f"{self.zh} / {self.en}"


class _Told(Struct, frozen=True, kw_only=True):
    """What is told of a column as it is."""

    name: str
    type: Type
    zh: str
    en: str
    note_zh: str = ""
    note_en: str = ""
    unit: str = ""
    long: bool = False
    stata: str = ""


class Variable(_Told, frozen=True, kw_only=True):
    """A column: its type, its label and note in two languages, and its values in their order where they are a set.

    type: items are rows of a table of their own, json is text. `values` of a list are those of its items.
    `stata` is its name there.
    """

    values: tuple[Value, ...] = ()

    @property
    def label(self) -> str:
        """Both languages, at most 80 characters."""
        return f"{self.zh} / {self.en}"


class OutputTable(Struct, frozen=True, forbid_unknown_fields=True):
    """An output table. `key` names a row; a table of items is made `from` list columns `of` another table."""

    id: str
    zh: str
    en: str
    row_zh: str
    row_en: str
    key: tuple[str, ...] = ()
    by: Literal["annotate", "stats", "reuse", "words"] = "annotate"
    of: str = ""
    from_: tuple[str, ...] = msgspec.field(default=(), name="from")
    names: tuple[str, ...] = ()


class Registry(Struct, frozen=True, eq=False):
    """Tables in their order, the variables of each by name, and the sets of values by name."""

    tables: dict[str, OutputTable]
    variables: dict[str, dict[str, Variable]]
    sets: dict[str, tuple[Value, ...]]

    def items_of(self, table: str) -> tuple[OutputTable, ...]:
        """Tables made from list columns of a table."""
        return tuple(other for other in self.tables.values() if other.of == table)


class _Entry(_Told, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A column as variables.toml has it: the tables it stands in, the name of its set of values."""

    tables: tuple[str, ...]
    values: str = ""


@lru_cache(maxsize=1)
def registry() -> Registry:
    """The bundled registry. Raises CatalogError naming the entry."""
    return build((files("nlp.catalog") / FILE).read_bytes(), load())


def build(content: bytes, catalog: Catalog) -> Registry:
    """Registry from TOML; raises CatalogError for what is unknown, doubled, too long or not in both languages."""
    found = parse(FILE, content)
    tables = {table.id: table for table in _read(found, "table", OutputTable)}
    values = _values(found.get("values", {}), catalog)
    variables: dict[str, dict[str, Variable]] = {name: {} for name in tables}
    for entry in _read(found, "variable", _Entry):
        told = {name: getattr(entry, name) for name in _Told.__struct_fields__}
        if entry.values and entry.values not in values:
            raise wrong(FILE, entry.name, f"没有值集 {entry.values}", f"no set of values {entry.values}")
        variable = Variable(**told, values=values.get(entry.values, ()))
        _checked(variable)
        for table in entry.tables:
            if table not in tables or entry.name in variables[table]:
                raise wrong(FILE, entry.name, f"表 {table} 未知或重复", f"table {table} unknown or told twice")
            variables[table][entry.name] = variable
    for table in filter(lambda table: table.of, tables.values()):
        parent = tables[table.of]
        keys = dict.fromkeys(("report_id", *parent.key))
        variables[table.id] = {**{key: variables[parent.id][key] for key in keys}, **variables[table.id]}
    return Registry(tables, variables, values)


def _read(found: Mapping[str, Any], kind: str, shape: Any) -> Iterator[Any]:
    for entry in found[kind]:
        try:
            yield msgspec.convert(entry, shape)
        except msgspec.ValidationError as reason:
            name = entry.get("id", entry.get("name", "?"))
            raise wrong(FILE, name, f"{reason}", f"{reason}") from None


def _checked(variable: Variable) -> None:
    name = variable.name
    if not NAME.fullmatch(name) or not NAME.fullmatch(variable.stata or name):
        raise wrong(FILE, name, "名称须为 32 个以内的小写字母", "a name has at most 32 small letters")
    if not variable.zh or not variable.en or bool(variable.note_zh) != bool(variable.note_en):
        raise wrong(FILE, name, "标签和说明须有中英文", "labels and notes are needed in both languages")
    if len(variable.label) > LABEL:
        raise wrong(FILE, name, f"标签超过 {LABEL} 字", f"the label is longer than {LABEL} characters")


def _values(found: Mapping[str, Mapping[str, tuple[str, str]]], catalog: Catalog) -> dict[str, tuple[Value, ...]]:
    """Sets of values by name, those of the catalog under @."""
    roles = {section.role: section for section in reversed(catalog.sections)}  # the first entry of a role names it
    roles = {section.role: roles[section.role] for section in catalog.sections}
    named: dict[str, Mapping[str, Any]] = {
        **{"@tags": catalog.tags, "@problem_types": catalog.problem_types},
        **{"@indicators": catalog.indicators, "@applicants": catalog.applicants, "@roles": roles},
    }
    sets = {
        name: tuple(Value(value, spec.name_zh, spec.name_en) for value, spec in specs.items())
        for name, specs in named.items()
    }
    sets["@roles"] += (Value("none", "无", "none"),)
    sets["@rules"] = tuple(Value(code, rule.title_zh, rule.title_en) for code, rule in catalog.all_rules.items())
    for name, told in found.items():
        sets[name] = tuple(Value(value, *both) for value, both in told.items())
    return sets
