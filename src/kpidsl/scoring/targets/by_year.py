"""Targets over time: held as long as a period's figure is shown, and for a year combined from its periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpidsl.model.spec import Indicator
from kpidsl.scoring.exact import Bools, Fractions, Ints, narrow, reduced
from kpidsl.scoring.targets.in_force import TargetBound
from kpidsl.scoring.time.frequency import Periods


def held_over(periods: Periods, bound: TargetBound | None) -> TargetBound | None:
    """A period's figure is judged by the target in force at the period's end, as long as it is shown."""
    if bound is None or periods.length == 1:
        return bound
    ended = bound.at(periods.ends)
    return _spread(periods, ended.numerator, ended.denominator, ended.derived)


def _spread(periods: Periods, numerator: Ints, denominator: Ints, derived: Bools) -> TargetBound:
    """Targets over periods as targets over months."""
    whether = periods.spread(derived.astype(np.int8)) > 0
    return TargetBound(periods.spread(numerator), periods.spread(denominator), whether)


def flow_targets(
    indicator: Indicator, month: TargetBound, denominator: Ints, value: Bools, periods: Periods, year_starts: int
) -> TargetBound:
    """The year's target of a flow to each month: weighted by the denominators of the periods with a value.

    On target every period is on target in the year to date. Counts and amounts add their periods' targets. Where the
    latest target is asked for, it stands in for those of the year's earlier periods.
    """
    additive, months = indicator.traits.targets == "summed", periods.end_months
    targets, has_target = month.at(periods.ends), value[..., periods.ends]
    has_target = has_target & (targets.denominator > 0)
    weights = np.where(has_target, 1 if additive else denominator[..., periods.ends], 0)
    numerator, bottom = np.zeros(has_target.shape, dtype=object), np.zeros(has_target.shape, dtype=object)
    derived = np.zeros(has_target.shape, dtype=np.bool_)
    year = _YearTargets.begun(has_target.shape[:2])
    for at, one in enumerate(months):
        if at and one.year_start(year_starts) != months[at - 1].year_start(year_starts):
            year = _YearTargets.begun(has_target.shape[:2])
        year.derived |= has_target[..., at] & targets.derived[..., at]
        own = targets.numerator[..., at], targets.denominator[..., at]
        if indicator.latest_target:
            year.judge_by(*own, weights[..., at], has_target[..., at])
        else:
            year.add(*own, weights[..., at])
        known = year.weight > 0
        whole = year.total.denominator if additive else year.total.denominator * year.weight
        numerator[..., at], bottom[..., at] = np.where(known, year.total.numerator, 0), np.where(known, whole, 0)
        derived[..., at] = year.derived
    spread = _spread(periods, narrow(numerator), narrow(bottom), derived)
    return TargetBound(*reduced(spread.numerator, spread.denominator), spread.derived)


@dataclass(slots=True)
class _YearTargets:
    """A year's targets to date, over (category, node): the sum of weights times targets, the sum of weights, the
    latest target (numerator, denominator), and whether any is derived."""

    total: Fractions
    weight: Ints
    latest: tuple[Ints, Ints]
    derived: Bools

    @staticmethod
    def begun(shape: tuple[int, ...]) -> _YearTargets:
        """A year before its first period."""
        nothing = np.zeros(shape, dtype=np.int64)
        none = np.zeros(shape, dtype=np.bool_)
        return _YearTargets(Fractions.zero(shape), nothing.astype(object), (nothing, nothing + 1), none)

    def add(self, numerator: Ints, denominator: Ints, weight: Ints) -> None:
        """Add one period's target."""
        self.weight = self.weight + weight
        self.total.add(numerator, denominator, weight)

    def judge_by(self, numerator: Ints, denominator: Ints, weight: Ints, has_target: Bools) -> None:
        """Replace the earlier targets by this period's, where it has one, at their combined weight."""
        self.weight = self.weight + weight
        self.latest = np.where(has_target, numerator, self.latest[0]), np.where(has_target, denominator, self.latest[1])
        self.total = Fractions.zero(has_target.shape)
        self.total.add(*self.latest, self.weight)
