"""Why a numeral is no figure: dates, document numbers, names, ordinals, slogans, words.

Written for damaged text too (20241月1日, 〔202130号): a numeral that stands where a date or a document
number stands is one, however many of its digits are left.
"""

import re

from nlp.values.openings import beginnings

HAN = "〇零一二两三四五六七八九十百千万亿"
_COUNTED = "一二三四五六七八九十"

DATE = (  # anchored at its first digit
    r"(?:19|20)\d\d ?(?:(?:[-~—–至/、和]|——) ?(?:19|20)\d\d ?)?学?年 ?(?:度|份)?"
    r"(?: ?\d{1,2} ?月(?: ?\d{1,4} ?[日号](?!内|之内|以内))?)?"  # 2021年1月1日, 2019-2020年
    r"|(?:19|20)\d{3,4}月(?:\d{1,4}日)?"  # 20241月1日
    r"|(?:19|20)\d{4,6}日|\d{5,6}年|\d{3,4}日"  # 202311日, 202020年, 1231日
    r"|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}"  # 2021-01-31
    r"|\d{1,2}(?:月? ?[-~—–至、和] ?\d{1,2})? ?月(?: ?\d{1,4} ?[日号]|份|底|初|末|[上中下]旬)?"  # 9月19日, 1-11月
    r"|\d{1,2}[日号](?!内|之内|以内|楼|线|文)"
    r"|\d{1,2}[:：]\d\d(?:[:：]\d\d)?(?: ?[-~—–至] ?\d{1,2}[:：]\d\d)?"  # 8:30-12:00
    r"|\d{1,2}(?:时(?![间期代候效任限长段])|点(?=[至到\-~—前后,。;)整半]))(?:\d{1,2}分|整|半)?"  # 9时30分至
    r"|[〇零一二三四五六七八九]{4}年(?:度|份)?"  # 二〇二一年
    r"|[一二三四五六七八九十]{1,3}月(?:份|底|初|[一二三四五六七八九十]{1,3}[日号])?"
)
NUMBERED = (  # what a numeral opens that is a name or a number of something
    r"\d{3,4} ?[-—–]{1,2} ?\d{7,8}|1[3-9]\d{9}"  # 0577-63483616
    r"|[A-Za-z0-9._-]{1,40}@[A-Za-z0-9.-]{1,40}"
    r"|[A-Za-z0-9-]{1,40}(?:\.[A-Za-z0-9-]{1,40}){0,5}\.(?:com|cn|net|org|gov|edu)(?:[./][A-Za-z0-9./?=&%_-]{0,200})?"
    r"|\d{1,6}(?:[+＋]\d{1,6}){0,8}[+＋](?=[0-9A-Za-z])[0-9A-Za-z+＋]*"  # 1+2+3+N
    r"|\d{1,2}[·×xX*]\d{1,2}(?:小时)?"  # 5·15, 7×24小时
    r"|\d个\d+[%]?"  # 5个100, 3个100%
    r"|\d\.\d版|24小时(?=自助|不打烊|在线|全天|值)"
)

_BRACKETS = re.compile(  # 《…2021年…》, “十四五”, 〔2021〕30号, http://
    r"《[^》\n]{1,150}》|“[^”\n,;。,]{1,24}”|‘[^’\n,;。]{1,24}’|\"[^\"\n,;。]{1,24}\"|「[^」\n,;。]{1,24}」"
    + "".join(
        rf"|{opens} ?(?:19|20)\d{{2,6}} ?[〕﹞\]】)]? ?(?:第 ?)?\d{{0,5}} ?号"
        for opens in ("〔", "﹝", r"\[", "【", r"\(")
    )
    + r"|https?://[\w./?=&%:#~+-]+|www\.[\w./?=&%:#~+-]+"
)
_BRACKETED = {"《": "title", "“": "set_phrase", "‘": "set_phrase", '"': "set_phrase", "「": "set_phrase",
              "h": "url", "w": "url"}  # fmt: skip

_PLACES = re.compile(  # place names that begin with a numeral
    r"三(?:台|明|亚|门峡|门县|河市|水区|原县|都县|江侗?|穗|沙|元区|河口|山区)|四(?:川|平|会市|子王)|五(?:华|台|河县|莲|常市|大连池|家渠"
    r"|指山|峰|寨县|原县|通桥|营)|六(?:安|盘水|合区|枝)|七(?:台河|里河|星区|星关)|八(?:宿|步区|公山|道江)|九(?:江|龙|寨沟|台区|原区|里区)"
    r"|十堰|百(?:色|里杜鹃)|千(?:阳|山区|岛)|万(?:州|宁|源|年县|安县|载|荣|全|山区|秀|柏林|盛|江)|两(?:当|江|广|湖|岸)"
)
_SET_PHRASES = re.compile(  # names of programs and slogans that look like counts
    r"[一二三四五六七八九]位一体|四个(?:意识|自信|全面|伟大|最严)|两个(?:维护|确立|一百年|责任|清单)|三个代表|三项制度|两不愁|三重一大"
    r"|一网(?:通办|统管)|一窗(?:受理|通办)|一[站门窗口]式|一把手|一次[办性]|一件事(?!项)|[一二三四五六七八九]个[一二三四五六七八九]"
    r"|[一二三四五六七八九十]纵|三张清单|两张网|一张(?:网|图|表)|三减|三化|三色|三早|百千万|千家万户|千方百计|千千万万"
    r"|(?<=[大届会协])[一二三四五六七八九]次会议|[一二三四五六七八九]次全(?:会|体会)|一式[一二三四五六七八九两]份|[一二三四五六七八九两]会[一二三四]|一[事人村镇校园局企厂物]一|国家?[十百]条"
)
_POLITICAL = re.compile(  # 十九大, 十九届五中全会, 十三届人大
    r"十[四五六七八九]大(?![类项])|二十大(?![类项])|(?:二?十)?[一二三四五六七八九]届|二十届|十届"
    r"|[一二三四五六七](?=中[、全和一二三四五六七])|(?:1[4-9]|20)大(?![类项\u4e00-\u9fff]{0,3}[类项])|\d{1,2}届"
)
_PLAN = re.compile(r"十[一二三四五六]五|[一二三]五规划")
_PHRASES = {"place_name": _PLACES, "plan_name": _PLAN, "political_ordinal": _POLITICAL, "set_phrase": _SET_PHRASES}
_PHRASE = re.compile("|".join(f"(?P<{reason}>{words.pattern})" for reason, words in _PHRASES.items()))
_PHRASE_STARTS = frozenset(start for words in _PHRASES.values() for start in beginnings(words.pattern))
_HOTLINE = re.compile(  # 12345热线
    r"(?:12\d{3}|\d{5})(?=[\"”’]?(?:政务服务|便民|市长|公共服务|热线|平台|专线|举报|投诉|消费|环保|医保|社保|税务))"
    r"|12\d{3}(?=[、和及与]12\d{3}|等)"
)
_LABELLED = re.compile(  # what stands before a number that names something
    r"(?:电话|传真|手机|热线|联系方式|号码|电 ?话)[:： ]*$|(?P<post>邮 ?编|邮政编码)[:： ]*$"
    r"|(?P<code>编号|代码|索引号|文号|QQ|QQ群|群号|帐号|账号|证号|备案号?|ICP备)[:： ]*$"
    r"|(?P<caption>附件|附表|附图|[见如][下右左]?[表图]|(?<![\u4e00-\u9fff])[表图附]|[Nn][Oo]\.?)[ :：]*$"
)
_CALLS = re.compile(r"\d{1,6}余?(?:次|件|个|条|通|起|宗|人)")  # 接听热线922次: calls, no telephone number
_LABEL_ENDS = frozenset("话真机线式码编号引文群QP证案件表图附oO.:： ")
_ALPHANUMERIC = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
# only after these can a numeral be a name, an ordinal or a marker
TELLING = frozenset("第(〔﹝其前_#+·×-—") | _LABEL_ENDS | _ALPHANUMERIC
_MARKER_END = re.compile(r"[.、)](?!\d)|\.(?=(?:19|20)\d\d)")  # 1. 1、 1)
_OPENS = frozenset(" \n\t。;；:：!?(,，")
_AFTER_STREET = re.compile(r"[路街道巷弄里区村组园厦]$|大道$|街道$")
_FLOOR = re.compile(r"楼|室|层|栋|幢|座|单元|房间")
_TIME_WORDS = re.compile(r"年来?|季度|周年|学年|时期|世纪|年代")


def brackets(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Titles, quotations, document numbers and addresses: every numeral in them is part of a name."""
    return [
        (m.start(), m.end(), _BRACKETED.get(m.group()[0], "document_number"))
        for m in _BRACKETS.finditer(text, start, end)
    ]


def dated(token: str) -> str:
    """`year` for a bare year, `school_year` for 2020—2021学年, `time_expression` for an hour, else `date`."""
    if "学" in token:
        return "school_year"
    if token.rstrip("度份 ").endswith("年") and "月" not in token:
        return "year"
    return "time_expression" if ":" in token or "时" in token or "点" in token else "date"


def named(token: str) -> str:
    """Reason of a token that `NUMBERED` matched."""
    if "@" in token or re.search(r"\.(?:com|cn|net|org|gov|edu)", token):
        return "url"
    return "phone" if re.match(r"\d[\d—–-]{9,}", token) else "set_phrase"


def before(text: str, start: int, end: int) -> str | None:
    """Reason that the characters before a numeral give, None where they give none."""
    previous = text[start - 1] if start else "\n"
    if previous not in TELLING:
        return None
    if previous == " " and start > 1 and text[start - 2] in "第〔":
        previous = text[start - 2]
    if previous == "第":
        return _ordinal(text, start, end)
    if previous == "(" and (text[start - 2] == "第" or (text[start - 2] == "条" and text[end : end + 1] == ")")):
        return "article_number"  # 第二十条第(一)项; but 602条(2023年548条)
    if previous in "〔﹝":
        return "document_number"
    if previous.isascii() and (previous.isalpha() or previous in "_#"):
        return "name"
    if previous in "+·×-—" and text[start].isascii() and start > 1 and text[start - 2] in _ALPHANUMERIC:
        return "name" if previous in "-—" else "set_phrase"
    if previous == "其" and text[end : end + 1] in (",", "是", "、"):
        return "list_marker"
    if previous == "前" and text[end : end + 1] in "名位列三十强":
        return "rank"
    return label(text, start)


def label(text: str, start: int) -> str | None:
    if text[start - 1 : start] not in _LABEL_ENDS:
        return None
    label = _LABELLED.search(text, max(0, start - 8), start)
    if label and label.lastgroup is None and _CALLS.match(text, start):
        return None
    if not label or (not text[start].isascii() and not label["caption"]):
        return None
    return {"post": "postcode", "code": "code", "caption": "caption_number"}.get(label.lastgroup or "", "phone")


def _ordinal(text: str, start: int, end: int) -> str:
    follows = text[end : end + 2]
    if follows[:1] in ("条", "款", "项"):
        return "article_number"
    if follows[:1] == "号":
        return "decree_number"
    if follows[:1] == "届":
        return "meeting_session"
    if follows[:1] in ("名", "位"):
        return "rank"
    if follows == "季度":
        return "time_expression"
    if follows[:1] in (",", "、", ":"):
        return "list_marker"
    if follows == "部分" or follows[:1] in ("章", "节"):
        return "section_number"
    return "ordinal" if text[start].isascii() or follows[:1] in ("次", "批", "期", "轮") else "lexical_ordinal"


def phrase(text: str, start: int) -> tuple[str, int] | None:
    """Reason and end of a name or slogan that begins at a Chinese numeral (三台县, 十四五, 三位一体)."""
    if text[start : start + 2] not in _PHRASE_STARTS and text[start] not in _PHRASE_STARTS:
        return None
    match = _PHRASE.match(text, start)
    return (match.lastgroup or "", match.end()) if match else None


def arabic(text: str, start: int, end: int) -> str | None:
    """Reason that speaks against Arabic digits, whatever follows them."""
    follows = text[end : end + 1]
    if end - start == 4 and follows == "年":
        return None  # 2021年, the most frequent of all
    if follows == "号":
        if "令" in text[max(0, start - 3) : end + 2]:
            return "decree_number"
        if text[start - 1 : start] in tuple("〕﹞]】)"):
            return "document_number"
        return "street_number" if _AFTER_STREET.search(text, max(0, start - 3), start) else "document_number"
    if _HOTLINE.match(text, start):
        return "hotline"
    if follows.isascii() and follows.isalpha():
        return "name"
    if follows and _FLOOR.match(text, end) and not text.startswith("层级", end):
        return "street_number"
    if _POLITICAL.match(text, start):
        return "political_ordinal"
    if end - start <= 2 and (not start or text[start - 1] in _OPENS) and _MARKER_END.match(text, end):
        return "list_marker"
    return None


def leftover(text: str, start: int, end: int) -> str:
    """Reason of a numeral that is no figure because no measure follows, as close as the wording tells."""
    follows = text[end : end + 1]
    if text[start].isascii():
        if end - start == 4 and text[start : start + 2] in ("19", "20"):
            return "year_bare"
        return "time_expression" if _TIME_WORDS.match(text, end) else "no_measure"
    previous = text[start - 1] if start else "\n"
    run = text[start:end]
    if all(c in _COUNTED for c in run):
        if follows in ("、", ".", ")", ",") and (previous in _OPENS or previous == "("):
            return "section_number"
        if follows in ("是", "要", "则", "来") and (previous in _OPENS or run != "一"):
            return "list_marker"
    if run in ("一", "几", "半", "百", "千", "万", "亿", "双") or previous in "进统单同逐唯之某每":
        if run == "几":
            return "indefinite_quantifier"
        if (run == "半" and previous in "上下") or _TIME_WORDS.match(text, end):
            return "time_expression"
        return "lexical" if run != "双" else "set_phrase"
    return "time_expression" if _TIME_WORDS.match(text, end) else "set_phrase"
