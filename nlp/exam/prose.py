"""Narratives written from varied patterns around the numbers of a year.

A pattern is text with `{key}` for a number. Keys are addresses (`rq_granted@total`), names of
quantities stated in prose only (`info_total`), or `share:a/b` and `growth:a` for a percentage.
"""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from random import Random

from nlp.catalog.specs import FormSpec
from nlp.exam.draft import Piece
from nlp.exam.numbers import Year

_SLOT = re.compile(r"\{([^{}]+)\}")  # {rq_granted@total}

_INFO = (
    "全年主动公开政府信息{info_total}条,其中政策文件类{cat_policy}条,工作动态类{cat_work}条,财政信息类{cat_finance}条,"
    "人事信息类{cat_staff}条。",
    "{year}年共主动公开政府信息{info_total}条。其中,政策文件类{cat_policy}条、工作动态类{cat_work}条、"
    "财政信息类{cat_finance}条、人事信息类{cat_staff}条。",
)
_CHANNELS = (
    "按渠道统计,通过政府网站公开{ch_website}条,政务微信公开{ch_wechat}条,政务微博公开{ch_weibo}条。",
    "政府网站公开政府信息{ch_website}条,政务微信公开政府信息{ch_wechat}条。",
)
_NEW = (
    "{year}年,{self}新收政府信息公开申请{rq_new_received@total}件,其中自然人申请{rq_new_received@natural}件。",
    "全年{self}共收到政府信息公开申请{rq_new_received@total}件,自然人提出{rq_new_received@natural}件。",
    "本年新收政府信息公开申请{rq_new_received@total}件,上年结转{rq_carried_in@total}件。",
)
_RESULTS = (
    "全年办结{rq_total_processed@total}件:予以公开{rq_granted@total}件,部分公开{rq_partial@total}件,不予公开{rq_denied_total@total}件,无法提供{rq_unable_total@total}件,不予处理{rq_refused_total@total}件,其他处理{rq_other_total@total}件;结转下年度继续办理{rq_carried_out@total}件。",
    "从办理结果看,予以公开{rq_granted@total}件,占{share:rq_granted@total/rq_total_processed@total}%;无法提供{rq_unable_total@total}件,占{share:rq_unable_total@total/rq_total_processed@total}%。共办结申请{rq_total_processed@total}件,结转下年度{rq_carried_out@total}件。",
)
_RESULTS_2014 = (
    "全年收到申请{rq_new_received}件,办结{rq_closed_total}件,其中按时办结{rq_closed_on_time}件。",
    "{year}年收到政府信息公开申请{rq_new_received}件,其中当面申请{rq_channel_inperson}件,传真申请{rq_channel_fax}件,网络申请{rq_channel_online}件,信函申请{rq_channel_mail}件。",
)
_NO_REQUESTS = ("{year}年,{self}未收到政府信息公开申请。", "全年没有收到政府信息公开申请。")
_DISPUTES = (
    "因政府信息公开引发行政复议{rl_review_total}件,行政诉讼{rl_litigation_total}件。",
    "{year}年,被申请行政复议{rl_review_total}件,被提起行政诉讼{rl_litigation_total}件。",
)
_NO_REVIEW = ("全年没有因政府信息公开被申请行政复议。", "{year}年未发生因政府信息公开引起的行政复议。")
_NO_LITIGATION = ("全年没有因政府信息公开被提起行政诉讼。", "{year}年未发生因政府信息公开引起的行政诉讼。")
_DECISIONS = (
    "全年作出行政许可决定{ad_license_decisions}件,作出行政处罚决定{ad_penalty_decisions}件。",
    "{year}年共办理行政许可{ad_license_decisions}件、行政处罚{ad_penalty_decisions}件。",
)
_DOCUMENTS = ("本年制发规范性文件{ad_normdoc_issued}件,废止{ad_normdoc_repealed}件,现行有效{ad_normdoc_in_force}件。",)
_PLAIN = (
    "发布政策解读材料{interpretations}篇,形式以图解和问答为主。",
    "办理网民留言{messages}条,均在承诺时限内回复。",
    "编印政府公报{gazette}期,放置于政务大厅供群众取阅。",
    "信息发布前由拟稿人、科室负责人和分管领导逐级审核,未经保密审查的一律不上网。",
    "对公开指南中的受理机构、联系电话和办公时间作了核对更新。",
    "在官网首页显著位置设置信息公开专栏,并完善站内检索。",
)
_TRAINING = ("举办政府信息公开培训班{courses}次,培训{trainees}人次。", "组织业务培训{courses}期,参训{trainees}人次。")
_PROBLEMS = (
    "一是解读材料形式偏少,图表和视频运用不够。二是个别栏目更新不够及时。",
    "一是承办人员变动较多,业务熟悉程度有待提高。二是目录分类还不够清楚。",
)
_MEASURES = (
    "下一步,{self}将定期检查栏目更新情况,并安排专人负责解读材料的制作。",
    "针对上述问题,将组织承办人员学习答复文书规范,重新梳理公开目录。",
)


def percent(numerator: Decimal, denominator: Decimal, places: int, rounding: str = ROUND_HALF_UP) -> str:
    """A share in percent, printed at so many decimal places."""
    return str((numerator * 100 / denominator).quantize(Decimal(1).scaleb(-places), rounding=rounding))


class Writer:
    """Writes the narrative of a year; the same seed gives the same words around other numbers."""

    def __init__(self, year: Year, form: FormSpec, seed: int, last: Year | None = None) -> None:
        self.year, self.form, self.last = year, form, last
        self.random = Random(seed)
        self.sentences = 0

    def value(self, key: str) -> Decimal | None:
        """The number an address or name stands for, None where the form has none."""
        if key in self.year.stated:
            return self.year.stated[key]
        cells = self.form.expand(key)
        return None if cells is None else sum((self.year.cells[cell] for cell in cells), Decimal(0))

    def fill(self, pattern: str) -> list[Piece]:
        """A pattern as pieces; ValueError where one of its numbers does not exist."""
        self.sentences += 1
        group, pieces, at = f"s{self.sentences}", [], 0
        for match in _SLOT.finditer(pattern):
            pieces.append(Piece(pattern[at : match.start()]))
            at, key = match.end(), match[1]
            if key == "self":
                pieces.append(Piece(self.year.office.calls_itself))
            elif key == "year":
                pieces.append(Piece(str(self.year.year), "year"))
            elif key.startswith("share:"):
                part, whole = (self.value(name) for name in key[6:].split("/"))
                if not part or not whole:
                    raise ValueError(key)
                rounding = ROUND_DOWN if self.random.random() < 0.15 else ROUND_HALF_UP
                text = percent(part, whole, self.random.choice((1, 2)), rounding)
                pieces.append(Piece(text, key, "prose", group))
            else:
                value = self.value(key)
                if value is None:
                    raise ValueError(key)
                pieces.append(Piece(format(value, "f"), key, "prose", group))
        return [*pieces, Piece(pattern[at:])]

    def say(self, patterns: tuple[str, ...]) -> list[Piece]:
        """One of the patterns whose numbers exist, filled."""
        for pattern in self.random.sample(patterns, len(patterns)):
            try:
                return self.fill(pattern)
            except ValueError:
                continue
        return []

    def growth(self) -> list[Piece]:
        """The change of new applications against last year, as prose states it."""
        if self.last is None or self.last.form == "G1" or self.year.form == "G1":
            return []
        before, now = self.last.cells["rq_new_received@total"], self.year.cells["rq_new_received@total"]
        if not before or before == now:
            return []
        self.sentences += 1
        word = "增长" if now > before else "下降"
        change = percent(abs(now - before), before, 1)
        group = f"s{self.sentences}"
        return [
            Piece(f"全年收到申请数比{self.last.year}年的{before}件{word}"),
            Piece(change, "growth:rq_new_received@total", "prose", group),
            Piece("%。"),
        ]

    def overview(self) -> list[list[Piece]]:
        """Paragraphs of part one, each under its heading."""
        zero = self.value("rq_new_received@total") == 0
        requests = _NO_REQUESTS if zero else _RESULTS_2014 if self.year.form == "G1" else _NEW
        handled = [] if zero or self.year.form == "G1" else self.say(_RESULTS)
        documents = self.say(_DECISIONS) + (self.say(_DOCUMENTS) if self.year.form == "G3" else [])
        if self.value("rl_review_total") and self.value("rl_litigation_total"):
            disputes = self.say(_DISPUTES)
        else:
            review, suits = self.value("rl_review_total"), self.value("rl_litigation_total")
            disputes = self.fill("收到行政复议申请{rl_review_total}件。") if review else self.say(_NO_REVIEW)
            disputes += self.fill("被提起行政诉讼{rl_litigation_total}件。") if suits else self.say(_NO_LITIGATION)
        plain = self.random.sample(_PLAIN, 3)
        return [
            [Piece("(一)主动公开情况\n"), *self.say(_INFO), *self.say(_CHANNELS), *documents, *self.fill(plain[0])],
            [Piece("(二)依申请公开情况\n"), *self.say(requests), *self.growth(), *handled, *disputes],
            [Piece("(三)政府信息管理情况\n"), *self.fill(plain[1])],
            [Piece("(四)平台建设情况\n"), *self.fill(plain[2])],
            [Piece("(五)监督保障情况\n"), *self.say(_TRAINING), Piece("全年未发生责任追究情形。")],
        ]

    def problems(self) -> list[Piece]:
        return [*self.say(_PROBLEMS), *self.say(_MEASURES)]
