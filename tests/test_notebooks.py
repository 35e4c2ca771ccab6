"""Every notebook runs from top to bottom."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_stored_small_with_outputs_and_without_paths(path):
    text = path.read_text(encoding="utf-8")
    assert len(text) < 60_000
    assert not re.search(r"/(?:home|root|tmp|work|Users)/|[A-Z]:\\\\", text)
    code = [cell for cell in nbformat.reads(text, as_version=4).cells if cell.cell_type == "code"]
    assert any(cell.outputs for cell in code)
    assert not [
        out
        for cell in code
        for out in cell.outputs
        if out.output_type in ("error", "stream") and out.get("name") == "stderr"
    ]


def test_there_is_a_notebook_for_every_room():
    assert [path.stem for path in NOTEBOOKS] == [
        *("01_read", "02_clean", "03_split", "04_match", "05_label", "06_extract", "07_check", "08_write", "09_study")
    ]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # warnings of the kernel's own machinery
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_runs(path):
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}})
    client.execute()
    assert all(cell.get("execution_count") for cell in notebook.cells if cell.cell_type == "code")
