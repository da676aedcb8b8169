"""The columns of the figures: each says what is left of it in a hidden cell, or there is no program."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import pytest

from kpidsl.model.results import FIGURES_COLUMNS, GRID_COLUMNS, Figures, Grid, WhenHidden, column, columns_of


def test_every_field_of_the_figures_is_a_column_and_every_other_of_a_grid():
    assert [c.name for c in FIGURES_COLUMNS] == [f.name for f in fields(Figures)]
    assert {f.name for f in fields(Grid)} - {c.name for c in GRID_COLUMNS} == {
        "code",
        "categories",
        "month",
        "year_to_date",
        "row_sets",
    }


def test_what_is_left_of_a_hidden_figure_is_its_state_its_target_and_that_it_is_derived():
    left = {c.name: c.when_hidden for c in (*FIGURES_COLUMNS, *GRID_COLUMNS) if c.when_hidden is not WhenHidden.NOTHING}
    edges = tuple(f"{edge}_{part}" for edge in ("target", "high", "ambition") for part in ("numerator", "denominator"))
    targets = (*edges, "target_origin", "target_rows")
    assert left == {"state": WhenHidden.STATE, "marks": WhenHidden.MARK_OF_DERIVED} | dict.fromkeys(
        targets, WhenHidden.TARGET
    )


def test_a_new_column_that_does_not_say_what_is_left_of_it_is_refused():
    """As model/results.py is loaded: whoever adds a column to Figures or Grid without a rule can run nothing."""

    @dataclass(frozen=True)
    class OneMore(Figures):
        median: Sequence[int]

    with pytest.raises(TypeError, match=r"OneMore does not say what is left in a hidden cell of median"):
        columns_of(OneMore)

    @dataclass(frozen=True)
    class Declared(Figures):
        median: Sequence[int] = column()

    assert columns_of(Declared)[-1].name == "median"
