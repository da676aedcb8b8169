"""What a deviation tells of the months that it, or its colour, has lasted."""

from __future__ import annotations

from array import array
from dataclasses import replace

import numpy as np

from kpidsl.disclosure.hiding import Hidden
from kpidsl.model.period import Month
from kpidsl.model.results import Grid
from kpidsl.model.rules import DeviationRule
from kpidsl.scoring.judging.deviations import lasted


def without_lasting_from(rule: DeviationRule, grid: Grid, hidden: Hidden) -> Grid:
    """The grid without deviations that rest on a colour in an earlier month that is hidden, or that has no colour to be
    seen: the deviation would tell it. What lies before the grid may have been hidden."""
    if rule.longest == 1 or not hidden.any():
        return grid
    status, trend, deviation, since = (
        np.array(column).reshape(hidden.shape)
        for column in (grid.year_to_date.status, grid.trend, grid.deviation, grid.since)
    )
    kept = np.zeros(hidden.shape, dtype=np.bool_)
    for wanted, arrow, months in rule.any_of:
        holds = status == wanted
        kept |= lasted(holds, holds & ~hidden, months) & (True if arrow is None else trend == arrow)
    return replace(
        grid,
        deviation=array("b", np.where(kept, deviation, 0).ravel().tolist()),
        since=array("q", np.where(kept, since, 0).ravel().tolist()),
    )


def without_runs_through(grid: Grid, hidden: Hidden, first: Month, longest: int) -> Grid:
    """The grid without the start of a run of deviations where that month, a later month of the run or one of the
    `longest` months before it, which the rule asks for, is hidden.

    The run would reveal whether the hidden month deviates. `first` is the grid's first month.
    """
    series, since = hidden.reshape(-1, hidden.shape[-1]), list(grid.since)
    for cell in np.flatnonzero(since):
        node, month = divmod(int(cell), hidden.shape[-1])
        begun = since[cell] - first.number
        if series[node, max(0, begun - longest) : month].any():
            since[cell] = 0
    return replace(grid, since=array("q", since))
