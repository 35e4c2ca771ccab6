"""One number in its sentence: the cues before it, after it and earlier, and what the paragraph was about."""

import re
from bisect import bisect_left

from msgspec import Struct

from nlp.values.cues import APPLICATION, START, TITLED, Cue, outside, subject_of

_EACH = re.compile(r"(?:各|均为|都为|均|都是|分别为|各为)$")
_EACH_ENDS = frozenset("各为均是")
_LEADS_ON = re.compile(  # between a number and what follows it, taken once: the lookahead gives nothing back
    r"(?=((?:[均都又也仍系是由为被的经以于在到]|属于?|通过)*))\1"
)
_NAMES = frozenset(("noun", "foreign", "medium"))


class Thread(Struct, gc=False):
    """What a paragraph has been about so far."""

    subject: str = ""
    application: bool = False  # the heading or an earlier sentence speaks of applications
    disclosure: int = -1  # where the sentence names 信息公开, 政务公开 or 培训班
    stale: bool = False  # the subject comes from an earlier sentence
    headed: bool = False  # the heading of the 2014 form says what 会议, 专项经费 or 举报投诉 are about
    outcomes: int = 0  # in the sentence
    disputes: list[Cue] = []  # disputes and how they ended, as earlier sentences named them
    classified: bool = False  # it sorts documents: 主动公开185份,依申请公开23份,不予公开48份


class Scene:
    """`window` is where the words of the number begin, `limit` where they end at the latest.

    `before`, `after` and `earlier` are cues; `heads` the last one of each part before the number. What stands
    after counts only where the number follows on to it, and beside a thing named before only if it names one too.
    `used` is the end of the words after the number that were taken as its own.
    """

    __slots__ = (
        *("after", "applications", "before", "cues", "earlier", "end", "heads", "inherited", "kind", "old", "paired"),
        *("sentence", "start", "subject", "text", "thread", "unit", "used", "window", "zero"),
    )

    def __init__(
        self,
        text: str,
        number: tuple[int, int],
        measure: tuple[str, str, bool],
        cues: list[Cue],
        bounds: tuple[int, int],
        sentence: tuple[int, int],
        thread: Thread,
        old: bool,
        paired: bool = False,
    ) -> None:
        self.text, self.cues, self.thread, self.old = text, cues, thread, old
        self.start, self.end = start, _ = number
        self.unit, self.kind, self.zero = measure
        self.window, limit = bounds
        self.sentence = sentence
        self.paired = paired  # its cues are those that 分别 gave it
        first, last = bisect_left(cues, self.window, key=START), bisect_left(cues, start, key=START)
        before = cues[first:last]
        if before and before[-1].end > start:
            before.pop()
        self.before = outside(before, text, self.window, start)
        self.earlier = cues[:first]
        self.heads = {cue.part: cue for cue in self.before}
        self.after = self._following(last, limit)
        self.used = self.after[0].end if self.after else 0
        self.subject = self._subject()
        said = subject_of(self.earlier)
        self.inherited = said or thread.subject
        self.applications = self._speaks_of_applications(said)

    def _following(self, at: int, limit: int) -> list[Cue]:
        cues, end = self.cues, self.end
        while at < len(cues) and cues[at].start < end:
            at += 1
        stop = at
        while stop < len(cues) and cues[stop].end <= limit:
            stop += 1
        if at == stop or not _LEADS_ON.fullmatch(self.text, end, cues[at].start):
            return []
        if cues[at].part not in ("noun", "applicant", "foreign") and any(part != "verb" for part in self.heads):
            return []
        return cues[at:stop]

    def head(self, *parts: str) -> Cue | None:
        """The last cue before the number that is one of these parts, else the one that follows it at once."""
        last = None
        for part in parts:
            cue = self.heads.get(part)
            if cue is not None and (last is None or cue > last):
                last = cue
        if last is None and self.after and self.after[0].part in parts:
            return self.after[0]
        return last

    def _subject(self) -> str:
        """Key of the noun that governs: the last one before the number, else the one right after it."""
        text, heads = self.text, self.heads
        if heads.keys().isdisjoint(_NAMES):
            follows = next((cue for cue in self.after[:2] if cue.part in _NAMES), None)
            return "" if follows is None else "foreign" if follows.part == "foreign" else follows.key
        names = [cue for cue in self.before if cue.part in _NAMES]
        while len(names) > 1 and names[-1].key in ("info_noun", "info"):  # 行政处罚信息, 门户网站公开信息
            above = names[-2]
            if above.part != "medium" and not (above.key in TITLED and above.end == names[-1].start):
                break
            if above.part == "medium" and "等" in text[above.end : names[-1].start]:
                break
            names.pop()
        name = names[-1]
        if name.part != "medium":
            return "foreign" if name.part == "foreign" else name.key
        several = len({c.key for c in names if c.part == "medium"}) > 1 or "等" in text[name.end : self.start]
        if several and "noun" in heads and heads["noun"].key == "info":
            return "info"
        return "foreign" if several else name.key

    def _speaks_of_applications(self, said: str) -> bool:
        """Whether the number stands among applications for information, so that 予以公开 is their outcome."""
        thread = self.thread
        if thread.classified:
            return False
        for cue in self.before:
            if cue.key == "application":
                return True
        for cue in self.after:
            if cue.key == "application":
                return True
        if said == "foreign":
            return False
        return thread.application or self.inherited == "application" or thread.outcomes > 1

    @property
    def about_applications(self) -> bool:
        """Whether what governs the number leaves room for applications."""
        return self.applications and (not self.subject or self.subject in APPLICATION)

    @property
    def about_disclosure(self) -> bool:
        """Whether the sentence named 信息公开 before, or the section is on applications."""
        return self.thread.application or 0 <= self.thread.disclosure < self.start

    @property
    def within_disclosure(self) -> bool:
        """Whether the sentence names it before, or the heading of the 2014 form speaks for what stands below."""
        return 0 <= self.thread.disclosure < self.start or (self.old and self.thread.headed)

    def each(self, position: int) -> bool:
        """Whether 各 or 均为 says the number of every member of a list."""
        return self.text[self.start - 1] in _EACH_ENDS and _EACH.search(self.text, position, self.start) is not None
