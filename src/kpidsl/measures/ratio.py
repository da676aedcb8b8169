"""Ratio: a sum of columns as a percentage of another sum."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import ColumnRatio, UnitOfMeasure
from kpidsl.model.quotient import Quotient, Side
from kpidsl.model.traits import Kind, Traits
from kpidsl.problems import Translated


def columns_over_columns(formula: ColumnRatio) -> Quotient:
    """Return the sum of the numerator's columns over that of the denominator's, which may be of other rows."""
    base = formula.base_rows or formula.rows
    return Quotient(Side(formula.rows, formula.numerator), Side(base, formula.denominator))


def in_words(formula: ColumnRatio) -> tuple[str, str]:
    """Return the columns of numerator and denominator as written."""
    return formula.numerator.text, formula.denominator.text


RATIO: Measure[ColumnRatio] = Measure(
    name="ratio",
    called=Translated(
        "en sum i prosent av en annen", "ein sum i prosent av ein annan", "a sum as a percentage of another"
    ),
    takes=frozenset({"window", "year"}),
    unit=UnitOfMeasure.PERCENT,
    traits=Traits(
        kind=Kind.RATIO,
        combined="quotient",
        targets="weighted",
        hidden_by="parts",
        numerator="apart",
        in_per_cent=True,
        base="columns",
        forecast="ratio",
    ),
    quotient=columns_over_columns,
    in_words=in_words,
)
