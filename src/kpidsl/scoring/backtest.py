"""What the risk forecast would have been in earlier months, beside what happened: for scoring it on history."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy import stats

from kpidsl.model.measure import Cumulation
from kpidsl.model.period import Month
from kpidsl.model.plan import Plan
from kpidsl.model.risk import Risk, RiskBasis
from kpidsl.model.rules import RiskRule
from kpidsl.model.spec import Indicator, Spec
from kpidsl.model.state import Direction, Status
from kpidsl.model.tables import Tables
from kpidsl.scoring.exact import Ints
from kpidsl.scoring.forecast.risk import risks
from kpidsl.scoring.forecast.year import YearsEnd
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.score import Scored, judged, windows_of

FIRST_MONTH = 3
"""Forecasts are made from the third month of a year on."""

_STATUS_AS_RISK = {Status.GREEN: 1.0, Status.AMBER: 0.5, Status.RED: 0.0}


@dataclass(frozen=True, slots=True)
class Forecast:
    """One forecast of a year's end, the two baselines' forecasts, and whether the target was reached.

    `by_status`: 1 for green, a half for amber, 0 for red. `by_run_rate`: the probability if this year's share continues
    and only binomial chance is added; None where the indicator is not a share.
    `within`: whether the year ended in the range that was told, both ends included; None where none was.
    """

    indicator: str
    node: int
    month: Month
    probability: float
    basis: RiskBasis
    by_status: float
    by_run_rate: float | None
    reached: bool
    within: bool | None


def year_end_forecasts(spec: Spec, plan: Plan, tables: Tables, last: Month) -> tuple[Forecast, ...]:
    """A forecast for each indicator, node and month (March to November) of the years that are complete in `last`.

    A forecast uses figures up to its own month only. Cells without a risk, or without a status at the year's end, are
    left out. Empty without a risk rule.
    """
    if spec.risk is None:
        return ()
    inputs = Inputs.of(spec, plan, tables, last)
    forecasts: list[Forecast] = []
    for indicator in spec.indicators:
        if indicator.traits.forecast == "none":
            continue
        windows, _ = windows_of(indicator, inputs, {})
        forecasts += _of_indicator(indicator, spec.risk, judged(indicator, windows, inputs), inputs)
    return tuple(forecasts)


def _of_indicator(indicator: Indicator, rule: RiskRule, scored: Scored, inputs: Inputs) -> list[Forecast]:
    months, forecasts = inputs.months, []
    for at, month in enumerate(months):
        end = YearsEnd.around(months, at, inputs.year_starts)
        if end.first < 0 or end.last >= len(months) or not FIRST_MONTH - 1 <= at - end.first < 11:
            continue
        probabilities = risks(indicator, rule, inputs.leaf_nodes, scored.windows, scored.status, end)
        run_rate = _run_rate(indicator, scored, end) if indicator.traits.forecast == "share" else None
        for node, risk in enumerate(probabilities):
            final, current = int(scored.status[0, node, end.last]), int(scored.status[0, node, at])
            if risk is None or Status(final) not in _STATUS_AS_RISK or Status(current) not in _STATUS_AS_RISK:
                continue
            forecasts.append(
                Forecast(
                    indicator.code, node, month, risk.probability, risk.basis, _STATUS_AS_RISK[Status(current)],
                    None if run_rate is None else float(run_rate[node]), final == Status.GREEN,
                    _within(risk, scored, node, end.last),
                )
            )  # fmt: skip
    return forecasts


def _within(risk: Risk, scored: Scored, node: int, last: int) -> bool | None:
    if risk.ends is None:
        return None
    ytd = scored.windows.ytd
    value = Fraction(int(ytd.numerator[0, node, last]), int(ytd.denominator[0, node, last]))
    return risk.ends.low <= value <= risk.ends.high


def _run_rate(indicator: Indicator, scored: Scored, end: YearsEnd) -> Ints:
    """P(target reached) if the year's share to date continues and only binomial chance is added."""
    ytd, (bound, _) = scored.windows.ytd, scored.year_targets
    n = ytd.numerator[0, :, end.at].astype(np.float64)
    d = np.maximum(ytd.denominator[0, :, end.at].astype(np.float64), 1)
    if bound is None:
        return np.full(n.shape, np.nan)
    top = bound.numerator[0, :, end.at].astype(np.float64)
    bottom = bound.denominator[0, :, end.at].astype(np.float64)
    target = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0)
    flow = indicator.cumulation is Cumulation.FLOW
    to_come = np.rint(d / (end.at - end.first + 1) * (end.last - end.at)) if flow else d
    need = target * (d + to_come) - n if flow else target * d
    if indicator.direction is Direction.LOWER:
        most = np.ceil(need) - 1 if indicator.strict else np.floor(need)
        return np.asarray(stats.binom.cdf(most, to_come, n / d))
    least = np.floor(need) + 1 if indicator.strict else np.ceil(need)
    return np.asarray(stats.binom.sf(least - 1, to_come, n / d))
