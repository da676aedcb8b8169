"""Where each target comes from and the rows behind it, recorded for the explanation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np

from kpidsl.model.measure import Cumulation
from kpidsl.model.organisation import Structure
from kpidsl.model.spec import Indicator
from kpidsl.model.state import TargetOrigin
from kpidsl.model.targets import rows_behind
from kpidsl.scoring.exact import Bools, Ints
from kpidsl.scoring.targets.in_force import TargetBound
from kpidsl.scoring.targets.rows import TargetRows

RowSets = tuple[tuple[int, ...], ...]
Bound = TargetBound | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """Over (category, node, month) a TargetOrigin and a position in `row_sets`, whose first is empty; each set holds
    positions in the indicator's `targets`."""

    origin: Ints
    rows: Ints
    row_sets: RowSets


def recorded(
    indicator: Indicator,
    structure: Structure,
    all_rows: TargetRows,
    year_starts: int,
    bounds: tuple[Bound, Bound],
    of: tuple[Ints, Ints],
) -> Recorded:
    """The origin and the rows (of `all_rows`) of the targets of the month and of the year to date (`bounds`: the value
    bound of each; `of`: the position of the month that each figure is of).

    A node with a row of its own has that row; one without has the rows of the lowest units below it, on its line. For
    the year to date of a flow, every row counts that was in force in one of the year's months.
    """
    months = all_rows.months
    shape = of[0].shape
    month, has_target, derived = bounds[0], np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    for bound in bounds:
        if bound is not None:
            has_target |= bound.denominator > 0
            derived |= bound.derived
    is_derived = np.zeros(shape, dtype=np.bool_) if month is None else month.derived
    own_rows, sets = target_rows(indicator, structure, all_rows, is_derived)
    adds_up = indicator.cumulation is Cumulation.FLOW and not indicator.latest_target
    starts = [at for at, m in enumerate(months) if not adds_up or at == 0 or m.year_start(year_starts) == m]
    collected = _RowSets(sets)
    of_node = np.stack([_count_before(rows, starts, collected) for rows in own_rows])
    of_units = np.stack([_of_units(structure, rows, collected) for rows in of_node])
    own = np.take_along_axis(np.broadcast_to(of_node > 0, shape), of[0], axis=-1)
    behind = _of_figures(np.broadcast_to(np.where(of_node > 0, of_node, of_units), shape), of, collected)
    leaves = frozenset(structure.leaves)
    is_leaf = np.array([node.unit in leaves for node in structure.nodes], dtype=np.bool_)[:, None]
    origin = np.select(
        [derived, own, has_target & is_leaf, has_target],
        [TargetOrigin.DERIVED, TargetOrigin.OWN, TargetOrigin.OWN, TargetOrigin.OF_CHILDREN],
        TargetOrigin.NONE,
    )
    rows = np.where(origin == TargetOrigin.NONE, 0, behind)
    return Recorded(origin.astype(np.int8), rows, tuple(collected.sets))


class _RowSets:
    """Sets of rows, each with its position."""

    def __init__(self, sets: RowSets) -> None:
        self.sets: dict[tuple[int, ...], int] = {one: at for at, one in enumerate(sets)}

    def together(self, positions: Iterable[int]) -> int:
        """The position of the union of the sets at these positions, in their order."""
        kept: tuple[int, ...] = tuple(dict.fromkeys(positions))
        if len(kept) == 1:
            return kept[0]
        sets = tuple(self.sets)
        union = tuple(dict.fromkeys(row for at in kept for row in sets[at]))
        return self.sets.setdefault(union, len(self.sets))


def _of_figures(rows: Ints, of: tuple[Ints, Ints], collected: _RowSets) -> Ints:
    """Over (category, node, month) the rows of the months that the two figures are `of`, together."""
    month, year = (np.take_along_axis(rows, at, axis=-1) for at in of)
    for cell in zip(*np.nonzero(month != year), strict=True):
        month[cell] = collected.together((int(month[cell]), int(year[cell])))
    return np.asarray(month)


def _count_before(own_rows: Ints, starts: list[int], collected: _RowSets) -> Ints:
    """Over (node, month) the rows of every month since the last of `starts` (positions of months)."""
    result = own_rows.copy()
    for at in range(1, own_rows.shape[1]):
        if at in starts:
            continue
        for node in np.flatnonzero(result[:, at] != result[:, at - 1]):
            result[node, at] = collected.together((int(result[node, at - 1]), int(result[node, at])))
    return result


def _of_units(structure: Structure, of_node: Ints, collected: _RowSets) -> Ints:
    """Over (node, month) the rows of the lowest units below each node together."""
    result = of_node.copy()
    for node, units in enumerate(structure.leaf_nodes()):
        if units == (node,):
            continue
        below = of_node[list(units)]
        known: dict[bytes, int] = {}
        for at in range(below.shape[1]):
            key = below[:, at].tobytes()
            if key not in known:
                known[key] = collected.together(below[:, at].tolist()) if len(below) else 0
            result[node, at] = known[key]
    return result


def target_rows(indicator: Indicator, structure: Structure, rows: TargetRows, derived: Bools) -> tuple[Ints, RowSets]:
    """Over (category, node, month) a position in the sets, and the sets: positions in the indicator's `targets`, the
    first empty. Of one category, where all have the same `rows`.

    A unit that was merged or renumbered has the rows of those it was made of, until one names itself; where its target
    is `derived` from theirs over (category, node, month), it has them whatever names it.
    """
    position = {id(target): at for at, target in enumerate(indicator.targets)}
    own = [position[id(target)] for target, _ in rows.ranked]
    sets: dict[tuple[int, ...], int] = {(): 0}
    set_of_row = np.array([*(sets.setdefault((at,), len(sets)) for at in own), 0], dtype=np.int64)
    held = rows.held(structure)
    recorded = set_of_row[held]
    leaves = frozenset(structure.leaves)
    for node, one in enumerate(structure.nodes if structure.formed else ()):
        if one.unit not in leaves or one.unit.code not in structure.formed:
            continue
        for (within, category), (at, month) in product(enumerate(rows.categories), enumerate(rows.months)):
            own_row = held[within, node, at]
            if own_row >= 0 and rows.ranked[own_row][0].units and not derived[within, node, at]:
                continue
            behind = tuple(position[id(t)] for t in rows_behind(indicator, structure, one, [month], category))
            if behind:
                recorded[within, node, at] = sets.setdefault(behind, len(sets))
    return recorded, tuple(sets)
