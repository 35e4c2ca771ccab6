"""brat: `<report>.txt` and `<report>.ann` side by side, with `annotation.conf` and `visual.conf` for the folder.

Offsets are code points. A mark over several lines is written as fragments, one a line, as brat wants it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from nlp.write.exchange.documents import MARK_LABELS, Document, Mark, by_report, file_name
from nlp.write.exchange.job import Exported, Job

BOUND = re.compile(r"T\d+\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)")  # T1<tab>count 6 8;9 10<tab>84 条
LINE = re.compile(r"[^\n]+")


def export(job: Job, out: Path) -> Exported:
    out.mkdir(parents=True, exist_ok=True)
    topics = {**job.catalog.tags, **job.catalog.problem_types}
    entities = "\n".join((*MARK_LABELS, *topics))
    config, visual = out / "annotation.conf", out / "visual.conf"
    config.write_text(
        f"[entities]\n{entities}\n\n[relations]\n<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n"
        "differs\tArg1:<ENTITY>, Arg2:<ENTITY>\n\n[events]\n\n[attributes]\n",
        "utf-8",
    )
    names = "\n".join(f"{name} | {spec.name_zh}" for name, spec in topics.items())
    visual.write_text(f"[labels]\n{names}\n\n[drawing]\n", "utf-8")
    reports = 0
    for record in job.records:
        reports += 1
        document = by_report(record, job.catalog)
        name = file_name(document.id)
        text, marks = out / f"{name}.txt", out / f"{name}.ann"
        text.write_bytes(document.text.encode())
        marks.write_bytes(standoff(document).encode())
    return Exported(out, reports)


def standoff(document: Document) -> str:
    """The .ann of a document: marks as T, what differs as R, findings and figures as notes."""
    lines: list[str] = []
    numbers: dict[str, str] = {}
    for mark in document.marks:
        fragments = [
            (mark.start + found.start(), mark.start + found.end()) for found in LINE.finditer(document.quote(mark))
        ]
        if mark.layer == "unit" or not fragments:
            continue
        key = numbers[mark.id] = f"T{len(numbers) + 1}"
        places = ";".join(f"{start} {end}" for start, end in fragments)
        words = " ".join(document.text[start:end] for start, end in fragments)
        lines.append(f"{key}\t{mark.label} {places}\t{words}")
        note = " ".join(f"{name}={value}" for name, value in mark.about.items() if value)
        if note:
            lines.append(f"#{len(lines)}\tAnnotatorNotes {key}\t{note}")
    related = 0
    for claim in document.claims:
        sides = [numbers[mark] for mark in claim.marks if mark in numbers]
        if not sides:
            continue
        first, *others = sides
        message = " ".join(f"{claim.row.rule} {claim.row.level} {claim.row.finding_id} {claim.row.message_zh}".split())
        lines.append(f"#{len(lines)}\tAnnotatorNotes {first}\t{message}")
        for other in others:
            related += 1
            lines.append(f"R{related}\tdiffers Arg1:{first} Arg2:{other}")
    return "".join(f"{line}\n" for line in lines)


def read(file: Path) -> Iterator[Document]:
    """The document of an .ann file and the .txt beside it; fragments of a mark are joined."""
    text = file.with_suffix(".txt").read_bytes().decode("utf-8")
    marks = []
    for line in file.read_bytes().decode("utf-8").split("\n"):
        if not line.startswith("T"):
            continue
        found = BOUND.fullmatch(line)
        if found is None:
            raise ValueError(line)
        ends = [int(number) for part in found[2].split(";") for number in part.split()]
        words = " ".join(text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True))
        if words != found[3]:
            raise ValueError(f"{line}: that does not stand there")
        marks.append(Mark(line.split("\t", 1)[0], "", found[1], ends[0], ends[-1]))
    yield Document(file.stem, text, tuple(marks))
