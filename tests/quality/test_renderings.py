"""The same paragraph in traditional, glossed or full-width characters has the same tags, in all but 1 % at most."""

import json
import sys
from pathlib import Path

import pytest

from nlp.topics import load_model
from nlp.topics.model import TopicModel

sys.path.insert(0, str(Path(__file__).parent))
from renderings import OUT, RENDERINGS, changes, glossed, unseen_offices, wide

MOST = 0.01
KNOWN = {"traditional with words of Taiwan, file of its own": 0.02}  # some paragraphs alone have no telling word


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return load_model()


def test_renderings_are_what_they_say() -> None:
    assert glossed("政务公开") == "政務(wù)公開"
    assert wide("2023年(A)") == "２０２３年（Ａ）"


def test_tags_do_not_depend_on_the_rendering(model: TopicModel) -> None:
    found = changes(unseen_offices(), model)
    assert {name: own["share"] for name, own in found.items() if own["share"] > KNOWN.get(name, MOST)} == {}
    assert all(own["units"] > 1000 for own in found.values())
    assert len(found) == 2 * len(RENDERINGS)


def test_the_result_on_file_is_of_the_shipped_model(model: TopicModel) -> None:
    assert json.loads(OUT.read_text("utf-8"))["digest"] == model.settings.digest
