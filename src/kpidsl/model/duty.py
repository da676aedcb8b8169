"""Duties: who shall deliver what, for which unit, period and steering line, by which day; and how each stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kpidsl.model.approval import Answer
from kpidsl.model.cycle import Task
from kpidsl.model.organisation import Structure, UnitKey
from kpidsl.model.period import Month


@dataclass(frozen=True, slots=True)
class Holder:
    """A person with a role in a unit, from `valid_from` until before `valid_to`. `line` is empty for every line, `id`
    where the table has none."""

    name: str
    id: str
    role: str
    unit: UnitKey
    line: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, day: date, line: str = "") -> bool:
        """Whether the person has the role on that day, on that line (empty: on any)."""
        of_line = not line or self.line in ("", line)
        begun = self.valid_from is None or self.valid_from <= day
        return of_line and begun and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Duty:
    """A task of a role for a unit and a period. `line` is empty for what is done for the unit alone; on a line it also
    covers the units below, and `covers` is all of them. `declared` is the day before it moves to a working day.

    `holders` are those who have the role in the unit on the day it is due; any of them may do it. Empty: nobody has it.
    """

    task: Task
    role: str
    unit: UnitKey
    unit_name: str
    line: str
    period: Month
    declared: date
    due: date
    holders: tuple[Holder, ...] = ()
    covers: frozenset[UnitKey] = field(default=frozenset(), repr=False)
    sources: tuple[str, ...] = ()
    """The sources whose figures are to be entered; of another task none."""

    @property
    def key(self) -> str:
        """What identifies it, whoever has the role and whenever it is due."""
        parts = (str(self.task), self.role, self.unit.kind, self.unit.code, self.line, str(self.period))
        return "/".join(part for part in parts if part)


class DutyState(StrEnum):
    """How a duty stands on a day."""

    WAITS = "waits"
    """What it rests on is not delivered yet."""
    OPEN = "open"
    OVERDUE = "overdue"
    """Not delivered, and its day is over."""
    UNKNOWN = "unknown"
    """The ledger that would say it is not whole."""
    RETURNED = "returned"
    """Delivered, and returned to be written again."""
    LACKING = "lacking"
    """Delivered, without all that the specification requires; an approval: of what has been changed since."""
    DELIVERED = "delivered"

    @property
    def is_delivered(self) -> bool:
        """Whether it is delivered, whatever it lacks and even where it was returned."""
        return self in (DutyState.RETURNED, DutyState.LACKING, DutyState.DELIVERED)


@dataclass(frozen=True, slots=True)
class Correction:
    """The last correction of a locked card: a lock of a new edition. `reason` is empty where it has been struck."""

    on: date
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class DutyStatus:
    """A duty as it stands. `waits_for` are the duties it rests on that are not delivered, in their order.

    `lacking` are the codes of the indicators that what was delivered lacks something about; of an approval, those of
    the units that have changed what it approves. `returned` is the answer that it is returned with, if it is.
    `corrected` is how a lock was last corrected; None where it was not.
    `delivered_by` and `delivered_on` say who delivered and when; None until then, and for figures that stand in their
    sources, of which that is not known.
    """

    duty: Duty
    state: DutyState
    waits_for: tuple[Duty, ...] = ()
    delivered_by: str | None = None
    delivered_on: date | None = None
    lacking: tuple[str, ...] = ()
    returned: Answer | None = None
    corrected: Correction | None = None

    @property
    def late(self) -> bool:
        """Whether it was delivered after its day."""
        return self.delivered_on is not None and self.delivered_on > self.duty.due


@dataclass(frozen=True, slots=True)
class UnitSum:
    """How many duties of a unit and of those below it on a line are in each state."""

    line: str
    unit: UnitKey
    unit_name: str
    depth: int
    counts: tuple[tuple[DutyState, int], ...]
    without_holder: int

    @property
    def of(self) -> int:
        """The number of duties."""
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class Readiness:
    """All duties of a period as they stand on a day, ordered by due day, and the sums of the units that have others
    below them."""

    period: Month
    on: date
    structure: Structure
    duties: tuple[DutyStatus, ...]
    sums: tuple[UnitSum, ...]
