"""What a deviation tells of the months that its colour has lasted."""

from __future__ import annotations

from array import array
from dataclasses import replace

import numpy as np

from kpidsl.disclosure.hiding import Hidden
from kpidsl.model.results import Grid
from kpidsl.model.rules import DeviationRule


def without_lasting_from(rule: DeviationRule, grid: Grid, hidden: Hidden) -> Grid:
    """The grid without deviations that rest on a colour in an earlier month that is hidden, or that has no colour to be
    seen: the deviation would tell it. What lies before the grid may have been hidden."""
    if rule.longest == 1 or not hidden.any():
        return grid
    status, trend, deviation, since = (
        np.array(column).reshape(hidden.shape)
        for column in (grid.year_to_date.status, grid.trend, grid.deviation, grid.since)
    )
    told = np.zeros(hidden.shape, dtype=np.bool_)
    for wanted, arrow, months in rule.any_of:
        holds = status == wanted
        lasted = holds & (True if arrow is None else trend == arrow)
        for back in range(1, months):
            lasted[..., back:] &= (holds & ~hidden)[..., :-back]
            lasted[..., :back] = False
        told |= lasted
    return replace(
        grid,
        deviation=array("b", np.where(told, deviation, 0).ravel().tolist()),
        since=array("q", np.where(told, since, 0).ravel().tolist()),
    )
