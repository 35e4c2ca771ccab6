"""Older office files through LibreOffice, and what is said where it is missing or fails."""

import http.server
import io
import os
import subprocess
import threading
import time
import zipfile
from pathlib import Path
from typing import ClassVar

import pytest

from nlp.document import Source
from nlp.errors import BudgetExceeded, SourceError
from nlp.ingest import Budget, media, office, read_bytes

RTF = r"{\rtf1\ansi\ansicpg936 \u19968?\u12289?\u24635?\u20307?\par 12\par}"
TABLE = r"\trowd\cellx1000\cellx2000 \u35268?\u31456?\intbl\cell 12\intbl\cell\row\pard "
LONG = 300  # seconds, of a busy machine; less than what hangs would take
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.fixture
def installed() -> str:
    command = office.program()
    if command is None:
        pytest.skip("LibreOffice is not installed")
    return command


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory):
    """The RTF in another format, made by LibreOffice itself."""

    def convert(suffix: str) -> bytes:
        folder = tmp_path_factory.mktemp("office")
        (folder / "report.rtf").write_text(RTF[:-1] + TABLE + "}", encoding="ascii")
        home = f"-env:UserInstallation={(folder / 'p').as_uri()}"
        command = [
            office.program(),
            home,
            "--headless",
            "--convert-to",
            suffix,
            "--outdir",
            folder,
            folder / "report.rtf",
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (folder / f"report.{suffix}").read_bytes()

    return convert


def test_rich_text(installed: str) -> None:
    raw = read_bytes((RTF[:-1] + TABLE + "}").encode(), "report.rtf")
    assert raw.text == "一、总体\n12\n规章\t12\n"
    assert raw.source.media_type == media.RTF
    assert raw.blocks[-1].cells[1].place is not None


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["doc", "odt"])
def test_older_formats(installed: str, converted, suffix: str) -> None:
    data = converted(suffix)
    assert media.media_type(data) == (media.OLE if suffix == "doc" else media.ODT)
    assert read_bytes(data, f"report.{suffix}").text == "一、总体\n12\n规章\t12\n"


def test_what_to_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(office, "PLACES", ())
    with pytest.raises(SourceError, match="apt install libreoffice"):
        read_bytes(RTF.encode(), "report.rtf")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (OLE, "没有文字文档"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "已加密"),
    ],
)
def test_other_files_of_the_kind(data: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read_bytes(data, "x.doc")


def stand_in(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program called soffice that does something else."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_a_conversion_that_hangs_is_killed_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = tmp_path / "pid"
    stand_in(tmp_path, f"sleep 3000 & echo $! > {pid}; wait", monkeypatch)
    begin = time.monotonic()
    with pytest.raises(BudgetExceeded) as caught:
        office.read(RTF.encode(), Source("x.rtf", media.RTF), Budget(seconds=3.0))
    assert caught.value.budget == "seconds"
    assert time.monotonic() - begin < LONG
    child = Path("/proc") / pid.read_text().strip()
    while child.exists() and "zombie" not in (child / "status").read_text() and time.monotonic() - begin < LONG:
        time.sleep(0.05)  # it has its signal and is on its way
    assert not child.exists() or "zombie" in (child / "status").read_text()


def test_a_conversion_without_a_result_is_a_damaged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, "exit 1", monkeypatch)
    with pytest.raises(SourceError, match="损坏"):
        read_bytes(RTF.encode(), "x.rtf")


CONTENT = """<office:document-content office:version="1.2"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"><office:body><office:text>
 <text:section text:name="s"><text:section-source xlink:href="{url}.odt"/><text:p>held</text:p></text:section><text:p>
 <draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm"><draw:image xlink:href="{url}.png"
 xlink:type="simple" xlink:actuate="onLoad"/></draw:frame></text:p>
 </office:text></office:body></office:document-content>"""
MANIFEST = """<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
 <m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.text"/>
 <m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>"""


class Listener(http.server.BaseHTTPRequestHandler):
    """Notes what it is asked for."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.slow
def test_nothing_is_fetched(installed: str) -> None:
    """Without our settings LibreOffice asks for the picture three times."""
    data = io.BytesIO()
    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with zipfile.ZipFile(data, "w") as file:
            file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
            file.writestr("META-INF/manifest.xml", MANIFEST)
            file.writestr("content.xml", CONTENT.format(url=f"http://127.0.0.1:{server.server_port}/x"))
        raw = read_bytes(data.getvalue(), "x.odt")
        server.shutdown()
    assert (raw.text, Listener.asked) == ("held\n", [])
