"""Readiness: how duties stand on a day, from the acts of the units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest

from kpidsl.followup.approvals import digest_of_entered
from kpidsl.followup.readiness import readiness_of, tasks_of
from kpidsl.model.act import Act, ActHeader
from kpidsl.model.cycle import Task
from kpidsl.model.duty import Correction, Duty, DutyState, DutyStatus, Readiness
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.organisation.structure import structure_at
from kpidsl.rendering.readiness.lists import next_step
from kpidsl.wording.numbers import day_name
from kpidsl.wording.words import words
from tests.followup.test_duties import FYLKE, GRIMSTAD, HALDEN, KOMMUNE, LAND, OCTOBER, REGISTER, duties, spec_of

OPEN, WAITS, OVERDUE, DELIVERED = DutyState.OPEN, DutyState.WAITS, DutyState.OVERDUE, DutyState.DELIVERED
UNKNOWN, RETURNED, LACKING = DutyState.UNKNOWN, DutyState.RETURNED, DutyState.LACKING
DUE_PLAN, DUE_REPORT = date(2026, 11, 16), date(2026, 11, 18)


def act(
    kind: str,
    unit: UnitKey,
    on: date,
    *,
    role: str = "leder",
    by: str = "Aud",
    period: Month = OCTOBER,
    line: str = "",
) -> tuple[UnitKey, Act]:
    header = ActHeader(f"{unit.kind}-{unit.code}", period, kind, by, role, on, line=line)
    said = answers() if kind == Task.APPROVE_REPORT else None
    return unit, Act(1, "", header, "", "", "" if said else None, said)


def answers(answer: str = "approved", seen: str = digest_of_entered((), OCTOBER, date.max, "")) -> dict[str, Any]:
    """What an act says that answers Halden's and Grimstad's reports; they have entered nothing."""
    return {"answers": [[unit.folder, answer, seen] for unit in (HALDEN, GRIMSTAD)], "remark": "Se på P.1."}


def reading(**tables: list[list[object]]) -> Act:
    """A book that was read, with these rows (number, cells) by sheet."""
    header = ActHeader("kontor-0101", OCTOBER, "reading", "Aud", "leder", date(2026, 11, 5), "f1", "ab")
    return Act(1, "", header, "", "", "", cast("Any", {"tables": tables, "remarks": []}))


PLAN: dict[str, list[list[object]]] = {"measures": [["KTRWB", {"measure": "Ringe alle"}]]}


@pytest.mark.parametrize(
    ("made", "tasks"),
    [
        (reading(**PLAN), {Task.UPDATE_PLAN}),
        (reading(**PLAN, report=[["BCDFG", {"text": ""}]]), {Task.UPDATE_PLAN}),
        (reading(**PLAN, report=[["BCDFG", {"text": "Godt i rute."}]]), {Task.UPDATE_PLAN, Task.WRITE_REPORT}),
        (reading(**PLAN, comments=[["BCDFH", {"comment": "Få ansatte"}]]), {Task.UPDATE_PLAN}),
        (reading(**PLAN, comments=[["BCDFH", {"own_risk": "risk_low"}]]), {Task.UPDATE_PLAN, Task.ASSESS_RISK}),
        (replace(reading(**PLAN, report=[["BCDFG", {"text": "x"}]]), said=None, salt=None), {Task.UPDATE_PLAN}),
        (act("form", HALDEN, date(2026, 11, 1))[1], set()),
        (act("lock_card", HALDEN, date(2026, 11, 1))[1], {Task.LOCK_CARD}),
    ],
)
def test_a_book_delivers_what_was_filled_in(made: Act, tasks: set[Task]) -> None:
    assert tasks_of(made) == tasks


def ready(on: date, *acts: tuple[UnitKey, Act]) -> Readiness:
    by_unit: dict[UnitKey, list[Act]] = {}
    for unit, one in acts:
        by_unit.setdefault(unit, []).append(one)
    organisation = spec_of().organisation
    assert organisation is not None
    structure = structure_at(REGISTER, organisation, OCTOBER.last_day)
    return readiness_of(duties(), by_unit, structure, OCTOBER, on)


def status(made: Readiness, unit: UnitKey, task: Task) -> DutyStatus:
    (found,) = (one for one in made.duties if (one.duty.unit, one.duty.task) == (unit, task))
    return found


@pytest.mark.parametrize(
    ("on", "state"),
    [(date(2026, 11, 1), OPEN), (DUE_PLAN, OPEN), (date(2026, 11, 17), OVERDUE)],
    ids=["before", "on the day", "the day after"],
)
def test_a_duty_is_open_until_its_day_is_over(on: date, state: DutyState) -> None:
    assert status(ready(on), HALDEN, Task.UPDATE_PLAN).state is state


def test_a_report_waits_for_its_own_units_plan() -> None:
    made = ready(date(2026, 11, 2), act("update_plan", GRIMSTAD, date(2026, 11, 2)))
    assert status(made, GRIMSTAD, Task.WRITE_REPORT).state is OPEN
    waiting = status(made, HALDEN, Task.WRITE_REPORT)
    assert waiting.state is WAITS
    assert [(needed.unit, needed.task) for needed in waiting.waits_for] == [(HALDEN, Task.UPDATE_PLAN)]


def test_an_approval_waits_for_the_reports_below_on_its_line() -> None:
    made = ready(date(2026, 11, 2), act("write_report", GRIMSTAD, date(2026, 11, 2)))
    assert status(made, UnitKey("fylke", "02"), Task.APPROVE_REPORT).state is OPEN
    for unit in (FYLKE, KOMMUNE):
        assert [needed.unit for needed in status(made, unit, Task.APPROVE_REPORT).waits_for] == [HALDEN]


def test_what_is_overdue_says_so_and_also_what_it_waits_for() -> None:
    late = status(ready(date(2026, 11, 19)), HALDEN, Task.WRITE_REPORT)
    assert late.state is OVERDUE
    assert [needed.task for needed in late.waits_for] == [Task.UPDATE_PLAN]


def approval(said: dict[str, Any] | None, on: date = date(2026, 11, 19)) -> tuple[UnitKey, Act]:
    """An act of Østfold's director that says this about the reports."""
    unit, made = act("approve_report", FYLKE, on, role="direktør", by="Dag", line="statlig")
    return unit, replace(made, said=said, salt="" if said is not None else None)


REPORTS = (
    act("write_report", GRIMSTAD, date(2026, 11, 2)),
    act("update_plan", HALDEN, date(2026, 11, 2)),
    act("write_report", HALDEN, date(2026, 11, 2)),
)


def test_an_approval_that_is_not_given_is_overdue_after_its_day() -> None:
    states = [status(ready(date(2026, 11, day), *REPORTS), FYLKE, Task.APPROVE_REPORT).state for day in (20, 21)]
    assert states == [OPEN, OVERDUE]


def test_an_approval_is_given_when_every_report_below_is_approved() -> None:
    """Halden's is the only one in Østfold. Struck answers are none, and a report that is not mentioned is not
    approved."""
    given = status(ready(date(2026, 11, 21), *REPORTS, approval(answers())), FYLKE, Task.APPROVE_REPORT)
    assert (given.state, given.delivered_by, given.delivered_on) == (DELIVERED, "Dag", date(2026, 11, 19))
    other = {"answers": [[GRIMSTAD.folder, "approved", ""]], "remark": ""}
    for said in (None, other):
        assert status(ready(date(2026, 11, 20), *REPORTS, approval(said)), FYLKE, Task.APPROVE_REPORT).state is OPEN


def test_an_approval_is_of_what_it_saw() -> None:
    """What Halden has entered now is another content than the one approved: the approval names the unit."""
    changed = ready(date(2026, 11, 21), *REPORTS, approval(answers(seen="another")))
    given = status(changed, FYLKE, Task.APPROVE_REPORT)
    assert (given.state, given.lacking) == (LACKING, ("0101",))


def test_a_returned_report_is_to_be_written_again_until_it_is_changed() -> None:
    made = ready(date(2026, 11, 21), *REPORTS, approval(answers("returned")))
    report = status(made, HALDEN, Task.WRITE_REPORT)
    assert report.state is RETURNED
    assert report.returned is not None
    assert (report.returned.by, report.returned.remark) == ("Dag", "Se på P.1.")
    waiting = status(made, FYLKE, Task.APPROVE_REPORT)
    assert (waiting.state, [needed.unit for needed in waiting.waits_for]) == (OVERDUE, [HALDEN])
    changed = ready(date(2026, 11, 21), *REPORTS, approval(answers("returned", seen="another")))
    assert status(changed, HALDEN, Task.WRITE_REPORT).state is DELIVERED
    after = ready(date(2026, 11, 21), *REPORTS, approval(answers("returned")), approval(answers()))
    assert status(after, HALDEN, Task.WRITE_REPORT).state is DELIVERED
    assert status(after, FYLKE, Task.APPROVE_REPORT).state is DELIVERED


def test_of_what_a_damaged_ledger_approved_it_is_not_known_whether_it_has_changed() -> None:
    organisation = spec_of().organisation
    assert organisation is not None
    structure = structure_at(REGISTER, organisation, OCTOBER.last_day)
    unit, made = approval(answers(seen="another"))
    standing = readiness_of(duties(), {unit: [made]}, structure, OCTOBER, date(2026, 11, 21), damaged={HALDEN})
    assert status(standing, FYLKE, Task.APPROVE_REPORT).state is UNKNOWN


def lock(on: date, reason: str | None, by: str = "Dag", line: str = "statlig") -> tuple[UnitKey, Act]:
    """An act that locks the county's card; None where its text has been struck."""
    _, made = act("lock_card", FYLKE, on, role="direktør", by=by, line=line)
    said: dict[str, Any] = {"lock": 1, "hash": "", "edition": "", "reason": reason, "entered": []}
    return FYLKE, made if reason is None else replace(made, said=said, salt="")


LOCKING = Duty(Task.LOCK_CARD, "direktør", FYLKE, "Østfold", "statlig", OCTOBER, DUE_REPORT, DUE_REPORT)
FIRST, SECOND, THIRD = date(2026, 11, 17), date(2026, 11, 20), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("locks", "expected"),
    [
        ([lock(FIRST, "")], None),
        ([lock(FIRST, ""), lock(SECOND, "Sak 2", by="Eva")], Correction(SECOND, "Eva", "Sak 2")),
        ([lock(FIRST, ""), lock(SECOND, "Sak 2"), lock(THIRD, "Sak 3")], Correction(THIRD, "Dag", "Sak 3")),
        ([lock(FIRST, ""), lock(SECOND, None)], Correction(SECOND, "Dag", "")),
        ([lock(FIRST, ""), lock(date(2026, 11, 26), "Sak 2")], None),
        ([lock(FIRST, ""), lock(SECOND, "Sak 2", line="kommunal")], None),
    ],
    ids=["a lock", "a correction", "two", "a struck reason", "after the day", "on another line"],
)
def test_a_locked_card_says_how_it_was_last_corrected(
    locks: Sequence[tuple[UnitKey, Act]], expected: Correction | None
) -> None:
    organisation = spec_of().organisation
    assert organisation is not None
    structure = structure_at(REGISTER, organisation, OCTOBER.last_day)
    acts = {FYLKE: [one for _, one in locks]}
    (made,) = readiness_of([LOCKING], acts, structure, OCTOBER, date(2026, 11, 25)).duties
    assert (made.delivered_on, made.delivered_by, made.corrected) == (FIRST, "Dag", expected)
    text = next_step(made, date(2026, 11, 25), words("en"), "en")
    if expected is not None:
        reason = f": {expected.reason}" if expected.reason else ", the reason has been struck"
        assert text.endswith(f"; corrected {day_name(expected.on, 'en')} by {expected.by}{reason}")
    else:
        assert "corrected" not in text


def test_an_approval_on_one_line_is_none_on_the_other() -> None:
    """Halden stands on two lines: its leader has two approvals to give, and the first one is of the state's line."""
    organisation = spec_of().organisation
    assert organisation is not None
    structure, below = structure_at(REGISTER, organisation, OCTOBER.last_day), frozenset({HALDEN})
    two = [
        Duty(Task.APPROVE_REPORT, "leder", HALDEN, "Halden", line, OCTOBER, DUE_REPORT, DUE_REPORT, (), below)
        for line in ("statlig", "kommunal")
    ]
    report = Duty(Task.WRITE_REPORT, "leder", HALDEN, "Halden", "", OCTOBER, DUE_REPORT, DUE_REPORT, (), below)
    states = []
    for line in ("statlig", ""):
        acts = {HALDEN: [act("approve_report", HALDEN, date(2026, 11, 3), line=line)[1]]}
        made = readiness_of([*two, report], acts, structure, OCTOBER, date(2026, 11, 4))
        states.append([one.state for one in made.duties if one.duty.task is Task.APPROVE_REPORT])
    assert states == [[DELIVERED, WAITS], [WAITS, WAITS]]


def test_a_delivery_says_who_and_when_and_whether_it_was_late() -> None:
    acts = (act("update_plan", HALDEN, date(2026, 11, 17), by="Ola"), act("update_plan", HALDEN, date(2026, 11, 20)))
    made = status(ready(date(2026, 11, 30), *acts), HALDEN, Task.UPDATE_PLAN)
    assert (made.state, made.delivered_by, made.delivered_on, made.late) == (
        DELIVERED, "Ola", date(2026, 11, 17), True,
    )  # fmt: skip
    in_time = ready(date(2026, 11, 30), act("update_plan", HALDEN, DUE_PLAN))
    assert not status(in_time, HALDEN, Task.UPDATE_PLAN).late


@pytest.mark.parametrize(
    "other",
    [
        act("update_plan", HALDEN, date(2026, 11, 20)),
        act("update_plan", HALDEN, date(2026, 11, 5), period=Month.of(2026, 9)),
        act("update_plan", GRIMSTAD, date(2026, 11, 5)),
        act("strike", HALDEN, date(2026, 11, 5)),
    ],
    ids=["after the day", "of another period", "of another unit", "of another kind"],
)
def test_what_is_no_delivery_of_it_does_not_count(other: tuple[UnitKey, Act]) -> None:
    assert status(ready(date(2026, 11, 10), other), HALDEN, Task.UPDATE_PLAN).state is OPEN


def test_another_role_may_do_it_for_the_unit_but_not_one_that_has_the_task_itself() -> None:
    deputy = ready(date(2026, 11, 10), act("update_plan", HALDEN, date(2026, 11, 5), role="teamleder"))
    assert status(deputy, HALDEN, Task.UPDATE_PLAN).state is DELIVERED
    reader = act("approve_report", FYLKE, date(2026, 11, 5), role="rådmann", line="statlig")
    assert status(ready(date(2026, 11, 10), reader), FYLKE, Task.APPROVE_REPORT).state is WAITS


def test_a_county_and_the_nation_sum_what_is_theirs_on_their_line() -> None:
    made = ready(date(2026, 11, 17), act("update_plan", HALDEN, date(2026, 11, 5)))
    sums = {(one.line, one.unit): Counter(dict(one.counts)) for one in made.sums}
    nothing = dict.fromkeys((DELIVERED, OPEN, WAITS, OVERDUE, UNKNOWN, RETURNED, LACKING), 0)
    # Østfold has its approval, and Halden's plan (delivered) and report (open, as its plan is there).
    assert sums["statlig", FYLKE] == {**nothing, DELIVERED: 1, OPEN: 1, WAITS: 1}
    # Norway has also Agder's approval, and Grimstad's plan (overdue) and report (waits).
    assert sums["statlig", LAND] == {**nothing, DELIVERED: 1, OPEN: 1, WAITS: 3, OVERDUE: 1}
    assert sums["kommunal", KOMMUNE] == {**nothing, DELIVERED: 1, OPEN: 1, WAITS: 1}
    assert {one.without_holder for one in made.sums if one.unit == LAND} == {6}


def test_of_a_unit_whose_ledger_is_not_whole_it_is_not_known_what_is_delivered() -> None:
    """Neither overdue nor delivered: what is read of a damaged ledger may be wrong. Grimstad is not affected, and what
    rests on Halden's report goes on waiting for it."""
    organisation = spec_of().organisation
    assert organisation is not None
    structure = structure_at(REGISTER, organisation, OCTOBER.last_day)
    made = readiness_of(duties(), {}, structure, OCTOBER, date(2026, 11, 19), damaged={HALDEN})
    halden = {one.state for one in made.duties if one.duty.unit == HALDEN}
    assert halden == {UNKNOWN}
    assert status(made, GRIMSTAD, Task.UPDATE_PLAN).state is OVERDUE
    assert [needed.unit for needed in status(made, FYLKE, Task.APPROVE_REPORT).waits_for] == [HALDEN]
