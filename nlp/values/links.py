"""What a number states: the phrase of the catalog that the cues around it add up to.

A number is governed by what stands before it in its clause, after the previous number (共受理申请15件),
else by what follows it at once (88件政府信息公开申请); what neither says is inherited from earlier in the
sentence (其中62件). Where the wording leaves it open, there is no indicator.
"""

import re
from functools import lru_cache

from msgspec.structs import replace

from nlp.catalog.specs import CueSpec, PhraseSpec
from nlp.values import guards
from nlp.values.cues import (
    APPLICATION,
    DECISIONS,
    DISPUTES,
    MEDIA,
    TITLED,
    Cue,
    Finder,
    disputes_of,
    joined,
    last,
    subject_of,
)
from nlp.values.phrasing import Link, Phrasing, applied, summed
from nlp.values.scenes import Scene

_ACTS = frozenset(("handle", "decide", "publish", "issue", "repeal", "in_force", "clean"))
_HANDLED = frozenset(("receive", "newly", "close", "reply", "due"))
_OF_REQUESTS = frozenset(("newly", "carry_in", "carry_out"))  # words that speak of requests alone
_CARRYING = _HANDLED | {"carry", "repeal", "in_force", "issue", "newly_public"}  # verbs that need no noun of their own
_WORDS = (  # words that leave a number to what the sentence was about
    r"其中|共计?|合计|总计|总?金额|各类|新|另有|另外|还有|仅|有|已|均|全部|约|近|为|达到?|增加|减少|上升|下降|数量?|今年"
    r"|[比较与同](?:上(?:一)?年(?:度)?|去年|(?:19|20)\d\d年(?:度)?)(?:同期|相比)?|本学?年度?|全年|(?:19|20)\d\d年(?:度)?"
    r"|[了的到至由从,:;、“”\"'() ]"
)


def _only(words: str) -> re.Pattern[str]:
    """A run of these words, taken once: the lookahead gives nothing back."""
    return re.compile(rf"(?=((?:{words})*))\1")


_GLUE = _only(_WORDS)
_LEAD = _only(  # who may stand before 受理: 我局, 全市, no other body
    rf"{_WORDS}|[我本全该](?:局|机关|单位|委|厅|办公室|办|部门|院|市|县|区|省|州|镇|乡|街道|中心|政府)|截至|年[内底末]"
    r"|同时|依法|其余|当年|已?完成|正式|实际|最终|作出|做出|未曾?|[没有无须需应待]"
)
_OWN_SHARE = re.compile(  # 全县复议14件,涉及我局2件: the office's own part of what was said of its area
    r"(?:,|其中|涉及|属于|由|以|针对)*[我本](?:局|机关|单位|委|厅|办公室|办|部门|院|中心|街道|镇|乡)"
    r"(?:作为)?(?:被申请人?|被告|被诉|本级|的|有|为|共|计)*"
)
_DISTRIBUTED = re.compile(  # 各设查阅点1个
    r"各(?=[设开发配召举收派有自建受办答公印编推])|分别(?=[设开发配召举收派有建])"
)
_GAP = _only(rf"{_WORDS}|案件|办件|事项|件数|总数|总量|情况|有效|[件各次数量“”]")  # 申请案件数为30件
_REASON = re.compile(r"(?:类|的|信息|申请|情形|而|被|依法|,)*")  # between a reason and what it led to
_LAWSUITS = frozenset(("direct", "postreview"))  # kinds of litigation
_LEFT_OVER = ("carry_in", "carry_out", "withdrawn")  # what may be said of disputes as well
_TRAINED = ("training", "special_meeting")
_DENIED = re.compile(r"[未无没]$|没有$")
_HANDLING = frozenset(("handle", "decide", "publish", "close", "reply", "receive", "newly"))
_AT_LARGE = _only(  # 门户网站公开政府信息
    r"信息|消息|图文|文章|推文|稿件|内容|微博|微信|作品|各类|各种|政务|政府|共计?|累计|总计|合计|主动|同步|及时|全年|今年|年度|公开"
    r"|发布|更新|推送|转载|转发|编发|刊登|刊载|上传|报送|原创|平台|渠道|账号|官方|公众号|方式|数量?"
    r"|[上并,了的约近超为达“”\" ()]"
)
_ABOUT_DISCLOSURE = re.compile(r"公开|政务|条例|信息员|信息工作|业务|骨干")
_NARROWED = re.compile(  # 征地类政府信息公开申请12件
    r"(?:[\u4e00-\u9fff](?<!各)类|方面|领域|涉及[^,;。]{1,20}|(?:有关|关于)(?!政府信息|信息公开)[^,;。]{1,12})(?:的)?$"
)


class Linker:
    """Cues and phrases of a catalog, compiled."""

    def __init__(self, cues: tuple[CueSpec, ...], phrases: tuple[PhraseSpec, ...]) -> None:
        self.finder = Finder(cues)
        self._phrased = Phrasing(phrases).find

    def link(self, scene: Scene) -> list[Link]:
        """Links of one number: none, one, or one for each thing it is said of (复议、诉讼各1件)."""
        low, high = scene.sentence
        found = []
        for link in self._governed(scene) or self._own_share(scene):
            address = link.readings[0] if link.readings else ""
            verdict = guards.judge(scene.text, low, scene.window, scene.start, scene.end, high, address)
            if verdict != "drop":
                found.append(replace(link, part=True) if verdict == "part" else link)
        return found

    def _governed(self, scene: Scene) -> list[Link]:
        """Links by the cues that govern the number, whatever else the sentence says."""
        if not scene.paired and _DISTRIBUTED.search(scene.text, scene.window, scene.start):
            scene.used = 0
            return []
        subject, inherited, heads = scene.subject, scene.inherited, scene.heads
        verb = scene.head("verb")
        outcome = scene.head("outcome", "channel")
        if outcome and ("foreign" not in heads or heads["foreign"].start < outcome.start):
            if outcome.key in _LEFT_OVER and (subject or inherited) in DISPUTES:
                said = subject or subject_of(scene.earlier)
                if outcome.key == "carry_out" and said:
                    return self._phrased(scene, {said, "pending"})
                if said or not any(cue.key in ("reply", "close") for cue in scene.earlier):
                    return []  # else 已答复46件,其余2件结转下年 is on requests again
            noun = heads.get("noun")
            hidden = noun is not None and noun.start > outcome.start and noun.key not in (*APPLICATION, "info_noun")
            if not scene.applications or hidden or any(cue.key == "assist" for cue in scene.before):
                return []
            return self._outcome(scene, outcome)
        ruling = scene.head("ruling")
        if ruling:
            return self._ruled(scene, ruling)
        if scene.about_applications:
            applicants = [cue for cue in (*scene.before, *scene.after) if cue.part == "applicant"]
            if len({cue.key for cue in applicants}) == 1:
                return self._applicant(scene, applicants[0], verb)
        if not subject:
            subject = self._inherits(scene, verb)
            if verb is None and not scene.after:
                listed = self._listed(scene)
                if listed is not None:
                    return listed
                low, high = scene.sentence
                within = guards.listed(scene.text, low, scene.start)
                if within and guards.predicated(scene.text, scene.end, high):
                    return []  # 其中20件为...: what it is was not understood
        if subject == "bare_application" and not scene.applications:
            return self._unsaid(scene, verb)
        if subject in ("", "foreign"):
            return [] if subject else self._unsaid(scene, verb)
        if subject == "training" and scene.kind == "people" and any(cue.key == "attend" for cue in scene.earlier):
            return []
        return self._noun(scene, subject, verb)

    def _unsaid(self, scene: Scene, verb: Cue | None) -> list[Link]:
        """收到申请86件, 新收30件 where nothing else was named: requests most likely, never more than likely."""
        noun = scene.heads.get("noun")
        if verb is None or verb.key not in _HANDLED or scene.old or scene.thread.classified:
            return []
        if {scene.thread.subject, subject_of(scene.earlier)} - {"", "bare_application"}:
            return []
        if any(cue.part in ("foreign", "medium") for cue in scene.cues):
            return []
        if noun is None and not any(cue.key in _OF_REQUESTS for cue in scene.cues):
            return []
        if (noun.start if noun else scene.start) != verb.end or (noun and noun.end != scene.start):
            return []
        if not _LEAD.fullmatch(scene.text, scene.window, verb.start):
            return []
        return [replace(link, part=True) for link in self._phrased(scene, {"application", verb.key}, verb.key)]

    def _own_share(self, scene: Scene) -> list[Link]:
        """What the sentence said of the area, as a part of it."""
        about = subject_of(scene.earlier)
        if about not in (*DISPUTES, *APPLICATION) or scene.before or scene.after:
            return []
        if about == "bare_application" and not scene.applications:
            return []
        if not _OWN_SHARE.fullmatch(scene.text, scene.window, scene.start):
            return []
        return [replace(link, part=True) for link in self._noun(scene, about, last(scene.earlier, "verb"))]

    def _listed(self, scene: Scene) -> list[Link] | None:
        """The sum of the different things listed before a total; None where none is meant."""
        if not guards.sums_up(scene.text, scene.window, scene.start):
            return None
        begin = max(scene.sentence[0], scene.text.rfind(";", scene.sentence[0], scene.start) + 1)
        nouns = [
            c for c in scene.earlier if c.start >= begin and c.part in ("noun", "foreign") and c.key != "info_noun"
        ]
        keys = list(dict.fromkeys(c.key for c in nouns))
        if len(keys) < 2:
            return None
        if any(c.part == "ruling" and c.start >= begin for c in scene.earlier):
            return []  # 复议维持2件,诉讼维持1件,合计3件
        found = [link for key in keys for link in self._phrased(scene, {key})[:1]]
        return [replace(link, applicant=None) for link in summed(found)] if len(found) == len(keys) else []

    @staticmethod
    def _inherits(scene: Scene, verb: Cue | None) -> str:
        """Subject from earlier in the sentence or paragraph, where the words before the number leave room."""
        inherited = scene.inherited
        carrying = verb is not None and verb.key in _CARRYING
        handled = verb is not None and verb.key in _HANDLED
        leads = verb is not None and handled and verb.end <= scene.start
        if verb is not None and leads and not _LEAD.fullmatch(scene.text, scene.window, verb.start):
            return ""  # 公安局受理45件 is another body's
        if not inherited and verb is not None and handled and scene.thread.application:
            said = _GLUE.fullmatch(scene.text, verb.end, scene.start) is not None
            return "application" if said else ""
        if handled and inherited in DISPUTES and not subject_of(scene.earlier):
            return ""  # 复议4件。已答复24件: on requests again, or on either
        glued = _GLUE.fullmatch(scene.text, scene.window, scene.start) is not None
        trained = scene.kind == "people" and inherited == "training"
        if not (glued or carrying or trained) or (
            scene.thread.stale and not carrying and not subject_of(scene.earlier)
        ):
            return ""
        return inherited

    def _outcome(self, scene: Scene, outcome: Cue) -> list[Link]:
        """A row of table three, or the sum of rows that are named together (传真及信函申请13件)."""
        same = [c for c in scene.before if c.part == outcome.part and c.end <= outcome.end] or [outcome]
        links = [link for cue in joined(scene.text, same) for link in self._phrased(scene, {cue.key})[:1]]
        if not links or len(links) < len(joined(scene.text, same)):
            return []
        if len(links) == 1:
            links = self._reasoned(scene, outcome, links[0])
        if outcome.key == "granted" and guards.included(scene.text, scene.end, scene.sentence[1]):
            links = self._phrased(scene, {"disclosed"})
        elif outcome.key == "granted" and not any(c.key in ("partial", "disclosed") for c in scene.cues):
            wide = [reading for link in self._phrased(scene, {"disclosed"}) for reading in link.readings]
            links = [replace(link, readings=(*link.readings, *wide)) for link in links]
        if outcome.key == "granted" and not scene.old and any(c.key == "already_public" for c in scene.cues):
            links = [replace(link, part=True) for link in links]  # the form counts both in one row
        if len(links) > 1 and not scene.each(outcome.end):
            links = summed(links)
        applicant = scene.heads.get("applicant")
        if applicant and not scene.old:
            links = [applied(link, (applicant.key,)) for link in links]
        return links

    def _ruled(self, scene: Scene, ruling: Cue) -> list[Link]:
        """How disputes ended; where several were named, the number may be of each of them or of all."""
        if scene.subject:
            named = joined(scene.text, [c for c in scene.before if c.part == "noun"], DISPUTES)
            about = list(dict.fromkeys(cue.key for cue in named)) or [scene.subject]
        else:
            about = disputes_of([*scene.thread.disputes, *scene.earlier], scene.text)
        if not about or not DISPUTES.issuperset(about):
            return []
        links = {name: link for name in about for link in self._phrased(scene, {name, ruling.key})}
        if len(links) < len(about):
            return []
        found = list(links.values())
        if len(found) == 1 or (scene.subject and scene.each(scene.window)):
            return found
        whole = [link for name, link in links.items() if name not in _LAWSUITS or "litigation" not in links]
        readings = [reading for link in (*summed(whole), *found) for reading in link.readings]
        return [replace(link, readings=tuple(dict.fromkeys(readings))) for link in summed(whole)]

    def _reasoned(self, scene: Scene, outcome: Cue, link: Link) -> list[Link]:
        """属于行政查询事项不予公开16件: the row of the one reason before the outcome, else the outcome's."""
        reasons = [cue for cue in scene.before if cue.part == "outcome" and cue.end <= outcome.start]
        if len(reasons) != 1 or not link.readings:
            return [link]
        if not _REASON.fullmatch(scene.text, reasons[0].end, outcome.start):
            return [link]
        row = link.readings[0].partition("@")[0].removesuffix("_total")
        for reason in self._phrased(scene, {reasons[0].key}):
            if reason.readings and reason.readings[0].startswith(f"{row}_"):
                return [replace(reason, readings=(*reason.readings, *link.readings))]
        return [link]

    def _applicant(self, scene: Scene, applicant: Cue, verb: Cue | None) -> list[Link]:
        """The row of what was done, in the column of an applicant; 企业 may be one column or all of organizations."""
        if scene.old:
            return []
        said = verb or last(scene.earlier, "verb")
        act = said.key if said and said.key in ("close", "reply", "handle") else "receive"
        columns = ("commercial", "org_total") if applicant.key == "commercial" else (applicant.key,)
        if scene.text.startswith("等", applicant.end):  # 律师事务所等: its column and others
            return []
        return [applied(link, columns) for link in self._phrased(scene, {"application", act})]

    def _noun(self, scene: Scene, subject: str, verb: Cue | None) -> list[Link]:
        """What was counted and what was done with it."""
        before = scene.before
        if subject in APPLICATION:
            if scene.thread.classified:
                return []
            subject = "application"
            noun = scene.heads.get("noun")
            if noun is not None and not _GAP.fullmatch(scene.text, before[-1].end, scene.start):
                return []  # 申请受理点1个
            if noun is not None and _NARROWED.search(scene.text, scene.window, noun.start):
                return []
            if noun is not None and noun.key == "bare_application":
                lead = verb.end if verb is not None and verb.end <= noun.start else scene.window
                between = scene.text[lead : noun.start]
                if not _GLUE.fullmatch(between) and "政府信息" not in between:  # 单位申请3件
                    return []
        said = verb.key if verb else ""
        if subject in DECISIONS and said in ("receive", "newly", "close", "reply"):
            return []  # 受理行政许可30件,办结28件 are no decisions
        if subject in DISPUTES and said in _HANDLING and not scene.about_disclosure:
            return []  # the office as the one that decides: 办理行政复议案件120件
        if subject in (*_TRAINED, "budget", "complaint") and not self._own_matter(scene, subject):
            return []
        if not said and (subject in TITLED or subject in MEDIA or subject == "application"):
            above = last(scene.earlier, "verb") or (last(scene.after, "verb") if subject in MEDIA else None)
            if above and _DENIED.search(scene.text, max(0, above.start - 2), above.start):
                above = None  # 未制定规章,规范性文件2件
            said = above.key if above and (subject not in TITLED or above.key in _ACTS) else ""
        keys = {c.key for c in before}
        if (said == "disclose" and subject != "info_noun") or (subject in MEDIA and "info" in keys):
            said = "publish"
        if subject in TITLED and "info_noun" in keys:
            said = "publish"
        if subject == "info_noun" and said != "disclose":  # 公开108条信息, but not 转发30条信息
            return []
        helping = {c.key for c in before if c.key in ("attend", "assist")}
        each = scene.zero or scene.each(scene.window)  # 行政处罚、行政强制0项
        acts, subjects = [said], [subject]
        if subject in ("normdoc", "rule"):
            acts = [cue.key for cue in joined(scene.text, [c for c in before if c.part == "verb"])] or acts
            if len(set(acts)) > 1 and not each:
                return []  # 制发、废止规范性文件4件
        elif subject in DISPUTES or subject in DECISIONS:
            family = DISPUTES if subject in DISPUTES else DECISIONS
            together = joined(scene.text, [c for c in before if c.part == "noun"], family)
            subjects = list(dict.fromkeys(c.key for c in together)) or subjects
        links = [link for name in subjects for act in acts for link in self._phrased(scene, {name, act, *helping}, act)]
        if len(subjects) > 1 and not each:  # 复议、诉讼共3件
            links = summed(links) if len(links) == len(subjects) else []
        narrowed = (subject in MEDIA and not self._whole(scene, before)) or (
            subject == "info" and any(c.part in ("foreign", "medium") for c in before)
        )
        return [replace(link, part=True) for link in links] if narrowed else links

    @staticmethod
    def _whole(scene: Scene, before: list[Cue]) -> bool:
        """Whether a medium is said to have published information at large, not information on something."""
        medium = last(before, "medium")
        return medium is None or _AT_LARGE.fullmatch(scene.text, medium.end, scene.start) is not None

    @staticmethod
    def _own_matter(scene: Scene, subject: str) -> bool:
        """Whether training, meetings, money or complaints are about disclosure: 安全生产培训12场 are not."""
        noun = scene.heads.get("noun")
        if noun is None or (subject in _TRAINED and scene.about_disclosure):
            return True
        verb = last([c for c in scene.before if c.end <= noun.start], "verb")
        lead = verb.end if verb else scene.window
        if _GLUE.fullmatch(scene.text, lead, noun.start):
            return True
        return _ABOUT_DISCLOSURE.search(scene.text, lead, noun.start) is not None


@lru_cache(maxsize=4)
def linker(cues: tuple[CueSpec, ...], phrases: tuple[PhraseSpec, ...]) -> Linker:
    """Compiled cues and phrases of a catalog."""
    return Linker(cues, phrases)
