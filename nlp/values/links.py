"""What a number states: cues around it, and the phrase of the catalog they add up to.

A number is governed by what stands before it in its clause, after the previous number (共受理申请15件),
else by what follows it at once (88件政府信息公开申请); what neither says is inherited from earlier in the
sentence (其中62件). Where the wording leaves it open, there is no indicator.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from nlp.catalog.specs import CueSpec, PhraseSpec
from nlp.values.mentions import Mention

_APPLICATION = frozenset(("application", "bare_application"))
_DISPUTES = frozenset(("review", "litigation", "direct", "postreview"))
_DECISIONS = frozenset(("license", "penalty", "coercion"))
_DOCUMENTS = frozenset(("normdoc", "rule"))
_TITLED = _DECISIONS | _DOCUMENTS  # what 信息 after it does not hide: 行政处罚信息
_COUNTED = frozenset(("", *"件份条项次例封宗起事个笔单部名期篇", "件次", "条次", "项次"))
_JOIN = re.compile(r"[”\"]?(?:、|和|及|以及|与|或|或者|/|,)?(?:其中)?[“\"]?(?:因|被)?")
_JOINED = re.compile(r"[”\"]?(?:、|和|及|以及|与|或|或者|/)[“\"]?(?:因|被)?")
_GLUE = re.compile(  # words that leave a number to what the sentence was about
    r"(?:其中|共计?|合计|总计|另有|另外|还有|仅|有|已|均|全部|分别|约|近|为|达到?|增加|减少|上升|下降|[了的到至由从]|数量?|今年"
    r"|[比较](?:上(?:一)?年(?:度)?|去年|(?:19|20)\d\d年(?:度)?)(?:同期)?|本年度?|全年|(?:19|20)\d\d年(?:度)?"
    r"|[,:;、“”\"'() ])*"
)
_EACH = re.compile(r"(?:各|均为|都为|均|都是|分别为|各为)$")
_NEAR = 4  # characters between a number and the noun that follows it


class Cue(NamedTuple):
    start: int
    end: int
    key: str
    part: str


class Link(Struct, frozen=True):
    """What one number states. `generic`: no more than the kind of thing, so that 其中 makes it a selection."""

    phrase: str
    indicator: str | None
    applicant: str | None
    readings: tuple[str, ...]
    verb: str | None
    generic: bool = False


class Thread(Struct):
    """What a paragraph has been about so far."""

    subject: str = ""
    verb: str = ""
    stale: bool = False  # from an earlier sentence
    application: bool = False  # the heading or an earlier sentence speaks of applications


class Linker:
    """Cues and phrases of a catalog, compiled."""

    def __init__(self, cues: tuple[CueSpec, ...], phrases: tuple[PhraseSpec, ...]) -> None:
        self._parts = {f"c{i}": (cue.key, cue.part) for i, cue in enumerate(cues)}
        groups = (f"(?P<c{i}>{'|'.join(cue.words)})" for i, cue in enumerate(cues))
        self._pattern = re.compile("|".join(groups))
        self._applicants = frozenset(cue.key for cue in cues if cue.part == "applicant")
        self._by_key: dict[str, list[tuple[int, PhraseSpec]]] = {}
        for rank, phrase in enumerate(phrases):
            self._by_key.setdefault(phrase.when[0], []).append((rank, phrase))

    def cues(self, text: str, start: int, end: int) -> list[Cue]:
        """Cues in `text[start:end]`, without overlap, in reading order."""
        found = []
        for match in self._pattern.finditer(text, start, end):
            key, part = self._parts[match.lastgroup or ""]
            found.append(Cue(match.start(), match.end(), key, part))
        return found

    def phrase(self, keys: Iterable[str], unit: str, kind: str) -> PhraseSpec | None:
        """First phrase whose keys are all given and whose measure words allow the unit."""
        held = set(keys)
        best: tuple[int, PhraseSpec] | None = None
        for key in held:
            for rank, phrase in self._by_key.get(key, ()):
                if best is not None and rank >= best[0]:
                    break
                if not held.issuperset(phrase.when):
                    continue
                if kind in ("people", "money"):
                    fits = kind in phrase.when or not (phrase.readings or phrase.old)
                else:
                    fits = unit in (phrase.units or _COUNTED)
                if fits:
                    best = (rank, phrase)
                    break
        return best and best[1]

    def link(
        self, text: str, mention: Mention, cues: list[Cue], window: int, limit: int, thread: Thread, old: bool
    ) -> list[Link]:
        """Links of one number: none, one, or one for each subject it is said of (复议、诉讼各1件).

        `cues` are those of the sentence; the number's own window begins at `window`, and nothing after
        `limit` (the next number or the end of the clause) belongs to it.
        """
        number, end = mention.start, mention.end
        before = [c for c in cues if window <= c.start and c.end <= number]
        after = [c for c in cues if end <= c.start and c.end <= limit]
        if after and after[0].start - end > _NEAR:
            after = []
        earlier = [c for c in cues if c.end <= window]
        unit, kind = mention.unit or "", mention.kind
        base: set[str] = {kind} if kind in ("people", "money") else set()
        base.update("disclosure" for c in cues if c.key in ("application", "disclosure_meeting"))

        foreign = _last(before, ("foreign",))
        outcome = _last(before, ("outcome", "channel"))
        noun = _last(before, ("noun",))
        bare = not any(c.part != "verb" for c in before)
        if outcome is None and bare and after and after[0].part in ("outcome", "channel"):
            outcome = after[0]
        subject = self._subject(text, before, after, window, number)
        inherited = _subject_of(earlier) or thread.subject
        about_applications = (
            thread.application
            or inherited in _APPLICATION
            or any(c.key == "application" for c in (*before, *after))
            or sum(c.part == "outcome" for c in cues) > 1
        )
        verb = _last(before, ("verb",)) or (after[0] if bare and after and after[0].part == "verb" else None)
        if outcome and (foreign is None or foreign.start < outcome.start):
            blocked = noun is not None and noun.start > outcome.start and noun.key not in (*_APPLICATION, "info_noun")
            if blocked or not about_applications:
                return []
            helped = verb is not None and verb.key == "assist"
            return [] if helped else self._outcome(text, outcome, before, base, unit, kind, old)
        ruling = _last(before, ("ruling",)) or (after[0] if after and after[0].part == "ruling" else None)
        if ruling:
            about = subject if subject in _DISPUTES else inherited
            if (subject and subject not in _DISPUTES) or about not in _DISPUTES:
                return []
            found = self.phrase({about, ruling.key}, unit, kind)
            return [_made(found, old)] if found else []
        applicant = _last(before, ("applicant",)) or (after[0] if after and after[0].part == "applicant" else None)
        if applicant and (subject in _APPLICATION or not subject) and about_applications:
            return self._applicant(applicant, verb, earlier, base, unit, kind, old)
        if not subject:
            glued = _GLUE.fullmatch(text, window, number)
            carried = verb is not None and verb.key in ("close", "receive", "repeal", "in_force", "issue")
            training = kind == "people" and inherited == "training"
            if not (glued or carried or training) or (thread.stale and not _subject_of(earlier) and not carried):
                return []
            subject = inherited
        if subject in ("", "foreign") or (subject == "bare_application" and not about_applications):
            return []
        return self._noun(text, subject, verb, before, after, earlier, thread, base, mention, window, old)

    def _subject(self, text: str, before: list[Cue], after: list[Cue], window: int, number: int) -> str:
        """Key of the noun that governs: the last one before the number, else the one right after it."""
        nouns = [c for c in before if c.part in ("noun", "foreign", "medium")]
        while len(nouns) > 1 and nouns[-1].key == "info_noun":  # 行政处罚信息, 门户网站公开信息
            titled = nouns[-2].key in _TITLED and nouns[-2].end == nouns[-1].start
            if titled or nouns[-2].part == "medium":
                nouns.pop()
            else:
                break
        if nouns:
            last = nouns[-1]
            if last.key == "info" and len(nouns) > 1 and nouns[-2].part == "medium":
                media = {c.key for c in nouns if c.part == "medium"}
                return nouns[-2].key if len(media) == 1 and "等" not in text[nouns[-2].end : last.start] else "info"
            if last.part == "medium":
                media = {c.key for c in nouns if c.part == "medium"}
                return last.key if len(media) == 1 and "等" not in text[last.end : number] else "foreign"
            return "foreign" if last.part == "foreign" else last.key
        follows = next((c for c in after[:1] if c.part in ("noun", "foreign")), None)
        if follows is None:
            return ""
        return "foreign" if follows.part == "foreign" else follows.key

    def _outcome(
        self, text: str, outcome: Cue, before: list[Cue], base: set[str], unit: str, kind: str, old: bool
    ) -> list[Link]:
        """A row of table three, or the sum of rows that are named together (传真及信函申请13件)."""
        found = self.phrase({outcome.key, *base}, unit, kind)
        if found is None:
            return []
        link = _made(found, old)
        chain = [c for c in before if c.part == outcome.part and c.end <= outcome.start]
        sums = [link]
        last = outcome
        for cue in reversed(chain):
            if not _JOINED.fullmatch(text, cue.end, last.start):
                break
            also = self.phrase({cue.key, *base}, unit, kind)
            if also is None or not _made(also, old).readings or not link.readings:
                return []
            sums.append(_made(also, old))
            last = cue
        if len(sums) > 1:
            together = "+".join(part.readings[0] for part in reversed(sums))
            link = Link("+".join(part.phrase for part in reversed(sums)), None, link.applicant, (together,), None)
        applicant = _last(before, ("applicant",))
        return [_applied(link, (applicant.key,))] if applicant and not old else [link]

    def _applicant(
        self, applicant: Cue, verb: Cue | None, earlier: list[Cue], base: set[str], unit: str, kind: str, old: bool
    ) -> list[Link]:
        """The same row in the column of an applicant; 企业 may be one column or all of organizations."""
        said = verb or _last(earlier, ("verb",))
        act = said.key if said and said.key in ("close", "handle") else "receive"
        found = self.phrase({"application", act, *base}, unit, kind)
        if found is None or old:
            return []
        keys = ("commercial", "org_total") if applicant.key == "commercial" else (applicant.key,)
        return [_applied(_made(found, old), keys)]

    def _noun(
        self,
        text: str,
        subject: str,
        verb: Cue | None,
        before: list[Cue],
        after: list[Cue],
        earlier: list[Cue],
        thread: Thread,
        base: set[str],
        mention: Mention,
        window: int,
        old: bool,
    ) -> list[Link]:
        if subject == "bare_application":
            subject = "application"
        said = verb.key if verb else ""
        if not said and (subject in _TITLED or subject in _APPLICATION or subject.startswith("info")):
            own = _last(earlier, ("verb",))
            said = own.key if own else ""
        if subject in _TITLED and any(c.key == "info_noun" for c in before):
            said = "publish"
        media = ("gazette", "website", "weibo", "wechat", "other_medium")
        if subject in media and not said:
            own = _last(earlier, ("verb",)) or _last(after, ("verb",))
            said = own.key if own else ""
        if subject in media and (said == "disclose" or any(c.key == "info" for c in before)):
            said = "publish"
        keys = {subject, *base}
        if said:
            keys.add(said)
        if subject == "info_noun" and not any(c.key == "disclose" for c in before):
            return []
        subjects = [subject]
        if not mention.quantity.high or _EACH.search(text, window, mention.start):  # 行政处罚、行政强制0项
            subjects = self._together(text, subject, before) or subjects
        links = []
        for name in subjects:
            found = self.phrase((keys - {subject}) | {name}, mention.unit or "", mention.kind)
            if found is None:
                continue
            link = _made(found, old, said)
            if link.readings or link.indicator:
                links.append(link)
        return links

    @staticmethod
    def _together(text: str, subject: str, before: list[Cue]) -> list[str]:
        """Nouns of one family that are named together right before the number, in reading order."""
        family = _DISPUTES if subject in _DISPUTES else _DECISIONS if subject in _DECISIONS else frozenset({subject})
        names: list[str] = []
        last: Cue | None = None
        for cue in reversed([c for c in before if c.part == "noun"]):
            if cue.key not in family or (last and not _JOINED.fullmatch(text, cue.end, last.start)):
                break
            names.append(cue.key)
            last = cue
        return names[::-1]


def _last(cues: list[Cue], parts: tuple[str, ...]) -> Cue | None:
    for cue in reversed(cues):
        if cue.part in parts:
            return cue
    return None


def _subject_of(cues: list[Cue]) -> str:
    """Key of the last noun; a foreign one as `foreign`."""
    for cue in reversed(cues):
        if cue.part == "noun" and cue.key != "info_noun":
            return cue.key
        if cue.part == "foreign":
            return "foreign"
    return ""


def _made(phrase: PhraseSpec, old: bool, verb: str = "") -> Link:
    readings = phrase.old or phrase.readings if old else phrase.readings
    indicator = phrase.old_indicator or phrase.indicator if old else phrase.indicator
    applicant = "total" if any(r.endswith("@total") for r in phrase.readings) and not (old and phrase.old) else None
    generic = phrase.id in ("p.accept", "p.new", "p.workload", "p.closed", "p.info_total", "p.info_total.after") or (
        phrase.id.startswith(("p.old.", "p.license", "p.penalty", "p.coercion", "p.normdoc", "p.rule"))
    )
    return Link(phrase.id, indicator or None, applicant, readings, phrase.verb or verb or None, generic)


def _applied(link: Link, applicants: tuple[str, ...]) -> Link:
    """The link with its addresses in the columns of these applicants."""
    readings = tuple(r.replace("@total", f"@{a}") for r in link.readings for a in applicants)
    return Link(f"{link.phrase}/p.applicant", link.indicator, applicants[0], readings, link.verb)


@lru_cache(maxsize=4)
def linker(cues: tuple[CueSpec, ...], phrases: tuple[PhraseSpec, ...]) -> Linker:
    """Compiled cues and phrases of a catalog."""
    return Linker(cues, phrases)
