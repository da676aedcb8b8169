"""Last year's figures of the units as they were then, where the organisation compares so; else of today's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from kpidsl.model.organisation import Node, Structure, Then
from kpidsl.model.period import Month
from kpidsl.model.plan import Plan
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Mark
from kpidsl.model.tables import Tables
from kpidsl.scoring.definitions import break_marks
from kpidsl.scoring.exact import Bools, Ints, product
from kpidsl.scoring.nodes import part_nodes
from kpidsl.scoring.rollup import Nodes, RollUp


def nodes_then(
    indicator: Indicator, plan: Plan, tables: Tables, period: Month, today: Nodes, scale: Ints, whole: int
) -> Nodes:
    """The indicator at today's nodes, a parent's figure of each month of the units that it consisted of in that month.

    Not relevant where the parent was not there. Its units' codes count as delivered: nothing is moved to today's. A
    leaf has what it has in `today`, with which all share their `scale`, and the `whole` scale of what they rest on.
    What each was has no break, but where the indicator was defined anew.
    """
    structure = plan.structure
    found = today
    parent = np.array([n.unit not in structure.leaves for n in structure.nodes], dtype=np.bool_)[None, :, None]
    for at, one in enumerate(structure.then):
        ends = structure.then[at + 1].first if at + 1 < len(structure.then) else None
        columns = np.array([m >= one.first and (ends is None or m < ends) for m in plan.months], dtype=np.bool_)
        if not columns.any():
            continue
        position = _positions(structure, tables)
        as_it_was = _as_it_was(structure, one, position)
        leaves = frozenset(position[code] for codes in one.members.values() for code in codes)
        roll_up = _RollUpThen(as_it_was, len(tables.units), leaves)
        _, nodes, *_, own = part_nodes(indicator, replace(plan, structure=as_it_was), tables, period, roll_up)
        scaled = replace(
            nodes,
            numerator=product(nodes.numerator, scale // own),
            denominator=product(nodes.denominator, scale // own),
            n=product(nodes.n, whole // own),
        )
        found = _with_those(found, scaled, parent & columns)
    own_breaks = found.marks & ~int(Mark.BREAK) | break_marks(indicator, plan.months)
    return replace(found, marks=own_breaks.astype(np.int16))


def _with_those(found: Nodes, other: Nodes, here: Bools) -> Nodes:
    pairs = {name: (getattr(found, name), getattr(other, name)) for name in Nodes.__slots__}
    return Nodes(**{name: np.where(here, theirs, own) for name, (own, theirs) in pairs.items()})


def _positions(structure: Structure, tables: Tables) -> dict[str, int]:
    """The position in `tables.units` of every leaf's code, today's and former."""
    first = len(tables.units) - len(structure.former)
    former = {code: first + at for at, code in enumerate(structure.former)}
    return former | {leaf.code: at for at, leaf in enumerate(structure.leaves)}


def _as_it_was(structure: Structure, one: Then, position: Mapping[str, int]) -> Structure:
    """Today's nodes with the positions of the units that they consisted of; no code is anybody's former one."""
    nodes = tuple(
        replace(n, leaves=tuple(position[code] for code in one.members.get((n.line, n.unit), ())))
        for n in structure.nodes
    )
    return replace(structure, nodes=nodes, successor={}, broken={}, distributed=(), formed={}, then=())


class _RollUpThen(RollUp):
    """Sums over the units of then; a top that held all of them holds what had no unit."""

    def __init__(self, structure: Structure, units: int, all_of_them: frozenset[int]) -> None:
        self.all_of_them = all_of_them
        super().__init__(structure, units)

    def is_whole(self, node: Node) -> bool:
        """A top node that held every leaf."""
        return node.parent is None and self.structure.reach(node) >= self.all_of_them
