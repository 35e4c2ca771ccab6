"""What styles and numbering of a DOCX say about a paragraph: outline level, list and level in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from nlp.ingest.numbering import Level
from nlp.ingest.packages import attribute, child, integer, name, switched_on

if TYPE_CHECKING:
    from lxml.etree import _Element

    from nlp.ingest.packages import Package

STYLES, NUMBERING = "word/styles.xml", "word/numbering.xml"
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])$", re.I)  # "heading 1", "标题 1"
_TITLE = re.compile(r"(?:title|标题)$", re.I)
_BASES = 20  # styles a style may be based on, one upon another
_LEVELS = 9


class Format(Struct, frozen=True):
    """level: outline level from 1, 0 for text. number: id of the list, None outside lists. indent: level in it."""

    level: int = 0
    number: str | None = None
    indent: int = 0


class Styles(Struct, frozen=True):
    """`formats` by style id, `default` that of plain paragraphs; `lists` as `numbering.Numbering` takes them."""

    formats: dict[str, Format]
    lists: dict[str, tuple[str, dict[int, Level]]]
    default: str = ""

    def of(self, paragraph: _Element) -> Format:
        """Format of a paragraph: its own properties over those of its style."""
        own = child(paragraph, "pPr")
        style = (attribute(child(own, "pStyle")) if own is not None else None) or self.default
        base = self.formats.get(style, Format())
        return base if own is None else _over(base, own)


def load(package: Package) -> Styles:
    """Styles and lists of a document; empty where it has none."""
    formats, default = _formats(package.xml(STYLES)) if STYLES in package else ({}, "")
    return Styles(formats, _lists(package.xml(NUMBERING)) if NUMBERING in package else {}, default)


def hidden(run: _Element) -> bool:
    """Whether nobody sees a run."""
    properties = child(run, "rPr")
    return properties is not None and any(name(one) == "vanish" and switched_on(one) for one in properties)


def mark_deleted(paragraph: _Element) -> bool:
    """Whether the end of a paragraph was deleted with changes tracked, so that the next one follows on its line."""
    properties = child(paragraph, "pPr")
    mark = child(properties, "rPr") if properties is not None else None
    return mark is not None and child(mark, "del") is not None


def row_deleted(row: _Element) -> bool:
    """Whether a table row was deleted with changes tracked, or is hidden."""
    properties = child(row, "trPr")
    return properties is not None and any(
        name(one) == "del" or (name(one) == "hidden" and switched_on(one)) for one in properties
    )


def _over(base: Format, properties: _Element) -> Format:
    level, number, indent = base.level, base.number, base.indent
    for one in properties:
        if name(one) == "outlineLvl":
            at = integer(one, _LEVELS)
            level = at + 1 if at < _LEVELS else 0
        elif name(one) == "numPr":
            listed, deep = child(one, "numId"), child(one, "ilvl")
            if listed is not None:
                number = attribute(listed)
                number = None if number == "0" else number
            if deep is not None:
                indent = min(integer(deep, 0), _LEVELS - 1)
    return Format(level, number, indent)


def _formats(root: _Element) -> tuple[dict[str, Format], str]:
    """Formats of paragraph styles with what they take from those they are based on."""
    given = {
        attribute(one, "styleId") or "": one
        for one in root
        if name(one) == "style" and attribute(one, "type") in (None, "paragraph")
    }
    default = next((key for key, one in given.items() if attribute(one, "default") in ("1", "true", "on")), "")
    formats: dict[str, Format] = {}
    for key in given:
        chain = [key]
        while (base := attribute(child(given[chain[-1]], "basedOn"))) in given and base not in chain:
            chain.append(base)
            if len(chain) > _BASES:
                break
        found = Format()
        for one in reversed(chain):
            found = _style(found, given[one])
        formats[key] = found
    return formats, default


def _style(base: Format, style: _Element) -> Format:
    label = (attribute(child(style, "name")) or "").strip()
    heading = _HEADING.match(label)
    level = int(heading[1]) if heading else 1 if _TITLE.match(label) else base.level
    properties = child(style, "pPr")
    base = Format(level, base.number, base.indent)
    return base if properties is None else _over(base, properties)


def _lists(root: _Element) -> dict[str, tuple[str, dict[int, Level]]]:
    """Levels of every list by its id. Lists made from one definition count on, unless one says where to start."""
    abstract = {attribute(one, "abstractNumId"): one for one in root if name(one) == "abstractNum"}
    linked = {attribute(child(one, "styleLink")): key for key, one in abstract.items()}
    lists: dict[str, tuple[str, dict[int, Level]]] = {}
    for one in root:
        key = attribute(child(one, "abstractNumId"))
        if name(one) != "num" or key not in abstract:
            continue
        link = child(abstract[key], "numStyleLink")
        if link is not None:
            key = linked.get(attribute(link), key)
        levels = _levels(abstract[key])
        counted_in = key or ""
        for override in (o for o in one if name(o) == "lvlOverride"):
            at = integer(override, 0, "ilvl")
            levels.update(_levels(override))
            start = child(override, "startOverride")
            if start is not None:
                levels[at] = replace(levels.get(at, Level()), start=integer(start, 1))
                counted_in = f"own {attribute(one, 'numId')}"
        lists[attribute(one, "numId") or ""] = counted_in, levels
    return lists


def _levels(parent: _Element) -> dict[int, Level]:
    found = {}
    for one in parent:
        if name(one) != "lvl":
            continue
        at = integer(one, 0, "ilvl")
        restart = child(one, "lvlRestart")
        found[at] = Level(
            format=_number_format(one),
            text=attribute(child(one, "lvlText")) or "",
            start=integer(child(one, "start"), 0),
            legal=switched_on(child(one, "isLgl")),
            restart=None if restart is None else integer(restart, 0),
        )
    return found


def _number_format(level: _Element) -> str:
    """The format; where it is given twice for older readers, the newer one."""
    plain = [one for one in level.iter() if name(one) == "numFmt"]
    formats = [attribute(one) or "decimal" for one in plain]
    return next((form for form in formats if form != "custom"), "decimal") if formats else "decimal"
