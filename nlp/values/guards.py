"""Wordings that make a number another count than its noun says: less of it, more of it, or of another kind.

The words of `links` name what is counted; these look at the rest of the sentence, before an office is
blamed for a number that was never meant to stand in the table.
"""

import re

_OTHER_DISPUTES = re.compile(  # 复议12件,其中涉及政府信息公开4件; 与信息公开无关
    r"不涉及(?:政府)?信息公开|(?:与|和)(?:政府)?信息公开(?:工作)?(?:均)?无关|均为[^,;。]{1,12}类|非(?:政府)?信息公开类?"
    r"|其中,?(?:因|涉及)?(?:政府|政务)?信息公开"
)
_DECIDES = re.compile(r"审[理结](?:了|的|各类)?(?:行政)?复议|作为(?:行政)?复议机关|[一二三四五六七八九十再终]审")
_WIDER = re.compile(  # received, but not all of it counts
    r"(?:正式|实际|最终)受理|[不未]计入|[不未]纳入|纳入统计|剔除|不属于政府信息公开申请|有效申请|(?:不|未予|不予)受理"
)
_VIA = re.compile(r"(?:通过|经由?|借助)[^,;。\d]{2,20}$|其[他它](?:渠道|途径|方式)[^,;。\d]{0,4}$")
_CHANNEL = re.compile(r"(?:通过|经由?|借助)(?:各种|多种|各类)")
_DONE = re.compile(r"(?:办结|答复|办理|回复|办复)[^。;]{0,30}(?:其中|[(]含)[^。;]*$")
_FRESH = re.compile(r"(?:当年|本年|今年)度?新收|新收|(?:上年|去年)度?结转")
_GRANTED_TOO = re.compile(r"[,(](?:其中|含|包括)[^。;\d]{0,6}部分公开")
_INCLUDES = re.compile(r"\((?:其中)?(?:含|包括|包含)[^)]{0,60}(?:无法提供|不予处理|其[他它]|不予公开|部分公开)")
_ACTS_ON = re.compile(r"立案|受理|听证|撤销|免予|不予|查处|典型|案例|办事|指南|清单|裁量")
_GRANTS = re.compile(r"准予|不予(?:行政)?许可|退件|不予受理")
_NOTICES = re.compile(r"公开|发布|公示|公告|招标|投标")  # of tenders, whose number is no number of projects
_LISTED = re.compile(r"其中|[(](?:含|包括)")
_UNSAID = re.compile(  # 20件为自然人, 1件在审: what a number says of itself
    r"(?:[均都又也仍系是由为被的经以于在到来]|属于?|通过|正|尚|已)?(?!按时|按期|依法|全部|[均已都占较比]|办结|答复|办理|增[加长]|减少|[上提]升|下降|同比|相比|[0-9])[\u4e00-\u9fff]{2}"
)
_NARROW_DENIAL = re.compile(
    r"未按|不(?:及时|当|力|到位|规范|准确|满|服|作为|全面)|群体|集体|逾期|超期|超时|未答复|重大|恶意|违[法规]|败诉|错误|问题|新增|赔偿"
)

_PAPERS = re.compile(  # 答复26份文件
    r"(?:文件|公文|资料|材料|图纸|档案|复印件|(?:答复|告知|补正|决定)?[书函]|文书)(?!面)"
)
_WAIVED = re.compile(r"减免|免[征收]|停[征收]|取消|降低|减轻")
_FORWARDED = re.compile(r"转[送办交来]|移[送交]|(?:同一|某)[名个位]?申请人")
_OF_SOME = re.compile(  # 3件上年结转申请中,予以公开2件: outcomes of some requests only
    r"(?:结转|顺延|补正|延期|撤回|自然人|公民|法人|企业|网络|信函|当面|涉及)[^,。;\d]{0,14}中[,:]"
)

_YEARS = re.compile(  # 近三年累计收到66件, 历年公开
    r"近[两二三四五六七八九十几\d]{1,2}年|历年|(?:19|20)\d\d年(?:度)?[至到~—–-]{1,2}(?:19|20)\d\d年"
)
_WITHOUT = re.compile(r"不(?:含|包括|包含)|剔除|扣除")  # 其他处理(不含撤回)2件
_LESS = re.compile(r"[,(]{1,3}(?:其中)?不(?:含|包括|包含)")  # 25件(不含重复申请3件)
_INCLUDED = re.compile(r"[含括][^,;。]{0,12}$")  # 申请25件,含重复申请3件
_STOCK = re.compile(r"截[至止][^;。]{2,24}累计[^,;。\d]{0,16}$")  # 截至2016年底,累计公开5200条
_UPDATED = re.compile(r"更新")
_SPENT = re.compile(r"用于(?!(?:政府|政务)?(?:信息)?公开)|含|包括")  # 专项经费5万元,主要用于网站维护
_PLACED = re.compile(r"在[^,;。\d]{2,14}(?:设|建|开)[立置有]?(?:了)?$")  # 在政务服务中心设立1个
_PUNCTUAL = re.compile(r"(?:按期|按时|如期|及时|限期内|期限内)[^,;。\d]{0,6}$")
_TRAIT = re.compile(r"[为是系属]")
_SUMS_UP = re.compile(r"(?:共|共计|合计|总计|总共|两项合计|累计)$")

_MATTERS = re.compile(r"事项(?:共|有|为|共有|共计)?$")  # 行政处罚事项36项: kinds of matters, no decisions
_SOME_BODIES = re.compile(  # 申请量居前的是甲局104件、乙局77件,两家合计181件
    r"(?:[两二三四五六七八九十\d]{1,2}家|上述[^,;。]{0,8}|前[两二三四五六七八九十\d]{1,2}[位名])(?:合计|共计|共)$"
)

DISPUTED, DECIDED = "rl_", ("ad_license", "ad_penalty", "ad_coercion")
RECEIVED = "rq_new_received@"
OUTCOMES = ("rq_granted", "rq_partial", "rq_disclosed", "rq_denied", "rq_unable", "rq_refused", "rq_other")


def judge(text: str, low: int, window: int, start: int, end: int, high: int, address: str) -> str:
    """`keep`, `part` (another extent than the cell's) or `drop` (another thing) for a number of a sentence.

    `low` and `high` bound the sentence, `window` is where the words of the number begin, `address` its first
    reading.
    """
    segment = max(low, text.rfind(";", low, start) + 1)
    if address and text.find("年", segment, start) >= 0 and _YEARS.search(text, segment, start):
        return "drop"
    if address and (_WITHOUT.search(text, window, start) or _LESS.match(text, end, high)):
        return "part"
    if address and (_STOCK.search(text, segment, start) or _one_of_several(text, window, start, end, address)):
        return "part"
    if address.startswith("rq_") and _PAPERS.match(text, end, high):
        return "drop"
    if address.startswith(OUTCOMES) and _OF_SOME.search(text, segment, start):
        return "part"
    if address.startswith("sv_budget"):
        stop = text.find(";", end, high)
        return "part" if _SPENT.search(text, end, high if stop < 0 else stop) else "keep"
    if address.startswith("sv_staff") and "公开" not in text[low:high]:
        return "part"
    if address.startswith(DISPUTED):
        return _disputed(text, low, window, start, end, high)
    if address.startswith(RECEIVED):
        if _SOME_BODIES.search(text, segment, start) or _FORWARDED.search(text, window, start):
            return "part"
        stop = text.find(";", end, high)
        if _WIDER.search(text, end, high if stop < 0 else stop):
            return "part"
        if _VIA.search(text, window, start) and not _CHANNEL.search(text, window, start):
            return "part"
    if address.startswith(("rq_new_received@", "rq_carried_in@")) and _DONE.search(text, segment, start):
        return "part" if _FRESH.search(text, window, start) else "keep"
    if address.startswith(("rq_denied_total", "rq_unable_total", "rq_other", "rq_refused_total")):
        return "part" if _INCLUDES.match(text, end, high) else "keep"
    if address.startswith(DECIDED) and text[end - 1 : end] == "项" and _MATTERS.search(text, window, start):
        return "drop"
    if address.startswith(DECIDED) and (_ACTS_ON.search(text, window, start) or _GRANTS.search(text, end, high)):
        return "drop"
    if address.startswith("ad_fee") and _WAIVED.search(text, window, start):
        return "drop"
    if address.startswith("ad_procure") and _NOTICES.search(text, segment, start):
        return "drop"
    return "keep"


def _one_of_several(text: str, window: int, start: int, end: int, address: str) -> bool:
    """Whether the words next to a number make it fewer or more than the cell of that address counts."""
    if address.startswith("ch_"):
        return _UPDATED.search(text, window, start) is not None
    if address == "sv_access_points":
        return _PLACED.search(text, window, start) is not None
    if address.startswith("rq_total_processed@"):
        return _PUNCTUAL.search(text, window, start) is not None
    if not address.startswith("rq_refused_duplicate"):
        return False
    return _TRAIT.match(text, end) is not None or _INCLUDED.search(text, window, start) is not None


def sums_up(text: str, window: int, start: int) -> bool:
    """Whether a number is said to be the total of what was listed before it: 复议2件,诉讼1件,共3件."""
    return _SUMS_UP.search(text, window, start) is not None


def _disputed(text: str, low: int, window: int, start: int, end: int, high: int) -> str:
    if _OTHER_DISPUTES.search(text, end, high) or _DECIDES.search(text, window, start):
        return "drop"
    return "drop" if _DECIDES.search(text, low, start) and "作为" in text[low:start] else "keep"


def included(text: str, end: int, high: int) -> bool:
    """Whether what was granted is said to include what was granted in part: 予以公开15件,其中部分公开4件."""
    return _GRANTED_TOO.match(text, end, high) is not None


def predicated(text: str, end: int, high: int) -> bool:
    """Whether words stand right after a number that say what it is."""
    return _UNSAID.match(text, end, high) is not None


def listed(text: str, low: int, start: int) -> bool:
    """Whether a number stands in a list of parts: after 其中 or (含 in its stretch of the sentence."""
    return _LISTED.search(text, max(low, text.rfind(";", low, start) + 1), start) is not None


def narrow_denial(text: str, start: int, end: int) -> bool:
    """Whether a denial is of a kind of event only: 未发生群体性复议, 未发生逾期未答复的申请."""
    return _NARROW_DENIAL.search(text, start, end) is not None
