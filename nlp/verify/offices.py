"""Which reports are of one office: by its name without blanks and by region; renamed ones by the user's aliases."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from nlp.verify.outlines import Office

_BLANK = re.compile(r"\s+")
_NOTE = re.compile(r"[(（][^()（）]{0,40}[)）]$")  # 某市人民政府(办公室综合编制)
_GOVERNMENT = re.compile(r"(?P<place>.+[省市县区州盟旗镇乡])(?:人民)?政府")  # 某县政府
_PLACE = re.compile(r".*[^城][省市县区州盟旗镇乡]")  # 某市: the report of a place is its government's
_ITS_OFFICE = re.compile(r"(?P<whole>.+政府)办公[厅室]")
_BARE = re.compile(r"[省市县区州盟旗镇乡局本]")  # 县水务局: of which county only its region can tell
_TELLING = re.compile(r"[^省市县区州盟旗镇乡]{2,}(?:省|自治区|市|州|盟|县|旗)|.*(?:大学|学院|海关)$")  # few namesakes


class Chain(Struct, frozen=True):
    """A report and those of the year before, as positions in the given sequence.

    mirrors: other reports of the same office and year. earlier: empty where the chain is broken, `gap` says why.
    caveat: why a difference can't be an error, "" where it can: renamed | issuer_inferred | namesake |
    scope_across.
    """

    later: int
    mirrors: tuple[int, ...] = ()
    earlier: tuple[int, ...] = ()
    gap: str = ""
    caveat: str = ""


def own_name(office: Office) -> str | None:
    """The issuer in one spelling; None where none is known.

    A place stands for its government, and so does a government's office that counts the whole area. A name
    without its place (县水务局) is never completed, and names an office only together with a region.
    """
    name = _spelling(office.issuer or "")
    if not name or (_BARE.match(name) and not office.region):
        return None
    part = _ITS_OFFICE.fullmatch(name)
    return part["whole"] if part and office.scope == "area" else name


def _spelling(name: str) -> str:
    name = _NOTE.sub("", _BLANK.sub("", name))
    government = _GOVERNMENT.fullmatch(name)
    if government:
        return f"{government['place']}人民政府"
    return f"{name}人民政府" if _PLACE.fullmatch(name) else name


def first_names(names: Iterable[str], aliases: Mapping[str, str]) -> dict[str, str]:
    """The oldest name of each office; `aliases` lead from a new name to the one before."""
    known = {_spelling(new): _spelling(old) for new, old in aliases.items()}
    oldest = {}
    for name in names:
        first, seen = name, {name}
        while first in known and known[first] not in seen:
            first = known[first]
            seen.add(first)
        oldest[name] = first
    return oldest


def chains(
    offices: Sequence[Office], aliases: Mapping[str, str], wanted: Container[int] | None = None
) -> Iterator[Chain]:
    """A chain for every report that has an earlier one of its office, in the given order.

    `wanted` are the positions asked for, all by default.
    """
    named = [own_name(office) for office in offices]
    oldest = first_names(dict.fromkeys(name for name in named if name), aliases)
    years: dict[str, dict[int, list[int]]] = {}
    dated = [
        (at, oldest[name], office.year)
        for at, (name, office) in enumerate(zip(named, offices, strict=True))
        if name and office.year is not None
    ]
    for at, name, year in dated:
        years.setdefault(name, {}).setdefault(year, []).append(at)
    for at, name, year in dated:
        found = _chain(offices, named, years[name], at, year) if wanted is None or at in wanted else None
        if found is not None:
            yield found


def _chain(
    offices: Sequence[Office], named: Sequence[str | None], years: Mapping[int, list[int]], at: int, year: int
) -> Chain | None:
    this = offices[at]
    mirrors = tuple(m for m in years[year] if m != at and may_be_one(this, offices[m]))
    before = years.get(year - 1, [])
    earlier = tuple(e for e in before if may_be_one(this, offices[e]))
    if not earlier:
        gap = "regions_differ" if before else "year_missing" if min(years) < year else ""
        return Chain(at, mirrors, (), gap) if gap else None
    if any(not may_be_one(offices[a], offices[b]) for a in earlier for b in earlier):
        return Chain(at, mirrors, (), "namesake")
    caveat, compared = "", (this, *(offices[e] for e in earlier))
    if any(named[e] != named[at] for e in earlier):
        caveat = "renamed"
    elif any(office.inferred for office in compared):
        caveat = "issuer_inferred"
    elif not all(map(telling, compared)):
        caveat = "namesake"
    elif this.area is None or any(offices[e].area != this.area for e in earlier):
        caveat = "scope_across"
    return Chain(at, mirrors, earlier, "", caveat)


def may_be_one(one: Office, two: Office) -> bool:
    """Whether two reports of offices of one name can be of the same: their regions agree as far as they are known."""
    a, b = (_BLANK.sub("", office.region or "") for office in (one, two))
    return a.endswith(b) or b.endswith(a) or bool(a and b and (a.startswith(b) or b.startswith(a)))


def telling(office: Office) -> bool:
    """Whether name or region leave little room for a namesake: there are many 城关镇 and 鼓楼区."""
    return any(_TELLING.match(_BLANK.sub("", text)) for text in (office.issuer, office.region) if text)
