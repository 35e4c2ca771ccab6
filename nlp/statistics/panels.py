"""What the pictures of a corpus show, as data: lines over years, bars, a heat map, flows; every number addressed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from nlp.catalog import Catalog
from nlp.statistics.rows import Estimate

TABLES = ("tags", "problem_types", "measure_types", "problems_answered", "series", "rates", "contradictions")
MOST_TAGS, MOST_REGIONS, MOST_RULES = 12, 20, 20


class Names(Struct, frozen=True):
    zh: str
    en: str


class Number(Struct, frozen=True):
    """A number of a picture: its address among the statistics, and its bounds where the data give any."""

    cell: str
    value: float | None
    low: float | None
    high: float | None
    count: float
    total: float | None


class Row(Struct, frozen=True):
    """A line of a picture: its name, and a number for each column (None: there is none)."""

    name: Names
    numbers: tuple[Number | None, ...]


class Panel(Struct, frozen=True):
    """A picture and its table. kind: lines | pairs | heat | bars | flow | coverage; `percent`: values are shares."""

    id: str
    kind: str
    title: Names
    note: Names
    columns: tuple[Names, ...]
    rows: tuple[Row, ...]
    percent: bool = True


def panels(
    by_year: Sequence[Estimate], by_region: Sequence[Estimate], catalog: Catalog, unreadable: int
) -> tuple[Panel, ...]:
    """The pictures that the numbers of a corpus allow, those of the whole corpus among `by_year`."""
    made = (
        _topics(by_year, catalog),
        _problems(by_year, catalog),
        _regions(by_region, catalog),
        _contradictions(by_year, catalog),
        _flows(by_year),
        _coverage(by_year, unreadable),
    )
    return tuple(panel for panel in made if panel.rows)


def _number(row: Estimate | None) -> Number | None:
    return None if row is None else Number(row.cell, row.value, row.low, row.high, row.count, row.total)


def _grid(
    rows: Iterable[Estimate], table: str, key: Callable[[Estimate], object]
) -> dict[tuple[str, object], Estimate]:
    """Rows of a table by item and group; the whole corpus is the group ""."""
    return {(row.item, "" if row.cell.endswith(":") else key(row)): row for row in rows if row.table == table}


def _groups(found: Mapping[tuple[str, object], Estimate]) -> list[object]:
    return list(dict.fromkeys(group for _, group in found if group != ""))


def _topics(rows: Sequence[Estimate], catalog: Catalog) -> Panel:
    found = _grid(rows, "tags", lambda row: row.year)
    years = sorted((year for year in _groups(found) if year is not None), key=str)
    tags = sorted(catalog.tags, key=lambda tag: (-found[tag, ""].count, tag))[:MOST_TAGS] if found else []
    return Panel(
        "topics",
        "lines",
        Names("主题随年份的变化", "Topics over the years"),
        Names(
            f"占单元的比例; 带为 95 % 区间 (按报告重抽样); 最常见的 {len(tags)} 个标签",
            f"share of units; band: 95 % interval, reports resampled; the {len(tags)} most frequent tags",
        ),
        tuple(Names(str(year), str(year)) for year in years),
        tuple(Row(_named(catalog.tags[tag]), tuple(_number(found.get((tag, year))) for year in years)) for tag in tags),
    )


def _named(spec: object) -> Names:
    return Names(spec.name_zh, spec.name_en)  # type: ignore[attr-defined]  # every spec has names


def _problems(rows: Sequence[Estimate], catalog: Catalog) -> Panel:
    tables = ("problem_types", "measure_types", "problems_answered")
    found = {table: _grid(rows, table, lambda row: row.year) for table in tables}
    kinds = [kind for kind in catalog.problem_types if any(_count(found[t].get((kind, ""))) for t in tables[:2])]
    kinds.sort(key=lambda kind: (-found["problem_types"][kind, ""].count, kind))
    return Panel(
        "problems",
        "pairs",
        Names("存在问题与改进措施", "Problems and the measures that answer them"),
        Names("各类在问题中、在措施中的占比", "share of each kind among problems and among measures"),
        (
            Names("在问题中", "of problems"),
            Names("在措施中", "of measures"),
            Names("提出问题的报告中给了措施的", "reports naming it that answer it"),
        ),
        tuple(
            Row(_named(catalog.problem_types[kind]), tuple(_number(found[table].get((kind, ""))) for table in tables))
            for kind in kinds
        ),
    )


def _count(row: Estimate | None) -> float:
    return row.count if row else 0


def _regions(rows: Sequence[Estimate], catalog: Catalog) -> Panel:
    found = _grid(rows, "tags", lambda row: row.region)
    reports = {row.region: row.read for (_, group), row in found.items() if group != ""}
    regions = sorted((r for r in reports if r), key=lambda region: (-reports[region], region))[:MOST_REGIONS]
    tags = [tag for tag in catalog.tags if _count(found.get((tag, "")))]
    return Panel(
        "regions",
        "heat",
        Names("地区与主题", "Regions and topics"),
        Names("占该地区单元的比例; 颜色越重越多", "share of the units of a region; the stronger the color the more"),
        tuple(_named(catalog.tags[tag]) for tag in tags),
        tuple(
            Row(
                Names(f"{region} ({reports[region]})", f"{region} ({reports[region]})"),
                tuple(_number(found.get((tag, region))) for tag in tags),
            )
            for region in regions
        ),
    )


def _contradictions(rows: Sequence[Estimate], catalog: Catalog) -> Panel:
    found = [row for row in rows if row.table == "contradictions" and row.cell.endswith(":") and row.count]
    found.sort(key=lambda row: (-(row.value or 0), row.item))
    titles = {row.item: catalog.all_rules[row.item] for row in found}
    return Panel(
        "contradictions",
        "bars",
        Names("各规则查出矛盾的比率", "Rates of contradictions by rule"),
        Names(
            "能作此比较的报告中, 查出错误级矛盾的; 只说两数不同, 不说谁错",
            "of the reports in which the rule could compare, those with an error; two numbers differ, neither is "
            "called wrong",
        ),
        (Names("比率", "rate"),),
        tuple(
            Row(
                Names(f"{row.item} {titles[row.item].title_zh}", f"{row.item} {titles[row.item].title_en}"),
                (_number(row),),
            )
            for row in found[:MOST_RULES]
        ),
    )


OUTCOMES = (  # what becomes of requests in the forms of 2019 and 2021: cells by their beginning
    ("rq_granted", "予以公开", "granted"),
    ("rq_partial", "部分公开", "partly granted"),
    ("rq_denied_", "不予公开", "denied"),
    ("rq_unable_", "无法提供", "can't be provided"),
    ("rq_refused_", "不予处理", "not processed"),
    ("rq_other", "其他处理", "other"),
    ("rq_carried_out", "结转下年", "carried over"),
)


def _flows(rows: Sequence[Estimate]) -> Panel:
    """A row for each cell, grouped by the column `into`: what comes in, and what becomes of it."""
    found = {
        row.item.removesuffix("@total"): row
        for row in rows
        if row.table == "series" and row.cell.endswith(":") and row.item.endswith("@total")
    }
    shown = [
        ("rq_new_received", "本年新收", "received"),
        ("rq_carried_in", "上年结转", "carried in"),
        *OUTCOMES,
    ]
    made = []
    for start, zh, en in shown:
        parts = [
            row for item, row in found.items() if item == start or (start.endswith("_") and item.startswith(start))
        ]
        if start == "rq_other" and not parts:  # the form of 2021 divides it
            parts = [row for item, row in found.items() if item.startswith("rq_other_")]
        if parts:
            made.append(Row(Names(zh, en), tuple(_number(part) for part in parts)))
    return Panel(
        "outcomes",
        "flow",
        Names("申请的来龙去脉", "What becomes of requests"),
        Names(
            "各报告表格数之和, 照原表相加, 未作修正; 两边不等即表中收支不平或有格缺失",
            "sums of cells as printed; where the two sides differ, tables do not balance or lack cells",
        ),
        (),
        tuple(made),
        percent=False,
    )


def _coverage(rows: Sequence[Estimate], unreadable: int) -> Panel:
    """Reports by year: read, and those whose table of requests can be counted."""
    read = _grid((row for row in rows if row.item == "units" or row.table == "tags"), "tags", lambda row: row.year)
    rates = _grid((row for row in rows if row.item == "consent"), "rates", lambda row: row.year)
    by_year = {group: row for (_, group), row in read.items()}
    made = []
    for year in sorted((y for y in by_year if y != ""), key=str):
        row, rate = by_year[year], rates.get(("consent", year))
        name = "—" if year is None else str(year)
        counts = (row.expected, row.read, rate.measured if rate else 0)
        made.append(Row(Names(name, name), tuple(_plain(count) for count in counts)))
    return Panel(
        "coverage",
        "coverage",
        Names("覆盖面", "Coverage"),
        Names(
            f"每年读到的报告, 以及申请表可用于算比率的; 无法读取的文件 {unreadable} 个",
            f"reports read of each year, and those whose table of requests gives rates; unreadable files: {unreadable}",
        ),
        (Names("应有", "expected"), Names("读到", "read"), Names("可算比率", "with rates")),
        tuple(made),
        percent=False,
    )


def _plain(count: int | None) -> Number | None:
    return None if count is None else Number("", float(count), None, None, float(count), None)
