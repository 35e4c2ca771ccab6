"""Statutory tables laid out as text the way real pages and files leave them."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.catalog.specs import FormSpec, RowSpec, TableSpec
from nlp.exam.draft import Piece
from nlp.exam.numbers import Year

LAYOUTS = ("pipe_cells", "pipe_rows", "word_tabs", "grid", "bare_cells", "one_line")

_BANNERS = {
    "ad_rule": "第二十条第(一)项",
    "ad_license": "第二十条第(五)项",
    "ad_penalty": "第二十条第(六)项",
    "ad_fee": "第二十条第(八)项",
    "ad_procure": "第二十条第(九)项",
}
_HEADS = {  # column heads of table two, by form and number of cells
    ("G2", "ad_rule"): ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
    ("G2", "ad_license"): ("上一年项目数量", "本年增/减", "处理决定数量"),
    ("G2", "ad_penalty"): ("上一年项目数量", "本年增/减", "处理决定数量"),
    ("G2", "ad_fee"): ("上一年项目数量", "本年增/减"),
    ("G2", "ad_procure"): ("采购项目数量", "采购总金额"),
    ("G3", "ad_rule"): ("本年制发件数", "本年废止件数", "现行有效件数"),
    ("G3", "ad_license"): ("本年处理决定数量",),
    ("G3", "ad_penalty"): ("本年处理决定数量",),
    ("G3", "ad_fee"): ("本年收费金额(单位:万元)",),
}
_REQUEST_HEADS = (
    ("(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)", "申请人情况"),
    ("自然人", "法人或其他组织", "总计"),
    ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"),
)
_OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
_DISPUTE_HEADS = (
    ("行政复议", "行政诉讼"),
    (*_OUTCOMES, "未经复议直接起诉", "复议后起诉"),
    (*_OUTCOMES, *_OUTCOMES),
)

Row = list[Piece]


def _labels(*texts: str) -> Row:
    return [Piece(text) for text in texts]


def _values(row: RowSpec, year: Year) -> Row:
    return [Piece(format(year.cells[cell], "f"), cell, "cell") for cell in row.cells]


def _disclosure(table: TableSpec, year: Year) -> Iterator[Row]:
    for row in table.rows:
        if row.id in _BANNERS:
            yield _labels(_BANNERS[row.id])
            yield _labels("信息内容", *_HEADS[year.form, row.id])
        yield _labels(row.label) + _values(row, year)


def _requests(table: TableSpec, year: Year) -> Iterator[Row]:
    yield from (_labels(*heads) for heads in _REQUEST_HEADS)
    group: list[str] = []
    for row in table.rows:
        if not row.cells:
            group.append(row.label)
            continue
        yield _labels(*group, row.label) + _values(row, year)
        group = []


def _disputes(table: TableSpec, year: Year) -> Iterator[Row]:
    yield from (_labels(*heads) for heads in _DISPUTE_HEADS)
    yield _values(table.rows[0], year)


def _annex(table: TableSpec, year: Year) -> Iterator[Row]:
    yield _labels("统计指标", "单位", "统计数")
    for row in table.rows:
        if row.cells:
            yield [*_labels(row.label, row.unit or "件"), *_values(row, year)]
        else:
            yield _labels(row.label, "——", "")


_GRIDS = {"2": _disclosure, "3": _requests, "4": _disputes, "G1": _annex}


def lay_out(form: FormSpec, table_id: str, year: Year, layout: str) -> list[Piece]:
    """Pieces of one statutory table in one of LAYOUTS, ending with a line end."""
    table = next(table for table in form.tables if table.id == table_id)
    pieces: list[Piece] = []
    for row in _GRIDS[table_id](table, year):
        if layout == "pipe_cells":
            for piece in row:
                pieces += [piece, Piece(" |\n")]
            pieces.append(Piece("|\n"))
        elif layout == "pipe_rows":
            for piece in row:
                pieces += [piece, Piece(" | ")]
            pieces.append(Piece("\n"))
        elif layout == "word_tabs":
            for piece in row:
                pieces += [Piece("\t"), piece, Piece("\n")]
            pieces.append(Piece("\n"))
        elif layout == "grid":
            for number, piece in enumerate(row):
                pieces += [Piece("\t" if number else ""), piece]
            pieces.append(Piece("\n"))
        elif layout == "bare_cells":
            for piece in row:
                if piece.text:
                    pieces += [piece, Piece("\n")]
        else:
            for piece in row:
                if piece.text:
                    pieces += [piece, Piece(" ")]
    if layout == "one_line":
        pieces.append(Piece("\n"))
    return [piece for piece in pieces if piece.text or piece.side == "cell"]
