"""Books of approvals given out: the status reports that are delivered, to be approved or returned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from kpidsl.followup.approvals import answers_in, digest_of_entered
from kpidsl.followup.asking import with_entered
from kpidsl.followup.row_numbers import new_number
from kpidsl.model.approval import Answer
from kpidsl.model.cycle import Task
from kpidsl.model.duty import Duty, DutyStatus
from kpidsl.model.form import APPROVALS, APPROVED, RETURNED, Cells, Form, Rows
from kpidsl.month.giving import Given, write_book
from kpidsl.month.readiness import MonthStanding
from kpidsl.month.store import UnitFolder
from kpidsl.wording import numbers
from kpidsl.wording.words import words


def give_approvals(
    standing: MonthStanding, root: Path, on: date, language: str, codes: Iterable[str] | None
) -> Iterator[Given]:
    """The book of each unit that approves reports (of those codes; None: of every one) some of which are delivered, as
    `write_book`. Raises OSError where nothing can be written."""
    by_unit: dict[str, list[Duty]] = {}
    for status in standing.readiness.duties:
        duty = status.duty
        if duty.task is Task.APPROVE_REPORT and (codes is None or duty.unit.code in codes):
            by_unit.setdefault(duty.unit.folder, []).append(duty)
    for unit, duties in by_unit.items():
        folder, rows = UnitFolder(root, unit), dict[str, Cells]()
        for duty in duties:
            rows |= _Approving(standing, duty, on, language).rows()
        followed, wrong = folder.followed()
        if followed is None:
            yield None, wrong
        elif rows:
            form = Form("", unit, duties[0].unit_name, duties[0].period, language, {APPROVALS.name: rows})
            yield write_book(folder, with_entered(form, followed, words(language)), followed, on)


class _Approving:
    """What a unit is asked about the reports on one line."""

    def __init__(self, standing: MonthStanding, duty: Duty, on: date, language: str) -> None:
        self.standing, self.duty, self.on, self.language = standing, duty, on, language
        own = (act for act in standing.acts.get(duty.unit, ()) if act.header.kind == Task.APPROVE_REPORT)
        of_duty = (a for a in own if (a.header.period, a.header.line) == (duty.period, duty.line))
        self.answers: dict[tuple[str, str], Answer] = {
            (one.unit, one.seen): one for act in of_duty for one in answers_in(act)
        }

    def rows(self) -> Rows:
        """A row for each delivered report. It has another number once the report has been changed.

        What the report says is not copied: a text that is struck would stay in another unit's ledger. It is read on the
        unit's page.
        """
        rows: dict[str, Cells] = {}
        for status in self.standing.readiness.duties:
            unit = status.duty.unit
            if status.duty.task is not Task.WRITE_REPORT or unit not in self.duty.covers:
                continue
            if status.state.is_delivered and unit in self.standing.acts:
                seen = digest_of_entered(self.standing.acts[unit], self.duty.period, self.on, self.duty.line)
                number = new_number(f"approval {self.duty.period} {unit.folder} {self.duty.line} {seen}", rows)
                rows[number] = self._cells(status, seen)
        return rows

    def _cells(self, status: DutyStatus, seen: str) -> Cells:
        unit, w = status.duty.unit, words(self.language)
        answer = self.answers.get((unit.folder, seen))
        given = {"approval": APPROVED if answer.is_approved else RETURNED, "remark": answer.remark} if answer else {}
        day = numbers.day_name(status.delivered_on, self.language) if status.delivered_on is not None else ""
        return {
            "unit": f"{unit.code} {status.duty.unit_name}",
            "line": self.duty.line,
            "delivered": w["delivered_by"].format(day=day, name=status.delivered_by or ""),
            "lacks": ", ".join(status.lacking),
            **given,
            "folder": unit.folder,
            "role": self.duty.role,
            "seen": seen,
        }
