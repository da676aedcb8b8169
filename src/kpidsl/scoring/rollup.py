"""From leaves to nodes: a node is the sum of its leaves, on each steering line separately."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpidsl.model.organisation import Node, Structure
from kpidsl.model.state import SUM_TABLE, Mark, State
from kpidsl.model.unit_index import positions_above, units_above
from kpidsl.scoring.exact import Bools, Ints


@dataclass(frozen=True, slots=True)
class Nodes:
    """An indicator's fractions over (category, node, month), before year to date and targets.

    `lacking` estimates the missing denominators (by each leaf's last known), for the colour of a partial parent;
    `covered` of `expected` leaves have a value.
    """

    numerator: Ints
    denominator: Ints
    state: Ints
    marks: Ints
    n: Ints
    lacking: Ints
    covered: Ints
    expected: Ints


class RollUp:
    """Sums over the leaves of every node, by segments.

    The rows of units above the leaves count at their own node and those above it. A figure that is delivered for such a
    unit stands in place of the sum, and is in none (`given_parents`).
    """

    def __init__(self, structure: Structure, units: int) -> None:
        self.structure = structure
        self.leaves = len(structure.leaves)
        self.without_unit = units
        self.higher = slice(self.leaves, self.leaves + len(units_above(structure)))
        """The positions of the units above the leaves."""
        dummy = units + 1
        order: list[int] = []
        starts: list[int] = []
        self.above = positions_above(structure, self.is_whole)
        for node, above in zip(structure.nodes, self.above, strict=True):
            starts.append(len(order))
            order += [*node.leaves, *above] or [dummy]
            if self.is_whole(node):
                order.append(self.without_unit)
        self.order = np.array(order, dtype=np.int64)
        self.starts = np.array(starts, dtype=np.int64)

    def is_whole(self, node: Node) -> bool:
        """Whether the node is a top that contains every leaf; it also counts rows without a unit."""
        return self.structure.holds_all(node)

    def sum(self, values: Ints) -> Ints:
        """Sums over (category, unit, month) → (category, node, month); exact."""
        padded = np.concatenate([values, np.zeros_like(values[:, :1])], axis=1)
        if not len(self.starts):
            return padded[:, :0]
        return np.asarray(np.add.reduceat(padded[:, self.order], self.starts, axis=1))

    def states(self, state: Ints) -> tuple[Ints, Ints]:
        """Each node's state and PARTIAL mark from its leaves' states (the table in model.state, vectorised)."""
        counts = {s: self.sum((state == s).astype(np.int32)) for s in State}
        missing = counts[State.NOT_READY] + counts[State.MISSING] + counts[State.WITHHELD_BY_SOURCE]
        result = np.full(missing.shape, State.NOT_RELEVANT, dtype=np.int8)
        for one in (State.MISSING, State.WITHHELD_BY_SOURCE, State.NOT_READY, State.VALUE):
            result[counts[one] > 0] = one
        partial = (counts[State.VALUE] > 0) & (missing > 0)
        return result, np.where(partial, int(Mark.PARTIAL), 0).astype(np.int16)

    def own(self, units: tuple[object, ...]) -> list[tuple[int, int]]:
        """The (node, unit position) pairs of parents that may have a delivered row of their own."""
        position = {u: at for at, u in enumerate(units)}
        return [
            (at, position[n.unit])
            for at, n in enumerate(self.structure.nodes)
            if position.get(n.unit, -1) >= self.leaves
        ]


class LeafNodes:
    """For every node, the nodes of its leaves on the same line: sums and extremes by segments."""

    def __init__(self, structure: Structure) -> None:
        self.structure = structure
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


def summed_states(state: Ints) -> tuple[Ints, Ints]:
    """The state and PARTIAL mark of sums over the last axis, by the table in model.state."""
    table = np.array(SUM_TABLE, dtype=np.int8)
    result = state[..., 0]
    for at in range(1, state.shape[-1]):
        result = table[result, state[..., at]]
    missing = ((state != State.VALUE) & (state != State.NOT_RELEVANT)).any(axis=-1)
    return result, np.where((result == State.VALUE) & missing, int(Mark.PARTIAL), 0).astype(np.int16)


def last_known(values: Ints, known: Bools) -> Ints:
    """Each unit's last known value up to the month, else its first known; 0 where it never had one."""
    filled = np.zeros_like(values)
    held = np.zeros(values.shape[:-1], dtype=values.dtype)
    seen = np.zeros(values.shape[:-1], dtype=np.bool_)
    first_at = np.argmax(known, axis=-1)
    first = np.take_along_axis(values, first_at[..., None], axis=-1)[..., 0]
    first = np.where(known.any(axis=-1), first, 0)
    for month in range(values.shape[-1]):
        held = np.where(known[..., month], values[..., month], held)
        seen |= known[..., month]
        filled[..., month] = np.where(seen, held, first)
    return filled
