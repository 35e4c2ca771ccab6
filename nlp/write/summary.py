"""What a finished run came to, for a reader at a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from nlp.errors import UsageError
from nlp.write.rows import ErrorRow, Record

if TYPE_CHECKING:
    from rich.console import RenderableType

T = TypeVar("T")


def read_records(out: Path) -> Iterator[Record]:
    """Records of an output folder, in order; raises UsageError where there are none."""
    path = out / "records.jsonl"
    if not path.is_file():
        raise UsageError(f"{out} 里没有 records.jsonl, 请先运行 annotate", f"no records.jsonl in {out}: annotate first")
    decoder = msgspec.json.Decoder(Record)
    with path.open("rb") as lines:
        for line in lines:
            yield decoded(line, decoder, path)


def decoded(line: bytes, decoder: msgspec.json.Decoder[T], path: Path) -> T:
    """A line of a file of records; raises UsageError for one of another version."""
    try:
        return decoder.decode(line)
    except msgspec.MsgspecError:
        raise UsageError(
            f"{path} 出自另一版本或已损坏, 请重新运行 annotate",
            f"{path} is of another version or damaged: annotate again",
        ) from None


def read_errors(out: Path) -> list[ErrorRow]:
    """Unreadable files of an output folder, in order."""
    import pyarrow.parquet as pq

    folder = out / "errors"
    return msgspec.convert(pq.read_table(folder).to_pylist(), list[ErrorRow]) if folder.is_dir() else []


def summarize(out: Path) -> Iterator[RenderableType]:
    """A table of the reports and the contradictions found in them, for rich to print."""
    from rich.markup import escape
    from rich.table import Table

    reports = Table("文件 file", "报告 report", title="报告 / reports", title_justify="left", box=None)
    for column in ("数字 figures", "错误 errors", "复核 reviews", "不可核对 not checkable"):
        reports.add_column(column, justify="right")
    contradictions: list[str] = []
    tags: Counter[str] = Counter()
    for record in read_records(out):
        row = record.report
        reports.add_row(
            escape(row.source),
            escape(f"{row.issuer or '?'} {row.year or '?'} {row.form or '-'}"),
            str(row.figures),
            f"[red]{row.errors}[/]" if row.errors else "·",
            str(row.reviews) if row.reviews else "·",
            str(row.not_checkable),
        )
        for unit in record.units:
            tags.update(unit.tags)
        for finding in record.findings:
            if finding.level == "error":
                contradictions.append(
                    f"[red]{finding.rule}[/] {escape(row.issuer or '?')} {row.year or ''} ({escape(row.source)})\n"
                    f"    {escape(finding.message_zh)}\n    {escape(finding.message_en)}"
                )
    yield reports
    if tags:
        yield "标签 / tags: " + ", ".join(f"{tag} {count}" for tag, count in tags.most_common(8)) + ", …"
    yield f"\n矛盾 / contradictions: {len(contradictions)}"
    yield from contradictions
