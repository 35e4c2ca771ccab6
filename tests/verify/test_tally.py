"""What signed sums of cells can amount to, with blank, unreadable and ambiguous cells."""

from decimal import Decimal

import pytest

from nlp import catalog
from nlp.document import Cell, Raw, Reading, Report, Source, Table, Text
from nlp.spans import OffsetMap, Span
from nlp.verify.facts import Facts
from nlp.verify.tally import tally


def facts(**cells):
    """Facts of a table with cells a, b, c ...: a number, a state, or ?3@0|blank (3 printed at place 0)."""
    text = " " * 20
    made = []
    for name, written in cells.items():
        readings, value, state = (), None, "value"
        if isinstance(written, int):
            value = Decimal(written)
        elif written.startswith("?"):
            state, readings = "ambiguous", tuple(reading(r) for r in written[1:].split("|"))
        else:
            state = written
        made.append(Cell(name, "3", name, None, state, value, "", None, None, readings))
    identity = OffsetMap.identity(len(text))
    body = Text(Raw(Source("x.txt"), text, identity), text, identity)
    table = Table("t", "3", "G3", Span(0, 20), None, "direct", tuple(made))
    return Facts(Report("r", body, Span(0, 20), form="G3", tables=(table,)), catalog.load())


def reading(written):
    if written == "blank":
        return Reading("blank")
    value, _, place = written.partition("@")
    return Reading("value", Decimal(value), Span(int(place), int(place) + 1) if place else None)


CASES = [
    # cells, left, right, mode, amounts
    ({"a": 2, "b": 3}, "a b", "", "strict", (5,)),
    ({"a": 2, "b": 3}, "a", "b", "strict", (-1,)),
    ({"a": 2, "b": "blank"}, "a b", "", "lenient", (2,)),
    ({"a": 2, "b": "na"}, "a b", "", "lenient", (2,)),
    ({"a": 2, "b": "unreadable"}, "a b", "", "unknown", ()),
    ({"a": 2, "b": "absent"}, "a b", "", "unknown", ()),
    ({"a": 2}, "a b", "", "unknown", ()),
    # one number that stands in a or b: whichever, both together hold it
    ({"a": "?4@0|blank", "b": "?4@0|blank"}, "a b", "", "lenient_all_alignments", (4,)),
    ({"a": "?4@0|blank", "b": "?4@0|blank"}, "a", "", "lenient_all_alignments", (0, 4)),
    ({"a": "?4@0|blank", "b": "?4@0|blank", "c": 4}, "a b", "c", "lenient_all_alignments", (0,)),
    # without its place nothing is known of where a number stands
    ({"a": "?4|blank", "b": "?4|blank"}, "a b", "", "lenient_all_alignments", (0, 4, 8)),
    # on the left or on the right
    ({"a": "?4@0|blank", "b": "?4@0|blank"}, "a", "b", "lenient_all_alignments", (-4, 4)),
]


@pytest.mark.parametrize(("cells", "left", "right", "mode", "amounts"), CASES)
def test_tally(cells, left, right, mode, amounts):
    found = tally(facts(**cells), tuple(left.split()), tuple(right.split()))
    assert (found.mode, found.amounts) == (mode, tuple(Decimal(a) for a in amounts))


def test_unknown_says_why():
    assert tally(facts(a=1, b="unreadable"), ("a", "b")).reason == "unreadable"
    assert tally(facts(a=1), ("a", "b")).reason == "absent"
    assert tally(facts(), ("a", "b")).reason == "table_lost"


def test_too_many_alignments_decide_nothing():
    many = {f"c{i}": f"?{2**i}|blank" for i in range(12)}
    assert tally(facts(**many), tuple(many)).reason == "ambiguous_alignment"
