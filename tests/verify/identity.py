"""Do verdicts stay with their findings? `python tests/verify/identity.py` writes docs/results/identity.json.

Every report is read once as it is and once in each variant that a second crawl may bring. A finding is known again when
the variant has one of the same id and fingerprint; that must be about the same thing: the same rule, cells, quotes and
sentences. `stale` counts findings whose id is there with other values.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from msgspec.structs import replace

from nlp import catalog as catalogs
from nlp import ingest, pipeline
from nlp.document import Finding, Report
from nlp.errors import GongkaiError
from nlp.exam.plants import PLANTERS
from nlp.exam.reports import candidates

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "docs/results/identity.json"
SIMULATED = 60
BLANK = re.compile(r"\s+")
NO_WORDS = re.compile(r"[^㐀-鿿]|[一二三四五六七八九十百千万亿]")
ALIKE = 0.5  # of the words of a sentence
TOP = "首页 > 政务公开 > 法定主动公开内容 > 政府信息公开年报\n字号：大 中 小 打印本页 分享到：微信 微博\n\n"
BOTTOM = "\n\n扫一扫在手机打开当前页\n【打印】【关闭窗口】\n便民服务热线全天受理咨询\n版权所有 网站地图 联系我们\n"


def wider(text: str) -> str:
    """An indent before each line, blanks behind, blank lines between paragraphs.

    Not between the lines of a table: there an empty line is an empty cell.
    """
    lines = (f"　　{line}  " if line.strip() else line for line in text.split("\n"))
    return "\n".join(f"{line}\n" if line.endswith("。  ") else line for line in lines)


def spaced(text: str) -> str:
    """A blank between characters and digits, as word processors set them."""
    return re.sub(r"(?<=[一-鿿])(?=[0-9])|(?<=[0-9])(?=[一-鿿])", " ", text)


def underlined(text: str) -> str:
    """Wide blanks on both sides of numbers, as forms with underlined gaps leave them; none beside punctuation."""
    return re.sub(r"(?<=[一-鿿])(?=[0-9])|(?<=[0-9%])(?=[一-鿿])", "\u3000\xa0", text)


def advert(text: str) -> str:
    """Furniture above and below, and a line of it between two paragraphs."""
    cut = text.find("。\n", len(text) // 8)
    middle = text if cut < 0 else f"{text[: cut + 2]}分享到：微信 微博 打印\n{text[cut + 2 :]}"
    return TOP + middle + BOTTOM


VARIANTS: dict[str, Callable[[str], str]] = {
    "same text": lambda text: text,
    "other mirror": lambda text: text,
    "renamed file": lambda text: text,
    "other rule order": lambda text: text,
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "wider lines": wider,
    "blanks around numbers": spaced,
    "wide blanks around numbers": underlined,
    "adverts": advert,
    "adverts and blanks around numbers": lambda text: spaced(advert(text)),
    "adverts and wider lines": lambda text: wider(advert(text)),
    "sentence of a finding gone": lambda text: text,  # cut below
    "value of a finding changed": lambda text: text,  # changed below
}
NAMES = {"other mirror": "mirror/b/{}", "renamed file": "t20230131_4711.txt"}
CUT, CHANGED = "sentence of a finding gone", "value of a finding changed"


class About(NamedTuple):
    """What a finding is about: its rule, cells and quotes, and the words of the sentences that it quotes."""

    rule: str
    sides: tuple[tuple[str, str], ...]
    words: str

    def same(self, other: About) -> bool:
        """Whether it is the same thing: a sentence may have lost or changed a part."""
        if (self.rule, self.sides) != (other.rule, other.sides):
            return False
        if self.words in other.words or other.words in self.words:
            return True
        return SequenceMatcher(None, self.words, other.words).ratio() > ALIKE


def about(report: Report, finding: Finding) -> About:
    """What a finding of a report is about."""
    sides = sorted((side.cell or "", BLANK.sub("", side.quote)) for side in finding.evidence)
    units = {
        NO_WORDS.sub("", report.quote(unit.span))
        for side in finding.evidence
        if side.cell is None and side.source is None
        for unit in report.units
        if unit.span.start <= side.span.start < unit.span.end
    }
    return About(finding.rule, tuple(sides), "".join(sorted(units)))


def read(text: str, name: str, tools: pipeline.Tools) -> list[tuple[Report, Finding]]:
    """Findings of a text with their reports."""
    try:
        reports = pipeline.analyze(ingest.read_bytes(text.encode(), name), tools)
    except GongkaiError:
        return []
    return [(report, finding) for report in reports for finding in report.findings]


def prose_of(pairs: list[tuple[Report, Finding]], text: str, random: Random) -> tuple[Report, Finding, int, int] | None:
    """A finding with a figure in the prose, and where that stands in the source."""
    places = [(r, f, r.text.trace(s.span)) for r, f in pairs for s in f.evidence if s.cell is None and not s.source]
    found = [place for place in places if re.search(r"[1-9]", text[place[2].start : place[2].end])]
    if not found:
        return None
    report, finding, span = random.choice(found)
    return report, finding, span.start, span.end


def changed(text: str, start: int, end: int) -> str:
    """One digit of a figure, another one."""
    at = start + re.search(r"[1-9]", text[start:end]).start()  # type: ignore[union-attr]
    return text[:at] + str(int(text[at]) % 9 + 1) + text[at + 1 :]


def without(text: str, start: int, end: int) -> str:
    """The text without the sentence that holds a figure."""
    first = max(text.rfind(mark, 0, start) for mark in "。\n；;") + 1
    last = min([at for mark in "。\n；;" if (at := text.find(mark, end)) >= 0], default=len(text))
    return text[:first] + text[last:]


def main() -> None:
    catalog = catalogs.load()
    tools = pipeline.Tools(catalog, None)
    turned = pipeline.Tools(replace(catalog, rules=dict(reversed(catalog.rules.items()))), None)
    texts = {path.name: ingest.read(path).text for path in sorted((ROOT / "corpora/sample").glob("*.txt"))}
    random, kinds = Random(0), list(PLANTERS.values())
    pool = candidates(4711, catalog)
    while len(texts) < 34 + SIMULATED:
        for simulated in islice(pool, 1):
            plant = kinds[len(texts) % len(kinds)](random, simulated, catalog)
            if plant:
                texts[simulated.name] = plant.text
    counts: dict[str, Counter[str]] = {name: Counter() for name in VARIANTS}
    shown: list[str] = []
    for name, text in texts.items():
        before = read(text, name, tools)
        aim = prose_of(before, text, random)
        for variant, change in VARIANTS.items():
            if variant in (CUT, CHANGED) and aim is None:
                continue
            other = change(text)
            if variant == CUT and aim:
                other = without(text, *aim[2:])
            if variant == CHANGED and aim:
                other = changed(text, *aim[2:])
            after = read(
                other, NAMES.get(variant, name).format(name), turned if variant == "other rule order" else tools
            )
            compare(before, after, counts[variant], shown, f"{variant}: {name}")
    crawled = [counts[name] for name in VARIANTS if name not in (CUT, CHANGED)]
    total = sum(crawled, Counter())
    result = {
        "note": "Reports of the project: the sample corpus, and simulated ones with a planted error each.",
        "reports": len(texts),
        "findings": counts["same text"]["findings"],
        "reattached": round(total["again"] / total["findings"], 5),
        "to_a_wrong_finding": sum(count["wrong"] for count in counts.values()),
        "variants": {name: dict(sorted(count.items())) for name, count in counts.items()},
    }
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(json.dumps(result, ensure_ascii=False, indent=1), *sorted(shown, reverse=True), sep="\n", file=sys.stderr)


def compare(
    before: list[tuple[Report, Finding]],
    after: list[tuple[Report, Finding]],
    count: Counter[str],
    shown: list[str],
    where: str,
) -> None:
    """Count how each finding of `before` is met again in `after`."""
    known = {(f.id, f.fingerprint): about(r, f) for r, f in after}
    ids = {f.id: about(r, f) for r, f in after}
    for report, finding in before:
        count["findings"] += 1
        own = about(report, finding)
        met = known.get((finding.id, finding.fingerprint))
        if met:
            state = "again" if own.same(met) else "wrong"
        elif any(own == other for other in ids.values()):
            state = "lost"
        else:
            state = "stale" if finding.id in ids else "gone"
        count[state] += 1
        if state != "again":
            shown.append(f"{state} {where} {own} -> {met or ids.get(finding.id)}")


if __name__ == "__main__":
    main()
