"""Deviations by the rule on the year to date's status and the arrow, and since when."""

from __future__ import annotations

import numpy as np

from kpidsl.model.period import Month
from kpidsl.model.rules import DeviationRule
from kpidsl.scoring.exact import Bools, Ints


def deviations(rule: DeviationRule, status: Ints, trend: Ints, months: tuple[Month, ...]) -> tuple[Ints, Ints]:
    """Two arrays of the inputs' shape (months last): 0/1, and the first month number of the present run of
    deviations (0: none)."""
    is_deviation = np.zeros(status.shape, dtype=np.bool_)
    for wanted, arrow, lasting in rule.any_of:
        holds = status == wanted
        is_deviation |= lasted(holds, holds, lasting) & (True if arrow is None else trend == arrow)
    since = np.zeros(status.shape, dtype=np.int64)
    running = np.zeros(status.shape[:-1], dtype=np.int64)
    for at, month in enumerate(months):
        running = np.where(is_deviation[..., at], np.where(running > 0, running, month.number), 0)
        since[..., at] = running
    return is_deviation.astype(np.int8), since


def lasted(holds: Bools, earlier: Bools, months: int) -> Bools:
    """Where it holds, and each of the months before, so many with the present one, is one of the `earlier`; what lies
    before the first month is none."""
    held = holds.copy()
    for back in range(1, months):
        held[..., back:] &= earlier[..., :-back]
        held[..., :back] = False
    return held
