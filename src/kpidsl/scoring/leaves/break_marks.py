"""Marks of a changed organisation: where a series breaks, and where a node holds part of a split unit's figure."""

from __future__ import annotations

import numpy as np

from kpidsl.model.state import Mark
from kpidsl.scoring.exact import Ints
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.leaves.arrays import Leaves, months_within


def broken(inputs: Inputs, *, ready_made: bool = False) -> Ints:
    """The BREAK mark over (node, month): where a leaf received part of a split unit in that month.

    A node that also counts rows without a unit has the split unit's earlier figures, so its series continues. So does
    that of `ready_made` figures where the shares of the split are declared.
    """
    structure, first, last = inputs.structure, inputs.months[0], inputs.months[-1]
    marks = np.zeros((len(structure.nodes), len(inputs.months)), dtype=np.int16)
    for code, months in structure.broken.items():
        left = [m for m in months if not (ready_made and (code, m) in structure.bridged)]
        at = [m.number - first.number for m in left if first <= m <= last]
        for position, node in enumerate(structure.nodes):
            below = any(structure.leaves[leaf].code == code for leaf in node.leaves)
            if below and not inputs.roll_up.is_whole(node):
                marks[position, at] = int(Mark.BREAK)
    return marks


def distributed(inputs: Inputs, top: Leaves, bottom: Leaves) -> Ints:
    """The DISTRIBUTED mark over (node, month): where a node holds a part, but not all, of a split unit's figure."""
    structure = inputs.structure
    marks = np.zeros((len(structure.nodes), len(inputs.months)), dtype=np.int16)
    for one in structure.distributed if top.scale > 1 else ():
        present = (top.own_present | bottom.own_present)[inputs.positions[one.code]] & months_within(one, inputs.months)
        for position, node in enumerate(structure.nodes):
            below = {structure.leaves[leaf].code for leaf in node.leaves}
            if 0 < sum(share for leaf, share in one.shares if leaf in below) < 1:
                marks[position, present] = int(Mark.DISTRIBUTED)
    return marks
