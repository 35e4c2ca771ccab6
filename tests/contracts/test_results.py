"""Numbers on the front page are those of the result files."""

from pathlib import Path

import msgspec
import pytest

from nlp.evaluate import render_markdown
from nlp.evaluate.render import CLOSING, OPENING
from nlp.evaluate.scores import Scores

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("page", "lang"), [("README.md", "en"), ("README.zh.md", "zh")])
def test_the_evaluation_in_the_readme_is_the_one_on_file(page, lang):
    result = ROOT / "docs/results/evaluation.json"
    if not result.is_file():
        pytest.skip("docs/results/evaluation.json is not written yet")
    block = (ROOT / page).read_text(encoding="utf-8").partition(OPENING)[2].partition(CLOSING)[0].strip()
    assert block == render_markdown(msgspec.json.decode(result.read_bytes(), type=Scores), lang).strip()
