"""Starting is cheap: nothing heavy is imported before it is needed."""

import subprocess
import sys

import pytest

HEAVY = ("pandas", "numpy", "pyarrow", "sklearn", "skops", "scipy", "spacy", "jieba", "rjieba", "opencc", "lxml")


@pytest.mark.parametrize(
    "start",
    [
        "import nlp",
        "import nlp.document, nlp.spans, nlp.errors, nlp.pipeline",
        "import nlp.ingest, nlp.normalize, nlp.segment, nlp.tables, nlp.topics, nlp.values, nlp.verify, nlp.write",
        "import nlp.catalog; nlp.catalog.load()",
        "import sys; sys.argv = ['gongkai', '--help']\nfrom nlp.cli import main\ntry: main()\nexcept SystemExit: pass",
    ],
)
def test_nothing_heavy_is_imported(start):
    code = f"{start}\nimport sys\nprint('LOADED', *(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "LOADED"
