"""Removes from figures what a reader may not see: hidden cells, and targets that reveal hidden bases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from kpidsl.disclosure.columns import blank_in, column_like, marked_in, numbers_of
from kpidsl.disclosure.hiding import Hidden
from kpidsl.model.axes import Axes
from kpidsl.model.limits import Limits
from kpidsl.model.measure import Cumulation
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.results import FIGURES_COLUMNS, GRID_COLUMNS, Figures, Grid, WhenHidden, WholeNumbers
from kpidsl.model.risk import Need, Risk, learnt_together
from kpidsl.model.spec import Indicator, Spec, Target
from kpidsl.model.state import Mark, State, TargetOrigin, Undecided
from kpidsl.model.targets import base_month, base_nodes
from kpidsl.scoring.exact import integers, product, reduced
from kpidsl.scoring.judging.figures import column

_Change = Callable[[Sequence[int]], Sequence[int]]


def taken(grid: Grid, spans: Sequence[range]) -> Grid:
    """The grid reduced to the cells in `spans` (each a contiguous slice), in that order."""

    at = _positions(spans)
    return _changed(grid, lambda _: lambda values: column_like(values, numbers_of(values)[at]))


def joined(closed: Grid, open_: Grid, spans: Sequence[tuple[range, bool]]) -> Grid:
    """The cells in `spans` (each a contiguous slice), in that order: from `open_` where that is True, otherwise from
    `closed`. Both grids are of one indicator and alike but for what is blank."""

    at = _positions([span for span, _ in spans])
    opened = np.repeat(np.array([is_open for _, is_open in spans], dtype=np.bool_), [len(span) for span, _ in spans])

    def picked(tables: tuple[Figures | Grid, Figures | Grid], columns: Sequence[WholeNumbers]) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        for name in (one.name for one in columns):
            of_closed, of_open = (numbers_of(getattr(table, name))[at] for table in tables)
            changes[name] = column(np.where(opened, of_open, of_closed))
        return changes

    windows: dict[str, Any] = {
        "month": replace(closed.month, **picked((closed.month, open_.month), FIGURES_COLUMNS)),
        "year_to_date": replace(
            closed.year_to_date, **picked((closed.year_to_date, open_.year_to_date), FIGURES_COLUMNS)
        ),
    }
    return replace(closed, **windows, **picked((closed, open_), GRID_COLUMNS))


def _positions(spans: Sequence[range]) -> npt.NDArray[np.intp]:
    return np.concatenate([np.zeros(0, dtype=np.intp), *(np.arange(s.start, s.stop) for s in spans)])


def blanked(grid: Grid, hidden: Hidden) -> Grid:
    """The grid with hidden cells blanked. What remains of a cell is what each column declares: its state, and for
    its target the mark that it is derived."""
    if not hidden.any():
        return grid
    suppressed = hidden.ravel()

    def only_derived(values: Sequence[int]) -> Sequence[int]:
        marks = numbers_of(values)
        return column_like(values, np.where(suppressed, marks & int(Mark.DERIVED), marks))

    changes: dict[WhenHidden, _Change | None] = {
        WhenHidden.NOTHING: partial(blank_in, suppressed=suppressed),
        WhenHidden.STATE: None,
        WhenHidden.TARGET: None,
        WhenHidden.MARK_OF_DERIVED: only_derived,
    }
    return _changed(grid, lambda column: changes[column.when_hidden])


def outside(grid: Grid, elsewhere: Sequence[bool]) -> Grid:
    """The grid with everything blanked at the nodes where the indicator is not on the card (`elsewhere`): not
    relevant there."""
    if not any(elsewhere):
        return grid
    months = len(grid.month.state) // (len(grid.categories) * len(elsewhere))
    suppressed = np.tile(np.repeat(np.array(elsewhere, dtype=np.bool_), months), len(grid.categories))
    blank = partial(blank_in, suppressed=suppressed)
    not_relevant = partial(marked_in, suppressed=suppressed, mark=State.NOT_RELEVANT)
    return _changed(grid, lambda column: not_relevant if column.when_hidden is WhenHidden.STATE else blank)


def with_targets(
    limits: Mapping[tuple[str, int], Limits], grids: Mapping[str, Grid], axes: Axes, period: Month
) -> dict[tuple[str, int], Limits]:
    """The colour limits by (code, node) where the year to date's target is shown; elsewhere they would reveal it."""
    return {
        (code, node): one
        for (code, node), one in limits.items()
        if code in grids and grids[code].year_to_date.target_denominator[axes.at(node, period)]
    }


def with_needs(
    risks: Mapping[tuple[str, int], Risk],
    grids: Mapping[str, Grid],
    axes: Axes,
    period: Month,
    hidden_somewhere: Collection[str],
) -> dict[tuple[str, int], Risk]:
    """The risks, without their need where it would reveal a target: where the year to date's is not shown, and where
    the year's end has one made of other figures and something of the indicator is hidden: its code is then in
    `hidden_somewhere`."""

    def reveals(code: str, node: int, need: Need) -> bool:
        is_shown = code in grids and grids[code].year_to_date.target_denominator[axes.at(node, period)]
        return not is_shown or (need.derived and code in hidden_somewhere)

    return {
        (code, node): replace(risk, need=None) if risk.need and reveals(code, node, risk.need) else risk
        for (code, node), risk in risks.items()
    }


LEAST_ALIKE = 30
"""So many series hide what one of them adds to a spread that is learnt from all of them."""


def without_ranges_of_few(
    risks: Mapping[tuple[str, int], Risk], hidden: Mapping[str, Hidden], spec: Spec, structure: Structure
) -> dict[tuple[str, int], Risk]:
    """The risks, without the range of the year's end where it is learnt from few series (`learnt_together`) and one of
    them is hidden in some month: the range's width would tell of that one."""
    kept = dict(risks)
    for indicator in spec.indicators:
        cells = hidden.get(indicator.code)
        if cells is None or not cells.any():
            continue
        groups = learnt_together(indicator, structure)
        size = Counter(g for g, node in zip(groups, structure.nodes, strict=True) if indicator.stands_at(node))
        with_hidden = {groups[int(at)] for at in np.flatnonzero(cells[0].any(axis=-1))}
        few = {group for group in with_hidden if size[group] < LEAST_ALIKE}
        if size.total() < LEAST_ALIKE:
            few = set(groups)  # the season is learnt from all
        for (code, node), risk in risks.items():
            if code == indicator.code and groups[node] in few:
                kept[code, node] = replace(risk, ends=None)
    return kept


def _changed(grid: Grid, change_of: Callable[[WholeNumbers], _Change | None]) -> Grid:
    """The grid with each column changed by its function, in both windows' figures too; a function that returns None
    leaves its column."""

    def changed(table: Figures | Grid, columns: Sequence[WholeNumbers]) -> dict[str, Any]:
        changes = ((column.name, change_of(column)) for column in columns)
        return {name: change(getattr(table, name)) for name, change in changes if change is not None}

    windows: dict[str, Any] = {
        window: replace(figures, **changed(figures, FIGURES_COLUMNS))
        for window, figures in (("month", grid.month), ("year_to_date", grid.year_to_date))
    }
    return replace(grid, **windows, **changed(grid, GRID_COLUMNS))


def without_revealing_targets(
    indicator: Indicator,
    grid: Grid,
    hidden: Hidden,
    structure: Structure,
    when: tuple[Sequence[Month], int],
    partly: Sequence[int] = (),
) -> Grid:
    """The grid without targets computed from hidden figures: last year's, a level's above, or weighted by hidden bases.

    Together with the sums shown, a weighted target would reveal those bases, unless all that is hidden has the same
    target, or all that a year's is made of: then it says no more than that one. Beside a figure that is hidden itself
    it would say that there is a base. Such a target is blank and marked as derived. Sums of targets (for counts and
    amounts) reveal no base. `when`: the grid's months, and the month that years start with. `partly`: the nodes that
    the structure has not all leaves of.
    """
    if not hidden.any():
        return grid
    better, (months, year_starts) = indicator.improvement, when
    if better is not None and better.base == "level":
        return _without_level(grid, hidden, better, indicator, structure, months, year_starts)
    if better is not None:
        return _without_earlier(grid, hidden, better, indicator, months)
    if indicator.traits.targets == "summed":
        return grid
    numbers = _target_numbers(grid, hidden)
    telling = _while_valid(hidden | _distinguishable(numbers, hidden, structure), indicator.valid_months)
    if indicator.cumulation is not Cumulation.FLOW:  # the year's target is that of the month whose figure is the year's
        year = _in_last_month(telling, grid, months)
    elif indicator.valid_months:  # last year's may stand in
        year = np.logical_or.accumulate(telling, axis=-1)
    else:
        several = _several_targets(grid, numbers, structure, when)
        several[:, list(partly)] = True  # what the others have is not known
        year = _accumulated(telling, *when) & (hidden | several)
    weighted = _derived(grid.year_to_date, hidden) | _weighted(grid, hidden)
    return _without_targets(grid, telling & _derived(grid.month, hidden), year & weighted)


def _in_last_month(cells: Hidden, grid: Grid, months: Sequence[Month]) -> Hidden:
    """Whether it holds in the month that each year to date is last made of (of one without a figure its own); it may
    have held in one before the edition."""
    last = numbers_of(grid.last_month).astype(np.int64).reshape(cells.shape)
    at = np.where(last > 0, last - months[0].number, np.arange(len(months)))
    return np.asarray(np.take_along_axis(cells, np.clip(at, 0, None), axis=-1) | (at < 0))


def _while_valid(cells: Hidden, valid: int) -> Hidden:
    """Whether it holds in the month or in one whose figure may stand in for it, so many months later."""
    reached = cells.copy()
    for older in range(1, valid + 1):
        reached[..., older:] |= cells[..., :-older]
    return reached


def _without_earlier(grid: Grid, hidden: Hidden, target: Target, indicator: Indicator, months: Sequence[Month]) -> Grid:
    """The grid without targets that are so much better than a hidden figure of an earlier month."""
    bases = (base_month(target, indicator.frequency.months, month) for month in months)
    base = np.array([-1 if b is None else b.number - months[0].number for b in bases], dtype=np.int64)
    earlier = [_at(hidden, base - older) for older in range(indicator.valid_months + 1)]  # an older one may stand in
    return _without_targets(grid, np.logical_or.reduce(earlier), _in_last_month(earlier[0], grid, months))


def _without_level(
    grid: Grid,
    hidden: Hidden,
    target: Target,
    indicator: Indicator,
    structure: Structure,
    months: Sequence[Month],
    year_starts: int,
) -> Grid:
    """The grid without targets that are a hidden figure of a level above, and without the colours that bound it."""
    ancestors = np.array(base_nodes(target, structure), dtype=np.int64)
    above = hidden[:, np.clip(ancestors, 0, None)] & (ancestors >= 0)[None, :, None]
    at = np.arange(len(months))
    month = np.logical_or.reduce([_at(above, at - older) for older in range(indicator.valid_months + 1)])
    month &= (ancestors >= 0)[None, :, None]
    year = _accumulated(month, months, year_starts)
    return _without_colours(_without_targets(grid, month, year), month, year)


def _without_targets(grid: Grid, month: Hidden, year: Hidden) -> Grid:
    """The grid with blank targets in these cells of the month and of the year to date; all they show is "derived"."""
    return replace(
        grid,
        month=_without(grid.month, month),
        year_to_date=_without(grid.year_to_date, year),
        target_origin=marked_in(grid.target_origin, month | year, TargetOrigin.DERIVED),
    )


def without_judged_on_hidden(
    grid: Grid, hidden: Hidden, structure: Structure, months: Sequence[Month], year_starts: int
) -> Grid:
    """No colour, and nothing of what it rests on, where a figure is judged on some of its units and one below it is
    hidden: what the others have would be told by the rest, and a colour alone bounds it.

    Nor a deviation of that status.
    """
    if not hidden.any():
        return grid
    below = np.zeros_like(hidden)
    for i, leaves in enumerate(map(list, structure.leaf_nodes())):
        below[:, i] = hidden[:, leaves].any(axis=1)
    month = below & (_column(grid.month, "judged_denominator", hidden) != 0)
    year = _accumulated(below, months, year_starts) & (_column(grid.year_to_date, "judged_denominator", hidden) != 0)
    if not (month.any() or year.any()):
        return grid
    return _without_colours(grid, month, year)


def _without_colours(grid: Grid, month: Hidden, year: Hidden) -> Grid:
    """The grid with no colour in these cells of the month and of the year to date, and no deviation of that status."""
    return replace(
        grid,
        month=_not_judged(grid.month, month),
        year_to_date=_not_judged(grid.year_to_date, year),
        deviation=blank_in(grid.deviation, year),
        since=blank_in(grid.since, year),
    )


def _not_judged(figures: Figures, suppressed: Hidden) -> Figures:
    names = ("judged_numerator", "judged_denominator", "judged_units", "judged_of", "status")
    changes: dict[str, Any] = {name: blank_in(getattr(figures, name), suppressed) for name in names}
    undecided = marked_in(figures.undecided, suppressed, Undecided.WITHOUT_TARGET)
    return replace(figures, undecided=undecided, **changes)


def _at(hidden: Hidden, base: np.ndarray[Any, np.dtype[np.int64]]) -> Hidden:
    """What was hidden at each month's base (a position); what lies before the edition may have been hidden."""
    return np.asarray((base < 0) | hidden[..., np.clip(base, 0, None)])


def _target_numbers(grid: Grid, like: Hidden) -> npt.NDArray[np.int64]:
    """A number for each different target, or lack of one, of the months."""
    number = np.zeros(like.size, dtype=np.int64)
    for edge in ("target", "high"):
        for half in reduced(
            *(_column(grid.month, f"{edge}_{half}", like).ravel() for half in ("numerator", "denominator"))
        ):
            values, at = np.unique(half, return_inverse=True)
            number = np.unique(number * len(values) + at, return_inverse=True)[1]
    return number.reshape(like.shape)


def _distinguishable(numbers: npt.NDArray[np.int64], hidden: Hidden, structure: Structure) -> Hidden:
    """Where a node's own hidden leaves, on its line, have different targets, or some have none."""
    most = np.iinfo(numbers.dtype).max
    distinguishable = np.zeros_like(hidden)
    for i, leaves in enumerate(map(list, structure.leaf_nodes())):
        of_leaves = hidden[:, leaves]
        if of_leaves.any():
            highest = np.where(of_leaves, numbers[:, leaves], -1).max(axis=1)
            lowest = np.where(of_leaves, numbers[:, leaves], most).min(axis=1)
            distinguishable[:, i] = highest > lowest
    return distinguishable


def _several_targets(
    grid: Grid, numbers: npt.NDArray[np.int64], structure: Structure, when: tuple[Sequence[Month], int]
) -> Hidden:
    """Where a node's year to date is of several targets: its leaves have different ones in a month of it, or from one
    month to another, or it has one of its own that is none of theirs."""
    is_made = _derived(grid.month, numbers)
    own = (_column(grid.month, "target_denominator", numbers) != 0) & ~is_made
    is_made |= _derived(grid.year_to_date, numbers)
    several, changed = np.zeros_like(own), np.zeros_like(own)
    begins = np.array([month.year_start(when[1]) == month for month in when[0]])
    for i, leaves in enumerate(map(list, structure.leaf_nodes())):
        if leaves:
            least = numbers[:, leaves].min(axis=1)
            several[:, i] = numbers[:, leaves].max(axis=1) > least
            several[:, i] |= own[:, i] & (numbers[:, i] != least)
            # a lowest unit's that is made itself, as of those that were merged into it, is made of others than itself
            several[:, i] |= is_made[:, leaves].any(axis=1)
            changed[:, i, 1:] = least[:, 1:] != least[:, :-1]
    return _accumulated(several | (changed & ~begins), *when)


def _accumulated(cells: Hidden, months: Sequence[Month], year_starts: int) -> Hidden:
    """Whether it holds in the month or an earlier month of its year."""
    accumulated = cells.copy()
    for at in range(1, len(months)):
        if months[at].year_start(year_starts) != months[at]:
            accumulated[..., at] |= accumulated[..., at - 1]
    return accumulated


def _derived(figures: Figures, like: npt.NDArray[Any]) -> Hidden:
    return (_column(figures, "marks", like) & int(Mark.DERIVED)) > 0


def _weighted(grid: Grid, like: Hidden) -> Hidden:
    """Where the year's target differs from the month's: it is weighted by the bases of its months."""
    year, month = grid.year_to_date, grid.month
    unlike = np.zeros(like.shape, dtype=np.bool_)
    for edge in ("target", "high"):
        tops, bottoms = (
            [_column(figures, f"{edge}_{part}", like) for figures in (year, month)]
            for part in ("numerator", "denominator")
        )
        unlike |= product(tops[0], bottoms[1]) != product(tops[1], bottoms[0])
        unlike |= (bottoms[0] != 0) != (bottoms[1] != 0)
    return unlike


def _column(figures: Figures, name: str, like: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A column in the shape of `like`."""
    return integers(getattr(figures, name)).reshape(like.shape)


def _without(figures: Figures, suppressed: Hidden) -> Figures:
    """The figures with these targets blanked, keeping the mark of those that are derived."""
    targets: dict[str, Any] = {
        column.name: blank_in(getattr(figures, column.name), suppressed)
        for column in FIGURES_COLUMNS
        if column.when_hidden is WhenHidden.TARGET
    }
    marks = numbers_of(figures.marks) | np.where(suppressed.ravel(), int(Mark.DERIVED), 0)
    return replace(figures, marks=column_like(figures.marks, marks), **targets)
