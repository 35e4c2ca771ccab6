"""What clean text looks like, one case a line, and what must stay as it is."""

import codecs

import pytest

from nlp.document import Text
from nlp.ingest import read_bytes
from nlp.normalize import clean
from nlp.spans import Span


def cleaned(text: str) -> Text:
    return clean(read_bytes(text.encode(), "x.txt"))


GLOSSED = "務(wù)院現(xiàn)在態(tài)度關(guān)係開(kāi)"  # five glosses: a glossed page


@pytest.mark.parametrize(
    ("written", "read"),
    [
        # widths, blanks, line ends
        ("１２．５％（含：Ａ）；！？", "12.5%(含:A);!?"),
        ("一\u3000二\xa0三\u2003四  五", "一 二 三 四  五"),  # one for one, not collapsed
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        ("行政\u200b许可\ufeff\u00ad数", "行政许可数"),
        ("1〜3 1～3 1∼3", "1~3 1~3 1~3"),
        ("﹝2021﹞3号", "〔2021〕3号"),
        ("「五公開」", "“五公開”"),
        ("−5", "-5"),
        ("⼀、总体情况", "一、总体情况"),
        ("⺠政局第3⻚", "民政局第3页"),
        ("。、《》“”〔〕—…①", "。、《》“”〔〕—…①"),
        ("规章\t0\t0", "规章\t0\t0"),
        # enumerators
        ("㈠主动公开㈩其他", "(一)主动公开(十)其他"),
        ("⑴⒉", "(1)2."),
        ("—、总体情况", "一、总体情况"),
        ("  ー、总体情况\n(—)主动公开", "  一、总体情况\n(一)主动公开"),
        ("( 二)依申请", "( 二)依申请"),
        # glosses
        ("務(wù)院態(tài)度", "务院态度"),
        ("關（guān）于", "关于"),
        ("政務(wu\u0300)", "政务"),
        ("公開(kāi)\n務(w\nù)院", "公开\n务院"),
        ("規\n(guī)范", "规\n范"),
        ("国务(wù)院现(xiàn)在", "国务院现在"),  # in simplified text too
        ("機(jī)構(gòu)| 0 |", "机构| 0 |"),
        ("态(tÃ¬)度", "态度"),  # tone mark read as Latin-1
        (GLOSSED + "我們(men)的", "务院现在态度关系开我们的"),
        # Word, page and mirror debris
        ("规章&nbsp;&#48;&ldquo;五公开&rdquo;", "规章 0“五公开”"),
        ("[bookmark: _GoBack]（一）流程", "(一)流程"),
        ("工作。\n?。ㄒ唬主动公开", "工作。\n(一)主动公开"),
        ("?。ㄋ模平台\n?。ㄈ?监督", "(四)平台\n(三)监督"),
        ("?F將2021年情況報告關於", "现将2021年情况报告关于"),
        ("公开?12?条,答复?3?件,?0?件,?7?份,收费?0?元", "公开12条,答复3件,0件,7份,收费0元"),
        ("??2022年\n公开?12?条\n答复?3?件\n0|0|0\n收费?0?元", "2022年\n公开12条\n答复3件\n0|0|0\n收费0元"),
        ("??一、总体\n??(一)公开\n??二、表\n??三、表\n??四、表", "一、总体\n(一)公开\n二、表\n三、表\n四、表"),
        # traditional characters and words
        ("臺東縣政府資訊", "台东县政府信息"),
        ("臺東縣政府資訊" + "。" * 400, "台东县政府资讯" + "。" * 400),  # one telling word in a long text may be a name
        ("網站釋出資訊十條", "网站发布信息十条"),
        ("網站公布資訊十條", "网站公布资讯十条"),  # 资讯 alone tells nothing
        (
            "規範性檔案清理,主動公開規範性檔案3件,政府入口網站,辦事程式,檔案館",
            "规范性文件清理,主动公开规范性文件3件,政府门户网站,办事程序,档案馆",
        ),
    ],
)
def test_reads_as(written: str, read: str) -> None:
    assert cleaned(written).text == read


@pytest.mark.parametrize(
    "text",
    [
        "《条例》(PDF)和手机客户端(APP)",
        "人工智能(ai)平台",  # a syllable, but no tone mark and no glossed page
        "见附表(a)",
        "云南普洱(Pǔ'ěr)茶",  # no single syllable
        "乾县人民政府、著作权",  # traditional forms that simplified text has
        "档案局档案馆的程式",
        "是否公开?如何公开?公开什么?对谁公开?何时公开?第1条",
        "共收到3件?",
        "一、总体情况\n—— 条 0",
        "2021-2022",
        "主动***息",
    ],
)
def test_stays_as_it_is(text: str) -> None:
    assert cleaned(text).text == text
    assert cleaned(text).damage == ()


def test_a_gloss_without_tone_mark_needs_a_glossed_page() -> None:
    assert cleaned("務(wù)院我們(men)的").text == "务院我们(men)的"


@pytest.mark.parametrize(
    ("written", "damage"),
    [
        ("務(wù)院態(tài)度", {"gloss": 2, "traditional": 2}),
        ("臺東縣政府資訊", {"traditional": 5, "regional_word": 1}),
        ("a\u200bb\r\n[bookmark: x]", {"unseen": 1, "bookmark": 1}),
        ("—、总体", {"dash": 1}),
        ("㈠\r\n㈡", {"enumerator": 2}),
        ("a\ufffd", {"replacement": 1}),
        ("规范（一）\r\n１２　", {}),  # widths are no damage
    ],
)
def test_repairs_are_counted(written: str, damage: dict[str, int]) -> None:
    assert dict(cleaned(written).damage) == damage


MISREAD = "青湾县统计局2021年政府信息公开工作年度报告\n全年公开政府信息12条，收到申请3件。 \n" * 3


def read_as_gbk(text: str, lost: str) -> str:
    """UTF-8 read as GBK: the byte 80 becomes a euro sign, `lost` stands for others that fit nowhere."""

    def stand_in(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        return "€" if error.object[error.start] == 0x80 else lost, error.start + 1

    codecs.register_error("test-lost", stand_in)
    return text.encode().decode("gb18030", "test-lost")


def test_utf8_read_as_gbk_is_read_again() -> None:
    wrong = read_as_gbk(MISREAD, "?")
    text = cleaned(wrong)
    assert text.text == cleaned(MISREAD).text.replace("件。", "件\ufffd")  # a byte of it was lost
    assert dict(text.damage)["replacement"] == 3
    at = text.text.index("收到申请")
    span = text.trace(Span(at, at + 4))
    assert "收到申请" in wrong[span.start : span.end].encode("gb18030").decode("utf-8", "replace")
    assert len(span) < 12  # cited closely, not by the line


def test_a_cut_file_says_so() -> None:
    assert dict(clean(read_bytes("信息公开工作".encode()[:-1], "x")).damage) == {"cut": 2}


def test_a_clean_span_is_cited_from_the_source() -> None:
    text = cleaned("[bookmark: _GoBack]㈠國務(wù)院辦公廳收到１２件")
    at = text.text.index("国务院")
    span = text.trace(Span(at, at + 3))
    assert text.text == "(一)国务院办公厅收到12件"
    assert text.raw.text[span.start : span.end] == "國務(wù)院"
    digits = text.trace(Span(text.text.index("12"), text.text.index("件")))
    assert text.raw.text[digits.start : digits.end] == "１２"
    assert text.raw.text[slice(*[text.trace(Span(0, 3)).start, text.trace(Span(0, 3)).end])] == "㈠"
