"""From mentions to the figures and the ledger of a report."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal

from nlp.catalog import Catalog
from nlp.document import Figure, Numeral, Report, Unit
from nlp.quantities import Quantity
from nlp.spans import Span
from nlp.values import bare, context, mentions, zeros
from nlp.values.links import Link, Linker, Thread, linker
from nlp.values.mentions import Mention, Run
from nlp.values.zeros import Zero

_NUMERALS = re.compile(r"\d+(?:[.,]\d+)*|[〇零一二两三四五六七八九十百千万亿半双几]+")
_REQUESTS = re.compile(r"依申请|申请公开|收到和处理")
_NOTHING = Quantity(Decimal(0), Decimal(0), Decimal(0), "zero_statement")


def read(report: Report, catalog: Catalog) -> tuple[tuple[Figure, ...], tuple[Numeral, ...]]:
    """Figures and ledger of the narrative zones."""
    reader = _Reader(report, linker(catalog.cues, catalog.phrases))
    for kind, span in report.zones:
        if kind == "narrative":
            reader.zone(span.start, span.end)
    return tuple(reader.figures), tuple(reader.numerals)


class _Reader:
    """Collects the figures of one report, zone by zone."""

    def __init__(self, report: Report, links: Linker) -> None:
        self.report = report
        self.text = report.text.text
        self.links = links
        self.old = report.form == "G1" or (report.form is None and (report.year or 9999) < 2019)
        self.units = sorted(report.units, key=lambda unit: unit.span.start)
        self.starts = [unit.span.start for unit in self.units]
        self.figures: list[Figure] = []
        self.numerals: list[Numeral] = []
        self.thread = Thread()
        self.paragraph: tuple[int, int] = (-1, -1)

    def zone(self, start: int, end: int) -> None:
        text = self.text
        found, runs = mentions.scan(text, start, end)
        found, runs = bare.promote(text, found, runs, end)
        denials = zeros.scan(text, start, end)
        items: list[Mention | Zero] = sorted([*found, *denials], key=lambda item: item.start)
        claimed: list[tuple[int, int, str]] = []
        for low, high, group in self._sentences(items, start, end):
            self._sentence(group, low, high, end, claimed, runs)
        self._ledger(start, end, claimed, runs)

    def _sentences(
        self, items: list[Mention | Zero], start: int, end: int
    ) -> Iterator[tuple[int, int, list[Mention | Zero]]]:
        at = 0
        while at < len(items):
            low, high = context.sentence_bounds(self.text, items[at].start, start, end)
            stop = at + 1
            while stop < len(items) and items[stop].start < high:
                stop += 1
            yield low, high, items[at:stop]
            at = stop

    def _sentence(
        self,
        items: list[Mention | Zero],
        low: int,
        high: int,
        limit: int,
        claimed: list[tuple[int, int, str]],
        runs: list[Run],
    ) -> None:
        text = self.text
        cues = self.links.cues(text, low, high)
        unit = self._unit(items[0].start)
        self._turn(unit, low)
        taken = low
        for position, item in enumerate(items):
            following = items[position + 1].start if position + 1 < len(items) else high
            if isinstance(item, Zero):
                self._deny(item, cues, low, following, claimed)
                continue
            if item.end > high:
                high = item.end
            begin, stop = context.bounds(text, item, low, max(high, item.end))
            window = max(begin, taken)
            if window == item.start and taken < begin and stop <= item.end:  # 财政信息,1条
                window = max(taken, low, mentions.clause_start(text, begin - 1))
            item_year = context.year(text, item, low, self.report)
            role = context.role(text, item, begin, window)
            if role == "statistic" and context.planned(text, item, low, item_year, self.report):
                runs.append(Run(item.start, item.end, "goal"))
                continue
            if item.kind == "percent":
                item.kind = context.rate_kind(text, item, begin, window)
            links: list[Link] = []
            counted = item.kind in ("count", "people", "money")
            if counted and role in ("statistic", "list_count") and not item.change:
                bound = min(following, max(stop, item.end))
                links = self.links.link(text, item, cues, window, bound, self.thread, self.old)
            self._add(item, begin, stop, low, role, item_year, links, claimed)
            taken = item.end
        self._remember(cues)

    def _turn(self, unit: Unit | None, low: int) -> None:
        """Starts a new thread with each paragraph; a heading on applications carries over its section."""
        line = self.text.rfind("\n", 0, low)
        path = " ".join(unit.path) if unit else ""
        place = (line, hash(path))
        if place != self.paragraph:
            self.paragraph = place
            about = bool(_REQUESTS.search(path)) or (unit is not None and unit.role == "requests_table")
            self.thread = Thread(application=about)
        self.thread.stale = True

    def _remember(self, cues: list) -> None:
        for cue in cues:
            if cue.part == "noun" and cue.key != "info_noun":
                self.thread.subject = cue.key
            elif cue.part == "foreign":
                self.thread.subject = "foreign"
            if cue.key == "application":
                self.thread.application = True

    def _unit(self, position: int) -> Unit | None:
        at = bisect_right(self.starts, position) - 1
        return self.units[at] if at >= 0 and position < self.units[at].span.end else None

    def _deny(self, zero: Zero, cues: list, low: int, following: int, claimed: list[tuple[int, int, str]]) -> None:
        mention = Mention(zero.end, zero.end, zero.inner, _NOTHING, None, "zero")
        links = self._denied(zero, cues, low, mention)
        mention.start, mention.number = zero.start, zero.start
        begin, stop = context.bounds(self.text, mention, low, max(following, zero.end))
        year = context.year(self.text, mention, low, self.report)
        self._add(mention, begin, stop, low, "statistic", year, links, claimed)

    def _denied(self, zero: Zero, cues: list, low: int, mention: Mention) -> list[Link]:
        if zero.kept:
            return self._kept(cues, zero)
        inside = self.links.cues(self.text, zero.inner, zero.end)
        thread = Thread(application=True)
        return self.links.link(self.text, mention, inside, zero.inner, zero.end, thread, self.old)[-1:]

    def _kept(self, cues: list, zero: Zero) -> list[Link]:
        """均获维持: every other result of the disputes named before it is zero."""
        disputes = ("review", "litigation", "direct", "postreview")
        names = dict.fromkeys(cue.key for cue in cues if cue.end <= zero.start and cue.key in disputes)
        links = []
        for name in names:
            blocks = {"litigation": ("rl_direct", "rl_postreview")}.get(name, (f"rl_{name}",))
            if self.old:
                blocks = (f"rl_{name}",)
            rest = ("corrected", "other") if self.old else ("corrected", "other", "pending")
            reading = "+".join(f"{block}_{result}" for block in blocks for result in rest)
            links.append(Link("p.outcome.kept", None, None, (reading,), None))
        return links

    def _add(
        self,
        item: Mention,
        begin: int,
        stop: int,
        sentence: int,
        role: str,
        year: int | None,
        links: list[Link],
        claimed: list[tuple[int, int, str]],
    ) -> None:
        text, quantity = self.text, item.quantity
        unit = self._unit(item.start)
        scope = context.scope(text, begin, item.start, sentence)
        for link in links or [None]:
            name = f"{self.report.id}/f{len(self.figures) + 1}"
            self.figures.append(
                Figure(
                    id=name,
                    span=Span(item.start, item.end),
                    unit_id=unit.id if unit else "",
                    value=quantity.value,
                    low=quantity.low,
                    high=quantity.high,
                    unit=item.unit,
                    bound=quantity.bound,
                    kind=item.kind,
                    role=role,
                    indicator=link.indicator if link else None,
                    applicant=link.applicant if link else None,
                    readings=link.readings if link else (),
                    year=year,
                    scope=scope,
                    direction=item.direction,
                    verb=link.verb if link else None,
                    partial=context.partial(text, begin, item.start, bool(link and link.generic)),
                    clause=Span(begin, max(stop, item.end)),
                    by=link.phrase if link else item.kind,
                )
            )
            if link is (links or [None])[0]:
                claimed.append((item.start, item.end, name))

    def _ledger(self, start: int, end: int, claimed: list[tuple[int, int, str]], runs: list[Run]) -> None:
        """One row for each stretch of numeral characters, split where a figure or a reason begins or ends."""
        owners: list[tuple[int, int, str, str | None]] = [(a, b, "", name) for a, b, name in claimed]
        owners += [(run.start, run.end, run.reason, None) for run in runs]
        owners.sort(key=lambda owner: (owner[0], owner[3] is None))
        at = 0
        for match in _NUMERALS.finditer(self.text, start, end):
            position = match.start()
            while position < match.end():
                while at < len(owners) and owners[at][1] <= position:
                    at += 1
                if at < len(owners) and owners[at][0] <= position:
                    stop, reason, name = min(match.end(), owners[at][1]), owners[at][2], owners[at][3]
                else:
                    stop = min(match.end(), owners[at][0]) if at < len(owners) else match.end()
                    reason, name = "lexical", None
                state = "figure" if name else "not_a_figure"
                span = Span(position, stop)
                self.numerals.append(Numeral(span, self.text[position:stop], state, reason, name))
                position = stop
