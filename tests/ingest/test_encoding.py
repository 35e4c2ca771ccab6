"""Bytes to text: every encoding of the field, with and without mark, cut and damaged."""

import codecs

import pytest

from nlp.errors import BinarySource
from nlp.ingest import read_bytes
from nlp.ingest.encoding import decode

SIMPLIFIED = "青川县档案馆2021年政府信息公开工作年度报告\r\n一、总体情况\r\n全年主动公开信息１２条，收到申请3件。\r\n"
TRADITIONAL = "臺東縣政府資訊公開年度報告\n一、總體情況\n全年主動公開資訊12條，收到申請3件，均已答覆。\n" * 3


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SIMPLIFIED.encode(), "utf-8"),
        (codecs.BOM_UTF8 + SIMPLIFIED.encode(), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + SIMPLIFIED.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + SIMPLIFIED.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF32_LE + SIMPLIFIED.encode("utf-32-le"), "utf-32"),
        (SIMPLIFIED.encode("utf-16-le"), "utf-16-le"),
        (SIMPLIFIED.encode("utf-16-be"), "utf-16-be"),
        (SIMPLIFIED.encode("gb2312"), "gb18030"),
        (SIMPLIFIED.encode("gbk"), "gb18030"),
        (SIMPLIFIED.encode("gb18030"), "gb18030"),
        (TRADITIONAL.encode("gbk"), "gb18030"),
        (TRADITIONAL.encode("big5"), "big5"),
        (b"plain words, no Chinese at all", "utf-8"),
    ],
)
def test_text_and_encoding_are_found_without_a_label(data: bytes, encoding: str) -> None:
    decoded = decode(data)
    assert decoded.encoding == encoding
    assert decoded.text == data.decode(encoding)  # what the codec of that name makes of the file
    assert (decoded.cut, decoded.replaced) == (0, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_a_file_cut_inside_a_character_still_decodes(encoding: str) -> None:
    whole = ("全年主动公开信息12条。\n" * 20 + "完").encode(encoding)
    raw = read_bytes(whole[:-1], "cut.txt")
    assert raw.text == "全年主动公开信息12条。\n" * 20
    assert int(raw.metadata["cut_bytes"]) >= 1


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_lost_bytes_inside_are_counted_and_do_not_change_the_encoding(encoding: str) -> None:
    whole = ("全年主动公开信息12条。\n" * 50).encode(encoding)
    raw = read_bytes(whole[:301] + whole[302:], "damaged.txt")
    assert raw.source.encoding == encoding
    assert raw.text.count("主动公开") >= 48
    assert int(raw.metadata.get("replaced", "0")) == raw.text.count("\ufffd")


def test_a_file_that_begins_inside_a_character_decodes() -> None:
    raw = read_bytes(("全年主动公开信息12条。\n" * 50).encode()[1:], "tail.txt")
    assert raw.source.encoding == "utf-8"
    assert int(raw.metadata["replaced"]) == 2


@pytest.mark.parametrize("seed", range(4))
def test_random_bytes_are_no_text(seed: int) -> None:
    import random

    with pytest.raises(BinarySource):
        read_bytes(random.Random(seed).randbytes(4000), "noise.bin")
