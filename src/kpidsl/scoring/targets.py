"""Targets in force: dated, by unit before level before all, own at a parent or derived from its leaves.

A derived target is the only one with which all children on target put the parent on target: weighted by
denominators (a sum for counts and amounts). Kept as weights x target / (scale x denominators), exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import lcm

import numpy as np

from kpidsl.model.measure import DistinctPersons, Kind
from kpidsl.model.organisation import Node, Structure, UnitKey
from kpidsl.model.period import Frequency, Month
from kpidsl.model.spec import Indicator, Spec, Target, TargetForm
from kpidsl.model.state import Direction, Mark
from kpidsl.scoring.exact import Bools, Ints, product, reduced
from kpidsl.scoring.frequency import Periods

ADDITIVE = (Kind.COUNT, Kind.AMOUNT)


def known_at(spec: Spec, period: Month) -> Spec:
    """The specification as the card of `period` knows it: without targets decided after the period's end.

    So a target set in March for the whole year changes March's card and not the ones before, however late
    they are made again.
    """
    after = (period + 1).first_day
    return replace(
        spec,
        indicators=tuple(
            replace(i, targets=tuple(t for t in i.targets if t.decided is None or t.decided < after))
            for i in spec.indicators
        ),
    )


def in_force(
    indicator: Indicator, structure: Structure, months: tuple[Month, ...], edge: str
) -> tuple[Ints, int, Bools, Bools]:
    """Each node's own target over (node, month) as integers over one scale, where there is one, and where it is
    said that there is none.

    Leaves take the unit's, else their level's, else the bare one; parents only what names their level.
    `edge` is "value" or "high". Improvement targets are not here: they need last year's figures.
    """
    ranked = sorted(indicator.targets, key=_precedence)
    fractions = [_raw(t, indicator, edge) for t in ranked]
    scale = lcm(*(f.denominator for f in fractions if f is not None), 1)
    value = np.zeros((len(structure.nodes), len(months)), dtype=np.int64)
    has, none = np.zeros(value.shape, dtype=np.bool_), np.zeros(value.shape, dtype=np.bool_)
    numbers = np.array([m.number for m in months])
    leaves = frozenset(structure.leaves)
    for target, fraction in zip(ranked, fractions, strict=True):
        dated = np.ones(len(months), dtype=np.bool_)
        if target.valid_from is not None:
            dated &= numbers >= target.valid_from.number
        if target.valid_to is not None:
            dated &= numbers < target.valid_to.number
        holds = np.array([_holds_for(target, node, leaves) for node in structure.nodes], dtype=np.bool_)
        where = holds[:, None] & dated[None, :]
        has[where], none[where] = fraction is not None, target.form is TargetForm.NONE
        if fraction is not None:
            value[where] = fraction.numerator * (scale // fraction.denominator)
    return value, scale, has, none


def _precedence(target: Target) -> tuple[int, int, date]:
    """What overrules what: a unit's over a level's, a later start, and of one start the later decision."""
    rank = 2 if target.units else 1 if target.level else 0
    return rank, target.valid_from.number if target.valid_from else 0, target.decided or date.min


def _raw(target: Target, indicator: Indicator, edge: str) -> Fraction | None:
    if target.form in (TargetForm.NONE, TargetForm.IMPROVEMENT):
        return None
    value = target.value if edge == "value" else target.high
    return None if value is None else value / indicator.scale


def _holds_for(target: Target, node: Node, leaves: frozenset[UnitKey]) -> bool:
    if target.line is not None and target.line != node.line:
        return False
    if target.units:
        return (node.unit.code in target.units or node.name in target.units) and target.level in (None, node.unit.kind)
    if target.level:
        return node.unit.kind == target.level
    return node.unit in leaves


def target_of(indicator: Indicator, structure: Structure, node: int, month: Month) -> Target | None:
    """The target that `in_force` takes for the node in the month; None where it has none of its own."""
    found = None
    for target in sorted(indicator.targets, key=_precedence):
        begun = target.valid_from is None or month >= target.valid_from
        over = target.valid_to is not None and month >= target.valid_to
        if begun and not over and _holds_for(target, structure.nodes[node], frozenset(structure.leaves)):
            found = target
    return found


class LeafNodes:
    """For every node the nodes of its own leaves on the same line: sums and extremes by segments."""

    def __init__(self, structure: Structure) -> None:
        of_unit = {(n.line, n.unit): at for at, n in enumerate(structure.nodes)}
        nodes = structure.nodes
        leaves = frozenset(structure.leaves)
        self.is_leaf = np.array([n.unit in leaves for n in nodes], dtype=np.bool_)
        order: list[int] = []
        starts: list[int] = []
        for node in nodes:
            starts.append(len(order))
            own = [of_unit[node.line, structure.leaves[leaf]] for leaf in node.leaves]
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


def edge_targets(
    indicator: Indicator,
    structure: Structure,
    months: tuple[Month, ...],
    edge: str,
    denominator: Ints,
    leaves: LeafNodes,
) -> EdgeTargets | None:
    """Each node's target by its own row or derived from its leaves; None where there is none at all.

    `denominator` is each node's over (category, node, month), 0 where it has no value: leaves without a
    value or a target stay out on both sides.
    """
    value, scale, has, none = in_force(indicator, structure, months, edge)
    if not has.any():
        return None
    shape = denominator.shape
    own, values = np.broadcast_to(has[None], shape), np.broadcast_to(value[None], shape)
    additive = indicator.kind in ADDITIVE
    counted = own & leaves.is_leaf[None, :, None] & (denominator > 0)
    weights = np.where(counted, 1 if additive else denominator, 0)
    weight = leaves.over(np.add, weights, 0)
    sums = leaves.over(np.add, product(weights, values), 0)
    top = int(np.abs(value).max()) + 1
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
    return EdgeTargets(numerator, bottom * scale, np.asarray(derived))


def held(edge: EdgeTargets | None, periods: Periods) -> EdgeTargets | None:
    """A period's figure is judged by the target in force at the period's end, as long as it is shown."""
    if edge is None or periods.length == 1:
        return edge
    n, d, derived = (a[..., periods.ends] for a in (edge.numerator, edge.denominator, edge.derived))
    return EdgeTargets(periods.spread(n), periods.spread(d), periods.spread(derived.astype(np.int8)) > 0)


def flow_targets(
    month: EdgeTargets, denominator: Ints, value: Bools, periods: Periods, year_starts: int, additive: bool
) -> EdgeTargets:
    """The year's target of a flow to each month: weighted by the denominators of the periods with a value.

    On target every period is on target in the year to date. Counts and amounts add their periods' targets.
    """
    months, denominator, value = periods.end_months, denominator[..., periods.ends], value[..., periods.ends]
    month = EdgeTargets(*(a[..., periods.ends] for a in (month.numerator, month.denominator, month.derived)))
    numerator = np.zeros(denominator.shape, dtype=object)
    bottom = np.zeros(denominator.shape, dtype=object)
    derived = np.zeros(denominator.shape, dtype=np.bool_)
    sums = [Fractions.zero(denominator.shape[:2]) for _ in range(2)]
    seen = np.zeros(denominator.shape[:2], dtype=np.bool_)
    for at, one in enumerate(months):
        if at == 0 or one.year_start(year_starts) != months[at - 1].year_start(year_starts):
            sums = [Fractions.zero(denominator.shape[:2]) for _ in range(2)]
            seen = np.zeros(denominator.shape[:2], dtype=np.bool_)
        there = value[..., at] & (month.denominator[..., at] > 0)
        weight = np.where(there, 1 if additive else denominator[..., at], 0)
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


@dataclass(slots=True)
class Fractions:
    """A running sum of fractions, elementwise, in Python integers."""

    numerator: Ints
    denominator: Ints

    @staticmethod
    def zero(shape: tuple[int, ...]) -> Fractions:
        """0/1 everywhere."""
        return Fractions(np.zeros(shape, dtype=object), np.ones(shape, dtype=object))

    def add(self, numerator: Ints, denominator: Ints, weight: Ints) -> None:
        """Add weight x numerator / denominator where weight > 0."""
        where = weight > 0
        top = np.where(where, numerator.astype(object) * weight, 0)
        bottom = np.where(where, denominator.astype(object), 1)
        same = self.denominator == bottom
        left = np.where(same, self.numerator + top, self.numerator * bottom + top * self.denominator)
        both = np.where(same, self.denominator, self.denominator * bottom)
        self.numerator, self.denominator = reduced(left, both)
        self.numerator, self.denominator = self.numerator.astype(object), self.denominator.astype(object)


def improvement_targets(
    target: Target, indicator: Indicator, numerator: Ints, denominator: Ints, value: Bools, marks: Ints, lag: int
) -> EdgeTargets:
    """`n` better than `lag` months before, at every node: no target where that has no value or a break is between."""
    step = target.value / indicator.scale
    if indicator.direction is Direction.LOWER:
        step = -step
    before_n, before_d = shifted(numerator, lag), shifted(denominator, lag)
    there = (shifted(value.astype(np.int8), lag) > 0) & ~breaks_between(marks, lag, indicator.frequency)
    top = product(before_n, step.denominator) + product(before_d, step.numerator)
    bottom = product(before_d, step.denominator)
    return EdgeTargets(np.where(there, top, 0), np.where(there, bottom, 0), np.zeros(numerator.shape, dtype=np.bool_))


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
