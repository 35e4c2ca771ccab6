"""Whether a claim and its cells mean the same: other years, stages, scopes, verbs and broader matters."""

from __future__ import annotations

import re

from nlp.document import Figure
from nlp.verify.facts import Facts

RECEIVED = "rq_new_received"
DISPOSED = "rq_total_processed"

_DECIDED = ("_decisions", "_issued", "_in_force", "_repealed")  # cells that count acts, not publications
_DOCUMENTS = ("ad_normdoc", "ad_rule")
_STOCKS = ("_public_total", "_in_force")
_MARKS = re.compile(r"[,;]")
_REACH = 30  # characters around a figure that can change what it counts
_AMONG_THEM = re.compile(  # 46件,其中涉及信息公开的2件; 57件,涉及本办公室的3件
    r"^[,(]?(?:其中[^。;]{0,20}(?:信息公开|公开(?:政府)?信息)|(?:其中)?[^。;,]{0,4}涉及?(?:本|我)"
    r"|(?:与|和|属于?)(?:政府|政务)?信息公开(?:有关|相关|类|领域|方面))"
)
_EACH = re.compile(r"各(?![类种项])(?:自|设|建|有|开|办|举)?[^,。;、]{0,8}$")  # 便民中心和文化站各设查阅点1个
_TO_SOME = tuple("对将把向给")  # 对3个查阅点重新选址; and 12个查阅点中有3个
_PUBLISHED = re.compile(r"公开|公告|公示|发布")  # 公开采购信息34条,涉及金额1200万元
_MADE_KNOWN = re.compile(r"公开|公告|公示|公布|发布|信息|录入|上传|推送|归集|报送")  # 公示行政许可81条
_UPDATED = re.compile(r"更新|推送|转载|转发|编发|上传")  # 网站更新信息1200条
_RELEASED = re.compile(r"公开|发布|公示|公布")
_PLACES = ("sv_access", "sv_offices")
_AT_A_PLACE = re.compile(r"在[^,。;、]{2,14}(?:设立|设置|设有|设)[^,。;]{0,4}$")  # 在政务中心设立1个查阅点
_OTHER_KIND = re.compile(  # 复议2件,均为行政执法类,不涉及政府信息公开; 12件、诉讼8件,其中涉及信息公开的分别为4件
    r"不涉及(?:政府)?信息公开|(?:与|和)(?:政府)?信息公开(?:工作)?无关|其中[^。;]{0,6}(?:涉及|因|关于)[^。;]{0,4}信息公开"
)
_DECIDES = re.compile(r"作为(?:行政)?复议机关|(?:行政)?复议机构")  # the office decides the reviews
_SKELETON = re.compile(r"[\d.,%\s]|[〇零一二两三四五六七八九十百千万亿]|年|全|度")
_ENDED = re.compile(r"^[的并而]*(?:被|判决|依法)*(?:纠错|纠正|败诉|撤销|变更|责令|问责)")  # 未被行政复议纠错
_YEARS = re.compile(  # 五年来累计受理, 近三年累计
    r"年(?<!今年)(?<!一年)来|以(?<!今年以)来|期间|历年|历次|自20\d\d年|十[二三四]五|近[两二三四五六七八九十\d]{1,2}年"
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
    r"(?:通过|经由?|以|从)(?![^,。;]{0,400}[、等])[^,。;]{0,14}(?:方式|渠道|平台|邮箱|邮件|窗口|EMS|信箱|系统|途径)[^,。;]{0,8}$"
    r"|其[他它](?:方式|渠道|途径)[^,。;]{0,6}$"
)
_INSTANCE = re.compile(r"(?:一审|二审|再审|申诉)[^,。;、]{0,4}$")  # 行政诉讼一审1件
_CONCLUDED = re.compile(  # 已审结的7件, 审结行政复议7件
    r"(?:审结|结案|办结|判决)[的了]?(?:(?:政府)?信息公开)?(?:类|的)?(?:行政)?(?:复议|诉讼)?(?:案件)?(?:共)?$"
)
_UNDECIDED = re.compile(r"^(?:正?在审|待审|未结|尚在|尚未|仍在|已审结|已结案|审理)")  # 1件在审
_WITHDRAWN = re.compile(r"撤回|撤销申请|主动撤|放弃申请")
_BROADER = ("rl_", "ch_", "sv_")  # families whose numbers may count more than disclosure


def other_year(facts: Facts, figure: Figure) -> bool:
    """Whether a figure states another year than the report is about."""
    return None not in (figure.year, facts.report.year) and figure.year != facts.report.year


def cross(facts: Facts, figure: Figure) -> str:
    """Why a claim and its cells do not mean quite the same, "" where they do. Such a claim is never an error."""
    first, before = figure.readings[0], sentence_before(facts, figure)
    family = first[:3]
    if _years(facts, figure, before):
        return "years"
    if figure.clause and "各" in before and _EACH.search(facts.text, figure.clause.start, figure.span.start):
        return "each"
    if "中有" in before[-4:] or before.endswith(_TO_SOME):
        return "some"
    if figure.partial or _is_stage(facts, figure, before):
        return "partial"
    if figure.by == "p.closed.all":  # perhaps when the report was written, after the end of its year
        return "closed_since"
    if figure.scope is not None and (figure.scope == "other" or _scope_differs(facts, figure)):
        return "scope"
    if family == "ad_":
        if figure.verb == "publish" and first.partition("@")[0].endswith(_DECIDED):
            return "verb" if _MADE_KNOWN.search(before) else "verb_unsaid"
        if first.startswith("ad_procure") and _PUBLISHED.search(before):
            return "verb"
    if (family == "ch_" or first.startswith("ad_info")) and _only_updated(_clause(facts, figure)):
        return "updated"
    if family == "sv_" and first.startswith(_PLACES) and _AT_A_PLACE.search(before):
        return "some"
    if facts.form is not None and figure.indicator and not _in_form(facts, figure.indicator):
        return "vocabulary"
    if first.startswith(_DOCUMENTS) and not first.endswith(_STOCKS) and "累计" in _clause(facts, figure):
        return "stock"
    if "截" in before and _SO_FAR.search(before):
        return "stock"
    return "broader" if family in _BROADER and _is_broader(facts, figure, before) else ""


def _only_updated(clause: str) -> bool:
    return _UPDATED.search(clause) is not None and _RELEASED.search(clause) is None


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
    first = figure.readings[0]
    if first.startswith(RECEIVED):
        clause = _MARKS.split(before)[-1]
        return bool(("月" in clause or "另" in clause) and _OF_MONTH.search(clause)) or bool(_BY_CHANNEL.search(clause))
    if first.startswith(DISPOSED):
        return _IN_TIME.search(before[-12:]) is not None
    if not first.startswith("rl_"):
        return False
    after = facts.text[figure.span.end : figure.span.end + 6]
    if first.endswith("_total") and _CONCLUDED.search(before[-24:]):
        return True
    return _INSTANCE.search(before[-8:]) is not None or _UNDECIDED.match(after) is not None


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


def _in_form(facts: Facts, indicator: str) -> bool:
    return facts.expand(indicator) is not None or facts.expand(indicator + "@total") is not None


def _is_broader(facts: Facts, figure: Figure, before: str) -> bool:
    """复议46件,其中涉及信息公开的2件: the tables count the part. So does 复议 where nothing speaks of disclosure."""
    first = figure.readings[0]
    if first.startswith("sv_staff"):
        return "公开" not in _clause(facts, figure) and not _about_disclosure(facts, figure)
    after = facts.text[figure.span.end : figure.span.end + _REACH].partition("。")[0]
    own = "公开" in _clause(facts, figure)
    if _AMONG_THEM.search(after) and not own:
        return True
    if first.startswith("rl_") and not includes_the_cells(facts, figure):
        return True
    if figure.bound == "zero_statement" and _headed(facts, figure):
        return False
    return first.startswith("rl_") and not own and not _about_disclosure(facts, figure)


def includes_the_cells(facts: Facts, figure: Figure) -> bool:
    """Whether a number of disputes, if broader than the cells, counts theirs too; others' cases and stages do not."""
    after = facts.text[figure.span.end : figure.span.end + _REACH].partition("。")[0]
    if figure.bound == "zero_statement" and _ENDED.search(after):
        return False
    other = _OTHER_KIND.search(rest_of_sentence(facts, figure)) or _DECIDES.search(sentence_before(facts, figure))
    return other is None and not figure.partial


def _headed(facts: Facts, figure: Figure) -> bool:
    """Whether the heading is on reviews and lawsuits: below it, none at all is none on disclosure either."""
    unit = facts.units.get(figure.unit_id)
    return unit is not None and any("复议" in title or "诉讼" in title for title in unit.path)


def _about_disclosure(facts: Facts, figure: Figure) -> bool:
    """Whether the paragraph or a heading above it speaks of disclosure."""
    unit = facts.units.get(figure.unit_id)
    if unit is None:
        return True
    if any("公开" in title for title in unit.path) or unit.role in ("requests_table", "disputes_table"):
        return True
    start = facts.text.rfind("\n", 0, figure.span.start) + 1
    return facts.text.find("公开", start, figure.span.start) >= 0


def withdrawn(facts: Facts, figure: Figure) -> bool:
    """Whether a count of answers stands beside withdrawn requests, which some count and others do not."""
    start = facts.text.rfind("\n", 0, figure.span.start) + 1
    end = facts.text.find("\n", figure.span.end)
    about = figure.readings[0].startswith((DISPOSED, "rq_closed", "rq_replied"))
    return about and _WITHDRAWN.search(facts.text, start, end if end >= 0 else len(facts.text)) is not None
