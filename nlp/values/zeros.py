"""Zero statements: 未收到申请, 没有因信息公开提起行政诉讼, 无复议、无诉讼, 复议和诉讼均未发生.

Only a denial of a countable thing counts. 未按规定, 无法提供, 未经复议直接起诉 deny none, a bare 无 under a
heading says nothing by itself, and 确保不发生 is a wish.
"""

import re

from msgspec import Struct

from nlp.values import guards

_OBJECT = (
    r"(?:(?:依申请公开(?:政府)?(?:信息)?的?(?:申请|事项|办件|件|信息)?|(?:政府|政务)?(?:信息)?公开申请(?:件|事项)?"
    r"|申请(?:公开)?(?:政府信息|件|事项)?)"
    r"(?!(?:公开|政府信息|信息|申请|事项|件){0,4}(?:[人者]|被|提起|引[发起]|导致|造成|产生|方面|(?:行政)?(?:复议|诉讼)))"
    r"|(?:被申请|申请)?(?:行政)?复议(?:申请|案件|事项|件)?"
    r"|(?:被提起|提起)?(?:行政)?(?:诉讼|应诉)(?:案件|事项|件)?|责任追究(?:事件)?|追责|问责"
    r"|举报(?:、?投诉)?(?:事项|件)?|投诉(?:、?举报)?(?:事项|件)?|败诉(?:案件)?|纠错|(?:信息公开|信息)?处理费用?"
    r"|(?:任何)?(?:费用|收费)|(?:检索|复制|邮寄)费|泄[密露](?:事件|问题)?|失泄密(?:事件|问题)?|(?:重大|负面)?舆情(?:事件)?"
    r"|(?:行政)?规范性文件|规章(?!制度)|行政(?:许可|处罚|强制|事业性收费)(?:事项|案件|决定)?"
    r"|(?:上年|下年度?|跨年度?)?结转(?:(?:至|到)?(?:下(?:一)?|本)年(?:度)?)?(?:继续)?(?:办理|答复)?的?(?:件|事项)?|(?:重大)?(?:责任)?事故|(?:违规|违法|违纪)(?:行为|问题)?)"
)
_VERB = (
    r"(?:收到过?|接到过?|接收到?|受理过?|收取过?|收悉|发生过?|出现过?|引发过?|产生过?|存在|涉及|被?提起|被申请|作出|做出"
    r"|[对向][^,;。:\n]{1,14}收取|实施|开展|制定|制发|出台|印发|废止|结转|办理|处理|因|发现|遗留|形成|有|受到|遭到|被|造成)"
)
_NOTHING = (  # what may follow 无, so that 无锡, 无障碍, 无需 are no denials
    r"无(?=因|政府|政务|信息|行政|公民|任何|依申请|上(?:一)?年|下(?:一)?年|相关|涉及|被|重大|负面|申请|复议|诉讼|应诉|举报|投诉|结转"
    r"|收费|败诉|责任|问责|追责|泄|失泄|规范性|规章|跨年|收到|发生|纠错|当年|本年|一[件起宗])"
)
_DENIAL = re.compile(  # 未收到政府信息公开申请
    rf"(?=[尚从未没无不])(?:[尚从]?未(?:曾|有)?{_VERB}|没有(?:{_VERB})?|没{_VERB}"
    rf"|(?<![有毫]){_NOTHING}(?:{_VERB})?|不存在)(?P<mid>[^,;。:\n]{{0,45}}?)(?P<object>{_OBJECT})"
)
_MORE = re.compile(  # 和行政诉讼
    rf"(?:、|和|及|以及|与|或者?)(?![未没无])(?P<mid>[^,;。:\n、]{{0,14}}?)(?P<object>{_OBJECT})"
)
_AFTERWARDS = re.compile(  # 复议、诉讼均未发生; 均为零
    rf"(?P<list>{_OBJECT}(?:(?:、|和|及|以及|与){_OBJECT}){{0,12}})(?:数量?|情况)?(?:均|都|皆|全部)?"
    r"(?:未曾?(?:发生|出现|产生|收到)|没有(?:发生|出现)?|为零|无)(?=[,;。、)\n]|$)"
)
_THING = re.compile(_OBJECT)
_NIL = re.compile(r"零(?P<object>申请|投诉|举报|复议|诉讼|败诉|纠错|追责|问责|收费|泄密|责任追究|结转)")  # 零败诉
_ALL_KEPT = re.compile(r"(?:均|全部|都)(?:获|获得|被|予以|为)?(?:结果)?维持")  # 均获维持: none of the other results
_ALL_CLOSED = re.compile(  # 79件,均已按期办结: none is carried over
    r"[均都](?:已|已经)?(?:依法|依规|按时|按期|如期|及时|按(?:照)?规定|在(?:法定|规定)的?(?:时限|期限|时间)内){0,3}(?:予以)?"
    r"(?:办结|办理完毕|办理完结)(?=[,;。)、\n]|$)"
)
_CLOSED = re.compile(r"[均都].{0,24}(?:办结|办理完)")
_SOME_LEFT = re.compile(r"除|其余|其[他它]|剩余|另|尚|到期|结转(?:至|到|入)?(?:下|次|明|20)|顺延|正在|未办结")
_WISH = re.compile(r"确保|力争|避免|防止|杜绝|努力|如果?|若|对于?$|应当?|凡|的$")
_ATTRIBUTE = re.compile(
    r"的(?!情况|现象|问题|情形|发生|[,;。\n])|时|者|前|人(?!次)|标准|制度|办法|机制|流程|规定|渠道|指南|目录"
)
_ENDED = re.compile(  # 未发生行政复议、诉讼被撤销的情形 denies an end, no dispute
    r"机关|部门|决定|[二再]审|(?:案件|事项)?(?:中|的)?(?:被|予以|结果|依法|判决?|法院|最终){0,3}"
    r"(?:纠正|纠错|撤销|变更|确认违法|责令|维持|败诉)"
)
_SOME = re.compile(
    r"(?:部分|个别|有的|有些|一些|多数|少数|[0-9一二三四五六七八九十][个家])[^,。;:\n]*$"
)  # 个别单位未收到申请
_BEFORE = 16  # characters in which who is meant is looked for
_STATES = re.compile(r"[均都已全]|\d|为|有|共")  # 投诉、复议均已办结 says something else of the last one
_TOO_FAR = re.compile(r"\d|^的|的单位|的部门|问题的|情况下")
_LATE = re.compile(r"[均都皆部况件议讼](?:未|没有|无|为零)|[费可罚制]为零")
_GATE = re.compile("未|没|无|零|不存在|维持|办结|办理完")
_REACH = 150


class Zero(Struct):
    """A denial: the whole span, and where the wording of what is denied begins (after 未, 没有, 无)."""

    start: int
    end: int
    inner: int
    kept: bool = False
    closed: bool = False  # 均已办结
    narrow: bool = False  # of one kind of event only


def scan(text: str, start: int, end: int) -> list[Zero]:
    """Zero statements of `text[start:end]` in reading order, one for each thing denied."""
    if not _GATE.search(text, start, end):
        return []
    found: list[Zero] = []
    for match in _DENIAL.finditer(text, start, end):
        if not _denies(text, start, match):
            continue
        spans = [match.span()]
        more = _MORE.match(text, match.end(), end)
        while more and not _ATTRIBUTE.match(text, more.end()) and not _STATES.match(text, more.end()):
            spans.append((more.start("mid"), more.end()))
            more = _MORE.match(text, more.end(), end)
        last = spans[-1][1]
        narrow = guards.narrow_denial(text, match.start(), last) or _ENDED.match(text, last) is not None
        narrow = narrow or _SOME.search(text, max(start, match.start() - _BEFORE), match.start()) is not None
        found += [Zero(start, stop, start, narrow=narrow) for start, stop in spans]
    late = _LATE.search(text, start, end)
    for match in _AFTERWARDS.finditer(text, start, end) if late else ():
        if not any(zero.start < match.end() and match.start() < zero.end for zero in found):
            things = list(_THING.finditer(text, match.start(), match.end("list")))
            ends = [*(thing.end() for thing in things[:-1]), match.end()]
            found += [Zero(t.start(), stop, t.start()) for t, stop in zip(things, ends, strict=True)]
    for match in _NIL.finditer(text, start, end):
        if _WISH.search(text, max(start, match.start() - 6), match.start()):
            continue
        found.append(Zero(match.start(), match.end(), match.start() + 1))
    for match in _ALL_CLOSED.finditer(text, start, end) if _CLOSED.search(text, start, end) else ():
        if not _SOME_LEFT.search(text, *_sentence(text, start, match.start(), end)):
            found.append(Zero(*match.span(), match.start(), closed=True))
    for match in _ALL_KEPT.finditer(text, start, end):
        found.append(Zero(*match.span(), match.start(), kept=True))
    return sorted(found, key=lambda zero: zero.start)


def _sentence(text: str, start: int, at: int, end: int) -> tuple[int, int]:
    low = max(start, at - _REACH, *(text.rfind(mark, start, at) + 1 for mark in "。;\n"))
    stops = [stop for mark in "。;\n" if (stop := text.find(mark, at, min(end, at + _REACH))) >= 0]
    return low, min(stops, default=min(end, at + _REACH))


def _denies(text: str, low: int, match: re.Match[str]) -> bool:
    """Whether a match states that nothing happened, and not a wish, a rule or an attribute."""
    if _TOO_FAR.search(match["mid"]) or _ATTRIBUTE.match(text, match.end()):
        return False
    return not _WISH.search(text, max(low, match.start() - 6), match.start())
