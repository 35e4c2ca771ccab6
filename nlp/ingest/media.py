"""Media type of a source by its first bytes; the name of the file is not trusted."""

import re

from nlp.errors import BinarySource

PLAIN = "text/plain"
HTML = "text/html"
PDF = "application/pdf"

SIGNATURES = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"II*\x00": "TIFF",
    b"PK\x03\x04": "ZIP (docx, xlsx, ofd)",
    b"PK\x05\x06": "ZIP (docx, xlsx, ofd)",
    b"MZ": "PE",
    b"\x7fELF": "ELF",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "OLE (doc, xls, wps)",
    b"Rar!\x1a\x07": "RAR",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x1f\x8b\x08": "gzip",
    b"{\\rtf": "RTF",
}

# "<!DOCTYPE html>", "\n<html lang=zh>", "<?xml version='1.0'?><html"
MARKUP = re.compile(rb"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html|head|body|meta|title)\b", re.I)


def media_type(data: bytes) -> str:
    """Media type of `data`. Raises BinarySource for a known format that is no text."""
    start = data[:4096]
    if start.startswith(b"%PDF-"):
        return PDF
    for signature, name in SIGNATURES.items():
        if start.startswith(signature) and (len(signature) > 2 or b"\x00" in start):
            raise BinarySource(f"不是文本文件：{name}", f"not a text: {name}")
    text = start.removeprefix(b"\xef\xbb\xbf")
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = text[2:].replace(b"\x00", b"")
    return HTML if MARKUP.match(text) else PLAIN
