"""Reports and small documents as PDF files, set the ways offices set them: what `redress` writes as HTML, on paper.

Pages are laid out here and drawn with reportlab, in a font that every viewer has, so that the files need no font.
Rows break over pages as word processors break them: each cell goes on where it stopped.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import redress
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
PAD = 4.0
NOT_FIRST = "，。、；：？！”）》】％%"


class Look(NamedTuple):
    """How a document is set. borders: lines | boxes | bars (thin filled areas) | none; turned: in degrees.

    `labels` are the widths of the label columns in shares of the table. `turned` pages are printed upright and
    turned by the viewer (90 | 180 | 270); with `sideways` the content is turned on an upright page instead.
    """

    size: float = 12.0
    cell_size: float = 9.0
    width: float = A4[0]
    height: float = A4[1]
    margin: float = 72.0
    labels: float = 0.36
    borders: str = "lines"
    splits: bool = False
    repeats: bool = False
    centered: bool = True
    head: str = ""
    numbers: str = "— {} —"
    turned: int = 0
    sideways: bool = False
    bold: bool = False
    indent: int = 2


LOOKS = {
    "plain": Look(),
    "rows broken over pages": Look(splits=True, centered=False, height=500.0, borders="boxes"),
    "narrow labels": Look(labels=0.2, cell_size=8.0, splits=True, borders="bars", head="政府信息公开工作年度报告"),
    "landscape, heads repeated": Look(
        width=A4[1], height=A4[0], repeats=True, numbers="第 {} 页", turned=90, bold=True
    ),
    "sideways": Look(width=A4[1], height=A4[0], sideways=True, numbers="{}", cell_size=10.5, size=14.0, indent=0),
}


def as_pdf(blocks: Iterable[redress.Block], look: Look = LOOKS["plain"], **options: Any) -> bytes:
    """The blocks as a PDF file; options are those of the reportlab canvas (encrypt ...)."""
    writer = Writer(look, **options)
    for block in blocks:
        if isinstance(block, redress.Sheet):
            writer.sheet(block)
        elif isinstance(block, redress.Flat):
            for line in block.lines:
                writer.flat(line)
        else:
            writer.paragraph(block.text, level=block.level)
    return writer.finish()


def breaks(text: str, size: float, width: float, indent: float = 0.0) -> list[str]:
    """Lines of a paragraph: words and numbers stay whole, no line begins with a closing sign."""
    lines, line, room = [], "", width - indent
    for word in _words(text):
        taken = pdfmetrics.stringWidth(line + word, FONT, size)
        if line and taken > room and word not in NOT_FIRST:
            lines.append(line.rstrip())
            line, room = "", width
        while pdfmetrics.stringWidth(word, FONT, size) > room and len(word) > 1:  # too long for any line
            fit = max(1, int(room // (size * 0.55)))
            lines.append(word[:fit])
            word, room = word[fit:], width
        line += word if line or not word.isspace() else ""
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _words(text: str) -> Iterable[str]:
    word = ""
    for character in text:
        if character.isascii() and not character.isspace():
            word += character
            continue
        if word:
            yield word
        word = ""
        yield character
    if word:
        yield word


class Writer:
    """A document that grows downward, page by page."""

    def __init__(self, look: Look = LOOKS["plain"], **options: Any) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self.look = look
        self.buffer = io.BytesIO()
        size = (look.height, look.width) if look.sideways else (look.width, look.height)
        self.canvas = Canvas(self.buffer, pagesize=size, invariant=True, **options)
        self.page = 0
        self.y = 0.0
        self.begin()

    @property
    def left(self) -> float:
        return self.look.margin

    @property
    def right(self) -> float:
        return self.look.width - self.look.margin

    def begin(self) -> None:
        """A new page with its head and foot; from here on heights count from the top."""
        look = self.look
        if self.page:
            self.canvas.showPage()
        self.page += 1
        if look.turned:
            self.canvas.setPageRotation(look.turned)  # reportlab exchanges the sides itself
        if look.turned == 90 or look.sideways:
            self.canvas.transform(0, 1, -1, 0, look.height, 0)
        elif look.turned == 270:
            self.canvas.transform(0, -1, 1, 0, 0, look.width)
        elif look.turned == 180:
            self.canvas.transform(-1, 0, 0, -1, look.width, look.height)
        if look.head:
            self.put(look.head, self.left, 45, 9)
        if look.numbers:
            number = look.numbers.format(self.page)
            self.put(number, (look.width - pdfmetrics.stringWidth(number, FONT, 9)) / 2, look.height - 40, 9)
        self.y = look.margin

    def put(self, text: str, x: float, base: float, size: float) -> None:
        """Text at a place; printed twice where it is to look bold."""
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, self.look.height - base, text)
        if self.look.bold and size > self.look.size:
            self.canvas.drawString(x + 0.3, self.look.height - base, text)

    def room(self, height: float) -> bool:
        return self.y + height <= self.look.height - self.look.margin

    def paragraph(self, text: str, level: int = 0, left: float | None = None, right: float | None = None) -> None:
        """A paragraph with its first line set in, or a heading."""
        size = self.look.size + (4 if level == 1 else 0)
        left, right = left or self.left, right or self.right
        indent = 0.0 if level else self.look.indent * size
        for line in breaks(text, size, right - left, indent):
            if not self.room(size * 1.8):
                self.begin()
            self.y += size * 1.8
            self.put(line, left + indent, self.y - 0.5 * size, size)
            indent = 0.0

    def flat(self, text: str) -> None:
        """A line with tabs as wide gaps."""
        size = self.look.size - 1
        if not text.strip():
            self.y += size
            return
        for line in breaks(text.replace("\t", "　　"), size, self.right - self.left):
            if not self.room(size * 1.6):
                self.begin()
            self.y += size * 1.6
            self.put(line, self.left, self.y - 0.4 * size, size)

    def sheet(self, sheet: redress.Sheet, widths: Sequence[float] = ()) -> None:
        """A table with ruled lines, broken over pages between rows or, where the look says so, within them."""
        cells = placed(sheet)
        columns = max(column + box.column_span for _, column, box in cells)
        xs = self._sides(columns, widths)
        size, leading = self.look.cell_size, self.look.cell_size * 1.35
        texts = {
            (row, column): breaks(box.text, size, xs[column + box.column_span] - xs[column] - 2 * PAD)
            for row, column, box in cells
        }
        counts = [1] * len(sheet.rows)
        for row, column, box in sorted(cells, key=lambda cell: cell[2].row_span):
            lack = len(texts[row, column]) - sum(counts[row : row + box.row_span])
            if box.row_span == 1 or lack > 0:
                counts[row + box.row_span - 1] += max(0, lack)
        bands: list[tuple[int, int]] = []  # row, lines; of one page
        heads = max((box.row_span for row, column, box in cells if row == 0), default=1)
        for row, count in enumerate(counts):
            while count:
                fitting = int((self.look.height - self.look.margin - self._below(bands)) // leading) if bands else 99
                fitting = fitting if bands or self.room(leading + PAD) else 0
                if count <= fitting and self._fits([*bands, (row, count)]):
                    bands.append((row, count))
                    break
                part = self._fitting(bands, row, count) if self.look.splits else 0
                if part:
                    bands.append((row, part))
                    count -= part
                self._draw(bands, cells, xs, texts)
                self.begin()
                bands = [(head, counts[head]) for head in range(heads)] if self.look.repeats and row >= heads else []
                if bands:
                    texts.update(
                        ((r, c), breaks(box.text, size, xs[c + box.column_span] - xs[c] - 2 * PAD))
                        for r, c, box in cells
                        if r < heads
                    )
        self._draw(bands, cells, xs, texts)

    def _height(self, bands: Sequence[tuple[int, int]]) -> float:
        return sum(count * self.look.cell_size * 1.35 + PAD for _, count in bands)

    def _below(self, bands: Sequence[tuple[int, int]]) -> float:
        return self.y + self._height(bands)

    def _fits(self, bands: Sequence[tuple[int, int]]) -> bool:
        return self.room(self._height(bands))

    def _fitting(self, bands: Sequence[tuple[int, int]], row: int, count: int) -> int:
        return max((part for part in range(count) if self._fits([*bands, (row, part)])), default=0)

    def _sides(self, columns: int, widths: Sequence[float]) -> list[float]:
        if not widths:
            labels = {10: 3, 4: 1, 3: 1}.get(columns, 0)
            share = self.look.labels if labels else 0.0
            first = {3: (0.16, 0.24, 0.6), 1: (1.0,), 0: ()}[labels]
            widths = [share * part for part in first] + [(1 - share) / (columns - labels)] * (columns - labels)
        sides = [self.left]
        for width in widths:
            sides.append(sides[-1] + width * (self.right - self.left))
        return sides

    def _draw(
        self,
        bands: Sequence[tuple[int, int]],
        cells: Sequence[tuple[int, int, redress.Box]],
        xs: Sequence[float],
        texts: dict[tuple[int, int], list[str]],
    ) -> None:
        """One page of a table; what does not fit into a cell stays in `texts`."""
        size, leading = self.look.cell_size, self.look.cell_size * 1.35
        last = {row for row, _ in bands}
        for row, column, box in cells:
            inside = [at for at, (r, _) in enumerate(bands) if row <= r < row + box.row_span]
            if not inside:
                continue
            top = self._below(bands[: inside[0]])
            bottom = self._below(bands[: inside[-1] + 1])
            left, right = xs[column], xs[column + box.column_span]
            self._border(left, top, right, bottom)
            room = int((bottom - top) // leading)
            more = row + box.row_span - 1 > max(last) or bands[inside[-1]] == bands[-1]
            lines = texts[row, column][: room if more else None]
            texts[row, column] = texts[row, column][len(lines) :]
            spare = bottom - top - len(lines) * leading
            base = top + (spare / 2 if self.look.centered else PAD / 2) + size
            for line in lines:
                wide = pdfmetrics.stringWidth(line, FONT, size)
                self.put(line, (left + right - wide) / 2 if len(line) < 8 else left + PAD, base, size)
                base += leading
        self.y = self._below(bands)

    def _border(self, left: float, top: float, right: float, bottom: float) -> None:
        canvas, high = self.canvas, self.look.height
        canvas.setLineWidth(0.5)
        if self.look.borders == "boxes":
            canvas.rect(left, high - bottom, right - left, bottom - top)
        elif self.look.borders == "bars":
            for x, y, wide, tall in (
                (left, bottom, right - left, 0.5),
                (left, top, right - left, 0.5),
                (left, bottom, 0.5, bottom - top),
                (right, bottom, 0.5, bottom - top),
            ):
                canvas.rect(x, high - y, wide, tall, stroke=0, fill=1)
        elif self.look.borders == "lines":
            canvas.line(left, high - top, right, high - top)
            canvas.line(left, high - bottom, right, high - bottom)
            canvas.line(left, high - top, left, high - bottom)
            canvas.line(right, high - top, right, high - bottom)

    def finish(self) -> bytes:
        self.canvas.save()
        return self.buffer.getvalue()


def placed(sheet: redress.Sheet) -> list[tuple[int, int, redress.Box]]:
    """Cells with the row and column they stand in."""
    taken: set[tuple[int, int]] = set()
    found = []
    for row, boxes in enumerate(sheet.rows):
        column = 0
        for box in boxes:
            while (row, column) in taken:
                column += 1
            found.append((row, column, box))
            taken |= {(row + i, column + j) for i in range(box.row_span) for j in range(box.column_span)}
            column += box.column_span
    return found


def objects(*bodies: bytes) -> bytes:
    """A file of these objects, numbered from 1; the first is the catalog."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    directory = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>" % (size, table, size)
    return out + directory + b"\nstartxref\n%d\n%%%%EOF" % len(out)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), entries, content)
