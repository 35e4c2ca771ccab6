"""The exam's marks as text or JSON."""

from collections.abc import Iterator

import msgspec

from nlp.catalog.measured import Measurement
from nlp.exam import Result


def render(result: Result, output: str) -> Iterator[str]:
    """Lines of one format, `text` or `json`."""
    if output == "json":
        yield msgspec.json.format(msgspec.json.encode(result), indent=1).decode()
        return
    yield f"查出 recall           {result.recall:7.1%}  ({result.planted} 处 plants)"
    yield f"最差一种 worst kind    {result.recall_worst:7.1%}"
    yield f"对照无误报 silent      {result.controls_silent:7.1%}  ({result.controls} 份 controls)"
    yield f"修正首选 repair top-1  {result.repair_top1:7.1%}"
    yield f"修正前三 repair top-3  {result.repair_top3:7.1%}"
    yield ""
    for kind, marks in result.by_kind.items():
        line = f"  {kind:16} {marks['planted']:5.0f}  recall {marks['recall']:6.1%}"
        yield f"{line}  top-1 {marks['repair_top1']:6.1%}  top-3 {marks['repair_top3']:6.1%}"
    for kind, share in result.by_control.items():
        yield f"  {kind:16}        silent {share:6.1%}"
    for title, rows in (("漏报 missed", result.missed), ("误报 alarms", result.alarms)):
        if rows:
            yield f"\n{title}"
        for kind, where, text in rows:
            yield f"  {kind} | {where} | {text}"


def render_rules(measurement: Measurement, examples: list[str], output: str) -> Iterator[str]:
    """The measurement of the rules in one format, as text with examples of what went wrong."""
    if output == "json":
        yield msgspec.json.format(msgspec.json.encode(measurement), indent=1).decode()
        return
    for code, marks in measurement.rules.items():
        found, wrong = f"{marks.found:4}/{marks.planted:<4} {marks.recall:6.1%}", marks.flagged - marks.right
        yield f"{code}  recall {found}   wrong {wrong:3} of {marks.flagged}"
    yield from ("", *examples)
