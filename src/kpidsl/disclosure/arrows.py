"""Removes arrows compared with hidden figures, and the figures that they are compared with."""

from __future__ import annotations

from array import array
from dataclasses import replace

import numpy as np

from kpidsl.disclosure.columns import blank_in, marked_in, numbers_of
from kpidsl.disclosure.hiding import Hidden
from kpidsl.model.comparison import PREVIOUS, rests_on
from kpidsl.model.organisation import Structure
from kpidsl.model.results import Grid
from kpidsl.model.rules import TrendRule
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Trend, WithoutArrow


def without_arrows_from(indicator: Indicator, grid: Grid, hidden: Hidden) -> Grid:
    """The grid without arrows whose comparison figure is hidden: the arrow would reveal the direction from it.

    A deviation caused by the arrow alone is removed too (one that its status alone causes is kept), and so are the
    comparison figure and a reason for having no arrow that says something about it.
    """
    grid = _without_hidden_comparisons(indicator, grid, hidden)
    if indicator.trend_rule is None or not hidden.any():
        return grid
    gone = _unseen(indicator, indicator.trend_rule, hidden) & (numbers_of(grid.trend) != Trend.NONE)
    alone = [int(case.status) for case in indicator.deviation_rule.any_of if case.trend is None]
    by_arrow = gone & ~np.isin(numbers_of(grid.year_to_date.status), alone)
    return replace(
        grid,
        trend=blank_in(grid.trend, gone),
        without_arrow=marked_in(grid.without_arrow, gone, WithoutArrow.HIDDEN),
        deviation=blank_in(grid.deviation, by_arrow),
        since=blank_in(grid.since, by_arrow),
    )


_OF_THE_FIGURE_BEFORE = (WithoutArrow.NO_VALUE_BEFORE, WithoutArrow.PARTIAL_BEFORE, WithoutArrow.BREAK)


def _without_hidden_comparisons(indicator: Indicator, grid: Grid, hidden: Hidden) -> Grid:
    """The grid without comparison figures, and without reasons that say something about them, where a figure that the
    arrow rests on is hidden, or lies before the grid, where it may have been."""
    gone = _unseen(indicator, indicator.trend_rule or PREVIOUS, hidden)
    telling = gone & np.isin(numbers_of(grid.without_arrow), _OF_THE_FIGURE_BEFORE)
    return replace(
        grid,
        without_arrow=marked_in(grid.without_arrow, telling, WithoutArrow.HIDDEN),
        compared_numerator=blank_in(grid.compared_numerator, gone),
        compared_denominator=blank_in(grid.compared_denominator, gone),
    )


def _unseen(indicator: Indicator, rule: TrendRule, hidden: Hidden) -> Hidden:
    """The cells, flat, of which a figure that the arrow rests on is hidden, or lies before the grid."""
    unseen = np.zeros_like(hidden)
    for lag in rests_on(indicator, rule):
        unseen |= _before(hidden, lag)
    return unseen.ravel()


def without_historic_comparisons(indicator: Indicator, grid: Grid, structure: Structure) -> Grid:
    """The grid without last year's figures of the units as they were then: they are no cells of the edition, so
    whether they must be hidden has never been decided."""
    rule = indicator.trend_rule
    if not structure.historic or rule is None or rule.compared_with != "same_last_year":
        return grid
    nothing = array("b", bytes(len(grid.trend)))
    return replace(grid, compared_numerator=nothing, compared_denominator=nothing)


def _before(hidden: Hidden, lag: int) -> Hidden:
    """What was hidden `lag` months earlier; months before the edition may have been hidden."""
    before = np.ones_like(hidden)
    before[..., lag:] = hidden[..., : max(hidden.shape[-1] - lag, 0)]
    return before
