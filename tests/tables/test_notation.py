"""One printed cell: value, sign for none, or unreadable; the span covers number and unit, nothing else."""

from decimal import Decimal

import pytest

from nlp.tables.notation import in_unit, read

VALUES = [
    # printed, value, unit, quoted
    ("0", "0", "", "0"),
    (" 15 ", "15", "", "15"),
    ("1,113", "1113", "", "1,113"),
    ("150件", "150", "件", "150件"),
    ("997项", "997", "项", "997项"),
    ("2118笔", "2118", "笔", "2118笔"),
    ("22.36万元", "22.36", "万元", "22.36万元"),
    ("1.2万件", "12000", "件", "1.2万件"),
    ("增12", "12", "", "增12"),
    ("增加12项", "12", "项", "增加12项"),
    ("+3", "3", "", "+3"),
    ("-223", "-223", "", "-223"),
    ("--253", "-253", "", "--253"),
    ("减少5项", "-5", "项", "减少5项"),
    ("减0", "0", "", "减0"),
    ("↓5", "-5", "", "↓5"),
    ("5↓", "-5", "", "5↓"),
    ("5 件", "5", "件", "5 件"),
    ("28\n(其中修订16件)", "28", "", "28"),
    ("28件(其中修订16件)", "28", "件", "28件"),
]


@pytest.mark.parametrize(("printed", "value", "unit", "quoted"), VALUES)
def test_values(printed, value, unit, quoted):
    (item,) = read(printed).printed
    assert (item.state, item.value, item.unit) == ("value", Decimal(value), unit)
    assert printed[item.start : item.end] == quoted


@pytest.mark.parametrize("printed", ["/", "-", "—", "——", "--", "无", "不适用", " / "])
def test_signs_for_none_are_not_blank_and_not_zero(printed):
    (item,) = read(printed).printed
    assert (item.state, item.value) == ("na", None)


@pytest.mark.parametrize("printed", ["000", "0027", "约3件", "↓", "持平", "1,13", "3/4", "2-3"])
def test_unreadable_is_never_guessed(printed):
    (item,) = read(printed).printed
    assert (item.state, item.value) == ("unreadable", None)


def test_a_letter_in_a_run_of_cells_leaves_the_others_readable():
    run = read("0 0 1 O 1 0 0 ? 0 0 2").printed
    assert [str(item.value) if item.state == "value" else item.state for item in run] == (
        ["0", "0", "1", "unreadable", "1", "0", "0", "unreadable", "0", "0", "2"]
    )


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("", "blank"),
        (" \n", "blank"),
        ("件", "unit"),
        ("---", "aside"),
        (":---:", "aside"),
        ("(其中修订16件)", "aside"),
        ("度", "aside"),
        ("其他主动公开文件", "text"),
        ("5.属于", "text"),
        ("2022年1月10日", "text"),
        ("联系电话:123", "text"),
    ],
)
def test_what_is_no_value(printed, kind):
    assert read(printed).kind == kind


def test_several_values_in_one_piece():
    assert [item.value for item in read("3 0 / 12").printed] == [3, 0, None, 12]


@pytest.mark.parametrize(
    ("printed", "unit", "value"),
    [
        ("251000元", "万元", "25.1"),
        ("0元", "万元", "0"),
        ("1.2亿元", "万元", "12000"),
        ("22.36万元", "万元", "22.36"),
        ("22.36万", "万元", "22.36"),
        ("38354.247", "万元", "38354.247"),
        ("3万", "件", "30000"),
        ("12元", "件", "12"),
    ],
)
def test_amounts_in_the_unit_of_the_form(printed, unit, value):
    (item,) = read(printed).printed
    assert str(in_unit(item, unit)) == value
