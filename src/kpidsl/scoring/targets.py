"""Targets in force: dated, by unit before level before all, own at a parent or derived from its leaves.

A derived target is the only one with which all children on target put the parent on target: weighted by
denominators (a sum for counts and amounts). Kept as weights x target / (scale x denominators), exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kpidsl.model.measure import DistinctPersons, Kind
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Frequency, Month
from kpidsl.model.spec import Indicator, Target
from kpidsl.model.state import Direction, Mark, State
from kpidsl.model.targets import ADDITIVE
from kpidsl.scoring.exact import Bools, Fractions, Ints, product, reduced
from kpidsl.scoring.frequency import Periods
from kpidsl.scoring.inherited import Bases, Inherited, inherited
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.target_rows import in_force, rows_of


class LeafNodes:
    """For every node the nodes of its own leaves on the same line: sums and extremes by segments."""

    def __init__(self, structure: Structure) -> None:
        nodes = structure.nodes
        leaves = frozenset(structure.leaves)
        self.is_leaf = np.array([n.unit in leaves for n in nodes], dtype=np.bool_)
        order: list[int] = []
        starts: list[int] = []
        for own in structure.leaf_nodes():
            starts.append(len(order))
            order += own or [len(nodes)]
        self.order, self.starts = np.array(order, dtype=np.int64), np.array(starts, dtype=np.int64)

    def over(self, combine: np.ufunc, values: Ints, empty: int) -> Ints:
        """`combine` (add, minimum, maximum) over each node's leaves; `empty` for a node without any."""
        padded = np.concatenate([values, np.full_like(values[:, :1], empty)], axis=1)
        if not len(self.starts):
            return padded[:, :0]
        return np.asarray(combine.reduceat(padded[:, self.order], self.starts, axis=1))


@dataclass(frozen=True, slots=True)
class EdgeTargets:
    """One edge over (category, node, month): numerator / denominator (0/0: none), and where it is derived."""

    numerator: Ints
    denominator: Ints
    derived: Bools

    def at_the_month(self, at: Ints) -> EdgeTargets:
        """In each month the edge of the month that its figure is of (a position, over the same cells)."""
        return EdgeTargets(
            *(np.take_along_axis(a, at, axis=-1) for a in (self.numerator, self.denominator, self.derived))
        )


def edge_targets(
    indicator: Indicator,
    structure: Structure,
    months: tuple[Month, ...],
    edge: str,
    denominator: Ints,
    leaves: LeafNodes,
    bases: Bases | None = None,
) -> EdgeTargets | None:
    """Each node's target by its own row or derived from its leaves; None where there is none at all.

    `denominator` is each node's over (category, node, month), 0 where it has no value: leaves without a
    value or a target stay out on both sides. By `bases` the predecessors of a merged leaf weigh.
    """
    value, scale, has, none = in_force(indicator, structure, months, edge)
    heirs = list(inherited(indicator, structure, rows_of(indicator, months, edge), bases))
    if not has.any() and not any((heir.denominator > 0).any() for heir in heirs):
        return None
    shape = denominator.shape
    own, values = _with_plain(np.broadcast_to(has[None], shape), np.broadcast_to(value[None], shape), heirs)
    additive = indicator.kind in ADDITIVE
    counted = own & leaves.is_leaf[None, :, None] & (denominator > 0)
    weights = np.where(counted, 1 if additive else denominator, 0)
    weight = leaves.over(np.add, weights, 0)
    sums = leaves.over(np.add, product(weights, values), 0)
    top = int(np.abs(values).max()) + 1
    lowest = leaves.over(np.minimum, np.where(counted, values, top), top)
    highest = leaves.over(np.maximum, np.where(counted, values, -top), -top)
    weight = np.where(none[None], 0, weight)
    agree = (lowest == highest) & (weight > 0)
    if isinstance(indicator.formula, DistinctPersons):
        agree &= False
    derived = ~own & (weight > 0) & (~agree | additive) & ~leaves.is_leaf[None, :, None]
    if indicator.kind in (Kind.QUANTILE, Kind.INDEX) or isinstance(indicator.formula, DistinctPersons):
        derived &= False
    plain = np.where(own, values, np.where(agree, lowest, 0))
    numerator = np.where(derived, sums, plain)
    bottom = np.where(derived, 1 if additive else weight, (own | agree).astype(np.int64))
    found = EdgeTargets(numerator, bottom * scale, np.asarray(derived))
    weighted = [heir for heir in heirs if heir.derived.any()]
    return _with_heirs(found, weighted, structure, own, denominator, (sums, weight, scale), additive=additive)


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
    own: Bools,
    base: Ints,
    of_rows: tuple[Ints, Ints, int],
    *,
    additive: bool,
) -> EdgeTargets:
    """The targets with those of merged leaves that are derived, which every parent without an own target takes in.

    `of_rows` are what the other leaves make of each node: weights times targets, weights, and the targets' scale.
    """
    if not heirs:
        return found
    sums, weight, scale = of_rows
    n, d, derived = found.numerator.astype(object), found.denominator.astype(object), found.derived.copy()
    above: dict[int, list[tuple[Inherited, Ints]]] = {}
    for heir in heirs:
        at = heir.node
        n[:, at] = np.where(heir.derived, heir.numerator, n[:, at])
        d[:, at] = np.where(heir.derived, heir.denominator, d[:, at])
        derived[:, at] |= heir.derived
        counted = heir.derived & (base[:, at] > 0)
        for parent in tuple(structure.upward(at))[1:]:
            above.setdefault(parent, []).append((heir, np.where(counted, 1 if additive else base[:, at], 0)))
    for at, those in above.items():
        total = Fractions(sums[:, at].astype(object), np.full(sums[:, at].shape, scale, dtype=object))
        for heir, w in those:
            total.add(np.broadcast_to(heir.numerator, w.shape), np.broadcast_to(heir.denominator, w.shape), w)
        more = sum((w for _, w in those), np.zeros_like(weight[:, at]))
        here = ~own[:, at] & (more > 0)
        n[:, at] = np.where(here, total.numerator, n[:, at])
        d[:, at] = np.where(here, total.denominator * (1 if additive else weight[:, at] + more), d[:, at])
        derived[:, at] |= here
    return EdgeTargets(*reduced(n, d), derived)


def held(edge: EdgeTargets | None, periods: Periods) -> EdgeTargets | None:
    """A period's figure is judged by the target in force at the period's end, as long as it is shown."""
    if edge is None or periods.length == 1:
        return edge
    n, d, derived = (a[..., periods.ends] for a in (edge.numerator, edge.denominator, edge.derived))
    return EdgeTargets(periods.spread(n), periods.spread(d), periods.spread(derived.astype(np.int8)) > 0)


def flow_targets(
    month: EdgeTargets,
    denominator: Ints,
    value: Bools,
    periods: Periods,
    year_starts: int,
    additive: bool,
    latest: bool,
) -> EdgeTargets:
    """The year's target of a flow to each month: weighted by the denominators of the periods with a value.

    On target every period is on target in the year to date. Counts and amounts add their periods' targets. With
    `latest` the year's last target stands in for those of its earlier periods.
    """
    months, denominator, value = periods.end_months, denominator[..., periods.ends], value[..., periods.ends]
    month = EdgeTargets(*(a[..., periods.ends] for a in (month.numerator, month.denominator, month.derived)))
    numerator = np.zeros(denominator.shape, dtype=object)
    bottom = np.zeros(denominator.shape, dtype=object)
    derived = np.zeros(denominator.shape, dtype=np.bool_)
    sums = [Fractions.zero(denominator.shape[:2]) for _ in range(2)]
    seen = np.zeros(denominator.shape[:2], dtype=np.bool_)
    held: tuple[Ints, Ints] = (
        np.zeros(denominator.shape[:2], dtype=np.int64),
        np.ones(denominator.shape[:2], dtype=np.int64),
    )
    for at, one in enumerate(months):
        if at == 0 or one.year_start(year_starts) != months[at - 1].year_start(year_starts):
            sums = [Fractions.zero(denominator.shape[:2]) for _ in range(2)]
            seen = np.zeros(denominator.shape[:2], dtype=np.bool_)
        there = value[..., at] & (month.denominator[..., at] > 0)
        weight = np.where(there, 1 if additive else denominator[..., at], 0)
        if latest:
            held = (
                np.where(there, month.numerator[..., at], held[0]),
                np.where(there, month.denominator[..., at], held[1]),
            )
            sums[0] = Fractions.zero(denominator.shape[:2])
            sums[0].add(*held, sums[1].numerator + weight)
        else:
            sums[0].add(month.numerator[..., at], month.denominator[..., at], weight)
        sums[1].add(np.ones_like(weight), np.ones_like(weight), weight)
        seen |= there & month.derived[..., at]
        total, per = sums[0], sums[1]
        known = per.numerator > 0
        numerator[..., at] = np.where(known, total.numerator, 0)
        whole = total.denominator if additive else total.denominator * per.numerator
        bottom[..., at] = np.where(known, whole, 0)
        derived[..., at] = seen
    n, d = reduced(periods.spread(numerator), periods.spread(bottom))
    return EdgeTargets(n, d, periods.spread(derived.astype(np.int8)) > 0)


def improvement_targets(
    target: Target, indicator: Indicator, nodes: Nodes, marks: Ints, of: Ints, lag: int
) -> EdgeTargets:
    """`n` better than `lag` months before what each figure is `of` (a month's position), at every node.

    No target where that has no value, or where the series breaks between the two.
    """
    step = target.value / indicator.scale
    if indicator.direction is Direction.LOWER:
        step = -step
    before_n, before_d = shifted(nodes.numerator, lag), shifted(nodes.denominator, lag)
    there = shifted((nodes.state == State.VALUE).astype(np.int8), lag) > 0
    there &= ~_breaks_since(marks, shifted(of, lag), indicator.frequency)
    top = product(before_n, step.denominator) + product(before_d, step.numerator)
    bottom = product(before_d, step.denominator)
    derived = np.zeros(there.shape, dtype=np.bool_)
    return EdgeTargets(np.where(there, top, 0), np.where(there, bottom, 0), derived).at_the_month(of)


def _breaks_since(marks: Ints, base: Ints, frequency: Frequency) -> Bools:
    """Where the series breaks after the month that the base is of, or in it where it is a longer period's."""
    seen = np.cumsum((marks & Mark.BREAK) > 0, axis=-1)
    before = base - (frequency.months > 1)
    held = np.take_along_axis(seen, np.clip(before, 0, None), axis=-1)
    return np.asarray(seen - np.where(before < 0, 0, held) > 0)


def breaks_between(marks: Ints, lag: int, frequency: Frequency) -> Bools:
    """Where the series breaks after the month `lag` months before, up to and with the month itself.

    A quarter (tertial, year) that holds a break is made of both sides of it: it is no base for what comes after.
    """
    seen = np.cumsum((marks & Mark.BREAK) > 0, axis=-1)
    return np.asarray(seen - shifted(seen, lag + (frequency.months > 1)) > 0)


def shifted(values: Ints, lag: int) -> Ints:
    """Each month's value `lag` months before; 0 where there is none."""
    result = np.zeros_like(values)
    if lag < values.shape[-1]:
        result[..., lag:] = values[..., : values.shape[-1] - lag]
    return result
