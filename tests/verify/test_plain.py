"""Which clauses say no more than their table row: only those can be accused."""

import pytest

from nlp import catalog
from nlp.verify.plain import _HAN, _plain

PLAIN = [
    "全年共收到政府信息公开申请",
    "我局作出行政处罚决定",
    "因政府信息公开被申请行政复议",
    "通过政府网站公开信息",
    "其中予以公开",
    "没有因政府信息公开被提起行政诉讼",
    "举办政府信息公开培训班",
]
NARROWED = [
    ("通过邮箱收到申请", "邮箱"),
    ("厅机关收到申请", "厅"),
    ("律师事务所提出", "律师"),
    ("没有因答复不当引发的行政复议", "当"),
    ("拟废止规范性文件", "拟"),
    ("逾期未答复", "逾期"),
]


def unknown(text: str) -> str:
    left = _HAN.search(_plain(catalog.load()).sub("。", text))
    return left[0] if left else ""


@pytest.mark.parametrize("text", PLAIN)
def test_every_word_is_known(text):
    assert unknown(text) == ""


@pytest.mark.parametrize(("text", "word"), NARROWED)
def test_a_narrowing_word_is_found(text, word):
    assert word[0] in unknown(text)
