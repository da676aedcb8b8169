"""Share: the rows that meet a condition among all of them, in per cent."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import Share, UnitOfMeasure
from kpidsl.model.quotient import Quotient, Side
from kpidsl.model.traits import Kind, Traits


def part_of_all(formula: Share) -> Quotient:
    """The rows that meet the condition over all rows."""
    return Quotient(Side(formula.rows, condition=formula.numerator), Side(formula.rows))


def in_words(formula: Share) -> tuple[str, str]:
    """What is in the numerator, and of whom."""
    return formula.term, formula.rows.term


def series(_formula: Share) -> str:
    """A share that is counted may go on as one that is delivered, and the other way."""
    return "share"


SHARE: Measure[Share] = Measure(
    name="share",
    called=("en andel", "a share"),
    takes=frozenset({"with", "threshold", "within", "out_of", "except", "window", "year"}),
    unit=UnitOfMeasure.PERCENT,
    traits=Traits(
        kind=Kind.SHARE,
        combined="quotient",
        targets="weighted",
        hidden_by="parts",
        numerator="part",
        in_per_cent=True,
        noise="proportions",
        draws="proportions",
        forecast="share",
    ),
    quotient=part_of_all,
    in_words=in_words,
    series=series,
)
