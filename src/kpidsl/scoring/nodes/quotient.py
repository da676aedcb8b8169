"""A quotient of two sides that are made each by itself: persons count once on either, and neither need add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from kpidsl.model.measure import Cumulation
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Mark, State
from kpidsl.problems import Problem
from kpidsl.scoring.exact import Ints, product
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.nodes.part_nodes import over_nothing, worse_state
from kpidsl.scoring.nodes.windows import Windows
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.time.year_to_date import YearToDate, year_to_date

WindowsOf = Callable[[Indicator, Inputs], tuple[Windows, list[Problem]]]


def windows_of_sides(
    indicator: Indicator, of_sides: tuple[Indicator, Indicator], inputs: Inputs, windows_of: WindowsOf
) -> tuple[Windows, list[Problem]]:
    """The indicator's windows and the problems of its two sides, each of which has windows of its own (`windows_of`).

    The year to date is that of the last month which both sides reach; where either is partial, so is it.
    """
    windows: list[Windows] = []
    problems: list[Problem] = []
    for side, how in zip(of_sides, inputs.plan.indicators[indicator.code].sides, strict=True):
        plan = replace(inputs.plan, indicators={**inputs.plan.indicators, indicator.code: how})
        one, its = windows_of(side, replace(inputs, plan=plan))
        windows.append(one)
        problems += its
    top, bottom = windows
    by_persons_above = indicator.traits.hidden_by == "cases" and of_sides[0].traits.combined == "persons"
    month = _divided(top.month, bottom.month, by_persons_above=by_persons_above)
    year = _divided(top.ytd, bottom.ytd, by_persons_above=by_persons_above)
    if indicator.cumulation is Cumulation.FLOW:
        both = np.where(top.last_month == bottom.last_month, top.last_month, 0)
        reach = _reach(both, inputs)
        last = np.where(reach >= 0, np.take_along_axis(both, np.maximum(reach, 0), axis=-1), 0)
        ytd = YearToDate(_as_of(year, reach), last)
    else:
        ytd = year_to_date(month, indicator.cumulation, inputs.months, inputs.year_starts, adds_denominator=False)
    over_nothing(month)
    over_nothing(ytd.nodes)
    return Windows(top.categories, month, month, ytd.nodes, ytd.last_month, excluded=top.excluded), problems


def _divided(top: Nodes, bottom: Nodes, *, by_persons_above: bool) -> Nodes:
    """One side by the other over (1, node, month): the worse of their states, and a value where both have one."""
    state = worse_state(top.state, bottom.state)
    value = state == State.VALUE
    marks = top.marks | bottom.marks
    partial = value & ((marks & Mark.PARTIAL) > 0)
    by_units = bottom.expected > top.expected
    return Nodes(
        numerator=np.where(value, product(top.numerator, bottom.denominator), 0),
        denominator=np.where(value, product(bottom.numerator, top.denominator), 0),
        state=state,
        marks=(marks | np.where(partial, int(Mark.UNSIZED), 0)).astype(np.int16),
        n=np.where(value, top.n if by_persons_above else bottom.n, 0),
        lacking=np.zeros_like(top.lacking),
        covered=np.where(by_units, bottom.covered, top.covered),
        expected=np.where(by_units, bottom.expected, top.expected),
    )


def _reach(both: Ints, inputs: Inputs) -> Ints:
    """Over (1, node, month): the position of the last month of the year, up to each, that both sides reach (`both`
    is its number; 0: they do not reach the same one); -1 where there is none."""
    reach = np.full(both.shape, -1, dtype=np.int64)
    held = np.full(both.shape[:-1], -1, dtype=np.int64)
    for at, month in enumerate(inputs.months):
        if month == month.year_start(inputs.year_starts):
            held[...] = -1
        held = np.where(both[..., at] > 0, at, held)
        reach[..., at] = held
    return reach


def _as_of(nodes: Nodes, reach: Ints) -> Nodes:
    """The figures of the months that are reached; without one the month's own state, and no value."""
    taken = {name: np.take_along_axis(getattr(nodes, name), np.maximum(reach, 0), axis=-1) for name in Nodes.__slots__}
    own, none = np.where(nodes.state == State.VALUE, State.NOT_READY, nodes.state), reach < 0
    taken["state"] = np.where(none, own, taken["state"]).astype(np.int8)
    taken["marks"] = np.where(none, nodes.marks, taken["marks"]).astype(np.int16)
    for name in ("numerator", "denominator", "n", "covered"):
        taken[name] = np.where(none, 0, taken[name])
    return Nodes(**taken)
