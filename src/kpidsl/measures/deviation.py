"""Standard deviation, in its population form: the rows are all there are, not a sample."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

from kpidsl.measures.measure import FROM_ALL_ROWS, Measure
from kpidsl.model.measure import ValueStatistic
from kpidsl.problems import Translated

_DECIMALS = 10**6


def variance(ordered: Sequence[int]) -> Fraction:
    """Return the mean squared distance from the mean (population form), exactly. `ordered` must not be empty."""
    number, total = len(ordered), sum(ordered)
    return Fraction(number * sum(value * value for value in ordered) - total * total, number * number)


def deviation(ordered: Sequence[int], scale: int, _percent: int | None) -> Fraction:
    """Return the standard deviation of integers in units of 1/`scale`, rounded down to six decimals: the root is
    irrational in general."""
    return Fraction(isqrt(int(variance(ordered) * _DECIMALS**2 / scale**2)), _DECIMALS)


DEVIATION: Measure[ValueStatistic] = Measure(
    name="deviation",
    called=Translated("et standardavvik", "eit standardavvik", "a standard deviation"),
    takes=frozenset({"of_set", "year"}),
    traits=FROM_ALL_ROWS,
    words={"DEVIATION_OF": None},
    reduced=deviation,
    least_rows=2,
    keeps_direction=False,
)
