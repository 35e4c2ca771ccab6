"""Share of test units whose tags change in another rendering; writes docs/results/renderings.json.

Run as `python tests/quality/renderings.py`; `test_renderings.py` holds the bound. Every test unit is rendered in
traditional characters, with glosses as mirrors print them, and in full-width characters, once in the file of its office
and once as a file of its own, and goes through `normalize` as a real file does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from opencc import OpenCC

from nlp import catalog
from nlp.document import Raw, Source
from nlp.exam.styles import dress
from nlp.normalize import clean
from nlp.spans import OffsetMap
from nlp.topics import load_model
from nlp.topics.decide import choose, connect
from nlp.topics.labeled import Office, load_labeled
from nlp.topics.model import TopicModel, score
from nlp.topics.passages import Standing, office_standings, passages
from nlp.topics.train import LABELED

OUT = Path(__file__).resolve().parents[2] / "docs/results/renderings.json"
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {
    0x20: 0x3000
}  # every sign of ASCII as wide as a character


def wide(text: str) -> str:
    return text.translate(WIDE)


def traditional(text: str) -> str:
    return dress(text, "prose", ("traditional",))


@cache
def _taiwan() -> OpenCC:
    return OpenCC("s2twp")


def taiwan(text: str) -> str:
    """Characters and words of Taiwan: 檔案 for 文件."""
    return str(_taiwan().convert(text))


def glossed(text: str) -> str:
    return dress(text, "prose", ("glossed",))


Render = Callable[[str], str]
RENDERINGS: dict[str, Render] = {
    "traditional": traditional,
    "traditional with glosses": glossed,
    "traditional with words of Taiwan": taiwan,
    "full-width": wide,
    "traditional with glosses, full-width": lambda text: glossed(wide(text)),
}


def unseen_offices() -> list[Office]:
    """Offices of the test split."""
    known = catalog.load()
    offices = load_labeled(LABELED, frozenset(known.tags), frozenset(known.problem_types))
    return [office for office in offices if office.split == "test"]


def rendered(units: Sequence[Standing], render: Render) -> list[Standing]:
    """The units as they come back from a file that holds them all, with the headings above them."""
    lines = [line for unit in units for line in (*unit.path, unit.text)]
    whole = render("\n".join(lines))
    read = iter(clean(Raw(Source("rendered.txt"), whole, OffsetMap.identity(len(whole)))).text.split("\n"))
    made = []
    for unit in units:
        path = tuple(next(read) for _ in unit.path)
        made.append(replace(unit, path=path, text=next(read)))
    assert next(read, None) is None
    return made


def alone(units: Sequence[Standing], render: Render) -> list[Standing]:
    """The same with a file for every unit: little text, so its script is the harder to tell."""
    return [rendered([unit], render)[0] for unit in units]


def labels(documents: Sequence[Sequence[Standing]], model: TopicModel) -> list[list[bool]]:
    """What is given to every narrative unit, one list a unit, in order."""
    made = passages(documents)
    rows = [
        (passage, (number, unit.role))
        for number, (document, own) in enumerate(zip(documents, made, strict=True))
        for unit, passage in zip(document, own, strict=True)
        if unit.kind == "narrative"
    ]
    scores, _ = connect(score(model, [passage for passage, _ in rows]), model, [part for _, part in rows])
    return choose(scores.probabilities, model.settings).tolist()


def changes(offices: Sequence[Office], model: TopicModel) -> dict[str, Any]:
    """By rendering and by file: units, and how many bear other tags or any other label than in plain text."""
    tags = len(model.settings.tags)
    documents = [office_standings(office) for office in offices]
    found: dict[str, Any] = {}
    for file, way in (("file of the office", rendered), ("file of its own", alone)):
        plain = labels([way(document, str) for document in documents], model)
        for name, render in RENDERINGS.items():
            other = labels([way(document, render) for document in documents], model)
            changed = sum(one[:tags] != two[:tags] for one, two in zip(plain, other, strict=True))
            found[f"{name}, {file}"] = {
                "units": len(plain),
                "tags_changed": changed,
                "share": round(changed / len(plain), 4),
                "any_label_changed": sum(one != two for one, two in zip(plain, other, strict=True)),
            }
    return found


def main() -> None:
    model = load_model()
    found = changes(unseen_offices(), model)
    for name, own in found.items():
        print(f"{name}: {own['tags_changed']} of {own['units']}")
    what = "units of the test offices whose tags change in another rendering, read through normalize"
    result = {"what": what, "digest": model.settings.digest, "renderings": found}
    OUT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
