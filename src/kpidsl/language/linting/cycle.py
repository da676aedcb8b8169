"""The order of the month's tasks (L050)."""

from __future__ import annotations

from kpidsl.language.checking.scope import Scope
from kpidsl.language.reading.words import load_words
from kpidsl.model.cycle import MonthlyCycle, Task
from kpidsl.problems import Span, Translated


def lint_cycle(cycle: MonthlyCycle | None, scope: Scope) -> None:
    """Report each step that is due before one that it rests on: a status report before the plan it tells of."""
    steps = cycle.steps if cycle is not None else ()
    for step in steps:
        for needed in steps:
            if needed.task in step.task.needs and needed.day > step.day:
                scope.report(
                    "L050",
                    Span(step.location.path, step.location.line),
                    task=_called(step.task),
                    day=str(step.day),
                    needed=_called(needed.task),
                    needed_day=str(needed.day),
                    first=Span(needed.location.path, needed.location.line).where,
                )
                break


def _called(task: Task) -> Translated:
    words = load_words()
    return Translated(*(words.canonical(task.name, language) for language in ("nb", "nn", "en")))
