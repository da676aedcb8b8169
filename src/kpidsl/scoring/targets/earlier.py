"""Targets that are an earlier figure: which month it is of, and what is made of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator, Target
from kpidsl.model.state import Direction
from kpidsl.model.targets import base_month
from kpidsl.scoring.exact import Ints, product


def base_positions(target: Target, indicator: Indicator, months: Sequence[Month]) -> Ints:
    """For each month the position of the month that its target is reckoned from; below 0 where there is none."""
    bases = (base_month(target, indicator.frequency.months, month) for month in months)
    return np.array([-1 if base is None else base.number - months[0].number for base in bases], dtype=np.int64)


def at_base(values: Ints, base: Ints) -> Ints:
    """Each month's value at the position of its base; 0 where there is none."""
    return np.where(base < 0, 0, values[..., np.clip(base, 0, None)])


def improved(top: Ints, bottom: Ints, target: Target, indicator: Indicator) -> tuple[Ints, Ints]:
    """The target that is so much better than top/bottom; per cent are of its absolute value."""
    step = target.value / (100 if target.relative else indicator.scale)
    if indicator.direction is Direction.LOWER:
        step = -step
    of = np.abs(top) if target.relative else bottom
    return product(top, step.denominator) + product(of, step.numerator), product(bottom, step.denominator)
