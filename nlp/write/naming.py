"""How things are named and set on a page: names in two languages, ids of elements, Chinese punctuation."""

from __future__ import annotations

import re

from msgspec import Struct

from nlp.catalog import Catalog

# half-width punctuation of clean text beside Chinese: "办结3件,其中"; not within 1,113
BESIDE_HAN = re.compile(r"(?<=[㐀-鿿”》)。、])[,;:?!]|[,;:?!](?=[㐀-鿿“《(])")
FULL_WIDTH = str.maketrans(",;:?!", "，；：？！")


class Bilingual(Struct, frozen=True):
    zh: str
    en: str


def anchor(kind: str, name: str) -> str:
    """Id of an element for something in the record: letters, digits and hyphens only."""
    return f"{kind}-" + re.sub(r"[^A-Za-z0-9_]", "-", name)


def cell_name(address: str, catalog: Catalog) -> Bilingual:
    """What a cell counts, in both languages."""
    indicator, _, applicant = address.partition("@")
    spec, who = catalog.indicators.get(indicator), catalog.applicants.get(applicant)
    zh, en = (spec.name_zh, spec.name_en) if spec else (indicator, indicator)
    return Bilingual(f"{zh} · {who.name_zh}", f"{en} · {who.name_en}") if who else Bilingual(zh, en)


def typeset(text: str) -> str:
    """The text with Chinese punctuation as wide as its characters, which clean text has half as wide."""
    return BESIDE_HAN.sub(lambda mark: mark[0].translate(FULL_WIDTH), text)
