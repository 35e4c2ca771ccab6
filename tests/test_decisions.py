"""The reviewers' log: what stands, what is stale, what silences a finding."""

import pytest

from nlp.decisions import Log, latest, pairs, precision, standing
from nlp.errors import UsageError


@pytest.fixture
def log(tmp_path):
    log = Log(tmp_path / "decisions.db")
    yield log
    log.close()


def state(log: Log, finding: str = "f", fingerprint: str = "1") -> str:
    return standing(finding, fingerprint, latest(log.decisions())).state


def test_a_finding_nobody_judged_is_open(log):
    assert state(log) == "open"


def test_a_verdict_stands(log):
    log.add("f", "1", "false_alarm", "甲", "口头核实")
    assert state(log) == "false_alarm"
    assert log.decisions()[0].comment == "口头核实"


def test_other_values_make_a_verdict_stale(log):
    log.add("f", "1", "false_alarm", "甲")
    assert state(log, fingerprint="2") == "stale"


def test_a_verdict_belongs_to_no_other_finding(log):
    log.add("f", "1", "false_alarm", "甲")
    assert state(log, finding="g") == "open"


def test_the_last_verdict_of_a_reviewer_counts(log):
    log.add("f", "1", "false_alarm", "甲")
    log.add("f", "1", "confirmed", "甲")
    assert state(log) == "confirmed"


def test_two_reviewers_may_disagree(log):
    log.add("f", "1", "false_alarm", "甲")
    log.add("f", "1", "confirmed", "乙")
    assert state(log) == "disputed"


@pytest.mark.parametrize(
    ("verdict", "silent"),
    [
        ("false_alarm", True),
        ("scope_differs", True),
        ("source_damaged", True),
        ("confirmed", False),
        ("cannot_tell", False),
    ],
)
def test_only_some_verdicts_silence(log, verdict, silent):
    log.add("f", "1", verdict, "甲")
    assert standing("f", "1", latest(log.decisions())).silenced is silent


def test_undo_takes_back_one_verdict_of_ones_own(log):
    log.add("f", "1", "false_alarm", "甲")
    log.add("g", "1", "confirmed", "甲")
    log.add("h", "1", "confirmed", "乙")
    assert log.undo("甲").finding == "g"
    assert [decision.finding for decision in log.decisions()] == ["f", "h"]


def test_undo_brings_the_verdict_before_back(log):
    log.add("f", "1", "false_alarm", "甲")
    log.add("f", "1", "confirmed", "甲")
    log.undo("甲")
    assert state(log) == "false_alarm"


def test_nothing_to_undo(log):
    assert log.undo("甲") is None


def test_an_unknown_verdict_is_misuse(log):
    with pytest.raises(UsageError, match="confirmed"):
        log.add("f", "1", "maybe", "甲")


def test_the_log_outlives_the_process(tmp_path):
    Log(tmp_path / "d.db").add("f", "1", "confirmed", "甲")  # never closed
    assert state(Log(tmp_path / "d.db")) == "confirmed"


def test_a_file_that_is_no_log_is_misuse(tmp_path):
    (tmp_path / "d.db").write_bytes(b"not a database, but long enough to look at" * 10)
    with pytest.raises(UsageError, match="can't open"):
        Log(tmp_path / "d.db")


def test_precision_counts_judged_findings(log):
    for finding, verdict in (("a", "confirmed"), ("b", "confirmed"), ("c", "false_alarm"), ("d", "cannot_tell")):
        log.add(finding, "1", verdict, "甲", rule="TT101")
    assert precision(log.decisions()) == {"TT101": (2, 3)}


def test_pairs_are_verdicts_on_the_same_values(log):
    log.add("a", "1", "confirmed", "甲")
    log.add("a", "1", "false_alarm", "乙")
    log.add("b", "1", "confirmed", "甲")
    log.add("b", "2", "confirmed", "乙")
    assert list(pairs(log.decisions(), "甲", "乙")) == [("confirmed", "false_alarm")]


def test_corrected_tags_keep_the_last_word(log):
    log.correct("u1", "开展培训。", ["sv_org"], [], "甲")
    log.correct("u1", "开展培训。", ["sv_training"], [], "甲")
    assert [correction.tags for correction in log.corrections()] == [("sv_training",)]
