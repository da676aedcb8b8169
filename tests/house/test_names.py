"""Names say what a thing is, and one class has one name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "kpidsl"

VAGUE = {"found", "said", "made", "told", "then", "there", "so_far"}
"""Words that say that something was done, and not what came of it."""
OF_THE_LEDGER = {("model/act.py", "said")}
"""The key of a line of the ledger: the files have it."""

TWINS = {
    "Between", "DeviationCondition", "Expectation", "InPeriod", "Indicator", "OneOf", "SteeringLine", "Target",
}  # fmt: skip
"""As written (language/tree) and as checked (model): the checker makes the one of the other."""
FACES = {"Cell", "Edition", "Results"}
"""What a notebook has of it (notebook) and what the program has (model)."""


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _bound(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The names that a file gives to values, parameters, fields, functions and classes, with their lines."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name, node.lineno
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name, node.lineno


def test_no_name_says_only_that_something_was_done() -> None:
    vague = [
        f"{file}:{line} {name}"
        for file, tree in _trees()
        for name, line in _bound(tree)
        if name.strip("_") in VAGUE and (file, name) not in OF_THE_LEDGER
    ]
    assert vague == []


def test_a_class_name_is_in_one_file() -> None:
    """But for what is written and what is checked, and for the faces that the library's door has."""
    files: dict[str, set[str]] = {}
    for file, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                files.setdefault(node.name, set()).add(file)
    shared = {name: sorted(of) for name, of in files.items() if len(of) > 1}
    assert {name: of for name, of in shared.items() if name not in TWINS | FACES} == {}
    rooms = {name: {file.partition("/")[0] for file in of} for name, of in shared.items()}
    assert {name: rooms[name] for name in sorted(TWINS)} == {name: {"language", "model"} for name in sorted(TWINS)}
    assert {name: rooms[name] for name in sorted(FACES)} == {name: {"model", "notebook"} for name in sorted(FACES)}
