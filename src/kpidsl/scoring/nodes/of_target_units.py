"""The figures of the units that have a target, at parents whose target is made of theirs while other units have none.

Such a parent is judged by what is in its target: 500 kroner of the one office with a target, not the 1 200 of two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from kpidsl.model.organisation import Structure
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Mark, State
from kpidsl.scoring.exact import Bools, Ints, product
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.nodes.additive import windows_in_time
from kpidsl.scoring.nodes.part_nodes import PartNodes, part_nodes
from kpidsl.scoring.nodes.windows import Windows
from kpidsl.scoring.rollup import LeafNodes, Nodes, RollUp
from kpidsl.scoring.targets.in_force import TargetBound
from kpidsl.scoring.targets.rows import in_force
from kpidsl.scoring.time.frequency import periods_of


@dataclass(frozen=True, slots=True)
class TargetUnits:
    """Over (category, node, month), of one category where all have the same targets: which leaves have a target, and at
    which parents the target is made of theirs while some relevant leaf has none."""

    has_target: Bools
    gap: Bools

    @staticmethod
    def of(indicator: Indicator, inputs: Inputs, windows: Windows, target: TargetBound) -> TargetUnits:
        """By the targets in force (`target`: of each month, before it is held over longer periods)."""
        leaf_nodes, months = inputs.leaf_nodes, inputs.months
        _, _, has, none = in_force(indicator, inputs.structure, months, "value", windows.categories)
        periods = periods_of(indicator.frequency, months, inputs.year_starts)
        judged_at = np.arange(len(months))
        if periods.length > 1 and len(periods.ends):  # a month is judged by the target at its period's end
            judged_at = periods.ends[np.minimum(np.searchsorted(periods.ends, judged_at), len(periods.ends) - 1)]
        leaf, known = leaf_nodes.is_leaf[:, None], target.denominator > 0
        if not indicator.has_targets_by_category:
            known = np.any(known, axis=0, keepdims=True)
        has_target = leaf & known[..., judged_at]
        awaited = leaf & (windows.own.state[0][:, judged_at] != State.NOT_RELEVANT)
        some_have, some_lack = (
            leaf_nodes.over(np.add, one.astype(np.int64), 0) > 0 for one in (has_target, awaited & ~has_target)
        )
        decided_itself = (has | none)[..., judged_at]
        return TargetUnits(np.asarray(has_target), np.asarray(~leaf & ~decided_itself & some_have & some_lack))


class RollUpOfSome(RollUp):
    """Sums over those of a node's leaves that are `kept`, over (category, node, month): no rows without unit, and none
    of a parent's own."""

    def __init__(self, structure: Structure, units: int, kept: Bools) -> None:
        super().__init__(structure, units)
        places = structure.leaf_nodes()
        segments: list[Bools] = []
        nobody = np.zeros_like(kept[:, :1])
        for node, own, above in zip(structure.nodes, places, self.above, strict=True):
            segments += [kept[:, list(own)]] if own else []
            segments += [nobody] * (len(above) if own or above else 1)
            if self.is_whole(node):
                segments.append(nobody)
        self.kept = np.concatenate(segments, axis=1) if segments else kept

    def sum(self, values: Ints) -> Ints:
        """Sums over (category, unit, month) → (category, node, month); exact."""
        if not len(self.starts):
            return super().sum(values)
        padded = np.concatenate([values, np.zeros_like(values[:, :1])], axis=1)
        return np.asarray(np.add.reduceat(np.where(self.kept, padded[:, self.order], 0), self.starts, axis=1))

    def own(self, units: tuple[object, ...]) -> list[tuple[int, int]]:
        """None."""
        return []


def windows_of_target_units(indicator: Indicator, inputs: Inputs, units: TargetUnits) -> Windows:
    """The indicator's windows with the leaves that have a target alone, at leaves and at the parents with a gap; at
    other parents, and in other months, as they are."""
    whole = part_nodes(indicator, inputs)
    roll_up = RollUpOfSome(inputs.structure, len(inputs.tables.units), units.has_target)
    some = part_nodes(indicator, replace(inputs, roll_up=roll_up))
    taken = inputs.leaf_nodes.is_leaf[:, None] | units.gap
    return windows_in_time(indicator, inputs, _mixed(whole, some, taken))


def _mixed(whole: PartNodes, some: PartNodes, taken: Bools) -> PartNodes:
    """The nodes of `some` where they are `taken`, else those of `whole`, at one scale."""
    scale = np.lcm(whole.scale, some.scale)
    scaled = [_at_scale(one.nodes, scale // one.scale) for one in (some, whole)]
    pairs = {name: [getattr(nodes, name) for nodes in scaled] for name in Nodes.__slots__}
    nodes = Nodes(**{name: np.where(taken, theirs, kept) for name, (theirs, kept) in pairs.items()})
    return replace(whole, nodes=nodes, scale=scale)


def _at_scale(nodes: Nodes, by: Ints | int) -> Nodes:
    scaled = {name: product(getattr(nodes, name), by) for name in ("numerator", "denominator", "lacking")}
    return replace(nodes, **scaled)


def apart(one: Nodes, other: Nodes, scales: tuple[Ints | int, Ints | int], leaf_nodes: LeafNodes) -> Bools:
    """Over (category, node, month): the parents that have other figures in `other`, or lack others; the counts at
    `scales`."""
    doubt = int(Mark.PARTIAL | Mark.UNSIZED)
    unlike = (one.state != other.state) | (one.marks & doubt != other.marks & doubt)
    for name in ("numerator", "denominator", "lacking"):
        unlike |= product(getattr(one, name), scales[1]) != product(getattr(other, name), scales[0])
    return np.asarray(unlike & ~leaf_nodes.is_leaf[None, :, None])
