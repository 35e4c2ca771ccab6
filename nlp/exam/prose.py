"""Narratives written from varied patterns (phrases.toml) around the numbers of a year.

A pattern is text with `{key}` for a number. Keys are addresses (`rq_granted@total`), names of
quantities stated in prose only (`info_total`), `share:a/b` or `growth:a` for a percentage, `~key` for an
approximation and `n:2-9` for a number that nothing is to be compared with.
"""

from __future__ import annotations

import re
import tomllib
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from nlp.catalog.specs import FormSpec
from nlp.exam.draft import Piece
from nlp.exam.numbers import Year

_SLOT = re.compile(r"\{([^{}]+)\}")  # {rq_granted@total}
_LEADS = ("(一)(二)(三)(四)(五)", "1.2.3.4.5.", "一是二是三是四是五是")


@cache
def phrases() -> dict[str, Any]:
    """Patterns by what they tell."""
    return tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))


def percent(numerator: Decimal, denominator: Decimal, places: int, rounding: str = ROUND_HALF_UP) -> str:
    """A share in percent, printed at so many decimal places."""
    return str((numerator * 100 / denominator).quantize(Decimal(1).scaleb(-places), rounding=rounding))


def approximation(value: int) -> str:
    """A number that is true of a value without being exact: 1300余 of 1342; the value where it is round or small."""
    scale = 10 ** max(1, len(str(value)) - 2)
    return f"{value // scale * scale}余" if value > scale and value % scale else str(value)


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
            pieces += [Piece(pattern[at : match.start()]), self._slot(match[1], group)]
            at = match.end()
        return [*pieces, Piece(pattern[at:])]

    def _slot(self, key: str, group: str) -> Piece:
        if key == "self":
            return Piece(self.year.office.calls_itself)
        if key in ("year", "last"):
            return Piece(str(self.year.year - (key == "last")), "year")
        if key == "period":
            return Piece(str(self.year.year), "period")
        if key.startswith("n:"):
            least, most = map(int, key[2:].split("-"))
            return Piece(str(self.random.randint(least, most)))
        if key in ("before", "up", "growth:rq_new_received@total"):
            return self._growth(key, group)
        if key.startswith("share:"):
            part, whole = (self.value(name) for name in key[6:].split("/"))
            if not part or not whole:
                raise ValueError(key)
            rounding = ROUND_DOWN if self.random.random() < 0.15 else ROUND_HALF_UP
            return Piece(percent(part, whole, self.random.choice((1, 2)), rounding), key, "prose", group)
        value = self.value(key.removeprefix("~"))
        if value is None:
            raise ValueError(key)
        return Piece(approximation(int(value)) if key[0] == "~" else format(value, "f"), key, "prose", group)

    def _growth(self, key: str, group: str) -> Piece:
        """The change of new applications against last year, as prose states it."""
        if self.last is None or "G1" in (self.last.form, self.year.form):
            raise ValueError(key)
        before, now = self.last.cells["rq_new_received@total"], self.year.cells["rq_new_received@total"]
        if not before or before == now:
            raise ValueError(key)
        if key == "before":
            return Piece(format(before, "f"), "before:rq_new_received@total", "prose", group)
        if key == "up":
            return Piece("增长" if now > before else "下降")
        return Piece(percent(abs(now - before), before, 1), key, "prose", group)

    def say(self, topic: str) -> list[Piece]:
        """One of the patterns of a topic whose numbers exist, filled."""
        patterns = phrases()[topic]
        for pattern in self.random.sample(patterns, len(patterns)):
            try:
                return self.fill(pattern)
            except ValueError:
                continue
        return []

    def _disputes(self) -> list[Piece]:
        review, suits = self.value("rl_review_total"), self.value("rl_litigation_total")
        if review and suits:
            return self.say("disputes")
        return self.say("some_review" if review else "no_review") + self.say(
            "some_litigation" if suits else "no_litigation"
        )

    def _requests(self) -> list[Piece]:
        if self.value("rq_new_received@total") == 0:
            return self.say("no_requests")
        if self.year.form == "G1":
            return self.say("results_2014")
        growth = self.say("growth") if self.random.random() < 0.7 else []
        return self.say("new") + growth + self.say("results")

    def overview(self) -> list[list[Piece]]:
        """Paragraphs of part one, each under its heading or with the heading run in."""
        plain = self.random.sample(phrases()["plain"], 4)
        told = [self.say("decisions")]
        if self.year.form == "G3":
            told.append(self.say("documents"))
        if self.year.form != "G1" and self.random.random() < 0.5:
            told.append(self.say("money"))
        told.append(self.fill(plain[0]))
        self.random.shuffle(told)
        disclosure = self.say("info") + self.say("channels") + [piece for sentence in told for piece in sentence]
        bodies = {
            "disclosure": disclosure,
            "requests": self._requests() + self._disputes(),
            "management": self.fill(plain[1]),
            "platform": self.fill(plain[2]) + self.fill(plain[3]),
            "supervision": self.say("training") + self.say("supervision"),
        }
        return list(self._under_heads(bodies))

    def _under_heads(self, bodies: dict[str, list[Piece]]) -> list[list[Piece]]:
        """Heading on a line of its own, run in before the text, or only a lead such as 一是."""
        way = self.random.choices(("line", "run_in", "lead"), (6, 3, 1))[0]
        marks = self.random.choice(_LEADS[:2]) if way != "lead" else _LEADS[2]
        size = len(marks) // 5
        heads, paragraphs = phrases()["heads"], []
        if self.random.random() < 0.6:
            paragraphs.append(self.say("opening"))
        for number, (part, body) in enumerate(bodies.items()):
            mark = marks[number * size : (number + 1) * size]
            if way == "lead":
                paragraphs.append([Piece(mark + "抓好" + heads[part][-1].removesuffix("方面") + "。"), *body])
            else:
                head = self.random.choice(heads[part][:2])
                paragraphs.append([Piece(f"{mark}{head}" + ("\n" if way == "line" else "。")), *body])
        return paragraphs

    def problems(self) -> list[Piece]:
        return [*self.say("problems"), *self.say("measures")]
