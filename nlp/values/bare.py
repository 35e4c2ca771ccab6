"""Numbers without a measure word that are figures all the same: 粉丝28793, 市级媒体75, 逾50万."""

import re

from nlp import quantities
from nlp.values import masks
from nlp.values.mentions import Mention, Run, hedge_before

_NUMBER = re.compile(rf"(?P<core>{quantities.ARABIC}(?:[余多]?[万亿]+)?)(?P<after>[余多+]?)(?!\.?\d|[A-Za-z])")
_COUNTER = re.compile(  # what a number may follow without a measure word
    r"(?:粉丝|关注|订阅|阅读|浏览|访问|点击|播放|点赞|转发|下载|用户|人数|总数|数量|件数|条数|次数|总量|数|量)"
    r"(?:量|数|人数|总数)?(?:[已累计共达到为是有: ]|合计)*$"
)
_BESIDE = re.compile(r"[\u4e00-\u9fff”\"》)](?:共计?|为|达|有)?$")
_ENDS = re.compile(r"[,;。、)]|$|\n(?!\d)")  # a number may go on in the next line
_ONWARD = re.compile(r"(?:增|升|提|降|减|上升|下降)[^,;。\d]{0,3}[到至]")  # 由5.1万增至6.3万
_GLUED = re.compile(r"(?:动态|信息|公告|文件|新闻|报道|公示|通知|公开)$")  # 动态885信息公开目录30条
_YEARLIKE = re.compile(r"(?:19|20)\d\d")


def promote(text: str, mentions: list[Mention], runs: list[Run], end: int) -> tuple[list[Mention], list[Run]]:
    """Moves bare numbers that state a count from the runs to the mentions.

    After a word such as 粉丝 or 访问量, or with 万 and 亿, always; else only where the same line holds a
    figure with a measure word and the number closes its own member of the list.
    """
    moved = []
    for run in runs:
        if run.reason in ("no_measure", "year_bare"):
            mention = _figure(text, run, mentions, end)
            if mention:
                moved.append(mention)
    if not moved:
        return mentions, runs
    starts = {mention.number: mention.end for mention in moved}
    kept, covered = [], 0
    for run in runs:
        covered = max(covered, starts.get(run.start, 0))
        if run.start >= covered:
            kept.append(run)
    return sorted([*mentions, *moved], key=lambda m: m.start), kept


def _figure(text: str, run: Run, mentions: list[Mention], end: int) -> Mention | None:
    number = _NUMBER.match(text, run.start, end)
    if not number:
        return None
    head, hedge = hedge_before(text, run.start, number["core"])
    closes = _ENDS.match(text, number.end()) is not None
    beside = _BESIDE.search(text, max(0, head - 4), head) is not None
    nothing = number["core"] == "0" and text[head - 1 : head] == "为" and closes  # 均为0
    beside = beside or (number["core"][-1] in "万亿" and text[head - 1 : head] == "、")  # 分别为5.2万、13.1万
    onward = _ONWARD.match(text, number.end()) is not None
    large = number["core"][-1] in "万亿" and (closes or onward) and (beside or bool(hedge))
    if _COUNTER.search(text, max(0, head - 12), head):
        if not (closes or onward) and text[number.end() : number.end() + 1].isalnum():
            return None
    elif not large and not nothing:
        glued = _GLUED.search(text, max(0, head - 4), head) is not None
        if not ((closes and beside) or glued) or _YEARLIKE.fullmatch(number["core"]):
            return None
        if masks.label(text, run.start) or not any(m.unit and _same_line(text, m, run) for m in mentions):
            return None
    quantity = quantities.quantity(number["core"], hedge, number["after"])
    return Mention(head, number.end(), run.start, quantity, None, "count") if quantity else None


def _same_line(text: str, mention: Mention, run: Run) -> bool:
    low, high = sorted((mention.start, run.start))
    return high - low < 120 and "\n" not in text[low:high]
