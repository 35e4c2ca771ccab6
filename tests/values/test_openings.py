"""The first characters of a wording, by which its pattern is found."""

import re

import pytest

from nlp.values.openings import openings

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


@pytest.mark.parametrize("pattern", ["(?:收到)?", "[^,]公开", "a*"])
def test_without_a_certain_first_character(pattern):
    with pytest.raises(ValueError, match=re.escape(pattern)):
        openings(pattern)


def test_every_cue_of_the_catalog_has_them():
    from nlp import catalog

    for cue in catalog.load().cues:
        for word in cue.words:
            assert openings(word), (cue.key, word)
