"""A redressed report as a Word file, written with another library than the one that reads it."""

from collections.abc import Iterable
from io import BytesIO

import docx
from docx.document import Document
from redress import Block, Flat, Line, Sheet


def as_docx(blocks: Iterable[Block]) -> bytes:
    """Bytes of a DOCX: headings with outline levels, real tables with merged cells, flat tables as lines."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, Line):
            _line(document, block)
        elif isinstance(block, Flat):
            for line in block.lines:
                document.add_paragraph(line)
        else:
            _table(document, block)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _line(document: Document, line: Line) -> None:
    if line.level:
        document.add_heading(line.text, min(line.level, 9))
    else:
        document.add_paragraph(line.text)


def _table(document: Document, sheet: Sheet) -> None:
    width = sum(box.column_span for box in sheet.rows[0])
    table = document.add_table(len(sheet.rows), width)
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(sheet.rows):
        column = 0
        for box in row:
            while (at, column) in taken:
                column += 1
            last = (at + box.row_span - 1, column + box.column_span - 1)
            taken |= {(r, c) for r in range(at, last[0] + 1) for c in range(column, last[1] + 1)}
            cell = table.cell(at, column)
            if last != (at, column):
                cell = cell.merge(table.cell(*last))
            cell.text = box.text
            column += box.column_span
