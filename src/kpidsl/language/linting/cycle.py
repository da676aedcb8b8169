"""The order of the month's tasks (L050)."""

from __future__ import annotations

from kpidsl.language.checking.cycle import called
from kpidsl.language.checking.scope import Scope
from kpidsl.model.cycle import MonthlyCycle
from kpidsl.problems import Span


def lint_cycle(cycle: MonthlyCycle | None, scope: Scope) -> None:
    """Report each step that is due before one that it rests on: a status report before the plan it tells of."""
    steps = cycle.steps if cycle is not None else ()
    for step in steps:
        for needed in steps:
            if needed.task in step.task.needs and needed.day > step.day:
                scope.report(
                    "L050",
                    Span(step.location.path, step.location.line),
                    task=called(step.task),
                    day=str(step.day),
                    needed=called(needed.task),
                    needed_day=str(needed.day),
                    first=Span(needed.location.path, needed.location.line).where,
                )
                break
