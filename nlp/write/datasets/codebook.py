"""The codebook: what every column means, in both languages, as rows and as a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from nlp.catalog.variables import OutputTable, Registry, Variable
from nlp.write.datasets.layout import Flat, layout


class Entry(Struct, frozen=True):
    """A row of the codebook: of a table (no variable), a variable (no value) or one of its values.

    `code` is the number Stata has for the value, `stata` the name of the variable there.
    """

    table: str
    variable: str
    stata: str
    type: str
    value: str
    code: int | None
    zh: str
    en: str
    note_zh: str
    note_en: str
    unit: str


HEAD = Entry.__struct_fields__


def entries(flats: Iterable[Flat]) -> Iterator[Entry]:
    """Every table, variable and value."""
    for flat in flats:
        table = flat.table
        yield Entry(table.id, "", "", "table", "", None, table.zh, table.en, table.row_zh, table.row_en, "")
        for variable in flat.columns:
            named = (table.id, variable.name, variable.stata or variable.name)
            labels = (variable.zh, variable.en, variable.note_zh, variable.note_en, variable.unit)
            yield Entry(*named, variable.type, "", None, *labels)
            for code, value in enumerate(variable.values, 1):
                yield Entry(*named, variable.type, value.value, code, value.zh, value.en, "", "", "")


def everything(registry: Registry) -> list[Flat]:
    """All tables of the registry with all their variables, those of items after the table they belong to."""
    own = [name for name, table in registry.tables.items() if not table.of]
    return [flat for name in own for flat in layout(registry, name, tuple(registry.variables[name]))]


def page(registry: Registry, orders: Mapping[str, Sequence[str]]) -> str:
    """docs/codebook.md; `orders` are the columns of tables in their order."""
    lines = [
        "# Codebook / 变量表",
        "",
        "Made from `nlp/catalog/variables.toml`. Parquet holds structs in lists (type items); CSV, Excel, Stata and",
        "SQLite hold them as tables of their own, joined by the key, and plain lists as one text, `|` between items.",
        "Where Stata needs another name for a column, it is given.",
        "",
        "由变量登记册生成。列表里的结构（items）在 Parquet 中嵌套，在 CSV、Excel、Stata、SQLite 中各成一表，以键相连；",
        "简单列表写作以 `|` 相隔的文字。Stata 中须改名的列均已注明。",
    ]
    sets: dict[tuple[str, ...], str] = {}
    for name, table in registry.tables.items():
        known = registry.variables[name]
        lines += ["", *_table(table, [known[column] for column in orders.get(name, known)], sets)]
    lines += ["", "## Values / 取值", ""]
    lines += ["The number is the code in Stata. 数字是 Stata 中的编码。"]
    told = {variable.values for columns in registry.variables.values() for variable in columns.values()} - {()}
    by_name = {sets[tuple(v.value for v in values)]: values for values in told}
    for name in sorted(by_name, key=lambda name: int(name[1:])):
        shown = "; ".join(f"{code} `{v.value}` {v.zh} / {v.en}" for code, v in enumerate(by_name[name], 1))
        lines += ["", f"**{name}**: {shown}"]
    return "\n".join(lines) + "\n"


def _table(table: OutputTable, columns: Iterable[Variable], sets: dict[tuple[str, ...], str]) -> Iterator[str]:
    yield f"## {table.id}: {table.en} / {table.zh}"
    yield ""
    yield f"A row is {table.row_en}. 一行是{table.row_zh}。"
    if table.key:
        yield f"Key / 键: {', '.join(f'`{name}`' for name in table.key)}."
    if table.of:
        yield f"Made from / 取自 {', '.join(f'`{table.of}.{name}`' for name in table.from_)}."
    yield ""
    yield "| column | type | 中文 | English |"
    yield "| --- | --- | --- | --- |"
    for variable in columns:
        zh = "。".join(filter(None, (variable.zh, variable.note_zh)))
        en = ". ".join(filter(None, (variable.en, variable.note_en, variable.unit and f"In {variable.unit}")))
        kind: str = variable.type
        if variable.values:
            kind += f", {sets.setdefault(tuple(v.value for v in variable.values), f'V{len(sets) + 1}')}"
        name = f"`{variable.name}`" + (f" (Stata: `{variable.stata}`)" if variable.stata else "")
        yield f"| {name} | {kind} | {zh} | {en} |".replace('"/"', "“/”")
