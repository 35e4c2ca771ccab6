"""What an evaluation yields: measures with their n, and every miss as a readable line."""

from collections.abc import Iterable

from msgspec import Struct

ORIGIN = (
    "Measured against machine-assisted annotations of real reports: tags silver (two adjudicated passes that "
    "are not independent people), figures, cells and relations bronze (one pass, offsets and identities "
    "validated by script). Nothing was trained on them."
)


class Measure(Struct, frozen=True):
    """One number. `hits` of `n` where it is a share; F1 and macro averages have only `n`, the gold items.

    `goal` is `>= x` or `<= x` where one was set.
    """

    layer: str
    name: str
    value: float | None
    n: int
    hits: float | None = None
    goal: str = ""

    @property
    def met(self) -> bool | None:
        if not self.goal or self.value is None:
            return None
        sign, bound = self.goal.split()
        return self.value >= float(bound) - 1e-9 if sign == ">=" else self.value <= float(bound) + 1e-9


class Miss(Struct, frozen=True):
    """One thing that is wrong, with the place in the decoded source it concerns."""

    layer: str
    report: str
    what: str
    text: str
    start: int | None = None


class Layer(Struct, frozen=True):
    """Outcome of one layer; `skipped` says why nothing was measured."""

    measures: tuple[Measure, ...] = ()
    misses: tuple[Miss, ...] = ()
    skipped: str = ""


class Scores(Struct, frozen=True):
    """All layers, and what they were measured on."""

    data: dict[str, int]
    files: dict[str, str]  # file -> SHA-256 of the decoded text
    origin: str
    layers: dict[str, Layer]

    def value(self, layer: str, name: str) -> float | None:
        """A measure's number; KeyError where there is no such measure, None where it was not measured."""
        found = self.layers[layer]
        if found.skipped:
            return None
        return next(m.value for m in found.measures if m.name == name)


def share(layer: str, name: str, hits: float, n: int, goal: str = "") -> Measure:
    return Measure(layer, name, hits / n if n else None, n, hits, goal)


def f1(layer: str, name: str, right: float, predicted: float, wanted: float, goal: str = "") -> Iterable[Measure]:
    """Precision, recall and F1 over `wanted` gold items."""
    n = round(wanted)
    yield Measure(layer, f"{name} precision", right / predicted if predicted else None, round(predicted), right)
    yield Measure(layer, f"{name} recall", right / wanted if wanted else None, n, right)
    total = predicted + wanted
    yield Measure(layer, f"{name} F1", 2 * right / total if total else None, n, None, goal)
