"""Range: from the smallest to the largest."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kpidsl.measures.measure import FROM_ALL_ROWS, Measure
from kpidsl.model.measure import ValueStatistic


def spread(ordered: Sequence[int], scale: int, _percent: int | None) -> Fraction:
    """The largest less the smallest of ascending integers, `scale` of which make 1."""
    return Fraction(ordered[-1] - ordered[0], scale)


RANGE: Measure[ValueStatistic] = Measure(
    name="range",
    called=("en variasjonsbredde", "a range"),
    takes=frozenset({"of_set", "year"}),
    traits=FROM_ALL_ROWS,
    words={"RANGE": None},
    reduced=spread,
    least_rows=2,
    keeps_direction=False,
)
