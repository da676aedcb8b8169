"""The three tables as dense arrays: a value and a state a (category, unit, month)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kpidsl.model.condition import Condition, EventExists, InWholeWindow, PersonIn
from kpidsl.model.measure import Anchor, AtCutOff, DateIn, DueIn, LeftIn, OwnPeriod, PresentAtStart
from kpidsl.model.period import Month
from kpidsl.model.plan import Plan
from kpidsl.model.state import State
from kpidsl.model.tables import Block, Tables
from kpidsl.scoring.exact import Bools, Ints


@dataclass(frozen=True, slots=True)
class Leaves:
    """A part over (category, unit, month). The last unit is the bucket without unit.

    `present` tells where the engine delivered a row for the whole of the unit in that month.
    """

    categories: tuple[str, ...]
    value: Ints
    state: Ints
    present: Bools


def part_leaves(key: str, plan: Plan, tables: Tables, period: Month, categories: tuple[str, ...]) -> Leaves:
    """The part's dense arrays over `categories` (a category it does not know is not relevant there)."""
    part = plan.parts[key]
    block = next((b for b in tables.blocks if key in b.values), None)
    shape = (len(categories), len(tables.units) + 1, len(plan.months))
    value = np.zeros(shape, dtype=np.int64)
    without_rows = outside(part.source, part.anchor, (part.condition,), plan, tables, period)
    state = np.full(shape, without_rows, dtype=np.int8)
    present = np.zeros(shape[1:], dtype=np.bool_)
    if block is None or not len(block.month):
        return Leaves(categories, value, state, present)
    at, month, row = _positions(block, categories, plan.months)
    unit = np.frombuffer(block.unit, dtype=np.int64)[row]
    category = at[np.frombuffer(block.category, dtype=np.int64)[row]]
    value[category, unit, month] = np.frombuffer(block.values[key], dtype=np.int64)[row]
    present[unit, month] = True
    if block.given:
        state[:, present] = State.NOT_RELEVANT
        state[category, unit, month] = np.frombuffer(block.states[key], dtype=np.int8)[row]
        state[:, -1, :] = np.where(present[-1], state[:, -1, :], State.NOT_RELEVANT)
    return Leaves(categories, value, state, present)


def _positions(block: Block, categories: tuple[str, ...], months: tuple[Month, ...]) -> tuple[Ints, Ints, Ints]:
    at = np.array([categories.index(c) if c in categories else 0 for c in block.categories], dtype=np.int64)
    known = np.array([c in categories for c in block.categories], dtype=np.bool_)
    month = np.frombuffer(block.month, dtype=np.int64) - months[0].number
    inside = (month >= 0) & (month < len(months)) & known[np.frombuffer(block.category, dtype=np.int64)]
    row = np.nonzero(inside)[0]
    return at, month[row], row


def outside(
    name: str, anchor: Anchor, conditions: Iterable[Condition], plan: Plan, tables: Tables, period: Month
) -> Ints:
    """Each month's state where no row is: a value inside the delivery of a source of cases, else what is lacking.

    A month has come when everything has that its count rests on: the source, and what the conditions look up.
    """
    source = plan.sources[name]
    months = np.array([m.number for m in plan.months], dtype=np.int64)
    if source.grain == "unit_month":
        delivery = tables.deliveries.get(name)
        last = delivery.last.number if delivery else period.number
        late = (months > last) | (months >= period.number)
        return np.where(late, State.NOT_READY, State.MISSING).astype(np.int8)
    state = np.full(len(months), State.VALUE, dtype=np.int8)
    reads = {(name, _look_back(anchor))} | {r for c in conditions for r in _condition_reads(c)}
    for read, back in sorted(reads):
        delivery = tables.deliveries.get(read)
        if delivery is None:
            continue
        yearly = plan.sources[read].grain == "person_year"
        last = delivery.last.number + (11 if yearly else 0)
        state[months - back < delivery.first.number] = State.MISSING
        state[months > last] = State.NOT_READY
    return state


def _look_back(anchor: Anchor) -> int:
    """How many months before its own the count of a month rests on."""
    match anchor:
        case DateIn(months=months):
            return months - 1
        case LeftIn():
            return 1
        case PresentAtStart(months=months):
            return months
        case OwnPeriod() | DueIn() | AtCutOff():
            return 0


def _condition_reads(condition: Condition) -> set[tuple[str, int]]:
    """(source, months looked back) of what a condition looks up elsewhere."""
    if isinstance(condition, EventExists | InWholeWindow):
        return {(condition.source, condition.months - 1)}
    if isinstance(condition, PersonIn):
        return {(condition.source, 0)}
    inner = getattr(condition, "condition", None)
    found = _condition_reads(inner) if inner is not None else set()
    return found | {r for c in getattr(condition, "conditions", ()) for r in _condition_reads(c)}
