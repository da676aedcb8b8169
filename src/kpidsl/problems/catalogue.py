"""Every problem code, in one sorted registry made of one small table a subject.

Codes: S syntax (text), T terms and types (check), P project and data files, D data cells, R run, L lint.
"""

from __future__ import annotations

from kpidsl.problems.entry import Entry, Severity
from kpidsl.problems.of_checking import CHECKING
from kpidsl.problems.of_data import DATA
from kpidsl.problems.of_definitions import DEFINITIONS
from kpidsl.problems.of_linting import LINTS
from kpidsl.problems.of_project import PROJECT
from kpidsl.problems.of_running import RUNNING
from kpidsl.problems.of_syntax import SYNTAX

__all__ = ["CATALOGUE", "Entry", "Severity"]

CATALOGUE: dict[str, Entry] = dict(
    sorted({**SYNTAX, **CHECKING, **DEFINITIONS, **PROJECT, **DATA, **RUNNING, **LINTS}.items())
)
