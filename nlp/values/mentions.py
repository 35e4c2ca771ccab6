"""One pass over a stretch of text: the numerals that are figures, and why the others are none."""

import re
from decimal import Decimal

from msgspec import Struct

from nlp import quantities
from nlp.quantities import ARABIC, HEDGE_BEFORE, Quantity
from nlp.values import masks, units
from nlp.values.masks import HAN
from nlp.values.openings import openings

_DIGITS = (
    rf"{ARABIC}(?:[余多几]?[百千万亿]{{1,3}}(?:零?\d{{1,9}}(?:\.\d{{1,9}})?[百千万]{{0,3}}|[{HAN}]{{1,9}})?)?"  # 6万5千
)
_HANS = (  # 二百三十余万, 一点三亿, 数十
    rf"(?:[数几][十百千万亿]{{1,4}}|[{HAN}]{{1,24}}(?:[余多几][百千万亿]{{1,3}})?(?:点[〇零一二三四五六七八九]{{1,9}}[万亿]?)?)"
)
_AFTER = r"(?P<after>(?:[余多几来]|\+(?![\dA-Za-z]))?)"
_JOIN = r" ?(?:~|—{1,2}|–|-|至|到) ?"
_TAIL = r"(?P<tail>(?:及?以上|以下|以内|之内|左右|上下|\+|(?<=[日天时月周年])内(?![部容设控外涵]))?)"
_TEMPLATE = r"(?:\([份条件次项篇]\))?"  # 16(份)条


def _counted(number: str, unit: str, gap: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?<![由从年])(?P<low>{number})[余多]?(?:{unit})?{_JOIN})?(?P<core>{number}){_AFTER}"
        rf"{_TEMPLATE}{gap}(?P<unit>{unit}){_TAIL}"
    )


_RUN = re.compile(  # 1,113 or 三十; one set of characters to begin with, so that a search skips all others
    rf"[0-9{HAN}半双几数](?:(?<=[0-9])\d*(?:,\d{{3}}(?!\d))*(?:\.\d+)?|(?<=[{HAN}半双几])[{HAN}半双几]*"
    rf"|(?<=数)(?=[十百千万亿])[{HAN}]+)"
)
_DATE = re.compile(masks.DATE)
_NAMED = re.compile(masks.NUMBERED)
_DIGIT_FIGURE = _counted(_DIGITS, units.AFTER_DIGITS, r"[ \n]{0,2}")  # 近300 条, 1~3个工作日
_HAN_FIGURE = _counted(_HANS, units.AFTER_HAN, "")  # 四十余条, 三四百份
_PLAIN = re.compile(rf"(?P<core>[0-9]{{1,9}})(?P<unit>{units.PLAIN})")  # 320条, the shape of most figures
_ODD_AFTER = frozenset("0123456789 ~—–-至到及以之左上下+内半\n")  # what may belong to a figure after its unit
_ODD_BEFORE = masks.TELLING | frozenset("−,\n")
_BROKEN = re.compile(r"\d(?:\n|[.,] ?\n?)$|[降减少]了?[-−]$")  # what makes a number the rest of another: 3\n5件
_ON_FROM_HAN = openings(units.AFTER_HAN) | frozenset("余多几来+(点 ~—–-至到分成年月小工天")  # after one that counts
_NAMES_ON = frozenset("-—– @._+＋·×*个版小/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_DATES_ON = frozenset("年月日号学时点:：-—–~至/、和. ")
_SHARE = re.compile(  # 百分之九十五, 三分之一, 九成以上
    rf"(?P<core>[{HAN}]{{1,9}}分之[{HAN}]{{1,9}}(?:点[〇零一二三四五六七八九]{{1,9}})?"
    rf"|[一二两三四五六七八九\d]成[一二三四五六七八九半]?(?![为立果功效员分长就本都绩套]))(?P<after>[多余]?){_TAIL}"
)
_HALF = re.compile(  # 一个半小时, 一件半, 半个月
    r"(?P<whole>[一二两三四五六七八九十]|\d{1,2})(?P<unit>个(?=半[小月工])|[件天年])半(?P<rest>小时|月|工作日)?"
    r"|半(?P<measure>个?(?:小时|月|工作日)|天)(?![刊报间])"
)
_YEARS = re.compile(rf"(?P<core>\d{{1,2}}|[{HAN}]{{1,3}})(?P<unit>年)(?![级度来])(?P<tail>以上|以内|之内|内|以下)?")
_TERM = re.compile(r"(?:期|满|至少|不少于|保存|保管)(?:限|为|是)*$")

_BEFORE = re.compile(rf"(?:{HEDGE_BEFORE})$")
_HEDGE_ENDS = frozenset("约近超逾破过于低少多高足到满上")
_NO_HEDGE = re.compile(  # 预约, 附近, 网上, 收到
    r"(?:[预节公条合契履特邀]约|[附最临邻新亲靠]近|[网线以年早晚基之加马]上|[达得遇收来回受找接直]到|[高]超|[经通]过)$"
)
_SCORE_ENDS = frozenset("高多可能减除扣加得")
_REMOTE_ENDS = frozenset("占为有达是")
_REMOTE = re.compile(r"(?<![预节公条])(?P<hedge>约|近)[占为有达是]$")  # 约占六成
_SCORE = re.compile(r"(?:最高|最多|至多)(?:可|能)?(?:扣减|扣除|扣|加|减|得)?$")  # 最高可扣8分
_SCORED = re.compile(r"(?:得分?|评分|总分|成绩|分数|以)(?:[为是: ]|高分)*$")  # 得分246分
_CHANGE = re.compile(  # 下降了25.6%
    r"(?P<verb>增长|增加|增多|上升|上涨|提高|提升|攀升|下降|减少|降低|回落|下滑|缩减|压减)(?:了|约|近|超过?|逾|达|为)*$"
)
_CHANGE_ENDS = frozenset("长加多升涨高攀降少低落滑减了约近超过逾达为")
_COMPARED = re.compile(r"[比较](?!好|为|大|多|高|快|强|完)|同比|环比|相比")
_MORE = re.compile(r"[多少](?![于数量])[\u4e00-\u9fff]{0,3}$")  # 较上年多办结1件
_BASE = re.compile(r"(?:上年|去年|上一年|(?:19|20)\d\d年|同期)(?:度)?(?:为|的|是|有)?[^。;\n]{0,20},$")
_LEADING = re.compile(
    r"(?:^|[。;\n])[^。;,\n]{0,8}(?:[与同和][^。;,\n]{1,14}相比|同比|[比较](?:上年|去年)[^。;,\n]{0,4}),[^。;\n]*$"
)
_MINUS = re.compile(r"(?:净?增减?|净减|增长|增幅|变化|同比|环比|为|是|(?<![^,;:(、\s])) ?[-−]$")  # 增长-5.2%, (-3项)
_SPLIT = re.compile(r"\d{1,4}(?: (?:\d{3}|0\d{0,2}))+(?![\d.])")  # 12 345, 2 00
_RANK = re.compile(r"(?:上升|下降|前移|提升|前进|后退)了?$")  # 上升3位
_EITHER = re.compile(r"(?P<a>\d)、(?P<b>\d)(?!\d)")  # 3、4个
_RECURRING = re.compile(  # 每年至少开展2次
    rf"每(?:个|一)?{units.PERIOD}(?:定期|至少|不少于|各|均)*(?:开展|召开|组织|举办|发布|更新|编发|公开|进行|安排|推送|报送|通报|检查|培训)"
    r"(?:至少|不少于|不低于|不超过|约)?[^,;。\d]{0,4}$"
    rf"|每(?:个|一)?{units.PERIOD}[^,;。\d]{{0,6}}(?:不少于|至少|不低于)$"
)
_SOMETIMES = re.compile(rf"每(?:个|一)?{units.PERIOD}[^,;。\d]{{0,10}}$")  # 每季度旁听一次
_EVERY = re.compile(rf"每(?:个|一)?(?P<period>{units.PERIOD})(?P<hedge>至少|不少于|不低于|各|共|平均)?$")  # 每季度一期
_ACTED = re.compile(  # what makes 一件 a count: 收到一件
    r"(?:[收接]到|受理|新收|办理|办结|答复|回复|新增|增加|减少|下降|举办|召开|组织|开展|发布|公开|印发|制发|出台|废止|结转|进行"
    r"|安排|明确|聘请|共|共计|各|仅|有|其中|为|投诉|诉讼|复议|申请|编发|参加|查处|发生|出现|公布|作出|配备|办|培训|督查|检查"
    r"|听取|核查|核校|检测|评估|演练|调研|座谈|走访|更新|更换|抽查|通报|学习|考核|测评|调度|会商|询问)了?$"
)
_NOT_ONE = re.compile(r"最后$|每[\u4e00-\u9fff]$")  # 最后一个, 每办一件
_HEDGED = re.compile(r"不少于|不低于|至少|不超过|近$|约$")
_GOES_ON = re.compile(r"[〇零一二两三四五六七八九十百千万亿半双几]|\d+(?:%|[”\"])")  # 三个一批, 三个100%
_LESS = re.compile(r"(?:增加|减少|新增)了?$")
_ENDS = re.compile(r"[,，;；。、)）\n]|$")
CLAUSE_LONGEST = 400  # in a text without punctuation
CLAUSE_STOP = re.compile(r"[,，;；。:：!！?？\n]")
_CLAUSE_END = frozenset(",，;；。:：!！?？\n")


class Mention(Struct, gc=False):
    """A figure as written: `number` is where its numeral begins, the rest of it hedges and unit."""

    start: int
    end: int
    number: int
    quantity: Quantity
    unit: str | None
    kind: str
    direction: str | None = None
    change: bool = False


class Run(Struct, gc=False):
    """A stretch of numeral characters that is no figure, with the reason."""

    start: int
    end: int
    reason: str


def scan(text: str, start: int, end: int) -> tuple[list[Mention], list[Run]]:
    """Figures and other numerals of `text[start:end]`, each in reading order and without overlap."""
    mentions: list[Mention] = []
    runs: list[Run] = []
    closed = masks.brackets(text, start, end)
    closed.append((end, end, ""))
    at = 0
    low, high, name = closed[0]
    seen = _RUN.search(text, start, end)
    while seen:
        begin, stop = seen.span()
        while high <= begin:
            at += 1
            low, high, name = closed[at]
        found: Mention | Run
        if low <= begin:
            found = Run(begin, stop, _inside(text, begin, stop, name))
        elif text[begin] <= "9":
            found = _plain(text, begin, end) or _arabic(text, begin, stop, end)
        else:
            found = _han(text, begin, stop, end)
        if isinstance(found, Run):
            runs.append(found)
        else:
            if mentions and found.start < mentions[-1].end:
                found.start = found.number
            mentions.append(found)
        seen = _RUN.search(text, found.end, end)
    return mentions, runs


def _plain(text: str, start: int, end: int) -> Mention | None:
    """A bare number with its measure word, where nothing beside it can make it anything else: 收到320条。"""
    plain = None if text[start - 1 : start] in _ODD_BEFORE else _PLAIN.match(text, start, end)
    if plain is None or text[plain.end() : plain.end() + 1] in _ODD_AFTER:
        return None
    core, unit = plain.groups()
    unit = unit.replace(" ", "")
    kind = units.kind(unit)
    if unit == "%":
        core += unit
    head, hedge = hedge_before(text, start, core)
    quantity = quantities.quantity(core, hedge, "", kind in ("count", "people"))
    return _acted(text, Mention(head, plain.end(), start, quantity, unit, kind), core, "") if quantity else None


def _inside(text: str, start: int, end: int, reason: str) -> str:
    """Reason of a numeral in a title or quotation, closer where it is itself a date or plan name."""
    if reason in ("document_number", "url"):
        return reason
    date = _DATE.match(text, start) if text[start].isascii() else None
    if date:
        return masks.dated(date.group())
    phrase = masks.phrase(text, start)
    return phrase[0] if phrase else "hotline" if text[start:end].isdigit() and end - start == 5 else reason


def _arabic(text: str, start: int, stop: int, end: int) -> Mention | Run:
    follows = text[stop : stop + 1]
    named = _NAMED.match(text, start, end) if follows in _NAMES_ON or stop - start > 10 else None
    if named:
        return Run(start, named.end(), masks.named(named.group()))
    reason = masks.before(text, start, stop)
    counts = reason in ("caption_number", "code") and text[start - 1 : start] not in ": " and stop - start <= 4
    if reason and not (counts and _DIGIT_FIGURE.match(text, start, end)):  # 上传附件1900个, 注销账号9个
        return Run(start, stop, reason)
    point = text.find(".", start, stop)
    if point > 0 and masks.arabic(text, start, point) == "list_marker":  # 1.2020年
        return Run(start, point, "list_marker")
    reason = masks.arabic(text, start, stop)
    if reason:
        return Run(start, stop, reason)
    known = _date_or_half(text, start, stop, end)
    if known:
        return known
    split = _SPLIT.match(text, start, end) if follows == " " else None
    if split and _DIGIT_FIGURE.match(text, text.rfind(" ", start, split.end()) + 1, end):
        return Run(start, split.end(), "ambiguous_numeral")
    either = _EITHER.match(text, start, end) if follows == "、" else None
    if either and int(either["b"]) == int(either["a"]) + 1 and _DIGIT_FIGURE.match(text, either.start("b"), end):
        return Run(start, either.end(), "ambiguous_numeral")
    figure = _DIGIT_FIGURE.match(text, start, end)
    if figure and figure["unit"] == "分" and _SCORED.search(text, max(0, start - 6), start):
        return Run(start, stop, "score")
    if figure and figure["unit"] == "位" and _RANK.search(text, max(0, start - 3), start):
        return Run(start, stop, "rank")
    if figure:
        return _whole(text, figure)
    share = _SHARE.match(text, start, end)
    if share:
        return _whole(text, share)
    return _term(text, start, end) or Run(start, stop, masks.leftover(text, start, stop))


def _date_or_half(text: str, start: int, stop: int, end: int) -> Mention | Run | None:
    """What reads the same in either script: a date, a number and a half."""
    date = _DATE.match(text, start, end) if text[stop : stop + 1] in _DATES_ON else None
    if date:
        return Run(start, date.end(), masks.dated(date.group()))
    half = _HALF.match(text, start, end) if "半" in text[start : stop + 2] else None
    return _halved(half) if half else None


def _han(text: str, start: int, stop: int, end: int) -> Mention | Run:
    reason = masks.before(text, start, stop)
    if reason:
        return Run(start, stop, reason)
    phrase = masks.phrase(text, start)
    if phrase:
        return Run(start, max(stop, phrase[1]), phrase[0])
    if text[stop : stop + 1] not in _ON_FROM_HAN:
        return Run(start, stop, masks.leftover(text, start, stop))
    known = _date_or_half(text, start, stop, end)
    if known:
        return known
    figure = _HAN_FIGURE.match(text, start, end)
    if figure and _is_count(text, figure):
        return _whole(text, figure)
    share = _SHARE.match(text, start, end)
    if share:
        return _whole(text, share)
    term = _term(text, start, end)
    if term:
        return term
    if figure and text[start] == "一":  # 一支队伍, 每一项
        every = text[start - 1 : start] in tuple("每这那某")
        return Run(start, stop, "indefinite_quantifier" if every else "indefinite_article")
    return Run(start, stop, masks.leftover(text, start, stop))


def _is_count(text: str, figure: re.Match[str]) -> bool:
    """Whether Chinese numeral and measure word are a count and not part of a word or an article."""
    start, core, unit = figure.start(), figure["core"], figure["unit"]
    previous = text[start - 1 : start]
    if unit == "分" or (unit not in ("省", "市", "县", "区") and _GOES_ON.match(text, figure.end())):
        return False  # 十分, 三个一批
    if core in ("百", "千", "万", "亿"):
        return previous in tuple("上近超逾过") or bool(figure["after"])
    if core == "二":
        return unit in ("件", "条", "项", "份", "名", "人", "起", "个") and previous != "一"
    if core != "一" or figure["low"] or figure["after"]:
        return True
    if _EVERY.search(text, max(0, start - 8), start):
        return True
    if previous in tuple("每这那某另同任唯统单逐") or _NOT_ONE.search(text, max(0, start - 2), start):
        return False
    if unit in ("个月", "个工作日", "个小时", "小时") or _HEDGED.search(text, max(0, start - 4), start):
        return True
    if unit == "倍":
        return _CHANGE.search(text, max(0, start - 8), start) is not None
    if unit not in tuple("件份条次起封例宗篇期场名人个"):
        return False
    if unit in ("次", "期", "场") and _SOMETIMES.search(text, max(0, start - 14), start):
        return True
    if unit == "个":
        return bool(_LESS.search(text, max(0, start - 3), start))
    if unit != "次" and _ENDS.match(text, figure.end()):
        return True
    return bool(_ACTED.search(text, max(0, start - 5), start))


def _halved(half: re.Match[str]) -> Mention:
    """一个半小时 = 1.5, 半个月 = 0.5; 半年 and 半数 are no figures."""
    whole = quantities.number(half["whole"]) if half["whole"] else Decimal(0)
    assert whole is not None  # the pattern holds numerals only
    value = whole + Decimal("0.5")
    unit = half["unit"] + (half["rest"] or "") if half["whole"] else half["measure"]
    return Mention(half.start(), half.end(), half.start(), Quantity(value, value, value), unit, units.kind(unit))


def _term(text: str, start: int, end: int) -> Mention | None:
    """N年 as a term (有效期5年, 3年以上); elsewhere it is an expression of time."""
    years = _YEARS.match(text, start, end)
    if not years or not (years["tail"] or _TERM.search(text, max(0, start - 6), start)):
        return None
    quantity = quantities.quantity(years["core"], after=_full(years["tail"] or ""))
    return Mention(start, years.end(), start, quantity, "年", "duration") if quantity else None


def _full(tail: str) -> str:
    return "以内" if tail == "内" else tail


def _whole(text: str, match: re.Match[str]) -> Mention | Run:
    """The figure, or all of it as ambiguous: no 2 is left of 1万2条, 3\\n5件 or 下降-5%."""
    broken = _BROKEN.search(text, max(0, match.start() - 5), match.start()) if text[match.start()].isascii() else None
    return (None if broken else _read(text, match)) or Run(match.start(), match.end(), "ambiguous_numeral")


def _read(text: str, match: re.Match[str]) -> Mention | None:
    """The figure with the hedges around it; None where the numeral can't be read for sure."""
    found = match.groupdict()
    unit: str = (found.get("unit") or "").replace(" ", "")
    core: str = found["core"] + (unit if unit in ("%", "‰") else "")
    after = found.get("after") or ""
    start, end = match.span()
    whole = units.kind(unit) in ("count", "people")
    head, hedge = hedge_before(text, start, core)
    if found.get("low"):
        quantity = quantities.quantity(f"{found['low']}~{core}", hedge, after, whole)
        if found["tail"] == "内":
            end -= 1
    else:
        if text[start - 1 : start] in ("-", "−") and _MINUS.search(text, max(0, start - 5), start):
            head, core = start - 1, f"-{core}"
        quantity = quantities.quantity(core, hedge, after + _full(found["tail"]).removeprefix("及"), whole)
    if quantity is None:
        return None
    unit = unit or quantity.unit
    return _acted(text, Mention(head, end, start, quantity, unit, units.kind(unit)), core, after)


def _acted(text: str, mention: Mention, core: str, after: str) -> Mention:
    """The figure with what the words before it make of it: a frequency (每年2次) or a change (减少3项)."""
    head, start, quantity, unit = mention.start, mention.number, mention.quantity, mention.unit or ""
    if text.find("每", start - 14 if start > 14 else 0, start) >= 0:
        every = _EVERY.search(text, max(0, head - 8), head)
        if every:
            if every["hedge"] in ("至少", "不少于", "不低于"):
                whole = mention.kind in ("count", "people")
                mention.quantity = quantities.quantity(core, every["hedge"], after, whole) or quantity
            mention.start, mention.kind, mention.unit = every.start(), "frequency", f"{unit}/{every['period']}"
            return mention
        rare = unit in ("次", "场", "轮") or (unit == "期" and (quantity.high or 99) <= 12)
        if rare and _SOMETIMES.search(text, max(0, start - 14), start):
            mention.kind = "frequency"
            return mention
        if mention.kind in ("count", "people") and _RECURRING.search(text, max(0, start - 14), start):
            mention.kind = "frequency"
            return mention
    _mark_change(text, mention)
    return mention


def hedge_before(text: str, start: int, core: str) -> tuple[int, str]:
    """Where the figure begins and its hedge: 近, 超过, 最高可扣 ..."""
    previous = text[start - 1 : start]
    if previous in _SCORE_ENDS:
        score = _SCORE.search(text, max(0, start - 6), start)
        if score:
            return score.start(), "最高"
    if previous in _REMOTE_ENDS:
        remote = _REMOTE.search(text, max(0, start - 3), start)
        return start, remote["hedge"] if remote else ""
    if previous not in _HEDGE_ENDS:
        return start, ""
    if previous == "过" and core[0] in "百千万亿" and text[start - 2 : start - 1] not in ("通", "经"):  # 过万次
        return start - 1, "超"
    found = _BEFORE.search(text, max(0, start - 4), start)
    if not found or _NO_HEDGE.search(text, max(0, start - 2), start):
        return start, ""
    if found.group() == "上" and core[0] not in "百千万亿":  # 上百, but not 网上3次
        return start, ""
    return found.start(), found.group()


def _compares(text: str, verb: int) -> bool:
    """Whether 减少3项 is a difference: its clause compares, or it stands alone after one that names a year."""
    start = clause_start(text, verb)
    if _COMPARED.search(text, start, verb):
        return True
    if _LEADING.search(text, max(0, start - 60), verb):
        return True
    return start == verb and _BASE.search(text, max(0, start - 30), start) is not None


def _mark_change(text: str, mention: Mention) -> None:
    """Takes the verb of a change in: 下降了25.6%; 减少3项 where the clause compares."""
    near = mention.start
    change = _CHANGE.search(text, max(0, near - 8), near) if text[near - 1 : near] in _CHANGE_ENDS else None
    if not change:
        words = text[near - 6 if near > 6 else 0 : near]
        if "多" not in words and "少" not in words:
            return
        more = _MORE.search(text, max(0, mention.start - 6), mention.start)
        if more and _COMPARED.search(text, clause_start(text, mention.start), more.start()):
            mention.change, mention.direction = True, "up" if more.group()[0] == "多" else "down"
        return
    rate = mention.unit in ("%", "‰", "个百分点", "倍")
    if not rate and not _compares(text, change.start()):
        return
    mention.direction = "up" if change["verb"][0] in "增上提攀" else "down"
    mention.change = True
    mention.start = change.start()
    if rate:
        mention.kind = "change_percent"


def clause_start(text: str, position: int) -> int:
    """Where the clause around a position begins (after a comma, semicolon, colon or full stop)."""
    low = max(0, position - CLAUSE_LONGEST)
    while position > low and text[position - 1] not in _CLAUSE_END:
        position -= 1
    return position
