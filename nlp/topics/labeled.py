"""Labeled text of the project: one file an invented office, plain lines a person can write and read.

    # office: 青禾县水务局 | level: county | kind: department | year: 2022 | form: G3 | split: train
    ## overview: 一、总体情况 > (一)主动公开
    <text of one unit>\t<tags, comma separated>\t<problem types or empty>\t<planned, done or empty>
    [lead] 存在以下不足:
    [heading] (二)依申请公开

`##` opens a section by its role and heading path; `[lead]` and `[heading]` are units without tags.
Line order is reading order, so it gives the neighbors. `split` goes by office: no office is in both.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from nlp.errors import ModelError

ROLES = (
    "preamble",
    "overview",
    "disclosure_table",
    "requests_table",
    "disputes_table",
    "problems",
    "other",
    "annex",
    "none",
)
KINDS = ("government", "department", "township", "subdistrict", "university", "bureau")
STATUSES = ("planned", "done")
MOST_TAGS = 3

# "一、", "(一)", "1.", "(1)", "第一,": the style of an enumerator tells the level of its heading
ENUMERATOR = re.compile(
    r"(?P<cn>[一二三四五六七八九十]{1,3} ?、)|(?P<cn_paren>[((][一二三四五六七八九十]{1,3}[))])"
    r"|(?P<digit>\d{1,2}[.、．](?!\d))|(?P<digit_paren>[((]\d{1,2}[))])"
)


class LabeledUnit(Struct, frozen=True):
    """A unit with its gold labels. kind: narrative | lead | heading; only narrative has tags."""

    text: str
    kind: str
    role: str
    path: tuple[str, ...]
    tags: tuple[str, ...] = ()
    problem_types: tuple[str, ...] = ()
    status: str | None = None


class Office(Struct, frozen=True):
    """A labeled report of an invented office, units in reading order."""

    slug: str
    name: str
    level: str
    kind: str
    year: int
    form: str
    split: str
    units: tuple[LabeledUnit, ...]


def load_labeled(folder: Path, tags: frozenset[str], problem_types: frozenset[str]) -> tuple[Office, ...]:
    """All offices of a folder in order of their file names.

    Raises ModelError, with file and line, for a label outside the given vocabularies, more than three
    tags, `boilerplate` beside another tag, a problem type or status without problem or measure, or a
    line that is not of the format.
    """
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise ModelError(f"{folder} 中没有标注文本", f"no labeled text in {folder}")
    return tuple(parse_office(path.stem, path.read_text("utf-8"), tags, problem_types) for path in files)


def parse_office(slug: str, text: str, tags: frozenset[str], problem_types: frozenset[str]) -> Office:
    """One file of labeled text; raises ModelError as `load_labeled` does."""
    header: dict[str, str] = {}
    units: list[LabeledUnit] = []
    role = "none"
    path: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{slug}:{number}"
        if not line.strip():
            continue
        if line.startswith("# "):
            header |= _header(line[2:])
        elif line.startswith("## "):
            role, _, heading = line[3:].partition(":")
            if role not in ROLES:
                raise _broken(where, f"unknown role {role!r}")
            path = tuple(part.strip() for part in heading.split(" > ") if part.strip())
        elif line.startswith("[heading] "):
            units.append(LabeledUnit(line[10:].strip(), "heading", role, path))
            path = _below(path, line[10:].strip())
        elif line.startswith("[lead] "):
            units.append(LabeledUnit(line[7:].strip(), "lead", role, path))
        else:
            units.append(_unit(line, role, path, where, tags, problem_types))
    missing = {"office", "level", "kind", "year", "form", "split"} - set(header)
    if missing or header["split"] not in ("train", "test") or header["kind"] not in KINDS:
        raise _broken(slug, f"header incomplete or unknown value: {header}")
    return Office(
        slug, header["office"], header["level"], header["kind"], int(header["year"]), header["form"],
        header["split"], tuple(units),
    )  # fmt: skip


def _header(line: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in line.split("|"))
    return {key.strip(): value.strip() for key, _, value in pairs}


def _below(path: tuple[str, ...], heading: str) -> tuple[str, ...]:
    """Path under a new heading: it replaces the one of its own style and all below that."""
    if heading in path:  # the section line above it names it already
        return path
    style = _style(heading)
    for depth, above in enumerate(path):
        if _style(above) == style:
            return (*path[:depth], heading)
    return (*path, heading)


def _style(heading: str) -> str | None:
    found = ENUMERATOR.match(heading)
    return found.lastgroup if found else None


def _unit(
    line: str, role: str, path: tuple[str, ...], where: str, tags: frozenset[str], problem_types: frozenset[str]
) -> LabeledUnit:
    parts = [part.strip() for part in line.split("\t")]
    if not 2 <= len(parts) <= 4:
        raise _broken(where, "expected text, tags, problem types and status between tabs")
    text, own, types, status = [*parts, "", ""][:4]
    unit = LabeledUnit(text, "narrative", role, path, _labels(own), _labels(types), status or None)
    if unknown := [*(set(unit.tags) - tags), *(set(unit.problem_types) - problem_types)]:
        raise _broken(where, f"unknown label {unknown}")
    if len(unit.tags) > MOST_TAGS or len(set(unit.tags)) < len(unit.tags):
        raise _broken(where, f"at most {MOST_TAGS} different tags")
    if "boilerplate" in unit.tags and len(unit.tags) > 1:
        raise _broken(where, "boilerplate excludes other tags")
    answers = {"problem", "measure"} & set(unit.tags)
    if bool(answers) != bool(unit.problem_types):
        raise _broken(where, "problem types belong to problem and measure, and these have one")
    if (unit.status in STATUSES) != ("measure" in unit.tags) or (unit.status and unit.status not in STATUSES):
        raise _broken(where, "a measure has status planned or done, nothing else has")
    return unit


def _labels(field: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in field.split(",") if part.strip())


def _broken(where: str, reason: str) -> ModelError:
    return ModelError(f"标注文本 {where} 有误:{reason}", f"labeled text {where}: {reason}")


def narrative(offices: tuple[Office, ...]) -> Iterator[LabeledUnit]:
    """Units that carry labels."""
    return (unit for office in offices for unit in office.units if unit.kind == "narrative")
