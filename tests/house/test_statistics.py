"""Statistics are an open set: what stands outside their definition asks for traits, never for the class of a formula.

A branch on a class (`isinstance`, `case Share()`) is right for the statistics there are today and silently wrong for
the next one. What there is to ask instead: `Indicator.traits`, `quotient_of` and `measure_of` of the registry, and
`rows_of`, `values_of`, `composite_of` and their like beside the formulas.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from kpidsl.model.measure import Formula

SOURCE = Path(__file__).parents[2] / "src" / "kpidsl"
FORMULAS = {formula.__name__ for formula in get_args(Formula)}

DEFINED = {"model/measure.py", "measures"}
"""Where formulas are defined, and each statistic knows its own."""

NAMED = {
    "language/checking/amounts_per.py": "builds the formula of a sentence",
    "language/checking/changes.py": "builds the formula of a sentence",
    "language/checking/counts.py": "builds the formula of a sentence",
    "language/checking/persons_per.py": "builds the formula of a sentence",
    "language/checking/quantities.py": "builds the formula of a sentence",
    "language/checking/readings.py": "builds indexes and ready-made shares",
    "language/checking/shares.py": "builds the formula of a sentence",
    "scoring/nodes/change.py": "computes what `change_in` returns",
    "scoring/nodes/index.py": "computes what `composite_of` returns",
}
"""Where else the class of a formula may be named (but not branched on), and why."""


def _outside() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if not DEFINED & {name, name.partition("/")[0]}:
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def _imported(tree: ast.Module) -> set[str]:
    """The formulas that a file names, under the names they have in it."""
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    of_measure = (alias for node in imports if node.module == "kpidsl.model.measure" for alias in node.names)
    return {alias.asname or alias.name for alias in of_measure if alias.name in FORMULAS}


def _branches(tree: ast.AST, formulas: set[str]) -> list[int]:
    """The lines that ask whether something is one of `formulas`: isinstance, a case of a match, a type compared."""
    asked: list[int] = []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="isinstance" | "issubclass"), args=[_, classes]):
                named: list[ast.expr] = [classes]
            case ast.MatchClass(cls=of):
                named = [of]
            case ast.Compare(left=ast.Call(func=ast.Name(id="type")), comparators=compared):
                named = compared
            case _:
                continue
        names = {inner.id for one in named for inner in ast.walk(one) if isinstance(inner, ast.Name)}
        asked += [one.lineno for one in named[:1] if names & formulas]
    return asked


def test_nothing_branches_on_the_class_of_a_formula() -> None:
    asked = [f"{name}:{line}" for name, tree in _outside() for line in _branches(tree, _imported(tree))]
    assert asked == []


def test_formulas_are_named_only_where_they_are_built() -> None:
    assert {name for name, tree in _outside() if _imported(tree)} == NAMED.keys()


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("isinstance(formula, Share)", [1]),
        ("isinstance(formula, Share | Rate)", [1]),
        ("isinstance(formula, (Column, Rate))", [1]),
        ("match formula:\n    case Rate(rows, base):\n        pass", [2]),
        ("match indicator:\n    case Indicator(formula=Share()):\n        pass", [2]),
        ("type(formula) is Share", [1]),
        ("Share(rows, condition, '')", []),
        ("isinstance(value, Column)", []),
        ("match formula:\n    case None:\n        pass", []),
    ],
)
def test_a_branch_on_a_class_is_seen(code: str, lines: list[int]) -> None:
    assert _branches(ast.parse(code), {"Share", "Rate"}) == lines
