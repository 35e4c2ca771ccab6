"""Reports and small documents as OFD files: the pages of `pdfs`, drawn into GB/T 33190 instead."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

import redress
from pdfs import FONT, LOOKS, Look, Writer
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

MM = 25.4 / 72
OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def package(pages: Sequence[str], size: tuple[float, float] = (210.0, 297.0), **parts: str) -> bytes:
    """An OFD file of pages, each the objects of its one layer; further parts by name."""
    box = f"<ofd:PhysicalBox>0 0 {size[0]:g} {size[1]:g}</ofd:PhysicalBox>"
    listed = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages)))
    about = "<ofd:DocInfo><ofd:Title>年报</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
    common = f"<ofd:CommonData><ofd:PageArea>{box}</ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>"
    written = {
        "OFD.xml": f"<ofd:OFD {OFD}><ofd:DocBody>{about}</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {OFD}>{common}</ofd:Document>",
    }
    for at, objects in enumerate(pages):
        layer = f'<ofd:Content><ofd:Layer ID="1">{objects}</ofd:Layer></ofd:Content>'
        written[f"Doc_0/Pages/Page_{at}/Content.xml"] = f"<ofd:Page {OFD}>{layer}</ofd:Page>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in {**written, **parts}.items():
            file.writestr(name, part)
    return buffer.getvalue()


def text(written: str, x: float, y: float, size: float = 4.0, deltas: str | None = None, more: str = "") -> str:
    """A text object whose first character stands at a place, in millimeters; `deltas` as in the standard."""
    steps = "" if deltas is None else f'DeltaX="{deltas}"'
    code = f'<ofd:TextCode X="0" Y="{size:g}" {steps}>{escape(written)}</ofd:TextCode>'
    return f'<ofd:TextObject Boundary="{x:g} {y - size:g} 200 {size:g}" Size="{size:g}" {more}>{code}</ofd:TextObject>'


def path(data: str, x: float = 0, y: float = 0, more: str = "") -> str:
    """A path object; its data counts from a place, in millimeters."""
    drawn = f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>"
    return f'<ofd:PathObject Boundary="{x:g} {y:g} 210 297" LineWidth="0.2" {more}>{drawn}</ofd:PathObject>'


class Canvas:
    """The part of a reportlab canvas that `pdfs` draws on."""

    def __init__(self, look: Look) -> None:
        self.height = look.height
        self.size = (look.width * MM, look.height * MM)
        self.pages: list[list[str]] = [[]]
        self.font = 12.0

    def showPage(self) -> None:
        self.pages.append([])

    def setFont(self, name: str, size: float) -> None:
        self.font = size

    def setLineWidth(self, width: float) -> None:
        pass

    def drawString(self, x: float, y: float, written: str) -> None:
        widths = [pdfmetrics.stringWidth(letter, FONT, self.font) * MM for letter in written]
        runs = [(f"{width:.3f}", len(list(same))) for width, same in groupby(widths[:-1])]
        deltas = " ".join(f"g {count} {width}" if count > 2 else " ".join([width] * count) for width, count in runs)
        self.pages[-1].append(text(written, x * MM, (self.height - y) * MM, self.font * MM, deltas))

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        left, top = min(x0, x1) * MM, (self.height - max(y0, y1)) * MM
        self.pages[-1].append(path(f"M 0 0 L {abs(x1 - x0) * MM:.3f} {abs(y1 - y0) * MM:.3f}", left, top))

    def rect(self, x: float, y: float, wide: float, high: float, stroke: int = 1, fill: int = 0) -> None:
        wide, tall = wide * MM, high * MM
        data = f"M 0 0 L {wide:.3f} 0 L {wide:.3f} {tall:.3f} L 0 {tall:.3f} C"
        more = f'Stroke="{"true" if stroke else "false"}" Fill="{"true" if fill else "false"}"'
        self.pages[-1].append(path(data, x * MM, (self.height - y - high) * MM, more))


class OfdWriter(Writer):
    """A document that grows downward, as OFD."""

    def __init__(self, look: Look = LOOKS["plain"]) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self.look = look
        self.canvas: Any = Canvas(look)
        self.page, self.y = 0, 0.0
        self.begin()

    def finish(self) -> bytes:
        return package(["".join(objects) for objects in self.canvas.pages], self.canvas.size)


def as_ofd(blocks: Iterable[redress.Block], look: Look = LOOKS["plain"]) -> bytes:
    """The blocks as an OFD file."""
    writer = OfdWriter(look)
    for block in blocks:
        if isinstance(block, redress.Sheet):
            writer.sheet(block)
        elif isinstance(block, redress.Flat):
            for line in block.lines:
                writer.flat(line)
        else:
            writer.paragraph(block.text, level=block.level)
    return writer.finish()
