"""Many wordings as one pattern: the first that fits, whatever they share."""

import re

import pytest

from nlp.alternation import one_of


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        (["危害", "危及", "三安全"], "危及三安全危", ["危及", "三安全"]),
        (["行政处罚", "行政"], "行政处罚,行政", ["行政处罚", "行政"]),  # the longer one comes first
        (["行政", "行政处罚"], "行政处罚", ["行政"]),  # as given: the first that fits
        (["无", "无法提供"], "无法提供", ["无"]),
        (["a.b", "(c)"], "axb a.b (c)", ["a.b", "(c)"]),  # nothing in a word is a sign of the pattern
    ],
)
def test_finds_the_first_word_that_fits(words, text, found):
    assert re.findall(one_of(words), text) == found


def test_blanks_may_stand_between_any_two_characters():
    assert re.findall(one_of(["行政处罚", "行政"], " ?"), "行 政处 罚 行政") == ["行 政处 罚", "行政"]
