"""What the words around a figure say of it: its clause, role, year and scope, and whether it is a part."""

import re

from nlp.document import Report
from nlp.values.mentions import Mention, clause_end, clause_start

_LONGEST = 600
_SENTENCE = re.compile(r"[。!！?？\n]")

_LIST_NOUN = (  # 三个重要环节, 等17个专栏
    r"[\u4e00-\u9fff]{0,4}?(?:方面|部分|环节|领域|类别|板块|版块|栏目|专栏|层面|维度|渠道|步骤|阶段|要素|层次|专题|模块|大类|途径|类型|重点)"
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
_YEAR = re.compile(
    r"(?P<versus>[比较与]|相比)?(?:(?P<year>(?:19|20)\d\d) ?年(?:度)?(?! ?\d{1,2} ?月)(?!.{0,3}(?:结转|转结|遗留|顺延))"
    rf"(?!{_NAME})"
    r"|(?P<last>上(?:一)?年(?:度)?|去年)(?!.{0,3}(?:结转|转结|遗留|顺延|未办结))|(?P<this>今年|本年度?)"
    r"|(?P<next>明年|下(?:一)?年(?:度)?))"
)
_OTHERS = re.compile(r"(?:同期|同比)?的?[(（]?\d")
_ATTACHED = re.compile(r"(?:同期|同比)?的?[(（]?$")
_SERIES = re.compile(r"[由从](?:(?:19|20)\d\d年(?:度)?|上年|去年)?的?[^,;。]{0,6}$")
_FUTURE = re.compile(
    r"明年|下一步|今后|接下来|力争|争取(?!到)|拟(?=[举组开召建])|计划(?=[举组开召建在于新]|20\d\d)|将(?=[举组开召新建])"
    r"|下一年度?(?!继续|办理|答复)"
)
_OWED = re.compile(r"结转|顺延|延续")
_CARRIED = re.compile(r"(?:结转|转结|续办|办理|延续|顺延|延期|转办|转|承接)(?:至|到|入)?$")

_OTHER = re.compile(
    r"(?:代|受|替)[^,;。\d]{0,8}(?:政府|机关|办公室)(?:委托)?办理|代表.{0,8}(?:政府|机关)|[市区县省](?:人民)?(?:政府)?本级|其中.{0,8}[局委办厅院]\d|含.{1,10}[局委办厅院]|协助"
)
_AREA = re.compile(
    r"(?<!对)(?<!面向)(?<!涉及)全(?:市|县|区|省|州|盟|旗|镇|乡|系统|街道)(?!干部|台|局)|[市县区省]?直?各(?:县|区|乡|镇|部门|单位|级|市|街道)|[县区市]各"
    r"|所属(?:各)?单位"
)
_OWN = re.compile(
    r"(?<!不属于)(?<!不归)(?<!非)(?:本|我)(?!机关不)(?:局|机关|单位|委|厅|办|部门|院|中心|行|校|馆|队|站|处|科|所|会|街道|镇|乡)|局机关"
)
_BODY = re.compile(  # 市公安局受理45件
    r"(?P<body>[\u4e00-\u9fff]{1,14}(?<![我本各该])(?:局|委员会|委|厅|办公室|政府|镇|乡|街道|办事处|管委会))"
    r"(?:[,共]|全年|本年度?|今年|累计|直接)*(?:未?收到|未?受理|办理|答复|新收|接[收到]|办结|作出)"
)
_SCOPES = (("area", _AREA), ("own", _OWN), ("other", _OTHER))
_PARTLY = re.compile(
    r"协助|部分(?:乡镇|单位|部门|科室)|[上下]半年|第?[一二三四]季度|每[日天周月年季]|[日月年]均|平均|以来|历年"
    r"|(?<![\d月至到~—–-])1?\d月(?:份)?(?![\d月至到~—–底末-])|1[-~—至](?:[2-9]|1[01])月|\d个?工作日内"
)


def sentence_bounds(text: str, position: int, low: int, high: int) -> tuple[int, int]:
    """The sentence around a position, within `[low, high)`; no more than _LONGEST of it in a text without stops."""
    start = low = max(low, position - _LONGEST)
    high = min(high, position + _LONGEST)
    for mark in "。!！?？\n":
        start = max(start, text.rfind(mark, start, position) + 1)
    stop = _SENTENCE.search(text, position, high)
    return start, stop.start() if stop else high


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
    before = text[window:number]
    if mention.quantity.bound != "exact" or unit in _ACT_UNITS:
        return False
    if before.endswith("等"):
        small = (mention.quantity.value or 0) <= 50 and _ENUMERATION.search(before) is not None
        return small or unit.startswith("大") or unit in _LIST_UNITS or _CLOSES_LIST.match(text, end) is not None
    named = unit in _LIST_UNITS or unit.startswith("大") or (unit == "个" and _CLOSES_LIST.match(text, end) is not None)
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


def year(text: str, mention: Mention, sentence: int, report: Report) -> int | None:
    """Year a figure is about: that of the report unless the sentence names another before it.

    None for the starting point of a development (由8个增加到16个), whose year stays unsaid.
    """
    this = report.year
    number = mention.start
    found = this
    segment = max(sentence, text.rfind(";", sentence, number) + 1)
    for match in _YEAR.finditer(text, sentence, number):
        if not match["this"] and _CARRIED.search(text, max(0, match.start() - 4), match.start()):
            continue  # 结转下年
        if match.start() < segment and not (match["year"] and match.start() - sentence <= 4):
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
    if _SERIES.search(text, max(sentence, number - 16), number) and re.match(
        r"[^,;。]{0,2}(?:增加|上升|提高|增长|减少|下降|降低|提升|扩大|降|升|增)", text[mention.end : mention.end + 8]
    ):
        return None
    return found


def _bracketed(text: str, at: int, number: int) -> bool:
    """Whether a bracket around `at` closes before the number: 12件(含上年未审结5件),维持3件."""
    close = text.find(")", at, number)
    return close >= 0 and text.find("(", at, close) < 0


def _stated(match: re.Match[str], this: int | None) -> int | None:
    if match["year"]:
        return int(match["year"])
    if this is None:
        return None
    return this - 1 if match["last"] else this + 1 if match["next"] else this


def planned(text: str, mention: Mention, sentence: int, stated: int | None, report: Report) -> bool:
    """Whether a figure is a goal: stated for a later year or after 下一步, 力争, 将举办."""
    if mention.kind in ("duration", "frequency") or _OWED.search(text, sentence, mention.start):
        return False
    later = stated is not None and report.year is not None and stated > report.year
    return later or _FUTURE.search(text, sentence, mention.start) is not None


def scope(text: str, start: int, number: int, sentence: int, issuer: str | None) -> str | None:
    """own | area | other, as said in the clause before the number, else earlier in the sentence."""
    body = _BODY.search(text, start, number)
    if body and issuer and not _same_body(body["body"], issuer):
        return "other"
    for low in (start, sentence):
        nearest, found = -1, None
        for name, pattern in _SCOPES:
            for match in pattern.finditer(text, low, number):
                if name == "other" and ";" in text[match.end() : number]:
                    continue
                if match.start() >= nearest:
                    nearest, found = match.start(), name
        if found:
            return found
    return None


def _same_body(body: str, issuer: str) -> bool:
    """Whether a body named in a clause is the issuer itself: 市林业局 in the report of 广元市林业局."""
    return issuer in body or any(issuer.endswith(body[at:]) for at in range(len(body) - 2))


def partial(text: str, start: int, number: int, generic: bool) -> bool:
    """Whether the wording makes the figure a selection: 其中 before what is not said more closely, 部分, 协助."""
    if generic and "其中" in text[start:number]:
        return True
    return _PARTLY.search(text, start, number) is not None
