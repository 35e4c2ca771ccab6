"""Claims: figures that say something of cells. Which cells, whether they agree, and why they may not mean the same."""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct

from nlp.document import Figure
from nlp.quantities import Interval
from nlp.verify.facts import Facts, for_each_figure, once
from nlp.verify.tally import tally

RECEIVED = "rq_new_received"
DISPOSED = "rq_total_processed"
OUTCOMES = ("rq_granted", "rq_partial", "rq_disclosed", "rq_denied", "rq_unable", "rq_refused", "rq_other", "rq_reply")
MONEY = {"元": Decimal(1), "万元": Decimal(10**4), "亿元": Decimal(10**8)}

_SCALED = re.compile(r"(\d+)(?:\.(\d+))?\s*(万|亿)?")  # 26.8万条
_DECIDED = ("_decisions", "_issued", "_in_force", "_repealed")  # cells that count acts, not publications
_DOCUMENTS = ("ad_normdoc", "ad_rule")
_STOCKS = ("_public_total", "_in_force")
_MARKS = re.compile(r"[,;]")
_REACH = 30  # characters around a figure that can change what it counts
_AMONG_THEM = re.compile(  # 46件,其中涉及信息公开的2件; 57件,涉及本办公室的3件
    r"^[,(]?(?:其中[^。;]{0,20}(?:信息公开|公开(?:政府)?信息)|(?:其中)?[^。;,]{0,4}涉及?(?:本|我))"
)
_EACH = re.compile(r"各(?:自|设|建|有|开|办|举)?[^,。;、]{0,8}$")  # 便民中心和文化站各设查阅点1个
_SOME = re.compile(r"中有|[对将把向给]$")  # 12个查阅点中有3个, 对3个查阅点重新选址
_PUBLISHED = re.compile(r"公开|公告|公示|发布")  # 公开采购信息34条,涉及金额1200万元
_UPDATED = re.compile(r"^(?!.*(?:公开|发布|公示|公布)).*(?:更新|推送|转载|转发|编发|上传)")  # 网站更新信息1200条
_PLACES = ("sv_access", "sv_offices")
_AT_A_PLACE = re.compile(r"在[^,。;、]{2,14}(?:设立|设置|设有|设)[^,。;]{0,4}$")  # 在政务中心设立1个查阅点
_OTHER_KIND = re.compile(  # 复议2件,均为行政执法类,不涉及政府信息公开; 12件、诉讼8件,其中涉及信息公开的分别为4件
    r"不涉及(?:政府)?信息公开|(?:与|和)(?:政府)?信息公开(?:工作)?无关|其中[^。;]{0,6}(?:涉及|因|关于)[^。;]{0,4}信息公开"
)
_DECIDES = re.compile(r"作为(?:行政)?复议机关|(?:行政)?复议机构")  # the office decides the reviews
_SKELETON = re.compile(r"[\d.,%\s]|[〇零一二两三四五六七八九十百千万亿]|年|全|度")
_DISCLOSURE = re.compile(r"公开")
_ENDED = re.compile(r"^[的并而]*(?:被|判决|依法)*(?:纠错|纠正|败诉|撤销|变更|责令|问责)")  # 未被行政复议纠错
_YEARS = re.compile(  # 五年来累计受理, 近三年累计
    r"年(?<!今年)来|以(?<!今年以)来|期间|历年|历次|自20\d\d年|十[二三四]五|近[两二三四五六七八九十\d]{1,2}年"
)
_YEAR_RANGE = re.compile(  # 2021年至2023年依次收到
    r"20\d\d年?度?[至到~—-]20\d\d年(?![\d学])(?![^。;]*(?:其中|今年|本年))"
)
_SO_FAR = re.compile(r"截[至止][^。;]{0,16}[底日末前][^。;]{0,12}累计")  # 截至2017年底,网站累计发布
_IN_TIME = re.compile(r"(?:按期|按时|及时|如期|限期|期限)[^,。;、]{0,6}$")  # 按期答复19件
_OF_MONTH = re.compile(
    r"(?<!\d)\d{1,2}月份?(?:新收|收到|接到|接收|受理|共收)[^,。;]{0,10}$|另有[^,。;]{0,16}$"
)  # 12月份收到2件
_BY_CHANNEL = re.compile(  # 通过邮箱收到14件, 其他渠道收到10件
    r"(?:通过|经由?|以|从)(?![^,。;]*[、等])[^,。;]{0,14}(?:方式|渠道|平台|邮箱|邮件|窗口|EMS|信箱|系统|途径)[^,。;]{0,8}$"
    r"|其[他它](?:方式|渠道|途径)[^,。;]{0,6}$"
)
_INSTANCE = re.compile(r"(?:一审|二审|再审|申诉)[^,。;、]{0,4}$")  # 行政诉讼一审1件
_UNDECIDED = re.compile(r"^(?:正?在审|待审|未结|尚在|尚未|仍在|已审结|已结案|审理)")  # 1件在审
_WITHDRAWN = re.compile(r"撤回|撤销申请|主动撤|放弃申请")


class Fit(Struct, frozen=True):
    """A reading of a claim, the cells it sums, what they amount to, and the tally's mode."""

    reading: str
    cells: tuple[str, ...]
    amount: Decimal
    mode: str


class Weighed(Struct, frozen=True):
    """A claim held against the cells of all its readings.

    fit: the first reading that agrees, strictly if one does. unsure: why a reading can't be judged.
    missed: amounts of the readings that do not agree. blank: some of them only with blanks as 0.
    """

    readings: tuple[tuple[str, tuple[str, ...]], ...]
    fit: Fit | None = None
    unsure: str = ""
    missed: tuple[Decimal, ...] = ()
    blank: bool = False


@once
def claims(facts: Facts) -> dict[str, list[Figure]]:
    """Figures with a counterpart in this form, by the rule that compares them."""
    found: dict[str, list[Figure]] = {}
    for figure in facts.figures:
        if figure.readings and figure.role == "statistic":
            found.setdefault(_rule_of(facts, figure), []).append(figure)
    return found


def _rule_of(facts: Facts, figure: Figure) -> str:
    first = figure.readings[0]
    if facts.form is not None and not any(map(facts.expand, figure.readings)):
        return "TT112"
    if other_year(facts, figure):
        return "TT113"
    if cross(facts, figure):
        return "TT110"
    if figure.bound == "zero_statement":
        return "TT103"
    if figure.unit in MONEY:
        return "TT105"
    if figure.bound != "exact":
        return "TT102"
    if "@" in first and not first.endswith("@total"):
        return "TT106"
    if first.startswith(OUTCOMES):
        return "TT107"
    if first.startswith(("ch_", "rq_channel")):
        return "TT108"
    return "TT104" if len(figure.readings) > 1 and first.startswith(RECEIVED) else "TT101"


def other_year(facts: Facts, figure: Figure) -> bool:
    """Whether a figure states another year than the report is about."""
    return None not in (figure.year, facts.report.year) and figure.year != facts.report.year


def cross(facts: Facts, figure: Figure) -> str:
    """Why a claim and its cells do not mean quite the same, "" where they do. Such a claim is never an error."""
    first = figure.readings[0]
    before = sentence_before(facts, figure)
    if _years(facts, figure, before):
        return "years"
    if figure.clause and "各" in before and _EACH.search(facts.text, figure.clause.start, figure.span.start):
        return "each"
    if _SOME.search(before, max(0, len(before) - 4)):
        return "some"
    if figure.partial or _is_stage(facts, figure, before):
        return "partial"
    if figure.scope == "other" or _scope_differs(facts, figure):
        return "scope"
    if figure.verb == "publish" and first.partition("@")[0].endswith(_DECIDED):
        return "verb"
    if first.startswith("ad_procure") and _PUBLISHED.search(before):
        return "verb"
    if first.startswith(("ch_", "ad_info")) and _UPDATED.search(_clause(facts, figure)):
        return "vocabulary"
    if first.startswith(_PLACES) and _AT_A_PLACE.search(facts.text, max(0, figure.span.start - 20), figure.span.start):
        return "some"
    if facts.form is not None and figure.indicator and not _in_form(facts, figure):
        return "vocabulary"
    if first.startswith(_DOCUMENTS) and not first.endswith(_STOCKS) and "累计" in _clause(facts, figure):
        return "stock"
    if "截" in before and _SO_FAR.search(before):
        return "stock"
    return "broader" if _is_broader(facts, figure, before) else ""


def sentence_before(facts: Facts, figure: Figure) -> str:
    """The words of a sentence up to a figure."""
    text, end = facts.text, figure.span.start
    return text[max(text.rfind("。", 0, end), text.rfind("\n", 0, end)) + 1 : end]


def rest_of_sentence(facts: Facts, figure: Figure) -> str:
    """The words of a sentence after a figure."""
    end = facts.text.find("。", figure.span.end)
    line = facts.text.find("\n", figure.span.end)
    return facts.text[figure.span.end : min(e for e in (end, line, len(facts.text)) if e >= 0)]


def _is_stage(facts: Facts, figure: Figure, before: str) -> bool:
    """Whether a number tells of one stage or instance: 按期答复19件, 行政诉讼一审1件, 1件在审."""
    first, at = figure.readings[0], figure.span
    if first.startswith(RECEIVED):
        clause = _MARKS.split(before)[-1]
        return bool(("月" in clause or "另" in clause) and _OF_MONTH.search(clause)) or bool(_BY_CHANNEL.search(clause))
    if first.startswith(DISPOSED):
        return _IN_TIME.search(facts.text, max(0, at.start - 12), at.start) is not None
    if not first.startswith("rl_"):
        return False
    instance = _INSTANCE.search(facts.text, max(0, at.start - 8), at.start)
    return instance is not None or _UNDECIDED.match(facts.text[at.end : at.end + 6]) is not None


def _clause(facts: Facts, figure: Figure) -> str:
    return facts.quote(figure.clause or figure.span)


def skeleton(facts: Facts, figure: Figure) -> str:
    """A claim's clause without its numbers."""
    return _SKELETON.sub("", _clause(facts, figure))


def same_statement(facts: Facts, one: Figure, other: Figure) -> bool:
    """Whether two claims say the same in the same words, in two places."""
    return one.clause != other.clause and skeleton(facts, one) == skeleton(facts, other)


def _years(facts: Facts, figure: Figure, before: str) -> bool:
    """五年来累计受理1024件: more than one year."""
    start = figure.clause.start if figure.clause else figure.span.start
    if _YEARS.search(facts.text, max(0, start - 8), figure.span.start) is not None:
        return True
    return "20" in before and _YEAR_RANGE.search(before) is not None


def _scope_differs(facts: Facts, figure: Figure) -> bool:
    """An area's number in an office's report, or an office's own beside those of its area."""
    if figure.scope == "area":
        return facts.covers_area is not True
    return figure.scope == "own" and facts.covers_area is True and facts.tells_of_area


def _in_form(facts: Facts, figure: Figure) -> bool:
    assert facts.form is not None
    name = figure.indicator or ""
    return facts.expand(name) is not None or facts.expand(f"{name}@total") is not None


def _is_broader(facts: Facts, figure: Figure, before: str) -> bool:
    """复议46件,其中涉及信息公开的2件: the tables count the part. So does 复议 where nothing speaks of disclosure."""
    first = figure.readings[0]
    if first.startswith("sv_staff"):
        return not _DISCLOSURE.search(_clause(facts, figure)) and not _about_disclosure(facts, figure)
    if not first.startswith(("rl_", "ch_")):
        return False
    after = facts.text[figure.span.end : figure.span.end + _REACH].partition("。")[0]
    own = _DISCLOSURE.search(_clause(facts, figure))
    if _AMONG_THEM.search(after) and not own:
        return True
    if first.startswith("rl_") and (_OTHER_KIND.search(rest_of_sentence(facts, figure)) or _DECIDES.search(before)):
        return True
    if figure.bound == "zero_statement" and _ENDED.search(after):
        return True
    return first.startswith("rl_") and not own and not _about_disclosure(facts, figure)


def _about_disclosure(facts: Facts, figure: Figure) -> bool:
    """Whether the paragraph or a heading above it speaks of disclosure."""
    unit = facts.units.get(figure.unit_id)
    if unit is None:
        return True
    if any(_DISCLOSURE.search(title) for title in unit.path) or unit.role in ("requests_table", "disputes_table"):
        return True
    start = facts.text.rfind("\n", 0, figure.span.start) + 1
    return _DISCLOSURE.search(facts.text, start, figure.span.start) is not None


def withdrawn(facts: Facts, figure: Figure) -> bool:
    """Whether a count of answers stands beside withdrawn requests, which some count and others do not."""
    start = facts.text.rfind("\n", 0, figure.span.start) + 1
    end = facts.text.find("\n", figure.span.end)
    about = figure.readings[0].startswith((DISPOSED, "rq_closed", "rq_replied"))
    return about and _WITHDRAWN.search(facts.text, start, end if end >= 0 else len(facts.text)) is not None


def claimants(facts: Facts, figure: Figure) -> tuple[Figure, ...]:
    """Other figures of this year that claim the same first reading with another number, zeros and parts among them."""
    alike = _by_first_reading(facts).get(figure.readings[0], ())
    return tuple(f for f in alike if (f.low, f.high) != (figure.low, figure.high))


@once
def _by_first_reading(facts: Facts) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for code, some in claims(facts).items():
        for claim in some if code not in ("TT112", "TT113") else ():
            found.setdefault(claim.readings[0], []).append(claim)
    return found


def peers(facts: Facts, figure: Figure) -> tuple[Figure, ...]:
    """Claimants that state a number."""
    return tuple(f for f in claimants(facts, figure) if f.bound != "zero_statement")


@for_each_figure
def weigh(facts: Facts, figure: Figure) -> Weighed:
    """A claim held against the cells of its readings in this form; the same for every rule that asks."""
    assert facts.form is not None
    stated = amount_of(facts, figure)
    readings = tuple((reading, cells) for reading in _tried(figure) if (cells := facts.expand(reading)))
    lenient: Fit | None = None
    unsure = ""
    missed: dict[Decimal, None] = {}
    blank = False
    for reading, cells in readings:
        amount = tally(facts, cells)
        fitting = [a for a in amount.amounts if stated.contains(a)]
        if not amount.amounts:
            unsure = unsure or amount.reason
        elif len(fitting) == len(amount.amounts):
            fit = Fit(reading, cells, fitting[0], amount.mode)
            if amount.mode == "strict":
                return Weighed(readings, fit)
            lenient = lenient or fit
        elif fitting:
            unsure = unsure or "ambiguous_alignment"
        else:
            missed[amount.amounts[0]] = None
            blank = blank or amount.mode != "strict"
    return Weighed(readings, lenient, unsure, tuple(missed), blank)


def _tried(figure: Figure) -> tuple[str, ...]:
    """Readings to try: that nothing was received says nothing of what was carried in or disposed of."""
    nothing = figure.bound == "zero_statement" and figure.readings[0].startswith(RECEIVED)
    return figure.readings[:1] if nothing else figure.readings


@for_each_figure
def amount_of(facts: Facts, figure: Figure) -> Interval:
    """Amounts a figure can stand for, in the unit of its cells: printed roundings are intervals."""
    low, high = figure.low, figure.high
    written = facts.quote(figure.span)
    if figure.bound == "exact" and low is not None and low == high and not written.isdecimal():
        scaled = _SCALED.search(written.replace(",", ""))
        myriad = "" if figure.unit in ("万元", "亿元") else scaled and scaled[3]
        if scaled and (scaled[2] or myriad):
            step = Decimal(10 ** {"万": 4, "亿": 8}.get(myriad or "", 0)).scaleb(-len(scaled[2] or ""))
            low, high = low - step / 2, low + step / 2
    scale = MONEY.get(figure.unit or "")
    if scale is None:
        return Interval(low, high)
    return Interval(low, high).scale(scale / MONEY["万元"])  # money cells are in 万元
