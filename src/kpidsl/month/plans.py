"""The plans of the units, from their ledgers and the cycle of the specification."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kpidsl.engines.working_days import next_working_day
from kpidsl.followup.last_locks import last_locks
from kpidsl.followup.plans import plans_of
from kpidsl.model.organisation import Structure, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Spec
from kpidsl.model.unit_plan import PlansOf, UnitPlan
from kpidsl.month.store import acts_by_folder
from kpidsl.problems import Problem


def plans_in(root: Path | None) -> tuple[PlansOf, Mapping[str, str], tuple[Problem, ...]]:
    """What gives the units' plans of a month, by what is entered below `root` (None: nothing is); the digits of the
    last lock over each unit, by its folder; and F031 for each ledger that is not whole."""
    acts, problems = acts_by_folder(root) if root is not None else ({}, ())

    def of_month(spec: Spec, structure: Structure, period: Month) -> Mapping[UnitKey, UnitPlan]:
        return plans_of(spec, structure, period, acts, next_working_day, gives_books=root is not None)

    return of_month, last_locks(acts.values()), problems
