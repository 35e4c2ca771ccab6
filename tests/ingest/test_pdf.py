"""PDF: paragraphs and tables as a reader sees them on the pages, each with its page and box."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nlp.document import Raw
from nlp.ingest import read_bytes
from nlp.spans import Span

sys.path.insert(0, str(Path(__file__).parent))
import pdfs
from pdfs import LOOKS, Look, Writer
from redress import Box, Sheet

SENTENCE = (
    "本镇全年通过县政府网站主动公开政府信息{}条，其中惠农补贴类{}条、村务监督类{}条，内容均经审查后上网，未出现差错。"
)
SMALL = Look(height=320.0)


def made(write: Callable[[Writer], None], look: Look = LOOKS["plain"]) -> Raw:
    writer = Writer(look)
    write(writer)
    return read_bytes(writer.finish(), "test.pdf")


def lines(raw: Raw) -> list[str]:
    return raw.text.splitlines()


def sheet(*rows: str) -> Sheet:
    """Cells parted by |; `>` and a number before a text is its column span, `v` and a number its row span."""
    made = []
    for row in rows:
        boxes = []
        for cell in row.split("|"):
            wide = tall = 1
            if cell.startswith(">"):
                wide, cell = int(cell[1]), cell[2:]
            if cell.startswith("v"):
                tall, cell = int(cell[1]), cell[2:]
            boxes.append(Box(cell, wide, tall))
        made.append(tuple(boxes))
    return Sheet(tuple(made))


def table(raw: Raw) -> list[list[str]]:
    """The one table of a document, row by row."""
    (block,) = [block for block in raw.blocks if block.kind == "table"]
    return [row.split("\t") for row in raw.text[block.span.start : block.span.end].split("\n")]


# Prose


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_paragraphs_are_whole_over_lines_and_pages_and_headings_stand_apart(look: Look) -> None:
    paragraphs = [SENTENCE.format(at * 37, at * 20, at * 17) * 3 for at in range(1, 9)]

    def write(writer: Writer) -> None:
        writer.paragraph("栗溪镇2022年政府信息公开工作年度报告", level=1)
        writer.paragraph("一、总体情况", level=2)
        for paragraph in paragraphs:
            writer.paragraph(paragraph)
        writer.paragraph("二、主动公开政府信息情况", level=2)

    found = lines(made(write, look))
    assert found == [
        "栗溪镇2022年政府信息公开工作年度报告",
        "一、总体情况",
        *paragraphs,
        "二、主动公开政府信息情况",
    ]


@pytest.mark.parametrize(
    ("numbers", "head"),
    [
        ("— {} —", ""),
        ("-{}-", "栗溪镇人民政府"),
        ("{}", ""),
        ("第 {} 页", "2022年度报告"),
        ("第{}页 共9页", ""),
        ("{} / 9", ""),
        ("Page {} of 9", "栗溪镇"),
    ],
)
def test_running_heads_and_page_numbers_are_left_out_and_counted(numbers: str, head: str) -> None:
    text = SENTENCE.format(8, 5, 3) * 12
    raw = made(lambda writer: writer.paragraph(text), SMALL._replace(numbers=numbers, head=head))
    assert lines(raw) == [text]
    pages = int(raw.metadata["pages"])
    assert pages >= 3
    assert raw.metadata["furniture"] == str(pages * (2 if head else 1))


def test_a_number_alone_at_the_foot_of_a_page_is_text_where_it_does_not_count_pages() -> None:
    def write(writer: Writer) -> None:
        for number in (17, 4, 230):
            writer.paragraph("收到建议件数", level=2)
            writer.put(str(number), 280, 290, 9)
            writer.begin()
        writer.paragraph("以上为各村合计。")

    assert [line for line in lines(made(write, SMALL._replace(numbers=""))) if line.isdigit()] == ["17", "4", "230"]


def test_every_part_of_a_paragraph_leads_to_its_page() -> None:
    text = SENTENCE.format(8, 5, 3) * 9
    raw = made(lambda writer: writer.paragraph(text), SMALL)
    places = raw.places(Span(0, len(text)))
    assert [place.page for place in places] == [1, 2]
    left, top, right, bottom = places[0].box or (0, 0, 0, 0)
    assert 71 <= left < right <= 596 - 72 + 12 and 72 <= top < bottom <= 320 - 60


def test_a_number_broken_at_the_end_of_a_line_is_one() -> None:
    def write(writer: Writer) -> None:
        writer.put("本" * 35 + "共12", 72, 100, 12)
        writer.put("34件，其余不变。", 72, 120, 12)

    assert lines(made(write)) == ["本" * 35 + "共1234件，其余不变。"]


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = (SENTENCE.format(n, n, n) * 2 for n in (11, 22))

    def write(writer: Writer) -> None:
        writer.paragraph("栗溪镇2022年政府信息公开工作年度报告", level=1)
        top = writer.y
        writer.paragraph(left, left=72, right=285)
        writer.y = top
        writer.paragraph(right, left=310, right=523)

    assert lines(made(write)) == ["栗溪镇2022年政府信息公开工作年度报告", left, right]


# Characters


@pytest.mark.parametrize("shift", [0.3, 1.0, 2.5])
def test_a_title_printed_twice_to_look_bold_or_raised_is_there_once(shift: float) -> None:
    def write(writer: Writer) -> None:
        for x in (100, 100 + shift):
            writer.put("栗溪镇2022年年度报告110件", x, 100, 18)

    assert lines(made(write)) == ["栗溪镇2022年年度报告110件"]


def test_a_number_in_a_line_set_wide_is_one() -> None:
    def write(writer: Writer) -> None:
        writer.canvas.setFont(pdfs.FONT, 12)
        writer.canvas.drawString(100, 500, "公开110件,答复97件", charSpace=5)

    assert re.findall("[0-9]+", made(write).text) == ["110", "97"]


def test_text_beyond_the_edges_is_nothing_a_reader_sees() -> None:
    def write(writer: Writer) -> None:
        writer.put("看得见的字", 72, 100, 12)
        writer.put("看不见", 700, 100, 12)

    raw = made(write)
    assert lines(raw) == ["看得见的字"]
    assert raw.metadata["outside"] == "3"


@pytest.mark.parametrize(
    ("code", "read"),
    [
        (0x2F45, "方"),
        (0xF9C1, "療"),
        (0xFB01, "fi"),
        (0xFE30, ".."),
        (0x200B, ""),
        (0x0C, ""),
        (0xFF08, "（"),
    ],
)
def test_what_fonts_call_a_character_is_written_as_anyone_would(code: int, read: str) -> None:
    from nlp.ingest.pdf_page import plain

    assert plain(code) == read


# Tables

GROUPS = sheet(
    ">3申请人情况|自然人|企业|总计",
    ">3一、本年新收|7|1|8",
    "v4三、办理结果|>2（一）予以公开|3||3",
    "v2（三）不予公开|1.属于国家秘密|0|0|0",
    "2.其他法律行政法规禁止公开|1|/|1",
    ">2（七）总计|4|0|4",
)
READ = [
    ["申请人情况", "", "", "自然人", "企业", "总计"],
    ["一、本年新收", "", "", "7", "1", "8"],
    ["三、办理结果", "（一）予以公开", "", "3", "", "3"],
    ["", "（三）不予公开", "1.属于国家秘密", "0", "0", "0"],
    ["", "", "2.其他法律行政法规禁止公开", "1", "/", "1"],
    ["", "（七）总计", "", "4", "0", "4"],
]
WIDTHS = (0.06, 0.14, 0.2, 0.2, 0.2, 0.2)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_merged_cells_stand_in_their_first_position(look: Look) -> None:
    raw = made(lambda writer: writer.sheet(GROUPS, WIDTHS), look)
    assert table(raw) == READ
    (block,) = [block for block in raw.blocks if block.cells]
    cells = {(cell.row, cell.column): cell for cell in block.cells}
    assert (cells[2, 0].row_span, cells[2, 0].column_span) == (4, 1)
    assert (cells[0, 0].row_span, cells[0, 0].column_span) == (1, 3)
    assert cells[2, 4].span.start == cells[2, 4].span.end  # blank, and there
    boxes = [cell.place.box for cell in block.cells if cell.place and cell.place.box]
    assert len(boxes) == len(block.cells) == 26


@pytest.mark.parametrize("height", range(190, 330, 7))
@pytest.mark.parametrize("splits", [False, True])
def test_a_table_that_goes_on_over_pages_is_one_table(height: int, splits: bool) -> None:
    """Wherever the page ends, between rows or within one."""
    look = Look(height=float(height), splits=splits, centered=not splits, margin=60)
    raw = made(lambda writer: writer.sheet(GROUPS, WIDTHS), look)
    assert table(raw) == READ


@pytest.mark.parametrize("height", range(190, 330, 20))
def test_head_rows_repeated_on_the_next_page_count_once(height: int) -> None:
    raw = made(lambda writer: writer.sheet(GROUPS, WIDTHS), Look(height=float(height), repeats=True, margin=60))
    assert table(raw) == READ
    if raw.metadata["pages"] != "1":
        assert int(raw.metadata["repeated_heads"]) >= 1


def test_a_row_of_blanks_at_the_end_of_a_page_stays_a_row() -> None:
    """The next label has no number of its own, and is still no continuation: the last one does not fill its cell."""
    rows = sheet("信息内容|制发|废止|有效", "规章|||", "行政规范性文件|3|0|1")

    def write(writer: Writer) -> None:
        writer.y = 190.0
        writer.sheet(rows)

    raw = made(write, Look(height=300.0))
    assert raw.metadata["pages"] == "2"
    assert table(raw) == [["信息内容", "制发", "废止", "有效"], ["规章", "", "", ""], ["行政规范性文件", "3", "0", "1"]]


def test_two_tables_with_other_columns_stay_two() -> None:
    def write(writer: Writer) -> None:
        writer.sheet(sheet("规章|0|1", "规范性文件|2|3"), (0.5, 0.25, 0.25))
        writer.begin()
        writer.sheet(sheet("维持|纠正|其他", "1|0|0"), (0.2, 0.3, 0.5))

    assert [block.kind for block in made(write).blocks] == ["table", "table"]


def test_a_caption_that_says_continued_does_not_part_a_table() -> None:
    def write(writer: Writer) -> None:
        writer.sheet(sheet("项目|数量", "受理|3"), (0.6, 0.4))
        writer.begin()
        writer.paragraph("（续上表）", level=2)
        writer.sheet(sheet("办结|2"), (0.6, 0.4))

    assert table(made(write)) == [["项目", "数量"], ["受理", "3"], ["办结", "2"]]


@pytest.mark.parametrize("turned", [90, -90])
def test_turned_letters_in_a_narrow_cell_are_read(turned: int) -> None:
    def write(writer: Writer) -> None:
        writer.sheet(sheet("v3|一、新收|5", "二、结转|1", "三、办结|6"), (0.1, 0.5, 0.4))
        writer.canvas.saveState()
        writer.canvas.translate(95, writer.look.height - (115 if turned == 90 else 82))
        writer.canvas.rotate(turned)
        writer.canvas.drawString(0, 0, "申请")
        writer.canvas.restoreState()

    assert table(made(write, Look(cell_size=12.0))) == [
        ["申请", "一、新收", "5"],
        ["", "二、结转", "1"],
        ["", "三、办结", "6"],
    ]


def test_a_long_number_broken_in_a_narrow_cell_is_one() -> None:
    raw = made(lambda writer: writer.sheet(sheet("公开数量|12345678|12（其中修订2件）"), (0.8, 0.07, 0.13)))
    assert table(raw) == [["公开数量", "12345678", "12（其中修订2件）"]]


def test_a_gloss_broken_off_at_the_end_of_a_line_stays_with_its_character() -> None:
    def write(writer: Writer) -> None:
        writer.sheet(sheet("本年新收政府信息公開申請數(shù)量|3"), (0.275, 0.725))
        writer.put("全" * 36 + "服務", 72, 200, 12)
        writer.put("(wù)事項3件。", 72, 220, 12)

    assert made(write).text == "本年新收政府信息公開申請數(shù)量\t3\n" + "全" * 36 + "服務(wù)事項3件。\n"


def test_prose_above_and_a_note_below_a_table_stand_apart() -> None:
    def write(writer: Writer) -> None:
        writer.paragraph("三、收到和处理政府信息公开申请情况", level=2)
        writer.paragraph("本年度收到申请8件，均已办结。")
        writer.y += 12
        writer.sheet(GROUPS, WIDTHS)
        writer.paragraph("注：含上年结转1件。")

    raw = made(write)
    assert [block.kind for block in raw.blocks] == ["paragraph", "paragraph", "table", "paragraph"]
    assert table(raw) == READ


def test_a_table_without_lines_stays_rows_of_text() -> None:
    rows = [
        ("指标", "单位", "数量"),
        ("主动公开信息数", "条", "315"),
        ("规范性文件", "件", ""),
        ("收到申请", "件", "6"),
    ]

    def write(writer: Writer) -> None:
        for row in rows:
            writer.y += 20
            for text, x in zip(row, (72, 300, 420), strict=True):
                writer.put(text, x, writer.y, 11)

    assert lines(made(write)) == ["指标 单位 数量", "主动公开信息数 条 315", "规范性文件 件", "收到申请 件 6"]


@pytest.mark.parametrize("half", [0, 8])
def test_a_label_of_two_lines_beside_its_values_is_whole_without_lines_too(half: int) -> None:
    """The values stand beside the first line of the label, or half way between both."""

    def write(writer: Writer) -> None:
        writer.put("（二）部分公开（区分处理的，只计这一情形，", 72, 100, 11)
        writer.put("不计其他情形）", 72, 116, 11)
        for at, value in enumerate("3010"):
            writer.put(value, 330 + 50 * at, 100 + half, 11)

    assert lines(made(write)) == ["（二）部分公开（区分处理的，只计这一情形，不计其他情形） 3 0 1 0"]


def test_frames_and_underlines_are_no_tables() -> None:
    def write(writer: Writer) -> None:
        writer.canvas.rect(50, 50, 495, 740)
        writer.canvas.line(60, 700, 500, 700)
        writer.paragraph("一、总体情况", level=2)
        writer.paragraph("全年公开信息20条。")

    assert [block.kind for block in made(write).blocks] == ["paragraph", "paragraph"]


def test_boxes_of_a_turned_page_are_those_a_viewer_shows() -> None:
    """The same page, printed upright, turned by the viewer, or with its content turned on an upright page."""
    places = {}
    for name, look in {
        "upright": Look(width=842, height=595, numbers=""),
        "turned": Look(width=842, height=595, numbers="", turned=90),
        "over": Look(width=842, height=595, numbers="", turned=180),
        "sideways": Look(width=842, height=595, numbers="", sideways=True),
    }.items():
        raw = made(lambda writer: writer.put("全年公开信息20条。", 100, 200, 12), look)
        places[name] = raw.blocks[0].place.box if raw.blocks[0].place else None
    assert places["turned"] == places["over"] == places["upright"]
    left, top, right, bottom = places["upright"] or (0, 0, 0, 0)
    assert places["sideways"] == pytest.approx((top, 842 - right, bottom, 842 - left), abs=0.2)
