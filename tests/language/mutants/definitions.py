"""Definitions that change with a date (78)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kpidsl.model.state import Mark, State

from . import mutant


@mutant("definition-of-today-for-all-months", "kpidsl.model.spec:Indicator.counted")
def definition_of_today_for_all_months(_right):
    return property(lambda indicator: ((None, indicator.formula),))


@mutant("redefined-unmarked", "kpidsl.scoring.nodes.part_nodes:break_marks")
def redefined_unmarked(right):
    return lambda *arguments: np.zeros_like(right(*arguments))


@mutant("median-year-unmarked", "kpidsl.scoring.nodes.non_additive:broken_in_year")
def median_year_unmarked(right):
    return lambda *arguments: np.zeros_like(right(*arguments))


@mutant(
    "year-begins-with-the-definition",
    "kpidsl.scoring.nodes.additive:year_to_date",
    "kpidsl.scoring.nodes.non_additive:year_to_date",
)
def year_begins_with_the_definition(right):
    def year_to_date(nodes, cumulation, months, year_starts, **more):
        """What comes before a break in the year is left out."""
        later = (np.flip(np.cumsum(np.flip(nodes.marks & Mark.BREAK, -1), -1), -1) - (nodes.marks & Mark.BREAK)) > 0
        state = np.where(later, State.NOT_RELEVANT, nodes.state).astype(np.int8)
        return right(replace(nodes, state=state), cumulation, months, year_starts, **more)

    return year_to_date


@mutant("window-by-the-days-definitions", "kpidsl.scoring.nodes.part_nodes:held_in")
def window_by_the_days_definitions(right):
    def held_in(starts, months):
        """As long as the window reaches back to the old definition, the old one counts."""
        later = [start + 1 if start is not None else None for start in starts]
        return right(later, months)

    return held_in


@mutant("year-of-rows-by-today", "kpidsl.engines.duckdb:_Reducer.level_values")
def year_of_rows_by_today(right):
    return lambda engine, part: right(engine, replace(part, since=None, before=()))


@mutant("reworded-is-a-break", "kpidsl.model.spec:meaning")
def reworded_is_a_break(_right):
    return lambda formula: formula


@mutant("first-sentence-for-ever", "kpidsl.language.check:check_by_date")
def first_sentence_for_ever(right):
    return lambda versions, *rest: right(replace(versions, by_start=versions.by_start[:1]), *rest)


@mutant("index-of-todays-weights", "kpidsl.scoring.nodes.index:held_in")
def index_of_todays_weights(right):
    return lambda starts, months: [np.full(len(months), one is starts[-1]) for one in starts]


@mutant("redefined-index-unmarked", "kpidsl.scoring.nodes.index:break_marks")
def redefined_index_unmarked(right):
    return lambda *arguments: np.zeros_like(right(*arguments))


@mutant("hidden-by-todays-components", "kpidsl.disclosure.patterns:of_components")
def hidden_by_todays_components(right):
    return lambda index, *rest: right(replace(index, definitions=()), *rest)
