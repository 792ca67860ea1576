"""The package root: re-exports only, sorted and lazy; files and functions stay small."""

import ast
import subprocess
import sys
from pathlib import Path
from statistics import median

from tests.conftest import ROOT

import carelens
import carelens.annotate

SOURCES = sorted((ROOT / "src").rglob("*.py"))


def test_exports_are_sorted_and_exist():
    assert carelens.__all__ == sorted(carelens.__all__)
    assert all(getattr(carelens, name) is not None for name in carelens.__all__)
    assert dir(carelens) == carelens.__all__


def test_a_function_stays_a_function_after_the_module_of_its_name_was_imported():
    assert callable(carelens.annotate)


def test_importing_the_package_loads_nothing_else():
    code = (
        "import sys, carelens; print([m for m in sys.modules if m[:9] in ('carelens.', 'numpy')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_source_names_one_of_the_twelve_dimensions():
    labels = carelens.Framework.load().labels
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        assert not [label for label in labels if label in text], path


def test_files_and_functions_stay_small():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert max(lengths.values()) <= 300, max(lengths, key=lengths.get)
    assert median(lengths.values()) < 120
    for path in SOURCES:
        part = path.parent.name in {"readers", "exporters"}
        assert lengths[path] <= (200 if part else 300), path
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                assert _length(node) <= 50, f"{path}: {node.name}"


def _length(node: ast.FunctionDef) -> int:
    first = node.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno - first.lineno + 1) if documented else 0
    return node.end_lineno - node.lineno + 1 - docstring


def test_the_repository_has_the_rooms_of_the_design_and_no_others():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if tracked.returncode:
        return
    top = {Path(name).parts[0] for name in tracked.stdout.splitlines() if "/" in name}
    assert {name for name in top if not name.startswith(".")} <= {
        "src",
        "data",
        "models",
        "notebooks",
        "tests",
        "docs",
        "experiments",
    }
