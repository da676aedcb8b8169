"""Checks roles and the monthly cycle: each role declared once and on known levels, each task given to a role once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpidsl.language.checking.scope import Refused, Scope
from kpidsl.language.reading.repetition import written_twice
from kpidsl.language.reading.words import load_words
from kpidsl.language.tree.blocks import SourceBlock
from kpidsl.language.tree.cycle import (
    CaseClosingLine,
    CommentRequiredLine,
    CycleBlock,
    CycleLine,
    MeasureRequiredLine,
    RoleLine,
)
from kpidsl.language.tree.phrases import Name
from kpidsl.model.cycle import MonthlyCycle, Required, Role, Step, Task
from kpidsl.model.deviation_case import CLOSES_AFTER
from kpidsl.model.location import Location
from kpidsl.problems import LANGUAGES, Span, Translated

LAST_DAY = 28
"""The last day that every month has."""


def roles_of(lines: Sequence[RoleLine], scope: Scope) -> tuple[Role, ...]:
    """The roles as declared; their words are put in the scope.

    Reported are a word that two of them have, or one twice (T007), an unknown level (T043), and a level that stands
    twice (T110).
    """
    first: dict[str, Span] = {}
    roles = []
    for line in lines:
        for form in line.forms:
            key = form.text.casefold()
            if key in first:
                scope.report("T007", form.span, name=form.text, first=first[key].where)
            first.setdefault(key, form.span)
            scope.roles.setdefault(key, line.forms[0].text)
        name, *others = (form.text for form in line.forms)
        roles.append(Role(name, tuple(others), _levels(line.levels, scope), Location(line.span.path, line.span.line)))
    return tuple(roles)


def _levels(names: Sequence[Name], scope: Scope) -> tuple[str, ...]:
    """The slugs of the levels, without those that are unknown or stand there already."""
    seen: dict[str, Span] = {}
    for name in names:
        try:
            slug = scope.level(name)
        except Refused as refused:
            scope.refused(refused)
            continue
        if slug in seen:
            scope.problems.append(written_twice(seen[slug], name.span))
        seen.setdefault(slug, name.span)
    return tuple(seen)


def cycle_of(blocks: Sequence[CycleBlock], sources: Sequence[SourceBlock], scope: Scope) -> MonthlyCycle | None:
    """The cycle of the first block; None without one.

    Reported are a cycle without lines (T191), a role that is not declared (T190), a day that not every month has
    (T192), and a role's task that is given a day again (T110); of the sources those whose figures are entered by no day
    (T193), and a role that shall enter figures and has none to enter (L051).
    """
    cycle = _cycle(blocks[0], scope) if blocks else None
    _check_entered(sources, cycle, scope)
    return cycle


def _cycle(block: CycleBlock, scope: Scope) -> MonthlyCycle:
    if not block.lines and not block.broken:
        scope.report("T191", block.span)
    first: dict[tuple[str, str], Span] = {}
    steps = []
    for line in block.lines:
        if not 1 <= line.day.number <= LAST_DAY:
            scope.report("T192", line.day.span, day=str(line.day.number))
        for step, span in _steps(line, scope):
            if (step.role, step.task) in first:
                scope.problems.append(written_twice(first[step.role, step.task], span))
            first.setdefault((step.role, step.task), span)
            steps.append(step)
    return MonthlyCycle(tuple(steps), block.moves)


def _steps(line: CycleLine, scope: Scope) -> Iterator[tuple[Step, Span]]:
    """What the line asks of each of its roles, with the place of the role."""
    for written in line.roles:
        try:
            role = scope.role(written)
        except Refused as refused:
            scope.refused(refused)
            continue
        yield Step(line.day.number, role, line.task, Location(line.span.path, line.span.line)), written.span


def required_of(
    measures: Sequence[MeasureRequiredLine],
    comments: Sequence[CommentRequiredLine],
    cycle: MonthlyCycle | None,
    scope: Scope,
) -> Required:
    """What the plan and the report must have, by the first line of each kind.

    T194 where no step of the cycle is the task that would lack it, T195 where the days are none.
    """
    tasks = {step.task for step in cycle.steps} if cycle is not None else set()
    for lines, task in ((measures, Task.UPDATE_PLAN), (comments, Task.WRITE_REPORT)):
        if lines and task not in tasks:
            scope.report("T194", lines[0].span, task=called(task))
    within = measures[0].within if measures else None
    if measures and within is not None and within < 1:
        scope.report("T195", measures[0].span)
    return Required(bool(measures), within, bool(comments))


def closes_after(lines: Sequence[CaseClosingLine], scope: Scope) -> int:
    """After how many months without a deviation its case closes, by the first line; CLOSES_AFTER without one.

    T196 where the months are none: the case would close while the indicator deviates.
    """
    if not lines:
        return CLOSES_AFTER
    if lines[0].months < 1:
        scope.report("T196", lines[0].span)
    return lines[0].months


def called(task: Task) -> Translated:
    """What the task is called in each language."""
    words = load_words()
    return Translated(*(words.canonical(task.name, language) for language in LANGUAGES))


def _check_entered(blocks: Sequence[SourceBlock], cycle: MonthlyCycle | None, scope: Scope) -> None:
    entering = {step.role: step for step in cycle.steps if step.task is Task.ENTER_FIGURES} if cycle is not None else {}
    sources = [scope.sources[block.name.text] for block in blocks if block.name.text in scope.sources]
    for block in blocks:
        role = scope.sources[block.name.text].entered_by if block.name.text in scope.sources else ""
        if block.entered is not None and role and role not in entering:
            scope.report("T193", block.entered.span, source=block.name.text, role=role)
    for role, step in entering.items():
        if all(source.entered_by != role for source in sources):
            scope.report("L051", Span(step.location.path, step.location.line), role=role)
