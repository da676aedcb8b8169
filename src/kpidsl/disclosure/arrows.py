"""Removes arrows compared with hidden figures, and the figures that they are compared with."""

from __future__ import annotations

from array import array
from dataclasses import replace

import numpy as np

from kpidsl.disclosure.blanking import blank_where
from kpidsl.disclosure.hiding import Hidden
from kpidsl.model.comparison import PREVIOUS, rests_on
from kpidsl.model.organisation import Structure
from kpidsl.model.results import Grid
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Status, WithoutArrow


def without_arrows_from(indicator: Indicator, grid: Grid, hidden: Hidden) -> Grid:
    """The grid without arrows whose comparison figure is hidden: the arrow would reveal the direction from it.

    A deviation caused by the arrow alone is removed too (one that its status alone causes is kept), and so are the
    comparison figure and a reason for having no arrow that says something about it.
    """
    grid = _without_hidden_comparisons(indicator, grid, hidden)
    if indicator.trend_rule is None or not hidden.any():
        return grid
    lags, months, suppressed = rests_on(indicator, indicator.trend_rule), hidden.shape[-1], hidden.ravel()
    trend, deviation, since = list(grid.trend), list(grid.deviation), list(grid.since)
    reason = list(grid.without_arrow)
    alone = {case.status for case in indicator.deviation_rule.any_of if case.trend is None}
    for at in range(len(trend)):
        # what lies before the grid may have been hidden
        if trend[at] and any(lag > at % months or suppressed[at - lag] for lag in lags):
            trend[at] = 0
            if Status(grid.year_to_date.status[at]) not in alone:
                deviation[at] = since[at] = 0
            reason[at] = WithoutArrow.HIDDEN
    return replace(
        grid,
        trend=array("b", trend),
        without_arrow=array("b", reason),
        deviation=array("b", deviation),
        since=array("q", since),
    )


_OF_THE_FIGURE_BEFORE = (WithoutArrow.NO_VALUE_BEFORE, WithoutArrow.PARTIAL_BEFORE, WithoutArrow.BREAK)


def _without_hidden_comparisons(indicator: Indicator, grid: Grid, hidden: Hidden) -> Grid:
    """The grid without comparison figures, and without reasons that say something about them, where a figure that the
    arrow rests on is hidden, or lies before the grid, where it may have been."""
    unseen = np.zeros_like(hidden)
    for lag in rests_on(indicator, indicator.trend_rule or PREVIOUS):
        unseen |= _before(hidden, lag)
    gone, reason = unseen.ravel(), np.array(grid.without_arrow, dtype=np.int8)
    telling = gone & np.isin(reason, _OF_THE_FIGURE_BEFORE)
    if telling.any():
        reason[telling] = WithoutArrow.HIDDEN
        grid = replace(grid, without_arrow=array("b", reason.tobytes()))
    if not (gone & (np.array(grid.compared_denominator) != 0)).any():
        return grid
    blank = blank_where(gone.tolist())
    return replace(
        grid,
        compared_numerator=blank(grid.compared_numerator),
        compared_denominator=blank(grid.compared_denominator),
    )


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
