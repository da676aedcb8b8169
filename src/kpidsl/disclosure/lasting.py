"""What a deviation tells of the months that it, or its colour, has lasted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kpidsl.disclosure.columns import blank_in, numbers_of
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
    status, trend = (numbers_of(column).reshape(hidden.shape) for column in (grid.year_to_date.status, grid.trend))
    kept = np.zeros(hidden.shape, dtype=np.bool_)
    for wanted, arrow, months in rule.any_of:
        holds = status == wanted
        kept |= lasted(holds, holds & ~hidden, months) & (True if arrow is None else trend == arrow)
    return replace(grid, deviation=blank_in(grid.deviation, ~kept), since=blank_in(grid.since, ~kept))


def without_runs_through(grid: Grid, hidden: Hidden, first: Month, longest: int) -> Grid:
    """The grid without the start of a run of deviations where that month, a later month of the run or one of the
    `longest` months before it, which the rule asks for, is hidden.

    The run would reveal whether the hidden month deviates. `first` is the grid's first month.
    """
    months, since = hidden.shape[-1], numbers_of(grid.since).astype(np.int64)
    hidden_before = np.zeros((len(since) // months, months + 1), dtype=np.int64)
    hidden_before[:, 1:] = np.cumsum(hidden.reshape(-1, months), axis=-1)
    cells = np.flatnonzero(since)
    series, month = np.divmod(cells, months)
    begun = np.maximum(since[cells] - first.number - longest, 0)
    through = np.zeros(len(since), dtype=np.bool_)
    through[cells] = hidden_before[series, month] > hidden_before[series, np.minimum(begun, month)]
    return replace(grid, since=blank_in(grid.since, through))
