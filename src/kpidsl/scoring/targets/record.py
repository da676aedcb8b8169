"""The rows that a node's own target came from, recorded for the explanation."""

from __future__ import annotations

import numpy as np

from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.model.targets import rows_behind
from kpidsl.scoring.exact import Bools, Ints
from kpidsl.scoring.targets.rows import rows_of

RowSets = tuple[tuple[int, ...], ...]


def target_rows(
    indicator: Indicator, structure: Structure, months: tuple[Month, ...], derived: Bools
) -> tuple[Ints, RowSets]:
    """Over (node, month) a position in the sets, and the sets: positions in the indicator's `targets`, the first empty.

    A unit that was merged or renumbered has the rows of those it was made of, until one names itself; where its target
    is `derived` from theirs over (node, month), it has them whatever names it.
    """
    rows = rows_of(indicator, months, "value")
    position = {id(target): at for at, target in enumerate(indicator.targets)}
    own = [position[id(target)] for target, _ in rows.ranked]
    sets: dict[tuple[int, ...], int] = {(): 0}
    set_of_row = np.array([*(sets.setdefault((at,), len(sets)) for at in own), 0], dtype=np.int64)
    held = rows.held(structure)
    recorded = set_of_row[held]
    leaves = frozenset(structure.leaves)
    for node, one in enumerate(structure.nodes if structure.formed else ()):
        if one.unit not in leaves or one.unit.code not in structure.formed:
            continue
        for at, month in enumerate(months):
            if held[node, at] >= 0 and rows.ranked[held[node, at]][0].units and not derived[node, at]:
                continue
            behind = tuple(position[id(target)] for target in rows_behind(indicator, structure, one, [month]))
            if behind:
                recorded[node, at] = sets.setdefault(behind, len(sets))
    return recorded, tuple(sets)
