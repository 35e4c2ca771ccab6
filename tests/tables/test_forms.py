"""Which form a report is in, and which tables are missing."""

import pytest

from nlp import catalog
from nlp.document import Raw, Report, Source, Text
from nlp.spans import OffsetMap, Span
from nlp.tables import match

ROWS = "one row a line, pipes"


def test_lost_tables_are_named(read):
    roles = ("disclosure_table", "requests_table", "disputes_table")
    result = read(roles=roles)
    assert result.form is None
    assert {t.table: (t.decoding, t.cells) for t in result.report.tables} == dict.fromkeys("234", ("lost", ()))
    assert [result.report.quote(t.span) for t in result.report.tables] == ["二、主动公开政府信息情况\n"] * 3


def test_one_table_lost_beside_one_that_is_there(forms, grid, layouts, read):
    result = read(layouts[ROWS](grid(forms["G3"], "3", {})), roles=("disclosure_table",))
    assert {t.table: (t.form, t.decoding) for t in result.report.tables} == {
        "2": ("G3", "lost"),
        "3": ("G3", "direct"),
    }


def test_no_tables_no_form(read):
    assert read(narrative="一、总体情况").report.tables == ()


@pytest.mark.parametrize("layout", [ROWS, "one cell a line", "a tab before every cell"])
def test_a_block_of_the_older_form_in_a_newer_table(layout, forms, grid, layouts, read):
    """The heads of the first block are those of 2019, all others those of 2021."""
    values = {"ad_rule_issued": "1", "ad_rule_in_force": "3", "ad_license_decisions": "867"}
    older = [["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"]]
    rows = [older[0] if "本年制发件数" in row else row for row in grid(forms["G3"], "2", values)]
    result = read(layouts[layout](rows), layouts[layout](grid(forms["G3"], "3", {})))
    assert (result.form, result.tables["2"].form) == ("G3", "G3")
    assert (result.cells["ad_rule_issued"].value, result.cells["ad_rule_public_total"].value) == (1, 3)
    assert result.cells["ad_rule_in_force"].state == "absent"
    assert result.cells["ad_license_decisions"].value == 867
    assert "mixed_block:ad_rule" in result.tables["2"].notes


def test_the_older_table_two_with_the_newer_table_three(forms, grid, layouts, read):
    parts = [grid(forms["G2"], "2", {}), grid(forms["G3"], "3", {}), grid(forms["G2"], "4", {})]
    result = read(*[layouts[ROWS](part) for part in parts])
    assert [t.form for t in result.report.tables] == ["G2", "G3", "G2"]
    assert result.form == "G2"


def test_the_last_group_of_the_newer_form_without_its_labels(forms, grid, layouts, read):
    values = {"rq_other_overdue_fee@total": "4"}
    labels = ("1.申请人无正当理由", "2.申请人逾期未按", "3.其他")
    rows = [[c for c in row if not c.startswith(labels)] for row in grid(forms["G3"], "3", values)]
    result = read(layouts["one cell a line"](rows))
    assert result.tables["3"].form == "G3"
    assert result.cells["rq_other_overdue_fee@total"].value == 4


def test_table_four_alone_shows_no_form(forms, grid, layouts, read):
    result = read(layouts[ROWS](grid(forms["G3"], "4", {"rl_direct_other": "2"})))
    assert (result.form, result.tables["4"].form) == (None, None)
    assert result.cells["rl_direct_other"].value == 2


def test_a_table_cut_short(forms, grid, layouts, read):
    text = layouts[ROWS](grid(forms["G3"], "3", {}))
    result = read(text[: text.index("(四)无法提供")])
    states = [result.cells[f"rq_{row}@total"].state for row in ("granted", "unable_not_held")]
    assert states == ["value", "absent"]


def test_a_table_in_two_zones(forms, grid, layouts, read):
    text = layouts[ROWS](grid(forms["G3"], "3", {"rq_unable_not_held@total": "9"}))
    cut = text.index("(四)无法提供")
    result = read(text[:cut], text[cut:])
    assert {cell.state for cell in result.cells.values()} == {"value"}
    assert result.cells["rq_unable_not_held@total"].value == 9


def test_spans_are_those_of_the_whole_file(forms, grid, layouts):
    """A report further down its file, in a text whose source is longer than its clean form."""
    table = layouts[ROWS](grid(forms["G3"], "3", {"rq_granted@total": "31"}))
    source = "\u200b\u200b前言\n" + table
    clean = source.replace("\u200b", "")
    offsets = OffsetMap.from_pieces([(2, len(source), len(clean))], len(source))
    text = Text(Raw(Source("a.txt"), source, OffsetMap.identity(len(source))), clean, offsets)
    zone = Span(clean.index("("), len(clean))
    report = match(Report("r", text, zone, zones=(("table", zone),)), catalog.load())
    cell = report.cell("rq_granted@total")
    traced = text.trace(cell.span)
    assert source[traced.start : traced.end] == cell.text == "31"
