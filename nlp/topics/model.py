"""The topic model at run time: loaded from skops with an empty trusted list, scored in numpy.

`models/topics.skops` holds the fitted scikit-learn vectorizers and classifiers, `models/topics.json`
beside it the calibration, the thresholds and what the file was made with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from nlp.errors import ModelError
from nlp.topics.passages import Passage
from nlp.topics.vectors import Block, make_block, matrix
from nlp.topics.words import lexicon

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

    Floats = np.ndarray[Any, Any]

MODEL = Path(__file__).parents[2] / "models" / "topics.skops"
PARTS = ("tags", "problem_types", "done")  # groups of classifiers in the file
SHOWN = {"characters": "「{}」", "senses": "~{}"}
FORMAT = 1  # of the pair of files


class Calibration(Struct, frozen=True):
    """Platt's sigmoid of one label, `1 / (1 + exp(-(slope * decision + intercept)))`, and its threshold."""

    label: str
    slope: float
    intercept: float
    threshold: float


class Settings(Struct, frozen=True):
    """What lies beside the weights.

    floor: the best tag of a unit is given from here on in any case. digest: of features and weights.
    lexicon, data: digests of the domain words and of the labeled text it was trained on.
    """

    format: int
    scikit_learn: str
    digest: str
    lexicon: str
    data: str
    weights: dict[str, float]
    floor: float
    tags: tuple[Calibration, ...]
    problem_types: tuple[Calibration, ...]
    done: Calibration


class TopicModel(Struct, frozen=True):
    """Everything that labels units.

    `labels` are the columns of the scores: tags, problem types, `done`. `coefficients[b]` are the
    weights of block b, shape (features, labels); `names` are the features of all blocks as a reader
    should see them: a word, 「characters」, ~class of meaning, place:value.
    """

    settings: Settings
    labels: tuple[str, ...]
    blocks: tuple[Block, ...]
    coefficients: tuple[Floats, ...]
    intercepts: Floats
    slopes: Floats
    names: tuple[str, ...]


class Scores(Struct, frozen=True):
    """Calibrated probabilities, shape (passages, labels), and the vectors that led to them."""

    probabilities: Floats
    vectors: tuple[csr_array, ...]


def score(model: TopicModel, passages: Sequence[Passage]) -> Scores:
    """Scores of all passages in one batch."""
    import numpy as np

    vectors = tuple(matrix(block, [getattr(p, block.field) for p in passages]) for block in model.blocks)
    decisions = np.tile(model.intercepts, (len(passages), 1))
    for rows, weights in zip(vectors, model.coefficients, strict=True):
        decisions += rows @ weights
    offsets = np.array([c.intercept for c in _calibrations(model.settings)], np.float32)
    return Scores(1 / (1 + np.exp(-(model.slopes * decisions + offsets))), vectors)


def load_model(path: Path | str | None = None) -> TopicModel:
    """Topic model of a `.skops` file and the `.json` beside it; the bundled one by default.

    Raises ModelError where a file is missing, was made by another scikit-learn minor version or with
    another lexicon, holds types skops does not trust by itself, or was changed since it was made.
    """
    file = Path(path) if path is not None else MODEL
    settings = load_settings(file)
    from skops import io

    try:
        fitted = io.load(file, trusted=[])
    except Exception as reason:  # skops raises many kinds; each means that the file can't be used
        raise ModelError(f"模型文件无法读取: {file} ({reason})", f"cannot load model {file}: {reason}") from None
    model = assemble(fitted, settings)
    if digest(model) != settings.digest:
        raise ModelError(f"模型与其摘要不符: {file}", f"model does not match its digest: {file}")
    return model


def load_settings(file: Path) -> Settings:
    """Settings beside a model file, checked against this installation; raises ModelError."""
    import sklearn

    beside = file.with_suffix(".json")
    if not file.is_file() or not beside.is_file():
        raise ModelError(
            f"缺少模型文件 {file} 或 {beside.name}; 用 gongkai train 重新训练",
            f"no model {file} with {beside.name} beside it; make one with: gongkai train",
        )
    try:
        settings = msgspec.json.decode(beside.read_bytes(), type=Settings)
    except msgspec.MsgspecError as reason:
        raise ModelError(f"模型说明有误: {beside} ({reason})", f"broken settings {beside}: {reason}") from None
    if settings.format != FORMAT:
        raise ModelError(f"模型格式版本不符: {beside}", f"model format {settings.format}, expected {FORMAT}: {beside}")
    made, here = _minor(settings.scikit_learn), _minor(sklearn.__version__)
    if made != here:
        raise ModelError(
            f"模型由 scikit-learn {made} 训练, 当前为 {here}; 安装 scikit-learn=={made}.* 或用 gongkai train 重新训练",
            f"model made with scikit-learn {made}, this is {here}; install scikit-learn=={made}.* or retrain "
            "with: gongkai train",
        )
    if settings.lexicon != lexicon_digest():
        raise ModelError(
            "词表在训练之后改过; 用 gongkai train 重新训练",
            "the lexicon changed since the model was made; retrain with: gongkai train",
        )
    return settings


def assemble(fitted: dict[str, Any], settings: Settings) -> TopicModel:
    """Run-time model of fitted vectorizers (by field) and the lists of classifiers named in PARTS."""
    import numpy as np

    blocks = tuple(
        make_block(field, fitted["vectorizers"][field], weight) for field, weight in settings.weights.items()
    )
    estimators = [estimator for name in PARTS for estimator in fitted[name]]
    weights = np.vstack([e.coef_ for e in estimators]).T.astype(np.float32)
    ends = np.cumsum([len(block.names) for block in blocks])[:-1]
    calibrations = _calibrations(settings)
    if len(calibrations) != weights.shape[1]:
        raise ModelError("模型与说明的标签数不同", "model and settings differ in their number of labels")
    return TopicModel(
        settings=settings,
        labels=tuple(c.label for c in calibrations),
        blocks=blocks,
        coefficients=tuple(np.ascontiguousarray(part) for part in np.split(weights, ends)),
        intercepts=np.array([e.intercept_[0] for e in estimators], np.float32),
        slopes=np.array([c.slope for c in calibrations], np.float32),
        names=tuple(SHOWN.get(block.field, "{}").format(name) for block in blocks for name in block.names),
    )


def digest(model: TopicModel) -> str:
    """SHA-256 over features, their scale and the weights: the same however the file was packed."""
    state = hashlib.sha256()
    for block, weights in zip(model.blocks, model.coefficients, strict=True):
        state.update("\n".join((block.field, *block.names)).encode())
        state.update(block.scale.tobytes())
        state.update(weights.tobytes())
    state.update(model.intercepts.tobytes())
    return state.hexdigest()


def lexicon_digest() -> str:
    """SHA-256 of the domain words and their classes: with other words the features mean something else."""
    return hashlib.sha256(msgspec.json.encode(sorted(lexicon().items()))).hexdigest()


def _calibrations(settings: Settings) -> tuple[Calibration, ...]:
    return (*settings.tags, *settings.problem_types, settings.done)


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])
