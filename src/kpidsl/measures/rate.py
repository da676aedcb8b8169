"""Rate: the number of rows per so many of another set."""

from __future__ import annotations

from collections.abc import Hashable

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import Rate, UnitOfMeasure
from kpidsl.model.quotient import Quotient, Side
from kpidsl.model.traits import Kind, Traits


def rows_over_others(formula: Rate) -> Quotient:
    """The rows over those of the other set."""
    return Quotient(Side(formula.rows), Side(formula.base))


def in_words(formula: Rate) -> tuple[str, str]:
    """Both sets as the analyst called them."""
    return formula.rows.term, formula.base.term


def series(formula: Rate) -> Hashable:
    """Whether the denominator is added up over months: what happens in them is, what stands is not."""
    anchor = formula.base.anchor
    return "rate", type(anchor), getattr(anchor, "months", 1) == 1


RATE: Measure[Rate] = Measure(
    name="rate",
    called=("et antall per …", "a number per …"),
    takes=frozenset({"with", "window", "year"}),
    unit=UnitOfMeasure.PER,
    traits=Traits(
        kind=Kind.RATE,
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
