"""Rows of units above the leaves: cases that a county has itself are the county's and the country's, beside those of
its offices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kpidsl.model.plan import IndicatorPlan
from kpidsl.model.state import State
from kpidsl.scoring.exact import Ints
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.leaves.arrays import Leaves


def is_given(key: str | None, inputs: Inputs) -> bool:
    """Whether a part is made of figures as delivered, so that a higher unit's own stands in place of the sum; False
    for no part (None)."""
    return key is not None and inputs.plan.sources[inputs.plan.parts[key].source].ready_made


def as_summed(leaves: Leaves, key: str | None, inputs: Inputs) -> Leaves:
    """The part as nodes sum it: with the rows of higher units, but without figures that are delivered for them."""
    higher = inputs.roll_up.higher
    if not is_given(key, inputs) or not leaves.value[:, higher].any():
        return leaves
    value = leaves.value.copy()
    value[:, higher] = 0
    return replace(leaves, value=value)


def set_states(
    state: Ints, how: IndicatorPlan, sides: Sequence[Leaves], counting: Sequence[Leaves], inputs: Inputs
) -> None:
    """Set the state of higher units, of parts as they are summed (`sides`): a value where they have rows (one of
    `counting` is not zero) of a month that is delivered, else not relevant.

    Rows that are counted per a delivered figure add to the numerator and make no value: that takes the figure of a
    unit.
    """
    higher = inputs.roll_up.higher
    has_rows = np.logical_or.reduce([side.value[:, higher] != 0 for side in counting])
    is_delivered = np.logical_and.reduce([side.state[:, higher] == State.VALUE for side in sides])
    is_value = has_rows & is_delivered & (not is_given(how.denominator, inputs))
    state[:, higher] = np.where(is_value, State.VALUE, State.NOT_RELEVANT)
