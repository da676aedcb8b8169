"""A weighted index: components' attainment on fixed anchors, never on what other offices did."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from kpidsl.model.measure import Index
from kpidsl.model.results import Figures
from kpidsl.model.spec import Indicator, Spec
from kpidsl.model.state import Direction, Mark, State
from kpidsl.scoring.rollup import Nodes


def index_nodes(spec: Spec, formula: Index, figures: Mapping[str, Figures], shape: tuple[int, int]) -> Nodes:
    """The index over (1, node, month): 100 when every component is exactly on target.

    A component scores 0 at the red edge, 1 at the target, capped (1.2 unless declared). Present weights
    are renormalised when no more is missing than declared (a quarter; marked PARTIAL); else not ready.
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
        return None  # units that agree on one edge alone: their parent has no corridor
    value = Fraction(int(figures.numerator[at]), int(figures.denominator[at]))
    target = Fraction(int(figures.target_numerator[at]), int(figures.target_denominator[at]))
    worse = target - value if indicator.direction is Direction.HIGHER else value - target
    edge = target
    if indicator.direction is Direction.INSIDE:
        high = Fraction(int(figures.high_numerator[at]), int(figures.high_denominator[at]))
        worse, edge = max(target - value, value - high, Fraction(0)), high if value > high else target
    amber = indicator.status_rule.amber
    width = abs(edge) * amber.value / 100 if amber.of_target else amber.value / indicator.scale
    if not width:
        return Fraction(worse <= 0)
    return max(Fraction(0), min(cap, 1 - worse / width))
