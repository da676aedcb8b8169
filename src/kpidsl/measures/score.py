"""Score: a ready-made mean, combined by its weight."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import WeightedMean
from kpidsl.model.quotient import Quotient, Side, Weighted, WeightOf
from kpidsl.model.traits import Kind, Traits
from kpidsl.problems import Translated


def weighted_mean(formula: WeightedMean) -> Quotient:
    """Return the sum of the means times their weights over the sum of the weights."""
    column, weight = formula.column, formula.weight
    return Quotient(Side(formula.rows, Weighted(column, weight)), Side(formula.rows, WeightOf(column, weight)))


def in_words(formula: WeightedMean) -> tuple[str, str]:
    """Return the column of means and the column of weights."""
    return formula.column, formula.weight


SCORE: Measure[WeightedMean] = Measure(
    name="score",
    called=Translated("et ferdig gjennomsnitt", "eit ferdig gjennomsnitt", "a ready-made mean"),
    takes=frozenset({"window", "year"}),
    traits=Traits(
        kind=Kind.MEAN,
        is_average=True,
        combined="quotient",
        targets="weighted",
        hidden_by="cases",
        forecast="mean",
    ),
    quotient=weighted_mean,
    in_words=in_words,
)
