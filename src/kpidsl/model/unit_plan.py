"""A unit's plan for a month, as its readers see it: measures, comments, texts of the report, and what is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from kpidsl.model.cycle import Task
from kpidsl.model.deviation_case import CaseState
from kpidsl.model.organisation import Structure, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Spec


class Effect(StrEnum):
    """How the figure stands in the month that a measure promised something for."""

    REACHED = "reached"
    """It is as promised, or better."""
    BETTER = "better"
    """It is not as promised, but better than when the measure was planned."""
    UNCHANGED = "unchanged"
    WORSE = "worse"
    CANNOT_BE_TOLD = "cannot_be_told"


@dataclass(frozen=True, slots=True)
class PlannedMeasure:
    """A measure as it stands. `about` is the indicator as its people wrote it, and `code` the indicator's code: empty
    where `about` begins with none.

    `status` is a slug of the plan's choices, empty where none is chosen. `expected` is the value that the measure is to
    bring by the month `by_month`, as printed (per cent in per cent). `planned_in` is the month of the book in which the
    measure was first entered.
    """

    number: str
    code: str
    about: str
    text: str
    responsible: str = ""
    deadline: date | None = None
    status: str = ""
    expected: Fraction | None = None
    by_month: Month | None = None
    comment: str = ""
    planned_in: Month | None = None


@dataclass(frozen=True, slots=True)
class Commented:
    """What the leader says of an indicator; `own_risk` is a slug of the choices. What is not said is empty."""

    comment: str = ""
    own_risk: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReportText:
    """A text of the report; `line` is the only steering line it is for, empty where it is for each."""

    heading: str
    text: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A task of the month: of which role, by which day, and when and by whom it was delivered (None: not yet)."""

    task: Task
    role: str
    due: date
    delivered_on: date | None = None
    delivered_by: str | None = None


@dataclass(frozen=True, slots=True)
class StandingCase:
    """The last case of an indicator in the unit, as it stands after the month's card.

    `as_of` is the month that the state rests on, which is earlier where the month's card cannot tell or has not been
    entered. `first_opened` is the month in which the indicator's first case opened: the number tells of the figures
    since then. `lines` are the steering lines on which it deviates.
    """

    code: str
    number: str
    state: CaseState
    opened: Month
    as_of: Month
    first_opened: Month
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """The measures in the order they were entered, the comments by indicator code, the texts of the report, what is
    asked of the unit in the month, in the order it is due, and the cases by indicator code. `awaits_cases`: the month's
    card is not in the unit's ledger yet, so that what deviates for the first time has no case."""

    measures: tuple[PlannedMeasure, ...] = ()
    comments: Mapping[str, Commented] = field(default_factory=dict)
    report: tuple[ReportText, ...] = ()
    asked: tuple[AskedFor, ...] = ()
    cases: Mapping[str, StandingCase] = field(default_factory=dict)
    awaits_cases: bool = False

    def of(self, code: str) -> tuple[PlannedMeasure, ...]:
        """The measures about the indicator."""
        return tuple(measure for measure in self.measures if measure.code == code)


PlansOf = Callable[[Spec, Structure, Month], Mapping[UnitKey, UnitPlan]]
"""Gives the plans of the units in a month."""
