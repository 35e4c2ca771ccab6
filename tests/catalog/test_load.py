"""The loader expands what is written once, and refuses what it does not know, naming file, entry and key."""

from importlib.resources import files

import pytest

from nlp import catalog
from nlp.errors import CatalogError


@pytest.fixture(scope="module")
def sources():
    return {f.name: f.read_bytes() for f in files("nlp.catalog").iterdir() if f.name.endswith(".toml")}


def test_load_is_cached():
    assert catalog.load() is catalog.load()


@pytest.mark.parametrize(
    ("form", "address", "cells"),
    [
        ("G3", "rq_granted@natural", ("rq_granted@natural",)),
        ("G3", "rq_disclosed_total@total", ("rq_granted@total", "rq_partial@total")),
        ("G2", "rq_other_total@natural", ("rq_other@natural",)),
        ("G2", "rl_litigation_total", ("rl_direct_total", "rl_postreview_total")),
        ("G2", "rq_new_received@total+rq_carried_in@total", ("rq_new_received@total", "rq_carried_in@total")),
        ("G1", "rq_new_received@total", ("rq_new_received",)),
        ("G1", "rq_total_processed@total", ("rq_replied_total",)),
        ("G1", "rl_litigation_total", ("rl_litigation_total",)),
        ("G1", "ch_website", ("ch_website",)),
        ("G1", "rq_carried_in@total", None),
        ("G3", "ch_website", None),
        ("G3", "rq_granted", None),
        ("G3", "rq_granted@total+ch_website", None),
    ],
)
def test_addresses(form, address, cells):
    assert catalog.load().forms[form].expand(address) == cells


def test_an_organization_is_five_columns():
    cells = catalog.load().forms["G3"].expand("rq_new_received@org_total")
    assert [cell.partition("@")[2] for cell in cells] == [
        "commercial",
        "research",
        "public_welfare",
        "legal_service",
        "other_org",
    ]


@pytest.mark.parametrize(
    ("form", "identity", "count"),
    [
        ("G1", "old.eq", 7),
        ("G1", "old.bound.channel", 2),
        ("G2", "t3.row", 23),
        ("G3", "t3.row", 25),
        ("G2", "t3.col.result", 7),
        ("G3", "t3.col.balance", 7),
        ("G2", "t4.sum", 3),
        ("G2", "t2.misfill", 4),
        ("G2", "t2.items_nonneg", 5),
        ("G3", "t2.inforce_lb", 2),
        ("G3", "t2.misfill", 0),
    ],
)
def test_identities_are_expanded(form, identity, count):
    found = [i.id for i in catalog.load().forms[form].identities]
    assert sum(name == identity or name.startswith((f"{identity}:", f"{identity}.")) for name in found) == count


def test_a_column_sum_takes_in_every_outcome():
    identities = {i.id: i for i in catalog.load().forms["G3"].identities}
    column = identities["t3.col.result:natural"]
    assert len(column.left) == 21
    assert {cell.partition("@")[2] for cell in column.left} == {"natural"}
    assert column.right == ("rq_total_processed@natural",)
    assert identities["t4.sum:rl_review_total"].left[0] == "rl_review_maintained"


def test_hundred_and_twenty_printed_indicators_and_six_sums():
    known = catalog.load()
    printed = {
        cell.partition("@")[0]
        for form in known.forms.values()
        for table in form.tables
        for row in table.rows
        for cell in row.cells
    }
    assert len(printed) == 120
    assert set(known.indicators) - printed == {
        "rq_disclosed_total",
        "rq_denied_total",
        "rq_unable_total",
        "rq_refused_total",
        "rq_other_total",
        "rq_workload_total",
    }
    assert all(spec.forms for spec in known.indicators.values())


def test_units_and_kinds_of_rows():
    rows = {row.id: row for table in catalog.load().forms["G2"].tables for row in table.rows}
    assert (rows["rq_granted"].unit, rows["ad_license"].unit) == ("件", "")
    assert (rows["ad_license"].signed, rows["ad_procure"].decimal, rows["ad_rule"].signed) == (True, True, False)


BROKEN = [
    # file, what stands there, what is put there, what the message names
    ("forms-2021.toml", b"title_en =", b"titel_en =", ("forms-2021.toml", "G3", "titel_en")),
    ("forms-2021.toml", b'kind = "at_most"', b'kind = "below"', ("t2.inforce_lb", "below")),
    ("forms-2021.toml", b'"*_in_force"', b'"*_in_farce"', ("t2.inforce_lb", "ad_rule_in_farce")),
    ("forms-2019.toml", b'"rl_postreview_total"]', b'"rl_after_total"]', ("rl_litigation_total", "rl_after_total")),
    ("forms-2019.toml", b'{id = "rq_granted"', b'{id = "rq_given"', ("rq_given", "unknown indicator")),
    ("forms-2019.toml", b'{id = "rq_partial"', b'{id = "rq_granted"', ("rq_granted", "twice")),
    ("forms-2014.toml", b'id = "G1"\ntitle_zh', b'id = "G2"\ntitle_zh', ("forms-2019.toml", "G2", "twice")),
    ("topics.toml", b'id = "ot_none"', b'id = "ot_fee"', ("topics.toml", "ot_fee", "twice")),
    ("topics.toml", b"[[problem_type]]", b"[[problem]]", ("topics.toml", "problem", "unknown kind")),
    ("indicators.toml", b'unit = "\xe4\xbb\xb6"', b"unit = 1", ("indicators.toml", "unit")),
    ("sections.toml", b"patterns =", b"pattern =", ("sections.toml", "annex", "pattern")),
    ("sections.toml", b"[[section]]", b"[section", ("sections.toml", "not valid TOML")),
]


@pytest.mark.parametrize(("file", "old", "new", "named"), BROKEN, ids=[f"{c[0]}-{c[2][:16]!r}" for c in BROKEN])
def test_what_is_unknown_is_refused(file, old, new, named, sources):
    assert old in sources[file]
    with pytest.raises(CatalogError) as error:
        catalog.build(sources | {file: sources[file].replace(old, new, 1)})
    assert all(word in str(error.value) for word in named)
    assert "目录文件" in error.value.zh and "catalog file" in error.value.en


def test_a_rule_says_why(sources):
    start = sources["rules.toml"].index(b'basis = "') + len(b'basis = "')
    stop = sources["rules.toml"].index(b'"', start)
    with pytest.raises(CatalogError, match="basis"):
        catalog.build(sources | {"rules.toml": sources["rules.toml"][:start] + sources["rules.toml"][stop:]})


def test_rules_and_phrases_may_come_later(sources):
    forms_only = {name: content for name, content in sources.items() if name[:5] not in ("rules", "phras")}
    known = catalog.build(forms_only)
    assert (known.rules, known.phrases) == ({}, ())


def test_every_identity_is_reported_under_a_rule():
    known = catalog.load()
    assert {identity.rule for form in known.forms.values() for identity in form.identities} <= set(known.rules)
