"""From mentions to the figures of a report, sentence by sentence, and the ledger of its numerals."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from nlp.catalog import Catalog
from nlp.document import Figure, Numeral, Report, Unit
from nlp.quantities import Quantity
from nlp.spans import Span
from nlp.values import bare, context, mentions, zeros
from nlp.values.context import Sentence
from nlp.values.cues import DISPUTES, Cue, respective, unbracketed, untitled
from nlp.values.links import Linker, linker
from nlp.values.mentions import Mention, Run
from nlp.values.phrasing import Link
from nlp.values.scenes import Scene, Thread
from nlp.values.zeros import Zero

_NUMERALS = re.compile(  # begins as `mentions._RUN` does
    r"[\d〇零一二两三四五六七八九十百千万亿半双几](?:(?<=\d)\d*(?:[.,]\d+)*|[〇零一二两三四五六七八九十百千万亿半双几]*)"
)
_REQUESTS = re.compile(r"依申请|申请公开|公开申请|收到和处理|办理申请|申请办理|申请情况")
_DISCLOSURE = re.compile(r"信息公开|政务公开|公开工作|培训班")
_HEADED = re.compile(r"复议|诉讼|举报|投诉|(?:公开|专门|工作)[^,;。]{0,12}(?:机构|人员|经费|会议|培训)")
_CLASSIFIED = re.compile(  # documents by the way they are open, no applications
    r"主动公开[^,;。\d]{0,6}\d[^。;]{0,20}[,、](?:属于?|为)?依申请公开(?:的|类)?[^,;。\d]{0,2}\d"
    r"|[,、](?:属于?|为)?依申请公开(?:的|类)?\d[^。;]{0,8}[,、]不(?:予)?公开"
)
_NUMBERED = re.compile(r"\([一二三四五六七八九十]{1,3}\)")  # (三)
_CONCLUDED = re.compile(r"审结|在审|审理|未结|结案")
_NEAR_FIGURES = 8  # more numbers than a sentence on disputes has
_LAST_YEAR = re.compile(r"上(?:一)?年度?$")
_NOTHING = Quantity(Decimal(0), Decimal(0), Decimal(0), "zero_statement")


def read(report: Report, catalog: Catalog) -> tuple[tuple[Figure, ...], tuple[Numeral, ...]]:
    """Figures and ledger of the narrative zones."""
    reader = _Reader(report, linker(catalog.cues, catalog.phrases))
    for kind, span in report.zones:
        if kind == "narrative":
            reader.zone(span.start, span.end)
    return tuple(reader.figures), tuple(reader.numerals)


class _Reader:
    """Collects the figures and the ledger of one report, zone by zone."""

    def __init__(self, report: Report, links: Linker) -> None:
        self.report = report
        self.text = report.text.text
        self.links = links
        self.old = report.form == "G1" or (report.form is None and (report.year or 9999) < 2019)
        self.units = sorted(report.units, key=lambda unit: unit.span.start)
        self.starts = [unit.span.start for unit in self.units]
        self.numbers = {section.id: section.number for section in report.sections}
        self.figures: list[Figure] = []
        self.numerals: list[Numeral] = []
        self.runs: list[Run] = []
        self.thread = Thread()
        self.place: tuple[int, tuple[str, ...]] = (-1, ())
        self.read = 0  # up to where the paragraph has been looked at

    def zone(self, start: int, end: int) -> None:
        found, self.runs = mentions.scan(self.text, start, end)
        found, self.runs = bare.promote(self.text, found, self.runs, end)
        first = len(self.figures)
        denied = zeros.scan(self.text, start, end)
        starts = [zero.start for zero in denied]
        if denied:  # 未发生一起诉讼 is one figure
            found = [m for m in found if m.start < starts[0] or denied[bisect_right(starts, m.start) - 1].end < m.end]
        items: list[Mention | Zero] = [*found, *denied]
        items.sort(key=lambda item: item.start)
        for low, high, group in self._sentences(items, start, end):
            self._sentence(group, low, high)
        self._ledger(start, end, self.figures[first:])

    def _sentences(
        self, items: list[Mention | Zero], start: int, end: int
    ) -> Iterator[tuple[int, int, list[Mention | Zero]]]:
        at = 0
        ends = context.stops(self.text, start, end) if items else []
        while at < len(items):
            low, high = context.sentence_bounds(ends, items[at].start, start, end)
            stop = at + 1
            while stop < len(items) and items[stop].start < high:
                stop += 1
            yield low, max(high, items[stop - 1].end), items[at:stop]
            at = stop

    def _sentence(self, items: list[Mention | Zero], low: int, high: int) -> None:
        cues = untitled(self.links.finder.find(self.text, low, high), self.text, low, high)
        unit = self._unit(items[0].start)
        self._turn(unit, low, high)
        classes = self.text.find("依申请公开", low, high) >= 0
        self.thread.classified = classes and _CLASSIFIED.search(self.text, low, high) is not None
        self.thread.outcomes = [cue.part for cue in cues].count("outcome")
        numbers = [item for item in items if isinstance(item, Mention)]
        own = respective(self.text, cues, numbers, low, high)
        sentence = Sentence(self.text, low, high, self.report)
        taken = low
        for at, item in enumerate(items):
            following = items[at + 1].start if at + 1 < len(items) else high
            if isinstance(item, Zero):
                self._deny(item, cues, sentence, unit)
                continue
            begin, stop = sentence.bounds(item.start, item.end)
            window = begin if begin > taken else taken
            if window == item.start and taken < begin and stop <= item.end:  # 财政信息,1条
                window = max(taken, low, mentions.clause_start(self.text, begin - 1))
            taken = item.end
            year = sentence.year(item)
            role = context.role(self.text, item, begin, window)
            if role == "statistic" and sentence.planned(item, year):
                self.runs.append(Run(item.start, item.end, "goal"))
                continue
            if item.kind == "percent":
                item.kind, item.direction = context.rate(self.text, item, begin, window)
            links: list[Link] = []
            if item.kind in ("count", "people", "money") and role in ("statistic", "list_count") and not item.change:
                paired = item.start in own
                scene = Scene(
                    self.text,
                    (item.start, item.end),
                    (item.unit or "", item.kind, item.quantity.high == 0),
                    own[item.start] if paired else cues,
                    (low, item.end) if paired else (window, max(item.end, min(following, stop))),
                    (low, high),
                    self.thread,
                    self.old,
                    paired,
                )
                links = self.links.link(scene)
                taken = max(taken, scene.used)
            self._add(item, Span(begin, stop), sentence, role, year, links, unit)
        self._remember(unbracketed(cues, self.text, low, high))

    def _turn(self, unit: Unit | None, low: int, high: int) -> None:
        """A new paragraph starts a new thread; a heading on applications holds for its section."""
        place = (self.text.rfind("\n", 0, low), unit.path if unit else ())
        if place != self.place:
            self.place = place
            within = unit is not None and unit.role == "requests_table"
            above = " ".join(self._above(unit, place[0] + 1))
            asked = within or _REQUESTS.search(above) is not None
            self.thread = Thread(application=asked, headed=_HEADED.search(above) is not None)
            self.read = place[0] + 1
        if _REQUESTS.search(self.text, self.read, low):  # 二是抓好依申请公开。 has no number
            self._remember(self.links.finder.find(self.text, self.read, low))
        self.read = high
        self.thread.stale = True
        named = _DISCLOSURE.search(self.text, low, high)
        self.thread.disclosure = named.start() if named else -1

    def _above(self, unit: Unit | None, start: int) -> tuple[str, ...]:
        """Titles that hold for a paragraph: below (二)依申请公开, one that begins with (三) is of another matter."""
        if unit is None or not unit.path:
            return ()
        opened = _NUMBERED.match(self.text, start)
        number = self.numbers.get(unit.section or "", "")
        beside = opened is not None and _NUMBERED.fullmatch(number) is not None and opened[0] != number
        return unit.path[:-1] if beside else unit.path

    def _remember(self, cues: list[Cue]) -> None:
        for cue in cues:
            if cue.part == "noun" and cue.key != "info_noun":
                self.thread.subject = cue.key
            elif cue.part == "foreign":
                self.thread.subject = "foreign"
            if cue.key == "application":
                self.thread.application = True
            if cue.part in ("noun", "foreign", "ruling"):
                self.thread.disputes.append(cue)

    def _unit(self, position: int) -> Unit | None:
        at = bisect_right(self.starts, position) - 1
        return self.units[at] if at >= 0 and position < self.units[at].span.end else None

    def _deny(self, zero: Zero, cues: list[Cue], sentence: Sentence, unit: Unit | None) -> None:
        mention = Mention(zero.start, zero.end, zero.start, _NOTHING, None, "zero")
        begin, stop = sentence.bounds(zero.start, zero.end)
        if zero.closed:
            links = self._closed(sentence.low)
            if not links:
                return
        else:
            links = self._kept(cues, zero, sentence) if zero.kept else self._denied(zero)
        year = sentence.year(mention)
        self._add(mention, Span(begin, stop), sentence, "statistic", year, links, unit)

    def _denied(self, zero: Zero) -> list[Link]:
        """What is denied is read like the words before a number. 未收到 denies new applications only."""
        if zero.narrow:
            return []
        inside = self.links.finder.find(self.text, zero.inner, zero.end)
        thread = Thread(application=True, disclosure=self.thread.disclosure)
        end = zero.end
        around = (zero.inner, end)
        scene = Scene(self.text, (end, end), ("", "zero", False), inside, around, around, thread, self.old)
        links = [replace(link, readings=link.readings[:1]) for link in self.links.link(scene)[-1:]]
        old = _LAST_YEAR.search(self.text, max(0, zero.start - 4), zero.start) is not None  # 上年无结转申请
        return [link for link in links if not (old and link.readings and "carried_out" in link.readings[0])]

    def _closed(self, low: int) -> list[Link]:
        """均已办结 right after requests: none of them is carried over."""
        last = self.figures[-1] if self.figures else None
        if last is None or last.span.start < low or last.partial or self.old:
            return []
        if not last.readings or not last.readings[0].startswith(("rq_new_received@total", "rq_carried_in@total")):
            return []
        return [Link("p.closed.all", None, None, ("rq_carried_out@total",), None)]

    def _kept(self, cues: list[Cue], zero: Zero, sentence: Sentence) -> list[Link]:
        """均获维持: every other result of the disputes named before it is zero.

        Where some are under way (3件,已审结2件均维持), nothing is said of those; of one part of them (其中2件均维持)
        nothing follows for the others.
        """
        low = self.text.rfind(";", cues[0].start, zero.start) + 1 if cues else 0
        near = [cue for cue in cues if low <= cue.start and cue.end <= zero.start]
        if any(cue.part == "ruling" for cue in near):
            return []
        names = list(dict.fromkeys(cue.key for cue in near if cue.key in DISPUTES))
        low = max(low, sentence.low)
        stop = self.text.find(";", zero.end, sentence.high)
        ended = _CONCLUDED.search(self.text, low, stop if stop >= 0 else sentence.high) is not None
        if not ended and self._of_some(low, zero.start):
            return []
        results = ("corrected", "other") if self.old or ended else ("corrected", "other", "pending")
        links = []
        for name in names:
            blocks = ("rl_direct", "rl_postreview") if name == "litigation" and not self.old else (f"rl_{name}",)
            reading = "+".join(f"{block}_{result}" for block in blocks for result in results)
            links.append(Link("p.outcome.kept", None, None, (reading,), None))
        return links

    def _of_some(self, low: int, at: int) -> bool:
        """Whether the number right before `at` is less than another since `low`: 复议3件,其中2件均维持."""
        told = [f for f in self.figures[-_NEAR_FIGURES:] if low <= f.span.start and f.value is not None]
        if not told or "," in self.text[told[-1].span.end : at]:
            return False
        return told[-1].value != max(f.value for f in told if f.value is not None)

    def _add(
        self,
        item: Mention,
        clause: Span,
        sentence: Sentence,
        role: str,
        year: int | None,
        links: list[Link],
        unit: Unit | None,
    ) -> None:
        quantity = item.quantity
        scope = sentence.scope(clause.start, item.start)
        for link in links or [Link(item.kind, None, None, (), None)]:
            self.figures.append(
                Figure(
                    id=f"{self.report.id}/f{len(self.figures) + 1}",
                    span=Span(item.start, item.end),
                    unit_id=unit.id if unit else "",
                    value=quantity.value,
                    low=quantity.low,
                    high=quantity.high,
                    unit=item.unit,
                    bound=quantity.bound,
                    kind=item.kind,
                    role=role,
                    indicator=link.indicator,
                    applicant=link.applicant,
                    readings=link.readings,
                    year=year,
                    scope=scope,
                    direction=item.direction,
                    verb=link.verb,
                    partial=link.part or sentence.partial(clause.start, item.start, link.broad),
                    clause=clause,
                    by=link.phrase,
                )
            )

    def _ledger(self, start: int, end: int, figures: list[Figure]) -> None:
        """One row for each stretch of numeral characters, split where a figure or a reason begins or ends."""
        text, add = self.text, self.numerals.append
        owners: list[tuple[int, int, str, str | None]] = [(f.span.start, f.span.end, "", f.id) for f in figures]
        owners += [(run.start, run.end, run.reason, None) for run in self.runs]
        owners.sort(key=_by_start)
        owners.append((end, end, "", None))
        at = 0
        low, high, reason, name = owners[0]
        for match in _NUMERALS.finditer(text, start, end):
            position, last = match.span()
            while position < last:
                if text[position] in ".,":  # between the marker and the year of 1.2020年
                    position += 1
                    continue
                while high <= position:
                    at += 1
                    low, high, reason, name = owners[at]
                if low <= position:
                    stop = high if high < last else last
                    state, why, owner = "figure" if name else "not_a_figure", reason, name
                else:
                    stop = low if low < last else last
                    state, why, owner = "not_a_figure", "lexical", None
                add(Numeral(Span(position, stop), text[position:stop], state, why, owner))
                position = stop


def _by_start(owner: tuple[int, int, str, str | None]) -> tuple[int, bool]:
    """Figures before reasons that begin at the same place."""
    return owner[0], owner[3] is None
