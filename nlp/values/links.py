"""What a number states: the phrase of the catalog that the cues around it add up to.

A number is governed by what stands before it in its clause, after the previous number (共受理申请15件),
else by what follows it at once (88件政府信息公开申请); what neither says is inherited from earlier in the
sentence (其中62件). Where the wording leaves it open, there is no indicator.
"""

import re
from bisect import bisect_left
from functools import lru_cache

from msgspec import Struct
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
    Thread,
    joined,
    last,
    outside,
    subject_of,
)

_COUNTED = frozenset(("", *"件份条项次例封宗起事个笔单部名期篇", "件次", "条次", "项次"))
_ACTS = frozenset(("handle", "decide", "publish", "issue", "repeal", "in_force", "clean"))
# verbs that need no noun of their own
_CARRYING = frozenset(("close", "reply", "receive", "newly", "repeal", "in_force", "issue", "newly_public"))
_WORDS = (  # words that leave a number to what the sentence was about
    r"其中|共计?|合计|总计|总?金额|各类|新|另有|另外|还有|仅|有|已|均|全部|约|近|为|达到?|增加|减少|上升|下降|数量?|今年"
    r"|[比较](?:上(?:一)?年(?:度)?|去年|(?:19|20)\d\d年(?:度)?)(?:同期)?|本年度?|全年|(?:19|20)\d\d年(?:度)?"
    r"|[了的到至由从,:;、“”\"'() ]"
)


def _only(words: str) -> re.Pattern[str]:
    """A run of these words, taken once: the lookahead gives nothing back."""
    return re.compile(rf"(?=((?:{words})*))\1")


_GLUE = _only(_WORDS)
_LEAD = _only(  # who may stand before 受理: 我局, 全市, no other body
    rf"{_WORDS}|[我本全该](?:局|机关|单位|委|厅|办公室|办|部门|院|市|县|区|省|州|镇|乡|街道|中心|政府)|截至|年[内底末]"
    r"|同时|依法|其余|当年|正式|实际|最终|作出|做出|未曾?|[没有无]"
)
_EACH = re.compile(r"(?:各|均为|都为|均|都是|分别为|各为)$")
_LEADS_ON = _only(r"[均都又也仍系是由为被的经以于在到]|属于?|通过")  # between a number and what follows it
_DISTRIBUTED = re.compile(  # 各设查阅点1个
    r"各(?=[设开发配召举收派有自建受办答公印编推])|分别(?=[设开发配召举收派有建])"
)
_GAP = _only(rf"{_WORDS}|案件|办件|事项|件数|总数|总量|情况|有效|[件各次数量“”]")  # 申请案件数为30件
_HANDLING = frozenset(("handle", "decide", "publish", "close", "reply", "receive", "newly"))
_AT_LARGE = _only(  # 门户网站公开政府信息
    r"信息|消息|图文|文章|推文|稿件|内容|微博|微信|作品|各类|各种|政务|政府|共计?|累计|总计|合计|主动|同步|及时|全年|今年|年度|公开"
    r"|发布|更新|推送|转载|转发|编发|刊登|刊载|上传|报送|原创|平台|渠道|账号|官方|公众号|方式|数量?"
    r"|[上并,了的约近超为达“”\" ()]"
)
_ABOUT_DISCLOSURE = re.compile(r"公开|政务|条例|信息员|信息工作|业务|骨干")
_NARROWED = re.compile(  # 征地类政府信息公开申请12件
    r"(?:[\u4e00-\u9fff]类|方面|领域|涉及[^,;。]{1,20}|(?:有关|关于)(?!政府信息|信息公开)[^,;。]{1,12})(?:的)?$"
)


class Scene(Struct):
    """One number in its sentence: `window` is where its own words begin, `limit` where they end at the latest."""

    text: str
    start: int
    end: int
    unit: str
    kind: str
    zero: bool
    cues: list[Cue]
    window: int
    limit: int
    thread: Thread
    old: bool = False
    sentence: tuple[int, int] = (0, 0)
    paired: bool = False  # its cues are those that 分别 gave it
    used: int = 0  # end of the words after the number that were taken as its own

    def before(self) -> list[Cue]:
        found = self.cues[bisect_left(self.cues, (self.window,)) : bisect_left(self.cues, (self.start,))]
        if found and found[-1].end > self.start:
            found.pop()
        return outside(found, self.text, self.window, self.start)

    def after(self) -> list[Cue]:
        """Cues that follow the number at once."""
        found = self.cues[bisect_left(self.cues, (self.end,)) : bisect_left(self.cues, (self.limit,))]
        if found and found[-1].end > self.limit:
            found.pop()
        return found if found and _LEADS_ON.fullmatch(self.text, self.end, found[0].start) else []

    def earlier(self) -> list[Cue]:
        return self.cues[: bisect_left(self.cues, (self.window,))]

    @property
    def about_disclosure(self) -> bool:
        """Whether the sentence named 信息公开 before, or the section is on applications."""
        return self.thread.application or 0 <= self.thread.disclosure < self.start

    def each(self, position: int) -> bool:
        """Whether 各 or 均为 says the number of every member of a list."""
        return _EACH.search(self.text, position, self.start) is not None


class Link(Struct, frozen=True):
    """What one number states; `broad` as in `PhraseSpec`."""

    phrase: str
    indicator: str | None
    applicant: str | None
    readings: tuple[str, ...]
    verb: str | None
    broad: bool = False
    part: bool = False  # the wording narrows it down


class Linker:
    """Cues and phrases of a catalog, compiled."""

    def __init__(self, cues: tuple[CueSpec, ...], phrases: tuple[PhraseSpec, ...]) -> None:
        self.finder = Finder(cues)
        self._by_key: dict[str, list[tuple[int, PhraseSpec]]] = {}
        for rank, phrase in enumerate(phrases):
            self._by_key.setdefault(phrase.when[0], []).append((rank, phrase))

    def link(self, scene: Scene) -> list[Link]:
        """Links of one number: none, one, or one for each thing it is said of (复议、诉讼各1件)."""
        low, high = scene.sentence
        found = []
        for link in self._governed(scene):
            address = link.readings[0] if link.readings else ""
            verdict = guards.judge(scene.text, low, scene.window, scene.start, scene.end, high, address)
            if verdict != "drop":
                found.append(replace(link, part=True) if verdict == "part" else link)
        return found

    def _governed(self, scene: Scene) -> list[Link]:
        """Links by the cues that govern the number, whatever else the sentence says."""
        before, after, earlier = scene.before(), scene.after(), scene.earlier()
        low, high = scene.sentence
        if not scene.paired and _DISTRIBUTED.search(scene.text, scene.window, scene.start):
            return []
        if any(c.part != "verb" for c in before) and after and after[0].part not in ("noun", "applicant", "foreign"):
            after = []
        scene.used = after[0].end if after else 0
        subject = self._subject(scene.text, before, after, scene.start)
        inherited = subject_of(earlier) or scene.thread.subject
        applications = self._speaks_of_applications(scene, [*before, *after], earlier, inherited)
        verb = last(before, "verb") or (after[0] if after and after[0].part == "verb" else None)
        outcome = last(before, "outcome", "channel") or (
            after[0] if after and after[0].part in ("outcome", "channel") else None
        )
        foreign = last(before, "foreign")
        if outcome and (foreign is None or foreign.start < outcome.start):
            noun = last(before, "noun")
            hidden = noun is not None and noun.start > outcome.start and noun.key not in (*APPLICATION, "info_noun")
            assisting = any(c.key == "assist" for c in before)
            if outcome.key in ("carry_in", "carry_out", "withdrawn") and (subject or inherited) in DISPUTES:
                keys = {subject or inherited, "pending"} if outcome.key == "carry_out" else set()
                return self._phrased(scene, keys) if keys else []
            return self._outcome(scene, outcome, before) if applications and not hidden and not assisting else []
        ruling = last(before, "ruling") or (after[0] if after and after[0].part == "ruling" else None)
        if ruling:
            about = subject or inherited
            return self._phrased(scene, {about, ruling.key}) if about in DISPUTES else []
        applicants = [c for c in (*before, *after) if c.part == "applicant"]
        if applications and subject in (*APPLICATION, "") and len({c.key for c in applicants}) == 1:
            return self._applicant(scene, applicants[0], verb, earlier)
        if not subject:
            subject = self._inherits(scene, verb, inherited, bool(subject_of(earlier)))
            silent = verb is None and not after
            listed = self._listed(scene, earlier) if silent else None
            if listed is not None:
                return listed
            if (
                silent
                and guards.listed(scene.text, low, scene.start)
                and guards.predicated(scene.text, scene.end, high)
            ):
                return []  # 其中20件为...: what it is was not understood
        if subject == "training" and scene.kind == "people" and any(c.key == "attend" for c in earlier):
            return []
        if subject in ("", "foreign") or (subject == "bare_application" and not applications):
            return []
        return self._noun(scene, subject, verb, before, after, earlier)

    def _listed(self, scene: Scene, earlier: list[Cue]) -> list[Link] | None:
        """The sum of the different things listed before a total; None where none is meant."""
        if not guards.sums_up(scene.text, scene.window, scene.start):
            return None
        begin = max(scene.sentence[0], scene.text.rfind(";", scene.sentence[0], scene.start) + 1)
        nouns = [c for c in earlier if c.start >= begin and c.part in ("noun", "foreign") and c.key != "info_noun"]
        keys = list(dict.fromkeys(c.key for c in nouns))
        if len(keys) < 2:
            return None
        found = [link for key in keys for link in self._phrased(scene, {key})[:1]]
        if len(found) < len(keys) or not all(link.readings for link in found):
            return []
        readings = ("+".join(link.readings[0] for link in found),)
        return [Link("+".join(link.phrase for link in found), None, None, readings, None)]

    def _phrased(self, scene: Scene, keys: set[str], verb: str = "") -> list[Link]:
        """Link of the first phrase whose keys are all given and whose measure words allow the unit."""
        if scene.kind in ("people", "money"):
            keys = keys | {scene.kind}
        if 0 <= scene.thread.disclosure < scene.start:
            keys = keys | {"disclosure"}
        best: tuple[int, PhraseSpec] | None = None
        for key in keys:
            for rank, phrase in self._by_key.get(key, ()):
                if best is not None and rank >= best[0]:
                    break
                if keys.issuperset(phrase.when) and _fits(phrase, scene):
                    best = (rank, phrase)
                    break
        if best is None:
            return []
        link = _made(best[1], scene.old, verb)
        return [link] if link.readings or link.indicator else []

    @staticmethod
    def _subject(text: str, before: list[Cue], after: list[Cue], number: int) -> str:
        """Key of the noun that governs: the last one before the number, else the one right after it."""
        nouns = [c for c in before if c.part in ("noun", "foreign", "medium")]
        while len(nouns) > 1 and nouns[-1].key in ("info_noun", "info"):  # 行政处罚信息, 门户网站公开信息
            above = nouns[-2]
            if above.part != "medium" and not (above.key in TITLED and above.end == nouns[-1].start):
                break
            if above.part == "medium" and "等" in text[above.end : nouns[-1].start]:
                break
            nouns.pop()
        if not nouns:
            follows = next((c for c in after[:2] if c.part in ("noun", "foreign", "medium")), None)
            return "" if follows is None else "foreign" if follows.part == "foreign" else follows.key
        noun = nouns[-1]
        if noun.part != "medium":
            return "foreign" if noun.part == "foreign" else noun.key
        several = len({c.key for c in nouns if c.part == "medium"}) > 1 or "等" in text[noun.end : number]
        total = last(before, "noun")
        if several and total is not None and total.key == "info":
            return "info"
        return "foreign" if several else noun.key

    @staticmethod
    def _speaks_of_applications(scene: Scene, near: list[Cue], earlier: list[Cue], inherited: str) -> bool:
        """Whether the number stands among applications for information, so that 予以公开 is their outcome."""
        if any(c.key == "application" for c in near):
            return not scene.thread.classified
        if subject_of(earlier) == "foreign":
            return False
        if scene.thread.classified:
            return False
        if scene.thread.application or inherited == "application":
            return True
        return scene.thread.outcomes > 1

    @staticmethod
    def _inherits(scene: Scene, verb: Cue | None, inherited: str, here: bool) -> str:
        """Subject from earlier in the sentence or paragraph, where the words before the number leave room."""
        carrying = verb is not None and verb.key in _CARRYING
        handled = verb is not None and verb.key in ("receive", "newly", "close", "reply")
        leads = verb is not None and handled and verb.end <= scene.start
        if verb is not None and leads and not _LEAD.fullmatch(scene.text, scene.window, verb.start):
            return ""  # 公安局受理45件 is another body's
        if not inherited and verb is not None and handled and scene.thread.application:
            said = _GLUE.fullmatch(scene.text, verb.end, scene.start) is not None
            return "application" if said else ""
        glued = _GLUE.fullmatch(scene.text, scene.window, scene.start) is not None
        trained = scene.kind == "people" and inherited == "training"
        if not (glued or carrying or trained) or (scene.thread.stale and not here and not carrying):
            return ""
        return inherited

    def _outcome(self, scene: Scene, outcome: Cue, before: list[Cue]) -> list[Link]:
        """A row of table three, or the sum of rows that are named together (传真及信函申请13件)."""
        same = [c for c in before if c.part == outcome.part and c.end <= outcome.end] or [outcome]
        links = [link for cue in joined(scene.text, same) for link in self._phrased(scene, {cue.key})[:1]]
        if not links or len(links) < len(joined(scene.text, same)):
            return []
        if outcome.key == "granted" and guards.included(scene.text, scene.end, scene.sentence[1]):
            links = self._phrased(scene, {"disclosed"})
        elif outcome.key == "granted" and not any(c.key in ("partial", "disclosed") for c in scene.cues):
            wide = [reading for link in self._phrased(scene, {"disclosed"}) for reading in link.readings]
            links = [replace(link, readings=(*link.readings, *wide)) for link in links]
        if outcome.key == "granted" and not scene.old and any(c.key == "already_public" for c in scene.cues):
            links = [replace(link, part=True) for link in links]  # the form counts both in one row
        if len(links) > 1 and not scene.each(outcome.end):
            if not all(link.readings for link in links):
                return []
            readings = ("+".join(link.readings[0] for link in links),)
            links = [Link("+".join(link.phrase for link in links), None, links[0].applicant, readings, None)]
        applicant = last(before, "applicant")
        if applicant and not scene.old:
            links = [_applied(link, (applicant.key,)) for link in links]
        return links

    def _applicant(self, scene: Scene, applicant: Cue, verb: Cue | None, earlier: list[Cue]) -> list[Link]:
        """The row of what was done, in the column of an applicant; 企业 may be one column or all of organizations."""
        if scene.old:
            return []
        said = verb or last(earlier, "verb")
        act = said.key if said and said.key in ("close", "reply", "handle") else "receive"
        columns = ("commercial", "org_total") if applicant.key == "commercial" else (applicant.key,)
        if scene.text.startswith("等", applicant.end):  # 律师事务所等: its column and others
            return []
        return [_applied(link, columns) for link in self._phrased(scene, {"application", act})]

    def _noun(
        self, scene: Scene, subject: str, verb: Cue | None, before: list[Cue], after: list[Cue], earlier: list[Cue]
    ) -> list[Link]:
        """What was counted and what was done with it."""
        if subject in APPLICATION:
            if scene.thread.classified:
                return []
            subject = "application"
            noun = last(before, "noun")
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
        if subject in DISPUTES and said in _HANDLING and not scene.about_disclosure:
            return []  # the office as the one that decides: 办理行政复议案件120件
        if subject in ("training", "special_meeting") and not self._own_training(scene, before):
            return []
        if not said and (subject in TITLED or subject in MEDIA or subject == "application"):
            above = last(earlier, "verb") or (last(after, "verb") if subject in MEDIA else None)
            said = above.key if above and (subject not in TITLED or above.key in _ACTS) else ""
        keys = {c.key for c in before}
        if (said == "disclose" and subject != "info_noun") or (subject in MEDIA and "info" in keys):
            said = "publish"
        if subject in TITLED and "info_noun" in keys:
            said = "publish"
        if subject == "info_noun" and said != "disclose":  # 公开108条信息, but not 转发30条信息
            return []
        helping = {c.key for c in before if c.key in ("attend", "assist")}
        subjects = [subject]
        if scene.zero or scene.each(scene.window):  # 行政处罚、行政强制0项
            family = DISPUTES if subject in DISPUTES else DECISIONS if subject in DECISIONS else frozenset({subject})
            together = joined(scene.text, [c for c in before if c.part == "noun"], family)
            subjects = list(dict.fromkeys(c.key for c in together)) or subjects
        links = [link for name in subjects for link in self._phrased(scene, {name, said, *helping}, said)]
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
    def _own_training(scene: Scene, before: list[Cue]) -> bool:
        """Whether training or meetings are about disclosure: 安全生产培训12场 are not."""
        noun = last(before, "noun")
        if noun is None or scene.about_disclosure:
            return True
        verb = last([c for c in before if c.end <= noun.start], "verb")
        lead = verb.end if verb else scene.window
        between = scene.text[lead : noun.start]
        return _GLUE.fullmatch(between) is not None or _ABOUT_DISCLOSURE.search(between) is not None


def _fits(phrase: PhraseSpec, scene: Scene) -> bool:
    if scene.kind in ("people", "money"):
        return scene.kind in phrase.when or not (phrase.readings or phrase.old)
    return scene.unit in (phrase.units or _COUNTED) or (scene.zero and scene.unit in _COUNTED)


def _made(phrase: PhraseSpec, old: bool, verb: str = "") -> Link:
    readings = phrase.old or phrase.readings if old else phrase.readings
    indicator = phrase.old_indicator or phrase.indicator if old else phrase.indicator
    applicant = "total" if any(r.endswith("@total") for r in readings) else None
    return Link(phrase.id, indicator or None, applicant, readings, phrase.verb or verb or None, phrase.broad)


def _applied(link: Link, columns: tuple[str, ...]) -> Link:
    """The link with its addresses in the columns of these applicants."""
    readings = tuple(r.replace("@total", f"@{column}") for r in link.readings for column in columns)
    return replace(link, phrase=f"{link.phrase}/p.applicant", applicant=columns[0], readings=readings, broad=False)


@lru_cache(maxsize=4)
def linker(cues: tuple[CueSpec, ...], phrases: tuple[PhraseSpec, ...]) -> Linker:
    """Compiled cues and phrases of a catalog."""
    return Linker(cues, phrases)
