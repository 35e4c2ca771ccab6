"""What cues state together: the phrases of the catalog, and the link of a number that comes of one."""

from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from nlp.catalog.specs import PhraseSpec
from nlp.values.scenes import Scene

_COUNTED = frozenset(("", *"件份条项次例封宗起事个笔单部名期篇", "件次", "条次", "项次"))


class Link(Struct, frozen=True, gc=False):
    """What one number states; `broad` as in `PhraseSpec`."""

    phrase: str
    indicator: str | None
    applicant: str | None
    readings: tuple[str, ...]
    verb: str | None
    broad: bool = False
    part: bool = False  # the wording narrows it down


class Phrasing:
    """The phrases of a catalog; answers are kept, for few sets of cues say almost everything."""

    def __init__(self, phrases: tuple[PhraseSpec, ...]) -> None:
        self._by_key: dict[str, list[tuple[int, PhraseSpec]]] = {}
        for rank, phrase in enumerate(phrases):
            self._by_key.setdefault(phrase.when[0], []).append((rank, phrase))
        self._kept = lru_cache(maxsize=8192)(self._first)

    def find(self, scene: Scene, keys: set[str], verb: str = "") -> list[Link]:
        """Link of the first phrase whose keys are all given and whose measure words allow the unit."""
        if scene.kind in ("people", "money"):
            keys = keys | {scene.kind}
        if scene.within_disclosure:
            keys = keys | {"disclosure"}
        link = self._kept(frozenset(keys), scene.unit, scene.kind, scene.zero, scene.old, verb)
        return [link] if link else []

    def _first(self, keys: frozenset[str], unit: str, kind: str, zero: bool, old: bool, verb: str) -> Link | None:
        fitting = (
            (rank, phrase)
            for key in keys
            for rank, phrase in self._by_key.get(key, ())
            if keys.issuperset(phrase.when) and _fits(phrase, unit, kind, zero)
        )
        best = min(fitting, key=lambda entry: entry[0], default=None)
        link = _made(best[1], old, verb) if best else None
        return link if link and (link.readings or link.indicator) else None


def _fits(phrase: PhraseSpec, unit: str, kind: str, zero: bool) -> bool:
    if kind in ("people", "money"):
        return kind in phrase.when or not (phrase.readings or phrase.old)
    return unit in (phrase.units or _COUNTED) or (zero and unit in _COUNTED)


def _made(phrase: PhraseSpec, old: bool, verb: str = "") -> Link:
    readings = phrase.old or phrase.readings if old else phrase.readings
    indicator = phrase.old_indicator or phrase.indicator if old else phrase.indicator
    applicant = "total" if any(r.endswith("@total") for r in readings) else None
    return Link(phrase.id, indicator or None, applicant, readings, phrase.verb or verb or None, phrase.broad)


def applied(link: Link, columns: tuple[str, ...]) -> Link:
    """The link with its addresses in the columns of these applicants."""
    readings = tuple(r.replace("@total", f"@{column}") for r in link.readings for column in columns)
    return replace(link, phrase=f"{link.phrase}/p.applicant", applicant=columns[0], readings=readings, broad=False)


def summed(links: list[Link]) -> list[Link]:
    """One link for a number that is the sum of what these state; none where one of them has no address.

    Two wordings of one row (信息不存在或本机关不掌握) count it once.
    """
    if not all(link.readings for link in links):
        return []
    readings = ("+".join(dict.fromkeys(link.readings[0] for link in links)),)
    return [Link("+".join(link.phrase for link in links), None, links[0].applicant, readings, None)]
