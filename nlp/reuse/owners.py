"""Whose a report is: offices by number, so that copying from oneself and from others are told apart.

By the names, aliases and regions of `nlp.verify.offices`. A government and its own general office count as one here,
since the one writes the other's report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from nlp.verify.offices import first_names, may_be_one, own_name
from nlp.verify.outlines import Office

UNKNOWN = -1
_ITS_OFFICE = re.compile(r"(?P<whole>.+政府)办公[厅室]")  # 某县人民政府办公室
_PLACE = re.compile(r".{1,12}?(?:省|自治区|市|州|盟|县|旗|区|镇|乡|街道)")  # 某县水务局: what precedes is its place


def owners(offices: Sequence[Office], aliases: Mapping[str, str]) -> list[int]:
    """A number for each report's office, UNKNOWN where its name doesn't tell which it is."""
    named = [own_name(office) for office in offices]
    oldest = first_names(dict.fromkeys(name for name in named if name), aliases)
    groups: dict[str, list[int]] = {}
    for at, name in enumerate(named):
        if name:
            groups.setdefault(_whole(oldest[name]), []).append(at)
    found, count = [UNKNOWN] * len(offices), 0
    for group in groups.values():
        parts = _by_region([offices[at].region or "" for at in group], [offices[at] for at in group])
        for region, at in zip((offices[at].region or "" for at in group), group, strict=True):
            if parts[region] is not None:
                found[at] = count + (parts[region] or 0)
        count += len(group)
    return found


def same_area(one: str | None, two: str | None) -> bool:
    """Whether two offices seem to be of one place, such as a county and its bureaus: they may share their wording."""
    a, b = (_PLACE.match(name or "") for name in (one, two))
    return bool(a and b and (a[0].startswith(b[0]) or b[0].startswith(a[0])))


def _whole(name: str) -> str:
    part = _ITS_OFFICE.fullmatch(name)
    return part["whole"] if part else name


def _by_region(regions: Iterable[str], offices: Sequence[Office]) -> dict[str, int | None]:
    """A number for each region among offices of one name: namesakes differ, those that may be either have none."""
    sample = dict(zip(regions, offices, strict=True))
    known = sorted(sample)
    apart = {a: {b for b in known if not may_be_one(sample[a], sample[b])} for a in known}
    either = {
        a for a in known if any(c in apart[b] for b, c in combinations([k for k in known if k not in apart[a]], 2))
    }
    sure = [region for region in known if region not in either]
    return {r: None if r in either else next(at for at, s in enumerate(sure) if s not in apart[r]) for r in known}
