"""Share: the percentage of rows that meet a condition."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import Share, UnitOfMeasure
from kpidsl.model.quotient import Quotient, Side
from kpidsl.model.traits import Kind, Traits
from kpidsl.problems import Translated


def part_of_all(formula: Share) -> Quotient:
    """Return the rows that meet the condition over all rows."""
    return Quotient(Side(formula.rows, condition=formula.numerator), Side(formula.rows))


def in_words(formula: Share) -> tuple[str, str]:
    """Return the name of the condition, and of the rows it is a share of."""
    return formula.term, formula.rows.term


def series(_formula: Share) -> str:
    """Return the same as a ready-made share: a counted share may continue as a delivered one, and the reverse."""
    return "share"


SHARE: Measure[Share] = Measure(
    name="share",
    called=Translated("en andel", "ein del", "a share"),
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
