"""The pipeline's output on the gold's files, with predicted reports paired to annotated ones."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from nlp.document import Report
from nlp.errors import SourceError
from nlp.evaluate.gold import Gold
from nlp.spans import Span

Analyze = Callable[[Path, str], tuple[Report, ...]]


class Run(Struct, frozen=True):
    """`reports` by file, `pairs` by gold report id, `failures` the files no report came from."""

    gold: Gold
    reports: dict[str, tuple[Report, ...]]
    pairs: dict[str, Report]
    failures: dict[str, str]

    def all_reports(self) -> list[Report]:
        return [report for reports in self.reports.values() for report in reports]


def run(gold: Gold, sources: Path, analyze: Analyze) -> Run:
    """Analyze every file of the gold; a file that can't be read is a failure, not an exception."""
    reports: dict[str, tuple[Report, ...]] = {}
    failures: dict[str, str] = {}
    for file in gold.texts:
        try:
            reports[file] = tuple(analyze(sources / file, file))
        except SourceError as error:
            reports[file] = ()
            failures[file] = str(error)
    return Run(gold, reports, _pair(gold, reports), failures)


def _pair(gold: Gold, reports: dict[str, tuple[Report, ...]]) -> dict[str, Report]:
    """Best overlapping report for every gold report, each used once."""
    scored = sorted(
        (
            (agreement(wanted.span, place(report, report.span)), wanted.report, at)
            for wanted in gold.reports
            for at, report in enumerate(reports[wanted.file])
        ),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    files = {wanted.report: wanted.file for wanted in gold.reports}
    pairs: dict[str, Report] = {}
    used: set[tuple[str, int]] = set()
    for score, name, at in scored:
        if score > 0 and name not in pairs and (files[name], at) not in used:
            pairs[name] = reports[files[name]][at]
            used.add((files[name], at))
    return pairs


def place(report: Report, span: Span) -> Span:
    """Span of the decoded source."""
    return report.text.trace(span)


def agreement(one: Span, other: Span) -> float:
    """Intersection over union of two spans."""
    shared = one.overlap(other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC  # costs a second; needed for traditional quotes only

    return OpenCC("t2s").convert


def simplified(text: str) -> str:
    """Simplified characters, no blanks: how units and names of two scripts are compared."""
    return "".join(_converter()(text).split())
