"""The reviewers' log: verdicts on findings and corrected tags, appended one by one and never changed.

A verdict belongs to a finding id, which names a rule, an office, a year and a matter, and outlives re-runs and
re-crawls; with the fingerprint it knows the values it was given on. Where these have changed since, the verdict is
stale: it is shown, it suppresses nothing, and the finding asks again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import fields

from nlp.errors import UsageError
from nlp.version import __version__

if TYPE_CHECKING:
    from nlp.write.exchange.verdicts import Verdict

VERDICTS = {  # in the order of the keys 1 to 5
    "confirmed": ("确认矛盾", "confirmed"),
    "false_alarm": ("误报", "false alarm"),
    "scope_differs": ("口径不同", "scope differs"),
    "source_damaged": ("来源损坏", "source damaged"),
    "cannot_tell": ("无法判断", "can't tell"),
}
SILENCING = frozenset({"false_alarm", "scope_differs", "source_damaged"})  # the office need not be told

_SCHEMA = """
create table if not exists decisions (
  number integer primary key, finding text not null, fingerprint text not null, verdict text not null,
  comment text not null, reviewer text not null, at text not null, version text not null, rule text not null,
  subject text not null, undoes integer references decisions(number)
);
create table if not exists corrections (
  number integer primary key, unit text not null, text text not null, tags text not null,
  problem_types text not null, reviewer text not null, at text not null, version text not null, context text not null
);
create index if not exists decisions_finding on decisions(finding);
"""


class Decision(Struct, frozen=True):
    """A verdict as it stands in the log. `at` is UTC, ISO 8601; `subject` tells people what it was about."""

    number: int
    finding: str
    fingerprint: str
    verdict: str
    comment: str
    reviewer: str
    at: str
    version: str
    rule: str
    subject: str


class Correction(Struct, frozen=True):
    """Tags a reviewer gave a unit. `context` is what training needs beside the text, as JSON."""

    number: int
    unit: str
    text: str
    tags: tuple[str, ...]
    problem_types: tuple[str, ...]
    reviewer: str
    at: str
    version: str
    context: str


class Log:
    """The log in a SQLite file. What a call has returned is on the disk, whatever happens to the process then."""

    def __init__(self, path: Path | str) -> None:
        try:
            self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
            self._database.execute("pragma journal_mode = wal")
            self._database.execute("pragma synchronous = full")
            self._database.executescript(_SCHEMA)
        except sqlite3.Error as reason:
            raise UsageError(
                f"无法打开裁决记录 {path}: {reason}", f"can't open the decisions {path}: {reason}"
            ) from None

    def close(self) -> None:
        self._database.close()

    def add(
        self,
        finding: str,
        fingerprint: str,
        verdict: str,
        reviewer: str,
        comment: str = "",
        rule: str = "",
        subject: str = "",
        at: str = "",
        version: str = "",
    ) -> int:
        """Append a verdict; its number. Raises UsageError for an unknown one."""
        if verdict not in VERDICTS:
            known = ", ".join(VERDICTS)
            raise UsageError(f"裁决只能是 {known}", f"a verdict is one of {known}")
        row = (finding, fingerprint, verdict, comment, reviewer, at or _now(), version, rule, subject)
        with closing(self._database.cursor()) as cursor:
            cursor.execute(
                "insert into decisions (finding, fingerprint, verdict, comment, reviewer, at, version, rule, subject)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            return int(cursor.lastrowid or 0)

    def undo(self, reviewer: str) -> Decision | None:
        """Take back the reviewer's last verdict that still stands, as an entry of its own; None where there is none."""
        standing = [decision for decision in self.decisions() if decision.reviewer == reviewer]
        if not standing:
            return None
        last = standing[-1]
        self._database.execute(
            "insert into decisions"
            " (finding, fingerprint, verdict, comment, reviewer, at, version, rule, subject, undoes)"
            " values (?, ?, '', '', ?, ?, ?, ?, ?, ?)",
            (last.finding, last.fingerprint, reviewer, _now(), last.version, last.rule, last.subject, last.number),
        )
        return last

    def decisions(self) -> list[Decision]:
        """Verdicts not taken back, oldest first."""
        names = ", ".join(field.name for field in fields(Decision))
        rows = self._database.execute(
            f"select {names} from decisions where undoes is null"
            " and number not in (select undoes from decisions where undoes is not null) order by number"
        )
        return [Decision(*row) for row in rows]

    def correct(
        self,
        unit: str,
        text: str,
        tags: Sequence[str],
        problem_types: Sequence[str],
        reviewer: str,
        context: str = "{}",
    ) -> None:
        """Append the tags a reviewer gave a unit."""
        self._database.execute(
            "insert into corrections (unit, text, tags, problem_types, reviewer, at, version, context)"
            " values (?, ?, ?, ?, ?, ?, '', ?)",
            (unit, text, " ".join(tags), " ".join(problem_types), reviewer, _now(), context),
        )

    def corrections(self) -> list[Correction]:
        """The last word of each reviewer on each unit, oldest first."""
        names = ", ".join(field.name for field in fields(Correction))
        rows = self._database.execute(
            f"select {names} from corrections where number in"
            " (select max(number) from corrections group by unit, reviewer) order by number"
        )
        return [
            Correction(n, u, t, tuple(tags.split()), tuple(types.split()), *rest)
            for n, u, t, tags, types, *rest in rows
        ]


class Standing(Struct, frozen=True):
    """Where a finding stands: open | stale | disputed | one of VERDICTS; with the last decision of each reviewer."""

    state: str
    decisions: tuple[Decision, ...] = ()

    @property
    def silenced(self) -> bool:
        """Whether every reviewer who judged these values said that the office need not be told."""
        return self.state in SILENCING

    @property
    def suppression(self) -> str:
        """What SARIF calls it: accepted where it is silenced, underReview where nobody can tell yet, else empty."""
        return "accepted" if self.silenced else "underReview" if self.state in ("cannot_tell", "disputed") else ""

    @property
    def reasons(self) -> str:
        """The verdicts in words, with comments and names."""
        told = []
        for own in self.decisions:
            comment = f": {own.comment}" if own.comment else ""
            told.append(f"{' / '.join(VERDICTS[own.verdict])}{comment} ({own.reviewer})")
        return "; ".join(told)


OPEN = Standing("open")


def latest(decisions: Iterable[Decision]) -> dict[str, tuple[Decision, ...]]:
    """The last verdict of each reviewer on each finding, by finding."""
    found: dict[str, dict[str, Decision]] = {}
    for decision in decisions:
        found.setdefault(decision.finding, {})[decision.reviewer] = decision
    return {finding: tuple(by_reviewer.values()) for finding, by_reviewer in found.items()}


def standing(finding: str, fingerprint: str, known: Mapping[str, tuple[Decision, ...]]) -> Standing:
    """Where a finding stands by what `latest` holds: stale where all verdicts are on other values."""
    given = known.get(finding, ())
    current = [decision for decision in given if decision.fingerprint == fingerprint]
    if not current:
        return Standing("stale", given) if given else OPEN
    verdicts = {decision.verdict for decision in current}
    return Standing(verdicts.pop() if len(verdicts) == 1 else "disputed", tuple(given))


def open_log(path: Path) -> Log:
    """The log at a path; raises UsageError where there is none."""
    if not path.is_file():
        raise UsageError(f"找不到裁决记录 {path}", f"no decisions at {path}")
    return Log(path)


def read_decisions(path: Path) -> list[Decision]:
    """The verdicts of a log that were not taken back, oldest first; raises UsageError where there is none."""
    log = open_log(path)
    try:
        return log.decisions()
    finally:
        log.close()


def verdicts_of(path: Path, reviewer: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Verdict and comment a reviewer gave last, by finding and fingerprint; raises UsageError without a log."""
    own = [decision for decision in read_decisions(path) if decision.reviewer == reviewer]
    return {(decision.finding, decision.fingerprint): (decision.verdict, decision.comment) for decision in own}


def take_over(log: Log, given: Iterable[Verdict], reviewer: str) -> int:
    """Append verdicts filled in elsewhere, save where a reviewer's last word says the same; how many were new.

    `reviewer` stands in where a row names none.
    """
    last = {(d.finding, d.fingerprint, d.reviewer): (d.verdict, d.comment) for d in log.decisions()}
    added = 0
    for row in given:
        name = row.reviewer or reviewer
        key, said = (row.finding, row.fingerprint, name), (row.verdict, row.comment)
        if last.get(key) != said:
            log.add(
                row.finding, row.fingerprint, row.verdict, name, row.comment, row.rule, row.subject, version=__version__
            )
            last[key] = said
            added += 1
    return added


def precision(decisions: Iterable[Decision]) -> dict[str, tuple[int, int]]:
    """Findings confirmed and findings judged (confirmed or silenced, by all who judged them), by rule."""
    counts: dict[str, tuple[int, int]] = {}
    for given in latest(decisions).values():
        verdicts = {decision.verdict for decision in given}
        if verdicts == {"confirmed"} or verdicts <= SILENCING:
            right, judged = counts.get(given[0].rule, (0, 0))
            counts[given[0].rule] = (right + (verdicts == {"confirmed"}), judged + 1)
    return dict(sorted(counts.items()))


def pairs(decisions: Iterable[Decision], one: str, two: str) -> Iterator[tuple[str, str]]:
    """Verdicts of two reviewers on the findings both judged, on the same values."""
    for given in latest(decisions).values():
        by_name = {decision.reviewer: decision for decision in given}
        if one in by_name and two in by_name and by_name[one].fingerprint == by_name[two].fingerprint:
            yield by_name[one].verdict, by_name[two].verdict


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
