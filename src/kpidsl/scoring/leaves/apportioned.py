"""A year's figure apportioned to its months: exact twelfths, marked until the whole year is present."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kpidsl.model.measure import InYear
from kpidsl.model.plan import IndicatorPlan, Plan
from kpidsl.model.state import Mark, State
from kpidsl.scoring.exact import Bools, Ints, product
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.leaves.arrays import Leaves
from kpidsl.scoring.rollup import Nodes

MONTHS = 12


def in_twelfths(how: IndicatorPlan, plan: Plan, top: Leaves, bottom: Leaves) -> tuple[Leaves, Leaves]:
    """Both parts at twelve times the scale where one of them is a year's figure apportioned to months; otherwise
    unchanged."""
    above, below = _evenly(how, plan)
    return (_scaled(top, evenly=above), _scaled(bottom, evenly=below)) if above or below else (top, bottom)


def _evenly(how: IndicatorPlan, plan: Plan) -> tuple[bool, bool]:
    """Whether the numerator, and whether the denominator, is apportioned from a year's figure."""
    anchors = [plan.parts[key].anchor if key is not None else None for key in (how.numerator, how.denominator)]
    return anchors[0] == InYear(twelfth=True), anchors[1] == InYear(twelfth=True)


def _scaled(leaves: Leaves, *, evenly: bool) -> Leaves:
    """The part at twelve times the scale: a twelfth of a year's figure is the figure itself, a month's figure is
    multiplied by twelve."""
    value = leaves.value if evenly else product(leaves.value, MONTHS)
    return replace(leaves, value=value, scale=leaves.scale * MONTHS)


def is_distributed(how: IndicatorPlan, plan: Plan) -> bool:
    """Whether one of the indicator's parts is a year's figure apportioned to months."""
    return any(_evenly(how, plan))


def marked(how: IndicatorPlan, plan: Plan, state: Ints) -> Ints:
    """The TWELFTHS mark over (category, node, month): every value of an indicator with an apportioned part."""
    return np.where(is_distributed(how, plan) & (state == State.VALUE), int(Mark.TWELFTHS), 0).astype(np.int16)


def whole_years(how: IndicatorPlan, inputs: Inputs, top: Leaves, bottom: Leaves, state: Ints) -> Bools | None:
    """The last months, over (category, node, month), of years in which the node and all of its units have all twelve
    twelfths: their sum is the year's own figure. None where nothing is apportioned."""
    above, below = _evenly(how, inputs.plan)
    if not (above or below):
        return None
    yearly = top if above else bottom
    valued = (top.state == State.VALUE) & (bottom.state == State.VALUE)
    whole = np.zeros(state.shape, dtype=np.bool_)
    for at, month in enumerate(inputs.months):
        if at + 1 < MONTHS or month + 1 != (month + 1).year_start(inputs.year_starts):
            continue
        span = slice(at + 1 - MONTHS, at + 1)
        has_value, amount = valued[..., span], yearly.value[..., span]
        uncut = has_value.all(axis=-1) & (amount == amount[..., :1]).all(axis=-1)
        cut = has_value.any(axis=-1) & ~uncut
        cut[:, inputs.roll_up.higher] = False
        nothing_cut = inputs.roll_up.sum(cut[..., None].astype(np.int64))[..., 0] == 0
        for node, unit in inputs.roll_up.own(inputs.tables.units):
            nothing_cut[:, node] = np.where(has_value[:, unit].any(axis=-1), uncut[:, unit], nothing_cut[:, node])
        whole[..., at] = nothing_cut & (state[..., span] == State.VALUE).all(axis=-1)
    return whole


def unmark(nodes: Nodes, whole: Bools | None) -> None:
    """Remove the mark where a figure contains all twelve twelfths of a year."""
    if whole is not None:
        nodes.marks[whole] &= ~int(Mark.TWELFTHS)
