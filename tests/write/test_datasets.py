"""A run as CSV, Excel, Stata, SQLite, Parquet and DuckDB: labels are the registry's, nothing runs, nothing is lost."""

import csv
import json
import sqlite3
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import msgspec
import openpyxl
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from nlp import analyze
from nlp.catalog.variables import registry
from nlp.cli import app
from nlp.errors import UsageError
from nlp.write import TABLES, ErrorRow, excel, record
from nlp.write.datasets import PLACES, Dataset, export, of_rows
from nlp.write.datasets.delimited import shown
from nlp.write.datasets.stata import StataFolder
from nlp.write.rows import PlaceRow

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = [ROOT / "corpora/sample" / name for name in ("lanling-transport-2017.txt", "gubu-town-2022.txt")]
HOSTILE = "=cmd|'/c calc'!A1\x0b\x00|\\,\"\n尾"
replace = msgspec.structs.replace
REGISTRY = registry()


def rows() -> dict[str, list]:
    """Two sample reports, one with texts that mean harm, places on a page and a number of many digits."""
    plain, odd = (record(analyze(path, uri=path.name)[0]) for path in SAMPLES)
    places = (PlaceRow(1, (0.5, 1.0, 2.5, 3.0), None), PlaceRow(None, None, "/html/body"))
    units = tuple(replace(unit, text=HOSTILE, path=("a|b", "c\\d"), places=places) for unit in odd.units)
    figures = (
        replace(odd.figures[0], value=Decimal("1234567890123.4567"), kind="of a later release"),
        *odd.figures[1:],
    )
    findings = tuple(
        replace(own, evidence=tuple(replace(side, places=places) for side in own.evidence)) for own in odd.findings
    )
    kept = (plain, replace(odd, units=units, figures=figures, findings=findings))
    tables = {name: [row for one in kept for row in getattr(one, name)] for name in TABLES if hasattr(plain, name)}
    tables["reports"] = [one.report for one in kept]
    tables["errors"] = [ErrorRow("'a.txt", "'=1")]
    return {name: tables[name] for name in TABLES}


ROWS = rows()


def datasets() -> list[Dataset]:
    return [of_rows(name, kind, ROWS[name]) for name, kind in TABLES.items()]


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """Every format, written once."""
    folder = tmp_path_factory.mktemp("export")
    for to, name in PLACES.items():
        export(datasets(), to, folder / name)
    return folder


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def plain(text: str) -> str:
    """A text of a CSV file as it was."""
    return text.removeprefix("'")


def split(text: str) -> list[str]:
    """Items of a list."""
    marked = text.replace("\\\\", "\0").replace("\\|", "\1")
    return [item.replace("\1", "|").replace("\0", "\\") for item in marked.split("|")]


def test_csv_begins_with_a_byte_order_mark_and_holds_every_row(out):
    for name, kept in ROWS.items():
        path = out / "csv" / f"{name}.csv"
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        assert len(read_csv(path)) == len(kept)


def test_a_text_that_looks_like_a_formula_comes_back_as_it_was(out):
    units = read_csv(out / "csv/units.csv")
    odd = [row for row in units if plain(row["text"]) == HOSTILE]
    assert odd and all(row["text"] == f"'{HOSTILE}" for row in odd)
    assert split(plain(odd[0]["path"])) == ["a|b", "c\\d"]
    (error,) = read_csv(out / "csv/errors.csv")
    assert (error["source"], error["reason"]) == ("''a.txt", "''=1")
    held = {name: [value for row in read_csv(path) for value in row.values()] for name, path in files(out)}
    assert not [value for values in held.values() for value in values if value[:1] in tuple("=+@\t\r＝＋－＠")]


def files(out: Path) -> list[tuple[str, Path]]:
    return [(path.stem, path) for path in sorted((out / "csv").glob("*.csv"))]


def test_items_of_lists_are_rows_of_their_own(out):
    tags = read_csv(out / "csv/unit_tags.csv")
    units = ROWS["units"]
    told = [(u.unit_id, str(at), tag) for u in units for at, tag in enumerate(u.tags, 1)]
    assert [(row["unit_id"], row["item"], row["tag"]) for row in tags] == told
    sides = read_csv(out / "csv/finding_evidence.csv")
    told = [(f.finding_id, str(at), e.quote) for f in ROWS["findings"] for at, e in enumerate(f.evidence, 1)]
    assert [(row["finding_id"], row["item"], plain(row["quote"])) for row in sides] == told
    boxes = read_csv(out / "csv/unit_places.csv")
    assert [(row["item"], row["page"], row["box"], row["path"]) for row in boxes[:2]] == [
        ("1", "1", "0.5|1|2.5|3", ""),
        ("2", "", "", "/html/body"),
    ]
    nested = [json.loads(row["places"]) for row in sides if row["places"]]
    assert nested[0] == [
        {"page": 1, "box": [0.5, 1.0, 2.5, 3.0], "path": None},
        {"page": None, "box": None, "path": "/html/body"},
    ]


def test_decimals_of_csv_keep_every_digit(out):
    values = [Decimal(row["value"]) for row in read_csv(out / "csv/figures.csv") if row["value"]]
    assert values == [figure.value for figure in ROWS["figures"] if figure.value is not None]


@pytest.mark.parametrize(
    ("value", "text"), [("84.000000", "84"), ("12.500000", "12.5"), ("0.000000", "0"), ("100", "100")]
)
def test_decimals_have_no_zeros_at_the_end(value, text):
    assert shown(Decimal(value)) == text


def test_the_package_is_valid(out):
    """frictionless brings libraries that warn of themselves, so it runs apart."""
    pytest.importorskip("frictionless", reason="needs frictionless")
    code = (
        "import frictionless, sys\n"
        f"report = frictionless.validate({str(out / 'csv/datapackage.json')!r})\n"
        "print(report.valid, report.stats['tasks'], report.flatten(['title', 'message'])[:3])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.split()[:2] == ["True", str(len(list((out / "csv").glob("*.csv"))))], done.stdout


def test_the_package_says_what_the_registry_says(out):
    package = json.loads((out / "csv/datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    for resource in package["resources"][:-1]:
        variables = REGISTRY.variables[resource["name"]]
        with (out / "csv" / resource["path"]).open(encoding="utf-8-sig", newline="") as stream:
            head = next(csv.reader(stream))
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == head
        assert [field["title"] for field in fields] == [variables[name].label for name in head]
        assert resource["bytes"] == (out / "csv" / resource["path"]).stat().st_size


def test_stata_has_the_labels_of_the_registry_and_renames_nothing_untold(out):
    pyreadstat = pytest.importorskip("pyreadstat", reason="needs pyreadstat")
    seen = 0
    for path in sorted((out / "stata").glob("*.dta")):
        variables = {v.stata or v.name: v for v in REGISTRY.variables[path.stem].values() if v.type != "items"}
        frame, told = pyreadstat.read_dta(str(path))
        assert set(told.column_names) == set(variables)
        assert told.column_names_to_labels == {name: v.label for name, v in variables.items()}
        for name, variable in variables.items():
            if variable.values and variable.type == "string":
                labels = {code: value.label for code, value in enumerate(variable.values, 1)}
                assert told.variable_value_labels[name].items() >= labels.items()
                seen += 1
        if path.stem in ROWS:
            assert len(frame) == len(ROWS[path.stem])
    assert seen > 20


def test_stata_keeps_long_texts_values_and_unknown_ones(out):
    pyreadstat = pytest.importorskip("pyreadstat", reason="needs pyreadstat")
    frame, _ = pyreadstat.read_dta(str(out / "stata/units.dta"))
    assert frame["quote"].tolist() == [unit.quote for unit in ROWS["units"]]
    assert frame["text"].tolist() == [unit.text.replace("\0", "␀") for unit in ROWS["units"]]
    figures, told = pyreadstat.read_dta(str(out / "stata/figures.dta"), apply_value_formats=True)
    assert "of a later release" in figures["kind"].tolist()
    names = {"exact": "确数 / exact", "at_least": "至少 / at least"}
    bounds = [names.get(figure.bound) for figure in ROWS["figures"]]
    assert [(own if own in names.values() else None) for own in figures["bound"].tolist()] == bounds
    assert told.file_label == "正文中的数 / Figures of the narrative"


def test_stata_tells_what_it_changed(tmp_path):
    told = dict(export(datasets(), "stata", tmp_path / "stata"))
    assert any("␀" in zh for zh in told) and "1 values that the registry doesn't have" in told.values()


def test_a_long_table_becomes_several_stata_files(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat", reason="needs pyreadstat")
    cells = of_rows("cells", TABLES["cells"], ROWS["cells"])
    sink = StataFolder(tmp_path, cells.flats, part=100)
    for batch in cells.batches:
        sink.write(cells.flats[0], batch.select([v.name for v in cells.flats[0].columns]))
    sink.close()
    parts = sorted(tmp_path.glob("cells-*.dta"), key=lambda path: int(path.stem.partition("-")[2]))
    held = [pyreadstat.read_dta(str(path))[0] for path in parts]
    assert [len(frame) for frame in held][:-1] == [100] * (len(parts) - 1)
    assert sum(map(len, held)) == len(ROWS["cells"])


def test_no_cell_of_the_workbook_is_a_formula(out):
    book = openpyxl.load_workbook(out / "tables.xlsx")
    assert book.sheetnames[0] == "codebook 变量表"
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"} and not any(cell.hyperlink for cell in cells)
    for sheet in book:
        assert sheet.freeze_panes == "A2"


def test_the_workbook_has_numbers_as_numbers_and_texts_as_texts(out):
    sheet = openpyxl.load_workbook(out / "tables.xlsx")["figures"]
    head, *body = sheet.iter_rows(values_only=True)
    assert list(head) == [name for name in TABLES["figures"].__struct_fields__ if name != "places"]
    values = [row[head.index("value")] for row in body]
    assert values[1:] != [] and all(
        isinstance(value, (int, float)) for value in values if value is not None and len(str(value)) < 15
    )
    assert "1234567890123.4567" in values  # more digits than Excel holds stay a text
    assert all(isinstance(row[head.index("text")], str) for row in body)


def test_what_excel_cannot_hold_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(excel, "MOST_ROWS", 50)
    told = dict(export(datasets(), "xlsx-tables", tmp_path / "a.xlsx"))
    assert any("控制字符" in zh for zh in told)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True)
    sheets = [name for name in book.sheetnames if name.startswith("cells")]
    assert sheets[:2] == ["cells", "cells (2)"]
    rows = [row for name in sheets for row in list(book[name].iter_rows(values_only=True))[1:]]
    assert len(rows) == len(ROWS["cells"])


def test_sqlite_has_the_rows_and_the_codebook(out):
    base = sqlite3.connect(out / "tables.sqlite")
    for name, kept in ROWS.items():
        assert base.execute(f"SELECT count(*) FROM {name}").fetchone() == (len(kept),)
    query = "SELECT zh, en FROM codebook WHERE \"table\" = 'units' AND variable = 'tags' AND value = ''"
    assert base.execute(query).fetchall() == [("主题标签", "Tags")]
    texts = base.execute("SELECT text FROM units ORDER BY rowid").fetchall()
    assert texts == [(unit.text,) for unit in ROWS["units"]]
    base.close()


def test_parquet_tells_labels_and_keeps_the_types(out):
    for name, kind in TABLES.items():
        found = pq.read_table(out / f"parquet/{name}.parquet")
        assert found.column_names == list(kind.__struct_fields__)
        for field in found.schema:
            variable = REGISTRY.variables[name][field.name]
            assert field.metadata[b"label_zh"].decode() == variable.zh
            assert field.metadata[b"label_en"].decode() == variable.en
        assert len(found) == len(ROWS[name])


def test_duckdb_reads_parquet_and_its_metadata(out):
    duckdb = pytest.importorskip("duckdb", reason="needs duckdb")
    units = duckdb.sql(f"SELECT unit_id, tags FROM '{out}/parquet/units.parquet'").fetchall()
    assert units == [(unit.unit_id, list(unit.tags)) for unit in ROWS["units"]]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """An annotated folder."""
    folder = tmp_path_factory.mktemp("run")
    done = CliRunner().invoke(app, ["annotate", *map(str, SAMPLES), "--out", str(folder)])
    assert done.exit_code == 0, done.output
    return folder


@pytest.mark.parametrize("to", PLACES)
def test_the_command_writes_the_same_bytes_again(run, tmp_path, to):
    written = []
    for name in ("a", "b"):
        place = tmp_path / name / PLACES[to]
        done = CliRunner().invoke(app, ["export", str(run), "--to", to, "--out", str(place)])
        assert done.exit_code == 0, done.output
        found = sorted(place.rglob("*")) if place.is_dir() else [place]
        written.append([(path.name, path.read_bytes()) for path in found])
    assert written[0] == written[1] and written[0]


def test_views_show_a_run_flat(run, monkeypatch):
    duckdb = pytest.importorskip("duckdb", reason="needs duckdb")
    CliRunner().invoke(app, ["export", str(run), "--to", "duckdb"])
    script = (run / "export/views.sql").read_text(encoding="utf-8")
    elsewhere = duckdb.connect()
    elsewhere.execute(f"SET VARIABLE gongkai = '{run}'")
    monkeypatch.chdir(run)
    inside = duckdb.connect()
    for base in (elsewhere, inside):
        base.execute(script)
        count = base.execute("SELECT count(*), count(DISTINCT unit_id) FROM unit_tags").fetchone()
        tags = pq.read_table(run / "units", columns=["tags"])["tags"].to_pylist()
        assert count == (sum(map(len, tags)), sum(map(bool, tags)))
    query = "SELECT comment FROM duckdb_columns() WHERE table_name = 'unit_tags' AND column_name = 'tag'"
    assert inside.execute(query).fetchone() == (REGISTRY.variables["unit_tags"]["tag"].label,)


def test_other_programs_names_for_a_table_are_those_of_the_codebook(out):
    listed = {row["table"] for row in read_csv(out / "csv/codebook.csv")}
    assert listed == {path.stem for path in (out / "csv").glob("*.csv")} - {"codebook"}
    assert listed == {path.stem for path in (out / "stata").glob("*.dta")}


def test_a_folder_without_a_run_is_refused(tmp_path):
    done = CliRunner().invoke(app, ["export", str(tmp_path), "--to", "csv"])
    assert done.exit_code != 0 and isinstance(done.exception, UsageError)


def test_statistics_are_written_with_their_labels(run, tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat", reason="needs pyreadstat")
    given = ["stats", str(run), "--by", "year", "--table", "tags", "--to", "stata", "--out", str(tmp_path)]
    done = CliRunner().invoke(app, given)
    assert done.exit_code == 0, done.output
    frame, told = pyreadstat.read_dta(str(tmp_path / "statistics.dta"), apply_value_formats=True)
    assert set(frame["table"]) == {"标签占比 / shares of tags"} and {2017, 2022} <= set(frame["year"])
    assert told.column_names_to_labels["low"] == "95% 区间下限 / Lower bound of the 95 % interval"
