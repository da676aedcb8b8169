"""How the duties of a period stand on a day: from the duties and the acts of the units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from typing import Any

from kpidsl.followup.approvals import Approvals
from kpidsl.followup.duties import Delivery, counts_for, covered_units, doers_of
from kpidsl.followup.fold import FORM, READING, is_of_plan
from kpidsl.followup.lacking import Lacking
from kpidsl.model.act import Act
from kpidsl.model.cycle import Task
from kpidsl.model.duty import Correction, Duty, DutyState, DutyStatus, Readiness, UnitSum
from kpidsl.model.form import COMMENTS, MEASURES, REPORT
from kpidsl.model.organisation import Structure, UnitKey
from kpidsl.model.period import Month


def readiness_of(
    duties: Sequence[Duty],
    acts: Mapping[UnitKey, Sequence[Act]],
    structure: Structure,
    period: Month,
    on: date,
    figures: Mapping[str, Set[str]] = {},
    lacking: Mapping[UnitKey, Lacking] = {},
    damaged: Set[UnitKey] = frozenset(),
) -> Readiness:
    """The duties (all of the period) as they stand on the day `on`, and the sums of the units that have others below.

    `acts` are those of each unit; acts after that day, of other periods, and of other kinds than a task, do not count.
    A risk that the unit's book has no row to assess is no duty. `figures` are the codes of the units that have the
    period's figures in a source, by source: who has them in all that are to be entered has delivered, on whatever day.
    `lacking` is what is required of each unit and not entered. What
    the units of `damaged` have delivered is not known: their ledgers are not whole.
    """
    duties = [duty for duty in duties if _is_asked(duty, acts.get(duty.unit, ()), on)]
    approvals, doers = Approvals(duties, acts, on), doers_of(duties)
    delivered = {duty: _delivery(duty, acts, approvals, doers, on) or _entered(duty, figures) for duty in duties}
    returned = {duty: answer for duty in duties if (answer := approvals.returned(duty)) is not None}
    by_task: dict[Task, list[Duty]] = {}
    for duty in duties:
        if delivered[duty] is None or duty in returned:
            by_task.setdefault(duty.task, []).append(duty)
    standing = []
    for duty in duties:
        changed = approvals.changed(duty)
        if (duty.unit in damaged and delivered[duty] is None) or not damaged.isdisjoint(changed):
            standing.append(DutyStatus(duty, DutyState.UNKNOWN))
        elif duty in returned:
            standing.append(DutyStatus(duty, DutyState.RETURNED, returned=returned[duty]))
        else:
            lacks = _lacks(duty, lacking, changed)
            status = _status(duty, delivered[duty], by_task, on, lacks)
            standing.append(replace(status, corrected=_correction(duty, acts, doers, on)))
    return Readiness(period, on, structure, tuple(standing), tuple(_sums(standing, structure)))


def _is_asked(duty: Duty, acts: Sequence[Act], on: date) -> bool:
    """Whether the unit is asked for it: risk is assessed by the rows of its book, so that a book without any, of a card
    where nothing deviates or is red, asks for none. Before the period's book is given out that is not known."""
    forms = [a for a in acts if a.header.kind == FORM and a.header.period == duty.period and a.header.on <= on]
    given = [act for act in forms if is_of_plan(act)]
    if duty.task is not Task.ASSESS_RISK or not given or given[-1].said is None:
        return True
    tables: Any = given[-1].said.get("tables", {})
    return bool(tables.get(COMMENTS.name))


def tasks_of(act: Act) -> frozenset[Task]:
    """The tasks that the act delivers; none for an act of another kind.

    The leader's book, when it is read, delivers the plan; the status report too where a text of it is written, and the
    risk where one is assessed. Of a book that has been struck only the plan is known to have been there. Other books
    deliver by the acts that come of them, and a book with the sheet of proposals alone, which every kind has, delivers
    nothing.
    """
    if act.header.kind != READING:
        return frozenset(task for task in Task if act.header.kind == task)
    tables: Any = act.said.get("tables", {}) if act.said is not None else {}
    if act.said is not None and not any(table.name in tables for table in (MEASURES, COMMENTS, REPORT)):
        return frozenset()
    delivered = {Task.UPDATE_PLAN}
    for table, column, task in ((REPORT, "text", Task.WRITE_REPORT), (COMMENTS, "own_risk", Task.ASSESS_RISK)):
        if any(cells.get(column) for _, cells in tables.get(table.name, ())):
            delivered.add(task)
    return frozenset(delivered)


def _delivery(
    duty: Duty,
    acts: Mapping[UnitKey, Sequence[Act]],
    approvals: Approvals,
    doers: Set[tuple[Task, str]],
    on: date,
) -> Delivery | None:
    """The first act of the unit that delivers the duty by that day, of an approval the one with which all is approved;
    None while there is none."""
    if duty.task is Task.APPROVE_REPORT:
        return approvals.delivery(duty)
    counted = (act for act in acts.get(duty.unit, ()) if counts_for(act.header, duty, doers, on))
    return min(((act.header.on, act.header.by) for act in counted if duty.task in tasks_of(act)), default=None)


def _correction(
    duty: Duty, acts: Mapping[UnitKey, Sequence[Act]], doers: Set[tuple[Task, str]], on: date
) -> Correction | None:
    """The last of the locks of the card by that day but the first; None where there is at most one."""
    if duty.task is not Task.LOCK_CARD:
        return None
    locks = [
        act
        for act in acts.get(duty.unit, ())
        if act.header.kind == Task.LOCK_CARD and counts_for(act.header, duty, doers, on)
    ]
    if len(locks) < 2:
        return None
    last = locks[-1]
    reason = last.said.get("reason", "") if last.said is not None else ""
    return Correction(last.header.on, last.header.by, str(reason))


def _entered(duty: Duty, figures: Mapping[str, Set[str]]) -> Delivery | None:
    """The delivery of figures that stand in all the sources they are to be entered in; None where one lacks them."""
    complete = duty.sources and all(duty.unit.code in figures.get(source, ()) for source in duty.sources)
    return (None, None) if complete else None


def _lacks(duty: Duty, lacking: Mapping[UnitKey, Lacking], changed: Sequence[UnitKey]) -> tuple[str, ...]:
    """The codes of what the duty lacks when it is delivered; of a check the numbers of the findings, of an approval or
    a lock the codes of the units that have changed since."""
    lacks = lacking.get(duty.unit, Lacking())
    of_task = {
        Task.CHECK_EXTRACT: lacks.findings,
        Task.ASSESS_RISK: lacks.reasons,
        Task.UPDATE_PLAN: lacks.measures,
        Task.WRITE_REPORT: lacks.comments,
        Task.APPROVE_REPORT: tuple(unit.code for unit in changed),
        Task.LOCK_CARD: tuple(unit.code for unit in changed),
    }
    return of_task.get(duty.task, ())


def _status(
    duty: Duty,
    delivery: Delivery | None,
    undelivered: Mapping[Task, Sequence[Duty]],
    on: date,
    codes: tuple[str, ...],
) -> DutyStatus:
    if delivery is not None:
        state = DutyState.LACKING if codes else DutyState.DELIVERED
        return DutyStatus(duty, state, delivered_on=delivery[0], delivered_by=delivery[1], lacking=codes)
    waits = tuple(needed for task in duty.task.needs for needed in undelivered.get(task, ()) if _rests_on(duty, needed))
    state = DutyState.OVERDUE if on > duty.due else DutyState.WAITS if waits else DutyState.OPEN
    return DutyStatus(duty, state, waits)


def _rests_on(duty: Duty, needed: Duty) -> bool:
    """Whether the needed duty, of a task that the duty rests on, is within what the duty covers."""
    return needed.unit in duty.covers and (not needed.line or needed.line == duty.line)


def _sums(standing: Sequence[DutyStatus], structure: Structure) -> Iterator[UnitSum]:
    """The sums of the nodes that have others below them, in the order of the organisation."""
    by_unit: dict[UnitKey, list[DutyStatus]] = {}
    for status in standing:
        by_unit.setdefault(status.duty.unit, []).append(status)
    covered = covered_units(structure)
    above = {node.parent for node in structure.nodes}
    for at, node in enumerate(structure.nodes):
        if at not in above:
            continue
        own = [
            status for unit in covered[at] for status in by_unit.get(unit, ()) if status.duty.line in ("", node.line)
        ]
        if own:
            counts = Counter(status.state for status in own)
            nobody = sum(not status.duty.holders for status in own)
            by_state = tuple((state, counts[state]) for state in DutyState)
            yield UnitSum(node.line, node.unit, node.name, node.depth, by_state, nobody)
