"""A weighted index: attainment of its components on fixed anchors, independent of other offices' results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from kpidsl.model.measure import Index, composite_of
from kpidsl.model.results import Figures, Grid
from kpidsl.model.spec import Indicator, Spec
from kpidsl.model.state import Direction, Mark, State, Undecided
from kpidsl.scoring.exact import Ints
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.leaves.definitions import break_marks, each_in_its_months, held_in, joined
from kpidsl.scoring.nodes.windows import Windows
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.time.frequency import periods_of


def windows_of_index(indicator: Indicator, inputs: Inputs, grids: Mapping[str, Grid]) -> Windows:
    """The windows of a weighted index of other indicators (of their wholes)."""
    shape = (len(inputs.structure.nodes), len(inputs.months))
    within = held_in([since for since, _ in indicator.counted], inputs.months)
    composites = (composite_of(formula) for _, formula in indicator.counted)
    indexes = [one for one in composites if one is not None]

    def index_of(figures: Mapping[str, Figures]) -> Nodes:
        return joined([index_nodes(inputs.spec, one, figures, shape) for one in indexes], within)

    month = index_of({code: grid.month for code, grid in grids.items()})
    ytd = index_of({code: grid.year_to_date for code, grid in grids.items()})
    breaks = break_marks(indicator, inputs.months)
    month.marks[...] |= breaks
    of_components = [np.bitwise_or.reduce([_own_breaks(c, grids[c], inputs) for c, _ in i.components]) for i in indexes]
    own_breaks = each_in_its_months(of_components, within) | breaks
    own = replace(month, marks=(month.marks & ~int(Mark.BREAK)) | own_breaks)
    numbers = np.array([m.number for m in inputs.months], dtype=np.int64)
    last = np.where(ytd.state == State.VALUE, numbers, 0)
    return Windows(("",), month, own, ytd, last, excluded=np.zeros((1, *shape), dtype=np.int64))


def _own_breaks(code: str, grid: Grid, inputs: Inputs) -> Ints:
    """The breaks in the components' own figures, over (node, month); an older figure that stands in has none."""
    indicator = inputs.spec.indicator(code)
    assert indicator is not None
    size = len(inputs.structure.nodes) * len(inputs.months)
    ends = np.zeros(len(inputs.months), dtype=np.bool_)
    ends[periods_of(indicator.frequency, inputs.months, inputs.year_starts).ends] = True
    marks = np.array(grid.month.marks[:size], dtype=np.int16).reshape(-1, len(inputs.months))
    return np.where(ends, marks & int(Mark.BREAK), 0).astype(np.int16)


def index_nodes(spec: Spec, formula: Index, figures: Mapping[str, Figures], shape: tuple[int, int]) -> Nodes:
    """The index over (1, node, month): 100 when every component is exactly on target.

    A component scores 0 at the red bound and 1 at the target, and is capped (at 1.2 unless declared). The weights
    present are renormalised when no more is missing than declared (a quarter; marked PARTIAL); otherwise the index is
    not ready.
    """
    size = shape[0] * shape[1]
    numerator, denominator = np.zeros(size, dtype=object), np.zeros(size, dtype=object)
    state = np.full(size, State.NOT_READY, dtype=np.int8)
    marks = np.zeros(size, dtype=np.int16)
    for at in range(size):
        scores = [(w, _score(spec.indicator(code), figures[code], at, formula.cap)) for code, w in formula.components]
        weight = sum((w for w, s in scores if s is not None), Fraction(0))
        if weight and 1 - weight <= formula.missing_limit:
            value = 100 * sum((w * s for w, s in scores if s is not None), Fraction(0)) / weight
            numerator[at], denominator[at], state[at] = value.numerator, value.denominator, State.VALUE
            marks[at] = Mark.PARTIAL if weight < 1 else 0
        for code, _ in formula.components:  # what is made of something partial, or begins anew, is and does so too
            marks[at] |= figures[code].marks[at] & (
                Mark.BREAK if state[at] != State.VALUE else Mark.PARTIAL | Mark.BREAK
            )
    grid = (1, *shape)
    none = np.zeros(grid, dtype=np.int64)
    one = (state == State.VALUE).astype(np.int64).reshape(grid)
    return Nodes(
        numerator.reshape(grid), denominator.reshape(grid), state.reshape(grid), marks.reshape(grid), one, none, one,
        np.ones(grid, dtype=np.int64),
    )  # fmt: skip


def _score(indicator: Indicator | None, figures: Figures, at: int, cap: Fraction) -> Fraction | None:
    if indicator is None or figures.state[at] != State.VALUE or not figures.target_denominator[at]:
        return None
    if indicator.direction is Direction.INSIDE and not figures.high_denominator[at]:
        return None  # units that agree on one bound alone: their parent has no corridor
    if figures.undecided[at] == Undecided.WITHOUT_TARGET:
        return None
    judged = (figures.judged_numerator, figures.judged_denominator)  # what some units have, whose target it is
    top, bottom = judged if figures.judged_denominator[at] else (figures.numerator, figures.denominator)
    value = Fraction(int(top[at]), int(bottom[at]))
    target = Fraction(int(figures.target_numerator[at]), int(figures.target_denominator[at]))
    worse = target - value if indicator.direction is Direction.HIGHER else value - target
    bound = target
    if indicator.direction is Direction.INSIDE:
        high = Fraction(int(figures.high_numerator[at]), int(figures.high_denominator[at]))
        worse, bound = max(target - value, value - high, Fraction(0)), high if value > high else target
    amber = indicator.status_rule.amber
    width = abs(bound) * amber.value / 100 if amber.of_target else amber.value / indicator.scale
    if not width:
        return Fraction(worse < 0 or (worse == 0 and not indicator.strict))
    return max(Fraction(0), min(cap, 1 - worse / width))
