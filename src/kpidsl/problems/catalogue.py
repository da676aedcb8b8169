"""Every problem code, in one sorted registry assembled from one small table per subject.

Codes: S syntax (text), Q what a letter leaves open, T terms and types (check), P project and data files, D data cells,
R run, F follow-up, L lint.
"""

from __future__ import annotations

from kpidsl.problems.codes.ambitions import AMBITIONS
from kpidsl.problems.codes.cells import CELLS
from kpidsl.problems.codes.cycle import CYCLE
from kpidsl.problems.codes.data import DATA
from kpidsl.problems.codes.definitions import DEFINITIONS
from kpidsl.problems.codes.doubts import DOUBTS
from kpidsl.problems.codes.files import FILES
from kpidsl.problems.codes.followup import FOLLOWUP
from kpidsl.problems.codes.indicators import INDICATORS
from kpidsl.problems.codes.letters import LETTERS
from kpidsl.problems.codes.lines import LINES
from kpidsl.problems.codes.linting import LINTS
from kpidsl.problems.codes.plan_cells import PLAN_CELLS
from kpidsl.problems.codes.project import PROJECT
from kpidsl.problems.codes.register import REGISTER
from kpidsl.problems.codes.running import RUNNING
from kpidsl.problems.codes.sentences import SENTENCES
from kpidsl.problems.codes.signing import SIGNING
from kpidsl.problems.codes.sources import SOURCES
from kpidsl.problems.codes.striking import STRIKING
from kpidsl.problems.codes.syntax import SYNTAX
from kpidsl.problems.codes.tables import TABLES
from kpidsl.problems.codes.targets import TARGETS
from kpidsl.problems.codes.terms import TERMS
from kpidsl.problems.entry import Entry, Severity

__all__ = ["CATALOGUE", "Entry", "Severity"]

_CHECKED = {**TERMS, **SENTENCES, **TARGETS, **INDICATORS, **SOURCES, **DEFINITIONS, **LINES, **LETTERS, **CYCLE}

CATALOGUE: dict[str, Entry] = dict(
    sorted(
        {
            **SYNTAX,
            **_CHECKED,
            **PROJECT,
            **REGISTER,
            **FILES,
            **FOLLOWUP,
            **PLAN_CELLS,
            **SIGNING,
            **STRIKING,
            **CELLS,
            **TABLES,
            **DATA,
            **RUNNING,
            **LINTS,
            **DOUBTS,
            **AMBITIONS,
        }.items()
    )
)
