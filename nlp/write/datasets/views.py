"""A DuckDB script: views over the Parquet tables of a run, flat and nested, with comments in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nlp.catalog.variables import Registry
from nlp.write.datasets.layout import Flat

HEAD = """\
-- Views over a run of gongkai / 一次标注的视图. In the folder of the run / 在该文件夹中运行: duckdb -init {name}
-- From elsewhere / 在别处: SET VARIABLE gongkai = 'path/of/the/run'; before this script / 先于本脚本执行.
"""
FOLDER = "coalesce(getvariable('gongkai')::VARCHAR, '.')"


def script(registry: Registry, tables: Iterable[tuple[str, Sequence[Flat]]], name: str) -> str:
    """Statements for nested tables and what each comes to flat. Needs no DuckDB; made for version 1.1 and later."""
    parts = [HEAD.format(name=name)]
    for table, flats in tables:
        parts.append(f"CREATE OR REPLACE VIEW {table} AS FROM read_parquet({FOLDER} || '/{table}/*.parquet');")
        for flat in flats[1:]:
            parts.append(_items(flat, registry))
        for flat in flats:
            parts.append(f"COMMENT ON VIEW {flat.id} IS {_quoted(f'{flat.table.row_zh} / {flat.table.row_en}')};")
            for variable in flat.columns:
                parts.append(f'COMMENT ON COLUMN {flat.id}."{variable.name}" IS {_quoted(variable.label)};')
    return "\n".join(parts) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _items(flat: Flat, registry: Registry) -> str:
    """A view with a row for each item of the lists."""
    parent = flat.table.of
    keys = dict.fromkeys(("report_id", *registry.tables[parent].key))
    kept = ", ".join(f'"{key}"' for key in keys)
    lists = flat.table.from_
    if flat.table.names:
        fields = ", ".join(f'unnest("{own}") AS "{name}"' for own, name in zip(lists, flat.table.names, strict=True))
    else:
        fields = f'unnest("{lists[0]}", max_depth := 2)'
    item = f'generate_subscripts("{lists[0]}", 1) AS item'
    return f"CREATE OR REPLACE VIEW {flat.id} AS SELECT {kept}, {item}, {fields} FROM {parent};"
