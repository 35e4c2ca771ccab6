"""What is installed, and how one file was read: `gongkai doctor` and `gongkai doctor FILE`."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from nlp import ingest, normalize, segment, tables
from nlp.errors import BudgetExceeded, GongkaiError
from nlp.ingest import Budget, media, office
from nlp.spans import Span
from nlp.topics.model import MODEL
from nlp.version import __version__
from nlp.write.findings import printable

if TYPE_CHECKING:
    from nlp.catalog import Catalog
    from nlp.document import Raw, Report, Text

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts",
         "/System/Library/Fonts", "C:/Windows/Fonts")  # fmt: skip
FONT = re.compile(r"(?i)cjk|wqy|simsun|simhei|msyh|pingfang|songti|heiti|sourcehan|arphic|ukai|uming|droidsansfallback")
REQUIRED = re.compile(r"([A-Za-z0-9._-]+)(?:.*extra == [\"']([\w-]+)[\"'])?")  # 'rjieba>=0.2; extra == "fast"'
USES = {  # what the extras are for
    "excel": ("Excel 工作簿", "Excel workbooks"),
    "fast": ("更快的分词", "faster word segmentation"),
    "reuse": ("查找套用的段落", "text used again"),
    "cluster": ("多机运行", "runs on several machines"),
    "s3": ("读写 S3 存储", "S3 storage"),
    "inception": ("导出到 INCEpTION", "export to INCEpTION"),
    "serve": ("审阅页面", "the reviewers' desk"),
    "plots": ("图表", "charts"),
    "spacy": ("spaCy 组件", "the spaCy component"),
    "duckdb": ("DuckDB 数据库", "a DuckDB database"),
    "dev": ("开发与测试", "development and tests"),
}
STAGES = {
    **{"load": "载入", "type": "识别格式", "ingest": "读取", "normalize": "清洗文字", "segment": "划分报告"},
    "tables": "读统计表",
}
WORDS = {  # of tables and their cells
    **{"direct": "逐格读出", "aligned": "按勾稽关系归位", "ambiguous": "有歧义", "unreadable": "无法辨认"},
    **{"lost": "有标题无表", "value": "数值", "blank": "空白", "na": "不适用", "absent": "缺失"},
}
EXCERPT = 40
EXCERPTS = 8


class Part(Struct, frozen=True):
    """Something gongkai works with. `found` is a version or a place, None where it is missing."""

    name: str
    found: str | None
    zh: str
    en: str
    install: str


class Installed(Struct, frozen=True):
    """What this installation has. extras: extra ("" for what is always needed) -> package -> version or None."""

    version: str
    python: str
    extras: dict[str, dict[str, str | None]]
    parts: tuple[Part, ...]


class TableRead(Struct, frozen=True):
    """A statutory table of a report; `states` counts its cells by state."""

    table: str
    form: str | None
    decoding: str
    states: dict[str, int]
    notes: tuple[str, ...] = ()


class ReportRead(Struct, frozen=True):
    """A report found in a file. zones: characters by zone. residue: excerpts of what was set aside in it."""

    id: str
    title: str | None
    issuer: str | None
    issuer_basis: str | None
    year: int | None
    form: str | None
    span: Span
    zones: dict[str, int]
    residue: tuple[str, ...]
    sections: tuple[str, ...]
    tables: tuple[TableRead, ...]


class FileRead(Struct, frozen=True):
    """How a file was read. What comes after the stage that failed is empty.

    stage: load | type | ingest | normalize | segment | tables (the one that failed), done. blocks: number of each
    kind. furniture: excerpts of what readers left out. outside: of text in no report. damage: kind of repair or
    loss, count. error: why there is no report, in Chinese and English.
    """

    uri: str
    stage: str
    size: int = 0
    sha256: str = ""
    media_type: str = ""
    reader: str = ""
    encoding: str = ""
    characters: int = 0
    blocks: dict[str, int] = {}
    metadata: dict[str, str] = {}
    furniture: tuple[str, ...] = ()
    damage: dict[str, int] = {}
    reports: tuple[ReportRead, ...] = ()
    outside: tuple[str, ...] = ()
    error: tuple[str, str] | None = None
    budget: str = ""


def installed() -> Installed:
    """What this installation has and lacks."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    program = office.program()
    model = MODEL.name if MODEL.is_file() else None
    return Installed(
        version=__version__,
        python=".".join(map(str, sys.version_info[:3])),
        extras=_extras(),
        parts=(
            Part("LibreOffice", program, "读 DOC、WPS、XLS、RTF、ODT", "reads DOC, WPS, XLS, RTF, ODT", office.INSTALL),
            Part("Chromium", browser, "把网页打印成 PDF", "prints pages as PDF", "sudo apt install chromium"),
            Part("CJK fonts", _font(), "显示和打印汉字", "show and print Chinese", "sudo apt install fonts-noto-cjk"),
            Part("topic model", model, "标注主题", "labels topics", "gongkai train"),
        ),
    )


def _extras() -> dict[str, dict[str, str | None]]:
    found: dict[str, dict[str, str | None]] = {}
    try:
        required = importlib.metadata.requires("gongkai") or []
    except importlib.metadata.PackageNotFoundError:  # run from a folder that was never installed
        return found
    for line in required:
        if named := REQUIRED.match(line):
            try:
                version: str | None = importlib.metadata.version(named[1])
            except importlib.metadata.PackageNotFoundError:
                version = None
            found.setdefault(named[2] or "", {})[named[1]] = version
    return found


def _font() -> str | None:
    """Name of a font with Chinese characters."""
    if command := shutil.which("fc-list"):
        listed = subprocess.run([command, ":lang=zh", "family"], capture_output=True, check=False, timeout=30).stdout
        return next(iter(sorted(filter(None, listed.decode("utf-8", "replace").splitlines()))), None)
    files = (file.name for folder in FONTS for file in sorted(Path(folder).expanduser().rglob("*.[to]t[fc]")))
    return next(filter(FONT.search, files), None)


def examine(path: Path, uri: str, catalog: Catalog, budget: Budget) -> FileRead:
    """How a file, or one in a zip, is read, stage by stage up to the cells of its tables. Raises nothing."""
    found: dict[str, object] = {"uri": uri, "stage": "load"}
    try:
        _read(found, path, uri, catalog, budget)
        found["stage"] = "done"
    except BudgetExceeded as reason:
        found.update(error=(reason.zh, reason.en), budget=reason.budget)
    except GongkaiError as reason:
        found["error"] = reason.zh, reason.en
    except Exception as reason:  # our own mistake: named, as a run would name it
        name = f"{type(reason).__name__}: {reason}"
        found["error"] = f"分析时出错: {name}", f"the analysis failed: {name}"
    return FileRead(**found)  # type: ignore[arg-type]


def _read(found: dict[str, object], path: Path, uri: str, catalog: Catalog, budget: Budget) -> None:
    """Fill in what each stage tells, so that it is there when the next one fails."""
    data = ingest.load(path, budget)
    found.update(stage="type", size=len(data))
    kind = media.media_type(data)
    found.update(stage="ingest", media_type=kind, reader=ingest.READERS.get(kind, ""))
    raw = ingest.read_bytes(data, uri, budget)
    found.update(
        stage="normalize",
        sha256=raw.source.sha256,
        encoding=raw.source.encoding,
        characters=len(raw.text),
        blocks=dict(Counter(block.kind for block in raw.blocks)),
        metadata={name: text for name, text in raw.metadata.items() if name != "furniture_text"},
        furniture=_furniture(raw),
    )
    text = normalize.clean(raw)
    found.update(stage="segment", damage=dict(text.damage), outside=_excerpts(text, [Span(0, len(text.text))]))
    split = segment.split(text, catalog)
    found.update(stage="tables", outside=_excerpts(text, _between([report.span for report in split], len(text.text))))
    found["reports"] = tuple(_report(tables.match(report, catalog)) for report in split)


def _furniture(raw: Raw) -> tuple[str, ...]:
    held = [raw.text[block.span.start : block.span.end] for block in raw.blocks if block.kind == "furniture"]
    return tuple(filter(None, [*raw.metadata.get("furniture_text", "").split("\n"), *held]))


def _between(spans: list[Span], end: int) -> list[Span]:
    """What no span covers; spans are in order."""
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), end]
    return [Span(start, stop) for start, stop in zip(edges[::2], edges[1::2], strict=True) if start < stop]


def _excerpts(text: Text, spans: list[Span]) -> tuple[str, ...]:
    """The first lines of some stretches, cut."""
    lines = (line.strip() for span in spans for line in text.text[span.start : span.end].split("\n"))
    return tuple([line[:EXCERPT] for line in lines if line][:EXCERPTS])


def _report(report: Report) -> ReportRead:
    zones: Counter[str] = Counter()
    for kind, span in report.zones:
        zones[kind] += len(span)
    return ReportRead(
        id=report.id,
        title=report.title,
        issuer=report.issuer,
        issuer_basis=report.issuer_basis,
        year=report.year,
        form=report.form,
        span=report.span,
        zones=dict(zones),
        residue=_excerpts(report.text, [span for kind, span in report.zones if kind == "residue"]),
        sections=tuple(f"{s.number} {s.title} [{s.role}]".strip() for s in report.sections if s.level == 1),
        tables=tuple(
            TableRead(t.table, t.form, t.decoding, dict(Counter(cell.state for cell in t.cells)), t.notes)
            for t in report.tables
        ),
    )


# For a reader at a terminal.


def render_installed(found: Installed) -> Iterator[str]:
    """Lines that say what is there, what is missing, and what to type."""
    yield f"gongkai {found.version}, Python {found.python}"
    for extra, packages in found.extras.items():
        missing = [name for name, version in packages.items() if version is None]
        zh, en = USES.get(extra, ("", ""))
        label = f"[{extra}]{f' ({zh} / {en})' if zh else ''}" if extra else "必需 required"
        listed = ", ".join(f"{name} {version or '-'}" for name, version in packages.items())
        yield f"{_mark(not missing, needed=not extra)} {label}: {listed}"
        if missing:
            wanted = f'"gongkai[{extra}]"' if extra else "gongkai"
            lack = "可选，未装 optional, not installed" if extra else "缺少 missing"
            yield f"    {lack}: {', '.join(missing)}. 安装 type: pip install {wanted}"
    for part in found.parts:
        yield f"{_mark(part.found is not None)} {part.name}: {part.found or '未找到 not found'} ({part.zh} / {part.en})"
        if part.found is None:
            yield f"    安装 type: {part.install}"


def _mark(there: bool, needed: bool = True) -> str:
    return "✓" if there else "✗" if needed else "○"


def render_file(found: FileRead) -> Iterator[str]:
    """Lines that tell stage by stage how a file was read."""
    yield printable(found.uri)
    kind = f"{media.NAMES.get(found.media_type, '?')} ({found.media_type}), {found.reader or '-'}"
    yield from _lines(
        ("大小 size", f"{found.size:,} 字节 bytes"),
        ("格式与读取器 type, reader", kind if found.media_type else ""),
        ("编码 encoding", found.encoding),
        ("字数 characters", f"{found.characters:,}" if found.characters else ""),
        ("文件块 blocks", _counts(found.blocks)),
        ("自述 metadata", "; ".join(f"{name}: {text}" for name, text in found.metadata.items())),
        ("弃去页面框架 furniture left out", " | ".join(found.furniture)),
        ("损坏与修整 damage", _counts(found.damage)),
        ("报告之外 outside reports", " | ".join(found.outside)),
    )
    for report in found.reports:
        start, end = report.span.start, report.span.end
        yield f"  报告 report {report.id}: {printable(report.title or '-')}"
        yield from _lines(
            ("  机关 issuer", f"{report.issuer or '?'} ({report.issuer_basis or '-'}), {report.year or '?'}"),
            ("  表式 form", report.form or "-"),
            ("  位置 span", f"{start}-{end}; {_counts(report.zones)}"),
            ("  各部分 sections", " | ".join(report.sections)),
            ("  弃去 set aside", " | ".join(report.residue)),
        )
        for table in report.tables:
            states = ", ".join(f"{_both(name)} {count:,}" for name, count in table.states.items())
            yield f"      表 table {table.table} ({table.form or '-'}): {_both(table.decoding)}; {states}"
            for note in table.notes:
                yield f"          {printable(note)}"
        if not report.tables:
            yield "      没有统计表 no statutory table"
    if found.error:
        zh, en = found.error
        yield f"  未读出 not read, 停在{STAGES.get(found.stage, '')} stopped at {found.stage}: {printable(zh)}"
        yield f"    {printable(en)}"


def _lines(*facts: tuple[str, str]) -> Iterator[str]:
    return (f"  {name}: {printable(text)}" for name, text in facts if text)


def render_total(read: int, failed: int) -> str:
    """How many of several files were read."""
    return f"共 {read + failed:,} 个文件 files: 读出 read {read:,}, 未读出 not read {failed:,}"


def _both(word: str) -> str:
    """A word of the record with its Chinese one."""
    return f"{WORDS[word]} {word}" if word in WORDS else word


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())
