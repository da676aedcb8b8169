"""What the rest of a flow's year must show to end on the right side of the target: exact, and without a forecast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from kpidsl.model.period import Month
from kpidsl.model.risk import Need, NeedBasis, NeededRange
from kpidsl.model.spec import Indicator
from kpidsl.model.traits import Forecast
from kpidsl.scoring.exact import Bools, Floats, Ints

FIXED_DENOMINATOR = ("count", "amount", "rate")
"""The forecasts whose denominator is there already: what is to come adds to the numerator alone."""
WHOLE_NUMERATOR = ("share", "count", "rate")
UNBOUNDED = NeededRange(None, None)


@dataclass(frozen=True, slots=True)
class Rest:
    """The rest of a year at each node: which months it has, and the cases that they may bring.

    `to_come` is over (node, month of the year). `is_as_last_year`: each of those months had cases last year.
    `has_this_year`: some month of this year has had cases, `fewest` and `most` in a month.
    """

    to_come: Bools
    is_as_last_year: Bools
    has_this_year: Bools
    fewest: Ints
    most: Ints

    @staticmethod
    def of(cases: Ints, known: Bools, to_come: Bools, first: int) -> Rest:
        """Of the cases over (node, month), where they are `known` in full, with the year from column `first` on."""
        counted = np.where(known, cases, 0)
        before = np.zeros(to_come.shape, dtype=np.bool_)
        last_year = counted[:, max(0, first - 12) : first]
        if last_year.shape[1]:
            before[:, 12 - last_year.shape[1] :] = last_year > 0
        this_year = counted[:, first:]
        has_cases = this_year > 0
        most = this_year.max(axis=1, initial=0)
        fewest = np.where(has_cases, this_year, most[:, None]).min(axis=1, initial=np.iinfo(np.int64).max)
        as_last_year = np.asarray((before | ~to_come).all(axis=1))
        has_this_year = np.asarray(has_cases.any(axis=1))
        return Rest(to_come, as_last_year, has_this_year, fewest, most)

    def with_fewest_cases(self) -> Floats:
        """The cases of each month, over (node, month), if each is as this year's with the fewest."""
        return np.where(self.to_come & self.has_this_year[:, None], self.fewest[:, None], 0).astype(np.float64)

    def with_most_cases(self) -> Floats:
        """As `with_fewest_cases`, of the month with the most."""
        return np.where(self.to_come & self.has_this_year[:, None], self.most[:, None], 0).astype(np.float64)


@dataclass(frozen=True, slots=True)
class FlowOfYear:
    """A flow's year, as far as what the rest of it must show depends on it; each of these at every node.

    `good` are the values that the year may end on, where the given cases over (node, month) are to come. `now` is the
    numerator and the denominator so far, `volume` the cases that are expected, `months` are those of the rest, and
    `eligible` says where there is a target.
    """

    indicator: Indicator
    good: Callable[[Floats], Sequence[NeededRange]]
    now: tuple[Ints, Ints]
    volume: Floats
    rest: Rest
    months: Sequence[tuple[Month, ...]]
    eligible: Bools

    def needs(self) -> list[Need | None]:
        """What is to be added, of a count, an amount or a rate. Of others what the rest must show with last year's
        cases, else with as few and as many a month as this year; None where neither is known."""
        bounds = self._bounds(self.volume)
        if self.indicator.traits.forecast in FIXED_DENOMINATOR:
            return [self._need(NeedBasis.ADDED, one, one, node) for node, one in enumerate(bounds)]
        as_last_year = self.rest.is_as_last_year
        needs: list[Need | None] = [
            self._need(NeedBasis.AS_LAST_YEAR, one, one, node) if as_last_year[node] else None
            for node, one in enumerate(bounds)
        ]
        uncertain = np.flatnonzero(self.rest.has_this_year & ~as_last_year & self.eligible)
        if len(uncertain):
            few, many = self._bounds(self.rest.with_fewest_cases()), self._bounds(self.rest.with_most_cases())
            for node in uncertain.tolist():
                needs[node] = self._need(NeedBasis.AS_THIS_YEAR, *hardest_and_easiest(few[node], many[node]), node)
        return needs

    def _need(self, basis: NeedBasis, hardest: NeededRange, easiest: NeededRange, node: int) -> Need:
        beyond = self.indicator.strict and self.indicator.traits.forecast not in WHOLE_NUMERATOR
        return Need(basis, hardest, easiest, self.months[node], beyond)

    def _bounds(self, volume: Floats) -> list[NeededRange]:
        """What the rest of the year must show at each node, with these cases over (node, month)."""
        forecast, strict = self.indicator.traits.forecast, self.indicator.strict
        n0, d0 = self.now
        cases = volume.sum(axis=1).astype(np.int64)
        return [
            bounds_of_rest(good, int(n0[node]), int(d0[node]), int(cases[node]), forecast, strict)
            for node, good in enumerate(self.good(volume))
        ]


def bounds_of_rest(good: NeededRange, n0: int, d0: int, cases: int, forecast: Forecast, strict: bool) -> NeededRange:
    """The bounds on the rest of the year, where the year must end within `good` and stands at n0/d0 now.

    A share, a mean or a ratio is that of the `cases` to come; a count, an amount or a rate is what is added to it. The
    numerator of a share and a count is whole. Without bounds where there is nothing to divide by.
    """
    adds = forecast in FIXED_DENOMINATOR
    divisor = d0 if adds else cases
    whole = d0 if adds else d0 + cases
    if divisor <= 0:
        return UNBOUNDED

    def of_rest(bound: Fraction | None, side: int) -> Fraction | None:
        if bound is None:
            return None
        top, bottom = bound.numerator * whole, bound.denominator
        if forecast in WHOLE_NUMERATOR:
            top, bottom = _whole_number(top, bottom, side, strict=strict), 1
        return Fraction(top - n0 * bottom, bottom * divisor)

    return NeededRange(of_rest(good.least, 1), of_rest(good.most, -1))


def hardest_and_easiest(one: NeededRange, other: NeededRange) -> tuple[NeededRange, NeededRange]:
    """The narrowest and the widest bounds of two, each side by itself."""
    leasts = [b.least for b in (one, other) if b.least is not None]
    mosts = [b.most for b in (one, other) if b.most is not None]
    hardest = NeededRange(max(leasts, default=None), min(mosts, default=None))
    return hardest, NeededRange(min(leasts, default=None), max(mosts, default=None))


def beyond_bound(bound: Fraction, beyond: int) -> Fraction:
    """The nearest whole number above the bound (1) or below it (-1); the bound itself (0)."""
    return Fraction(_whole_number(bound.numerator, bound.denominator, beyond, strict=True)) if beyond else bound


def _whole_number(top: int, bottom: int, side: int, *, strict: bool) -> int:
    """The nearest whole number not below top / bottom (`side` 1) or not above it (-1); `strict`: nor the same."""
    nearest = -side * (-side * top // bottom)
    return nearest + side if strict and nearest * bottom == top else nearest
