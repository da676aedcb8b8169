"""Takes out of figures what is not to be seen: cells, targets that tell of hidden bases, arrows from the hidden."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from kpidsl.disclosure.hiding import Hidden
from kpidsl.model.measure import Kind
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.results import Figures, Grid
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Mark, State, Status
from kpidsl.scoring.trend import lag_of

_COLUMNS = ("trend", "excluded", "covered", "expected", "last_month", "deviation", "since", "lacking")
_FIGURES = ("numerator", "denominator", "n", "status")
_TARGETS = ("target_numerator", "target_denominator", "high_numerator", "high_denominator")
_SUMMED_TARGETS = (Kind.COUNT, Kind.AMOUNT)
_Column = Callable[[Sequence[int]], Sequence[int]]


def taken(grid: Grid, spans: Sequence[tuple[int, int]]) -> Grid:
    """The grid with the cells of `spans` (from, before) alone, in that order."""

    def take(values: Sequence[int]) -> Sequence[int]:
        kept: list[int] = []
        for start, stop in spans:
            kept.extend(values[start:stop])
        return array(values.typecode, kept) if isinstance(values, array) else kept

    return _changed(grid, take, _COLUMNS, Figures.__slots__)


def blanked(grid: Grid, hidden: Hidden) -> Grid:
    """Nothing of a hidden cell stays but its state, and its target with the mark that it is derived."""
    gone = hidden.ravel().tolist()
    if not any(gone):
        return grid
    blank = _blank(gone)
    grid = _changed(grid, blank, _COLUMNS, _FIGURES)

    def only_derived(values: Sequence[int]) -> Sequence[int]:
        return array("q", [v & Mark.DERIVED if g else v for v, g in zip(values, gone, strict=True)])

    return _changed(grid, only_derived, (), ("marks",))


def outside(grid: Grid, elsewhere: Sequence[bool]) -> Grid:
    """Nothing at all at the nodes where the indicator does not stand (`elsewhere`): not relevant there."""
    if not any(elsewhere):
        return grid
    months = len(grid.month.state) // (len(grid.categories) * len(elsewhere))
    gone = [g for _ in grid.categories for g in elsewhere for _ in range(months)]
    grid = _changed(grid, _blank(gone), _COLUMNS, (*_FIGURES, *_TARGETS, "marks"))

    def not_relevant(values: Sequence[int]) -> Sequence[int]:
        return array("b", [State.NOT_RELEVANT if g else v for v, g in zip(values, gone, strict=True)])

    return _changed(grid, not_relevant, (), ("state",))


def _blank(gone: Sequence[bool]) -> _Column:
    def blank(values: Sequence[int]) -> Sequence[int]:
        kept = [0 if g else v for v, g in zip(values, gone, strict=True)]
        return array(values.typecode, kept) if isinstance(values, array) else kept

    return blank


def _changed(grid: Grid, change: _Column, columns: Sequence[str], figures: Sequence[str]) -> Grid:
    """The grid with `change` made to the columns, and to those of both windows' figures."""

    def of(one: Figures) -> Figures:
        made: dict[str, Any] = {name: change(getattr(one, name)) for name in figures}
        return replace(one, **made)

    made: dict[str, Any] = {name: change(getattr(grid, name)) for name in columns}
    return replace(grid, month=of(grid.month), year_to_date=of(grid.year_to_date), **made)


def without_arrows_from(indicator: Indicator, grid: Grid, hidden: Hidden) -> Grid:
    """No arrow where the figure that it is compared with is hidden: it would tell the direction from there.

    Nor a deviation that only the arrow makes (its status alone does not).
    """
    if indicator.trend_rule is None or not hidden.any():
        return grid
    lag, months, gone = lag_of(indicator, indicator.trend_rule), hidden.shape[-1], hidden.ravel()
    trend, deviation, since = list(grid.trend), list(grid.deviation), list(grid.since)
    alone = {status for status, arrow in indicator.deviation_rule.any_of if arrow is None}
    for at in range(len(trend)):
        if at % months >= lag and gone[at - lag] and trend[at]:
            trend[at] = 0
            if Status(grid.year_to_date.status[at]) not in alone:
                deviation[at] = since[at] = 0
    return replace(grid, trend=array("b", trend), deviation=array("b", deviation), since=array("q", since))


def without_telling_targets(
    indicator: Indicator, grid: Grid, hidden: Hidden, structure: Structure, months: Sequence[Month], year_starts: int
) -> Grid:
    """No target that is weighted by hidden bases: two of those and the sums that are shown would give them away.

    Such a target is marked as derived and blank. Sums of targets (of counts and amounts) tell of no base.
    """
    if indicator.kind in _SUMMED_TARGETS or not hidden.any():
        return grid
    rests_on = hidden | _of_leaves(hidden, structure)
    weighted = _derived(grid.year_to_date, hidden) | _weighted(grid, hidden)
    return replace(
        grid,
        month=_without(grid.month, rests_on & _derived(grid.month, hidden)),
        year_to_date=_without(grid.year_to_date, _so_far(rests_on, months, year_starts) & weighted),
    )


def _of_leaves(hidden: Hidden, structure: Structure) -> Hidden:
    """Where one of a node's own leaves is hidden, on its line."""
    at = {(node.line, node.unit): i for i, node in enumerate(structure.nodes)}
    found = np.zeros_like(hidden)
    for i, node in enumerate(structure.nodes):
        own = [at[node.line, structure.leaves[leaf]] for leaf in node.leaves]
        found[:, i] = hidden[:, own].any(axis=1)
    return found


def _so_far(cells: Hidden, months: Sequence[Month], year_starts: int) -> Hidden:
    """Whether it is so in the month or an earlier one of its year."""
    found = cells.copy()
    for at in range(1, len(months)):
        if months[at].year_start(year_starts) != months[at]:
            found[..., at] |= found[..., at - 1]
    return found


def _derived(figures: Figures, like: Hidden) -> Hidden:
    return (np.array(figures.marks).reshape(like.shape) & int(Mark.DERIVED)) > 0


def _weighted(grid: Grid, like: Hidden) -> Hidden:
    """Where the year's target is another than the month's: weighted by the bases of its months."""

    def column(figures: Figures, name: str) -> npt.NDArray[Any]:
        return np.array(getattr(figures, name), dtype=object).reshape(like.shape)

    year, month = grid.year_to_date, grid.month
    unlike = np.zeros(like.shape, dtype=np.bool_)
    for edge in ("target", "high"):
        top, bottom = f"{edge}_numerator", f"{edge}_denominator"
        left, right = column(year, top) * column(month, bottom), column(month, top) * column(year, bottom)
        unlike |= (left != right) | ((column(year, bottom) != 0) != (column(month, bottom) != 0))
    return unlike


def _without(figures: Figures, gone: Hidden) -> Figures:
    """Blank targets with the mark of what is derived."""
    blank = _blank(gone.ravel().tolist())
    targets: dict[str, Any] = {name: blank(getattr(figures, name)) for name in _TARGETS}
    marks = np.array(figures.marks) | np.where(gone.ravel(), int(Mark.DERIVED), 0)
    return replace(figures, marks=array("q", marks.tolist()), **targets)
