"""Targets in force: dated, by unit before level before all, own at a parent or derived from its leaves.

A derived target is the only one with which all children on target put the parent on target: weighted by
denominators (a sum for counts and amounts). Kept as weights x target / (scale x denominators), exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kpidsl.model.measure import DistinctPersons
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.model.targets import ADDITIVE, adds_up
from kpidsl.scoring.exact import Bools, Fractions, Ints, product, reduced
from kpidsl.scoring.rollup import LeafNodes
from kpidsl.scoring.targets.rows import in_force, rows_of
from kpidsl.scoring.targets.successors import Bases, Inherited, inherited


@dataclass(frozen=True, slots=True)
class EdgeTargets:
    """One edge over (category, node, month): numerator / denominator (0/0: none), and where it is derived."""

    numerator: Ints
    denominator: Ints
    derived: Bools

    def at(self, months: Ints | slice) -> EdgeTargets:
        """The edge of the months at these positions alone."""
        return EdgeTargets(*(a[..., months] for a in (self.numerator, self.denominator, self.derived)))

    def at_the_month(self, at: Ints) -> EdgeTargets:
        """In each month the edge of the month that its figure is of (a position, over the same cells)."""
        return EdgeTargets(
            *(np.take_along_axis(a, at, axis=-1) for a in (self.numerator, self.denominator, self.derived))
        )


#: The value's edge and the corridor's other.
Edges = tuple[EdgeTargets | None, EdgeTargets | None]


def edge_targets(
    indicator: Indicator,
    leaf_nodes: LeafNodes,
    months: tuple[Month, ...],
    edge: str,
    denominator: Ints,
    bases: Bases | None = None,
) -> EdgeTargets | None:
    """Each node's target by its own row or derived from its leaves; None where there is none at all.

    `denominator` is each node's over (category, node, month), 0 where it has no value: leaves without a
    value or a target stay out on both sides. By `bases` the predecessors of a merged leaf weigh.
    """
    structure = leaf_nodes.structure
    value, scale, has, none = in_force(indicator, structure, months, edge)
    heirs = list(inherited(indicator, structure, rows_of(indicator, months, edge), bases))
    if not has.any() and not any((heir.denominator > 0).any() for heir in heirs):
        return None
    shape, additive = denominator.shape, indicator.kind in ADDITIVE
    there, values = _with_plain(np.broadcast_to(has[None], shape), np.broadcast_to(value[None], shape), heirs)
    own = _Own(values, scale, there, none, additive)
    made = _of_leaves(leaf_nodes, own, denominator)
    agree = made.agree & (not isinstance(indicator.formula, DistinctPersons))
    of_more = ~there & ~leaf_nodes.is_leaf[None, :, None] & (made.weight > 0)
    derived = of_more & (~agree | additive) & adds_up(indicator)
    plain = np.where(there, values, np.where(agree, made.shared, 0))
    numerator = np.where(derived, made.sums, plain)
    bottom = np.where(derived, 1 if additive else made.weight, (there | agree).astype(np.int64))
    found = EdgeTargets(numerator, bottom * scale, np.asarray(derived))
    weighted = [heir for heir in heirs if heir.derived.any()]
    return _with_heirs(found, weighted, structure, denominator, own, made)


@dataclass(frozen=True, slots=True)
class _Own:
    """Each node's own target over (category, node, month): `scale` times as much, where it is `there`, and where it is
    said that there is `none`. `additive`: a parent's is its leaves' sum."""

    values: Ints
    scale: int
    there: Bools
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
    values, counted = own.values, own.there & leaf_nodes.is_leaf[None, :, None] & (denominator > 0)
    weights = np.where(counted, 1 if own.additive else denominator, 0)
    weight = np.where(own.none[None], 0, leaf_nodes.over(np.add, weights, 0))
    sums = leaf_nodes.over(np.add, product(weights, values), 0)
    top = int(np.abs(values).max()) + 1
    lowest = leaf_nodes.over(np.minimum, np.where(counted, values, top), top)
    highest = leaf_nodes.over(np.maximum, np.where(counted, values, -top), -top)
    return _OfLeaves(sums, weight, lowest, np.asarray((lowest == highest) & (weight > 0)))


def _with_plain(own: Bools, values: Ints, heirs: Sequence[Inherited]) -> tuple[Bools, Ints]:
    """Where there is an own target and which, with those that merged and renumbered leaves have as it stands."""
    own, values = own.copy(), values.copy()
    for heir in heirs:
        own[:, heir.node] = (heir.denominator > 0) & ~heir.derived
        values[:, heir.node] = np.where(own[:, heir.node], heir.numerator, 0)
    return own, values


def _with_heirs(
    found: EdgeTargets,
    heirs: Sequence[Inherited],
    structure: Structure,
    base: Ints,
    own: _Own,
    made: _OfLeaves,
) -> EdgeTargets:
    """The targets with those of merged leaves that are derived, which every parent without an own target takes in.

    `made` is what the other leaves make of each node.
    """
    if not heirs:
        return found
    n, d, derived = found.numerator.astype(object), found.denominator.astype(object), found.derived.copy()
    above: dict[int, list[tuple[Inherited, Ints]]] = {}
    for heir in heirs:
        at = heir.node
        n[:, at] = np.where(heir.derived, heir.numerator, n[:, at])
        d[:, at] = np.where(heir.derived, heir.denominator, d[:, at])
        derived[:, at] |= heir.derived
        counted = heir.derived & (base[:, at] > 0)
        for parent in tuple(structure.upward(at))[1:]:
            above.setdefault(parent, []).append((heir, np.where(counted, 1 if own.additive else base[:, at], 0)))
    for at, those in above.items():
        sums, weight = made.sums[:, at], made.weight[:, at]
        total = Fractions(sums.astype(object), np.full(sums.shape, own.scale, dtype=object))
        for heir, w in those:
            total.add(np.broadcast_to(heir.numerator, w.shape), np.broadcast_to(heir.denominator, w.shape), w)
        more = sum((w for _, w in those), np.zeros_like(weight))
        here = ~own.there[:, at] & (more > 0)
        n[:, at] = np.where(here, total.numerator, n[:, at])
        d[:, at] = np.where(here, total.denominator * (1 if own.additive else weight + more), d[:, at])
        derived[:, at] |= here
    return EdgeTargets(*reduced(n, d), derived)
