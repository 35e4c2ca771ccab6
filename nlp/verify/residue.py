"""What was left from another report (RU): another office's name, a stale year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.catalog.specs import RuleSpec
from nlp.document import Check
from nlp.verify.outlines import Office
from nlp.verify.views import View, text_side

_LEAD = re.compile(  # what may stand before a name: 现公布某县水务局2021年…报告
    r"(?:现|特|向社会|根据要求|按要求|将|把|予以|公布|发布|公开|编制|编写|制作|形成|了|是|为|本报告|由|全年|今年|本年度?)*"
)
_GOVERNMENT = "人民政府"
_PLACE = re.compile(r"[^省市县区州盟旗镇乡]{2,}(?:[省市县区州盟旗镇乡]|街道)")  # the place a name begins with


def foreign_name(rule: RuleSpec, view: View) -> Iterator[Check]:
    """A review where the name of an office of another place and the same level stands for the office's own."""
    for name, spot in view.this.names:
        other = _whose(view, name)
        if other is not None and _elsewhere(view.this.office, other):
            expected = view.this.office.issuer or ""
            yield view.check(rule.code, "review", rule.level, [text_side(spot)], "foreign_name", expected, spot.quote)


def _whose(view: View, run: str) -> Office | None:
    """The office a run of characters names, if it is another report's."""
    for start, name in enumerate(candidates(run)):
        other = view.others.get(name)
        if other is not None:
            return other if _LEAD.fullmatch(run[:start]) else None
    return None


def candidates(run: str) -> Iterator[str]:
    """What in a run of characters may be the name that ends it, the longest first."""
    return (run[start:] for start in range(len(run) - 2))


def _elsewhere(this: Office, other: Office) -> bool:
    """Whether an office is surely none of this place, no superior and no part of the reporting one."""
    if this.level is None or this.level != other.level or not this.issuer or not other.issuer:
        return False
    here, there = (_PLACE.match(office.issuer or "") for office in (this, other))
    if here is None or there is None:
        return False
    return there[0] not in this.issuer + (this.region or "") and here[0] not in other.issuer + (other.region or "")


def names_of(office: Office) -> Iterator[str]:
    """How prose may call an office: its name, and the place of a government."""
    if office.issuer:
        yield office.issuer
        if office.issuer.endswith(_GOVERNMENT):
            yield office.issuer.removesuffix(_GOVERNMENT)


def stale_year(rule: RuleSpec, view: View) -> Iterator[Check]:
    """A note for each paragraph about the office's work that opens with a year far from the report's."""
    for spot in view.this.openings:
        expected = str(view.this.office.year)
        yield view.check(rule.code, "review", rule.level, [text_side(spot)], "stale_year", expected, spot.quote)
