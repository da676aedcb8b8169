"""The three tables as dense arrays: a value and a state for each (category, unit, month)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

import numpy as np

from kpidsl.model.condition import Condition, EventExists, InWholeWindow, Link, PersonIn, links_in
from kpidsl.model.measure import Anchor, AtCutOff, DateIn, DueIn, InYear, LeftIn, OwnPeriod, PresentAtStart
from kpidsl.model.organisation import Distribution, Structure
from kpidsl.model.period import Month
from kpidsl.model.plan import Part
from kpidsl.model.spec import Source
from kpidsl.model.state import State
from kpidsl.model.tables import Block
from kpidsl.scoring.exact import Bools, Ints, integers
from kpidsl.scoring.inputs import Inputs


@dataclass(frozen=True, slots=True)
class Leaves:
    """A part over (category, unit, month). The last unit is the bucket for rows without a unit.

    `present` says where the engine delivered a row for the whole of the unit that month. Former units' figures are
    included in today's leaves; `own` and `own_present` hold each code's figures as delivered. `value` is `scale` times
    the figure (more than 1 where split units are distributed). `unplaced`: parts of a unit of which there are cases
    that may belong to the part.
    """

    categories: tuple[str, ...]
    value: Ints
    state: Ints
    present: Bools
    own: Ints
    own_present: Bools
    scale: int = 1
    unplaced: Bools | None = None


# What one lacking figure does to a unit that was made of several: what the sum would have been is not known.
_RANKED = (State.NOT_RELEVANT, State.VALUE, State.MISSING, State.WITHHELD_BY_SOURCE, State.NOT_READY)
_RANK = np.argsort([int(s) for s in _RANKED])


def part_leaves(key: str, inputs: Inputs, categories: tuple[str, ...]) -> Leaves:
    """The part's dense arrays over `categories`; a category that the part does not have is not relevant there."""
    plan, tables = inputs.plan, inputs.tables
    part = plan.parts[key]
    block = next((b for b in tables.blocks if key in b.values), None)
    shape = (len(categories), len(tables.units) + 1, len(plan.months))
    value = np.zeros(shape, dtype=np.int64)
    without_rows = outside(part.source, part.anchor, (part.condition,), inputs)
    state = np.full(shape, without_rows, dtype=np.int8)
    present = np.zeros(shape[1:], dtype=np.bool_)
    if block is None or not len(block.month):
        empty = Leaves(categories, value, state, present, value, present)
        return _with_calendar(empty, part, inputs, given=False)
    at, month, row = _positions(block, categories, plan.months)
    unit = np.frombuffer(block.unit, dtype=np.int64)[row]
    category = at[np.frombuffer(block.category, dtype=np.int64)[row]]
    sums = integers(block.values[key], terms=shape[1] * shape[2])[row]
    value = value.astype(sums.dtype)
    value[category, unit, month] = sums
    present[unit, month] = True
    if block.given:
        state[:, present] = State.NOT_RELEVANT
        state[category, unit, month] = np.frombuffer(block.states[key], dtype=np.int8)[row]
        state[:, -1, :] = np.where(present[-1], state[:, -1, :], State.NOT_RELEVANT)
    delivered = Leaves(categories, value, state, present, value, present)
    return _with_calendar(delivered, part, inputs, given=block.given)


def _with_calendar(leaves: Leaves, part: Part, inputs: Inputs, *, given: bool) -> Leaves:
    """Today's leaves, in the months in which they stood, and not ready where they are late."""
    today = _while_standing(_with_parts(leaves, part.source, inputs, given=given), inputs)
    late = [inputs.positions[code] for code in late_leaves(part.source, part.anchor, inputs)]
    if not late:
        return today
    value, state, present = today.value.copy(), today.state.copy(), today.present.copy()
    months = np.array([month == inputs.period for month in inputs.months], dtype=np.bool_)
    value[:, late] = np.where(months, 0, value[:, late])
    state[:, late] = np.where(months, State.NOT_READY, state[:, late])
    present[late] &= ~months
    return replace(today, value=value, state=state, present=present)


def late_leaves(source: str, anchor: Anchor, inputs: Inputs) -> Sequence[str]:
    """The codes of the leaves whose count for the month of the card rests on rows of it that are late."""
    delivery = inputs.tables.deliveries.get(source)
    return () if delivery is None or isinstance(anchor, PresentAtStart) else sorted(delivery.late)


def _while_standing(leaves: Leaves, inputs: Inputs) -> Leaves:
    """The state not relevant before a unit opened and after it closed: it is neither awaited nor counted as zero
    then."""
    units, out = inputs.not_standing
    if not units:
        return leaves
    state = leaves.state.copy()
    state[:, units] = np.where(out & ~leaves.present[units], State.NOT_RELEVANT, state[:, units])
    return replace(leaves, state=state)


def _today(leaves: Leaves, inputs: Inputs, *, given: bool) -> Leaves:
    """Former units' figures moved to today's leaves: in full, or by declared shares for ready-made figures."""
    structure = inputs.structure
    scale = lcm(*(share.denominator for d in structure.distributed for _, share in d.shares))
    moves = [move for move in _moves(inputs, given=given) if leaves.present[move.unit].any()]
    if scale == 1 and not moves:
        return leaves
    rank = np.where(leaves.present, _RANK[leaves.state], -1)
    own = leaves.value if scale == 1 else leaves.value.astype(object)  # its sums may pass 64 bits, times the scale
    value, result_rank, present = own * scale, rank.copy(), leaves.present.copy()
    for move in moves:
        at = move.unit, move.months
        value[:, *at], result_rank[:, *at], present[at] = 0, -1, False
    for move in moves:
        at = move.unit, move.months
        for leaf, share in move.to:
            to = leaf, move.months
            value[:, *to] += own[:, *at] * int(share * scale)
            result_rank[:, *to] = np.maximum(result_rank[:, *to], rank[:, *at])
            present[to] |= leaves.present[at]
    state = leaves.state
    if given:
        state = np.where(result_rank < 0, state, np.array(_RANKED, dtype=np.int8)[result_rank])
        value = np.where(state == State.VALUE, value, 0)
    return Leaves(leaves.categories, value, state, present, leaves.own, leaves.own_present, scale)


def _with_parts(leaves: Leaves, source: str, inputs: Inputs, *, given: bool) -> Leaves:
    """Today's figures, in which a unit with parts has its own figures and those of its parts."""
    today, structure = _today(leaves, inputs, given=given), inputs.structure
    if not structure.parts:
        return today
    if given:
        return _figures_of_parts(today, structure)
    return _cases_of_parts(today, structure, unidentified_parts(inputs.plan.sources[source], structure))


def unidentified_parts(source: Source, structure: Structure) -> list[int]:
    """The leaves that are parts of a unit, where the source does not say which part a row belongs to."""
    if source.column("unit_above") is not None:
        return []
    return [*structure.whole_of]


def _cases_of_parts(leaves: Leaves, structure: Structure, unidentified: list[int]) -> Leaves:
    """A unit's cases are those of its parts and those that name no part. A part that the source cannot identify is
    missing."""
    value, state, present = leaves.value.copy(), leaves.state.copy(), leaves.present.copy()
    unplaced = np.zeros(value.shape, dtype=np.bool_)
    for whole, parts in structure.parts.items():
        at = list(parts)
        if not leaves.present[at].any() and set(at) <= set(unidentified):
            state[:, at] = np.where(state[:, at] == State.VALUE, State.MISSING, state[:, at])
            continue
        unplaced[:, at] = leaves.value[:, [whole]] != 0
        value[:, whole] += leaves.value[:, at].sum(axis=1)
        present[whole] |= leaves.present[at].any(axis=0)
    return replace(leaves, value=value, state=state, present=present, unplaced=unplaced)


def _figures_of_parts(leaves: Leaves, structure: Structure) -> Leaves:
    """A unit's ready-made figure is its own, else the sum of its parts'; one missing part makes the sum missing."""
    value, state, present = leaves.value.copy(), leaves.state.copy(), leaves.present.copy()
    for whole, parts in structure.parts.items():
        at = list(parts)
        summed = leaves.present[at].any(axis=0) & ~leaves.present[whole]
        worst = np.array(_RANKED, dtype=np.int8)[_RANK[leaves.state[:, at]].max(axis=1)]
        state[:, whole] = np.where(summed, worst, leaves.state[:, whole])
        sums = np.where(worst == State.VALUE, leaves.value[:, at].sum(axis=1), 0)
        value[:, whole] = np.where(summed, sums, leaves.value[:, whole])
        present[whole] |= summed
    return replace(leaves, value=value, state=state, present=present)


@dataclass(frozen=True, slots=True)
class _Move:
    """A code's figures of some months that move to other units (positions), with their shares."""

    unit: int
    months: Bools
    to: tuple[tuple[int, Fraction], ...]


def _moves(inputs: Inputs, *, given: bool) -> Iterator[_Move]:
    """Which figures move where. A split unit's cases cannot be divided: unless its code continues they have no unit."""
    structure, months, position = inputs.structure, inputs.months, inputs.positions
    leaf = {u.code: at for at, u in enumerate(structure.leaves)}
    rest = {code: np.ones(len(months), dtype=np.bool_) for code in structure.former}
    for one in structure.distributed if given else ():
        within = months_within(one, months)
        if one.code in rest:
            rest[one.code] &= ~within
        yield _Move(position[one.code], within, tuple((leaf[code], share) for code, share in one.shares))
    for code, left in rest.items():
        to = leaf.get(structure.successor.get(code, ""), len(inputs.tables.units))
        yield _Move(position[code], left, ((to, Fraction(1)),))


def months_within(one: Distribution, months: tuple[Month, ...]) -> Bools:
    """Which of the months a distribution covers."""
    held = [(one.first is None or m >= one.first) and (one.before is None or m < one.before) for m in months]
    return np.array(held, dtype=np.bool_)


def _positions(block: Block, categories: tuple[str, ...], months: tuple[Month, ...]) -> tuple[Ints, Ints, Ints]:
    at = np.array([categories.index(c) if c in categories else 0 for c in block.categories], dtype=np.int64)
    known = np.array([c in categories for c in block.categories], dtype=np.bool_)
    month = np.frombuffer(block.month, dtype=np.int64) - months[0].number
    inside = (month >= 0) & (month < len(months)) & known[np.frombuffer(block.category, dtype=np.int64)]
    row = np.nonzero(inside)[0]
    return at, month[row], row


def outside(name: str, anchor: Anchor, conditions: Iterable[Condition], inputs: Inputs) -> Ints:
    """The state of each month in which there is no row: a value (0) within the delivered months of a source of cases,
    else the state that says what is missing.

    A month is delivered when everything that its count depends on is: the source, and the sources that conditions look
    up.
    """
    plan, tables = inputs.plan, inputs.tables
    source = plan.sources[name]
    months = np.array([m.number for m in plan.months], dtype=np.int64)
    if source.ready_made:
        delivery = tables.deliveries.get(name)
        last = delivery.last.number if delivery else inputs.period.number
        late = (months > last) | (months >= inputs.period.number)
        if source.grain == "unit_year":  # a unit without a row beside those that have one lacks it in every month
            late = months > last_of_year(source, last)
        return np.where(late, State.NOT_READY, State.MISSING).astype(np.int8)
    state = np.full(len(months), State.VALUE, dtype=np.int8)
    for read, back in sorted(reads(name, anchor, conditions)):
        delivery = tables.deliveries.get(read)
        if delivery is None:  # its file has no rows: none of the months is delivered
            state[...] = np.where(months < inputs.period.number, State.MISSING, State.NOT_READY)
            continue
        last = delivery.last.number
        if plan.sources[read].grain == "person_year":
            last = last_of_year(plan.sources[read], last)
        state[months - back < delivery.first.number] = State.MISSING
        state[months > last] = State.NOT_READY
    return state


def reads(name: str, anchor: Anchor, conditions: Iterable[Condition]) -> set[tuple[str, int]]:
    """Return the sources that a month's count depends on, each with how many months before its own."""
    return {(name, _look_back(anchor))} | {r for c in conditions for r in _condition_reads(c)}


def last_of_year(source: Source, month: int) -> int:
    """The last month of the source's year that contains the month."""
    starts = next(c.year_starts for c in source.columns if c.role == "period")
    return Month(month).year_start(starts).number + 11


def _look_back(anchor: Anchor) -> int:
    """How many months before its own a month's count depends on."""
    match anchor:
        case DateIn(months=months):
            return months - 1
        case LeftIn():
            return 1
        case PresentAtStart(months=months):
            return months
        case OwnPeriod() | InYear() | DueIn() | AtCutOff():
            return 0


def _condition_reads(condition: Condition) -> set[tuple[str, int]]:
    """The (source, months looked back) pairs of what a condition looks up in other sources."""
    return {(link.source, _months_back(link)) for link in links_in(condition)}


def _months_back(link: Link) -> int:
    match link:
        case EventExists(months=months) | InWholeWindow(months=months):
            return months - 1
        case PersonIn():
            return 0
