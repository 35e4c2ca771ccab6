"""Who reports, from where, for which year: title first, then what the text says of itself."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from nlp.alternation import one_of
from nlp.catalog import Catalog
from nlp.segment.boundaries import Item
from nlp.segment.titles import DATE, Title


class Identity(Struct, frozen=True):
    """Issuer and what it was read from (title | text | signature | metadata), place path, level, year, scope."""

    issuer: str | None
    issuer_basis: str | None
    region: str | None
    office_level: str | None
    year: int | None
    scope: str | None


PLACE = re.compile(r"[一-鿿]{1,12}(?:[省市县区州盟旗镇乡]|街道)$")
ZONE = re.compile("(?:开发|高新|产业|工业|园|示范|保税|风景|新)区$")  # places without a government of their own
SUFFIX = (
    "(?:人民政府(?:办公[室厅])?|办公[室厅]|办事处|管理委员会|管委会|委员会|[局厅委院署]"
    "|中心|总队|支队|大队|海关|集团|公司|大学|学院)"
)
OFFICE = re.compile(rf"[一-鿿]{{2,25}}?{SUFFIX}(?![一-鿿])|[一-鿿]{{2,25}}{SUFFIX}$")
# "《安平市统计局2020年度政府信息公开工作年度报告》": the report of an earlier year, or this one
OWN_REPORT = re.compile(
    r"《([一-鿿]{2,25}?)(?:关于)?20[0-9]{2}年?度?(?:政府|政务)?信息公开(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)》"
)
ISSUED = re.compile(r"《([一-鿿]{2,20}?(?:人民政府办公[室厅]|人民政府|办公[室厅]|[局委厅]))关于")
GOVERNMENT = re.compile(  # "安平县人民政府2021年…", at the start of a clause
    r"(?:^|[^一-鿿]|[由经向在是])([一-鿿]{2,5}[县市区州旗镇乡]人民政府)(?!办公|关于|令)"
)
FILLED = re.compile(r"(?:填报|填表|编报)(?:单位|机关)\s?(?:\([^()]{0,6}\))?\s?:\s?([一-鿿]{3,30})")
SELF = re.compile(  # "我局", "本局", "局党组", "全县"
    "我([局县市区镇乡委办院校站州厅街])|本([局县市区镇乡委办院校厅])(?![级地]|行政)|(局)党[组委]|全([县市区镇乡州])"
)
PUBLISHED = re.compile(
    r"(?:发布机构|发文机关|发文单位|公开主体|公开机构|制发机关)[\s|]*(?::[\s|]*)?([一-鿿]{4,30})(?![一-鿿])"
)
HEAD = 500  # characters around the beginning of a report where the page describes it
UPPER = re.compile(r"^(?:国务院|国家|全国|中央|中共|中华|党)")
MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")

PERIOD = re.compile(  # "2021年1月1日至2021年12月31日", "2021年1月1日起至12月31日"
    r"(?<![0-9])(20[0-9]{2})\s{0,4}[年.]度?\s{0,4}0?1\s{0,4}[月.]\s{0,4}0?1\s{0,4}日?\s{0,4}起?\s{0,4}(?:至|到|—{1,2}|-{1,2}|~)\s{0,4}"
    r"(?:(20[0-9]{2})\s{0,4}[年.]\s{0,4})?12\s{0,4}[月.]\s{0,4}31"
)
YEAR = re.compile(r"(?<![0-9〔\[])(20[0-9]{2})\s{0,4}年")
CAPTION = re.compile(  # "2016年政府信息公开情况统计表", "统计表" above "(2016年度)"
    r"(?<![0-9])(20[0-9]{2})\s?年度?[^。\n]{0,30}统计表|统计表\s{0,3}\(?\s?(20[0-9]{2})\s?年度?\s?\)?"
)
# Each alternative begins with its own characters: a search then looks at no other place.
_OF_OTHERS = (
    r"[^。]{0,30}(?:各|所属|下属|辖)[^。]{0,30}(?:部门|单位|镇|街道|县|区|政府)[^。]{0,30}(?:编制|汇总|数据|情况|报告)"
)
_TOGETHER = r"[^。,]{0,20}(?:部门|单位|镇|街道|政府)[^。,]{0,20}(?:数据|情况|报告)[^。,]{0,6}(?:汇总|综合)"
COMPILED = re.compile(  # "综合各县(市、区)政府和市政府各部门的…情况编制"
    f"综合{_OF_OTHERS}|汇总{_OF_OTHERS}|汇集{_OF_OTHERS}|各{_TOGETHER}|所属{_TOGETHER}|下属{_TOGETHER}"
)
_ITSELF = r"(?:包括|包含|含|为|限|统计|反映)[^。,;]{0,6}(?:本机关|本级|本局|本单位)"
OWN_ONLY = re.compile(  # "本报告数据为机关本级数据", "仅统计本机关", "不含下属单位的数据"
    rf"机关本级(?:的)?数据|仅{_ITSELF}|只{_ITSELF}"
    r"|数据[^。;]{0,12}不(?:含|包括|包含)[^。;]{0,12}(?:下级|下属|所属|部门|乡|镇|街道)"
)
AREA = re.compile(r"全[省市县区州旗镇乡][^。,;]{0,16}(?:共|累计|公开|受理|收到|接到|处理)")


class Places(Struct, frozen=True):
    """Provinces, the province of each prefecture, and what finds either in a text."""

    provinces: tuple[str, ...]
    cities: dict[str, str]
    province: re.Pattern[str]
    city: re.Pattern[str]
    leading_city: re.Pattern[str]  # cities in the order of the catalog, for the beginning of a name


@lru_cache(maxsize=2)
def _places(catalog: Catalog) -> Places:
    cities = {city: province for province, names in catalog.regions.items() for city in names}
    province, city, leading = (
        re.compile(one_of(names)) for names in (catalog.regions, sorted(cities, key=len, reverse=True), cities)
    )
    return Places(tuple(catalog.regions), cities, province, city, leading)


def year_of(text: str, title: Title | None, items: Sequence[Item]) -> int | None:
    """Year of the title, of the statistical period, or the one year that captions of tables name."""
    if title and title.year:
        return title.year
    start, end = items[0].span.start, items[-1].span.end
    if period := PERIOD.search(text, start, end):
        return int(period[2] or period[1])
    named = {int(caption[1] or caption[2]) for caption in CAPTION.finditer(text, start, end)}
    return named.pop() if len(named) == 1 else None


def identify(
    text: str,
    title: Title | None,
    items: Sequence[Item],
    overview: str,
    catalog: Catalog,
    named: Title | None = None,
    publisher: str = "",
) -> Identity:
    """Identity of a report. `overview` is the wording the year may be counted in.

    `named` and `publisher` are the title and the office in what the file says of itself: they speak where the text
    does not.
    """
    own = text[items[0].span.start : items[-1].span.end]
    issuer, basis = _issuer(text, title, items, own)
    if issuer is None and named and named.office:
        issuer, basis = _full(named.office), "metadata"
    elif issuer is None and publisher and _speaks_as(own, publisher):
        issuer, basis = publisher, "metadata"
    places = _places(catalog)
    return Identity(
        issuer=issuer,
        issuer_basis=basis,
        region=_region(issuer, own, places),
        office_level=_level(issuer, places),
        year=year_of(text, title, items) or (named.year if named else None) or _frequent_year(overview),
        scope=_scope(issuer, own),
    )


def _issuer(text: str, title: Title | None, items: Sequence[Item], own: str) -> tuple[str | None, str | None]:
    if title and title.office:
        return _full(title.office), "title"
    kinds = _self_names(own)
    if earlier := _most(office for office in OWN_REPORT.findall(own) if not UPPER.match(office)):
        return _full(earlier), "text"
    if filled := FILLED.search(own):
        return filled[1], "signature"
    if signed := _signed(text, items):
        return signed, "signature"
    if kinds and kinds[0] in "局委厅办院校站":
        named = _most(o for o in OFFICE.findall(own) if o.endswith(kinds[0]) and not UPPER.match(o))
        if named and own.count(named) > 2:
            return named, "text"
        return _published(text, items)
    if governments := _most((g for g in GOVERNMENT.findall(own) if not UPPER.match(g)), least=2):
        return governments, "text"
    if issued := _most((o for o in ISSUED.findall(own) if not UPPER.match(o)), least=2):
        return issued, "text"
    return _published(text, items)


def publisher_in(about: Mapping[str, str]) -> str:
    """The publishing office that a file names, where it is one; its site is none."""
    said = about.get("publisher", "")
    return said if OFFICE.fullmatch(said) else ""


def _speaks_as(own: str, publisher: str) -> bool:
    """The text names the publisher, or calls itself by its kind (我局): offices also publish reports of others."""
    kinds = _self_names(own)
    return publisher in own or bool(kinds and kinds[0] in publisher)


def _published(text: str, items: Sequence[Item]) -> tuple[str | None, str | None]:
    """Office that the head of the page names as the publishing one."""
    start = items[0].span.start
    match = PUBLISHED.search(text, max(0, start - HEAD), start + HEAD)
    return (match[1], "text") if match and OFFICE.fullmatch(match[1]) else (None, None)


def _full(office: str) -> str:
    """The government of a bare place: 安平市 is 安平市人民政府."""
    if office.endswith("街道"):
        return office + "办事处"
    if (
        PLACE.fullmatch(office)
        and len(office) > 1
        and not office.endswith(("开发区", "新区", "园区", "示范区", "保税区"))
    ):
        return office + "人民政府"
    return office


def _self_names(own: str) -> str:
    """What the report calls itself, most frequent first: 局 for 我局."""
    counts = Counter(next(filter(None, groups)) for groups in SELF.findall(own))
    return "".join(name for name, count in counts.most_common())


def _most(offices: Iterable[str], least: int = 1) -> str | None:
    """Most frequent name, the lowest office (longest name) of equals; None below `least`."""
    counts = Counter(offices)
    best = max(counts, key=lambda name: (counts[name], len(name), name), default=None)
    return best if best and counts[best] >= least else None


def _signed(text: str, items: Sequence[Item]) -> str | None:
    """Office above a date on a line of its own."""
    for at, item in enumerate(items):
        if at and DATE.fullmatch(text, item.span.start, item.span.end):
            above = "".join(text[items[at - 1].span.start : items[at - 1].span.end].split())
            if len(above) <= 30 and OFFICE.fullmatch(above):
                return above
    return None


def _frequent_year(overview: str) -> int | None:
    """Year the overview names most often, dates of publication aside; the later of equals."""
    counts = Counter(int(year) for year in YEAR.findall(DATE.sub("", overview)))
    return max(counts, key=lambda year: (counts[year], year), default=None)


def _region(issuer: str | None, own: str, places: Places) -> str | None:
    """Place path such as 四川省广元市, as far as the text tells."""
    if issuer is None or UPPER.match(issuer):
        return None
    province = next((p for p in places.provinces if issuer.startswith(p)), None)
    rest = issuer.removeprefix(province or "")
    city = found[0] if (found := places.leading_city.match(rest)) else None
    county = _county(rest.removeprefix(city or ""), own)
    if county in places.cities:
        city, county = county, None
    if city is None and county:
        city = _leading(c for c in places.city.findall(own) if province in (None, places.cities[c]))
    if city:
        province = places.cities[city]
    elif province is None:
        province = _leading(places.province.findall(own))
    return f"{province}{city or ''}{county or ''}" if province else None


def _county(rest: str, own: str) -> str | None:
    """County that an office belongs to: 官渡区环保局, 环境局瑞安分局, 区环境分局 with its place in the text."""
    named = COUNTY.match(rest)
    if named and len(named[0]) > 1 and not ZONE.search(named[0]):
        return named[0]
    if branch := BRANCH.search(rest):
        return _most(re.findall(rf"{branch[1]}[县区市旗]", own))
    if rest[:1] in ("区", "县") and len(rest) > 2:
        found = re.findall(rf"(?:^|[^一-鿿]|[市度在年由])([一-鿿]{{2,3}}{rest[0]})(?![一-鿿]{{0,2}}[区县])", own)
        return _most((c for c in found if not re.search("[我全本各社开发新园辖在由市]", c)), least=2)
    return None


def _leading(names: Iterable[str]) -> str | None:
    """Name that stands most often, None where two stand equally often."""
    counts = Counter(names).most_common(2)
    if not counts or (len(counts) > 1 and counts[0][1] == counts[1][1]):
        return None
    return counts[0][0]


COUNTY = re.compile(  # "义乌市" of 义乌市民政局, not of 市场 or 市民
    r"[一-鿿]{1,10}?(?:自治县|林区|[县旗]|(?<![社小园校矿])区(?![域块])|市(?!场|级|政(?![府务协法])|民(?![政族宗])))"
)
BRANCH = re.compile(r"局([一-鿿]{2,4})分局$")
TOWNSHIP = re.compile("(?:镇|乡|街道)(?:人民政府|办事处|政府)")
BELOW_CITY = re.compile("局[一-鿿]{1,4}分局$|^[区县]|县|旗|(?<![社园校小治])区(?![域块])")


def _level(issuer: str | None, places: Places) -> str | None:
    """national | province | prefecture | county | township, by the place in the name."""
    if issuer is None:
        return None
    if UPPER.match(issuer) and not re.search("[省市县区州镇]", issuer):
        return "national"
    rest = re.sub("^(?:国家税务总局|中华人民共和国|国家统计局)", "", issuer)
    if TOWNSHIP.search(rest):
        return "township"
    if BELOW_CITY.search(rest):
        return "county"
    province = next((p for p in places.provinces if rest.startswith(p)), None)
    if province and province not in MUNICIPALITIES:
        rest = rest.removeprefix(province)
    city = found[0] if (found := places.leading_city.match(rest)) else None
    if city or rest.startswith("市"):
        return "county" if COUNTY.match(rest.removeprefix(city or "")) else "prefecture"
    if province and province not in MUNICIPALITIES and COUNTY.match(rest):
        return None  # a city the catalog does not know
    if province or rest.endswith("厅") or re.match("[一-鿿]{2,3}省", rest):
        return "province"
    return "county" if re.match("[一-鿿]{2,4}市", rest) else None  # a city that is no prefecture


def _scope(issuer: str | None, own: str) -> str | None:
    """`area` where the report compiles other offices, `own` for a department, None where open."""
    if OWN_ONLY.search(own):
        return "own"
    if COMPILED.search(own):
        return "area"
    if issuer is None:
        return None
    if re.search("政府办公[室厅]$", issuer):
        return None
    if issuer.endswith("人民政府"):
        return "area" if AREA.search(own) else None
    return "own"
