"""Amount per unit: a sum of columns for each person or case of a set, or for each of another sum (kroner per FTE)."""

from __future__ import annotations

from collections.abc import Hashable

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import AmountPer
from kpidsl.model.quotient import Quotient, Side
from kpidsl.model.traits import Kind, Traits
from kpidsl.problems import Translated


def columns_over_base(formula: AmountPer) -> Quotient:
    """Return the sum of the columns over the rows of the base, or over the sum of its columns."""
    base = Side(formula.base, formula.denominator)
    return Quotient(Side(formula.rows, formula.columns), base, over_stock=formula.over_stock)


def in_words(formula: AmountPer) -> tuple[str, str]:
    """Return the columns as written, and the set as the analyst named it, or its columns."""
    return formula.columns.text, formula.base.term if formula.denominator is None else formula.denominator.text


def series(formula: AmountPer) -> Hashable:
    """Return the kind of denominator: rows or columns, summed over months or a stock."""
    return "amount_per", formula.denominator is None, formula.over_stock


AMOUNT_PER: Measure[AmountPer] = Measure(
    name="amount_per",
    called=Translated("en sum per …", "ein sum per …", "a sum per …"),
    takes=frozenset({"per", "times", "window", "year"}),
    traits=Traits(
        kind=Kind.RATE,
        is_average=True,
        combined="quotient",
        targets="weighted",
        hidden_by="cases",
        numerator="apart",
        base="columns",
    ),
    quotient=columns_over_base,
    in_words=in_words,
    series=series,
)
