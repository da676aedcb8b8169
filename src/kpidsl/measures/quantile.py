"""Quantiles: median, percentile, longest and shortest."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from fractions import Fraction

from kpidsl.measures.measure import FROM_ALL_ROWS, Measure
from kpidsl.model.measure import ValueStatistic
from kpidsl.problems import Translated


def percentile(ordered: Sequence[int], scale: int, percent: int | None) -> Fraction:
    """Return the percentile of ascending integers in units of 1/`scale`, interpolated between order statistics,
    exactly.

    The rank is 1 + (n - 1) p (Hyndman and Fan 1996, type 7). `ordered` must not be empty.
    """
    assert percent is not None
    below, part = divmod((len(ordered) - 1) * percent, 100)
    if not part:
        return Fraction(ordered[below], scale)
    return Fraction(100 * ordered[below] + part * (ordered[below + 1] - ordered[below]), 100 * scale)


def series(formula: ValueStatistic) -> Hashable:
    """Return the statistic, the class of the value and the percentile: a median does not continue as the longest."""
    return formula.statistic, type(formula.value), formula.percent


QUANTILE: Measure[ValueStatistic] = Measure(
    name="quantile",
    called=Translated("en median eller persentil", "ein median eller persentil", "a median or percentile"),
    takes=frozenset({"of_set", "year"}),
    traits=FROM_ALL_ROWS,
    words={"MEDIAN": 50, "PERCENTILE": None, "LONGEST": 100, "SHORTEST": 0},
    reduced=percentile,
    series=series,
)
