"""Imports between modules: no module imports itself by way of others, and an import inside a function says why."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "kpidsl"
FILES = sorted(SOURCE.rglob("*.py"))

LATE = {
    "cli": "a command loads what it runs, and --help nothing (tests/cli say what each may load)",
    "notebook": "`import kpidsl` must be quick; what shows an edition is loaded when one is shown",
    "rendering/formats.py": "a run loads the formats that it writes",
    "__init__.py": "the door's names are looked up when they are asked for",
}
"""Where every import inside a function has the same reason."""


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _name(path: Path) -> str:
    parts = ("kpidsl", *path.relative_to(SOURCE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_name(path): path for path in FILES}


def _imported(node: ast.AST) -> Iterator[str]:
    """The modules of the house that an import statement loads: of `from package import module` the module."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in MODULES)
    elif isinstance(node, ast.ImportFrom) and node.module is not None:
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            if inner in MODULES:
                yield inner
            elif node.module in MODULES:
                yield node.module


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_module_imports_itself_by_way_of_others() -> None:
    """Imports for types and those inside functions count: a circle that only they close is a circle to a reader."""
    graph = {
        name: {other for node in ast.walk(_tree(path)) for other in _imported(node)} for name, path in MODULES.items()
    }
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


def _without_reason(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for function in _functions(_tree(path))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        if not any("  # " in line or line.strip().startswith("# ") for line in lines[node.lineno - 2 : node.lineno])
    ]


def test_an_import_inside_a_function_says_why() -> None:
    """Its line, or the one above, has the reason; else the file or its folder stands in the list above."""
    others = [path for path in FILES if path.relative_to(SOURCE).as_posix() not in LATE]
    swept = [path for path in others if path.relative_to(SOURCE).parts[0] not in LATE]
    assert [place for path in swept for place in _without_reason(path)] == []


def test_each_reason_is_one_of_some_import() -> None:
    """A folder or file with a reason has imports inside functions: else the reason is old."""
    for where in LATE:
        held = [path for path in FILES if path.relative_to(SOURCE).as_posix().startswith(where)]
        assert any(_without_reason(path) for path in held), where
