"""Amount: a sum of columns."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import Amount
from kpidsl.model.quotient import Quotient, Side
from kpidsl.model.traits import Kind, Traits
from kpidsl.problems import Translated


def columns_added(formula: Amount) -> Quotient:
    """Return the sum of the columns, without a denominator."""
    return Quotient(Side(formula.rows, formula.columns))


def in_words(formula: Amount) -> tuple[str, str]:
    """Return the columns as written, and no denominator."""
    return formula.columns.text, ""


AMOUNT: Measure[Amount] = Measure(
    name="amount",
    called=Translated("en sum", "ein sum", "a sum"),
    takes=frozenset({"per", "times", "window", "year"}),
    traits=Traits(
        kind=Kind.AMOUNT,
        combined="sum",
        targets="summed",
        hidden_by="cases",
        base="columns",
        forecast="amount",
    ),
    quotient=columns_added,
    in_words=in_words,
)
