"""The one door to words: both tokenizers cut alike, domain words stay whole, nothing heavy is loaded early."""

import subprocess
import sys

import pytest

from nlp.topics.words import cut_all, jieba_cutter, lexicon, rjieba_cutter

TEXTS = [
    "全年主动公开政府信息1,207条,其中规范性文件3件。",
    "制作一图读懂12期,微信公众号阅读量5.2万次。",
    "联系电话:0799-6621480,网址www.qinghe.example",
    "",
    "ABC 混排 text",
]


def test_both_tokenizers_cut_alike() -> None:
    pytest.importorskip("rjieba", reason="rjieba is an extra")
    slow, fast = jieba_cutter(lexicon()), rjieba_cutter(lexicon())
    assert [fast(text) for text in TEXTS] == [slow(text) for text in TEXTS]


@pytest.mark.parametrize("word", ["依申请公开", "三审三校", "公开专区", "信息处理费", "一图读懂"])
def test_a_domain_word_stays_whole(word: str) -> None:
    assert word in cut_all([f"做好{word}相关工作"])[0]


def test_words_carry_their_classes_of_meaning() -> None:
    assert "train" in lexicon()["培训班"]
    assert lexicon()["政务公开"] == ()


def test_importing_the_room_loads_nothing_heavy() -> None:
    code = (
        "import sys, nlp.topics; "
        "print(sorted({'sklearn', 'jieba', 'rjieba', 'skops', 'scipy', 'numpy'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
