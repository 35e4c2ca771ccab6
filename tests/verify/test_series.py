"""The chain over years: which reports belong together, what is compared, what is said and with which identity."""

from decimal import Decimal

import pytest

from nlp import catalog
from nlp.document import Cell, Raw, Report, Source, Table, Text
from nlp.errors import UsageError
from nlp.settings import read_aliases
from nlp.spans import OffsetMap, Span
from nlp.verify.series import chain
from nlp.write import linked as link_rows
from nlp.write import record

CATALOG = catalog.load()
WATER = "青禾县水务局"


def report(year, cells, issuer=WATER, uri=None, form="G3", decoding="direct", notes=(), lead="", **known):
    """A report that is its title and one line a cell; a cell is a number, or blank, na, unreadable."""
    text = f"{lead}{issuer}{year}年报告\n"
    found = []
    for address, held in cells.items():
        start = len(text) + len(address) + 1
        text += f"{address} {held}\n"
        number = isinstance(held, int)
        indicator, _, applicant = address.partition("@")
        table = {"rq": "3", "ad": "2", "rl": "4"}[address[:2]]
        value, span = Decimal(held) if number else None, Span(start, len(text) - 1)
        state = "value" if number else held
        found.append(Cell(address, table, indicator, applicant or None, state, value, str(held), span))
    tables = tuple(
        Table(f"t{t}", t, form, Span(0, len(text)), None, decoding, tuple(c for c in found if c.table == t), notes)
        for t in dict.fromkeys(c.table for c in found)
    )
    identity = OffsetMap.identity(len(text))
    uri = uri or f"{year}.txt"
    body = Text(Raw(Source(uri), text, identity), text, identity)
    title = Span(len(lead), text.index("\n", len(lead)))
    return Report(uri, body, Span(0, len(text)), issuer, title, issuer, year=year, form=form, tables=tables, **known)


def carried(last, this, **other):
    return report(2021, {"rq_carried_out@total": last}, **other), report(2022, {"rq_carried_in@total": this}, **other)


def told(reports, rule, aliases=None):
    """(report, level) of every finding of a rule."""
    return [(r.id, f.level) for r in chain(reports, CATALOG, aliases) for f in r.findings if f.rule == rule]


def verdicts(reports, rule):
    """(report, verdict, reason) of every check of a rule on cells that are printed."""
    linked = chain(reports, CATALOG)
    return [(r.id, c.verdict, c.reason) for r in linked for c in r.checks if c.rule == rule and c.reason != "absent"]


def test_the_later_report_is_told_whatever_the_order():
    last, this = carried(1, 2)
    assert told([last, this], "TM403") == told([this, last], "TM403") == [("2022.txt", "error")]


def test_reports_come_back_in_the_given_order():
    last, this = carried(1, 1)
    assert [r.id for r in chain([this, last], CATALOG)] == ["2022.txt", "2021.txt"]


def test_a_report_alone_is_returned_as_it_is():
    alone = report(2022, {"rq_carried_in@total": 2})
    assert chain([alone], CATALOG) == (alone,)


def test_columns_are_checked_one_by_one_and_told_as_one():
    last = report(2021, {"rq_carried_out@natural": 1, "rq_carried_out@commercial": 0, "rq_carried_out@total": 1})
    this = report(2022, {"rq_carried_in@natural": 1, "rq_carried_in@commercial": 1, "rq_carried_in@total": 2})
    assert [v for _, v, _ in verdicts([last, this], "TM403")] == ["holds", "contradiction", "contradiction"]
    (finding,) = [f for f in chain([last, this], CATALOG)[1].findings if f.rule == "TM403"]
    assert [side.cell for side in finding.evidence] == [
        "rq_carried_in@commercial",
        "rq_carried_in@total",
        "rq_carried_out@commercial",
        "rq_carried_out@total",
    ]
    assert [(r.target, r.value) for r in finding.repairs][:2] == [
        ("cell:rq_carried_in@commercial", "0"),
        ("cell:rq_carried_in@total", "1"),
    ]


SAME_OFFICE = [
    ("青禾县人民政府", "青禾县政府"),
    ("青禾县人民政府", "青禾县"),
    ("青禾县水务局", "青禾县 水务局"),
    ("青禾县人民政府", "青禾县人民政府(办公室综合编制)"),
]
OTHER_OFFICE = [
    ("青禾县水务局", "县水务局"),
    ("青禾县水务局", "水务局"),
    ("青禾县水务局", "云溪市水务局"),
    ("青禾县人民政府", "青禾县人民政府办公室"),
    ("青禾县环境保护局", "松江市生态环境局青禾分局"),
]


@pytest.mark.parametrize(("before", "now"), SAME_OFFICE)
def test_one_office_in_two_spellings(before, now):
    last, this = report(2021, {"rq_carried_out@total": 1}, before), report(2022, {"rq_carried_in@total": 1}, now)
    assert verdicts([last, this], "TM403") == [("2022.txt", "holds", "")]


@pytest.mark.parametrize(("before", "now"), OTHER_OFFICE)
def test_two_offices(before, now):
    last, this = report(2021, {"rq_carried_out@total": 1}, before), report(2022, {"rq_carried_in@total": 2}, now)
    assert verdicts([last, this], "TM403") == []


def test_that_the_office_of_a_government_covers_the_area_is_not_sure_by_its_wording_alone():
    last = report(2021, {"rq_carried_out@total": 1}, "青禾县人民政府", scope="area")
    this = report(2022, {"rq_carried_in@total": 2}, "青禾县人民政府办公室", scope="area")
    assert told([last, this], "TM403") == [("2022.txt", "review")]


def test_a_renamed_office_is_followed_by_the_users_aliases():
    last = report(2018 + 1, {"rq_carried_out@total": 1}, "青禾县环境保护局")
    this = report(2020, {"rq_carried_in@total": 2}, "松江市生态环境局青禾分局")
    aliases = {"松江市生态环境局青禾分局": "青禾县环保局", "青禾县环保局": "青禾县环境保护局"}
    assert told([last, this], "TM403") == []
    assert told([last, this], "TM403", aliases) == [("2020.txt", "review")]


def test_aliases_in_a_circle_come_to_an_end():
    last, this = carried(1, 2)
    assert told([last, this], "TM403", {WATER: "水利局", "水利局": WATER}) == [("2022.txt", "error")]


WEAKER = [
    ("a town may have a namesake", {"issuer": "清湾镇人民政府"}),
    ("a table with dropped blanks", {"decoding": "aligned"}),
    ("an issuer told from the text", {"issuer_basis": "text"}),
    ("an office of a government that may count either", {"issuer": "青禾县人民政府办公室"}),
]


@pytest.mark.parametrize("known", [known for _, known in WEAKER], ids=[why for why, _ in WEAKER])
def test_what_makes_a_difference_a_review(known):
    assert told(carried(1, 2, **known), "TM403") == [("2022.txt", "review")]


def test_unequal_scope_is_never_an_error():
    last, this = carried(1, 2)
    area = report(2021, {"rq_carried_out@total": 1}, scope="area")
    assert told([area, this], "TM403") == [("2022.txt", "review")]
    assert told([last, this], "TM403") == [("2022.txt", "error")]


NOT_CHECKABLE = [
    ("unreadable", carried("unreadable", 2)),
    ("label_lost", carried(1, 2, notes=("label_lost:rq_carried_in", "label_lost:rq_carried_out"))),
    ("year_missing", (report(2020, {"rq_carried_out@total": 1}, form="G2"), carried(1, 2)[1])),
    ("mirrors_differ", (carried(1, 2)[0], report(2021, {"rq_carried_out@total": 3}, uri="b.txt"), carried(1, 2)[1])),
    ("mirrors_differ", (*carried(1, 2), report(2022, {"rq_carried_in@total": 1}, uri="b.txt"))),
]


@pytest.mark.parametrize(
    ("reason", "reports"), NOT_CHECKABLE, ids=[f"{r}-{n}" for n, (r, _) in enumerate(NOT_CHECKABLE)]
)
def test_what_can_not_be_checked_says_why(reason, reports):
    assert ("2022.txt", "not_checkable", reason) in verdicts(reports, "TM403")
    assert ("2022.txt", "error") not in told(reports, "TM403")


def test_mirrors_that_agree_count_as_one_and_do_not_pair():
    last, this = carried(1, 2)
    mirror = report(2022, {"rq_carried_in@total": 2}, uri="mirror.txt")
    assert told([last, this, mirror], "TM403") == [("2022.txt", "error"), ("mirror.txt", "error")]


def test_namesakes_in_two_provinces_are_two_offices():
    last = report(2021, {"rq_carried_out@total": 1}, "鼓楼区人民政府", region="甲省松江市鼓楼区")
    this = report(2022, {"rq_carried_in@total": 2}, "鼓楼区人民政府", region="乙省云溪市鼓楼区")
    assert told([last, this], "TM403") == []


def test_a_known_misprint_in_the_table_is_not_told_twice_as_an_error():
    from nlp.verify import check

    last, _ = carried(1, 2)
    row = {f"rq_carried_in@{who}": 0 for who in ("natural", "commercial", "research", "public_welfare")}
    row |= {"rq_carried_in@legal_service": 0, "rq_carried_in@other_org": 0, "rq_carried_in@total": 2}
    this = check(report(2022, row), CATALOG)
    assert [f.rule for f in this.findings if f.level == "error"] == ["IT202"]
    assert told([last, this], "TM403") == [("2022.txt", "review")]


def test_the_identity_of_a_finding_outlives_a_mirror_and_another_number():
    def finding(last, this):
        return next(f for f in chain([last, this], CATALOG)[1].findings if f.rule == "TM403")

    last, this = carried(1, 2)
    first = finding(last, this)
    moved = finding(last, report(2022, {"rq_carried_in@total": 2}, uri="mirror.txt", lead="首页 > 年报\n"))
    changed = finding(last, report(2022, {"rq_carried_in@total": 5}))
    assert (moved.id, moved.fingerprint) == (first.id, first.fingerprint)
    assert changed.id == first.id
    assert changed.fingerprint != first.fingerprint


def test_evidence_of_last_year_is_cited_in_its_own_source():
    last, this = carried(1, 2)
    row = next(f for f in record(chain([last, this], CATALOG)[1]).findings if f.rule == "TM403")
    sources = {r.source.uri: r.text.raw.text for r in (last, this)}
    assert [side.source for side in row.evidence] == ["2022.txt", "2021.txt"]
    for side in row.evidence:
        assert sources[side.source][side.source_start : side.source_end] == side.quote


def test_operands_of_last_year_name_their_source():
    linked = record(chain(carried(1, 2), CATALOG)[1])
    check = next(c for c in linked.checks if c.rule == "TM403" and c.verdict == "contradiction")
    assert [(o.kind, o.target, o.quote, o.source) for o in check.operands] == [
        ("cell", "rq_carried_in@total", "2", None),
        ("cell", "rq_carried_out@total", "1", "2021.txt"),
    ]


def test_rows_with_the_chain_added_are_those_of_the_chained_report():
    reports = carried(1, 2)
    chained = chain(reports, CATALOG)[1]
    alone, whole = record(reports[1]), record(chained)
    row, checks, findings = link_rows(alone.report, chained.checks, chained.findings)
    assert row == whole.report
    assert alone.checks + checks == whole.checks and alone.findings + findings == whole.findings


@pytest.mark.parametrize("content", ['"a" = 1', "a = ", '["x"]\na = "b"'])
def test_a_wrong_alias_file_is_misuse(tmp_path, content):
    (tmp_path / "aliases.toml").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError):
        read_aliases(tmp_path / "aliases.toml")


def test_an_alias_file_leads_from_new_to_old(tmp_path):
    (tmp_path / "aliases.toml").write_text('"新局" = "旧局"\n', encoding="utf-8")
    assert read_aliases(tmp_path / "aliases.toml") == {"新局": "旧局"}
