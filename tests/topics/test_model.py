"""The shipped model: loads without trusting anything, matches scikit-learn, and refuses what does not fit."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from skops import io

from nlp import catalog
from nlp.errors import ModelError
from nlp.topics import load_model
from nlp.topics.card import render, with_measured
from nlp.topics.labeled import Office, load_labeled
from nlp.topics.learn import data_digest, decisions, examples, learn, vectors
from nlp.topics.model import (
    MODEL,
    TopicModel,
    assemble,
    digest,
    extract,
    load_settings,
    open_skops,
    read_weights,
    score,
)
from nlp.topics.train import LABELED
from nlp.topics.vectors import matrix


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return load_model()


@pytest.fixture(scope="module")
def offices() -> list[Office]:
    known = catalog.load()
    return list(load_labeled(LABELED, frozenset(known.tags), frozenset(known.problem_types)))


def test_it_loads_with_an_empty_trusted_list_and_is_small(model: TopicModel) -> None:
    assert io.get_untrusted_types(file=MODEL) == []
    assert MODEL.stat().st_size < 4_000_000


def test_both_files_hold_the_same_weights() -> None:
    settings = load_settings(MODEL)
    assert digest(open_skops(MODEL, settings)) == digest(read_weights(MODEL.with_suffix(".npz"))) == settings.digest


def test_loading_takes_neither_scikit_learn_nor_skops() -> None:
    code = "import sys, nlp.topics as t; t.load_model(); print(*{'sklearn', 'skops'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_its_labels_are_those_of_the_catalog(model: TopicModel) -> None:
    known = catalog.load()
    assert model.labels == (*known.tags, *known.problem_types, "done")


def test_numpy_gives_the_vectors_and_decisions_of_scikit_learn(model: TopicModel, offices: list[Office]) -> None:
    fitted = io.load(MODEL, trusted=[])
    rows = examples([office for office in offices if office.split == "test"][:4]).passages
    theirs = vectors(fitted, rows)
    np.testing.assert_allclose(matrix(model.features, rows).toarray(), theirs.toarray(), atol=1e-5)
    expected = np.hstack(decisions(fitted, theirs))
    expected = 1 / (1 + np.exp(-(model.slopes * expected + model.offsets)))
    np.testing.assert_allclose(score(model, rows).probabilities, expected, atol=1e-4)


def test_scores_do_not_depend_on_the_batch(model: TopicModel, offices: list[Office]) -> None:
    rows = examples(offices[:2]).passages
    together = score(model, rows).probabilities
    apart = np.vstack([score(model, [row]).probabilities for row in rows])
    np.testing.assert_array_equal(together.round(4), apart.round(4))


def test_it_was_made_from_the_labeled_text_at_hand(model: TopicModel, offices: list[Office]) -> None:
    assert model.settings.data == data_digest([office for office in offices if office.split == "train"])


def test_the_card_tells_the_results(model: TopicModel) -> None:
    results = json.loads(MODEL.with_name("topics-results.json").read_text("utf-8"))
    assert results["digest"] == model.settings.digest
    assert MODEL.with_name("MODEL_CARD.md").read_text("utf-8") == render(results)


def test_the_card_has_what_was_measured_apart() -> None:
    results = json.loads(MODEL.with_name("topics-results.json").read_text("utf-8"))
    measured = with_measured(results, MODEL.parents[1] / "docs/results")
    assert results == measured, "run: python -m nlp.topics.card"


def test_the_card_of_ones_own_model_tells_nothing_of_the_projects_choices() -> None:
    results = json.loads(MODEL.with_name("topics-results.json").read_text("utf-8"))
    card = render(results | {"added": {"labeled": {"units": 12}, "weak": {"units": 0}}})
    assert "Added by the user: 12 labeled units" in card
    assert "Wrong predictions" not in card and "real reports were scored" not in card


def edit(key: str, value: Any) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        beside = file.with_suffix(".json")
        settings = json.loads(beside.read_text("utf-8")) | {key: value}
        beside.write_text(json.dumps(settings), "utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (edit("scikit_learn", "1.2.0"), "install scikit-learn==1.2.* or retrain"),
        (edit("lexicon", "0"), "lexicon changed"),
        (edit("digest", "0"), "does not match its digest"),
        (edit("format", 99), "model format 99"),
        (edit("tags", []), "differ in their number of labels"),
        (lambda file: file.with_suffix(".json").write_text("{"), "broken settings"),
        (lambda file: file.with_suffix(".json").unlink(), "no model"),
        (lambda file: file.unlink(), "no model"),
        (lambda file: file.write_bytes(b"PK broken"), "cannot load model"),
    ],
    ids=["version", "lexicon", "digest", "format", "labels", "json", "no json", "no skops", "bytes"],
)
def test_a_pair_of_files_that_does_not_fit_is_refused(
    change: Callable[[Path], None], said: str, tmp_path: Path
) -> None:
    file = tmp_path / MODEL.name
    shutil.copy(MODEL, file)
    shutil.copy(MODEL.with_suffix(".json"), file.with_suffix(".json"))
    change(file)
    with pytest.raises(ModelError) as error:
        load_model(file)
    assert said in error.value.en


def test_arrays_that_were_changed_are_refused(tmp_path: Path) -> None:
    for file in MODEL.parent.glob("topics.*"):
        shutil.copy(file, tmp_path)
    arrays = dict(np.load(MODEL.with_suffix(".npz"), allow_pickle=False))
    np.savez(tmp_path / "topics.npz", **(arrays | {"intercepts": arrays["intercepts"] + 1}))
    with pytest.raises(ModelError, match="does not match its digest"):
        load_model(tmp_path / MODEL.name)
    (tmp_path / "topics.npz").write_bytes(b"PK broken")
    with pytest.raises(ModelError, match="cannot load model"):
        load_model(tmp_path / MODEL.name)


def test_a_file_with_foreign_types_is_refused(tmp_path: Path) -> None:
    file = tmp_path / MODEL.name
    io.dump({"tags": [Path("x")]}, file)  # a type skops does not trust by itself
    shutil.copy(MODEL.with_suffix(".json"), file.with_suffix(".json"))
    with pytest.raises(ModelError, match="cannot load model"):
        load_model(file)


def test_labels_without_examples_are_refused(offices: list[Office]) -> None:
    with pytest.raises(ModelError, match="too few labeled units of: ad_imaginary"):
        learn(offices[:3], ["ad_imaginary"], [])


@pytest.mark.slow
def test_training_again_gives_the_same_model(offices: list[Office], model: TopicModel) -> None:
    known = catalog.load()
    fitted, settings = learn([o for o in offices if o.split == "train"], tuple(known.tags), tuple(known.problem_types))
    again = extract(fitted, tuple(settings.weights))
    assert assemble(again, settings).features.names == model.features.names
    np.testing.assert_allclose(again.coefficients, model.coefficients, atol=1e-3)
