"""The month around the card as it is declared: the roles that people have, and what each shall do by which day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kpidsl.model.location import Location


class Task(StrEnum):
    """What a role shall do in a month, in the order of the month's work. Their names are the tokens of the language."""

    ENTER_FIGURES = "enter_figures"
    CHECK_EXTRACT = "check_extract"
    ASSESS_RISK = "assess_risk"
    UPDATE_PLAN = "update_plan"
    WRITE_REPORT = "write_report"
    APPROVE_REPORT = "approve_report"
    LOCK_CARD = "lock_card"

    @property
    def covers_below(self) -> bool:
        """Whether it is done for the unit and all below it on a steering line, not for the unit alone."""
        return self in (Task.CHECK_EXTRACT, Task.APPROVE_REPORT, Task.LOCK_CARD)

    @property
    def needs(self) -> tuple[Task, ...]:
        """The tasks that must be done before it, in the units that it covers."""
        return _NEEDS.get(self, ())


_NEEDS = {
    Task.CHECK_EXTRACT: (Task.ENTER_FIGURES,),
    Task.WRITE_REPORT: (Task.UPDATE_PLAN,),
    Task.APPROVE_REPORT: (Task.WRITE_REPORT,),
    Task.LOCK_CARD: (Task.CHECK_EXTRACT, Task.APPROVE_REPORT),
}


@dataclass(frozen=True, slots=True)
class Role:
    """A role that people have in units of some levels (their slugs). `forms` are other words for it."""

    name: str
    forms: tuple[str, ...]
    levels: tuple[str, ...]
    location: Location

    @property
    def words(self) -> tuple[str, ...]:
        """Everything it may be called, its name first."""
        return (self.name, *self.forms)


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the cycle: a task that a role (by its name) shall have done by a day of the month after the period."""

    day: int
    role: str
    task: Task
    location: Location


@dataclass(frozen=True, slots=True)
class Required:
    """What a unit must have entered. `measure`: a measure about each deviation, `within` that many working days after
    the extract is to be checked (None: at once). `comment`: a comment on each indicator that is red."""

    measure: bool = False
    within: int | None = None
    comment: bool = False


@dataclass(frozen=True, slots=True)
class MonthlyCycle:
    """The steps as written. `moves`: a day that is no working day is moved to the next one."""

    steps: tuple[Step, ...]
    moves: bool = False
