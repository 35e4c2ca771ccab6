"""The topic model at run time: read with nothing trusted, scored in numpy.

`models/topics.skops` holds the fitted scikit-learn vectorizers and classifiers, `models/topics.json` beside it
the calibration, the thresholds and what it was made with. `models/topics.npz` has the same features and weights as
plain arrays, because importing scikit-learn and skops takes three times as long as everything else; where it is
missing, the model comes from the `.skops` file. Either way the digest must be that of the settings.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from nlp.errors import ModelError
from nlp.topics.passages import SHORT, Passage
from nlp.topics.vectors import Features, familiarity, make_features, matrix
from nlp.topics.words import lexicon

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

    Floats = np.ndarray[Any, Any]

MODEL = Path(__file__).parents[2] / "models" / "topics.skops"
PARTS = ("tags", "problem_types", "done")  # groups of classifiers in the file
FORMAT = 2  # of the files
STRANGE = 0.2  # a unit with a smaller share of known character pairs is no text of a report and gets no label


class Calibration(Struct, frozen=True):
    """Platt's sigmoid of one label, `1 / (1 + exp(-(slope * decision + intercept)))`, and its threshold."""

    label: str
    slope: float
    intercept: float
    threshold: float


class Settings(Struct, frozen=True):
    """What lies beside the weights.

    floor: the best tag of a unit is given from here on in any case. digest: of features and weights.
    lexicon, data: digests of the domain words and of the labeled text it was trained on. trust: of a tag that is
    given, the log odds of being right: a constant, a share of its own log odds, and what a further tag loses.
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
    trust: tuple[float, float, float] = (0.0, 1.0, 0.0)


class Weights(Struct, frozen=True):
    """What was learned, as arrays: features by field, the scale of each, and weights, shape (features, labels)."""

    names: dict[str, tuple[str, ...]]
    scale: Floats
    coefficients: Floats
    intercepts: Floats


class TopicModel(Struct, frozen=True):
    """Everything that labels units. `labels` are the columns of the scores: tags, problem types, `done`."""

    settings: Settings
    labels: tuple[str, ...]
    features: Features
    coefficients: Floats
    intercepts: Floats
    slopes: Floats
    offsets: Floats


class Scores(Struct, frozen=True):
    """Calibrated probabilities, shape (passages, labels), and the vectors that led to them.

    leads: rows of leads that say too little by themselves, each with the row after the last of its item.
    """

    probabilities: Floats
    vectors: csr_array
    leads: tuple[tuple[int, int], ...] = ()


def score(model: TopicModel, passages: Sequence[Passage]) -> Scores:
    """Scores of all passages in one batch; text that is strange to the model has probability 0 throughout."""
    import numpy as np

    vectors = matrix(model.features, passages)
    decisions = vectors @ model.coefficients + model.intercepts
    probabilities = 1 / (1 + np.exp(-(model.slopes * decisions + model.offsets)))
    probabilities[familiarity(model.features, passages) < STRANGE] = 0
    return Scores(probabilities, vectors, _leads(passages))


def _leads(passages: Sequence[Passage]) -> tuple[tuple[int, int], ...]:
    """Rows of short leads ("三是狠抓落实。"), each with the end of its item; a slogan leads the next unit."""
    found, at = [], 0
    while at < len(passages):
        end = at + 1
        while end < len(passages) and passages[end].under:
            end += 1
        if end - at > 1 and not passages[at].under and len(passages[at].characters) <= SHORT:
            found.append((at, end))
        elif passages[at].slogan and end < len(passages):
            found.append((at, end + 1))
        at = end
    return tuple(found)


def model_file(path: Path | str | None = None) -> Path:
    """The `.skops` file of a model, given by itself or by the folder it lies in; the bundled one by default."""
    given = Path(path) if path else MODEL
    return given if given.suffix == MODEL.suffix else given / MODEL.name


def load_model(path: Path | str | None = None) -> TopicModel:
    """Topic model of a folder, or of a `.skops` file and what lies beside it; the bundled one by default.

    Raises ModelError where a file is missing, was made by another scikit-learn minor version or with
    another lexicon, holds types skops does not trust by itself, or was changed since it was made.
    """
    file = model_file(path)
    settings = load_settings(file)
    arrays = file.with_suffix(".npz")
    try:
        weights = read_weights(arrays) if arrays.is_file() else open_skops(file, settings)
    except (KeyError, OSError, zipfile.BadZipFile) as reason:
        raise _unreadable(arrays, reason) from None
    except ValueError:  # numpy proposes to unpickle whatever it does not know
        raise _unreadable(arrays, ValueError("damaged, or no file of arrays")) from None
    if digest(weights) != settings.digest:
        raise ModelError(f"模型与其摘要不符: {file}", f"model does not match its digest: {file}")
    return assemble(weights, settings)


def open_skops(file: Path, settings: Settings) -> Weights:
    """Weights of the scikit-learn objects in a `.skops` file; raises ModelError."""
    from skops import io

    try:
        fitted = io.load(file, trusted=[])
    except Exception as reason:  # skops raises many kinds; each means that the file can't be used
        raise _unreadable(file, reason) from None
    return extract(fitted, tuple(settings.weights))


def read_weights(file: Path) -> Weights:
    """Weights of a `.npz` file; only arrays are read, never pickled objects."""
    import numpy as np

    with np.load(file, allow_pickle=False) as arrays:
        names = {
            name.removeprefix("names_"): tuple(arrays[name].tobytes().decode().split("\n"))
            for name in arrays.files
            if name.startswith("names_")
        }
        return Weights(names, arrays["scale"], arrays["coefficients"], arrays["intercepts"])


def write_weights(weights: Weights, file: Path) -> None:
    """Write the `.npz` file."""
    import numpy as np

    arrays: dict[str, Any] = {
        f"names_{field}": np.frombuffer("\n".join(own).encode(), np.uint8) for field, own in weights.names.items()
    }
    arrays |= {name: getattr(weights, name) for name in ("scale", "coefficients", "intercepts")}
    np.savez_compressed(file, allow_pickle=False, **arrays)


def load_settings(file: Path) -> Settings:
    """Settings beside a model file, checked against this installation; raises ModelError."""
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
        raise ModelError(
            f"模型格式版本不符: {beside}; 用 gongkai train 重新训练",
            f"model format {settings.format}, expected {FORMAT}: {beside}; retrain with: gongkai train",
        )
    made, here = _minor(settings.scikit_learn), _minor(version("scikit-learn"))
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


def extract(fitted: dict[str, Any], fields: Sequence[str]) -> Weights:
    """Weights of fitted vectorizers (by field) and the lists of classifiers named in PARTS."""
    import numpy as np

    vectorizers = [fitted["vectorizers"][field] for field in fields]
    estimators = [estimator for name in PARTS for estimator in fitted[name]]
    return Weights(
        names={
            field: tuple(map(str, own.get_feature_names_out())) for field, own in zip(fields, vectorizers, strict=True)
        },
        scale=np.concatenate(
            [own.idf_ if own.use_idf else np.ones(len(own.vocabulary_)) for own in vectorizers]
        ).astype(np.float32),
        coefficients=np.ascontiguousarray(np.vstack([e.coef_ for e in estimators]).T.astype(np.float32)),
        intercepts=np.array([e.intercept_[0] for e in estimators], np.float32),
    )


def assemble(weights: Weights, settings: Settings) -> TopicModel:
    """Run-time model of weights and the settings that belong to them."""
    import numpy as np

    calibrations = (*settings.tags, *settings.problem_types, settings.done)
    if len(calibrations) != weights.coefficients.shape[1]:
        raise ModelError("模型与说明的标签数不同", "model and settings differ in their number of labels")
    return TopicModel(
        settings=settings,
        labels=tuple(c.label for c in calibrations),
        features=make_features(weights.names, weights.scale, settings.weights),
        coefficients=weights.coefficients,
        intercepts=weights.intercepts,
        slopes=np.array([c.slope for c in calibrations], np.float32),
        offsets=np.array([c.intercept for c in calibrations], np.float32),
    )


def digest(weights: Weights) -> str:
    """SHA-256 over features, their scale and the weights: the same however the file was packed."""
    state = hashlib.sha256()
    for field, own in weights.names.items():
        state.update("\n".join((field, *own)).encode())
    for array in (weights.scale, weights.coefficients, weights.intercepts):
        state.update(array.tobytes())
    return state.hexdigest()


def lexicon_digest() -> str:
    """SHA-256 of the domain words and their classes: with other words the features mean something else."""
    return hashlib.sha256(msgspec.json.encode(sorted(lexicon().items()))).hexdigest()


def _unreadable(file: Path, reason: Exception) -> ModelError:
    return ModelError(f"模型文件无法读取: {file} ({reason})", f"cannot load model {file}: {reason}")


def _minor(release: str) -> str:
    return ".".join(release.split(".")[:2])
