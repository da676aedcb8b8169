"""Cases of deviations: a stretch of months in which a unit's indicator deviates, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kpidsl.model.period import Month

CLOSES_AFTER = 1
"""How many months without a deviation close a case, where the specification does not say."""


@dataclass(frozen=True)
class ShownCard:
    """Which deviations a unit's card showed, in one edition of a month."""

    edition: str
    closes_after: int
    """After how many months without a deviation a case closes, by the specification the edition was made of."""
    lines: Mapping[str, Sequence[str] | None]
    """By indicator code: the steering lines on which it deviates, none where it does not; None where the card cannot
    tell (the figure is hidden, missing or not ready)."""
    measures_by: date | None = None
    """The day by which a deviation must have a measure, where the specification requires one: a deviation of an earlier
    month must have it already."""
    to_comment: tuple[str, ...] = ()
    """The codes that must have a comment: those that are red, where the specification requires one."""
    risks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By the code of what the unit's book asks about: the computed risks (`low`) on the unit's lines, each once; codes
    without a computed risk are not there."""


class CaseState(StrEnum):
    """How a case stands. It is worked out from the card and the measures, never entered."""

    NEW = "new"
    """It deviates, and there is no measure about it, apart from dropped ones."""
    PLANNED = "planned"
    """It deviates, and all its measures are still only planned."""
    ONGOING = "ongoing"
    """It deviates, and its measures have begun and not all ended."""
    AWAITING_EFFECT = "awaiting_effect"
    """It deviates, and all its measures have ended."""
    REOPENED = "reopened"
    """It deviates again, in the first month, within a year of closing."""
    IMPROVED = "improved"
    """It does not deviate, but a measure is open, or it has not been without a deviation for long enough."""
    CLOSED = "closed"


@dataclass(frozen=True)
class DeviationCase:
    """A case of a unit's indicator. `run` counts the indicator's cases in the unit from 1."""

    indicator: str
    run: int
    opened: Month
    """The month whose card first showed it. The deviation itself may have begun earlier."""
    last_deviating: Month
    """The last month in which it was seen to deviate."""
    lines: tuple[str, ...]
    """The steering lines on which it deviates, or did in the last month that it deviated."""
    as_of: Month
    """The month the state rests on: the last in which the card could tell whether the indicator deviates."""
    closes_after: int
    """After how many months without a deviation it closes."""
    without: tuple[Month, ...] = ()
    """The months since it last deviated that were seen to be without a deviation."""
    state: CaseState = CaseState.NEW
    closed: Month | None = None
    """The month whose card closed it; None while a later card may still find it open."""
    reopens: int | None = None
    """The run that it continues; None where it is a new matter."""
    ended_before: frozenset[str] = frozenset()
    """The numbers of the measures about the indicator that had ended when it opened: they do not answer it."""

    @property
    def number(self) -> str:
        """What people call it by, unique in the unit: `M.2/1`."""
        return f"{self.indicator}/{self.run}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be followed up."""
        return self.state is not CaseState.CLOSED
