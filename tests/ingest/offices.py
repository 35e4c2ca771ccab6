"""DOCX files in the manners of Word and of WPS around the report of `samples.py`, written as XML."""

# ruff: noqa: E501 - markup as the programs write it
from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

import samples as s
from dresses import positions
from redress import Line, Sheet

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
NUMBERING = f"""<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="3">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/><w:lvlText w:val="（%2）"/></w:lvl>
</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>"""
STYLES = f"""<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>"""
NOTES = f"""<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>统计口径为县局机关。</w:t></w:r></w:p></w:footnote></w:footnotes>"""


def package(body: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        file.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}<w:sectPr/></w:body></w:document>")
        file.writestr("word/styles.xml", STYLES)
        file.writestr("word/numbering.xml", NUMBERING)
        file.writestr("word/footnotes.xml", NOTES)
    return buffer.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def paragraph(runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def table(sheet: Sheet, cell: Callable[[str], str]) -> str:
    """Spans as Word has them: gridSpan across, vMerge down with an empty cell in every row below."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    grid = positions(sheet)
    for r, line in enumerate(grid):
        for c, box in enumerate(line):
            if box:
                owner.update({(r + i, c + j): (r, c) for i in range(box.row_span) for j in range(box.column_span)})
    rows = []
    for r, line in enumerate(grid):
        cells, c = "", 0
        while c < len(line):
            top, left = owner[r, c]
            box = grid[top][left]
            assert box
            down = '<w:vMerge w:val="restart"/>' if box.row_span > 1 and top == r else "<w:vMerge/>" if top != r else ""
            across = f'<w:gridSpan w:val="{box.column_span}"/>' if box.column_span > 1 else ""
            cells += f'<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/>{across}{down}</w:tcPr>{cell(box.text if top == r else "")}</w:tc>'
            c += box.column_span
        rows.append(f"<w:tr><w:trPr><w:jc w:val='center'/></w:trPr>{cells}</w:tr>")
    columns = "<w:gridCol w:w='900'/>" * len(grid[0])
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def build(line: Callable[[Line], str], cell: Callable[[str], str]) -> bytes:
    return package("".join(table(b, cell) if isinstance(b, Sheet) else line(b) for b in s.report()))  # type: ignore[arg-type]


def numbered() -> bytes:
    """Headings numbered by their styles, runs cut by spelling marks, a footnote, a text box in two renderings."""

    def line(one: Line) -> str:
        if one.level:
            return paragraph(
                run(one.text.partition("、" if one.level == 1 else "）")[2]), f'<w:pStyle w:val="{one.level}"/>'
            )
        pieces = re.split(r"(?<=\d)(?=\d)|(?<=[，。])", one.text)
        marks = '<w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="0" w:name="_GoBack"/>'
        note = '<w:r><w:footnoteReference w:id="2"/></w:r>' if one.text == s.REQUESTED else ""
        box = ""
        if one.text == s.LEAD:
            text = f"<w:txbxContent>{paragraph(run('农业农村局文件'))}</w:txbxContent>"
            box = f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{text}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{text}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        return paragraph(marks.join(map(run, pieces)) + note + box)

    return build(line, lambda text: paragraph(run(text)))


def tracked() -> bytes:
    """Changes tracked in prose and cells: what was deleted is gone, what was inserted stays."""
    who = 'w:id="1" w:author="a" w:date="2023-01-05T00:00:00Z"'

    def change(text: str) -> str:
        parts = re.split(r"(\d+)", text)
        made = ""
        for part in parts:
            old = f"<w:del {who}><w:r><w:delText>9{part}</w:delText></w:r></w:del>"
            made += f"{old}<w:ins {who}>{run(part)}</w:ins>" if part.isdigit() else run(part)
        return made

    return build(lambda one: paragraph(change(one.text)), lambda text: paragraph(change(text)))


def wps() -> bytes:
    """A run for each change of script, tables in content controls, cells of several paragraphs, hidden text."""

    def runs(text: str) -> str:
        fonts = '<w:rFonts w:hint="eastAsia" w:ascii="仿宋" w:eastAsia="仿宋"/><w:lang w:val="en-US"/>'
        return "".join(run(part, fonts) for part in re.split(r"(\d+)", text)) + run("999", "<w:vanish/>")

    def cell(text: str) -> str:
        half = len(text) // 2 if len(text) > 6 else len(text)
        return paragraph(runs(text[:half])) + (paragraph(runs(text[half:])) if text[half:] else "")

    blocks = s.report()
    parts = (
        f"<w:sdt><w:sdtContent>{table(b, cell)}</w:sdtContent></w:sdt>"
        if isinstance(b, Sheet)
        else paragraph(runs(b.text))
        for b in blocks
    )  # type: ignore[union-attr]
    return package("".join(parts))


OFFICES = (numbered, tracked, wps)
