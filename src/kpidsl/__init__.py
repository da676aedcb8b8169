"""Steering by results, written as text: indicators, targets and rules as sentences, compiled to scorecards.

The names here are the library (docs/notebook.md). Each is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kpidsl.model.period import Month
    from kpidsl.notebook.edition import Card, Cell, Edition
    from kpidsl.notebook.stages import Checked, Run, check, compare, explain, load, run
    from kpidsl.problems import Problem
else:
    _HOMES = {
        "Card": "kpidsl.notebook.edition",
        "Cell": "kpidsl.notebook.edition",
        "Checked": "kpidsl.notebook.stages",
        "Edition": "kpidsl.notebook.edition",
        "Month": "kpidsl.model.period",
        "Problem": "kpidsl.problems",
        "Run": "kpidsl.notebook.stages",
        "check": "kpidsl.notebook.stages",
        "compare": "kpidsl.notebook.stages",
        "explain": "kpidsl.notebook.stages",
        "load": "kpidsl.notebook.stages",
        "run": "kpidsl.notebook.stages",
    }

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'kpidsl' has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *_HOMES})


__all__ = [
    "Card",
    "Cell",
    "Checked",
    "Edition",
    "Month",
    "Problem",
    "Run",
    "check",
    "compare",
    "explain",
    "load",
    "run",
]
