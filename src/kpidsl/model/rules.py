"""The rules of a specification: for colours, arrows, deviations, risk, and the ranking of units."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from kpidsl.model.location import Location
from kpidsl.model.state import Status, Trend


@dataclass(frozen=True, slots=True)
class Tolerance:
    """An amount in the indicator's unit (points, days, …), or per cent of the target."""

    value: Fraction
    of_target: bool = False


@dataclass(frozen=True, slots=True)
class StatusRule:
    """Green when reached, amber when at most `amber` worse (better side inclusive), red otherwise."""

    amber: Tolerance
    location: Location | None = None


ComparedWith = Literal["previous", "month_before", "same_last_year", "line", "control_limits"]


@dataclass(frozen=True, slots=True)
class TrendRule:
    """What the arrow compares with, and when it is unchanged: a dead band (strictly under), or sampling noise.

    "previous" is the period, or the window that does not overlap, before; "line" the line through the last
    `months` months.
    """

    compared_with: ComparedWith
    dead_band: Tolerance | None = None
    location: Location | None = None
    months: int = 0


@dataclass(frozen=True, slots=True)
class RiskRule:
    """Risk is low from `low` probability, medium from `medium`, else high."""

    low: Fraction
    medium: Fraction


class DeviationCondition(NamedTuple):
    """A status for so many months up to the present one, and a trend unless None."""

    status: Status
    trend: Trend | None = None
    months: int = 1


@dataclass(frozen=True, slots=True)
class DeviationRule:
    """A deviation where any of the cases holds."""

    any_of: tuple[DeviationCondition, ...] = (DeviationCondition(Status.RED),)

    @property
    def longest(self) -> int:
        """The number of months that its longest case is of."""
        return max((case.months for case in self.any_of), default=1)


@dataclass(frozen=True, slots=True)
class HidingRule:
    """Which figures are hidden, and from whom.

    Hidden is a figure with a numerator, a denominator or a rest (denominator less numerator) from 1 to under `below`;
    the rest alone hides nothing where `rest_shown`; where `none_and_all`, a numerator that is 0 or the whole
    denominator hides it too. `own_shown`: a unit at the end of its line sees its own figures all the same;
    `line_shown`: with that, so does every unit above it on a steering line that the indicator belongs to. Where a month
    is hidden, the last `longer_months` whole ones of the year (3, 4, 6 or 12; 0: none) may be shown in its place.
    """

    below: int
    none_and_all: bool = False
    rest_shown: bool = False
    own_shown: bool = False
    line_shown: bool = False
    longer_months: int = 0
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class RankingRule:
    """Units in order of the value, or of the value against each one's own target; with intervals where asked for."""

    by: Literal["value", "attainment"] = "value"
    intervals: bool = False
