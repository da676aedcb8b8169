"""Every problem code, in one sorted registry made of one small table a subject.

Codes: S syntax (text), T terms and types (check), P project and data files, D data cells, R run, L lint.
"""

from __future__ import annotations

from kpidsl.problems.entry import Entry, Severity
from kpidsl.problems.of_data import DATA
from kpidsl.problems.of_definitions import DEFINITIONS
from kpidsl.problems.of_indicators import INDICATORS
from kpidsl.problems.of_linting import LINTS
from kpidsl.problems.of_project import PROJECT
from kpidsl.problems.of_running import RUNNING
from kpidsl.problems.of_sources import SOURCES
from kpidsl.problems.of_syntax import SYNTAX
from kpidsl.problems.of_targets import TARGETS
from kpidsl.problems.of_terms import TERMS

__all__ = ["CATALOGUE", "Entry", "Severity"]

_CHECKED = {**TERMS, **TARGETS, **INDICATORS, **SOURCES, **DEFINITIONS}

CATALOGUE: dict[str, Entry] = dict(sorted({**SYNTAX, **_CHECKED, **PROJECT, **DATA, **RUNNING, **LINTS}.items()))
