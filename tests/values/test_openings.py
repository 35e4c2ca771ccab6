"""The first characters of a wording, by which its pattern is found."""

import re

import pytest

from nlp.values.openings import beginnings, openings

CASES = [
    ("收到", "收"),
    ("(?:已|均已)*+办结", "已均办"),
    ("(?:行政)?复议(?:申请)?", "行复"),
    ("公[示布](?:了)?", "公"),
    ("[收接]到", "收接"),
    (r"(?<![未已])复议(?=\d|$)", "复"),
    (r"(?:19|20)\d\d年", "12"),
    (r"\d{1,2}件", "0123456789"),
    ("(?:共|)计", "共计"),
]


@pytest.mark.parametrize(("pattern", "characters"), CASES)
def test_openings(pattern, characters):
    assert openings(pattern) == set(characters)


PAIRS = [
    ("收到", "收到"),
    ("[收接]到", "收到 接到"),
    ("(?:行政)?复议", "行政 复议"),
    ("设(?:立|置)?", "设立 设置 设"),
    (r"(?<![未已])办(?=\d|$)", "办"),
    ("公.", "公"),
    ("(?:已|均)*办结", "已已 已均 均均 均已 已办 均办 办结"),
]


@pytest.mark.parametrize(("pattern", "starts"), PAIRS)
def test_the_first_two_characters_or_one_that_anything_may_follow(pattern, starts):
    assert beginnings(pattern) == set(starts.split())


@pytest.mark.parametrize("pattern", ["(?:收到)?", "[^,]公开", "a*", ".公开"])
def test_without_a_certain_first_character(pattern):
    with pytest.raises(ValueError, match=re.escape(pattern)):
        openings(pattern)


def test_every_cue_of_the_catalog_has_them():
    from nlp import catalog

    for cue in catalog.load().cues:
        for word in cue.words:
            assert openings(word), (cue.key, word)
