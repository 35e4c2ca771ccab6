"""Time and wording (TM, RU): signature, statistical period, form and basis of another year, half-year words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from nlp.catalog.specs import RuleSpec
from nlp.document import Check
from nlp.spans import Span
from nlp.verify.facts import Facts

_DIGIT = "〇零一二三四五六七八九"
_SIGNED = re.compile(  # a line that holds nothing but a date
    r"[ \t|]*(?P<date>(?P<year>20\d\d|二[〇零][〇零一二三四五六七八九]{2}) ?年"
    r" ?(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2}) ?月"
    r" ?(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3}) ?日)[ \t|。)]*"
)
_PERIOD = re.compile(  # 自2021年1月1日起,至2021年12月31日止
    r"(?P<from>(?P<y1>20\d\d) ?年 ?(?P<m1>\d{1,2}) ?月 ?(?P<d1>\d{1,2}) ?日) ?起?[,、]?(?:至|到|—+|-|~) ?"
    r"(?P<to>(?:(?P<y2>20\d\d) ?年 ?)?(?P<m2>\d{1,2}) ?月 ?(?P<d2>\d{1,2}) ?日)"
)
_PERIOD_WORDS = re.compile(r"期限|时间|时限|统计|数据|起止|周期")
_BASIS = re.compile(r"〔(?P<year>20\d\d)〕 ?(?P<number>\d{1,3}) ?号")  # 国办公开办函〔2019〕60号
_SCHOOL_YEAR = re.compile(r"(?P<first>20\d\d) ?[-—–~至/]+ ?(?:20)?\d\d ?学年")  # 2021—2022学年
_HEAD = 120  # characters of a report without title in which its school year may stand
_HALF = "下半年"
_REACH = 20  # characters after it that tell a plan from a review
_PLANNED = re.compile(r"将|计划|打算|拟|力争|准备|继续|趋势")  # 下半年依申请公开将增加
_REVIEWED = re.compile(r"已|了|完成|以来|共")


def _period_of(facts: Facts, year: int) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """First and last day a report counts: of the calendar year, or of the school year it names (2021—2022学年)."""
    head = facts.report.title_span or facts.report.span
    school = _SCHOOL_YEAR.search(facts.text, head.start, min(head.end, head.start + _HEAD))
    if school is None:
        return (year, 1, 1), (year, 12, 31)
    first = int(school["first"])
    return (first, 9, 1), (first + 1, 8, 31)


def _number(text: str) -> int:
    """A day or month as written: 12, 十二, 三十一."""
    if text.isdigit():
        return int(text)
    tens, _, ones = text.rpartition("十")
    ten = 0 if "十" not in text else 10 * (_DIGIT.index(tens) - 1 if tens else 1)
    return ten + (_DIGIT.index(ones) - 1 if ones else 0)


def _year(text: str) -> int:
    return int(text) if text.isdigit() else int("".join(str(max(0, _DIGIT.index(c) - 1)) for c in text))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def signed(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for the date of signature: after the end of the year the report counts."""
    year = facts.report.year
    found = _signature(facts) if year is not None else None
    if year is None or found is None:
        return
    closes = date(*_period_of(facts, year)[1])
    span, when = found
    text = f"text:{span.start}-{span.end}"
    dates = {"expected": closes.isoformat(), "actual": when.isoformat()}
    if when > closes:
        yield facts.check(rule.code, "holds", "none", (text,), **dates)
    elif when.year == year and when <= closes:
        operands = (text, *_title_year(facts, year))
        yield facts.check(rule.code, "review", rule.level, operands, "before_period_ends", **dates)
    else:
        yield facts.check(rule.code, "not_checkable", "none", (text,), "other_year", **dates)


def _signature(facts: Facts) -> tuple[Span, date] | None:
    """The last date that stands alone on a line outside the tables."""
    text, span = facts.text, facts.report.span
    at = span.end
    while (at := text.rfind("日", span.start, at)) >= 0:
        start = max(text.rfind("\n", span.start, at) + 1, span.start)
        end = text.find("\n", at, span.end)
        match = _SIGNED.fullmatch(text, start, end if end >= 0 else span.end)
        if match is None:
            continue
        here = Span(match.start("date"), match.end("date"))
        when = _date(_year(match["year"]), _number(match["month"]), _number(match["day"]))
        if when is not None and not _in_table(facts, here):
            return here, when
    return None


def _in_table(facts: Facts, span: Span) -> bool:
    return any(kind == "table" and zone.covers(span) for kind, zone in facts.report.zones)


def _title_year(facts: Facts, year: int) -> tuple[str, ...]:
    title = facts.report.title_span
    at = facts.text.find(str(year), title.start, title.end) if title else -1
    return (f"text:{at}-{at + 5}",) if at >= 0 else ()


def period(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check for the statistical period named in the preamble: the calendar year of the report."""
    span, year = facts.report.span, facts.report.year
    if year is None:
        return
    for match in _PERIOD.finditer(facts.text, span.start, span.end):
        before = facts.text[max(span.start, match.start() - 24) : match.start()]
        if not _PERIOD_WORDS.search(before):
            continue
        start = (int(match["y1"]), int(match["m1"]), int(match["d1"]))
        end = (int(match["y2"] or match["y1"]), int(match["m2"]), int(match["d2"]))
        operands = tuple(f"text:{match.start(g)}-{match.end(g)}" for g in ("from", "to"))
        wanted = _period_of(facts, year)
        found = tuple("..".join(f"{y}-{m:02}-{d:02}" for y, m, d in dates) for dates in (wanted, (start, end)))
        if (start, end) == wanted:
            yield facts.check(rule.code, "holds", "none", operands, "", None, *found)
        else:
            yield facts.check(rule.code, "review", rule.level, operands, "period_differs", None, *found)
        return


def template(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check that the form of the tables is the one in use for the report's year."""
    form, year = facts.form, facts.report.year
    table = next((t for t in facts.report.tables if t.form and t.cells), None)
    if form is None or year is None or table is None:
        return
    first, last = form.years
    head = facts.text[table.span.start : table.span.end].find("\n")
    end = table.span.start + head if head > 0 else table.span.end
    operands = (f"text:{table.span.start}-{end}", *_title_year(facts, year))
    fits = first <= year <= (last or year)
    expected = next((f.id for f in facts.catalog.forms.values() if f.years[0] <= year <= (f.years[1] or year)), "")
    if fits:
        yield facts.check(rule.code, "holds", "none", operands, "", None, form.id, form.id)
    elif expected:
        yield facts.check(rule.code, "review", rule.level, operands, "form_of_other_year", None, expected, form.id)


def basis(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A check that the notice on the format, where cited, is the one in force for the report's year."""
    year = facts.report.year
    if year is None:
        return
    notices: dict[str, tuple[int, int | None]] = {}
    for form in facts.catalog.forms.values():
        cited = _BASIS.search(form.basis)
        if cited and "公开办" in form.basis:
            notices[cited["year"] + cited["number"]] = form.years
    for match in _BASIS.finditer(facts.text, facts.report.span.start, facts.report.span.end):
        years = notices.get(match["year"] + match["number"])
        if years is None or "公开办" not in facts.text[max(0, match.start() - 8) : match.start()]:
            continue
        operands = (f"text:{match.start()}-{match.end()}", *_title_year(facts, year))
        first, last = years
        if last is not None and year > last:
            yield facts.check(rule.code, "review", rule.level, operands, "basis_outdated", None, "", match.group())
        elif year >= first:
            yield facts.check(rule.code, "holds", "none", operands, "", None, "", match.group())
        return


def half_year(rule: RuleSpec, facts: Facts) -> Iterator[Check]:
    """A note for plans for the second half of the year in a report on the whole year."""
    at = facts.report.span.start
    while (at := facts.text.find(_HALF, at, facts.report.span.end)) >= 0:
        end = at + len(_HALF)
        after = facts.text[end : end + _REACH].partition("。")[0]
        if _PLANNED.search(after) and not _REVIEWED.search(after):
            operands = (f"text:{at}-{end}",)
            yield facts.check(rule.code, "review", rule.level, operands, "half_year", None, "", _HALF)
        at = end
