"""Mean: the sum of the rows' values divided by the number of rows that have a value."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import Column, Columns, ValueStatistic
from kpidsl.model.quotient import Quotient, Side
from kpidsl.model.traits import Kind, Traits
from kpidsl.problems import Translated


def sum_over_number(formula: ValueStatistic) -> Quotient:
    """Return the sum of the values over the number of rows that have a value."""
    value = formula.value
    added = Columns(((1, value.name),)) if isinstance(value, Column) else value
    return Quotient(Side(formula.rows, added, formula.known), Side(formula.rows, condition=formula.known))


def in_words(formula: ValueStatistic) -> tuple[str, str]:
    """Return the column as numerator; for a duration, the rows as denominator."""
    return (formula.value.name, "") if isinstance(formula.value, Column) else ("", formula.rows.term)


MEAN: Measure[ValueStatistic] = Measure(
    name="mean",
    called=Translated("et gjennomsnitt", "eit gjennomsnitt", "a mean"),
    takes=frozenset({"of_set", "year"}),
    traits=Traits(
        kind=Kind.MEAN,
        is_average=True,
        combined="quotient",
        targets="weighted",
        hidden_by="cases",
        noise="means",
        forecast="mean",
    ),
    words={"MEAN": None},
    quotient=sum_over_number,
    in_words=in_words,
)
