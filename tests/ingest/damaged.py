"""Pieces of a report flattened or damaged the way crawlers, filters and converters do it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from dresses import positions
from openpyxl import Workbook
from redress import GLOSSES, Block, Flat, Line, Sheet, glossed


def text(blocks: Iterable[Block]) -> bytes:
    return "\n".join(line for block in blocks for line in _lines(block)).encode()


def _lines(block: Block) -> list[str]:
    if isinstance(block, Line):
        return [block.text]
    if isinstance(block, Flat):
        return list(block.lines)
    return ["\t".join(box.text if box else "" for box in row) for row in positions(block)]


def bars(blocks: Iterable[Block], how: str) -> bytes:
    """Tables with pipes: row | around | cell | alone | markdown."""
    lines: list[str] = []
    for block in blocks:
        if not isinstance(block, Sheet):
            lines += _lines(block)
            continue
        for at, row in enumerate(positions(block)):
            cells = [box.text if box else "" for box in row]
            if how == "row":
                lines.append("|".join(cells))
            elif how in ("around", "markdown"):
                lines.append(f"| {' | '.join(cells)} |")
                if how == "markdown" and at == 0:
                    lines.append("|" + " --- |" * len(cells))
            elif how == "cell":
                lines += [f"{cell} |" for cell in cells]
            else:
                lines += [piece for cell in cells for piece in (cell, "|")]
    return "\n".join(lines).encode()


def cells_a_line(blocks: Iterable[Block]) -> list[Block]:
    """Every cell a paragraph of its own; blank ones are lost."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Sheet):
            found += [Line(box.text) for row in block.rows for box in row if box.text]
        else:
            found.append(block)
    return found


def runs(blocks: Iterable[Block]) -> bytes:
    """Every position of a wide grid a pipe, a table on one line."""
    lines = []
    for block in blocks:
        if isinstance(block, Sheet):
            lines.append("".join("|" * (12 * box.column_span) + box.text for row in block.rows for box in row))
        else:
            lines += _lines(block)
    return "\n".join(lines).encode()


def one_line(blocks: Iterable[Block]) -> list[Block]:
    return [
        Line(" ".join(box.text for row in block.rows for box in row)) if isinstance(block, Sheet) else block
        for block in blocks
    ]


def tables_only(blocks: Iterable[Block]) -> list[Block]:
    return [block for at, block in enumerate(blocks) if isinstance(block, Sheet) or at == 0]


def workbook(blocks: Iterable[Block]) -> bytes:
    """A sheet with everything: prose in the first column, tables with merged cells."""
    book = Workbook()
    page = book.active
    row = 0
    for block in blocks:
        if not isinstance(block, Sheet):
            for line in _lines(block):
                row += 1
                page.cell(row, 1, line)
            continue
        for at, boxes in enumerate(positions(block)):
            for column, box in enumerate(boxes):
                if not box:
                    continue
                number = re.fullmatch(r"-?\d+(\.\d+)?", box.text)
                page.cell(row + at + 1, column + 1, float(box.text) if number else box.text or None)
                if box.row_span > 1 or box.column_span > 1:
                    first, last = (row + at + 1, column + 1), (row + at + box.row_span, column + box.column_span)
                    page.merge_cells(None, *first, *last)
        row += len(block.rows)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def glossed_labels(blocks: Iterable[Block], simplified: bool = False) -> list[Block]:
    """Readings in brackets behind some characters, in the tables too."""
    simple = dict(zip("务开请数报门复诉议处结规范条项总标", GLOSSES.values(), strict=True))

    def change(written: str) -> str:
        if not simplified:
            return glossed(written)
        return "".join(f"{c}({simple[c]})" if c in simple else c for c in written)

    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Sheet):
            rows = (tuple(box._replace(text=change(box.text)) for box in row) for row in block.rows)
            found.append(Sheet(tuple(rows)))
        elif isinstance(block, Line):
            found.append(block._replace(text=change(block.text)))
        else:
            found.append(block)
    return found


def debris(page: bytes) -> bytes:
    """ "（一）" and "。现" as shifted bytes leave them."""
    return (
        page.decode()
        .replace("（一）主动", "?。ㄒ唬┲鞫?主动")
        .replace("。严格", "?Ｑ细?严格")
        .replace("（二）依", "?。ǘ┮?依")
        .encode()
    )


def marked(page: bytes) -> bytes:
    """Invisible characters around numbers, each a question mark."""
    return re.sub(r"(?<=[一-鿿>])(\d+)(?=[一-鿿<])(?![^<]*</style)", r"?\1?", page.decode()).encode()


WORDS = {
    **{"文件": "檔案", "门户": "入口", "复议": "複議", "答复": "答覆"},
    **{"群众": "民眾", "程序": "程式", "咨询": "諮詢", "信息": "資訊"},
}


def taiwan(page: bytes, words: bool = True) -> bytes:
    """Traditional characters, with the words of Taiwan."""
    from opencc import OpenCC

    written = page.decode()
    for word, other in WORDS.items() if words else ():
        written = written.replace(word, other)
    return OpenCC("s2t").convert(written).encode()


def mojibake(written: bytes) -> bytes:
    """UTF-8 read as GBK, what can't be read so is lost."""
    return written.decode("gbk", "ignore").encode()


def spliced(page: bytes) -> bytes:
    """A name of a site in words, in titles of documents and in place of words."""
    written = (
        page.decode()
        .replace("全年在县政府", "全年在县www.abcde.com政府")
        .replace("依申请公开</h", "依申某某网请公开</h")
    )
    return written.replace("惠农补贴", "惠农某某新闻网补贴").encode()
