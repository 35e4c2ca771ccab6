"""CSV files that Excel opens right, with a Data Package that says what they hold.

UTF-8 with byte order mark. A text that begins like a formula, or with an apostrophe, has one more apostrophe before
it; taking the first apostrophe away gives the text again. An empty field is a missing value or an empty text.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from msgspec.structs import astuple

from nlp.write.datasets.codebook import HEAD, entries
from nlp.write.datasets.layout import BETWEEN, Flat
from nlp.write.datasets.sink import Sink
from nlp.write.plain import harmless

if TYPE_CHECKING:
    import pyarrow as pa

PROFILE = "https://datapackage.org/profiles/2.0/"
ESCAPE = "Texts that begin with = + - @ tab, carriage return, their full-width forms or ' have one more ' before them."
TYPES = {"decimal": "number", "list of string": "list", "list of number": "list", "json": "array"}


class CsvFolder(Sink):
    """A CSV file for each table, codebook.csv and datapackage.json."""

    def __init__(self, out: Path, flats: Sequence[Flat]) -> None:
        self.out, self._flats = out, flats
        out.mkdir(parents=True, exist_ok=True)
        self._open = ExitStack()
        self._writers: dict[str, Any] = {}
        self._rows: Counter[str] = Counter()
        for flat in flats:
            stream = self._open.enter_context(_new(out / f"{flat.id}.csv"))
            self._writers[flat.id] = csv.writer(stream, lineterminator="\n")
            self._writers[flat.id].writerow([variable.name for variable in flat.columns])

    def write(self, flat: Flat, rows: pa.Table) -> None:
        self._rows[flat.id] += len(rows)
        columns = [_column(rows[v.name].to_pylist(), v.type) for v in flat.columns]
        self._writers[flat.id].writerows(zip(*columns, strict=True))

    def close(self) -> tuple[tuple[str, str], ...]:
        self._open.close()
        write_codebook(self.out, self._flats)
        package = json.dumps(_package(self.out, self._flats), ensure_ascii=False, indent=2)
        (self.out / "datapackage.json").write_text(package + "\n", encoding="utf-8", newline="\n")
        return ()


def write_codebook(out: Path, flats: Sequence[Flat]) -> None:
    """codebook.csv: a row for every table, variable and value."""
    with _new(out / "codebook.csv") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows([harmless(value) for value in astuple(entry)] for entry in entries(flats))


def _new(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8-sig", newline="")


def _column(values: list[Any], kind: str) -> Iterable[Any]:
    if kind == "decimal":
        return map(shown, values)
    return values if kind in ("integer", "number") else map(harmless, values)


@lru_cache(maxsize=1 << 14)
def shown(value: Decimal | None) -> str | None:
    """A decimal without zeros at its end: 84, 12.5."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _package(out: Path, flats: Sequence[Flat]) -> dict[str, Any]:
    """The descriptor: Data Package v2."""
    named = {flat.id for flat in flats}
    files = [(flat.id, _resource(flat, named)) for flat in flats] + [("codebook", _codebook())]
    return {
        "$schema": f"{PROFILE}datapackage.json",
        "name": "gongkai",
        "title": "政府信息公开年度报告数据 / Data of disclosure reports",
        "description": f"{ESCAPE} Items of a list stand between {BETWEEN}. An empty field is missing or an empty text.",
        "resources": [{**resource, **_file(out / f"{name}.csv")} for name, resource in files],
    }


def _resource(flat: Flat, named: set[str]) -> dict[str, Any]:
    table = flat.table
    schema: dict[str, Any] = {"$schema": f"{PROFILE}tableschema.json", "fields": [_field(v) for v in flat.columns]}
    schema["missingValues"] = [""]
    if table.key and table.id != "cells":  # most cells have no applicant
        schema["primaryKey"] = list(table.key)
    if "report_id" in (v.name for v in flat.columns) and table.id != "reports" and "reports" in named:
        to_report = {"resource": "reports", "fields": ["report_id"]}
        schema["foreignKeys"] = [{"fields": ["report_id"], "reference": to_report}]
    return _described(table.id, f"{table.zh} / {table.en}", f"{table.row_zh} / {table.row_en}", schema)


def _described(name: str, title: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "type": "table",
        "title": title,
        "description": description,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"$schema": f"{PROFILE}tabledialect.json", "lineTerminator": "\n"},
        "schema": schema,
    }


def _field(variable: Any) -> dict[str, Any]:
    field: dict[str, Any] = {"name": variable.name, "type": TYPES.get(variable.type, variable.type)}
    field["title"] = variable.label
    if variable.note_zh:
        field["description"] = f"{variable.note_zh} / {variable.note_en}"
    if variable.type.startswith("list"):
        field |= {"delimiter": BETWEEN, "itemType": variable.type.rpartition(" ")[2]}
    elif variable.values and variable.type == "string":
        field["categories"] = [{"value": v.value, "label": v.label} for v in variable.values]
    if variable.unit:
        field["unit"] = variable.unit
    return field


def _codebook() -> dict[str, Any]:
    fields = [{"name": name, "type": "integer" if name == "code" else "string"} for name in HEAD]
    schema = {"$schema": f"{PROFILE}tableschema.json", "fields": fields, "missingValues": [""]}
    about = "每张表、每个变量、每个取值的中英文说明 / Every table, variable and value in both languages"
    return _described("codebook", "变量表 / Codebook", about, schema)


def _file(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "hash": f"sha256:{digest}"}
