"""Standard deviation: of all rows that there are, not of a sample of more."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

from kpidsl.measures.measure import FROM_ALL_ROWS, Measure
from kpidsl.model.measure import ValueStatistic

_DECIMALS = 10**6


def variance(ordered: Sequence[int]) -> Fraction:
    """The mean square of the distances from the mean (population form), exactly. `ordered` is not empty."""
    number, total = len(ordered), sum(ordered)
    return Fraction(number * sum(value * value for value in ordered) - total * total, number * number)


def deviation(ordered: Sequence[int], scale: int, _percent: int | None) -> Fraction:
    """The square root of the variance of integers, `scale` of which make 1.

    It is no fraction in general: six decimals, rounded down.
    """
    return Fraction(isqrt(int(variance(ordered) * _DECIMALS**2 / scale**2)), _DECIMALS)


DEVIATION: Measure[ValueStatistic] = Measure(
    name="deviation",
    called=("et standardavvik", "a standard deviation"),
    takes=frozenset({"of_set", "year"}),
    traits=FROM_ALL_ROWS,
    words={"DEVIATION_OF": None},
    reduced=deviation,
    least_rows=2,
    keeps_direction=False,
)
