"""Section D: the arrow by control limits."""

import numpy as np

from kpidsl.model.state import State, Trend

from . import mutant


@mutant("arrow-without-limits", "kpidsl.scoring.judging.trend:control_trend")
def arrow_without_limits(_right):
    def against_last_month(_indicator, nodes, _target, _high):
        result = np.full(nodes.state.shape, Trend.NONE, dtype=np.int8)
        value = np.where(nodes.state == State.VALUE, nodes.numerator / np.maximum(nodes.denominator, 1), np.nan)
        change = np.sign(np.diff(value, axis=-1))
        result[..., 1:] = np.where(change > 0, Trend.BETTER, np.where(change < 0, Trend.WORSE, Trend.UNCHANGED))
        return result

    return against_last_month


@mutant("limits-not-screened", "kpidsl.scoring.judging.control:RANGE_LIMIT")
def limits_not_screened(_right):
    return 1e9
