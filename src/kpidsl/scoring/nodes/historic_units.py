"""Last year's figures for the units as they were then, where the organisation compares that way; otherwise for
today's units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from kpidsl.model.organisation import HistoricStructure, Node, Structure
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Mark
from kpidsl.scoring.exact import Bools, product
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.leaves.definitions import break_marks
from kpidsl.scoring.nodes.part_nodes import PartNodes, part_nodes
from kpidsl.scoring.rollup import Nodes, RollUp


def historic_nodes(indicator: Indicator, inputs: Inputs, today: PartNodes) -> Nodes:
    """The indicator at today's nodes, a parent's figure of each month of the units that it consisted of in that month.

    Not relevant where the parent was not there. Its units' codes count as delivered: nothing is moved to today's. A
    leaf has what it has `today`, with which all share their scale, and that of what they rest on.
    What each was has no break, but where the indicator was defined anew.
    """
    structure, months, units = inputs.structure, inputs.months, len(inputs.tables.units)
    nodes_of_day = today.nodes
    parent = np.array([n.unit not in structure.leaves for n in structure.nodes], dtype=np.bool_)[None, :, None]
    position = inputs.positions
    for at, one in enumerate(structure.historic):
        ends = structure.historic[at + 1].first if at + 1 < len(structure.historic) else None
        columns = np.array([m >= one.first and (ends is None or m < ends) for m in months], dtype=np.bool_)
        if not columns.any():
            continue
        as_it_was = _as_it_was(structure, one, position)
        leaves = frozenset(position[code] for codes in one.members.values() for code in codes)
        roll_up = _HistoricRollUp(as_it_was, units, leaves)
        historic = part_nodes(
            indicator, replace(inputs, plan=replace(inputs.plan, structure=as_it_was), roll_up=roll_up)
        )
        nodes, own = historic.nodes, historic.scale
        scaled = replace(
            nodes,
            numerator=product(nodes.numerator, today.scale // own),
            denominator=product(nodes.denominator, today.scale // own),
            n=product(nodes.n, today.top.scale // own),
        )
        nodes_of_day = _merged(nodes_of_day, scaled, parent & columns)
    own_breaks = nodes_of_day.marks & ~int(Mark.BREAK) | break_marks(indicator, months)
    return replace(nodes_of_day, marks=own_breaks.astype(np.int16))


def _merged(nodes: Nodes, other: Nodes, taken: Bools) -> Nodes:
    pairs = {name: (getattr(nodes, name), getattr(other, name)) for name in Nodes.__slots__}
    return Nodes(**{name: np.where(taken, theirs, kept) for name, (kept, theirs) in pairs.items()})


def _as_it_was(structure: Structure, one: HistoricStructure, position: Mapping[str, int]) -> Structure:
    """Today's nodes with the positions of the units they consisted of then; no code succeeds another."""
    nodes = tuple(
        replace(n, leaves=tuple(position[code] for code in one.members.get((n.line, n.unit), ())))
        for n in structure.nodes
    )
    return replace(structure, nodes=nodes, successor={}, broken={}, distributed=(), formed={}, historic=())


class _HistoricRollUp(RollUp):
    """Sums over the units of that time; a top that contained all of them also counts rows without a unit."""

    def __init__(self, structure: Structure, units: int, all_of_them: frozenset[int]) -> None:
        self.all_of_them = all_of_them
        super().__init__(structure, units)

    def is_whole(self, node: Node) -> bool:
        """Whether the node was a top that contained every leaf."""
        return node.parent is None and self.structure.reach(node) >= self.all_of_them
