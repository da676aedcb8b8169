"""An indicator's parts at every node: numerators, denominators and states, before time and targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from kpidsl.model.measure import Kind
from kpidsl.model.names import sort_key
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.plan import IndicatorPlan, Plan
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Mark, State
from kpidsl.model.tables import Tables
from kpidsl.scoring.definitions import break_marks, held_in, joined
from kpidsl.scoring.exact import Bools, Ints, narrow, product
from kpidsl.scoring.leaves import Leaves, months_within, part_leaves
from kpidsl.scoring.rollup import Nodes, RollUp, last_known
from kpidsl.scoring.twelfths import in_twelfths, is_distributed, marked

#: Kinds whose numerator is no part of the denominator: something over nothing is no error of the data.
OVER_ANYTHING = (Kind.RATE, Kind.RATIO)


@dataclass(frozen=True, slots=True)
class Apart:
    """A given parent whose figure is not its children's sum: `more` than they, None where less. `closed`: by a source
    that is to add up, so that the figure is missing."""

    unit: int
    month: int
    more: Fraction | None
    closed: bool


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
class _Made:
    """What one definition makes of the parts: nodes, shares over 100 per cent, leaves, and parents apart."""

    nodes: Nodes
    over: list[tuple[int, int]]
    top: Leaves
    bottom: Leaves
    apart: list[Apart]


def part_nodes(
    indicator: Indicator, plan: Plan, tables: Tables, period: Month, roll_up: RollUp
) -> tuple[tuple[str, ...], Nodes, list[tuple[int, int]], tuple[Leaves, Leaves], list[Apart], Ints]:
    """The indicator at every node; the (unit, month) of shares over 100 per cent; its leaves; the parents whose own
    figure is not their children's sum; and, over (category, node, 1), how many times the numerators and denominators
    are too large (1, but where figures are distributed in fractions: there they stay integers so).

    Each month is made by the definition that holds in it; where that is another than before, the series breaks.
    """
    how = plan.indicators[indicator.code]
    categories = categories_of(how, tables)
    made = [_made(indicator, one, plan, tables, period, roll_up, categories) for one in how.definitions]
    within = held_in([one.since for one in how.definitions], plan.months)
    nodes = joined([one.nodes for one in made], within)
    nodes.marks[...] |= break_marks(indicator, plan.months)
    leaves = joined([one.top for one in made], within), joined([one.bottom for one in made], within)
    over = [cell for one, here in zip(made, within, strict=True) for cell in one.over if here[cell[1]]]
    apart = [parent for one, here in zip(made, within, strict=True) for parent in one.apart if here[parent.month]]
    nodes, scale = _in_lowest(nodes, leaves[0].scale, whole=is_distributed(how, plan))
    return categories, nodes, over, leaves, apart, scale


def _made(
    indicator: Indicator,
    how: IndicatorPlan,
    plan: Plan,
    tables: Tables,
    period: Month,
    roll_up: RollUp,
    categories: tuple[str, ...],
) -> _Made:
    """One definition's, over all months."""
    top, bottom = _leaves(how, plan, tables, period, categories)
    state = top.state.copy()
    for one in reversed(_WORST_FIRST):
        state[(top.state == one) | (bottom.state == one)] = one
    too_much = (state == State.VALUE) & (top.value > bottom.value) & (indicator.kind is Kind.SHARE)
    over = [(int(u), int(m)) for u, m in zip(*np.nonzero(too_much.any(axis=0)), strict=True)]
    state[too_much] = State.MISSING
    if how.denominator is not None:
        empty = (state == State.VALUE) & (bottom.value == 0)
        state[empty & (top.value == 0)] = State.NOT_RELEVANT
        if indicator.kind not in OVER_ANYTHING:
            state[empty & (top.value != 0)] = State.MISSING
    state[:, -1][state[:, -1] != State.VALUE] = State.NOT_RELEVANT
    valued = state == State.VALUE
    numerator = roll_up.sum(np.where(valued, top.value, 0))
    denominator = roll_up.sum(np.where(valued, bottom.value, 0))
    node_state, marks = roll_up.states(state)
    counted = valued & ((top.value != 0) | ((bottom.value != 0) & (how.denominator is not None)))
    marks |= np.where(_without_unit(counted, roll_up), int(Mark.PARTIAL), 0).astype(np.int16)
    marks |= broken(plan, roll_up, ready_made=_ready_made(plan, how)) | distributed(plan, tables, roll_up, top, bottom)
    for side in (top, bottom):
        if side.unplaced is not None:
            marks |= np.where(roll_up.sum(side.unplaced.astype(np.int64)) > 0, int(Mark.PARTIAL), 0)
    expected = _expected(top, roll_up)
    lacks = (state != State.VALUE) & (state != State.NOT_RELEVANT)
    known = last_known(bottom.value, valued & (bottom.value != 0))
    lacking = roll_up.sum(np.where(lacks & expected, known, 0))
    sized = (valued | (state == State.NOT_RELEVANT)).any(axis=-1, keepdims=True)
    unsized = roll_up.sum((lacks & expected & ~sized).astype(np.int64)) > 0
    marks |= np.where(unsized, int(Mark.UNSIZED), 0).astype(np.int16)
    nodes = Nodes(
        numerator=product(numerator, how.factor.numerator),
        denominator=product(denominator, how.factor.denominator),
        state=node_state,
        marks=marks,
        n=numerator if how.denominator is None else denominator,
        lacking=lacking * how.factor.denominator,
        covered=roll_up.sum((~lacks & expected).astype(np.int64)),
        expected=roll_up.sum(np.broadcast_to(expected, lacks.shape).astype(np.int64)),
    )
    if how.denominator is None:
        nodes = _counts(nodes, how.factor.denominator * top.scale)
    apart = _given_parents(nodes, top, bottom, too_much, how, tables, roll_up, closed=_closed(plan, how))
    sides = (top,) if how.denominator is None else (top, bottom)
    apart += _less_than_parts(plan.structure, state, sides)
    nodes.marks[...] |= marked(how, plan, nodes.state)
    return _Made(nodes, over, top, bottom, apart)


def _leaves(
    how: IndicatorPlan, plan: Plan, tables: Tables, period: Month, categories: tuple[str, ...]
) -> tuple[Leaves, Leaves]:
    """Numerators and denominators at one scale; what is counted or added up has 1 below it."""
    assert how.numerator is not None
    top = part_leaves(how.numerator, plan, tables, period, categories)
    bottom = _ones(top) if how.denominator is None else part_leaves(how.denominator, plan, tables, period, categories)
    return in_twelfths(how, plan, top, bottom)


def _ready_made(plan: Plan, how: IndicatorPlan) -> bool:
    keys = [key for key in (how.numerator, how.denominator) if key is not None]
    return all(plan.sources[plan.parts[key].source].ready_made for key in keys)


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


def _closed(plan: Plan, how: IndicatorPlan) -> bool:
    keys = [key for key in (how.numerator, how.denominator) if key is not None]
    return any(plan.sources[plan.parts[key].source].closed for key in keys)


def over_nothing(nodes: Nodes) -> None:
    """What is counted per nothing is not relevant, though it counts in what it is a part of."""
    nodes.state[(nodes.state == State.VALUE) & (nodes.denominator == 0)] = State.NOT_RELEVANT


def _ones(leaves: Leaves) -> Leaves:
    ones = np.full_like(leaves.value, leaves.scale)
    return replace(leaves, value=ones, state=leaves.state.copy(), own=np.ones_like(leaves.own))


def _counts(nodes: Nodes, denominator: int) -> Nodes:
    whole = np.where(nodes.state == State.VALUE, denominator, 0)
    return Nodes(
        nodes.numerator, whole, nodes.state, nodes.marks, nodes.n, nodes.lacking, nodes.covered, nodes.expected
    )


def _expected(leaves: Leaves, roll_up: RollUp) -> Ints:
    """Leaves whose figure is to be expected, over (1, unit, 1): all of them where the source speaks of any."""
    expected = np.zeros(leaves.present.shape[0], dtype=np.bool_)
    expected[: roll_up.leaves] = leaves.present[: roll_up.leaves].any()
    return expected[None, :, None]


def _without_unit(valued: Ints, roll_up: RollUp) -> Ints:
    """Nodes that hold a contribution which belongs to no unit."""
    only = np.zeros_like(valued, dtype=np.int64)
    only[:, -1] = valued[:, -1]
    return np.asarray(roll_up.sum(only) > 0)


def broken(plan: Plan, roll_up: RollUp, *, ready_made: bool = False) -> Ints:
    """The BREAK mark over (node, month): where a leaf got a part of a split unit in that month.

    A node that also holds what has no unit holds the split unit's earlier figures: its series goes on. So does that
    of `ready_made` figures where the shares of the split are declared.
    """
    marks = np.zeros((len(plan.structure.nodes), len(plan.months)), dtype=np.int16)
    for code, months in plan.structure.broken.items():
        left = [m for m in months if not (ready_made and (code, m) in plan.structure.bridged)]
        at = [m.number - plan.months[0].number for m in left if plan.months[0] <= m <= plan.months[-1]]
        for position, node in enumerate(plan.structure.nodes):
            here = any(plan.structure.leaves[leaf].code == code for leaf in node.leaves)
            if here and not roll_up.is_whole(node):
                marks[position, at] = int(Mark.BREAK)
    return marks


def distributed(plan: Plan, tables: Tables, roll_up: RollUp, top: Leaves, bottom: Leaves) -> Ints:
    """The DISTRIBUTED mark over (node, month): where a node holds a part, and not all, of a split unit's figure."""
    marks = np.zeros((len(plan.structure.nodes), len(plan.months)), dtype=np.int16)
    place = {u.code: at for at, u in enumerate(tables.units) if at < roll_up.leaves or not u.kind}
    for one in plan.structure.distributed if top.scale > 1 else ():
        present = (top.own_present | bottom.own_present)[place[one.code]] & months_within(one, plan.months)
        for position, node in enumerate(plan.structure.nodes):
            here = {plan.structure.leaves[leaf].code for leaf in node.leaves}
            if 0 < sum(share for leaf, share in one.shares if leaf in here) < 1:
                marks[position, present] |= int(Mark.DISTRIBUTED)
    return marks


def _given_parents(
    nodes: Nodes,
    top: Leaves,
    bottom: Leaves,
    wrong: Bools,
    how: IndicatorPlan,
    tables: Tables,
    roll_up: RollUp,
    *,
    closed: bool,
) -> list[Apart]:
    """A parent's own delivered figure is a value, never summed over; and how far it is from its children's sum.

    One that is `wrong` (a share over 100 per cent) is missing, as a unit's is; in a source that is to add up, so is one
    that is not its children's sum.
    """
    given: list[tuple[int, int, Bools, Bools]] = []
    for node, unit in roll_up.own(tables.units):
        here = top.present[unit]
        value = here & (top.state[:, unit] == State.VALUE) & (bottom.state[:, unit] == State.VALUE)
        if not value.any():
            continue
        under = nodes.numerator[:, node] > top.value[:, unit] * how.factor.numerator
        if how.denominator is not None:
            under |= nodes.denominator[:, node] > bottom.value[:, unit] * how.factor.denominator
        held = value & under & (nodes.state[:, node] == State.VALUE)
        given.append((node, unit, value, held))
        counts = ~wrong[:, unit]
        own_top = np.where(counts, top.value[:, unit] * how.factor.numerator, 0)
        nodes.numerator[:, node] = np.where(value, own_top, nodes.numerator[:, node])
        own = np.where(counts, bottom.value[:, unit] * how.factor.denominator, 0)
        nodes.denominator[:, node] = np.where(value, own, nodes.denominator[:, node])
        relevant = np.where((own > 0) | (top.value[:, unit] != 0), State.VALUE, State.NOT_RELEVANT)
        found = np.where(wrong[:, unit], State.MISSING, relevant)
        nodes.state[:, node] = np.where(value, found, nodes.state[:, node])
        nodes.marks[:, node] = np.where(value, 0, nodes.marks[:, node])  # its own figure has no break either
        nodes.lacking[:, node] = np.where(value, 0, nodes.lacking[:, node])
        count = top.value[:, unit] if how.denominator is None else bottom.value[:, unit]
        nodes.n[:, node] = np.where(value, count, nodes.n[:, node])
    per = None if how.denominator is not None else how.factor.denominator * top.scale
    differing = [(parent[0], one) for parent in given for one in _apart(nodes, parent, roll_up, per, closed=closed)]
    for node, one in differing:
        if one.closed:
            nodes.state[:, node, one.month] = State.MISSING
            nodes.numerator[:, node, one.month] = nodes.denominator[:, node, one.month] = 0
    return [one for _, one in differing]


def _less_than_parts(structure: Structure, state: Ints, sides: Sequence[Leaves]) -> Iterator[Apart]:
    """The months in which a unit's own ready-made figure is less than those of its parts."""
    for whole, parts in structure.parts.items():
        at = list(parts)
        known = (state[:, [whole, *at]] == State.VALUE).all(axis=1)
        less = np.zeros_like(known)
        for side in sides:
            less |= side.value[:, whole] < side.value[:, at].sum(axis=1)
        for month in np.nonzero((known & less).any(axis=0))[0]:
            yield Apart(whole, int(month), None, closed=False)


def _apart(
    nodes: Nodes, parent: tuple[int, int, Bools, Bools], roll_up: RollUp, per: int | None, *, closed: bool
) -> Iterator[Apart]:
    """The months in which a given parent has less than the units just below it (these may be given too), and,
    of a count or an amount (`per` its denominator, else None), those in which it has more than all of them: that
    belongs to no unit.

    Of a `closed` source, more of a denominator is as wrong. Where one of them lacks its figure nothing is said of
    more: the rest would be the figure that is not shown.
    """
    node, unit, value, held = parent
    below = [at for at, n in enumerate(roll_up.structure.nodes) if n.parent == node]
    valued = nodes.state[:, below] == State.VALUE
    summed = np.where(valued, nodes.numerator[:, below], 0).sum(axis=1)
    more = nodes.numerator[:, node] - summed
    less = held | (value & (more < 0))
    unequal = more != 0
    if per is None:
        under = np.where(valued, nodes.denominator[:, below], 0).sum(axis=1)
        less |= value & (under > nodes.denominator[:, node])
        unequal |= under != nodes.denominator[:, node]
    whole = (valued | (nodes.state[:, below] == State.NOT_RELEVANT)).all(axis=1) & valued.any(axis=1)
    whole &= ((nodes.marks[:, below] & int(Mark.PARTIAL)) == 0).all(axis=1)
    for month in range(value.shape[1]):
        if less[:, month].any() or (closed and (value & whole & unequal)[:, month].any()):
            yield Apart(unit, month, None, closed)
        elif per is not None and value[0, month] and whole[0, month] and more[0, month] > 0:
            yield Apart(unit, month, Fraction(int(more[0, month]), per), closed=False)
