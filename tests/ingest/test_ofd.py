"""OFD: characters where their numbers put them, ruled tables, places; what is no content is left alone."""

import sys
from pathlib import Path

import pytest

from nlp.document import Raw
from nlp.errors import BudgetExceeded, EmptySource, SourceError
from nlp.ingest import Budget, read_bytes

sys.path.insert(0, str(Path(__file__).parent))
from ofds import OfdWriter, as_ofd, package, path, text
from pdfs import LOOKS, Look
from redress import Box, Line, Sheet


def raw_of(*objects: str) -> Raw:
    return read_bytes(package(["".join(objects)]), "report.ofd")


def lines(*objects: str) -> list[str]:
    return raw_of(*objects).text.splitlines()


@pytest.mark.parametrize(
    ("written", "deltas"),
    [
        ("主动公开12条", None),
        ("主动公开12条", "4 4 4 4 2 2"),
        ("主动公开12条", "g 4 4 2 2"),
        ("主动公开12条", "g 4 4 g 2 2"),
    ],
)
def test_steps_between_characters(written: str, deltas: str | None) -> None:
    assert lines(text(written, 20, 30, 4, deltas)) == [written]


def test_a_wide_step_is_a_gap() -> None:
    assert lines(text("甲12", 20, 30, 4, "14 2")) == ["甲 12"]


@pytest.mark.parametrize("deltas", ["", "g", "g 9999999999 4", "x y", "4", "g 2", "-4 -4"])
def test_odd_steps_lose_no_character(deltas: str) -> None:
    assert sorted("".join(lines(text("甲乙丙", 100, 30, 4, deltas))).replace(" ", "")) == sorted("甲乙丙")


def test_what_stands_beyond_the_page_is_counted() -> None:
    raw = raw_of(text("甲乙丙", 100, 30, 4, "1e400 4"))
    assert (raw.text, raw.metadata["outside"]) == ("甲\n", "2")


def test_lines_in_the_order_of_their_places() -> None:
    assert lines(text("第二行。", 20, 40), text("下", 60, 30), text("第一行", 20, 30)) == ["第一行 下", "第二行。"]


def test_a_matrix_moves_and_scales() -> None:
    moved = text("总体情况", 20, 30, 12, more='CTM="0.3528 0 0 0.3528 0 0"')
    box = raw_of(moved).blocks[0].place.box
    assert [round(value) for value in box] == [57, 52, 105, 64]  # 4 mm characters from 20 mm on


def test_runs_of_an_object_share_what_they_do_not_say() -> None:
    runs = '<ofd:TextCode X="0" Y="4">甲</ofd:TextCode><ofd:TextCode X="4">乙</ofd:TextCode>'
    assert lines(f'<ofd:TextObject Boundary="20 20 50 9" Size="4">{runs}</ofd:TextObject>') == ["甲乙"]


def test_letters_downward() -> None:
    code = '<ofd:TextCode X="0" Y="4" DeltaY="g 2 4">本年度</ofd:TextCode>'
    assert lines(f'<ofd:TextObject Boundary="20 20 9 50" Size="4">{code}</ofd:TextObject>') == ["本年度"]


GRID = "".join(path(f"M 0 {y} L 60 {y}", 20, 20) for y in (0, 10, 20)) + "".join(
    path(f"M {x} 0 L {x} 20", 20, 20) for x in (0, 30, 60)
)
BOXES = "".join(path("M 0 0 L 30 0 L 30 10 L 0 10 C", 20 + 30 * x, 20 + 10 * y) for x in (0, 1) for y in (0, 1))
BARS = "".join(
    path(f"M 0 0 L {w} 0 L {w} {h} L 0 {h} C", x, y, 'Stroke="false" Fill="true"')
    for x, y, w, h in [(20, 20 + 10 * i, 60, 0.2) for i in range(3)] + [(20 + 30 * i, 20, 0.2, 20) for i in range(3)]
)
CELLS = text("规章", 22, 26) + text("12", 62, 26) + text("文件", 22, 36)


@pytest.mark.parametrize("drawn", [GRID, BOXES, BARS], ids=["lines", "boxes", "bars"])
def test_ruled_tables(drawn: str) -> None:
    raw = raw_of(text("上文如下：", 20, 15), drawn, CELLS, text("下文。", 20, 50))
    assert raw.text == "上文如下：\n规章\t12\n文件\t\n下文。\n"
    cells = raw.blocks[1].cells
    assert [(cell.row, cell.column, cell.place.page) for cell in cells] == [(0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1)]


def test_an_area_of_color_is_no_table() -> None:
    shade = path("M 0 0 L 60 0 L 60 20 L 0 20 C", 20, 20, 'Stroke="false" Fill="true"')
    assert lines(shade, text("规章", 22, 26)) == ["规章"]


def test_what_is_no_content_is_left_alone() -> None:
    nested = f"<ofd:PageBlock><ofd:PageBlock>{text('正文', 20, 30)}</ofd:PageBlock></ofd:PageBlock>"
    hidden = text("不见", 20, 40, more='Visible="false"')
    odd = "<ofd:CompositeObject/><ofd:TextObject/><ofd:PathObject/>" + path("M 1 L Q 1 2 Z 5 5 A B")
    seal = {"Doc_0/Annots/Page_0/Annotation.xml": text("印章", 20, 60), "Doc_0/Tpls/Tpl_0/Content.xml": "<x>水印</x>"}
    raw = read_bytes(package([nested + hidden + odd], **seal), "x")
    assert (raw.text, raw.metadata["title"]) == ("正文\n", "年报")


TABLE = Sheet(
    (
        (Box("信息内容", 1, 2), Box("本年件数", 2)),
        (Box("制发"), Box("废止")),
        (Box("规章"), Box("0"), Box("12")),
        (Box("行政规范性文件，含其修订和废止的全部文本"), Box(""), Box("/")),
    )
)


@pytest.mark.parametrize("name", [name for name, look in LOOKS.items() if not look.turned and not look.sideways])
def test_whole_pages(name: str) -> None:
    prose = "本镇全年通过县政府网站主动公开政府信息36条，内容均经审查后上网，未出现差错，群众查阅方便。" * 3
    look = LOOKS[name]
    raw = read_bytes(as_ofd([Line("一、总体情况", 1), *[Line(prose)] * 9, TABLE, Line("完。")], look), "x")
    assert raw.text.split("\n")[:10] == ["一、总体情况", *[prose] * 9]
    assert raw.text.endswith(
        "信息内容\t本年件数\t\n\t制发\t废止\n规章\t0\t12\n行政规范性文件，含其修订和废止的全部文本\t\t/\n完。\n"
    )
    assert {place.page for block in raw.blocks for place in raw.places(block.span)} >= {1, 2}


PICTURE = '<ofd:ImageObject Boundary="0 0 210 297" ResourceID="3"/>'


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (package([PICTURE]), SourceError, "扫描件"),
        (package([""]), EmptySource, "没有文字"),
        (package([]), EmptySource, "没有文字"),
        (package([text("甲", 1, 5)], **{"OFD.xml": "<x"}), SourceError, "损坏"),
        (package(["<x>"]), SourceError, "损坏"),
        (package([text("甲", 1, 5)]).replace(b"Pages/Page_0", b"Pages/Page_9"), SourceError, "部件"),
    ],
    ids=["scan", "empty", "no page", "damaged", "damaged page", "lost page"],
)
def test_refused_with_a_reason(data: bytes, error: type[SourceError], words: str) -> None:
    with pytest.raises(error, match=words):
        read_bytes(data, "x")


@pytest.mark.parametrize(
    ("pages", "limits", "name"),
    [
        ([text("甲", 1, 5)] * 9, {"pages": 8}, "pages"),
        (
            [path("".join(f"M {i} 0 L {i} 90 M 0 {i} L 90 {i} " for i in range(0, 90))) + text("甲", 5, 5)],
            {"cells": 99},
            "cells",
        ),
    ],
)
def test_budgets_are_named(pages: list[str], limits: dict[str, int], name: str) -> None:
    with pytest.raises(BudgetExceeded) as caught:
        read_bytes(package(pages), "x", Budget(**limits))
    assert caught.value.budget == name


def test_numbers_of_pages_are_furniture() -> None:
    writer = OfdWriter(Look(height=320.0, numbers="— {} —"))
    for at in range(12):
        writer.paragraph(f"第{at}段说明网站信息发布、审核和更新情况，内容由办公室编写并报分管领导审定后发布。")
    assert "—" not in read_bytes(writer.finish(), "x").text
