"""Invented offices and numbers that satisfy every identity of their form, over any span of years."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from msgspec import Struct

from nlp.exam.offices import Office

APPLICANTS = ("natural", "commercial", "research", "public_welfare", "legal_service", "other_org")
_APPLICANT_WEIGHTS = (78, 12, 1, 2, 3, 4)

LEAVES_2019 = (
    "rq_granted",
    "rq_partial",
    "rq_denied_state_secret",
    "rq_denied_law_prohibited",
    "rq_denied_security_stability",
    "rq_denied_third_party",
    "rq_denied_internal_affairs",
    "rq_denied_process_info",
    "rq_denied_enforcement_file",
    "rq_denied_query_matter",
    "rq_unable_not_held",
    "rq_unable_needs_creation",
    "rq_unable_unclear",
    "rq_refused_petition",
    "rq_refused_duplicate",
    "rq_refused_publication",
    "rq_refused_excessive",
    "rq_refused_reconfirm",
)
_LEAF_WEIGHTS = (50, 14, 1, 1, 1, 3, 3, 3, 2, 3, 20, 3, 3, 4, 3, 1, 1, 1)
_OTHER_ROWS = {
    "G2": ("rq_other",),
    "G3": ("rq_other_overdue_correction", "rq_other_overdue_fee", "rq_other_misc"),
}
DISPUTES = ("rl_review", "rl_direct", "rl_postreview")
OUTCOMES = ("maintained", "corrected", "other", "pending")
CATEGORIES = ("cat_policy", "cat_work", "cat_finance", "cat_staff")  # kinds of information; they add up
CHANNELS = ("ch_website", "ch_wechat", "ch_weibo", "ch_other")


class Year(Struct, frozen=True):
    """The numbers of an office for a year: cells of the form, and quantities stated in prose only."""

    office: Office
    year: int
    form: str
    cells: dict[str, Decimal]
    stated: dict[str, Decimal]


def form_of(year: int) -> str:
    """The form prescribed for a reporting year."""
    return "G1" if year <= 2018 else "G2" if year <= 2020 else "G3"


def _split(random: Random, total: int, weights: tuple[int, ...]) -> list[int]:
    """`total` things dealt out one by one over weighted boxes."""
    boxes = [0] * len(weights)
    for box in random.choices(range(len(weights)), weights, k=total):
        boxes[box] += 1
    return boxes


def _received(random: Random, size: int) -> int:
    """Requests of a year; small offices often have none."""
    return 0 if size <= 20 and random.random() < 0.2 else random.randint(size // 2 + 1, size + 3)


def _requests(random: Random, form: str, size: int, carried_in: list[int], cells: dict[str, Decimal]) -> None:
    leaves = LEAVES_2019 + _OTHER_ROWS[form]
    weights = _LEAF_WEIGHTS + ((4,) if form == "G2" else (1, 1, 3))
    new = _split(random, _received(random, size), _APPLICANT_WEIGHTS)
    grid = {
        row: [0] * 6 for row in ("rq_new_received", "rq_carried_in", *leaves, "rq_total_processed", "rq_carried_out")
    }
    for column in range(6):
        workload = new[column] + carried_in[column]
        later = random.randint(0, min(workload, max(1, workload // 12))) if workload else 0
        grid["rq_new_received"][column] = new[column]
        grid["rq_carried_in"][column] = carried_in[column]
        grid["rq_carried_out"][column] = later
        grid["rq_total_processed"][column] = workload - later
        for leaf, count in zip(leaves, _split(random, workload - later, weights), strict=True):
            grid[leaf][column] = count
    for row, counts in grid.items():
        for applicant, count in zip(APPLICANTS, counts, strict=True):
            cells[f"{row}@{applicant}"] = Decimal(count)
        cells[f"{row}@total"] = Decimal(sum(counts))


def _disputes(random: Random, size: int, cells: dict[str, Decimal]) -> None:
    for block in DISPUTES:
        counts = _split(random, random.randint(0, max(2, size // 20)), (6, 2, 3, 1))
        for outcome, count in zip(OUTCOMES, counts, strict=True):
            cells[f"{block}_{outcome}"] = Decimal(count)
        cells[f"{block}_total"] = Decimal(sum(counts))


def _disclosure_2021(random: Random, office: Office, last: Year | None, cells: dict[str, Decimal]) -> None:
    for document in ("ad_rule", "ad_normdoc"):
        empty = document == "ad_rule" and not office.rules
        issued = 0 if empty else random.randint(1, 6 + office.size // 40)
        stock = 0 if empty else random.randint(20, 60 + office.size)
        if last is not None and last.form == "G3":
            stock = int(last.cells[f"{document}_in_force"])
        repealed = min(stock, 0 if empty else random.randint(0, 4))
        cells[f"{document}_issued"] = Decimal(issued)
        cells[f"{document}_repealed"] = Decimal(repealed)
        cells[f"{document}_in_force"] = Decimal(stock + issued - repealed)
    for matter, scale in (("ad_license", 60), ("ad_penalty", 15), ("ad_coercion", 1)):
        cells[f"{matter}_decisions"] = Decimal(random.randint(scale, scale * (office.size + 3)))
    cells["ad_fee_amount_wan"] = Decimal(random.randint(0, 90000)) / 100


def _disclosure_2019(random: Random, office: Office, last: Year | None, cells: dict[str, Decimal]) -> None:
    before = last.cells if last is not None and last.form == "G2" else {}
    for document in ("ad_rule", "ad_normdoc"):
        empty = document == "ad_rule" and not office.rules
        issued = 0 if empty else random.randint(1, 6 + office.size // 40)
        cells[f"{document}_issued"] = cells[f"{document}_newly_public"] = Decimal(issued)
        stock = 0 if empty else random.randint(10, 60 + office.size)
        cells[f"{document}_public_total"] = before.get(f"{document}_public_total", Decimal(stock)) + issued
    for matter, scale in (("ad_license", 60), ("ad_othersvc", 80), ("ad_penalty", 15), ("ad_coercion", 1)):
        items, change = random.randint(5, 300), random.randint(-5, 12)
        if before:
            items = int(before[f"{matter}_items_prev"] + before[f"{matter}_items_delta"])
            change = max(change, -items)
        decisions = random.randint(scale, scale * (office.size + 3))
        if decisions == items + change:
            decisions += 1
        cells[f"{matter}_items_prev"] = Decimal(items)
        cells[f"{matter}_items_delta"] = Decimal(change)
        cells[f"{matter}_decisions"] = Decimal(decisions)
    fees = Decimal(random.randint(3, 40))
    cells["ad_fee_items_prev"], cells["ad_fee_items_delta"] = before.get("ad_fee_items_prev", fees), Decimal(0)
    cells["ad_procure_projects"] = Decimal(random.randint(1, 90))
    cells["ad_procure_amount_wan"] = Decimal(random.randint(100, 9_000_000)) / 100


def _annex_2014(random: Random, office: Office, stated: dict[str, Decimal], cells: dict[str, Decimal]) -> None:
    size = office.size
    for channel in (*CHANNELS, "ch_gazette"):
        cells[channel] = stated.get(channel, Decimal(0))
    cells["ad_info_total"] = stated["info_total"]
    issued = random.randint(2, 9)
    cells["ad_normdoc_issued"] = Decimal(issued)
    cells["ad_normdoc_public"] = Decimal(random.randint(1, issued))
    cells["rs_hot_topics"] = Decimal(random.randint(0, 6))
    for event in ("rs_press_conf", "rs_interview"):
        count = random.randint(0, 5)
        cells[event], cells[f"{event}_leader"] = Decimal(count), Decimal(random.randint(0, count))
    for event in ("rs_interpretation_pieces", "rs_social_media_responses", "rs_other_responses"):
        cells[event] = Decimal(random.randint(0, 30))
    received = _received(random, size)
    channels = ("inperson", "fax", "online", "mail")
    cells["rq_new_received"] = Decimal(received)
    for channel, count in zip(channels, _split(random, received, (3, 1, 6, 4)), strict=True):
        cells[f"rq_channel_{channel}"] = Decimal(count)
    extended = random.randint(0, received // 8)
    cells["rq_closed_total"] = cells["rq_replied_total"] = Decimal(received)
    cells["rq_closed_extended"], cells["rq_closed_on_time"] = Decimal(extended), Decimal(received - extended)
    replies = (
        "already_public",
        "granted",
        "partial",
        "denied_total",
        "not_own",
        "not_exist",
        "correction",
        "other_channel",
    )
    for reply, count in zip(replies, _split(random, received, (10, 12, 3, 3, 3, 4, 1, 1)), strict=True):
        cells[f"rq_reply_{reply}"] = Decimal(count)
    reasons = ("state_secret", "trade_secret", "privacy", "security_stability", "not_gov_info", "other_law")
    denied = int(cells["rq_reply_denied_total"])
    for reason, count in zip(reasons, _split(random, denied, (1, 2, 3, 1, 4, 2)), strict=True):
        cells[f"rq_reply_denied_{reason}"] = Decimal(count)
    for dispute in ("rl_review", "rl_litigation"):
        counts = _split(random, random.randint(0, max(2, size // 20)), (5, 2, 2))
        for outcome, count in zip(("maintained", "corrected", "other"), counts, strict=True):
            cells[f"{dispute}_{outcome}"] = Decimal(count)
        cells[f"{dispute}_total"] = Decimal(sum(counts))
    full, part = random.randint(1, 4), random.randint(0, 9)
    rest = {
        "sv_complaints": 0,
        "sv_request_fee_wan": 0,
        "sv_offices": 1,
        "sv_access_points": random.randint(1, 9),
        "sv_staff_total": full + part,
        "sv_staff_full": full,
        "sv_staff_part": part,
        "sv_budget_wan": random.randint(0, 12),
        "tr_meetings": random.randint(1, 6),
        "tr_courses": random.randint(1, 5),
        "tr_trainees": random.randint(20, 400),
    }
    cells.update({name: Decimal(count) for name, count in rest.items()})


def make_year(random: Random, office: Office, year: int, last: Year | None = None) -> Year:
    """Numbers of one year that continue `last`: carry-over per applicant, stock of documents."""
    form = form_of(year)
    cells: dict[str, Decimal] = {}
    counts = [random.randint(low, low * (office.size + 5)) for low in (12, 40, 3, 3)]
    channels = [sum(counts), *(random.randint(low, low * (office.size + 5)) for low in (8, 5, 3))]
    stated = {
        **{name: Decimal(count) for name, count in zip(CATEGORIES, counts, strict=True)},
        **{name: Decimal(min(count, sum(counts))) for name, count in zip(CHANNELS, channels, strict=True)},
        "info_total": Decimal(sum(counts)),
        "interpretations": Decimal(random.randint(3, 60)),
        "messages": Decimal(random.randint(5, 400)),
        "gazette": Decimal(random.choice((4, 6, 12))),
        "courses": Decimal(random.randint(1, 5)),
        "trainees": Decimal(random.randint(20, 400)),
    }
    if form == "G1":
        _annex_2014(random, office, stated, cells)
        stated["courses"], stated["trainees"] = cells["tr_courses"], cells["tr_trainees"]
        stated["interpretations"] = cells["rs_interpretation_pieces"]
        return Year(office, year, form, cells, stated)
    carried = [0] * 6
    if last is not None and last.form != "G1":
        carried = [int(last.cells[f"rq_carried_out@{applicant}"]) for applicant in APPLICANTS]
    elif random.random() < 0.6:
        carried = _split(random, random.randint(0, max(1, office.size // 15)), _APPLICANT_WEIGHTS)
    _requests(random, form, office.size, carried, cells)
    _disputes(random, office.size, cells)
    if form == "G2":
        _disclosure_2019(random, office, last, cells)
    else:
        _disclosure_2021(random, office, last, cells)
    return Year(office, year, form, cells, stated)
