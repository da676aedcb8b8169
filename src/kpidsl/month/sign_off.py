"""Sign-offs: the extract is checked, the status reports are approved or returned. Each is an act of who does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpidsl.followup.approvals import digest_of_entered, has_handed_in, said_of_answers
from kpidsl.followup.duties import same_name
from kpidsl.followup.ledger import append
from kpidsl.language import Project
from kpidsl.model.act import Act, ActHeader, Json
from kpidsl.model.approval import Answer
from kpidsl.model.cycle import Task
from kpidsl.model.duty import Duty
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Spec
from kpidsl.month.editions import edition_in
from kpidsl.month.readiness import MonthStanding, month_standing
from kpidsl.month.roles import roles_on
from kpidsl.month.store import UnitFolder
from kpidsl.problems import Problem, problem
from kpidsl.project import read_settings
from kpidsl.sources.form_cells import BookCell, has_eleven_digits
from kpidsl.wording.task_words import task_in_words


@dataclass(frozen=True)
class Signer:
    """Who signs, for which unit (its code) and line (empty: the unit's only one), and on which day."""

    by: str
    unit: str
    line: str
    on: date


@dataclass(frozen=True)
class OwnDuty:
    """The duty that a person signs for, with how everything in the month stands and where the acts are."""

    duty: Duty
    signer: Signer
    standing: MonthStanding
    root: Path

    @property
    def folder(self) -> UnitFolder:
        """The folder of the unit that the duty is of: its act belongs there."""
        return UnitFolder(self.root, self.duty.unit.folder)

    def enter(self, content: Mapping[str, Json]) -> Act:
        """The act, entered in the unit's ledger. Raises OSError and DamagedLedgerError as `append` does."""
        duty = self.duty
        header = ActHeader(
            duty.unit.folder, duty.period, duty.task, self.signer.by, duty.role, self.signer.on, line=duty.line
        )
        return append(self.folder.ledger(duty.period), header, content)


def own_duty(
    project: Project, spec: Spec, data: Path, period: Month, task: Task, signer: Signer
) -> tuple[OwnDuty | None, tuple[Problem, ...]]:
    """The duty of that task that the signer has, and the problems found on the way.

    None where there is no folder of follow-up (F032), the month cannot be read (as `month_standing`), the unit has no
    such duty on the line (F040), the line is not given and the unit has several (F041), the person does not have the
    role (F042), or the unit's own ledger is not whole (F031, which is said of others' too).
    """
    settings, problems = read_settings(project.root)
    root = settings.follow_up_folder(project.root)
    if root is None:
        return None, (*problems, problem("F032", file="kpidsl.toml"))
    standing, problems = month_standing(project, spec, data, period, signer.on)
    if standing is None:
        return None, problems
    of_task = [one.duty for one in standing.readiness.duties if one.duty.task is task]
    of_unit = [duty for duty in of_task if duty.unit.code == signer.unit and signer.line in ("", duty.line)]
    what = task_in_words(task)
    if not of_unit:
        units = ", ".join(dict.fromkeys(duty.unit.code for duty in of_task)) or "–"
        return None, (*problems, problem("F040", unit=signer.unit, task=what, period=period, units=units))
    role_of, _ = roles_on(project, spec, data, signer.on)
    theirs = [duty for duty in of_unit if _has(duty, signer, role_of(duty.unit.folder, signer.by) if role_of else "")]
    if not theirs:
        roles = ", ".join(dict.fromkeys(duty.role for duty in of_unit))
        return None, (*problems, problem("F042", name=signer.by, task=what, unit=signer.unit, role=roles))
    if len(theirs) > 1:
        lines = ", ".join(duty.line for duty in theirs)
        return None, (*problems, problem("F041", unit=signer.unit, task=what, lines=lines))
    return (OwnDuty(theirs[0], signer, standing, root) if theirs[0].unit in standing.acts else None), problems


def _has(duty: Duty, signer: Signer, role: str) -> bool:
    """Whether the person has the duty's role on the day it is due, or today."""
    return role == duty.role or any(same_name(holder.name, signer.by) for holder in duty.holders)


def eleven_digits_in(texts: Mapping[str, str]) -> tuple[Problem, ...]:
    """F010 for each text, by its option, that holds eleven digits: it is not to be entered."""
    return tuple(problem("F010", cell=option) for option, text in texts.items() if has_eleven_digits(BookCell(text)))


def sign(
    project: Project,
    spec: Spec,
    data: Path,
    period: Month,
    signer: Signer,
    *,
    edition: Path | None = None,
    units: Sequence[str] = (),
    is_approved: bool = True,
    remark: str = "",
) -> tuple[Act | None, tuple[Problem, ...]]:
    """The act that says that the extract of the edition in that folder is checked; without an edition, the act that
    approves or returns the reports of the units (codes; none: all below on the line).

    None, and nothing entered, where the signer has no such duty (as `own_duty`), a text holds eleven digits (F010), or
    what is signed is not there (F043–F046). Raises OSError where nothing can be written.
    """
    if wrong := eleven_digits_in({"--by": signer.by, "--remark": remark}):
        return None, wrong
    task = Task.APPROVE_REPORT if edition is None else Task.CHECK_EXTRACT
    own, problems = own_duty(project, spec, data, period, task, signer)
    if own is None:
        return None, problems
    if edition is None:
        act, wrong = _answered(own, units, remark, is_approved)
    else:
        act, wrong = _checked(own, edition, remark)
    return act, (*problems, *wrong)


def _checked(own: OwnDuty, folder: Path, remark: str) -> tuple[Act | None, tuple[Problem, ...]]:
    """The act; None where there is no edition (F046), or one of another month or without the unit (F045)."""
    edition, wrong = edition_in(folder)
    wrong = wrong if edition is None else edition.wrong_for(own.duty.unit, own.duty.period)
    if edition is None or wrong:
        return None, wrong
    return own.enter({"edition": edition.id, "remark": remark}), ()


def _answered(
    own: OwnDuty, units: Sequence[str], remark: str, is_approved: bool
) -> tuple[Act | None, tuple[Problem, ...]]:
    """The act; None where one of the units has no report to write (F040), has not delivered it or has a ledger that is
    not whole (F043), or has it from who signs (F044)."""
    duty, standing = own.duty, own.standing
    reports = {s.duty.unit: s for s in standing.readiness.duties if s.duty.task is Task.WRITE_REPORT}
    below = {unit: status for unit, status in reports.items() if unit in duty.covers}
    what = task_in_words(Task.WRITE_REPORT)
    by_code = {unit.code: unit for unit in below}
    if strangers := [code for code in units if code not in by_code]:
        known = ", ".join(by_code) or "–"
        return None, tuple(problem("F040", unit=u, task=what, period=duty.period, units=known) for u in strangers)
    chosen = [by_code[code] for code in dict.fromkeys(units)] or list(below)
    if waiting := [unit.code for unit in chosen if not below[unit].state.is_delivered]:
        return None, (problem("F043", units=", ".join(waiting)),)
    theirs = [u.code for u in chosen if has_handed_in(own.signer.by, standing.acts.get(u, ()), duty.period)]
    if theirs:
        return None, (problem("F044", name=own.signer.by, units=", ".join(theirs)),)
    answers = [_answer(own, unit, remark, is_approved) for unit in chosen]
    return own.enter(said_of_answers(answers)), ()


def _answer(own: OwnDuty, unit: UnitKey, remark: str, is_approved: bool) -> Answer:
    seen = digest_of_entered(own.standing.acts.get(unit, ()), own.duty.period, own.signer.on, own.duty.line)
    return Answer(unit.folder, own.duty.line, is_approved, seen, remark, own.signer.by, own.signer.on)
