"""Approvals and locks: both are of what was entered then, so that a later change shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from kpidsl.followup.duties import Delivery, counts_for, doers_of, same_name
from kpidsl.followup.fold import READING, Followed, is_of_plan, with_act
from kpidsl.model.act import Act, Json
from kpidsl.model.approval import Answer
from kpidsl.model.cycle import Task
from kpidsl.model.duty import Duty
from kpidsl.model.form import COMMENTS, REPORT
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month


class Approvals:
    """The answers about the reports of a period, and what its locks are of, as they stand on the day `on`.

    `duties` are all of the period, `acts` those of each unit. An answer by another role counts unless that role has
    approvals to give itself. A lock approves no report: it may be of a card whose reports are not there.
    """

    def __init__(self, duties: Sequence[Duty], acts: Mapping[UnitKey, Sequence[Act]], on: date) -> None:
        doers = doers_of(duties)
        self._reports = {duty.unit for duty in duties if duty.task is Task.WRITE_REPORT}
        self._units = {duty.unit.folder: duty.unit for duty in duties}
        self._answers: dict[Duty, dict[str, Answer]] = {}
        self._seen_now: dict[tuple[str, str], str] = {}
        for duty in duties:
            if duty.task in (Task.APPROVE_REPORT, Task.LOCK_CARD):
                own = (act for act in acts.get(duty.unit, ()) if act.header.kind == duty.task)
                counted = [act for act in own if counts_for(act.header, duty, doers, on)]
                self._answers[duty] = {one.unit: one for act in counted for one in answers_in(act)}
        answers = (one for of_duty in self._answers.values() for one in of_duty.values() if one.unit in self._units)
        for unit, line in {(one.unit, one.line) for one in answers}:
            of_unit = acts.get(self._units[unit], ())
            self._seen_now[unit, line] = digest_of_entered(of_unit, duties[0].period, on, line)

    def delivery(self, duty: Duty) -> Delivery | None:
        """When the last of the reports that the duty covers was approved, and by whom; None while one is not, or where
        there is none."""
        answers = {unit: one for unit, one in self._of(duty).items() if unit in self._reports}
        if not answers or not all(one is not None and one.is_approved for one in answers.values()):
            return None
        return max((one.on, one.by) for one in answers.values() if one is not None)

    def changed(self, duty: Duty) -> tuple[UnitKey, ...]:
        """The units that the duty has approved or locked and that have changed what they had entered since."""
        answers = ((unit, one) for unit, one in self._of(duty).items() if one is not None and one.is_approved)
        return tuple(unit for unit, one in answers if one.seen != self._seen_now[one.unit, one.line])

    def returned(self, duty: Duty) -> Answer | None:
        """The answer with which the unit's report is returned; None where it is not, or has been changed since."""
        if duty.task is not Task.WRITE_REPORT:
            return None
        for of_duty in self._answers.values():
            one = of_duty.get(duty.unit.folder)
            if one is not None and not one.is_approved and one.seen == self._seen_now[one.unit, one.line]:
                return one
        return None

    def _of(self, duty: Duty) -> dict[UnitKey, Answer | None]:
        """The answer about each unit with a duty that the duty covers."""
        answers = self._answers.get(duty)
        if answers is None:
            return {}
        return {unit: answers.get(folder) for folder, unit in self._units.items() if unit in duty.covers}


def digest_of_entered(acts: Iterable[Act], period: Month, on: date, line: str) -> str:
    """The digest of all that the unit of the acts had entered for the period on that day: plan, comments and report,
    apart from the texts of the report that are for another steering line than `line`.

    The plan goes on from month to month; what is entered in the books of later months is not part of it. The salts of
    the acts that made it what it is are in the digest too: once one of these is struck, nobody can try what it said. An
    act that changes nothing adds none, and what is taken back is as it was.
    """
    followed, entered, salts = Followed(), _entered(Followed(), period, line), dict[str, tuple[str, ...]]()
    for act in acts:
        if act.header.period <= period and act.header.on <= on:
            followed, before = with_act(followed, act), entered
            entered = _entered(followed, period, line) if act.header.kind == READING else before
            if entered != before:
                salts.setdefault(entered, (*salts.get(before, ()), act.salt or ""))
    return hashlib.sha256(json.dumps([salts.get(entered, ()), entered]).encode()).hexdigest()


def _entered(followed: Followed, period: Month, line: str) -> str:
    """The plan, the comments and the report on the line as one text."""
    report = followed.of(REPORT, period).texts.items()
    on_line = {number: cells for number, cells in report if cells.get("line", line) == line}
    tables = [followed.plan, followed.of(COMMENTS, period).texts, on_line]
    return json.dumps([[[number, sorted(cells.items())] for number, cells in rows.items()] for rows in tables])


def said_of_answers(answers: Sequence[Answer]) -> dict[str, Json]:
    """The text of the act that gives the answers, all with the same remark."""
    listed: list[Json] = [[one.unit, "approved" if one.is_approved else "returned", one.seen] for one in answers]
    return {"answers": listed, "remark": answers[0].remark if answers else ""}


def answers_in(act: Act) -> Iterator[Answer]:
    """The answers that the act gives; none where it is struck or of another kind. A lock's are of what it locked."""
    header, content = act.header, dict[str, Any](act.said or {})
    if header.kind == Task.APPROVE_REPORT:
        for unit, answer, seen in content.get("answers", ()):
            yield Answer(unit, header.line, answer == "approved", seen, content.get("remark", ""), header.by, header.on)
    elif header.kind == Task.LOCK_CARD:
        for unit, seen in content.get("entered", ()):
            yield Answer(unit, header.line, True, seen, content.get("reason", ""), header.by, header.on)


def has_handed_in(name: str, acts: Iterable[Act], period: Month) -> bool:
    """Whether the person has handed in a book of the period with plan, comments or report."""
    readings = (act for act in acts if act.header.kind == READING and act.header.period == period)
    return any(same_name(act.header.by, name) for act in readings if is_of_plan(act))
