"""Zero statements: what is denied, where it stands and which indicator is zero (field guide 70-82)."""

import pytest

NEW, REVIEW, SUIT = "rq_new_received", "rl_review_total", "rl_litigation_total"

CASES = [
    ("全年未收到政府信息公开申请。", [("未收到政府信息公开申请", NEW)]),
    ("没有收到任何形式的政府信息公开申请。", [("没有收到任何形式的政府信息公开申请", NEW)]),
    ("未收到过公民、法人和其他组织提出的政府信息公开申请。",
     [("未收到过公民、法人和其他组织提出的政府信息公开申请", NEW)]),
    ("未接到依申请公开事项。", [("未接到依申请公开事项", NEW)]),
    ("本年度未收到和处理政府信息公开申请。", [("未收到和处理政府信息公开申请", "rq_workload_total")]),
    ("无依申请公开事项。", [("无依申请公开事项", NEW)]),
    ("未发生行政复议、行政诉讼案件。", [("未发生行政复议", REVIEW), ("行政诉讼案件", SUIT)]),
    ("没有因政府信息公开提起行政诉讼。", [("没有因政府信息公开提起行政诉讼", SUIT)]),
    ("未发生因政府信息公开申请行政复议、提起行政诉讼的情况。",
     [("未发生因政府信息公开申请行政复议", REVIEW), ("提起行政诉讼", SUIT)]),
    ("未发生一起因政府信息公开引发的行政诉讼。", [("未发生一起因政府信息公开引发的行政诉讼", SUIT)]),
    ("无因政府信息公开引发的行政复议、无行政诉讼和举报投诉等情况。",
     [("无因政府信息公开引发的行政复议", REVIEW), ("无行政诉讼", SUIT), ("举报投诉", "sv_complaints")]),
    ("全年无上年结转申请,无行政复议。", [("无上年结转", "rq_carried_in"), ("无行政复议", REVIEW)]),
    ("行政复议、诉讼均未发生。", [("行政复议", REVIEW), ("诉讼均未发生", SUIT)]),
    ("行政复议和行政诉讼均为零。", [("行政复议", REVIEW), ("行政诉讼均为零", SUIT)]),
    ("全年零败诉、零投诉。", [("零败诉", None), ("零投诉", None)]),
    ("未出台规范性文件。", [("未出台规范性文件", "ad_normdoc_issued")]),
    ("全年未收取政府信息公开处理费。", [("未收取政府信息公开处理费", None)]),
    ("未发生因不履行义务而发生的责任追究情况。", [("未发生因不履行义务而发生的责任追究", None)]),
    ("未发生失泄密事件,不存在收费情况。", [("未发生失泄密事件", None), ("不存在收费", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_what_is_denied(text, expected, read):
    report = read(text)
    assert [(report.quote(f.span), f.indicator) for f in report.figures] == expected
    assert {(f.value, f.low, f.high, f.unit, f.bound, f.kind) for f in report.figures} == {
        (0, 0, 0, None, "zero_statement", "zero")
    }


TRAPS = [
    "对未按规定公开的单位通报批评。",
    "没有审核的信息一律不上网。",
    "部分信息变更未及时处理。",
    "其中未经复议直接起诉、无法提供、不予公开。",
    "申请人无正当理由逾期不补正。",
    "确保不发生行政复议,避免出现行政诉讼。",
    "如未收到申请,不再处理。",
    "对未收到申请的部门加强指导。",
    "无其他需要报告的事项。",
    "无锡市收到申请,无障碍浏览,无需申请。",
]


@pytest.mark.parametrize("text", TRAPS)
def test_no_denial_of_a_count(text, read):
    assert read(text).figures == ()


def test_a_denial_of_applications_speaks_of_new_ones_only(read):
    (figure,) = read("全年未收到政府信息公开申请。").figures
    assert figure.readings == ("rq_new_received@total",)


def test_one_number_for_two_things(read):
    report = read("行政处罚、行政强制0项。")
    assert [(report.quote(f.span), f.readings) for f in report.figures] == [
        ("0项", ("ad_penalty_decisions",)),
        ("0项", ("ad_coercion_decisions",)),
    ]


def test_a_number_inside_a_denial_belongs_to_it(read):
    report = read("未发生一起行政诉讼案件。")
    assert [(n.text, n.state, n.figure) for n in report.numerals] == [("一", "figure", report.figures[0].id)]
