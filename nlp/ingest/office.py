"""DOC, WPS, XLS, RTF and ODT -> Raw, through LibreOffice where it is installed.

It runs without a window, with a profile of its own that is thrown away, without macros, links and network, and
is killed with all its children when its time is up. What it writes is read as DOCX or XLSX.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.document import Raw, Source
from nlp.errors import BudgetExceeded, SourceError
from nlp.ingest import docx, media, sheets

if TYPE_CHECKING:
    from nlp.ingest.budget import Budget

NAMES = ("soffice", "libreoffice")
PLACES = (  # where the installers of other systems put it
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
INSTALL = "sudo apt install libreoffice-writer-nogui libreoffice-calc-nogui"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # streams of an OLE file, which keeps their names in UTF-16
_TEXT = "WordDocument".encode("utf-16-le")
_SHEETS = ("Workbook".encode("utf-16-le"), "Book\0".encode("utf-16-le"))
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
# no macro, no active content, no link to anything outside, and a proxy that leads nowhere
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def program() -> str | None:
    """Path of LibreOffice, None where it is not installed."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or next((place for place in PLACES if Path(place).is_file()), None)


def read(data: bytes, source: Source, budget: Budget) -> Raw:
    """Raw of an older office file. Raises SourceError (also where LibreOffice is missing), BudgetExceeded."""
    suffix, target = _kind(data, source.media_type)
    command = program()
    if command is None:
        name = media.NAMES[source.media_type]
        raise SourceError(
            f"读取 {name} 需要 LibreOffice，安装：{INSTALL}；或另存为 DOCX 再读",
            f"reading {name} needs LibreOffice: {INSTALL}; or save the file as DOCX",
        )
    with tempfile.TemporaryDirectory(prefix="gongkai-", ignore_cleanup_errors=True) as folder:
        converted = _convert(command, data, Path(folder), suffix, target, budget)
    return docx.read(converted, source, budget) if target == "docx" else sheets.read(converted, source, budget)


def _kind(data: bytes, media_type: str) -> tuple[str, str]:
    """Suffix of a file and what to make of it. Raises SourceError where it is neither text nor sheets."""
    if media_type == media.RTF:
        return "rtf", "docx"
    if media_type == media.ODT:
        return "odt", "docx"
    if _ENCRYPTED in data:
        raise SourceError("文件已加密，请去掉密码后再读", "the file is encrypted; remove its password first")
    if _TEXT in data:
        return "doc", "docx"
    if any(name in data for name in _SHEETS):
        return "xls", "xlsx"
    raise SourceError("OLE 文件中没有文字文档或表格", "neither a text document nor sheets in the OLE file")


def _convert(command: str, data: bytes, folder: Path, suffix: str, target: str, budget: Budget) -> bytes:
    """The file in the new format. Everything LibreOffice writes stays in the folder."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_registry(), encoding="utf-8")
    given = folder / f"report.{suffix}"
    given.write_bytes(data)
    _run(
        [
            command,
            f"-env:UserInstallation={profile.parent.as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"),
            *("--convert-to", _FILTERS[target], "--outdir", str(folder / "out"), str(given)),
        ],
        folder,
        budget,
    )
    written = folder / "out" / f"report.{target}"
    if not written.is_file():
        raise SourceError(
            "LibreOffice 无法打开此文件，可能已损坏", "LibreOffice can't open the file: it may be damaged"
        )
    budget.check("bytes", written.stat().st_size)
    return written.read_bytes()


def _run(command: list[str], folder: Path, budget: Budget) -> None:
    """Run in a session of its own, so that children end with it."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT")}
    environment = {**kept, "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(budget.seconds)
    except subprocess.TimeoutExpired:
        raise BudgetExceeded(
            f"LibreOffice 转换超过 {budget.seconds:g} 秒",
            f"LibreOffice took more than {budget.seconds:g} seconds",
            "seconds",
        ) from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the session and wait for it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (AttributeError, ProcessLookupError, PermissionError):  # other systems; nothing left
        process.kill()
    process.wait()


def _registry() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    schema = 'xmlns:oor="http://openoffice.org/2001/registry"'
    return f'<?xml version="1.0" encoding="UTF-8"?><oor:items {schema}>{items}</oor:items>'
