"""The positions of unit codes, present and former, among the units of an engine's tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kpidsl.model.organisation import Node, Structure, UnitKey


def units_above(structure: Structure) -> list[UnitKey]:
    """The units of the structure's nodes that are no leaves, in order."""
    return sorted({n.unit for n in structure.nodes} - set(structure.leaves))


def positions_above(
    structure: Structure, is_whole: Callable[[Node], bool] | None = None
) -> tuple[tuple[int, ...], ...]:
    """Return by node the positions in `UnitIndex.units` of the units above the leaves whose rows are the node's.

    They are its own, those of the nodes below it, and for a top that contains every leaf (`is_whole`;
    `Structure.holds_all` where it is None) those of all units above the leaves: a case that a county has itself is the
    county's and the country's, on whichever line the country stands.
    """
    is_whole = is_whole or structure.holds_all
    first = len(structure.leaves)
    position = {unit: first + at for at, unit in enumerate(units_above(structure))}
    held: list[set[int]] = [set() for _ in structure.nodes]
    for at, node in enumerate(structure.nodes):
        above: int | None = at
        while node.unit in position and above is not None:
            held[above].add(position[node.unit])
            above = structure.nodes[above].parent
    for at, node in enumerate(structure.nodes):
        if is_whole(node):
            held[at].update(position.values())
    return tuple(tuple(sorted(one)) for one in held)


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """Positions in `UnitIndex.units` that a code leads to.

    `position`: the unit whose figures its rows are. `leaf`: today's leaf that it is counted at where rows are counted
    anew (-1: of a former code, none). `whole`: that leaf, or the unit that it is a part of.
    """

    position: int
    leaf: int
    whole: int


@dataclass(frozen=True, slots=True)
class UnitIndex:
    """The units of an engine's tables (`Tables.units`), and the place of each code that a row may name one by."""

    units: tuple[UnitKey, ...]
    places: Mapping[str, UnitPlace]

    @classmethod
    def of(cls, structure: Structure) -> UnitIndex:
        """Today's leaves, then the other units in order, then the former codes.

        Where several units have one code it is the leaf's, else the former code's, else the first other unit's. A code
        that names a unit's part (`Structure.part_codes`) is the part's whatever else it may be.
        """
        others = units_above(structure)
        former = [UnitKey("", code) for code in structure.former]
        units = (*structure.leaves, *others, *former)
        first_other, first_former = len(structure.leaves), len(structure.leaves) + len(others)
        positions: dict[str, int] = {}
        for run in (range(first_other), range(first_former, len(units)), range(first_other, first_former)):
            for at in run:
                positions.setdefault(units[at].code, at)
        today = dict.fromkeys(structure.former, -1)
        today |= {old: positions[new] for old, new in structure.successor.items()}
        whole_of = structure.whole_of
        places = {}
        for code, position in (positions | dict(structure.part_codes)).items():
            leaf = today.get(code, position)
            places[code] = UnitPlace(position, leaf, whole_of.get(leaf, leaf))
        return cls(units, places)
