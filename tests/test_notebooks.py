"""The notebooks run from start to end, define nothing, and are committed without outputs."""

from __future__ import annotations

import ast
import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from carelens import resources

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
NAMES = ("01_look_at_the_corpus.ipynb", "02_errors_of_the_model.ipynb")
PACKAGES = {"carelens", "matplotlib", "numpy"}
MISSING = [
    name
    for name in ("ipykernel", "matplotlib", "nbclient", "nbformat")
    if importlib.util.find_spec(name) is None
]


def cells(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((NOTEBOOKS / name).read_text("utf-8"))["cells"]
    return found


def code(name: str) -> ast.Module:
    sources = ["".join(c["source"]) for c in cells(name) if c["cell_type"] == "code"]
    assert len(sources) > 5
    return ast.parse("\n".join(sources))


def definitions(tree: ast.Module) -> list[ast.AST]:
    named = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    assigned = (ast.Assign, ast.AnnAssign, ast.NamedExpr)
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, named)
        or (isinstance(node, assigned) and isinstance(node.value, ast.Lambda))
    ]


def imported(tree: ast.Module) -> set[str]:
    modules: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules.append(node.module or "")
    return {module.split(".")[0] for module in modules}


def test_every_notebook_is_tested() -> None:
    assert tuple(sorted(path.name for path in NOTEBOOKS.glob("**/*.ipynb"))) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_are_committed_without_outputs(name: str) -> None:
    for cell in cells(name):
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_define_nothing(name: str) -> None:
    assert definitions(code(name)) == []


@pytest.mark.parametrize(
    "source", ["def f(): ...", "async def f(): ...", "class A: ...", "f = lambda: 1"]
)
def test_a_definition_is_seen(source: str) -> None:
    assert len(definitions(ast.parse(source))) == 1


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_stand_on_carelens_numpy_and_matplotlib_alone(name: str) -> None:
    others = imported(code(name)) - set(sys.stdlib_module_names)
    assert others == PACKAGES


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_open_with_a_title_in_words(name: str) -> None:
    first = cells(name)[0]
    assert first["cell_type"] == "markdown"
    assert "".join(first["source"]).startswith("# ")


def test_the_second_says_that_the_benchmark_is_for_measuring_only() -> None:
    prose = ["".join(c["source"]) for c in cells(NAMES[1]) if c["cell_type"] == "markdown"]
    assert "The benchmark is for measuring only" in prose[0]


@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
@pytest.mark.parametrize(
    ("name", "folder"),
    [(NAMES[0], ROOT), (NAMES[1], NOTEBOOKS)],
    ids=["corpus, from the root", "model, from the notebooks"],
)
def test_notebooks_run(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat
    from nbclient import NotebookClient

    # The kernel is another process: give it the CareLens under test, wherever it runs.
    monkeypatch.setenv("PYTHONPATH", str(Path(resources.__file__).parents[1]))
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    nbformat.validate(notebook)
    NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        allow_errors=False,
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    outputs = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs]
    assert sum("image/png" in o.get("data", {}) for o in outputs) >= 4
    assert not [o for o in outputs if o.output_type == "stream" and o.name == "stderr"]
