"""The risk scored on history: Brier scores against two baselines, and reliability."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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


class _ReportWords(NamedTuple):
    """What a report says in a language; `nothing` where there is nothing to score, `every` for all indicators."""

    nothing: str
    title: str
    heads: tuple[str, ...]
    about: str
    columns: tuple[str, ...]
    ranges: str
    every: str


_WORDS = {
    "nb": _ReportWords(
        nothing="Ingen hele år med en regel for risiko og en status ved utgangen er i dataene: ingenting å måle.",
        title="Brier-skår (0 er best). Takten gjelder andeler; ved siden av står modellen for de samme prognosene.",
        heads=("prognoser", "nådd", "modell", "status", "andeler", "modell", "takt"),
        about="Pålitelighet: av prognoser som sa så mye, hvor mange slo til.",
        columns=("sa", "slo til", "prognoser"),
        ranges="Spenn for årets tall (åtte av ti skulle holde): {held:.2f} av {count} holdt.",
        every="alle",
    ),
    "nn": _ReportWords(
        nothing="Ingen heile år med ein regel for risiko og ein status ved utgangen er i dataa: ingenting å måle.",
        title="Brier-skår (0 er best). Takta gjeld delar; ved sida av står modellen for dei same prognosane.",
        heads=("prognosar", "nådd", "modell", "status", "delar", "modell", "takt"),
        about="Pålitelegheit: av prognosar som sa så mykje, kor mange slo til.",
        columns=("sa", "slo til", "prognosar"),
        ranges="Spenn for talet for året (åtte av ti skulle halde): {held:.2f} av {count} heldt.",
        every="alle",
    ),
    "en": _ReportWords(
        nothing="No whole year with a risk rule and a status at its end is in the data: nothing to score.",
        title="Brier scores (0 best). The run rate is for shares; beside it the model on the same forecasts.",
        heads=("forecasts", "reached", "model", "status", "shares", "model", "run rate"),
        about="Reliability: of forecasts that said so much, how many came.",
        columns=("said", "came", "forecasts"),
        ranges="Ranges told for the year's figure (eight of ten should hold): {held:.2f} of {count} held.",
        every="all",
    ),
}


def report(forecasts: Sequence[Forecast], language: str = "en") -> str:
    """The scores as text: one row per indicator, then reliability."""
    say = _WORDS[language]
    if not forecasts:
        return say.nothing
    widths = (10, 9, 8, 8, 8, 8, 9)
    lines = [say.title, " " * 10 + "".join(f"{head:>{width}}" for head, width in zip(say.heads, widths, strict=True))]
    for code in ["", *dict.fromkeys(f.indicator for f in forecasts)]:
        one = scores([f for f in forecasts if code in ("", f.indicator)])
        right = f"{one.shares:>8}{one.model_on_shares:>8.3f}{one.by_run_rate:>9.3f}" if one.shares else ""
        left = f"{one.forecasts:>10}{one.reached:>9.2f}{one.model:>8.3f}{one.by_status:>8.3f}"
        lines.append(f"{code or say.every:10}{left}{right}".rstrip())
    lines += ["", say.about, f"{say.columns[0]:>8}{say.columns[1]:>8}{say.columns[2]:>11}"]
    lines += [
        f"{stated:>8.2f}{occurred:>8.2f}{count:>11}" for count, stated, occurred in reliability(forecasts) if count
    ]
    count, held = coverage(forecasts)
    return "\n".join([*lines, "", say.ranges.format(held=held, count=count)])
