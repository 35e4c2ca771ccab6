"""What the words around a figure say of it: its clause, role, year and scope, and whether it is a part."""

import re
from bisect import bisect_left
from operator import itemgetter

from nlp.document import Report
from nlp.values.mentions import CLAUSE_LONGEST, CLAUSE_STOP, Mention

_LONGEST = 600
_SENTENCE = re.compile(r"[。!！?？\n]")

_LIST_NOUN = (  # 三个重要环节, 等17个专栏
    r"[\u4e00-\u9fff]{0,4}?(?:方面|部分|环节|领域|类别|板块|版块|栏目|专栏|层面|维度|渠道|步骤|阶段|要素|层次|专题|模块|大类|途径|类型|重点|机制)"
)
_CLOSES_LIST = re.compile(_LIST_NOUN)
_LIST_UNITS = frozenset(
    ("方面", "部分", "环节", "领域", "类别", "板块", "版块", "类", "大类", "小类", "阶段", "步骤", "渠道", "种")
)
_ACT_UNITS = frozenset((*"条篇次期场人份户元", "人次", "件次", "条次", "篇次"))
_ENUMERATION = re.compile(r"、|》《|[\u4e00-\u9fff](?:和|及|以及|与)[\u4e00-\u9fff]")
_OPENS_LIST = re.compile(r"[\u4e00-\u9fff]{0,8}(?::|[,。]?(?:一是|其一|第一|\(一\)|1\.))")
_BODIES = re.compile(  # 7个县区, 43家市直单位, 6个县(市、区)
    r"[市区县省州直级属各个相关有责任]{0,5}(?:县(?:\(市、区\)|区|市)?|区县?(?!域)|乡镇|镇街?|街道|部门|单位|村|社区|科室|处室"
    r"|机关|(?:政府)?网站|试点领域|省|市(?!场))(?!建设|开展|信息)"
)
_PLACES = frozenset((*"省市县区镇乡村", "县区", "街道", "社区", "部门", "单位"))
_ELAPSED = re.compile(r"平均|用时|缩短|压缩|提前|时长|共计?$|累计")
_SHARE = re.compile(r"占|比例|比重")
_RATE_CHANGE = re.compile(  # 降幅24.1%
    r"(?:(?P<up>增长率|增速|增幅|涨幅|升幅)|(?P<down>降幅|减幅|跌幅|下降率)|同比|环比)[^,;。]{0,4}$"
)

_NAME = (  # 2021年部门决算, 2035年远景目标纲要
    r"[^,;。\d年]{0,6}(?:预算|决算|年度报告|规划|纲要|行动计划|工作要点|实施方案|远景目标)"
)
_YEAR_LONGEST = 16  # 比2019 年——2020 学年, up to its 年
_YEAR = re.compile(
    r"(?=[比较与相12上去今本明下])"
    r"(?P<versus>[比较与]|相比)?"
    r"(?:(?:(?P<opens>(?:19|20)\d\d) ?年?(?:——|[-~—–至/、]) ?)?(?P<closes>(?:19|20)\d\d) ?学年(?:度)?"
    r"|(?P<year>(?:19|20)\d\d) ?年(?:度)?(?! ?\d{1,2} ?月)(?!.{0,3}(?:结转|转结|遗留|顺延))"
    rf"(?!{_NAME})"
    r"|(?P<last>上(?:一)?学?年(?:度)?|去年)(?!.{0,3}(?:结转|转结|遗留|顺延|未办结))|(?P<this>今年|本学?年度?)"
    r"|(?P<next>明年|下(?:一)?学?年(?:度)?))"
)
_OTHERS = re.compile(r"(?:\([^()\n]{1,40}\))?(?:同期|同比)?的?[(（]?\d")
_ATTACHED = re.compile(r"(?:\([^()\n]{1,40}\))?(?:同期|同比)?的?[(（]?$")  # 2008年(5月1日至12月31日)的9514条
_GROWS = re.compile(r"[^,;。]{0,2}(?:增加|上升|提高|增长|减少|下降|降低|提升|扩大|降|升|增)")
_SERIES = re.compile(r"[由从](?:(?:19|20)\d\d年(?:度)?|上年|去年)?的?[^,;。]{0,6}$")
_FUTURE = re.compile(
    r"明年|下一步|今后|接下来|力争|争取(?!到)|拟(?=[举组开召建])"
    r"|计划(?=[举组开召建在于新]|20\d\d)|将(?=[举组开召新建])|下一年度?(?!继续|办理|答复)"
)
_OWED = re.compile(r"结转|顺延|延续")
_CARRIED = re.compile(r"(?:结转|转结|续办|办理|延续|顺延|延期|转办|转|承接)(?:至|到|入)?$")

_OTHER = re.compile(
    r"(?=[代受替市区县省其含协全])(?:(?:代|受|替)[^,;。\d]{0,8}(?:政府|机关|办公室)(?:委托)?办理|代表.{0,8}(?:政府|机关)"
    r"|[市区县省](?:人民)?(?:政府)?本级|其中.{0,8}?(?:[局委厅院]|(?<![主会分承协联督交转自])办)\d|含.{1,10}?(?:[局委厅院]|(?<![主会分承协联督交转自])办)|协助"
    r"|全[市县区省州盟旗系][^,;。\d]{0,2}其[他它余])"
)
_AREA = re.compile(
    r"(?=[全市县区省直各所下])(?:(?<!对)(?<!面向)(?<!涉及)(?<!含)(?<!包括)全(?:市|县|区|省|州|盟|旗|镇|乡|系统|街道)(?!干部|台|局)"
    r"|(?<!含)(?<!包括)[市县区省]?直?各(?:县|区|乡|镇|部门|单位|级|市|街道)|[县区市]各|所属(?:各)?单位"
    r"|(?<![及和与含括])[下直所]属[^,;。]{0,8}(?:单位|机构|[支大]队|中心|分局|企业))"
)
_OWN = re.compile(
    r"(?=[本我局])(?:(?<!不属于)(?<!不归)(?<!非)[本我](?!机关不)"
    r"(?:局|机关|单位|委|厅|办|部门|院|中心|行|校|馆|队|站|处|科|所|会|街道|镇|乡)|局机关|(?<![市县区省府])本级)"
)
_BODY = re.compile(  # 市公安局受理45件
    r"(?P<body>[\u4e00-\u9fff]{1,14}(?<![我本各该全])(?:局|委员会|委|厅|办公室|政府|镇|乡|街道|办事处|管委会|[级直](?:部门|单位)))"
    r"(?:[,共]|全年|本年度?|今年|累计|直接)*(?:未?收到|未?受理|办理|答复|新收|接[收到]|办结|作出)"
)
_ACTING = re.compile(  # how the words of _BODY end: a cheap sign that there may be one
    r"[局会委厅室政府镇乡道处门位](?:[,共]|全年|本年度?|今年|累计|直接)*(?:未?收到|未?受理|办理|答复|新收|接[收到]|办结|作出)"
)
_SCOPES = (("area", _AREA), ("own", _OWN), ("other", _OTHER))
_PARTLY = re.compile(  # alternatives that begin with their own characters: a search looks nowhere else
    "协助|部分(?:乡镇|单位|部门|科室)|上半年|下半年|第[一二三四]季度|一季度|二季度|三季度|四季度"
    "|每[日天周月年季]|日均|月均|年均|平均|以来|历年"
)
_MONTHS = re.compile(  # 6月份, 1-6月, 5个工作日内
    r"(?<![\d月至到~—–-])1?\d月(?:份)?(?![\d月至到~—–底末-])|1[-~—至](?:[2-9]|1[01])月|\d个?工作日内"
)


def stops(text: str, low: int, high: int) -> list[int]:
    """Where the sentences of a stretch of text end."""
    return [stop.start() for stop in _SENTENCE.finditer(text, low, high)]


def sentence_bounds(ends: list[int], position: int, low: int, high: int) -> tuple[int, int]:
    """The sentence around a position, by where sentences end; no more than _LONGEST of it in a text without stops."""
    at = bisect_left(ends, position)
    start = ends[at - 1] + 1 if at else low
    stop = ends[at] if at < len(ends) else high
    return max(start, position - _LONGEST), min(stop, position + _LONGEST)


class Sentence:
    """One sentence and what was found in it once for all its figures; every position counts the text."""

    __slots__ = ("_acts", "_future", "_parts", "_scopes", "_stops", "_years", "high", "low", "report", "text")

    def __init__(self, text: str, low: int, high: int, report: Report) -> None:
        self.text, self.low, self.high, self.report = text, low, high, report
        self._stops = [stop.start() for stop in CLAUSE_STOP.finditer(text, low, high)]
        first = text.find("年", low, high)
        self._years = list(_YEAR.finditer(text, max(low, first - _YEAR_LONGEST), high)) if first >= 0 else []
        plan = _FUTURE.search(text, low, high)
        self._future = plan.end() if plan else high  # where the first word of a plan ends
        self._parts = [match.span() for match in _PARTLY.finditer(text, low, high)]
        if text.find("月", low, high) >= 0 or text.find("工作日", low, high) >= 0:
            self._parts += [match.span() for match in _MONTHS.finditer(text, low, high)]
        scopes = [(*m.span(), name) for name, pattern in _SCOPES for m in pattern.finditer(text, low, high)]
        scopes.sort(key=itemgetter(0))  # where two begin together, the later kind stays last
        self._scopes = scopes
        self._acts = report.issuer is not None and _ACTING.search(text, low, high) is not None

    def bounds(self, start: int, end: int) -> tuple[int, int]:
        """Clause of a figure: from one comma, semicolon, colon or full stop to the next."""
        stops = self._stops
        before, after = bisect_left(stops, start), bisect_left(stops, end)
        first = stops[before - 1] + 1 if before else self.low
        last = stops[after] if after < len(stops) else self.high
        if first < start - CLAUSE_LONGEST:
            first = start - CLAUSE_LONGEST
        if last > end + CLAUSE_LONGEST:
            last = end + CLAUSE_LONGEST
        return first, last if last > end else end

    def year(self, mention: Mention) -> int | None:
        """Year a figure is about: that of the report unless the sentence names another before it.

        None for the starting point of a development (由8个增加到16个), whose year stays unsaid.
        """
        text, number, this = self.text, mention.start, self.report.year
        found = this
        if self._years:
            segment = max(self.low, text.rfind(";", self.low, number) + 1)
        for match in self._years:
            if match.end() > number:
                break
            if not match["this"] and _CARRIED.search(text, max(0, match.start() - 4), match.start()):
                continue  # 结转下年
            if match.start() < segment and not (match["year"] and match.start() - self.low <= 4):
                continue  # 上年 of an item before
            if _bracketed(text, match.start(), number):
                continue
            stated = _stated(match, this)
            attached = _ATTACHED.fullmatch(text, match.end(), number) is not None
            if attached and (mention.change or mention.unit in ("倍", "%")):  # 是2013年的1.5倍
                continue
            if attached:
                return stated
            if _OTHERS.match(text, match.end()):  # the 58 of 2019年的58件降至44件
                continue
            if not match["versus"] and not (match["last"] and text[match.end() : match.end() + 1] in "的"):
                found = stated
        near = number - 16 if number - 16 > self.low else self.low
        risen = text.find("由", near, number) >= 0 or text.find("从", near, number) >= 0
        if risen and _SERIES.search(text, near, number) and _GROWS.match(text, mention.end):
            return None
        return found

    def planned(self, mention: Mention, stated: int | None) -> bool:
        """Whether a figure is a goal: stated for a later year or after 下一步, 力争, 将举办."""
        this = self.report.year
        later = stated is not None and this is not None and stated > this
        if not later and self._future > mention.start:
            return False
        if mention.kind in ("duration", "frequency"):
            return False
        return _OWED.search(self.text, self.low, mention.start) is None

    def scope(self, start: int, number: int) -> str | None:
        """own | area | other, as said in the clause before the number, else earlier in the sentence."""
        if self._acts:
            body = _BODY.search(self.text, start, number)
            if body and not _same_body(body["body"], self.report.issuer or ""):
                return "other"
        for low in (start, self.low):
            found = None
            for first, last, name in self._scopes:
                if low <= first and last <= number:
                    if name == "other" and self.text.find(";", last, number) >= 0:
                        continue
                    found = name
            if found:
                return found
        return None

    def partial(self, start: int, number: int, generic: bool) -> bool:
        """Whether the wording makes the figure a selection: 其中 before what is not said more closely, 部分, 协助."""
        if generic and self.text.find("其中", start, number) >= 0:
            return True
        return any(start <= first and last <= number for first, last in self._parts)


def role(text: str, mention: Mention, start: int, window: int) -> str:
    """statistic | list_count | norm | context. `window` is where the words before the number begin."""
    unit, kind, number = mention.unit or "", mention.kind, mention.start
    if kind == "frequency":
        return "norm"
    if kind == "duration":
        counted = mention.quantity.bound in ("range", "exact") or _ELAPSED.search(text, start, number)
        return "statistic" if counted else "norm"
    if unit == "分" and text[number] in "最至":
        return "norm"
    if kind != "count":
        return "statistic"
    if _lists(text, mention, window):
        return "list_count"
    noun = text[mention.end : mention.end + 12]
    if unit in _PLACES or (unit in ("个", "家", "所") and _BODIES.match(noun)):
        return "context"
    return "statistic"


def _lists(text: str, mention: Mention, window: int) -> bool:
    """Whether a count closes or opens an enumeration: A、B、C三个方面, 以下三个方面:"""
    unit, number, end = mention.unit or "", mention.start, mention.end
    before = text[window:number].lstrip("、,和及与")
    if mention.quantity.bound != "exact" or unit in _ACT_UNITS:
        return False
    if before.endswith("等"):
        small = (mention.quantity.value or 0) <= 50 and _ENUMERATION.search(before) is not None
        return small or unit.startswith("大") or unit in _LIST_UNITS or _CLOSES_LIST.match(text, end) is not None
    named = (
        unit in _LIST_UNITS
        or unit.startswith("大")
        or (unit in ("个", "项") and _CLOSES_LIST.match(text, end) is not None)
    )
    if named and unit in ("方面", "部分"):
        return True
    if named and text.startswith(("方面", "部分"), end):
        return True
    if before.endswith(("以下", "下列")) and named:
        return True
    if named and _OPENS_LIST.match(text, end):
        return True
    closing = before[-1:] not in tuple("、共为有达:,了") and _ENUMERATION.search(before) is not None
    return closing and (named or (unit in ("个", "项") and "》" in before[-1:]))


def rate(text: str, mention: Mention, start: int, window: int) -> tuple[str, str | None]:
    """Kind (share, percent, change_percent) and direction of a percentage without a verb of change: 降幅24.1%."""
    change = _RATE_CHANGE.search(text, start, mention.start)
    if change:
        return "change_percent", "up" if change["up"] else "down" if change["down"] else None
    return ("share" if _SHARE.search(text, window, mention.start) else "percent"), None


def _bracketed(text: str, at: int, number: int) -> bool:
    """Whether a bracket around `at` closes before the number: 12件(含上年未审结5件),维持3件."""
    close = text.find(")", at, number)
    return close >= 0 and text.find("(", at, close) < 0


def _stated(match: re.Match[str], this: int | None) -> int | None:
    if match["closes"]:  # a school year is that of the report where either of its years is
        return this if this is not None and str(this) in (match["opens"], match["closes"]) else int(match["closes"])
    if match["year"]:
        return int(match["year"])
    if this is None:
        return None
    return this - 1 if match["last"] else this + 1 if match["next"] else this


def _same_body(body: str, issuer: str) -> bool:
    """Whether a body named in a clause is the issuer itself: 市林业局 in the report of 广元市林业局."""
    return issuer in body or any(issuer.endswith(body[at:]) for at in range(len(body) - 2))
