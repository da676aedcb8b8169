"""Amount of rows: a sum of columns of rows about persons, cases or events. It is hidden by how many rows it is of."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import AmountOfRows
from kpidsl.model.quotient import Quotient, Side
from kpidsl.model.traits import Kind, Traits
from kpidsl.problems import Translated


def columns_added(formula: AmountOfRows) -> Quotient:
    """Return the sum of the columns, of as many cases as there are rows with a number in each."""
    cases = Side(formula.rows, condition=formula.known)
    return Quotient(Side(formula.rows, formula.columns), cases=cases)


def in_words(formula: AmountOfRows) -> tuple[str, str]:
    """Return the columns as written, and no denominator."""
    return formula.columns.text, ""


AMOUNT_OF_ROWS: Measure[AmountOfRows] = Measure(
    name="amount_of_rows",
    called=Translated("en sum av rader", "ein sum av rader", "a sum of rows"),
    takes=frozenset({"of_set", "times", "year"}),
    traits=Traits(
        kind=Kind.AMOUNT,
        combined="sum",
        targets="summed",
        hidden_by="cases",
        forecast="amount",
    ),
    quotient=columns_added,
    in_words=in_words,
)
