"""A finished run for other tools, and what people made of it there back again. Verbs: `export`, `read`.

One module a format; all of them see the same `Document`s (documents.py) and say in one table how they count
characters (offsets.py). Records pass one by one, so that a corpus of any size needs the memory of one report.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from nlp.errors import UsageError
from nlp.write.exchange.documents import Document
from nlp.write.exchange.job import Exported, Job
from nlp.write.exchange.offsets import OFFSET_UNITS

FORMATS = tuple(OFFSET_UNITS)
MODULES = {"label-studio": "labelstudio", "jsonl": "lines", "excel": "workbook"}  # the others as their format
EXTRAS = {"inception": "inception", "docbin": "spacy", "excel": "excel"}  # formats that need one


def export(job: Job, to: str, out: Path) -> Exported:
    """Write the records for a tool: `out` is a folder, or the workbook for excel. Raises UsageError."""
    return _module(to).export(job, out)  # type: ignore[no-any-return]


def read(file: Path, to: str) -> Iterator[Document]:
    """Documents of a file of one of the annotation tools, marks in code points again.

    Only what the tool keeps: text, marks (id, label, place), labels, metadata. For brat it is the .ann file.
    Raises UsageError where the file is not of that format, or an offset falls outside its text or within a character.
    """
    module = _module(to)
    if not hasattr(module, "read"):
        raise UsageError(f"{to} 没有标注可读回", f"{to} holds no annotations to read back")
    try:
        yield from module.read(file)
    except (KeyError, TypeError, ValueError, AttributeError, OSError) as reason:
        raise UsageError(
            f"{file} 不是 {to} 的标注文件 ({reason!r})", f"{file} is no file of {to} ({reason!r})"
        ) from None


def _module(to: str):  # type: ignore[no-untyped-def]  # a module
    if to not in FORMATS:
        known = ", ".join(FORMATS)
        raise UsageError(f"不认识的格式 {to}: {known}", f"unknown format {to}: {known}")
    try:
        return import_module(f"nlp.write.exchange.{MODULES.get(to, to)}")
    except ModuleNotFoundError as missing:
        extra = EXTRAS.get(to, to)
        raise UsageError(
            f"{to} 需要 {missing.name}: pip install 'gongkai[{extra}]'",
            f"{to} needs {missing.name}: pip install 'gongkai[{extra}]'",
        ) from None
