"""The duties of a period: from the cycle, the roles, the organisation and those who have the roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date

from kpidsl.model.act import ActHeader
from kpidsl.model.cycle import MonthlyCycle, Role, Step, Task
from kpidsl.model.duty import Duty, Holder
from kpidsl.model.organisation import Structure, UnitKey
from kpidsl.model.period import Month

Delivery = tuple[date | None, str | None]
"""When something was delivered, and by whom; None where that is not known."""
NextWorkingDay = Callable[[date], date]
"""The day itself if it is a working day, otherwise the next one."""


def duties_of(
    cycle: MonthlyCycle,
    roles: Sequence[Role],
    structure: Structure,
    holders: Iterable[Holder],
    period: Month,
    next_working_day: NextWorkingDay,
    entered: Mapping[str, Sequence[str]] = {},
) -> tuple[Duty, ...]:
    """The duties of every unit that stood in the period, ordered by due day, then by cycle and organisation.

    A step is due in the month after the period. A task for a unit alone gives one duty a unit, whatever lines it
    stands on; a task that covers those below gives one on each of its lines. `entered` are the sources that each role
    enters.
    """
    by_name = {role.name: role for role in roles}
    by_role: dict[tuple[str, UnitKey], list[Holder]] = {}
    for holder in holders:
        by_role.setdefault((holder.role, holder.unit), []).append(holder)
    covered = covered_units(structure)
    duties: list[Duty] = []
    for step in cycle.steps:
        declared = (period + 1).first_day.replace(day=step.day)
        due = next_working_day(declared) if cycle.moves else declared
        for at in _nodes(step, by_name[step.role], structure, period):
            node = structure.nodes[at]
            line = node.line if step.task.covers_below else ""
            have = by_role.get((step.role, node.unit), ())
            held = tuple(h for h in have if h.holds(due, line))
            below = covered[at] if step.task.covers_below else frozenset((node.unit,))
            enters = tuple(entered.get(step.role, ())) if step.task is Task.ENTER_FIGURES else ()
            duties.append(
                Duty(step.task, step.role, node.unit, node.name, line, period, declared, due, held, below, enters)
            )
    return tuple(sorted(duties, key=lambda duty: duty.due))


def same_name(one: str, other: str) -> bool:
    """Whether the two are one name: letter case and blanks do not count."""
    return one.casefold().split() == other.casefold().split()


def role_in(
    unit: str, name: str, day: date, holders: Iterable[Holder], roles: Sequence[Role], cycle: MonthlyCycle | None
) -> str:
    """The role that a person has on that day in the unit of the folder (`kontor-0315`); empty where there is none.

    Of several it is the one that updates the plan, otherwise the one that is declared first. Letter case and blanks in
    the name do not count.
    """
    have = {
        holder.role
        for holder in holders
        if holder.unit.folder == unit and same_name(holder.name, name) and holder.holds(day)
    }
    plans = {step.role for step in cycle.steps if step.task is Task.UPDATE_PLAN} if cycle is not None else set()
    declared = [role.name for role in roles if role.name in have]
    return next((role for role in declared if role in plans), declared[0] if declared else "")


def _nodes(step: Step, role: Role, structure: Structure, period: Month) -> Iterator[int]:
    """The nodes that the step is for: units of the role's levels, each once, or once on each of its lines."""
    parts = set(structure.whole_of)
    part_units = {structure.leaves[part] for part in parts}
    seen: set[UnitKey] = set()
    for at, node in enumerate(structure.nodes):
        standing = structure.standing.get(node.unit.code)
        gone = standing is not None and not standing.holds(period)
        if node.unit.kind not in role.levels or node.unit in part_units or gone:
            continue
        if step.task.covers_below or node.unit not in seen:
            yield at
        seen.add(node.unit)


def doers_of(duties: Iterable[Duty]) -> frozenset[tuple[Task, str]]:
    """The tasks, each with a role that has it."""
    return frozenset((duty.task, duty.role) for duty in duties)


def counts_for(header: ActHeader, duty: Duty, doers: Set[tuple[Task, str]], on: date) -> bool:
    """Whether an act of the duty's unit, by that day, is of the duty's period and line, and by a role that may do it.

    What another role does for the unit counts, unless that role has the task itself.
    """
    own = header.role == duty.role or (duty.task, header.role) not in doers
    return own and header.period == duty.period and header.line == duty.line and header.on <= on


def covered_units(structure: Structure) -> Mapping[int, frozenset[UnitKey]]:
    """For every node the units that it covers on its line: its own and all below; for a part, the whole unit."""
    whole = {structure.leaves[part]: structure.leaves[unit] for part, unit in structure.whole_of.items()}
    covered: dict[int, set[UnitKey]] = {at: set() for at in range(len(structure.nodes))}
    for at, node in enumerate(structure.nodes):
        for above in structure.upward(at):
            covered[above].add(whole.get(node.unit, node.unit))
    return {at: frozenset(units) for at, units in covered.items()}
