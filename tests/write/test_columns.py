"""Arrow tables hold what the rows say: decimals at six places, lists and structs however nested."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from nlp.write.columns import Columns, to_arrow
from nlp.write.rows import CellRow, PlaceRow, ReadingRow

ROW = CellRow("r", "3", "rq_granted", None, "value", Decimal(3), None, (), "3", "3", 5, 6, 5, 6)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("3", "3.000000"),
        ("-0.0000005", "0.000000"),  # half goes to the even neighbor
        ("0.0000015", "0.000002"),
        ("-22.36", "-22.360000"),
        ("-12345678901234567890.25", "-12345678901234567890.250000"),
    ],
)
def test_a_decimal_keeps_six_places(value: str, kept: str) -> None:
    columns = Columns()
    columns.add_rows("cells", [_with(value=Decimal(value)), _with(value=None)])
    assert to_arrow(columns, "cells")["value"].to_pylist() == [Decimal(kept), None]


def test_lists_of_structs_come_back_row_by_row() -> None:
    readings = (ReadingRow("value", Decimal("1.5"), 3, 4), ReadingRow("blank", None, None, None))
    places = (PlaceRow(2, (1.0, 2.0, 3.0, 4.0), None), PlaceRow(None, None, "/body/p[1]"))
    columns = Columns()
    columns.add_rows("cells", [ROW, _with(readings=readings, places=places), ROW])
    table = to_arrow(columns, "cells")
    table.validate(full=True)
    assert [len(row) for row in table["readings"].to_pylist()] == [0, 2, 0]
    assert [r["value"] for r in table["readings"].to_pylist()[1]] == [Decimal("1.5"), None]
    assert [p["box"] for p in table["places"].to_pylist()[1]] == [[1.0, 2.0, 3.0, 4.0], None]


@pytest.mark.parametrize("name", ["reports", "cells", "checks", "findings", "errors"])
def test_a_table_without_rows_has_its_columns(name: str) -> None:
    assert to_arrow(Columns(), name).num_rows == 0


def _with(**changes: object) -> CellRow:
    return replace(ROW, **changes)
