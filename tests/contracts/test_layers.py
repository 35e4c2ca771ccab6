"""Imports only point downward and rooms never import each other: the picture in CONTRIBUTING.md, held."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = (
    ("agreement", "alternation", "spans", "quantities", "errors", "version"),
    ("document",),
    ("catalog",),
    ("ingest", "normalize", "segment", "tables", "topics", "values", "verify", "write"),
    ("pipeline",),
    ("engine", "components", "decisions", "doctor", "evaluate", "exam", "reuse", "statistics", "settings", "labeling"),
    ("server",),
    ("cli",),
    ("__init__", "__main__"),
)
FLOOR = {name: floor for floor, names in enumerate(HOUSE) for name in names}
PACKAGE = Path(__file__).resolve().parents[2] / "nlp"
MODULES = sorted(PACKAGE.rglob("*.py"))


def own_name(path: Path) -> str:
    """`values` for nlp/values/masks.py, `cli` for nlp/cli/app.py, `__init__` for nlp/__init__.py."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_names(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name below `nlp` of every import, also lazy ones and those for types only."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                if parts[0] == "nlp":
                    yield node.lineno, parts[1] if len(parts) > 1 else "__init__"
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            parts = node.module.split(".")
            if parts[0] == "nlp" and len(parts) > 1:
                yield node.lineno, parts[1]
            elif parts[0] == "nlp":
                for alias in node.names:
                    yield node.lineno, alias.name if alias.name in FLOOR else "__init__"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_downward(path):
    own = own_name(path)
    upward = [
        f"line {line}: {own} imports {name}"
        for line, name in imported_names(path)
        if name != own and FLOOR[name] >= FLOOR[own]
    ]
    assert upward == []


def test_every_module_has_its_floor():
    assert {own_name(path) for path in MODULES} <= set(FLOOR)


def test_no_relative_imports():
    """One spelling of a module's name, so that the test above sees every import."""
    relative = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_a_file_is_read_in_one_sitting():
    long = {str(p.relative_to(PACKAGE)): n for p in MODULES if (n := len(p.read_text("utf-8").splitlines())) > 450}
    assert long == {}
