"""The positions of unit codes, present and former, among the units of an engine's tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpidsl.model.organisation import Structure, UnitKey


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
        others = sorted({n.unit for n in structure.nodes} - set(structure.leaves))
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
