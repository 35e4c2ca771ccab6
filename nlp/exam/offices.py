"""Invented offices of every level, from a province to a street, with how each speaks of itself."""

from __future__ import annotations

from random import Random

from msgspec import Struct
from msgspec.structs import replace

_FIRST = "青云松岚石雁清桐白枫泉鹭澄霞平朔锦望碧临楚柳梅兰芦苇荷桂槐栎"
_SECOND = "禾溪岭桥浦回湾阳鹤林山洲湖川陵原屏江潭台塘坪渡坞岗丰宁安泽谷"
_THIRD = "口里头堡岔坝峪桐荫畈垭坂滩岬沟屯寨营墩堰汀坳埠岚畔洼浦坡埂塬"
_BUREAUS = (
    *("水务局", "林业局", "教育局", "卫生健康局", "应急管理局", "交通运输局", "统计局", "民政局"),
    *("文化和旅游局", "生态环境局", "自然资源局", "市场监督管理局", "住房和城乡建设局", "司法局"),
    *("财政局", "审计局", "农业农村局", "人力资源和社会保障局", "发展和改革局", "城市管理局"),
)
_COMMISSIONS = ("发展和改革委员会", "卫生健康委员会", "住房和城乡建设委员会")
_DEPARTMENTS = ("水利厅", "教育厅", "财政厅", "生态环境厅", "交通运输厅", "民政厅")


class Office(Struct, frozen=True):
    """An invented office. `calls_itself` is how its prose speaks of itself; `size` scales its numbers.

    rules: whether it has the power to issue 规章. place: the name of its place, which its own begins with.
    """

    name: str
    level: str
    calls_itself: str
    size: int
    rules: bool = False
    place: str = ""


def place_name(number: int) -> str:
    """An invented place of two to four characters, another one for each of 837,000 numbers."""
    mixed = number * 7919 % 900
    name = _FIRST[mixed % 30] + _SECOND[mixed // 30]
    name += _THIRD[number // 900 % 30] if number >= 900 else ""
    return name + (_SECOND[number // 27_000 - 1] if number >= 27_000 else "")


def make_office(random: Random, number: int) -> Office:
    """An office; `number` makes its name unique."""
    place = place_name(number)
    return replace(_office(random, place), place=place)


def _office(random: Random, place: str) -> Office:
    kind = random.choices(
        ("province", "department", "city", "city_bureau", "county", "district", "bureau", "town", "township", "street"),
        (1, 1, 2, 4, 4, 3, 7, 3, 2, 2),
    )[0]
    if kind == "province":
        return Office(f"{place}省人民政府", "province", random.choice(("全省", "我省")), 2500, rules=True)
    if kind == "department":
        return Office(f"{place}省{random.choice(_DEPARTMENTS)}", "province", "我厅", random.choice((40, 120)))
    if kind == "city":
        return Office(
            f"{place}市人民政府", "prefecture", random.choice(("全市", "我市")), random.choice((300, 900, 2500))
        )
    if kind == "city_bureau":
        own = random.random() < 0.2
        name, calls = (random.choice(_COMMISSIONS), "我委") if own else (random.choice(_BUREAUS), "我局")
        return Office(f"{place}市{name}", "prefecture", calls, random.choice((15, 60, 150)))
    if kind in ("county", "district"):
        unit = "县" if kind == "county" else "区"
        return Office(
            f"{place}{unit}人民政府", "county", random.choice((f"全{unit}", f"我{unit}")), random.choice((60, 150, 400))
        )
    if kind in ("town", "township"):
        unit = "镇" if kind == "town" else "乡"
        return Office(f"{place}{unit}人民政府", "township", f"我{unit}", random.choice((3, 8)))
    if kind == "street":
        return Office(f"{place}街道办事处", "township", "我街道", random.choice((3, 8, 20)))
    calls = random.choice(("我局", "我局", "本局"))
    return Office(
        f"{place}{random.choice('县县区')}{random.choice(_BUREAUS)}", "county", calls, random.choice((6, 20, 45))
    )
