"""Totals and their parts: which figures of a paragraph are said to make up which other figure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from nlp.document import Figure
from nlp.verify.facts import Facts, Passage, once

# After a total, what opens its parts: 15件,其中当面2件 · 共3类:甲1条 · 88件申请中,同意86件
_OPENS = re.compile(
    r"其中|包括|包含|涵盖|分别为|分别是|具体为|具体是|主要有|主要为|主要是|^[^,。;]{0,14}中[,:]|^中(?=[一-鿿])|:(?!\d)|\([^()]*$"
)
_MAY_OPEN = re.compile(r"[其包涵分具主中看:(]")  # a character that every opening has
_NEXT_SENTENCE = re.compile(  # 公开信息250条。其中,网站215条; 。按类别分:政策类56条; of results only 其中
    r"^[^。]{0,8}。(?:其中|(?![从按][^,。:;]{0,8}结果)(?:按[^,。:;]{1,10}(?:分|划分|统计)[类为]?[,:]|[从按][^,。:;]{1,10}看[,:]))"
)
_INNER = re.compile(r"其中|包括|包含|\d含")  # opens parts of a part
_SAYS_PARTS = re.compile(r"其中|包括|包含|分别|按[^,。:;]{1,11}(?:分|划分)")  # words that leave no doubt
_AUDIENCE = re.compile(r"粉丝|关注|订阅|阅读|浏览|访问|点击|播放|用户")  # people, written without a unit
_SELECTS = re.compile(r"主要|涉及|包括但不限于|例如|如[:,]")  # a list that need not be complete
_SENTENCE_ENDS = re.compile(r"[。!?\n]")
_OTHER_MATTER = re.compile(  # ends a list of parts; 需另行制作, 返还, 比较大 do not
    r"按(?:全部|总)|另(?!行)|此外|同时|同比|(?<!比)较(?![大高重好])|比上|比去|比20|(?<![返归退偿])还|合计|总计|共计|累计"
)
_OTHER_STAGE = re.compile(r"办结|正在办|办理完毕|答复|回复|已办|顺延|结转下|转下")  # what became of them is no part
_ACTS = re.compile(  # ,全年共举办培训
    r"[,;](?:并|还|全年|共|累计|先后|及时|已)*(?:办理|受理|收到|接到|接待|回应|处理|发布|公开|举办|召开|开展|组织|印发"
    r"|制定|出台|完成|编发|编制|推送|更新|审核|解读|新增|开设|发放)[^,;]*$"
)
_SUMS_UP = re.compile(r"(?:共计|合计|总计|总共|一共)[^,。;、()]{0,8}$|[,;:、]共$")  # 网站10条、微信5条,共计15条
_SUMMED = re.compile(r"[,:、](?:共|共计|合计|总计|总共|一共)")  # 建议8件、提案12件,共20件
_INSIDE_LIST = re.compile(r"其中|含|[()]|占")  # what breaks the row of a list: 公开20件(其中部分公开3件)
_AND_ALSO = re.compile(r"^[^。;]*(?:还有|另有|以及|其余|其他)")  # ,还有其他信息59条
_RUN_JOINED = re.compile(r"(?:[、和及与][^,。;:、()#]*#?)+")  # the words between parts that 、 alone joins
_AND_SO_ON = re.compile(r"^[^,。;、]{0,12}等")  # ... 36条等
_JOINED = re.compile(r"^[^,。;:()]{0,24}?(?:、|和|及|与)[^,。;:()]{0,24}$")  # 件、行政许可公示
_CHANNELS = re.compile(r"网站|网页|微博|微信|公众号|客户端|平台|渠道|媒体|抖音|公报|公开栏|报刊|报纸|电视|广播")

_VIEWS = (  # words before a part that say by what it is told apart
    ("kind", re.compile(r"类$")),
    (
        "channel",
        re.compile(
            r"网络(?!安全|舆情)|网上|线上|电话|热线|当面|现场|信函|邮寄|邮箱|邮件|传真|窗口|平台|网站|微信|微博"
        ),
    ),
    (
        "applicant",
        re.compile(
            r"(?:自然人|公民|个人|居民|村民|企业|公司|法人|其他组织|公益组织|律师|科研机构|服务机构)"
            r"(?!动态|信息|信用|新闻|概况|简介|公告|公示|名单|服务|登记|参保)"  # 公司动态128条 is a kind of news
        ),
    ),
    ("outcome", re.compile(r"(?:予以|部分|同意|不予|不同意)公开|无法提供|不予处理|信息不存在|不掌握|其他处理|公开$")),
)
_REST = re.compile(r"其[他它](?:类|信息|方面)?$")  # what is left over goes with parts told apart by anything
_TRAIT = re.compile(r"涉及|要求|有关|相关|的$")  # 要求公开征地信息的37件: others may have the trait as well
_ITEM_COUNT = re.compile(r"^(?:项|类|者|方面|部分|个|种)?$")
_OF_ALL = re.compile(  # 三项合计, 两个平台共
    r"^(?:平台|渠道|方面|类别|账号|媒体)?(?:共计|合计|总计|总共|一共|共)[^,。;、()]{0,8}$"
)
_BOTH = re.compile(r"[,;:、][两二]者(?:共计|合计|总计|共)[^,。;、()]{0,8}$")  # 网站980条,微信860条,两者合计1840条
_YEAR_SUM = re.compile(r"[,:;]全年(?:总?共|合计|累计|共计)[^,。;、()]{0,8}$")  # 四季度14件,全年共办理来信44件
_VERB_OF_SUM = re.compile(r"(?:办结|答复|办理|公开|发布|受理|收到)$")  # 合计答复
_QUARTERS = re.compile(r"[一二三四1-4](?=季度?)")
_HALVES = re.compile(r"[上下](?=半年)")

_SEPARATOR = re.compile(r"[,。;、()]")
_TWICE = re.compile(  # words that say that parts may overlap
    r"涉及|重复|去重|交叉|多次|合并|多个?(?:渠道|平台)|同[时步]发布"
)

_STANDING = ("_in_force", "_public_total")
_MOVING = ("_issued", "_repealed", "_newly_public")
ITEMS = frozenset("条件份篇项个次期则例起封宗批")  # measure words that may stand for each other
COUNTED = ("count", "people", "money")


class Group(Struct, frozen=True):
    """A total and the figures said to be its parts.

    open: the list may be incomplete (主要, 等, 涉及). mixed: the units differ. overlapping: parts may
    count the same thing twice (channels). declared: the wording leaves no doubt that they are parts.
    after: the total stands after its parts. nested: parts of parts, left out of the sum.
    rest: what ended the list with 还有, 另有: perhaps its last part. views: what the parts are told apart by
    (kind, channel, applicant, outcome, "" where the words do not say): parts of one total seen from two sides overlap.
    complete: the wording leaves no room for parts that are not told (分布如下, 三项合计).
    """

    total: Figure
    parts: tuple[Figure, ...]
    passage: Passage
    open: bool = False
    mixed: bool = False
    overlapping: bool = False
    declared: bool = False
    after: bool = False
    nested: tuple[Figure, ...] = ()
    rest: Figure | None = None
    views: frozenset[str] = frozenset()
    complete: bool = False


@once
def groups(facts: Facts) -> tuple[Group, ...]:
    """All totals with stated parts, in reading order."""
    return tuple(g for p in facts.passages if len(p.figures) > 1 for g in _passage_groups(facts, p))


def _passage_groups(facts: Facts, passage: Passage) -> Iterator[Group]:
    figures = passage.figures
    used: set[int] = set()
    for at, total in enumerate(figures[:-1]):
        if not countable(total) or total.role != "statistic":
            continue
        opening = passage.gaps[at + 1]
        if not _MAY_OPEN.search(opening) or (at in used and not _opens_bracket(opening)):
            continue  # a part may have parts of its own: 其中征地信息1245条(预公告403条、公告842条)
        across = _SENTENCE_ENDS.search(opening) is not None
        found = _NEXT_SENTENCE.match(opening) if across else _OPENS.search(opening)
        if found is None or _OTHER_MATTER.search(opening):
            continue
        if found[0].startswith("(") and opening.startswith(")") and passage.gaps[at].endswith("("):
            continue  # 甲(12件)、乙(8件): the first of a list
        parts, nested, end = _parts(passage, at)
        if parts:
            used.update(parts)
            total_at, sure = _total_of(passage, at, parts, across)
            if total_at is None:
                continue
            group = _group(passage, total_at, at, parts, nested, end)
            yield group if sure else replace(group, declared=False)
    yield from _summed_up(passage, used)


def _parts(passage: Passage, at: int) -> tuple[list[int], list[int], int]:
    """Places of the parts of the total at `at`, of parts of parts, and of the figure that ended the list
    (len(figures) where none did)."""
    figures, gaps = passage.figures, passage.gaps
    total = figures[at]
    parts: list[int] = []
    nested: list[int] = []
    base = depth = 1 if _opens_bracket(gaps[at + 1]) else 0
    inner = semicolons = False
    for here in range(at + 1, len(figures)):
        gap = gaps[here]
        if here > at + 1:
            depth += gap.count("(") - gap.count(")")
            if depth < base or _SENTENCE_ENDS.search(gap) or (base == 0 and _OTHER_MATTER.search(gap)):
                return parts, nested, here
            if parts and (_begins(_stage, passage, here, parts[0]) or _begins(_acts, passage, here, parts[0])):
                return parts, nested, here
            if ";" in gap:
                if parts and figures[here].value == total.value:
                    return parts, nested, here  # 办结18件,其中网上提交的1件;按时办结18件
                semicolons = semicolons or len(parts) == 1
                if not semicolons or "其中" in gap or "其中" in gaps[here + 1]:
                    return parts, nested, here  # another breakdown, or a new total
                inner = False
            inner = inner or _INNER.search(gap) is not None
        figure = figures[here]
        if _elsewhere(total, figure):
            return parts, nested, here
        if not countable(figure) or figure.role != "statistic" or figure.direction is not None:
            continue
        if same_kind(total, figure) and (None in (figure.year, total.year) or figure.year == total.year):
            (nested if inner or depth > base else parts).append(here)
    return parts, nested, len(figures)


def _elsewhere(total: Figure, figure: Figure) -> bool:
    """Whether a figure has a cell of its own that is not below the total's: 新闻发布会3次,...在线访谈5次."""
    if not total.readings or not figure.readings:
        return False
    one, two = total.readings[0], figure.readings[0]
    if one[:2] != two[:2]:
        return not one.startswith(("ad_info", "ad_normdoc", "ch_"))
    if one[:3] in ("rq_", "ch_") or one.startswith("ad_info"):
        return False
    if one.endswith(_STANDING) and two.endswith(_MOVING):
        return True  # 现行有效12件,其中新制定3件、废止2件
    return not any(_row(address) == _row(two) for address in one.split("+"))


def _row(address: str) -> tuple[str, ...]:
    """What a cell belongs to: ad_license_decisions to (ad, license); every lawsuit to one."""
    row = tuple(address.split("_")[:2])
    return ("rl", "litigation") if row in (("rl", "direct"), ("rl", "postreview")) else row


def _total_of(passage: Passage, at: int, parts: list[int], across: bool) -> tuple[int | None, bool]:
    """The place of the total, and whether it is certain: 办结19件,结转1件,其中予以公开9件 ... speaks of the 19.

    A sentence that begins with 其中 may speak of any number before it (`across`), of none that is too small.
    """
    figures, gaps = passage.figures, passage.gaps
    values = [figures[here].value for here in parts]
    found = [at]
    for here in range(at - 1, -1, -1):
        if (_SENTENCE_ENDS.search(gaps[here + 1]) and not across) or ";" in gaps[here + 1]:
            break
        figure = figures[here]
        if countable(figure) and figure.role == "statistic" and same_kind(figure, figures[parts[0]]):
            found.append(here)
    whole, most = sum(v for v in values if v is not None), max(v for v in values if v is not None)
    for here in found:
        if figures[here].value == whole:
            return here, True
    if len(found) == 1 and not across:
        return at, True
    large = [here for here in found if (figures[here].value or 0) >= most]
    if across and not large:
        return None, False
    return (large[0] if large else at), large == [at]


def _begins(other: Callable[[Passage, int], bool], passage: Passage, here: int, first: int) -> bool:
    """Whether a number opens another matter than the first part does."""
    return other(passage, here) and not other(passage, first)


def _stage(passage: Passage, at: int) -> bool:
    """Whether a number says what became of them: 办结12件, 12件已办结."""
    after = _SEPARATOR.split(passage.gaps[at + 1], maxsplit=1)[0]
    return bool(_OTHER_STAGE.search(passage.gaps[at]) or _OTHER_STAGE.search(after))


def _acts(passage: Passage, at: int) -> bool:
    """Whether a number opens a statement of its own: 其中咨询20件,办理诉求80件."""
    return _ACTS.search(passage.gaps[at]) is not None


def _opens_bracket(gap: str) -> bool:
    return gap.count("(") > gap.count(")")


def _group(passage: Passage, total: int, at: int, parts: list[int], nested: list[int], end: int) -> Group:
    """The group of the total at `total`, whose parts open after the figure at `at`."""
    figures, tail = passage.figures, passage.gaps[end]
    labels = " ".join(passage.gaps[here] for here in parts)
    cut = end < len(figures) and not _SENTENCE_ENDS.search(tail) and ")" not in tail
    return Group(
        figures[total],
        tuple(figures[here] for here in parts),
        passage,
        open=cut or bool(_SELECTS.search(passage.gaps[at + 1]) or _AND_SO_ON.search(tail)),
        mixed=any(figures[here].unit not in (figures[total].unit, None) for here in parts)
        or (any(figures[here].unit is None for here in parts) and bool(_AUDIENCE.search(labels))),
        overlapping=overlaps(labels),
        declared=bool(_SAYS_PARTS.search(passage.gaps[at + 1])),
        nested=tuple(figures[here] for here in nested),
        rest=figures[end] if end < len(figures) and _AND_ALSO.search(tail) and countable(figures[end]) else None,
        views=frozenset(_view(figures[i], passage.gaps[i]) for i in parts if not _REST.search(passage.gaps[i])),
    )


def _view(figure: Figure, label: str) -> str:
    """By what a part is told apart: kind, channel, applicant, outcome, trait (one that others may have too), or ""."""
    first = figure.readings[0] if figure.readings else ""
    if first.startswith("rq_channel"):
        return "channel"
    if "@" in first and not first.endswith("@total"):
        return "applicant"
    return next((view for view, words in _VIEWS if words.search(label)), "trait" if _TRAIT.search(label) else "")


def overlaps(labels: str) -> bool:
    """Whether the words of some parts say that they may count one thing several times."""
    return bool(_CHANNELS.search(labels) or _TWICE.search(labels))


def says_twice(facts: Facts, group: Group) -> bool:
    """Whether the sentence says that parts may count one thing several times."""
    end = facts.text.find("。", group.parts[-1].span.end)
    return _TWICE.search(facts.text, group.total.span.end, end if end >= 0 else len(facts.text)) is not None


def _summed_up(passage: Passage, used: set[int]) -> Iterator[Group]:
    """Parts first, then 共计 N: the run of figures of the same unit before it in the sentence."""
    figures, gaps = passage.figures, passage.gaps
    for at in range(2, len(figures)):
        if (
            at in used
            or not ("共" in gaps[at] or "计" in gaps[at])
            or not countable(figures[at])
            or not (_SUMS_UP.search(gaps[at]) or _OF_ALL.match(gaps[at]) or _YEAR_SUM.search(gaps[at]))
        ):
            continue
        if _SENTENCE_ENDS.search(gaps[at]):
            continue
        counted = _said_count(passage, at)  # 三项合计
        both = 2 if not counted and _BOTH.search(gaps[at]) else 0
        run: list[int] = []
        for here in range(at - (2 if counted else 1), -1, -1):
            figure = figures[here]
            if here in used or not countable(figure) or figure.unit != figures[at].unit:
                break
            run.append(here)
            if _SENTENCE_ENDS.search(gaps[here]) or ";" in gaps[here]:
                break
        if len(run) > 1:
            whole = _RUN_JOINED.fullmatch("#".join(gaps[here] for here in reversed(run[:-1]))) is not None
            listed = ":" in gaps[run[-1]] and not any(_INSIDE_LIST.search(gaps[here]) for here in run[:-1])
            declared = (whole or listed) and bool(_SUMMED.fullmatch(gaps[at]))
            exactly = _that_many(passage, run, at, counted or both)
            if not exactly and not _SUMS_UP.search(gaps[at]):
                continue
            run = exactly or _adding_up(figures, run, figures[at]) or run
            labels = " ".join(gaps[here] for here in run)
            yield Group(
                figures[at],
                tuple(figures[here] for here in reversed(run)),
                passage,
                overlapping=bool(_CHANNELS.search(labels)),
                declared=declared or bool(exactly),
                after=True,
            )


def _said_count(passage: Passage, at: int) -> int:
    """How many parts a sum says it has: 3 for 三项合计, 0 where it does not say."""
    figure = passage.figures[at - 1]
    if figure.value is None or not _OF_ALL.match(passage.gaps[at]) or not _ITEM_COUNT.match(figure.unit or ""):
        return 0
    return int(figure.value) if 2 <= figure.value <= at - 1 else 0


def _that_many(passage: Passage, run: list[int], at: int, counted: int) -> list[int]:
    """The places of a run that are its parts beyond doubt: as many as the sum says, the four quarters or both
    halves of the year, or those said with the very verb of the sum (答复28件,答复3件,合计答复31件)."""
    gaps = passage.gaps
    if counted:
        return run[:counted] if len(run) == counted else []
    for word, number in ((_QUARTERS, 4), (_HALVES, 2)):
        told = {found[0] for here in run[:number] if (found := word.search(gaps[here]))}
        if len(told) == number:
            return run[:number]
    verb = _SUMS_UP.search(gaps[at])
    said = _VERB_OF_SUM.search(verb[0]) if verb else None
    same = [here for here in run if said and said[0] in gaps[here]]
    return same if len(same) > 1 and same == run[: len(same)] else []


def _adding_up(figures: tuple[Figure, ...], run: list[int], total: Figure) -> list[int]:
    """The nearest places of a run, from its end, that make up the total; none where no stretch does."""
    amount = Decimal(0)
    for count, here in enumerate(run, start=1):
        amount += figures[here].value or 0
        if count > 1 and amount == total.value:
            return run[:count]
    return []


def undeclared(facts: Facts) -> Iterator[tuple[tuple[Figure, ...], tuple[Figure, ...]]]:
    """Runs of coordinated counts of one unit that no total is declared for, and what might be mistaken for one:
    a count of the same unit in the same sentence, or one elsewhere that is close to their sum."""
    declared = {f.id for g in groups(facts) for f in (g.total, *g.parts, *g.nested)}
    for passage in facts.passages:
        figures = passage.figures
        at = 0
        while at < len(figures) - 1:
            run = [at]
            while run[-1] + 1 < len(figures) and _coordinated(passage, run[-1], declared):
                run.append(run[-1] + 1)
            if len(run) > 1:
                chosen = tuple(figures[i] for i in run)
                yield chosen, _mistakable(facts, passage, chosen, run[-1])
            at = run[-1] + 1


def _coordinated(passage: Passage, at: int, declared: set[str]) -> bool:
    one, two = passage.figures[at], passage.figures[at + 1]
    return (
        one.unit is not None
        and one.unit == two.unit
        and countable(one)
        and countable(two)
        and one.id not in declared
        and two.id not in declared
        and bool(_JOINED.match(passage.gaps[at + 1]))
    )


def _mistakable(facts: Facts, passage: Passage, run: tuple[Figure, ...], last: int) -> tuple[Figure, ...]:
    found = []
    for here in range(last + 1, len(passage.figures)):
        if _SENTENCE_ENDS.search(passage.gaps[here]):
            break
        figure = passage.figures[here]
        if countable(figure) and figure.unit == run[0].unit:
            found.append(figure)
    values = [f.value for f in run if f.value is not None]
    if not found and len(values) == len(run):
        total = sum(values)
        near = (
            f
            for f in facts.figures
            if f.unit == run[0].unit
            and f not in run
            and f.value is not None
            and f.bound == "exact"
            and abs(f.value - total) * 10 <= total
        )
        found = list({f.value: f for f in reversed(list(near))}.values())
    return tuple(found)


def countable(figure: Figure) -> bool:
    return figure.kind in COUNTED and figure.role in ("statistic", "context") and figure.value is not None


def same_kind(total: Figure, part: Figure) -> bool:
    if part.unit is None or part.unit == total.unit:
        return True
    return total.unit in ITEMS and part.unit in ITEMS
