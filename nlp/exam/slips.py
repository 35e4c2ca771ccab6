"""Wrong numbers for a given rule: in a cell so that an identity breaks, in prose so that a claim differs."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from nlp.catalog import Catalog
from nlp.catalog.specs import IdentitySpec
from nlp.exam.layouts import LAYOUTS
from nlp.exam.plants import Plant, drop, insert, swap, swap_digit
from nlp.exam.reports import Simulated, compose

_OUTCOMES = ("rq_granted", "rq_partial", "rq_denied", "rq_unable", "rq_refused", "rq_other", "rq_reply_")
_RECEIVED = ("rq_new_received", "rq_workload_total")
_FLOW = ("rq_new_received@total", "rq_carried_in@total", "rq_total_processed@total", "rq_carried_out@total")
_NO_POWER = ("county", "township")


def text_of(catalog: Catalog, simulated: Simulated) -> str:
    """Last year's report of the same office, in a layout of its own; "" where there is none."""
    if simulated.last is None:
        return ""
    layout = LAYOUTS[simulated.seed % len(LAYOUTS)]
    return compose(catalog, simulated.last, None, layout, simulated.seed + 1).text()


def rule_of(key: str) -> str:
    """The rule that compares a claim about this address with its cell."""
    if key.startswith("~"):
        return "TT102"
    if key.endswith("_amount_wan"):
        return "TT105"
    if "@" in key and not key.endswith("@total"):
        return "TT106"
    if key.startswith(_OUTCOMES):
        return "TT107"
    if key.startswith(("ch_", "rq_channel")):
        return "TT108"
    return "TT104" if key.startswith(_RECEIVED) and "@" in key else "TT101"  # the old form has one reading


def prose_flaw(code: str, random: Random, simulated: Simulated, catalog: Catalog) -> Plant | None:
    """A number of the prose altered, one that the rule of this code compares."""
    draft, form = simulated.draft, catalog.forms[simulated.year.form]
    prose = [i for i, p in enumerate(draft.pieces) if p.side == "prose"]
    told = {draft.pieces[i].key for i in prose}
    if code == "AR311":
        at = [i for i in prose if draft.pieces[i].key in _FLOW] if told.issuperset(_FLOW) else []
    else:
        at = [
            i
            for i in prose
            if form.expand(draft.pieces[i].key.removeprefix("~")) and rule_of(draft.pieces[i].key) == code
        ]
        at = [i for i in at if code != "TT102" or draft.pieces[i].text.endswith("余")]
    if not at:
        return None
    index = random.choice(at)
    piece = draft.pieces[index]
    text = _altered(random, code, piece.text)
    if text == piece.text:
        return None
    level = catalog.all_rules[code].level
    told_draft = draft.with_texts({index: text})
    cells = frozenset(form.expand(piece.key.removeprefix("~")) or ())
    return Plant(code, told_draft.text(), told_draft.span(index), cells, piece.text, level)


def _altered(random: Random, code: str, text: str) -> str:
    if code == "TT102":
        head = text.removesuffix("余").rstrip("0")
        zeros = text.removesuffix("余")[len(head) :]
        return (swap_digit(random, head) if head else "1") + zeros + random.choice(("", "0")) + "余"
    if code == "TT105":
        whole, _, cents = text.partition(".")
        slips = (whole + cents[:1] + "." + cents[1:], insert(random, whole) + "." + cents, whole + cents)
        slip = random.choice(slips).strip(".")
        return slip.lstrip("0") or "0" if Decimal(slip or 0) != Decimal(text) else text
    edits = (drop, insert, swap, swap_digit) if len(text) > 1 else (insert, swap_digit)
    return random.choice(edits)(random, text)


def cell_flaw(code: str, random: Random, simulated: Simulated, catalog: Catalog) -> Plant | None:
    """A cell altered so that an identity of this rule breaks, on the side that no excuse covers."""
    year, draft = simulated.year, simulated.draft
    if (code == "SM505" and year.office.level not in _NO_POWER) or (code == "SM506" and year.year < 2018):
        return None
    specs = [spec for spec in catalog.forms[year.form].identities if spec.rule == code]
    if not specs:
        return None
    spec = random.choice(specs)
    change = _break(random, spec, year.cells)
    if change is None:
        return None
    cell, value = change
    index = next((i for i, p in enumerate(draft.pieces) if p.side == "cell" and p.key == cell), None)
    if index is None or (value < 0 and code != "IT208") or value == year.cells[cell]:
        return None
    told = draft.with_texts({index: format(value, "f")})
    return Plant(
        code, told.text(), told.span(index), frozenset((*spec.left, *spec.right)), draft.pieces[index].text, spec.level
    )


def _break(random: Random, spec: IdentitySpec, cells: dict[str, Decimal]) -> tuple[str, Decimal] | None:
    """A cell of the identity and a value with which it fails."""
    step = Decimal(random.choice((1, 2, 3, 9, 10, 30, 100)))
    left, right = (sum((cells[c] for c in side), Decimal(0)) for side in (spec.left, spec.right))
    if spec.kind == "equal":
        cell = random.choice((*spec.left, *spec.right))
        up = {"over": False, "under": True}.get(spec.tolerated, random.random() < 0.5)  # whether left gets larger
        return cell, cells[cell] + (step if up == (cell in spec.left) else -step)
    if spec.kind == "at_most" and not spec.left:  # what is left is below zero
        return spec.right[-1], cells[spec.right[-1]] - right - step
    if spec.kind == "at_most":
        cell = random.choice(spec.left)
        return cell, cells[cell] + right - left + step
    if spec.kind == "at_least_each":
        return random.choice(spec.left), right + step
    if spec.kind == "misfill":
        return (spec.right[0], left) if cells[spec.left[1]] and left > 0 else None
    if spec.kind == "zero_together":
        cell = random.choice((*spec.left, *spec.right))
        return (cell, Decimal(0)) if left and right else None
    return random.choice(spec.left), Decimal(random.randint(1, 9))
