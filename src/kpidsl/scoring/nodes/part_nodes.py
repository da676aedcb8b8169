"""An indicator's parts at every node: numerators, denominators and states, before time and targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kpidsl.model.names import sort_key
from kpidsl.model.plan import IndicatorPlan
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Mark, State
from kpidsl.model.tables import Tables
from kpidsl.scoring.exact import Bools, Ints, narrow, product
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.leaves.apportioned import in_twelfths, is_distributed, marked
from kpidsl.scoring.leaves.arrays import Leaves, part_leaves
from kpidsl.scoring.leaves.break_marks import broken, distributed
from kpidsl.scoring.leaves.definitions import break_marks, held_in, joined
from kpidsl.scoring.leaves.given_parents import InconsistentParent, given_parents, less_than_parts
from kpidsl.scoring.leaves.higher_units import as_summed, set_states
from kpidsl.scoring.rollup import Nodes, RollUp, last_known

_WORST_FIRST = (State.NOT_READY, State.WITHHELD_BY_SOURCE, State.MISSING, State.NOT_RELEVANT)


def categories_of(how: IndicatorPlan, tables: Tables) -> tuple[str, ...]:
    """The whole ("") and the breakdown's categories in Norwegian order."""
    names: set[str] = set()
    keys = {key for one in how.definitions for key in (one.numerator, one.denominator)}
    for block in tables.blocks:
        if keys & set(block.values):
            names |= set(block.categories)
    return ("", *sorted(names - {""}, key=lambda name: (sort_key(name), name)))


@dataclass(frozen=True, slots=True)
class PartNodes:
    """An indicator's parts: at every node, and of the leaves. The (unit, month) of shares `over` 100 per cent, and the
    parents whose own figure is not their children's sum (`inconsistent`).

    `scale`, over (category, node, 1): how many times the nodes' numerators and denominators are too large (1, but where
    figures are distributed in fractions: there they stay integers so).
    """

    nodes: Nodes
    top: Leaves
    bottom: Leaves
    over: list[tuple[int, int]]
    inconsistent: list[InconsistentParent]
    scale: Ints | int

    @property
    def categories(self) -> tuple[str, ...]:
        """The whole ("") and the breakdown's."""
        return self.top.categories

    @property
    def has_rows(self) -> Bools:
        """Over months: where there is a row of either part, of whatever unit."""
        return np.asarray((self.top.own_present | self.bottom.own_present).any(axis=0))


def part_nodes(indicator: Indicator, inputs: Inputs) -> PartNodes:
    """The indicator at every node. Each month is made by the definition that holds in it; where that is another than
    before, the series breaks."""
    how = inputs.plan.indicators[indicator.code]
    categories = categories_of(how, inputs.tables)
    by_definition = [_of_definition(indicator, one, inputs, categories) for one in how.definitions]
    within = held_in([one.since for one in how.definitions], inputs.months)
    nodes = joined([one.nodes for one in by_definition], within)
    nodes.marks[...] |= break_marks(indicator, inputs.months)
    top, bottom = (
        joined([one.top for one in by_definition], within),
        joined([one.bottom for one in by_definition], within),
    )
    over = [cell for one, holds in zip(by_definition, within, strict=True) for cell in one.over if holds[cell[1]]]
    inconsistent = [
        parent
        for one, holds in zip(by_definition, within, strict=True)
        for parent in one.inconsistent
        if holds[parent.month]
    ]
    nodes, scale = _in_lowest(nodes, top.scale, whole=is_distributed(how, inputs.plan))
    return PartNodes(nodes, top, bottom, over, inconsistent, scale)


def nodes_of_figures(indicator: Indicator, inputs: Inputs) -> Nodes:
    """The states of ready-made figures at every node, as those of their sum: the figure of a unit above stands beside
    those of the units below it, and a unit above that has its own is whole, whatever lacks below it."""
    definitions, roll_up = inputs.plan.indicators[indicator.code].definitions, inputs.roll_up
    nodes = []
    for how in definitions:
        sides, counting, state, _ = _settled(indicator, how, inputs, _leaves(how, inputs, ("",)))
        delivered = sides[0].state == State.VALUE
        state[:, roll_up.higher] = np.where(delivered[:, roll_up.higher], State.VALUE, State.NOT_RELEVANT)
        of_units = _rolled_up(how, inputs, sides, counting, state)
        for at, unit in roll_up.own(inputs.tables.units):
            of_units.marks[:, at][delivered[:, unit]] &= ~int(Mark.PARTIAL)
        nodes.append(of_units)
    together = joined(nodes, held_in([how.since for how in definitions], inputs.months))
    together.marks[...] |= break_marks(indicator, inputs.months)
    return together


def _settled(
    indicator: Indicator, how: IndicatorPlan, inputs: Inputs, leaves: tuple[Leaves, Leaves]
) -> tuple[tuple[Leaves, Leaves], tuple[Leaves, ...], Ints, Bools]:
    """The two sides of one definition as they are summed, what counts among them, each leaf's state, and where a share
    is over 100 per cent; of its `leaves`, as `_leaves` has them."""
    top, bottom = leaves
    state, too_much = _states(indicator, how, top, bottom)
    sides = as_summed(top, how.numerator, inputs), as_summed(bottom, how.denominator, inputs)
    counting = _counting(how, inputs, *sides)
    set_states(state, how, sides, counting, inputs)
    return sides, counting, state, too_much


def _of_definition(indicator: Indicator, how: IndicatorPlan, inputs: Inputs, categories: tuple[str, ...]) -> PartNodes:
    """What one definition makes of the parts, over all months."""
    top, bottom = leaves = _leaves(how, inputs, categories)
    sides, counting, state, too_much = _settled(indicator, how, inputs, leaves)
    less = [*less_than_parts(inputs.structure, state, (top,) if how.denominator is None else (top, bottom))]
    for one in less:
        state[:, one.unit, one.month] = State.MISSING
    nodes = _rolled_up(how, inputs, sides, counting, state)
    inconsistent = [*given_parents(nodes, how, inputs, top, bottom, too_much), *less]
    nodes.marks[...] |= marked(how, inputs.plan, nodes.state)
    over = [(int(u), int(m)) for u, m in zip(*np.nonzero(too_much.any(axis=0)), strict=True)]
    return PartNodes(nodes, top, bottom, over, inconsistent, top.scale)


def _leaves(how: IndicatorPlan, inputs: Inputs, categories: tuple[str, ...]) -> tuple[Leaves, Leaves]:
    """Numerators and denominators at one scale; what is counted or added up has 1 below it."""
    assert how.numerator is not None
    top = part_leaves(how.numerator, inputs, categories)
    bottom = _ones(top) if how.denominator is None else part_leaves(how.denominator, inputs, categories)
    return in_twelfths(how, inputs.plan, top, bottom)


def _states(indicator: Indicator, how: IndicatorPlan, top: Leaves, bottom: Leaves) -> tuple[Ints, Bools]:
    """Each leaf's state, the worse of its two parts', and where a share is over 100 per cent: that is missing."""
    state = worse_state(top.state, bottom.state)
    too_much = (state == State.VALUE) & (top.value > bottom.value) & (indicator.traits.numerator == "part")
    state[too_much] = State.MISSING
    if how.denominator is not None:
        empty = (state == State.VALUE) & (bottom.value == 0)
        state[empty & (top.value == 0)] = State.NOT_RELEVANT
        if indicator.traits.numerator != "apart":
            state[empty & (top.value != 0)] = State.MISSING
    state[:, -1][state[:, -1] != State.VALUE] = State.NOT_RELEVANT
    return state, too_much


def worse_state(top: Ints, bottom: Ints) -> Ints:
    """The worse of two parts' states: a value where both have one."""
    state = top.copy()
    for one in reversed(_WORST_FIRST):
        state[(top == one) | (bottom == one)] = one
    return state


def _rolled_up(
    how: IndicatorPlan, inputs: Inputs, sides: tuple[Leaves, Leaves], counting: tuple[Leaves, ...], state: Ints
) -> Nodes:
    """The sums over every node's leaves, their states and marks, and what is missing from them."""
    top, bottom = sides
    roll_up, valued = inputs.roll_up, state == State.VALUE
    node_state, marks = roll_up.states(state)
    valued[:, roll_up.higher] = True  # their rows add to a sum that units make a value, also per a delivered figure
    shown = node_state == State.VALUE
    numerator = np.where(shown, roll_up.sum(np.where(valued, top.value, 0)), 0)
    denominator = np.where(shown, roll_up.sum(np.where(valued, bottom.value, 0)), 0)
    counted = valued & np.logical_or.reduce([side.value != 0 for side in counting])
    marks |= _of_no_unit(counted, sides if how.cases is None else counting, roll_up)
    ready_made = all(source.ready_made for source in inputs.sources(how))
    marks |= broken(inputs, ready_made=ready_made) | distributed(inputs, top, bottom)
    missing = ~valued & (state != State.NOT_RELEVANT)
    expected = _expected(top, roll_up)
    rests_on = numerator if how.denominator is None else denominator
    if how.cases is not None:
        rests_on = np.where(shown, roll_up.sum(np.where(valued, counting[0].value, 0)), 0)
    lacking, unsized = _lacking(bottom, state, missing & expected, roll_up)
    nodes = Nodes(
        numerator=product(numerator, how.factor.numerator),
        denominator=product(denominator, how.factor.denominator),
        state=node_state,
        marks=marks | unsized,
        n=rests_on,
        lacking=lacking * how.factor.denominator,
        covered=roll_up.sum((~missing & expected).astype(np.int64)),
        expected=roll_up.sum(np.broadcast_to(expected, missing.shape).astype(np.int64)),
    )
    if how.denominator is None:  # a sum is over 1, wherever it is a value
        ones = np.where(node_state == State.VALUE, how.factor.denominator * top.scale, 0)
        return replace(nodes, denominator=ones)
    return nodes


def _counting(how: IndicatorPlan, inputs: Inputs, top: Leaves, bottom: Leaves) -> tuple[Leaves, ...]:
    """The sides of which one is not zero where there is anything that counts: for a sum of amounts its cases, since it
    may be zero over some."""
    if how.cases is not None:
        return (as_summed(part_leaves(how.cases, inputs, top.categories), how.cases, inputs),)
    return (top,) if how.denominator is None else (top, bottom)


def _of_no_unit(counted: Bools, sides: Sequence[Leaves], roll_up: RollUp) -> Ints:
    """The PARTIAL mark of nodes that hold what is counted and belongs to no unit; and, with UNSIZED, of those that may
    lack some of what was not told the part of its unit."""
    only = np.zeros_like(counted, dtype=np.int64)
    only[:, -1] = counted[:, -1]
    marks = np.where(roll_up.sum(only) > 0, int(Mark.PARTIAL), 0)
    for side in sides:
        if side.unplaced is not None:
            unplaced = roll_up.sum(side.unplaced.astype(np.int64)) > 0
            marks |= np.where(unplaced, int(Mark.PARTIAL | Mark.UNSIZED), 0)
    return marks.astype(np.int16)


def _lacking(bottom: Leaves, state: Ints, missing: Bools, roll_up: RollUp) -> tuple[Ints, Ints]:
    """How much lacks at each node, by its leaves' last known denominators, and the UNSIZED mark where one was never
    known."""
    valued = state == State.VALUE
    known = last_known(bottom.value, valued & (bottom.value != 0))
    sized = (valued | (state == State.NOT_RELEVANT)).any(axis=-1, keepdims=True)
    unsized = roll_up.sum((missing & ~sized).astype(np.int64)) > 0
    marks = np.where(unsized, int(Mark.UNSIZED), 0).astype(np.int16)
    return roll_up.sum(np.where(missing, known, 0)), marks


def _in_lowest(nodes: Nodes, scale: int, *, whole: bool) -> tuple[Nodes, Ints]:
    """Nodes without as much of `scale` as all of a node's months can do without (or `whole`), and what is left of it.

    The months of a node keep one scale: they are added up over the year. `n` keeps all of it until it has been.
    """
    if scale == 1 or whole:
        return nodes, np.full((*nodes.state.shape[:2], 1), scale, dtype=np.int64)
    both = np.gcd(nodes.numerator.astype(object), nodes.denominator.astype(object))
    by = np.gcd(np.gcd.reduce(both, axis=-1, keepdims=True), scale)
    small = replace(
        nodes,
        numerator=narrow(nodes.numerator // by),
        denominator=narrow(nodes.denominator // by),
        lacking=narrow(-(-nodes.lacking // by)),
    )
    return small, (scale // by).astype(np.int64)


def over_nothing(nodes: Nodes) -> None:
    """What is counted per nothing, or per less than nothing, is not relevant, though it counts in what it is a part
    of."""
    nodes.state[(nodes.state == State.VALUE) & (nodes.denominator <= 0)] = State.NOT_RELEVANT


def _ones(leaves: Leaves) -> Leaves:
    ones = np.full_like(leaves.value, leaves.scale)
    return replace(leaves, value=ones, state=leaves.state.copy(), own=np.ones_like(leaves.own))


def _expected(leaves: Leaves, roll_up: RollUp) -> Ints:
    """Leaves whose figure is to be expected, over (1, unit, 1): all of them where the source speaks of any."""
    expected = np.zeros(leaves.present.shape[0], dtype=np.bool_)
    expected[: roll_up.leaves] = leaves.present[: roll_up.leaves].any()
    return expected[None, :, None]
