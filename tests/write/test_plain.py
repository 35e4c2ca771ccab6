"""Rows as CSV: hostile texts stay texts, whole, in their own cells."""

import csv
import io

import pytest
from msgspec import Struct

from nlp.write.plain import write_rows
from tests.browser.payloads import PAYLOADS

LIVE = tuple("=+-@＝＋－＠\t\r\n'")


class Row(Struct):
    name: str
    value: float


@pytest.mark.parametrize("text", ["tag_groups:A:", "[red]甲[/]", "a_b:x:year=2023"])
def test_a_terminal_shows_a_text_as_it_is(text: str) -> None:
    stream = io.StringIO()
    write_rows([Row(text, 1.0)], "text", stream)
    assert text in stream.getvalue()


@pytest.mark.parametrize("text", [*PAYLOADS, "-3", "=1+1", "＝1+1", "\t=1+1", "a,b\n=1+1", '"=1+1'])
def test_no_cell_of_a_csv_is_a_formula(text: str) -> None:
    stream = io.StringIO()
    write_rows([Row(text, -1.5), Row("后", 2.0)], "csv", stream)
    head, first, second = csv.reader(io.StringIO(stream.getvalue().removeprefix("\ufeff"), newline=""))
    assert (head, second) == (["name", "value"], ["后", "2.0"])
    assert first == [f"'{text}" if text.startswith(LIVE) else text, "-1.5"]
