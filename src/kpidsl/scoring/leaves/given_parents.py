"""Parents with delivered figures of their own: never replaced by a sum, and reported where they differ from their
children's sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from kpidsl.model.organisation import Structure
from kpidsl.model.plan import IndicatorPlan
from kpidsl.model.state import Mark, State
from kpidsl.scoring.exact import Bools, Ints
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.leaves.arrays import Leaves
from kpidsl.scoring.leaves.higher_units import is_given
from kpidsl.scoring.rollup import Nodes


@dataclass(frozen=True, slots=True)
class InconsistentParent:
    """A parent whose own figure is not its children's sum: `more` than the sum, or None where the two cannot both be
    right, so that the parent's figure is missing: it is less or, in a `closed` source, whose figures are declared to
    add up, another."""

    unit: int
    month: int
    more: Fraction | None
    closed: bool


@dataclass(frozen=True, slots=True)
class _Given:
    """A parent (its node and its position among the units) with a figure of its own, over (category, month): where
    it is a `value`, and where it is `less` than its leaves' sum.

    `below`: whether its denominator is delivered too. One that is counted from rows is counted for the parent as for
    any other unit.
    """

    node: int
    unit: int
    value: Bools
    less: Bools
    below: bool


def given_parents(
    nodes: Nodes, how: IndicatorPlan, inputs: Inputs, top: Leaves, bottom: Leaves, wrong: Bools
) -> list[InconsistentParent]:
    """Put each parent's own delivered figure in place of the sum, and return those that differ from their children's
    sum.

    A figure that is `wrong` (a share over 100 per cent) is missing, as a unit's would be; so is one that is less than
    its children's sum, and in a source whose figures are declared to add up one that is not that sum.
    """
    if not is_given(how.numerator, inputs):
        return []
    own = inputs.roll_up.own(inputs.tables.units)
    delivered = (_given(nodes, how, top, bottom, at, below=is_given(how.denominator, inputs)) for at in own)
    given = [parent for parent in delivered if parent.value.any()]
    for parent in given:
        _take_own(nodes, parent, how, top, bottom, wrong)
    per = None if how.denominator is not None else how.factor.denominator * top.scale
    closed = _closed(how, inputs)
    differing = [(p, one) for p in given for one in _inconsistent(nodes, p, inputs.structure, per, closed=closed)]
    for parent, one in differing:
        if one.more is None:
            shown = parent.value[:, one.month]
            nodes.state[shown, parent.node, one.month] = State.MISSING
            for figures in (nodes.numerator, nodes.denominator, nodes.n):
                figures[shown, parent.node, one.month] = 0
    return [one for _, one in differing]


def _closed(how: IndicatorPlan, inputs: Inputs) -> bool:
    """Whether one of the parts reads a source whose figures are declared to add up."""
    return any(source.closed for source in inputs.sources(how))


def _given(
    nodes: Nodes, how: IndicatorPlan, top: Leaves, bottom: Leaves, at: tuple[int, int], *, below: bool
) -> _Given:
    """The parent's own figure at (node, unit), compared with the sum that is in `nodes`."""
    node, unit = at
    value = top.present[unit] & (top.state[:, unit] == State.VALUE) & (bottom.state[:, unit] == State.VALUE)
    under = nodes.numerator[:, node] > top.value[:, unit] * how.factor.numerator
    if below:
        under |= nodes.denominator[:, node] > bottom.value[:, unit] * how.factor.denominator
    return _Given(node, unit, value, value & under & (nodes.state[:, node] == State.VALUE), below)


def _take_own(nodes: Nodes, parent: _Given, how: IndicatorPlan, top: Leaves, bottom: Leaves, wrong: Bools) -> None:
    """Write the parent's own figures into `nodes`: complete, and without breaks."""
    above, below, right = top.value[:, parent.unit], bottom.value[:, parent.unit], ~wrong[:, parent.unit]
    numerator, denominator = above * how.factor.numerator, below * how.factor.denominator
    rests_on = above if how.denominator is None else below
    if how.denominator is not None and not parent.below:
        denominator, rests_on = nodes.denominator[:, parent.node], nodes.n[:, parent.node]
    relevant = np.where((denominator > 0) | (numerator != 0), State.VALUE, State.NOT_RELEVANT)
    own: dict[str, Ints | int] = {
        "numerator": np.where(right, numerator, 0),
        "denominator": np.where(right, denominator, 0),
        "state": np.where(right, relevant, State.MISSING),
        "marks": 0,
        "n": np.where(right, rests_on, 0),
        "lacking": 0,
    }
    for name, values in own.items():
        here = getattr(nodes, name)[:, parent.node]
        here[...] = np.where(parent.value, values, here)


def _inconsistent(
    nodes: Nodes, parent: _Given, structure: Structure, per: int | None, *, closed: bool
) -> Iterator[InconsistentParent]:
    """The months in which a given parent has less than the units just below it (these may be given too), and, for a
    count or an amount (`per` is its denominator, otherwise None), the months in which it has more than all of them: the
    rest belongs to no unit.

    In a `closed` source a larger denominator is wrong too. Where a child's figure is missing a larger parent is not
    reported: the rest would be the missing figure.
    """
    node, value = parent.node, parent.value
    below = [at for at, n in enumerate(structure.nodes) if n.parent == node]
    valued = nodes.state[:, below] == State.VALUE
    summed = np.where(valued, nodes.numerator[:, below], 0).sum(axis=1)
    more = nodes.numerator[:, node] - summed
    less = parent.less | (value & (more < 0))
    unequal = more != 0
    if parent.below:
        under = np.where(valued, nodes.denominator[:, below], 0).sum(axis=1)
        less |= value & (under > nodes.denominator[:, node])
        unequal |= under != nodes.denominator[:, node]
    whole = (valued | (nodes.state[:, below] == State.NOT_RELEVANT)).all(axis=1) & valued.any(axis=1)
    whole &= ((nodes.marks[:, below] & int(Mark.PARTIAL)) == 0).all(axis=1)
    for month in range(value.shape[1]):
        if less[:, month].any() or (closed and (value & whole & unequal)[:, month].any()):
            yield InconsistentParent(parent.unit, month, None, closed)
        elif per is not None and value[0, month] and whole[0, month] and more[0, month] > 0:
            yield InconsistentParent(parent.unit, month, Fraction(int(more[0, month]), per), closed=False)


def less_than_parts(structure: Structure, state: Ints, sides: Sequence[Leaves]) -> Iterator[InconsistentParent]:
    """The months in which a unit's own ready-made figure is less than the sum of its parts."""
    for whole, parts in structure.parts.items():
        at = list(parts)
        known = (state[:, [whole, *at]] == State.VALUE).all(axis=1)
        less = np.zeros_like(known)
        for side in sides:
            less |= side.value[:, whole] < side.value[:, at].sum(axis=1)
        for month in np.nonzero((known & less).any(axis=0))[0]:
            yield InconsistentParent(whole, int(month), None, closed=False)
