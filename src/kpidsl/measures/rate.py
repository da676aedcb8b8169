"""Rate: the number of rows of one set per so many of another."""

from __future__ import annotations

from collections.abc import Hashable

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import DueIn, LeftIn, Rate, UnitOfMeasure
from kpidsl.model.quotient import Quotient, Side
from kpidsl.model.traits import Kind, Traits
from kpidsl.problems import Translated


def rows_over_others(formula: Rate) -> Quotient:
    """Return the rows of the one set over those of the other, which are a stock unless they are those of a month."""
    anchor = formula.base.anchor
    of_a_month = isinstance(anchor, DueIn | LeftIn) or getattr(anchor, "months", 0) == 1
    return Quotient(Side(formula.rows), Side(formula.base), over_stock=not of_a_month)


def in_words(formula: Rate) -> tuple[str, str]:
    """Return both sets as the analyst named them."""
    return formula.rows.term, formula.base.term


def series(formula: Rate) -> Hashable:
    """Return the kind of denominator, and whether it is a flow (summed over months) or a stock."""
    anchor = formula.base.anchor
    return "rate", type(anchor), getattr(anchor, "months", 1) == 1


RATE: Measure[Rate] = Measure(
    name="rate",
    called=Translated("et antall per …", "eit tal per …", "a number per …"),
    takes=frozenset({"with", "window", "year"}),
    unit=UnitOfMeasure.PER,
    traits=Traits(
        kind=Kind.RATE,
        is_average=True,
        combined="quotient",
        targets="weighted",
        hidden_by="parts",
        numerator="apart",
        draws="counts",
        forecast="rate",
    ),
    quotient=rows_over_others,
    in_words=in_words,
    series=series,
)
