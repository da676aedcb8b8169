"""Count: a number of rows."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import Count, UnitOfMeasure
from kpidsl.model.quotient import Quotient, Side
from kpidsl.model.traits import Kind, Traits
from kpidsl.problems import Translated


def rows(formula: Count) -> Quotient:
    """Return the number of rows, without a denominator."""
    return Quotient(Side(formula.rows))


COUNT: Measure[Count] = Measure(
    name="count",
    called=Translated("et antall", "eit tal på noko", "a number"),
    takes=frozenset({"with", "threshold", "per", "window", "year"}),
    unit=UnitOfMeasure.COUNT,
    traits=Traits(
        kind=Kind.COUNT,
        combined="sum",
        targets="summed",
        hidden_by="cases",
        noise="counts",
        draws="counts",
        forecast="count",
    ),
    quotient=rows,
)
