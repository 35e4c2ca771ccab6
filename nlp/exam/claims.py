"""Numbers for the sentences of claims.toml: a set that breaks a rule, and its twin that does not."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
from functools import cache
from pathlib import Path
from random import Random

import msgspec
from msgspec import Struct

from nlp.exam.prose import percent
from nlp.exam.reports import Simulated

Slots = dict[str, str]
Pair = tuple[Slots, Slots]  # wrong, right

_ITEMS = ("制度", "队伍", "平台", "考核", "宣传", "培训", "审核", "解读", "回应", "督查")
_CHINESE = "零一二三四五六七八九十"
_PLANS = ("将继续充实公开内容", "计划组织一次交叉检查", "将加大解读力度", "拟增设两个栏目", "将按照年初安排继续推进")
_PAST = ("已完成栏目整改", "完成了全部指南的更新", "已对网站进行升级改版")


class ClaimSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences of one rule and the name of their numbers."""

    rule: str
    draw: str
    texts: tuple[str, ...]
    record: bool = False


@cache
def claims() -> tuple[ClaimSpec, ...]:
    """Every entry of claims.toml."""
    data = tomllib.loads((Path(__file__).parent / "claims.toml").read_text(encoding="utf-8"))
    return msgspec.convert(data["claim"], tuple[ClaimSpec, ...])


def _parts(random: Random) -> tuple[int, int, int]:
    return random.randint(3, 90), random.randint(3, 60), random.randint(2, 40)


def _told(a: int, b: int, c: int, total: int) -> Slots:
    return {"a": str(a), "b": str(b), "c": str(c), "total": str(total)}


def parts_over(random: Random, simulated: Simulated) -> Pair:
    parts = _parts(random)
    total = sum(parts)
    return _told(*parts, max(max(parts), total - random.choice((1, 2, 5, 9, 10, 30)))), _told(*parts, total)


def parts_closed(random: Random, simulated: Simulated) -> Pair:
    parts = _parts(random)
    return _told(*parts, sum(parts) + random.choice((-9, -2, -1, 1, 2, 6, 10, 20))), _told(*parts, sum(parts))


def _share_of(random: Random) -> tuple[int, int]:
    whole = random.randint(20, 900)
    return whole, random.randint(whole // 10 + 1, whole * 9 // 10)


def share(random: Random, simulated: Simulated) -> Pair:
    whole, part = _share_of(random)
    right = percent(Decimal(part), Decimal(whole), random.choice((1, 2)))
    off = Decimal(right) + Decimal(random.choice(("-6.3", "-3.1", "2.4", "4.7", "7.2")))
    told = {"whole": str(whole), "part": str(part)}
    return {**told, "share": str(off)}, {**told, "share": right}


def cut(random: Random, simulated: Simulated) -> Pair:
    while True:
        whole, part = _share_of(random)
        places = random.choice((1, 2))
        right = percent(Decimal(part), Decimal(whole), places)
        low = percent(Decimal(part), Decimal(whole), places, ROUND_DOWN)
        if low != right:
            told = {"whole": str(whole), "part": str(part)}
            return {**told, "share": low}, {**told, "share": right}


def growth(random: Random, simulated: Simulated) -> Pair:
    before = random.randint(20, 900)
    now = before + random.choice((-1, 1)) * random.randint(before // 20 + 2, before // 2 + 3)
    rate = percent(Decimal(abs(now - before)), Decimal(before), random.choice((1, 2)))
    told = {
        **{"before": str(before), "now": str(now), "last": str(simulated.year.year - 1)},
        **{"up": "增长" if now > before else "下降", "to": "增加到" if now > before else "减少到"},
    }
    return {**told, "rate": str(Decimal(rate) + Decimal(random.choice(("3.2", "5.9", "11.4"))))}, {**told, "rate": rate}


def bare_shares(random: Random, simulated: Simulated) -> Pair:
    a, b = random.randint(20, 50), random.randint(15, 40)
    over = random.randint(2, 25)
    right = {"pa": str(a), "pb": str(b), "pc": str(100 - a - b)}
    return {**right, "pc": str(100 - a - b + over)}, right


def impossible(random: Random, simulated: Simulated) -> Pair:
    while True:
        whole = random.randint(3, 40)
        rate = Decimal(random.randint(700, 999)) / 10
        possible = {percent(Decimal(n), Decimal(whole), 1) for n in range(whole + 1)}
        near = min(abs(Decimal(one) - rate) for one in possible)
        if near > Decimal("0.3"):
            right = percent(Decimal(random.randint(whole * 7 // 10 + 1, whole)), Decimal(whole), 1)
            return {"whole": str(whole), "share": str(rate)}, {"whole": str(whole), "share": right}


def over_100(random: Random, simulated: Simulated) -> Pair:
    return {"share": str(Decimal(random.randint(1010, 1800)) / 10)}, {
        "share": str(Decimal(random.randint(700, 1000)) / 10)
    }


def items(random: Random, simulated: Simulated) -> Pair:
    count = random.randint(3, 6)
    told = {"items": "、".join(random.sample(_ITEMS, count))}
    digits = random.random() < 0.5

    def number(n: int) -> str:
        return str(n) if digits else _CHINESE[n]

    return {**told, "n": number(count + random.choice((-1, 1, 2)))}, {**told, "n": number(count)}


def twice(random: Random, simulated: Simulated) -> Pair | None:
    """A total that the report states as it is, and another one beside it; the old form has cells that decide."""
    if simulated.year.form == "G1":
        return None
    told = simulated.year.stated
    right = {"info": str(told["info_total"]), "wechat": str(told["ch_wechat"])}
    off = random.choice((-9, 9, 27, 90))
    return {
        **right,
        "info_too": str(max(1, told["info_total"] + off)),
        "wechat_too": str(max(1, told["ch_wechat"] + 9)),
    }, {
        **right,
        "info_too": right["info"],
        "wechat_too": right["wechat"],
    }


def exceeds(random: Random, simulated: Simulated) -> Pair:
    a = random.randint(3, 60)
    return (
        {"a": str(a), "b": str(a + random.choice((1, 2, 9, 30)))},
        {"a": str(a), "b": str(random.randint(1, a))},
    )


def outcomes(random: Random, simulated: Simulated) -> Pair | None:
    if simulated.year.form == "G1":
        return None
    a, b = random.randint(5, 80), random.randint(5, 80)
    told = {"a": str(a), "b": str(b)}
    return {**told, "n": str(a + b - random.randint(1, min(a, b)))}, {**told, "n": str(a + b)}


def frequency(random: Random, simulated: Simulated) -> Pair:
    every, count = random.choice((("每季度", 4), ("每月", 12), ("每半年", 2)))
    return {"every": every, "n": str(count + random.choice((-1, 1, 2)))}, {"every": every, "n": str(count)}


def difference(random: Random, simulated: Simulated) -> Pair:
    before, gap = random.randint(20, 400), random.randint(2, 15)
    grown = random.random() < 0.6
    now = before + gap if grown else before - gap
    told = {
        **{"before": str(before), "now": str(now), "to": "增加到" if grown else "减少到"},
        "moved": "增加" if grown else "减少",
    }
    return {**told, "gap": str(gap + random.choice((1, 3, 10)))}, {**told, "gap": str(gap)}


def notice(random: Random, simulated: Simulated) -> Pair | None:
    if simulated.year.form != "G3":
        return None
    return {"notice": "2019〕60"}, {"notice": "2021〕30"}


def half_year(random: Random, simulated: Simulated) -> Pair:
    return {"plan": random.choice(_PLANS)}, {"plan": random.choice(_PAST)}


def parts_of_report(random: Random, simulated: Simulated) -> Pair:
    parts = 2 if simulated.year.form == "G1" else 6
    return {"n": _CHINESE[parts + random.choice((1, 2, -1 if parts > 2 else 3))]}, {"n": _CHINESE[parts]}


def published(random: Random, simulated: Simulated) -> Pair | None:
    cells = simulated.year.cells
    if "ad_license_decisions" not in cells:
        return None
    right = {"license": str(cells["ad_license_decisions"]), "penalty": str(cells["ad_penalty_decisions"])}
    wrong = {name: str(int(value) + random.choice((3, 17, 104))) for name, value in right.items()}
    return wrong, right


def papers(random: Random, simulated: Simulated) -> Pair:
    return {"n": str(random.randint(11, 90))}, {}


def no_cell(random: Random, simulated: Simulated) -> Pair | None:
    return None if simulated.year.form == "G1" else ({"n": str(random.randint(30, 4000))}, {})


def last_year(random: Random, simulated: Simulated) -> Pair:
    return {"last": str(simulated.year.year - 1), "n": str(random.randint(2, 300))}, {}


def anything(random: Random, simulated: Simulated) -> Pair:
    return {"n": str(random.randint(2, 40))}, {}


def side_by_side(random: Random, simulated: Simulated) -> Pair:
    return {"a": str(random.randint(2, 40)), "b": str(random.randint(50, 900))}, {}


def bare_rate(random: Random, simulated: Simulated) -> Pair:
    return {"share": str(Decimal(random.randint(800, 999)) / 10)}, {}


def restated(random: Random, simulated: Simulated) -> Pair | None:
    """Last year's decisions beside this year's: as published then, and misquoted."""
    last, cells = simulated.last, simulated.year.cells
    if last is None or "ad_license_decisions" not in last.cells or "ad_license_decisions" not in cells:
        return None
    now, license = int(cells["ad_penalty_decisions"]), int(cells["ad_license_decisions"])
    before, license_before = int(last.cells["ad_penalty_decisions"]), int(last.cells["ad_license_decisions"])

    def told(off: int) -> Slots:
        base, base_license = before + off, license_before + off
        return {
            **{"last": str(last.year), "now": str(now), "before": str(base), "up": "增长" if now > base else "下降"},
            **{"rate": percent(Decimal(abs(now - base)), Decimal(base), 1), "license": str(license)},
            **{"license_before": str(base_license), "license_up": "有所增长" if license > base_license else "有所下降"},
        }

    return (told(random.choice((1, 9, 20, 110))), told(0)) if before and now != before else None


DRAWS: dict[str, Callable[[Random, Simulated], Pair | None]] = {
    **{draw.__name__: draw for draw in (parts_over, parts_closed, share, cut, growth, bare_shares, twice)},
    **{draw.__name__: draw for draw in (impossible, over_100, exceeds, frequency, difference, notice, half_year)},
    **{draw.__name__: draw for draw in (parts_of_report, published, papers, no_cell, last_year, anything)},
    **{draw.__name__: draw for draw in (side_by_side, bare_rate, outcomes)},
    "list": items,
    "restated": restated,
}
