"""Which figures a rule of hiding can hide: those behind which persons, cases or other things are counted."""

from __future__ import annotations

from collections.abc import Mapping

from kpidsl.measures.registry import quotient_of
from kpidsl.model.measure import Columns
from kpidsl.model.spec import Indicator, Source


def can_be_hidden(indicator: Indicator, sources: Mapping[str, Source]) -> bool:
    """Return whether a rule of hiding can hide a figure of the indicator by itself.

    Not where it adds up amounts that count nobody, nor where it is an index: that is hidden with its components.
    """
    return indicator.traits.hidden_by != "nothing" and is_of_cases(indicator, sources)


def is_of_cases(indicator: Indicator, sources: Mapping[str, Source]) -> bool:
    """Return whether the indicator's base is a number of cases: of rows, or of what its columns count."""
    return indicator.traits.base == "cases" or counts_cases(indicator, sources)


def counts_cases(indicator: Indicator, sources: Mapping[str, Source]) -> bool:
    """Return whether a ratio's or an amount's columns are counts: declared numerators and denominators, and whole
    numbers.

    Kroner and other decimal numbers are amounts: a small amount says nothing about a person. An amount per something is
    of so many cases where that something is counted, by rows or by a column of whole numbers.
    """
    quotient = quotient_of(indicator.formula)
    sides = quotient.sides if quotient is not None else ()
    if len(sides) == 2 and indicator.traits.base == "columns" and not indicator.traits.in_per_cent:
        base = sides[1]  # an amount per something
        return base.addend is None or (
            isinstance(base.addend, Columns) and _are_counts(sources[base.rows.source], base.addend)
        )
    columns = [(sources[side.rows.source], side.addend) for side in sides if isinstance(side.addend, Columns)]
    return bool(columns) and all(_are_counts(source, added) for source, added in columns)


def _are_counts(source: Source, columns: Columns) -> bool:
    declared = [source.named(name) for _, name in columns.terms]
    return all(c is not None and (c.type == "integer" or c.role in ("numerator", "denominator")) for c in declared)
