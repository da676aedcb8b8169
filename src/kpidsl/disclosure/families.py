"""Which nodes add up to which, and which readers know figures of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, groupby
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kpidsl.disclosure.equations import Equations
from kpidsl.model.organisation import Structure, UnitKey
from kpidsl.model.rules import HidingRule
from kpidsl.model.spec import Indicator

if TYPE_CHECKING:
    from scipy import sparse

Bools = npt.NDArray[np.bool_]
PAIRS_UP_TO = 400
"""So many pairs at most, who put together what they know, are readers like others."""


@dataclass(frozen=True)
class Readers:
    """Who sees figures that are hidden from others: `knows`, over reader and lowest unit, says whose.

    `pairs`, over pair and two readers' positions, are those who may put together what they know, nothing of it in
    common, and are too many to be readers of their own.
    """

    knows: Bools
    pairs: npt.NDArray[np.int64]

    @cached_property
    def units(self) -> sparse.csr_matrix:
        """What each knows (0.0 and 1.0, over reader and lowest unit)."""
        from scipy import sparse  # here: it takes half a second to load

        return sparse.csr_matrix(self.knows.astype(float))

    @classmethod
    def nobody(cls, units: int) -> Readers:
        """No reader, where there are so many units."""
        return cls(np.zeros((0, units), dtype=np.bool_), np.zeros((0, 2), dtype=np.int64))


class Families:
    """Sums of nodes, each a parent with its children: which of them are to be looked at anew, as something of them has
    been hidden since."""

    def __init__(self, families: Iterable[tuple[int, list[int]]], nodes: int) -> None:
        self.families = list(families)
        self.of_node: list[list[int]] = [[] for _ in range(nodes)]
        for at, (parent, children) in enumerate(self.families):
            for node in (parent, *children):
                self.of_node[node].append(at)
        self.changed = np.ones(len(self.families), dtype=np.bool_)
        self.seen: Bools | None = None

    def to_look_at(self, suppressed: Bools) -> Iterator[tuple[int, list[int]]]:
        """The families of which something was hidden since the last time; also while they are gone through.
        `suppressed` is over (category, node, month)."""
        if self.seen is not None:
            self._note(np.flatnonzero((suppressed != self.seen).any(axis=(0, 2))))
        for at, (parent, children) in enumerate(self.families):
            if self.changed[at]:
                nodes = np.array([parent, *children])
                before = suppressed[:, nodes]
                self.changed[at] = False
                yield parent, children
                self._note(nodes[(suppressed[:, nodes] != before).any(axis=(0, 2))])
        self.seen = suppressed.copy()

    def _note(self, nodes: npt.NDArray[np.int64]) -> None:
        """Note that something of the nodes has been hidden."""
        for node in nodes.tolist():
            self.changed[self.of_node[node]] = True


def tied_nodes(structure: Structure) -> list[npt.NDArray[np.int64]]:
    """The nodes of each unit that is on several lines, over unit and line, for each number of lines: one figure, shown
    or hidden on all of them."""
    tied = sorted((nodes for nodes in _nodes_of(structure).values() if len(nodes) > 1), key=len)
    return [np.array(list(same)) for _, same in groupby(tied, key=len)]


def _nodes_of(structure: Structure) -> dict[UnitKey, list[int]]:
    """The nodes of each unit, one on each of its lines."""
    nodes_of: dict[UnitKey, list[int]] = {}
    for at, node in enumerate(structure.nodes):
        nodes_of.setdefault(node.unit, []).append(at)
    return nodes_of


def families(indicator: Indicator, structure: Structure) -> Iterator[tuple[int, list[int]]]:
    """Each parent that has the indicator on its card, with its children; and each unit with its parts on another
    line."""
    children: dict[int, list[int]] = {}
    for at, node in enumerate(structure.nodes):
        if node.parent is not None and indicator.stands_at(node):
            children.setdefault(node.parent, []).append(at)
    yield from children.items()
    shown = {node.unit: at for at, node in enumerate(structure.nodes) if indicator.stands_at(node)}
    for whole, parts in structure.parts.items():
        family = [shown[structure.leaves[at]] for at in (whole, *parts) if structure.leaves[at] in shown]
        if len(family) == len(parts) + 1:
            yield family[0], family[1:]


def insiders(indicator: Indicator, structure: Structure, equations: Equations) -> Readers:
    """The readers who see figures of their own that the rule hides from others.

    Where the rule shows a unit its own figures, those of each unit at the end of its line; where it shows them the line
    above, also those of all below each unit above others. Two that stand in one sum and put together what they know
    are a reader too, where there are not very many of such pairs (`PAIRS_UP_TO`).
    """
    rule, units = indicator.hiding_rule or HidingRule(0), equations.sums.shape[1]
    parents = {node.parent for node in structure.nodes}
    known: dict[UnitKey, Bools] = {}
    nodes_of = _nodes_of(structure)
    for unit in nodes_of:
        nodes = [at for own in structure.with_parts([unit]) for at in nodes_of.get(own, ())]
        if rule.line_shown or (rule.own_shown and parents.isdisjoint(nodes)):
            known[unit] = np.asarray(equations.sums[nodes].any(axis=0))
    if not known:
        return Readers.nobody(units)
    alone = _telling(list(known.values()))
    position = {of.tobytes(): at for at, of in enumerate(alone)}
    reader = {unit: position[of.tobytes()] for unit, of in known.items() if of.tobytes() in position}
    sums = [[whole, *parts] for whole, parts in families(indicator, structure)]
    in_sums = [{reader[unit] for at in one if (unit := structure.nodes[at].unit) in reader} for one in sums]
    pairs = sorted({pair for one in in_sums for pair in combinations(sorted(one), 2)})
    if len(pairs) > PAIRS_UP_TO:
        one, other = np.array(pairs, dtype=np.int64).T
        apart = ~(alone[one] & alone[other]).any(axis=1)  # who knows all that the other does learns nothing
        return Readers(alone, np.stack([one, other], axis=1)[apart])
    both = [alone[one] | alone[other] for one, other in pairs]
    return Readers(_telling([*alone, *both]) if both else alone, Readers.nobody(units).pairs)


def _telling(known: list[Bools]) -> Bools:
    """What differs of what readers know, but for nothing and everything."""
    by_bytes = {of.tobytes(): of for of in known}
    distinct = np.stack([by_bytes[one] for one in sorted(by_bytes)])
    return np.asarray(distinct[distinct.any(axis=1) & ~distinct.all(axis=1)])
