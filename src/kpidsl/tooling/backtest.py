"""The risk scored on history: Brier scores against two baselines, and reliability."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kpidsl.scoring.backtest import Forecast

BINS = 10


@dataclass(frozen=True, slots=True)
class Scores:
    """Mean squared errors of the same forecasts (0 best; Brier 1950): the model's, and each baseline's."""

    forecasts: int
    reached: float
    model: float
    by_status: float
    shares: int
    model_on_shares: float
    by_run_rate: float


def scores(forecasts: Sequence[Forecast]) -> Scores:
    """Brier scores; the run rate's over shares only, where it applies. NaN where there are no forecasts."""
    shares = [f for f in forecasts if f.by_run_rate is not None and not math.isnan(f.by_run_rate)]
    return Scores(
        forecasts=len(forecasts),
        reached=_mean(float(f.reached) for f in forecasts),
        model=_mean((f.probability - f.reached) ** 2 for f in forecasts),
        by_status=_mean((f.by_status - f.reached) ** 2 for f in forecasts),
        shares=len(shares),
        model_on_shares=_mean((f.probability - f.reached) ** 2 for f in shares),
        by_run_rate=_mean(((f.by_run_rate or 0.0) - f.reached) ** 2 for f in shares),
    )


def reliability(forecasts: Sequence[Forecast]) -> list[tuple[int, float, float]]:
    """Ten bins of the stated probability: (number of forecasts, mean stated, share that occurred). Empty bins are
    (0, NaN, NaN)."""
    bins: list[list[Forecast]] = [[] for _ in range(BINS)]
    for one in forecasts:
        bins[min(int(one.probability * BINS), BINS - 1)].append(one)
    return [(len(b), _mean(f.probability for f in b), _mean(float(f.reached) for f in b)) for b in bins]


def coverage(forecasts: Sequence[Forecast]) -> tuple[int, float]:
    """(how many told a range for the year's figure, the share of them that held); (0, NaN) without any."""
    held = [f.within for f in forecasts if f.within is not None]
    return len(held), _mean(float(within) for within in held)


def _mean(values: Iterable[float]) -> float:
    held = list(values)
    return sum(held) / len(held) if held else math.nan


def report(forecasts: Sequence[Forecast]) -> str:
    """The scores as text: one row per indicator, then reliability."""
    if not forecasts:
        return "No whole year with a risk rule and a status at its end is in the data: nothing to score."
    lines = [
        "Brier scores (0 best). The run rate is for shares; beside it the model on the same forecasts.",
        f"{'':10}{'forecasts':>10}{'reached':>9}{'model':>8}{'status':>8}{'shares':>8}{'model':>8}{'run rate':>9}",
    ]
    for code in ["", *dict.fromkeys(f.indicator for f in forecasts)]:
        one = scores([f for f in forecasts if code in ("", f.indicator)])
        right = f"{one.shares:>8}{one.model_on_shares:>8.3f}{one.by_run_rate:>9.3f}" if one.shares else ""
        left = f"{one.forecasts:>10}{one.reached:>9.2f}{one.model:>8.3f}{one.by_status:>8.3f}"
        lines.append(f"{code or 'all':10}{left}{right}".rstrip())
    lines += [
        "",
        "Reliability: of forecasts that said so much, how many came.",
        f"{'said':>8}{'came':>8}{'forecasts':>11}",
    ]
    lines += [
        f"{stated:>8.2f}{occurred:>8.2f}{count:>11}" for count, stated, occurred in reliability(forecasts) if count
    ]
    count, held = coverage(forecasts)
    lines += ["", f"Ranges told for the year's figure (eight of ten should hold): {held:.2f} of {count} held."]
    return "\n".join(lines)
