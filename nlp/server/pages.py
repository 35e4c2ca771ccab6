"""HTML of the desk: the queue, a report to judge, the tags of a paragraph, the door.

The page of a report is that of `gongkai report`, with forms in the blocks it leaves open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from nlp.agreement import ac1, kappa, observed
from nlp.catalog import Catalog
from nlp.decisions import VERDICTS, Correction, Decision, pairs
from nlp.server.desk import STATES, Desk, Item, Mark, Sheet, chosen, key, paragraph, progress, slug
from nlp.server.guard import policy
from nlp.settings import LEVELS
from nlp.write.cards import Elsewhere
from nlp.write.naming import Bilingual
from nlp.write.page import assets, environment, pages_by_place, view
from nlp.write.rows import Record

if TYPE_CHECKING:
    from jinja2 import Environment

SHOWN = 100  # findings on a page of the queue


@lru_cache(maxsize=1)
def templates() -> Environment:
    """Templates of the desk over those of the report; `write/` names one of the latter that the desk extends."""
    from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

    written = PackageLoader("nlp.write", "templates")
    loader = ChoiceLoader([PackageLoader("nlp.server", "templates"), PrefixLoader({"write": written}), written])
    return environment().overlay(loader=loader)


@lru_cache(maxsize=1)
def own_assets() -> dict[str, Any]:
    """Style and script of the report page and of the desk as one, and the policy that lets them run."""
    from markupsafe import Markup

    folder, given = resources.files("nlp.server").joinpath("templates"), assets()
    style = f"{given['style']}\n{folder.joinpath('desk.css').read_text('utf-8')}"
    script = f"{given['script']}\n{folder.joinpath('desk.js').read_text('utf-8')}"
    return {"style": Markup(style), "script": Markup(script), "policy": policy(style, script)}


def _render(name: str, desk: Desk, token: str, **told: Any) -> str:
    common = {**assets(), **own_assets(), "token": token, "desk": desk, "VERDICTS": VERDICTS}
    return templates().get_template(name).render(**common, **told)


def queue(desk: Desk, token: str, chosen_by: Mapping[str, str]) -> str:
    """The findings still to judge, most urgent first, with filters, progress and agreement."""
    marks = desk.marks()
    wanted = {name: chosen_by.get(name, "") for name in ("level", "rule", "state")}
    wanted["state"] = "open" if "state" not in chosen_by else wanted["state"]
    items = chosen(desk.queue, marks, **wanted)
    last = max(0, (len(items) - 1) // SHOWN)
    asked = chosen_by.get("page", "0")
    page = min(last, int(asked)) if asked.isdecimal() and len(asked) < 9 else 0
    return _render(
        "queue.html.j2",
        desk,
        token,
        items=[(item, marks[key(item.finding)]) for item in items[page * SHOWN : (page + 1) * SHOWN]],
        found=len(items),
        page=page,
        last=last,
        wanted=wanted,
        rules=sorted({item.finding.rule for item in desk.queue}),
        levels=LEVELS,
        states=STATES,
        progress=progress(desk.queue, marks),
        agreement=[]
        if desk.blind
        else [agreement(desk.log.decisions(), desk.reviewer, name) for name in desk.others()],
    )


def agreement(decisions: Sequence[Decision], one: str, two: str) -> dict[str, Any]:
    """How far two reviewers agree on what both judged."""
    both = list(pairs(decisions, one, two))
    first, second = [pair[0] for pair in both], [pair[1] for pair in both]
    return {
        "one": one,
        "two": two,
        "both": len(both),
        "agreed": observed(first, second),
        "kappa": kappa(first, second),
        "ac1": ac1(first, second, len(VERDICTS)),
    }


def report(desk: Desk, token: str, sheet: Sheet, record: Record, catalog: Catalog) -> str:
    """A report with its findings, a form on each."""
    marks = desk.marks()
    own = [item for item in desk.queue if item.sheet.slug == sheet.slug]
    known = {item.finding.finding_id: marks[key(item.finding)] for item in own}
    return _render(
        "review.html.j2",
        desk,
        token,
        page=view(record, catalog, _elsewhere(desk)),
        names=names(catalog),
        sheet=sheet,
        paragraphs={unit.unit_id: unit.paragraph for unit in record.units},
        marks=known,
        progress=progress(desk.queue, marks),
        here=progress(own, marks),
        editable=True,
    )


def _elsewhere(desk: Desk) -> Elsewhere:
    return pages_by_place((sheet.row for sheet in desk.sheets.values()), lambda row: f"/report/{slug(row)}")


def tags(desk: Desk, token: str, sheet: Sheet, record: Record, number: int, catalog: Catalog) -> str:
    """The tags of a paragraph, to be set right."""
    said = {c.unit: c for c in desk.log.corrections() if c.reviewer == desk.reviewer}
    units = [(unit, _given(said.get(unit.unit_id), unit)) for unit in paragraph(record, number)]
    return _render(
        "tags.html.j2", desk, token, sheet=sheet, units=units, number=number,
        tags=catalog.tags, problem_types=catalog.problem_types,
    )  # fmt: skip


def _given(correction: Correction | None, unit: Any) -> dict[str, Any]:
    """The labels a form starts with: the reviewer's own where the text is still the same."""
    import msgspec

    if correction is None or correction.text != unit.text:
        return {"tags": unit.tags, "problem_types": unit.problem_types, "status": unit.status, "own": False}
    status = msgspec.json.decode(correction.context).get("status")
    return {"tags": correction.tags, "problem_types": correction.problem_types, "status": status, "own": True}


def door(desk: Desk, wrong: bool) -> str:
    """The page that asks for the password."""
    return _render("door.html.j2", desk, "", wrong=wrong)


def names(catalog: Catalog) -> dict[str, Bilingual]:
    """Printed names of tags and problem types."""
    specs = {**catalog.tags, **catalog.problem_types}
    return {name: Bilingual(spec.name_zh, spec.name_en) for name, spec in specs.items()}


def answer(mark: Mark, item: Item) -> dict[str, Any]:
    """What the script of the page needs to know of a verdict that was kept."""
    return {
        "finding": item.finding.finding_id,
        "slug": item.sheet.slug,
        "state": mark.state,
        "verdict": mark.own.verdict if mark.own and mark.state != "stale" else "",
    }
