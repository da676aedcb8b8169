"""Extreme: the highest or the lowest of ready-made figures, each a unit's of a month."""

from __future__ import annotations

from dataclasses import replace

from kpidsl.measures.measure import FROM_ALL_ROWS, Measure
from kpidsl.measures.quantile import percentile, series
from kpidsl.model.measure import Column, ValueStatistic
from kpidsl.problems import Translated


def in_words(formula: ValueStatistic) -> tuple[str, str]:
    """Return the column, and no denominator."""
    assert isinstance(formula.value, Column)
    return formula.value.name, ""


EXTREME: Measure[ValueStatistic] = Measure(
    name="extreme",
    called=Translated(
        "det høyeste eller laveste av ferdige tall",
        "det høgaste eller lågaste av ferdige tal",
        "the highest or lowest of ready-made figures",
    ),
    takes=frozenset({"year"}),
    traits=replace(FROM_ALL_ROWS, hidden_by="nothing"),
    reduced=percentile,
    in_words=in_words,
    series=series,
)
