"""An indicator that is the highest or the lowest of ready-made figures: the engine found it at every node, and the
states of the figures say what lacks in it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kpidsl.model.measure import Cumulation
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Mark, State
from kpidsl.scoring.exact import Ints
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.nodes.non_additive import counted
from kpidsl.scoring.nodes.part_nodes import nodes_of_figures
from kpidsl.scoring.nodes.windows import Windows
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.time.year_to_date import year_to_date


def windows_of_figures(indicator: Indicator, inputs: Inputs, key: str) -> Windows:
    """The indicator's windows, from the engine's values under `key`. Of a flow the year to date is the highest (or
    lowest) of its months; of a stock, and of a figure that rolls, it is the latest."""
    values = inputs.tables.level_values[key]
    of_month, of_year = (counted(values, window, inputs, persons=False) for window in (0, 1))
    month = _valued(nodes_of_figures(indicator, inputs), of_month)
    year = year_to_date(month, indicator.cumulation, inputs.months, inputs.year_starts, adds_denominator=False)
    reached = np.maximum(year.last_month - inputs.months[0].number, 0)
    is_flow = indicator.cumulation is Cumulation.FLOW
    ytd = _valued(year.nodes, _as_of(of_year, reached)) if is_flow else year.nodes
    excluded = np.zeros(month.state.shape, dtype=np.int64)
    return Windows(("",), month, month, ytd, year.last_month, excluded=excluded)


def _as_of(nodes: Nodes, months: Ints) -> Nodes:
    """The figures of other months, by their place: what stands in a month after the last that is known is no part of
    the year to date."""
    names = "numerator", "denominator", "n"
    taken = (np.take_along_axis(getattr(nodes, name), months, axis=-1) for name in names)
    return replace(nodes, **dict(zip(names, taken, strict=True)))


def _valued(nodes: Nodes, values: Nodes) -> Nodes:
    """The nodes with other figures where they have one; what lacks in a partial one may be higher, by nobody knows how
    much."""
    known = nodes.state == State.VALUE
    partial = known & ((nodes.marks & Mark.PARTIAL) > 0)
    return replace(
        nodes,
        numerator=np.where(known, values.numerator, 0),
        denominator=np.where(known, values.denominator, 0),
        n=np.where(known, values.n, 0),
        lacking=np.zeros_like(nodes.lacking),
        marks=nodes.marks | np.where(partial, int(Mark.UNSIZED), 0).astype(np.int16),
    )
