"""Range: the difference between the largest and the smallest value."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kpidsl.measures.measure import FROM_ALL_ROWS, Measure
from kpidsl.model.measure import ValueStatistic
from kpidsl.problems import Translated


def spread(ordered: Sequence[int], scale: int, _percent: int | None) -> Fraction:
    """Return the largest minus the smallest of ascending integers in units of 1/`scale`."""
    return Fraction(ordered[-1] - ordered[0], scale)


RANGE: Measure[ValueStatistic] = Measure(
    name="range",
    called=Translated("en variasjonsbredde", "ei variasjonsbreidd", "a range"),
    takes=frozenset({"of_set", "year"}),
    traits=FROM_ALL_ROWS,
    words={"RANGE": None},
    reduced=spread,
    least_rows=2,
    keeps_direction=False,
)
