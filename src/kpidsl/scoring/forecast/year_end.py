"""Forecasts of a year's end for many series at once: the law of what is still to come.

Every function takes (row, month) arrays that end with the latest month, with NaN (or 0 where `known` is False) where
there is no figure, and returns a law with a number for each row. The spread is estimated from each series' own
past: how far figures `ahead` months later were from what was forecast at the time, beyond what chance alone explains.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kpidsl.model.risk import MONTHS_BEHIND
from kpidsl.model.traits import Forecast
from kpidsl.scoring.exact import Bools, Floats, Ints
from kpidsl.scoring.forecast.laws import BetaBinomial, Law, NegativeBinomial, Normal, StudentT
from kpidsl.scoring.forecast.season import changes_of_ratio, common_changes, season

HALF_LIFE = 6.0
OWN_WEIGHT = 12.0
LEAST_SPREAD = 1e-4


@dataclass(frozen=True, slots=True)
class Past:
    """Monthly sums of many similar series (their spread is pooled), and where they are known."""

    numerator: Floats
    denominator: Floats
    known: Bools

    def of(self, rows: Bools) -> Past:
        """Some of the series."""
        return Past(self.numerator[rows], self.denominator[rows], self.known[rows])


@dataclass(frozen=True, slots=True)
class Level:
    """The expected figure of a month: a ratio, and the effective denominator behind it."""

    value: Floats
    weight: Floats


def level(past: Past, upto: int) -> Level:
    """The recent ratio up to and including column `upto`, months weighted with a half-life of six; NaN without a
    denominator."""
    first = max(0, upto + 1 - MONTHS_BEHIND)
    columns = np.arange(first, upto + 1)
    decay = 0.5 ** ((upto - columns) / HALF_LIFE)
    known = past.known[:, first : upto + 1]
    weight = np.where(known, decay, 0.0)
    top = (weight * past.numerator[:, first : upto + 1]).sum(axis=1)
    bottom = (weight * past.denominator[:, first : upto + 1]).sum(axis=1)
    squares = (weight * weight * past.denominator[:, first : upto + 1]).sum(axis=1)
    return Level(_divide(top, bottom), _divide(bottom * bottom, squares))


def _divide(top: Floats, bottom: Floats) -> Floats:
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0))


def misses(past: Past, ahead: int) -> tuple[Floats, Floats, Floats, Floats]:
    """For every past cut-off: the forecast ratio, its weight, the outcome of the next `ahead` months, and their
    denominator."""
    collected: list[tuple[Floats, Floats, Floats, Floats]] = []
    for cut in range(5, past.known.shape[1] - ahead):
        forecast = level(past, cut)
        later = slice(cut + 1, cut + 1 + ahead)
        complete = past.known[:, later].all(axis=1)
        top = past.numerator[:, later].sum(axis=1)
        bottom = past.denominator[:, later].sum(axis=1)
        outcome = _divide(top, bottom)
        good = complete & ~np.isnan(forecast.value) & ~np.isnan(outcome)
        collected.append((forecast.value[good], forecast.weight[good], outcome[good], bottom[good]))
    if not collected:
        empty = np.zeros(0)
        return empty, empty, empty, empty
    return tuple(np.concatenate(column) for column in zip(*collected, strict=True))  # type: ignore[return-value]


def share_to_come(past: Past, ahead: int, volume: Floats, above: Floats | float = 0.0) -> BetaBinomial:
    """Hits among `volume` cases to come, `above` the level by the season.

    The over-dispersion is estimated from how far earlier forecasts missed beyond binomial chance (method of moments, as
    in Kleinman 1973).
    """
    now = level(past, past.known.shape[1] - 1)
    forecast, weight, outcome, cases = misses(past, ahead)
    middle = np.clip((forecast + outcome) / 2, 1e-6, 1 - 1e-6)
    chance = middle * (1 - middle)
    beyond = (outcome - forecast) ** 2 - chance * (1 / weight + 1 / cases) if len(outcome) else np.zeros(0)
    trust = np.minimum(weight, cases) if len(outcome) else np.zeros(0)
    extra = float((trust * beyond).sum() / (trust * chance).sum()) if (trust * chance).sum() > 0 else 0.01
    spread = np.clip(max(extra, LEAST_SPREAD) + 1 / now.weight, LEAST_SPREAD, 0.5)
    middle = np.clip((now.value * now.weight + 0.5) / (now.weight + 1) + above, 1e-6, 1 - 1e-6)
    precision = 1 / spread - 1
    return BetaBinomial(volume, middle * precision, (1 - middle) * precision)


def mean_to_come(past: Past, ahead: int, volume: Floats, above: Floats | float = 0.0) -> Normal:
    """The mean of the `volume` cases to come, `above` the level by the season: variance = within / cases + between.

    Both variances are fitted to how far earlier forecasts missed (non-negative least squares).
    """
    now = level(past, past.known.shape[1] - 1)
    forecast, weight, outcome, cases = misses(past, ahead)
    squared = (outcome - forecast) ** 2
    within, between = _two_variances(squared, 1 / weight + 1 / cases, np.ones_like(squared))
    usual = float(np.nanmedian(np.abs(now.value))) if len(now.value) and not np.isnan(now.value).all() else 1.0
    spread = np.sqrt(within * (1 / now.weight + 1 / np.maximum(volume, 1)) + between)
    spread = np.maximum(spread, LEAST_SPREAD * max(usual, 1e-9))
    return Normal(now.value + above, spread)


def _two_variances(squared: Floats, first: Floats, second: Floats) -> tuple[float, float]:
    """The non-negative a, b for which a x first + b x second is closest to the squared misses."""
    if len(squared) < 8:
        return (float(np.mean(squared / first)) if len(squared) else 1.0), 0.0
    from scipy.optimize import nnls  # here: scipy takes long to load, and only a forecast needs it

    scale = np.maximum(first + second * float(np.median(first)), 1e-12)
    cap = np.quantile(squared / scale, 0.995)
    kept = np.minimum(squared, cap * scale)
    fitted, _ = nnls(np.stack([first / scale, second / scale], axis=1), kept / scale)
    return float(fitted[0]), float(fitted[1])


def total_to_come(past: Past, ahead: int, times: Floats | float = 1.0) -> NegativeBinomial:
    """The total of the next `ahead` months, `times` the level by the season (Poisson where there is no
    over-dispersion).

    The variance, dispersion x mean plus a quadratic term, is fitted to how far earlier forecasts of the total missed.
    """
    ones = Past(past.numerator, np.ones_like(past.numerator), past.known)
    now = level(ones, past.known.shape[1] - 1)
    forecast, _, outcome, months = misses(ones, ahead)
    expected = np.maximum(forecast * months, 1e-9)
    dispersion, square = _two_variances((outcome * months - expected) ** 2, expected, expected**2)
    mean = np.maximum(now.value * ahead * times, 1e-9)
    variance = np.maximum(np.maximum(dispersion, 1.0) * mean + square * mean**2, mean * (1 + 1e-9))
    return NegativeBinomial(mean, variance)


def amount_to_come(past: Past, ahead: int, times: Floats | float = 1.0) -> Normal:
    """An amount of money in the next `ahead` months, `times` the level by the season: its spread is in proportion to
    the forecast, estimated from earlier misses."""
    ones = Past(past.numerator, np.ones_like(past.numerator), past.known)
    now = level(ones, past.known.shape[1] - 1)
    forecast, _, outcome, _ = misses(ones, ahead)
    relative = (outcome - forecast) ** 2 / np.maximum(forecast**2, 1e-12)
    share = float(np.sqrt(np.mean(np.minimum(relative, np.quantile(relative, 0.99))))) if len(relative) else 0.2
    mean = now.value * ahead * times
    return Normal(mean, np.maximum(np.abs(mean) * share, 1e-9))


def level_ahead(series: Floats, group: npt.NDArray[np.int64], ahead: int) -> StudentT:
    """The level of a stock or a rolling figure `ahead` months on.

    `series` is on an unbounded scale (logit, log), NaN where missing. The forecast moves from the latest point towards
    the last year's mean, as far as figures have done over `ahead` months before (pooled regression); the spread is
    the row's own misses, shrunk to its group's. Student's t with the group's number of independent misses.
    """
    columns = series.shape[1]
    step = min(ahead, max(1, columns - 4))
    latest, usual = _carried(series), _trailing_mean(series)
    off = series[:, step:] - usual[:, :-step]
    away = (latest - usual)[:, :-step]
    seen = ~np.isnan(off) & ~np.isnan(away)
    lean, pull = np.where(seen, away, 0.0), np.where(seen, off, 0.0)
    kept = float(np.clip((lean * pull).sum() / max((lean * lean).sum(), 1e-12), 0.0, 1.0))
    miss = np.where(seen, off - kept * lean, 0.0)
    count = seen.sum(axis=1) / step
    pooled_count = _by_group(count, group)
    total = (miss**2).sum(axis=1) / step
    own, pooled = _divide(total, count), _divide(_by_group(total, group), pooled_count)
    own_trust = count / (count + OWN_WEIGHT)
    variance = np.where(np.isnan(own), pooled, own_trust * own + (1 - own_trust) * pooled) * (ahead / step)
    spread = np.sqrt(np.maximum(variance, LEAST_SPREAD))
    middle = usual[:, -1] + kept * (latest - usual)[:, -1]
    freedom = np.clip(pooled_count - 1, 3, 60)
    return StudentT(freedom, middle, spread)


def seasonal_level_ahead(
    series: Floats, group: npt.NDArray[np.int64], ahead: int, calendar: Ints, month: int
) -> StudentT:
    """As `level_ahead`, with the season that the rows have in common: `calendar` is each column's month of the year (0
    for January), and `month` that which lies ahead."""
    effect = season(common_changes(series), calendar)
    law = level_ahead(series - effect[calendar], group, ahead)
    return replace(law, middle=law.middle + effect[month])


def _carried(series: Floats) -> Floats:
    """The latest known point at each month."""
    carried = np.full(series.shape, np.nan)
    held = np.full(len(series), np.nan)
    for at in range(series.shape[1]):
        held = np.where(np.isnan(series[:, at]), held, series[:, at])
        carried[:, at] = held
    return carried


def _trailing_mean(series: Floats) -> Floats:
    """The mean of the known points among the twelve months up to each month."""
    known = ~np.isnan(series)
    sums, counts = (np.cumsum(np.where(known, v, 0.0), axis=1) for v in (series, np.ones_like(series)))
    for total in (sums, counts):
        total[:, 12:] = total[:, 12:] - total[:, :-12].copy()
    return _divide(sums, counts)


def _by_group(values: Floats, group: npt.NDArray[np.int64]) -> Floats:
    """Each row's group sum."""
    return np.asarray(np.bincount(group, weights=values, minlength=int(group.max()) + 1)[group])


def without_season(past: Past, is_ratio: bool, calendar: Ints, when: Floats) -> tuple[Past, Floats]:
    """The past at its level, and what the season does to the months to come of each row: added to a ratio, or as a
    factor of a total. `when` is how much of what is to come falls in each month of the year, (rows, 12)."""
    if is_ratio:
        effect = season(changes_of_ratio(past.numerator, past.denominator, past.known), calendar)
        top = past.numerator - effect[calendar] * past.denominator
        above = _divide(when @ effect, when.sum(axis=1))
        return Past(top, past.denominator, past.known), np.where(np.isnan(above), 0.0, above)
    both = past.known & (past.numerator > 0)
    path = np.log(np.where(both, past.numerator, 1.0))
    effect = season(common_changes(np.where(both, path, np.nan)), calendar)
    factor = np.exp(effect)
    times = _divide(when @ factor, when.sum(axis=1))
    return Past(past.numerator / factor[calendar], past.denominator, past.known), np.where(np.isnan(times), 1.0, times)


def rest_of_year(forecast: Forecast, past: Past, ahead: int, volume: Floats, calendar: Ints, when: Floats) -> Law:
    """The numerator still to come, as the functions above say by the kind of forecast."""
    past, above = without_season(past, forecast not in ("count", "rate", "amount"), calendar, when)
    if forecast == "share":
        return share_to_come(past, ahead, volume, above)
    if forecast in ("count", "rate"):
        return total_to_come(past, ahead, above)
    if forecast == "amount":
        return amount_to_come(past, ahead, above)
    mean, cases = mean_to_come(past, ahead, volume, above), np.maximum(volume, 1)
    return Normal(mean.mean * cases, mean.spread * cases)


Values = Callable[[Floats], Floats]


def logit(share: Floats) -> Floats:
    """The log-odds of shares; 0 and 1 count as a millionth from the end."""
    clipped = np.clip(share, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(clipped / (1 - clipped)))


def share_of(odds: Floats) -> Floats:
    """The shares of log-odds."""
    return np.asarray(1 / (1 + np.exp(-odds)))


def logarithm(value: Floats) -> Floats:
    """The natural logarithm; what is not above 0 counts as a billionth."""
    return np.asarray(np.log(np.maximum(value, 1e-9)))


def exponential(value: Floats) -> Floats:
    """The values of natural logarithms."""
    return np.asarray(np.exp(value))


def unchanged(value: Floats) -> Floats:
    """The values as they are."""
    return value


@dataclass(frozen=True, slots=True)
class Scale:
    """What a level is forecast on, without bounds: how values get onto it and off it.

    A count n stands as n + `half`: bounds lie halfway between whole numbers. A share has half a hit and half a miss
    more, so that none of all is a number too.
    """

    onto: Values
    off: Values
    half: float = 0.0
    more: float = 0.0

    def raw(self, numerator: Floats, denominator: Floats) -> Floats:
        """The values of sums, before the scale; 0 without a denominator."""
        top, bottom = numerator + self.more / 2, denominator + self.more
        return np.asarray(np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0) + self.half)


LOGIT = Scale(logit, share_of, more=1.0)
LOGARITHM = Scale(logarithm, exponential)
LEVEL_SCALE = {"share": LOGIT, "count": replace(LOGARITHM, half=0.5)}
"""The scale of each kind of forecast; the others have the logarithm."""


def point(scale: Values, value: float) -> float:
    """One value on the scale."""
    return float(scale(np.array([value]))[0])
