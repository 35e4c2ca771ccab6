"""What an evaluation yields: measures with their n, and every miss as a readable line."""

from collections.abc import Iterable

from msgspec import Struct

ORIGIN = (
    "Measured against machine-assisted annotations of real reports: tags silver (two adjudicated passes that "
    "are not independent people), figures, cells and relations bronze (one pass, offsets and identities "
    "validated by script). Nothing was trained on them, but the rules were developed with these reports at "
    "hand: the numbers guard against regressions and are no estimate for other reports."
)
ORIGIN_ZH = (
    "对照机器辅助标注的真实报告测得：标签为银标准（两遍标注后裁定，并非两个独立的人），数字、单元格与勾稽关系为铜标准"
    "（一遍标注，位置与恒等式经脚本核验）。未用于训练，但规则是在看着这些报告的情况下写成的：这些数只防退步，不能当作对其他报告的估计。"
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
        return meets(self.value, self.goal)


class LabelScore(Struct, frozen=True):
    """One label: None where it was never given (precision) or the gold has none (recall). n: how often in the gold."""

    label: str
    precision: float | None
    recall: float | None
    f1: float | None
    n: int
    goal: str = ""  # of F1

    @property
    def met(self) -> bool | None:
        return meets(self.f1, self.goal)


class Miss(Struct, frozen=True):
    """One thing that is wrong, with the place in the decoded source it concerns."""

    layer: str
    report: str
    what: str
    text: str
    start: int | None = None


class Layer(Struct, frozen=True):
    """Outcome of one layer; `skipped` says why nothing was measured. `labels` are those of a layer that has some."""

    measures: tuple[Measure, ...] = ()
    misses: tuple[Miss, ...] = ()
    skipped: str = ""
    labels: tuple[LabelScore, ...] = ()


class Scores(Struct, frozen=True):
    """All layers, and what they were measured on. `model` is the digest of the topic model that made the labels."""

    data: dict[str, int]
    files: dict[str, str]  # file -> SHA-256 of the decoded text
    origin: str
    layers: dict[str, Layer]
    model: str = ""

    def value(self, layer: str, name: str) -> float | None:
        """A measure's number; KeyError where there is no such measure, None where it was not measured."""
        found = self.layers[layer]
        if found.skipped:
            return None
        return next(m.value for m in found.measures if m.name == name)


def meets(value: float | None, goal: str) -> bool | None:
    """Whether a number reaches its goal; None where there is no goal or no number."""
    if not goal or value is None:
        return None
    sign, bound = goal.split()
    return value >= float(bound) - 1e-9 if sign == ">=" else value <= float(bound) + 1e-9


def share(layer: str, name: str, hits: float, n: int, goal: str = "") -> Measure:
    return Measure(layer, name, hits / n if n else None, n, hits, goal)


def f1(layer: str, name: str, right: float, predicted: float, wanted: float, goal: str = "") -> Iterable[Measure]:
    """Precision, recall and F1 over `wanted` gold items."""
    n = round(wanted)
    yield Measure(layer, f"{name} precision", right / predicted if predicted else None, round(predicted), right)
    yield Measure(layer, f"{name} recall", right / wanted if wanted else None, n, right)
    total = predicted + wanted
    yield Measure(layer, f"{name} F1", 2 * right / total if total else None, n, None, goal)
