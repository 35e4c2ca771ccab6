"""Numbers without a measure word that are figures all the same: 粉丝28793, 市级媒体75, 公开67,占4.61%."""

import re

from nlp import quantities
from nlp.values import masks
from nlp.values.mentions import Mention, Run

_NUMBER = re.compile(rf"{quantities.ARABIC}(?:[余多]?[万亿]+)?[余多+]?(?![\dA-Za-z])")
_COUNTER = re.compile(  # what a number may follow without a measure word
    r"(?:粉丝|关注|订阅|阅读|浏览|访问|点击|播放|点赞|转发|下载|注册用户|用户|人数|总数|数量|件数|条数|次数|总量|数|量)"
    r"(?:量|数|人数|总数)?(?:已|累计|共|达到?|约|近|超过?|突破|为|是|有|[: ])*$"
)
_BESIDE = re.compile(r"[\u4e00-\u9fff”\"》)](?:共计?|为|达|约|近|有)?$")
_ENDS = re.compile(r"[,;。、)]|$|\n")
_GLUED = re.compile(r"(?:动态|信息|公告|文件|新闻|报道|公示|通知|公开)$")  # 动态885信息公开目录30条
_YEARLIKE = re.compile(r"(?:19|20)\d\d$")


def promote(text: str, mentions: list[Mention], runs: list[Run], end: int) -> tuple[list[Mention], list[Run]]:
    """Moves bare numbers that state a count from the runs to the mentions.

    After a word such as 粉丝 or 访问量 always; else only where the same sentence holds a figure with a
    measure word and the number closes its own member of the list.
    """
    kept: list[Run] = []
    moved: list[Mention] = []
    for run in runs:
        mention = _figure(text, run, mentions, end) if run.reason in ("no_measure", "year_bare") else None
        if mention:
            moved.append(mention)
        else:
            kept.append(run)
    if not moved:
        return mentions, runs
    return sorted([*mentions, *moved], key=lambda m: m.start), kept


def _figure(text: str, run: Run, mentions: list[Mention], end: int) -> Mention | None:
    number = _NUMBER.match(text, run.start, end)
    if not number:
        return None
    counted = _COUNTER.search(text, max(0, run.start - 12), run.start)
    if not counted:
        closes = _ENDS.match(text, number.end()) and _BESIDE.search(text, max(0, run.start - 4), run.start)
        glued = _GLUED.search(text, max(0, run.start - 4), run.start)
        if not (closes or glued) or _YEARLIKE.fullmatch(number.group()) or masks.label(text, run.start):
            return None
        if not any(m.unit for m in mentions if _same_sentence(text, m, run)):
            return None
    elif not _ENDS.match(text, number.end()) and text[number.end() : number.end() + 1].isalnum():
        return None
    quantity = quantities.parse(number.group())
    if quantity is None:
        return None
    return Mention(run.start, number.end(), run.start, quantity, None, "count")


def _same_sentence(text: str, mention: Mention, run: Run) -> bool:
    low, high = sorted((mention.start, run.start))
    return high - low < 120 and not any(mark in text[low:high] for mark in "。\n")
