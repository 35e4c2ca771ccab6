"""Media type of a source by its first bytes; the name of the file is not trusted."""

import csv
import re
from io import StringIO

from nlp.errors import BinarySource, SourceError
from nlp.ingest.budget import Budget
from nlp.ingest.packages import open_zip

PLAIN = "text/plain"
MARKDOWN = "text/markdown"
CSV = "text/csv"
HTML = "text/html"
MHTML = "multipart/related"  # a page saved with its pictures: .mht
PDF = "application/pdf"
RTF = "application/rtf"
OLE = "application/x-ole-storage"  # .doc, .xls, .wps
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
OFD = "application/ofd"
ZIP = "application/zip"

NAMES = {
    PLAIN: "text",
    MARKDOWN: "Markdown",
    CSV: "CSV",
    HTML: "HTML",
    MHTML: "MHTML",
    PDF: "PDF",
    RTF: "RTF",
    OLE: "OLE (doc, xls, wps)",
    DOCX: "DOCX",
    XLSX: "XLSX",
    ODT: "ODT",
    OFD: "OFD",
    ZIP: "ZIP",
}

SIGNATURES = {  # recognized and never read
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"MZ": "PE",
    b"\x7fELF": "ELF",
    b"Rar!\x1a\x07": "RAR",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x1f\x8b\x08": "gzip",
    b"SQLite format 3\x00": "SQLite",
}

HINTS = {  # what to do about them
    ("PNG", "JPEG", "GIF", "TIFF"): ("，是图片；请先做文字识别（OCR）", ", a picture; recognize its text (OCR) first"),
    ("RAR", "7z", "gzip"): ("；请解压，或改用 ZIP", "; unpack it, or use ZIP"),
}

MEMBERS = {  # of ZIP kinds, each has the first one that is there
    "word/document.xml": DOCX,
    "xl/workbook.xml": XLSX,
    "OFD.xml": OFD,
    "content.xml": ODT,
}
SAMPLE = 4096
CSV_ROWS, CSV_COLUMNS = 4, 3  # of comma separated values at least, all rows alike: prose never is
DECLARATION = 1 << 16  # bytes that comments and blanks may stand before the first tag

# "<!DOCTYPE html>", "<html lang=zh>", "<?xml version='1.0'?><html", a comment before it
PROLOG = re.compile(rb"(?:\s|<\?xml[^>]{0,200}>|<!--(?:[^-]|-(?!->))*-->)*")
MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.I)
# a piece of a page: "<div class=..>", "<p>", "<table"; told from text that only begins with a sign
OPENING = re.compile(
    rb"<(?:div|p|table|span|section|article|center|font|ul|ol|h[1-6]|tr|td|tbody|style|script|br)[\s/>]", re.I
)
CLOSING = re.compile(
    rb"</(?:div|p|table|span|section|article|center|font|ul|ol|h[1-6]|tr|td|tbody|style|script)\s*>", re.I
)
FEW = 3  # closing tags that make a fragment a page
# "From: <Saved by Blink>", "MIME-Version: 1.0", with multipart/related below
MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z-]{1,40}:[^\n]*\n(?:[ \t][^\n]*\n)*)+")

# "| --- | :--: |" below a head, "# 标题"
RULE = re.compile(
    rb"(?:^|\n)[ \t]{0,3}(?:\|[ \t]*)?:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)+(?:\|[ \t]*)?(?:\r?\n|$)"
)
HEADING = re.compile(rb"(?:^|\n)#{1,6} \S")


def media_type(data: bytes) -> str:
    """Media type of `data`. Raises BinarySource for a known format that is no document."""
    start = data[:SAMPLE]
    if b"%PDF-" in start[:1024]:
        return PDF
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLE
    if start.lstrip().startswith(b"{\\rtf"):
        return RTF
    for signature, name in SIGNATURES.items():
        if start.startswith(signature) and (len(signature) > 2 or b"\x00" in start):
            zh, en = next((hint for kind, hint in HINTS.items() if name in kind), ("", ""))
            raise BinarySource(f"不是文本文件：{name}{zh}", f"not a text: {name}{en}")
    return _text(data[:DECLARATION])


def _text(start: bytes) -> str:
    text = start.removeprefix(b"\xef\xbb\xbf")
    if text.startswith((b"\xff\xfe", b"\xfe\xff")) or text[:SAMPLE].count(0) > len(text[:SAMPLE]) // 8:
        text = text.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\x00", b"")
    prolog = PROLOG.match(text)
    at = prolog.end() if prolog else 0
    if MARKUP.match(text, at):
        return HTML
    if OPENING.match(text, at) and sum(1 for _ in CLOSING.finditer(text)) >= FEW:
        return HTML
    head = MAIL.match(text[:SAMPLE].lstrip())
    if head and b"mime-version:" in head[0].lower() and b"multipart/related" in head[0].lower():
        return MHTML
    sample = text[:SAMPLE]
    if (b"---" in sample and RULE.search(sample)) or (b"#" in sample and HEADING.search(sample)):
        return MARKDOWN
    return CSV if _separated(sample) else PLAIN


def _separated(start: bytes) -> bool:
    """Whether all rows have the same commas; bytes will do, since no encoding has one inside a character."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(StringIO(start.decode("latin-1"))):
            if rows and 0 < len(rows[-1]) < CSV_COLUMNS:
                return False  # prose, told by its first line
            rows.append(row)
    except csv.Error:
        return False
    widths = {len(row) for row in (rows[:-1] if len(start) == SAMPLE else rows) if row}
    return len(rows) >= CSV_ROWS and len(widths) == 1 and widths.pop() >= CSV_COLUMNS


def _zipped(data: bytes) -> str:
    try:
        with open_zip(data, Budget(), total="bundle") as archive:
            names = set(archive.namelist())
    except SourceError:
        return ZIP  # its reader says what is wrong
    return next((kind for member, kind in MEMBERS.items() if member in names), ZIP)
