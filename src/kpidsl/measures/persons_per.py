"""Persons per something, or something per person: each person counts once, so that neither side need add up."""

from __future__ import annotations

from collections.abc import Hashable

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import Amount, Count, DistinctPersons, Formula, PersonsPer, Rows, UnitOfMeasure
from kpidsl.model.traits import Kind, Traits
from kpidsl.problems import Translated


def sides_of(formula: Formula) -> tuple[Formula, Formula] | None:
    """Return what is counted above and what below, each a formula of its own; None of what is no such quotient."""
    if not isinstance(formula, PersonsPer):
        return None
    return (
        _side(formula, formula.rows, is_persons=formula.persons != "below"),
        _side(formula, formula.base, is_persons=formula.persons != "above"),
    )


def _side(formula: PersonsPer, rows: Rows, *, is_persons: bool) -> Formula:
    if is_persons:
        return DistinctPersons(rows)
    return Count(rows) if formula.columns is None else Amount(rows, formula.columns)


def in_words(formula: PersonsPer) -> tuple[str, str]:
    """Return both sets as the analyst named them, or the columns that are added up as written."""
    columns = formula.columns.text if formula.columns is not None else ""
    of_rows = columns if formula.persons == "below" else ""
    of_base = columns if formula.persons == "above" else ""
    return of_rows or formula.rows.term, of_base or formula.base.term


def each_once(formula: PersonsPer) -> tuple[bool, bool]:
    """Return whether the persons are above, and whether they are below."""
    return formula.persons != "below", formula.persons != "above"


def series(formula: PersonsPer) -> Hashable:
    """Return which side is of persons, whether the other is of rows or of columns, and whether below is a stock."""
    return "persons_per", formula.persons, formula.columns is None, formula.over_stock


PERSONS_PER: Measure[PersonsPer] = Measure(
    name="persons_per",
    called=Translated("ulike personer per …", "ulike personar per …", "distinct persons per …"),
    takes=frozenset({"with", "per", "window", "year"}),
    unit=UnitOfMeasure.PER,
    traits=Traits(
        kind=Kind.RATE, is_average=True, combined="sides", targets="latest", hidden_by="parts", numerator="apart"
    ),
    in_words=in_words,
    each_once=each_once,
    series=series,
)
