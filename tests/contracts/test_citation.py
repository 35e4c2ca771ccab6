"""CITATION.cff has what version 1.2.0 of the format asks for, and the version of the program."""

from pathlib import Path

import pytest

from nlp.version import __version__

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = {"authors", "cff-version", "message", "title"}  # of the schema of cff 1.2.0
KNOWN = REQUIRED | {
    "abstract",
    "type",
    "version",
    "license",
    "keywords",
    "date-released",
    "doi",
    "url",
    "repository-code",
}


def test_the_citation_is_complete():
    yaml = pytest.importorskip("yaml", reason="needs PyYAML")
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert set(told) >= REQUIRED and set(told) <= KNOWN
    assert told["cff-version"] == "1.2.0" and told["type"] in ("software", "dataset")
    assert told["version"] == __version__ and told["license"] == "Apache-2.0"
    assert all(set(author) == {"name"} or {"family-names", "given-names"} <= set(author) for author in told["authors"])
