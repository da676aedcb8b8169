"""Targets in force: dated, by unit before level before all, own at a parent or derived from its leaves.

A derived target is the only one with which all children on target put the parent on target: weighted by
denominators (a sum for counts and amounts). Kept as weights x target / (scale x denominators), exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.scoring.exact import Bools, Fractions, Ints, product, reduced
from kpidsl.scoring.rollup import LeafNodes
from kpidsl.scoring.targets.rows import in_force, rows_of
from kpidsl.scoring.targets.successors import Bases, Inherited, inherited


@dataclass(frozen=True, slots=True)
class TargetBound:
    """One bound of the target over (category, node, month): numerator / denominator (0/0: none), and whether it is
    derived."""

    numerator: Ints
    denominator: Ints
    derived: Bools

    def at(self, months: Ints | slice) -> TargetBound:
        """The bound in the months at these positions."""
        return TargetBound(*(a[..., months] for a in (self.numerator, self.denominator, self.derived)))

    def at_the_month(self, at: Ints) -> TargetBound:
        """The bound of the month that each cell's figure belongs to (`at`: positions over the same cells)."""
        return TargetBound(
            *(np.take_along_axis(a, at, axis=-1) for a in (self.numerator, self.denominator, self.derived))
        )


#: The value's bound and the corridor's other.
TargetBounds = tuple[TargetBound | None, TargetBound | None]


def either(bounds: TargetBounds, others: TargetBounds, taken: Bools) -> TargetBounds:
    """The `others` where they are `taken`, else the `bounds`; as these where there are none at all."""
    low, high = (_either(*pair, taken) for pair in zip(bounds, others, strict=True))
    return low, high


def _either(bound: TargetBound | None, other: TargetBound | None, taken: Bools) -> TargetBound | None:
    if bound is None or other is None:
        return bound
    return TargetBound(
        np.where(taken, other.numerator, bound.numerator),
        np.where(taken, other.denominator, bound.denominator),
        np.where(taken, other.derived, bound.derived),
    )


def target_bound(
    indicator: Indicator,
    leaf_nodes: LeafNodes,
    months: tuple[Month, ...],
    bound: str,
    denominator: Ints,
    categories: tuple[str, ...],
    bases: Bases | None = None,
) -> TargetBound | None:
    """Each node's target by its own row or derived from its leaves; None where there is none at all.

    `denominator` is each node's over (category, node, month), 0 where it has no value: leaves without a
    value or a target stay out on both sides. By `bases` the predecessors of a merged leaf weigh.
    """
    structure = leaf_nodes.structure
    value, scale, has, none = in_force(indicator, structure, months, bound, categories)
    successors = list(inherited(indicator, structure, rows_of(indicator, months, bound, categories), bases))
    if not has.any() and not any((successor.denominator > 0).any() for successor in successors):
        return None
    shape, additive = denominator.shape, indicator.traits.targets == "summed"
    has_own, values = _with_plain(np.broadcast_to(has, shape), np.broadcast_to(value, shape), successors)
    own = _Own(values, scale, has_own, none, additive)
    of_leaves = _of_leaves(leaf_nodes, own, denominator)
    agree = of_leaves.agree & (indicator.traits.combined != "persons") & indicator.targets_add_up
    of_more = indicator.targets_add_up & ~has_own & ~leaf_nodes.is_leaf[None, :, None] & (of_leaves.weight > 0)
    derived = of_more & (~agree | additive) & indicator.traits.adds_up
    plain = np.where(has_own, values, np.where(agree, of_leaves.shared, 0))
    numerator = np.where(derived, of_leaves.sums, plain)
    bottom = np.where(derived, 1 if additive else of_leaves.weight, (has_own | agree).astype(np.int64))
    bound_of_rows = TargetBound(numerator, bottom * scale, np.asarray(derived))
    weighted = [successor for successor in successors if successor.derived.any()]
    return _with_successors(bound_of_rows, weighted, structure, denominator, own, of_leaves)


@dataclass(frozen=True, slots=True)
class _Own:
    """Each node's own target over (category, node, month): `scale` times as much, where `present`, and where it is
    said that there is `none`. `additive`: a parent's is its leaves' sum."""

    values: Ints
    scale: int
    present: Bools
    none: Bools
    additive: bool


@dataclass(frozen=True, slots=True)
class _OfLeaves:
    """What the leaves make of each node's target: the sums of weights times targets and of weights, and the target that
    they share where they agree."""

    sums: Ints
    weight: Ints
    shared: Ints
    agree: Bools


def _of_leaves(leaf_nodes: LeafNodes, own: _Own, denominator: Ints) -> _OfLeaves:
    """Of the leaves that have a value and a target, weighted by their denominators (not where they add up)."""
    values, counted = own.values, own.present & leaf_nodes.is_leaf[None, :, None] & (denominator > 0)
    weights = np.where(counted, 1 if own.additive else denominator, 0)
    weight = np.where(own.none, 0, leaf_nodes.over(np.add, weights, 0))
    sums = leaf_nodes.over(np.add, product(weights, values), 0)
    top = int(np.abs(values).max()) + 1
    lowest = leaf_nodes.over(np.minimum, np.where(counted, values, top), top)
    highest = leaf_nodes.over(np.maximum, np.where(counted, values, -top), -top)
    return _OfLeaves(sums, weight, lowest, np.asarray((lowest == highest) & (weight > 0)))


def _with_plain(own: Bools, values: Ints, successors: Sequence[Inherited]) -> tuple[Bools, Ints]:
    """Where there is an own target and which, with those that merged and renumbered leaves have as it stands."""
    own, values = own.copy(), values.copy()
    for successor in successors:
        own[:, successor.node] = (successor.denominator > 0) & ~successor.derived
        values[:, successor.node] = np.where(own[:, successor.node], successor.numerator, 0)
    return own, values


def _with_successors(
    target: TargetBound,
    successors: Sequence[Inherited],
    structure: Structure,
    base: Ints,
    own: _Own,
    of_leaves: _OfLeaves,
) -> TargetBound:
    """The targets with those of merged leaves that are derived, which every parent without an own target takes in.

    `of_leaves` is what the other leaves make of each node.
    """
    if not successors:
        return target
    n, d, derived = target.numerator.astype(object), target.denominator.astype(object), target.derived.copy()
    above: dict[int, list[tuple[Inherited, Ints]]] = {}
    for successor in successors:
        at = successor.node
        n[:, at] = np.where(successor.derived, successor.numerator, n[:, at])
        d[:, at] = np.where(successor.derived, successor.denominator, d[:, at])
        derived[:, at] |= successor.derived
        counted = successor.derived & (base[:, at] > 0)
        for parent in tuple(structure.upward(at))[1:]:
            above.setdefault(parent, []).append((successor, np.where(counted, 1 if own.additive else base[:, at], 0)))
    for at, inherited_below in above.items():
        sums, weight = of_leaves.sums[:, at], of_leaves.weight[:, at]
        total = Fractions(sums.astype(object), np.full(sums.shape, own.scale, dtype=object))
        for successor, w in inherited_below:
            total.add(np.broadcast_to(successor.numerator, w.shape), np.broadcast_to(successor.denominator, w.shape), w)
        more = sum((w for _, w in inherited_below), np.zeros_like(weight))
        taken_in = ~own.present[:, at] & (more > 0)
        n[:, at] = np.where(taken_in, total.numerator, n[:, at])
        whole = total.denominator if own.additive else product(total.denominator, weight + more)
        d[:, at] = np.where(taken_in, whole, d[:, at])
        derived[:, at] |= taken_in
    return TargetBound(*reduced(n, d), derived)
